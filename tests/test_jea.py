"""The JEA role: one command that answers as the script does, and nothing else, in a real PowerShell.

Rule: the files are opened as `sriovkit jea` writes them. What only Windows can show (who WinRM lets in, what a virtual
account may read) is not tested here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core import snapshot
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.script import COMMAND, collecting_script
from sriovkit.lab import load
from sriovkit.lab.collecting import answer

from .engine import samples, stubs
from .engine.compare import differences
from .engine.pwsh import Engine, engine
from .engine.role import ALWAYS_SEEN, RAN, Answer, Role, Step, empty_host, program, register
from .engine.tables import quoted

__all__ = ["empty_host", "engine", "program"]

SEE = Step("line", "Get-Command")


def failing() -> dict[str, Mapping[str, Any]]:
    """A host without Hyper-V, where one command fails half-way."""
    error = {"id": "Denied", "category": "PermissionDenied", "message": "権限がありません"}
    every: dict[str, Mapping[str, Any]] = dict(samples.sections(2))
    given = {name: section for name, section in every.items() if CMDLETS[name].module != "Hyper-V"}
    return {**given, "Get-NetAdapter": {**given["Get-NetAdapter"], "ok": False, "error": error}}


HOSTS = {
    "every value": lambda: samples.sections(8),
    "the article's": lambda: answer(load("article", "ja").machine)["sections"],
    "one that fails": failing,
}


# -- the answer ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTS)
def test_the_role_answers_as_the_script_does(engine: Engine, empty_host: Role, tmp_path: Path, name: str) -> None:
    given = HOSTS[name]()
    plain = snapshot.read(engine.run(stubs.functions(given), collecting_script())[-1].text).data
    asked = register(engine, tmp_path, given).one("command", COMMAND)
    assert asked.refused == ""
    got = snapshot.read(asked.output).data
    assert differences({**got, "taken": ""}, {**plain, "taken": ""}) == []
    assert list(got) == list(plain) and list(got["sections"]) == list(CMDLETS)


def test_it_answers_again_in_the_same_session_and_in_any_case(empty_host: Role) -> None:
    asked = [Step("command", COMMAND), Step("line", COMMAND.lower()), Step("command", COMMAND)]
    assert all(answer.refused == "" and answer.output.startswith(RAN) for answer in empty_host.session(*asked))


def test_groups_in_any_writing_open_the_role(engine: Engine, empty_host: Role, tmp_path: Path) -> None:
    groups = ["CONTOSO\\SR-IOV 閲覧者", "HV01\\O'Neill ‘readers’ $(x) `n", "contoso\\sr-iov 閲覧者"]
    role = register(engine, tmp_path, {}, *groups)
    assert role.one("command", COMMAND).output.startswith(RAN)
    file = quoted(str(role.folder / "sriovkit-jea.pssc"))
    read = f"(& ([scriptblock]::Create([System.IO.File]::ReadAllText({file})))).RoleDefinitions.Keys"
    assert set(engine.run(read)[-1].output) == set(groups[:2])


# -- and nothing else ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        COMMAND,
        "1",
        "'ESCAPED'",
        "$env:PATH",
        "$x = 'ESCAPED'",
        f"{COMMAND}; 'ESCAPED'",
        f"{COMMAND} | ForEach-Object {{ $_ }}",
        "& { 'ESCAPED' }",
        "function Get-More { 'ESCAPED' }",
        "[System.IO.File]::ReadAllText('/etc/passwd')",
        "#",
        " ",
    ],
)
def test_text_is_refused(empty_host: Role, text: str) -> None:
    assert empty_host.one("text", text) == Answer("ScriptsNotAllowed", "")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("Get-VMHost", {}),
        ("Hyper-V\\Get-VMHost", {}),
        ("Get-CimInstance", {"ClassName": "Win32_Process"}),
        ("Get-ItemProperty", {"LiteralPath": "/etc/passwd"}),
        ("Microsoft.PowerShell.Management\\Get-Content", {"LiteralPath": "/etc/passwd"}),
        ("Import-Module", {"Name": "Hyper-V"}),
        ("Microsoft.PowerShell.Core\\Import-Module", {"Name": "Hyper-V"}),
        ("Invoke-Expression", {"Command": "'ESCAPED'"}),
        ("Invoke-Command", {"ScriptBlock": "'ESCAPED'"}),
        ("New-Object", {"TypeName": "System.Collections.ArrayList"}),
        ("Set-Variable", {"Name": "ErrorActionPreference", "Value": "Stop"}),
        ("Set-Item", {"Path": f"function:{COMMAND}", "Value": "'ESCAPED'"}),
        ("Microsoft.PowerShell.Utility\\Select-Object", {"InputObject": "ESCAPED"}),
        ("/bin/echo", {}),
        ("echo", {}),
        (f"{COMMAND}; Get-VMHost", {}),
        (f"{COMMAND} | Get-VMHost", {}),
        ("& { 'ESCAPED' }", {}),
        ("{ 'ESCAPED' }", {}),
        ("$(Get-VMHost)", {}),
        ("$ExecutionContext", {}),
    ],
)
def test_other_commands_are_not_found_before_the_role_ran_and_after(
    empty_host: Role, name: str, arguments: dict[str, str]
) -> None:
    asked = Step("command", name, arguments)
    before, ran, after = empty_host.session(asked, Step("command", COMMAND), asked)
    assert before == after == Answer("CommandNotFoundException", "")
    assert ran.output.startswith(RAN)


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("Get-VMHost", "CommandNotFoundException"),
        (f"{COMMAND} | Get-VMHost", "CommandNotFoundException"),
        (f"{COMMAND} | Microsoft.PowerShell.Utility\\Select-Object", "CommandNotFoundException"),
        (f"{COMMAND} | ForEach-Object {{ 'ESCAPED' }}", "CantConvert"),
        (f"{COMMAND} $(Get-VMHost)", "CantConvert"),
        (f"{COMMAND} -Path '; Get-VMHost'", f"{COMMAND} takes no parameters."),
        (f"{COMMAND} > ESCAPED", "CanConvertOne"),
        ("& { 'ESCAPED' }", "CantConvert"),
        ("1 + 1", "CantConvert"),
        ("$x = 'ESCAPED'", "CanOnlyConvert"),
        ("if (1) { 'ESCAPED' }", "CanOnlyConvert"),
    ],
)
def test_a_line_gets_no_further_than_its_commands(empty_host: Role, line: str, refused: str) -> None:
    answer = empty_host.one("line", line)
    assert answer.refused.startswith(refused) and answer.output == ""


@pytest.mark.parametrize("name", ["Path", "ErrorAction", "OutVariable", "Verbose", "ScriptBlock"])
def test_the_command_takes_no_parameters(empty_host: Role, name: str) -> None:
    assert empty_host.one("command", COMMAND, {name: "x"}) == Answer(f"{COMMAND} takes no parameters.", "")


def test_one_command_is_seen_beside_those_of_every_restricted_session(empty_host: Role) -> None:
    before, _, after = empty_host.session(SEE, Step("command", COMMAND), SEE)
    assert before == after
    assert sorted(before.output.split()) == sorted([COMMAND, *ALWAYS_SEEN])


def test_the_variables_that_a_proxy_can_set_do_not_change_the_answer(engine: Engine, tmp_path: Path) -> None:
    role = register(engine, tmp_path, failing())
    names = ["ErrorActionPreference", "PSDefaultParameterValues", "PSModuleAutoLoadingPreference", "OFS", "args", "ask"]
    steps = [Step("command", "Get-Command", {"Name": COMMAND, "OutVariable": name}) for name in names]
    first, *_, last = role.session(Step("command", COMMAND), *steps, Step("command", COMMAND))
    assert snapshot.read(first.output).sections == snapshot.read(last.output).sections


# -- by the options of the program, which send what they are given untouched ------------------------------------------


def test_opened_by_the_program(program: Role) -> None:
    done = program.program("-AddCommand", COMMAND)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith(RAN)
    assert program.program("-Command", COMMAND).stdout.startswith(RAN)


@pytest.mark.parametrize(
    ("how", "refused"),
    [
        (("-AddScript", COMMAND), "no-language mode"),
        (("-AddCommand", "Get-VMHost"), "CommandNotFoundException"),
        (("-AddCommand", COMMAND, '{"Path": "x"}'), "takes no parameters"),
        (("-Command", f"{COMMAND} | Get-VMHost"), "CommandNotFoundException"),
        (("-Command", "$env:PATH"), "Cannot generate a PowerShell object"),
    ],
)
def test_refused_by_the_program(program: Role, how: tuple[str, ...], refused: str) -> None:
    done = program.program(*how)
    assert done.returncode != 0 and done.stdout.strip() == "" and refused in done.stderr


def test_nothing_stays_behind_by_the_program(program: Role) -> None:
    done = program.program("-Command", f"{COMMAND}; Get-VMHost")
    assert len(done.stdout.splitlines()) == 1 and "CommandNotFoundException" in done.stderr
