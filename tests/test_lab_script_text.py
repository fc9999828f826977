"""Script text that is exactly one command with literal arguments is that command; anything else is not found.

Rule: what is read is compared with what a real PowerShell binds, where there is one.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from sriovkit.lab import load
from sriovkit.lab.script_text import one_command
from sriovkit.lab.server import Command, PipelineAnswer, PipelineRequest
from sriovkit.lab.shell import Shell

from .engine.pwsh import Engine, engine

__all__ = ["engine"]

MACHINE = load("article").machine
#: Text of arguments -> what they are, as (name, value).
ARGUMENTS: dict[str, list[tuple[str | None, Any]]] = {
    "": [],
    " External": [(None, "External")],
    " -Name External": [("Name", "External")],
    " -Name:External": [("Name", "External")],
    " -Name 'It''s; $(x) | `n \"y\"'": [("Name", 'It\'s; $(x) | `n "y"')],
    ' -Name "two words"': [("Name", "two words")],
    " -Name ''": [("Name", "")],
    " -Name a,'b c' , \"d\"": [("Name", ["a", "b c", "d"])],
    " -Name *ext?rnal*": [("Name", "*ext?rnal*")],
    " -Name 仮想スイッチ": [("Name", "仮想スイッチ")],
    " -Name a.b-c:d\\e/f": [("Name", "a.b-c:d\\e/f")],
    " -Name 7": [("Name", 7)],
    " -Name -7": [("Name", "-7")],
    " -Name $null": [("Name", None)],
    " -Name:$TRUE": [("Name", True)],
    " -Verbose -Name x": [("Verbose", True), ("Name", "x")],
    " -ErrorAction Stop x": [("ErrorAction", "Stop"), (None, "x")],
}
OTHERS = [
    "Get-VMSwitch | Format-List",
    "Get-VMSwitch; Get-VM",
    "Get-VMSwitch\nGet-VM",
    "Get-VMSwitch -Name $env:COMPUTERNAME",
    'Get-VMSwitch -Name "$x"',
    'Get-VMSwitch -Name "a`nb"',
    "Get-VMSwitch -Name (Get-VM)",
    "Get-VMSwitch -Name @('a')",
    "Get-VMSwitch -Name 'a",
    "Get-VMSwitch -Name 'a\nb'",
    "Get-VMSwitch -Name \u2018a\u2019",
    "Get-VMSwitch -Name 'a\u2019; Restart-Computer; \u2018b'",
    "Get-VMSwitch -Name 1kb",
    "Get-VMSwitch -Name 0x10",
    "Get-VMSwitch -Name a{b",
    "Get-VMSwitch -Name 'a'b",
    "Get-VMSwitch > x",
    "Get-VMSwitch # and more",
    "Get-VMSwitch @args",
    "Get-VMSwitch --%",
    "& Get-VMSwitch",
    "(Get-VMSwitch).Name",
    "$x = Get-VMSwitch",
    "Get-VMSwitch -Name a,",
    "exit $LASTEXITCODE",
    "Get-VMSwitch\nexit 3",
]


def ask(text: str) -> PipelineAnswer:
    return Shell(MACHINE).respond(PipelineRequest((Command(text, is_script=True),)))


@pytest.mark.parametrize("text", ARGUMENTS)
def test_one_command_is_read(text: str) -> None:
    assert one_command(MACHINE, f"Get-VMSwitch{text}") == Command("Get-VMSwitch", parameters=tuple(ARGUMENTS[text]))


def test_a_real_powershell_reads_the_same(engine: Engine) -> None:
    stub = "function Get-VMSwitch { [CmdletBinding()] param([Parameter(Position = 0)] $Name) @{ value = $Name } }"
    calls = "\n".join(f"Get-VMSwitch{text}" for text in ARGUMENTS)
    asked = f"ConvertTo-Json -Compress -Depth 3 -InputObject @(& {{\n{calls}\n}})"
    seen = [one["value"] for one in json.loads(engine.last(stub, asked).text)]
    assert seen == [next((v for n, v in given if n in ("Name", None)), None) for given in ARGUMENTS.values()]


@pytest.mark.parametrize("text", OTHERS)
def test_anything_else_is_a_command_not_found(text: str) -> None:
    said = ask(text)
    assert one_command(MACHINE, text) is None
    assert said.terminating is not None and said.output == ()
    assert said.terminating.fully_qualified_error_id == "CommandNotFoundException"


def test_the_command_answers_as_it_does_with_typed_parameters() -> None:
    typed = Shell(MACHINE).respond(PipelineRequest((Command("Get-VMSwitch", parameters=(("Name", "External"),)),)))
    assert len(typed.output) == 1
    for text in ("Get-VMSwitch -Name External", "  hyper-v\\get-vmswitch External \n\nexit $LASTEXITCODE"):
        assert str(ask(text).output) == str(typed.output)


def test_a_switch_takes_nothing_of_what_follows() -> None:
    read = one_command(MACHINE, "Get-VMNetworkAdapter -All -Verbose VM01")
    assert read is not None
    assert read.parameters == (("All", True), ("Verbose", True), (None, "VM01"))


@pytest.mark.parametrize("text", ["Get-VMSwitch -Name", "Get-VMSwitch -Name -Verbose", "Get-VMSwitch -na"])
def test_a_parameter_without_its_argument_is_refused(text: str) -> None:
    said = ask(text).terminating
    assert said is not None
    assert said.fully_qualified_error_id == "MissingArgument,Microsoft.HyperV.PowerShell.Commands.GetVMSwitch"
    kind = "Specify a parameter of type 'System.String' and try again."
    assert said.message == f"Missing an argument for parameter 'Name'. {kind}"


@pytest.mark.parametrize(
    ("text", "code"), [("Get-Nonsense -A b", "CommandNotFound"), ("Get-VMSwitch -Nonsense x", "NamedParameterNotFound")]
)
def test_what_is_not_there_is_refused_as_ever(text: str, code: str) -> None:
    said = ask(text).terminating
    assert said is not None
    assert said.fully_qualified_error_id.startswith(code)
    assert said.target == "Get-Nonsense" or "'Nonsense'" in said.message
