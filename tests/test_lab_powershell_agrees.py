"""Every scenario of the lab played both ways at once: what the built-in answers say, a real PowerShell says too.

Rule: both ways start from the same machine and go the same way; after each step the machines are equal, and so are the
collecting script's snapshot; at both ends of the way the rows and errors of every command that only reads are, too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import ANY

import pytest
from psrpcore.types import PSEnumBase, PSGuid, PSObject, deserialize_clixml

from sriovkit.core.quote import quote
from sriovkit.core.script import collecting_script
from sriovkit.lab import load, names
from sriovkit.lab.acts import act
from sriovkit.lab.binding import signatures
from sriovkit.lab.changes import PLAYS
from sriovkit.lab.collecting import answer
from sriovkit.lab.powershell import PowerShells
from sriovkit.lab.scenario import Step
from sriovkit.lab.server.pipeline import Command, PipelineAnswer, PipelineRequest, SessionOf
from sriovkit.lab.shell import Shell

from .engine.compare import differences
from .engine.pwsh import program
from .test_script_on_the_lab import without_own

REST = 120.0  # seconds of the host's clock after which everything has come to rest
HKLM = r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization"
#: What commands are asked with that cannot be asked bare.
GIVEN: dict[str, list[dict[str, Any]]] = {
    "Get-VMNetworkAdapter": [{"All": True}, {"ManagementOS": True}, {"VMName": "*"}],
    "Get-CimInstance": [{"ClassName": f"Win32_{name}"} for name in ("OperatingSystem", "ComputerSystem", "Processor")],
    "Get-ItemProperty": [{"LiteralPath": HKLM}, {"LiteralPath": HKLM, "Name": "IOVEnableOverride"}],
    "Test-Path": [{"LiteralPath": HKLM}, {"Path": HKLM.replace("Windows NT", "WindowsNT")}],
    "Get-PnpDeviceProperty": [{"InstanceId": "PCI\\*"}],
    "Get-NetAdapterAdvancedProperty": [{"RegistryKeyword": "*SRIOV", "AllProperties": True}],
    "Get-VMSwitchExtension": [{"VMSwitchName": "*"}],
    "Get-VM": [{}, {"Name": "no such VM"}],
    "Get-NetAdapter": [{}, {"Name": "no such adapter"}],
}


def spelled(command: Command) -> str:
    given = [f"-{name}" if value is True else f"-{name} {quote(value)}" for name, value in command.parameters]
    return " ".join([command.name, *given])


READING = [
    Command(signature.command, parameters=tuple(given.items()), ends_statement=True)
    for signature in signatures().values()
    if signature.command not in PLAYS
    for given in GIVEN.get(signature.command, [{}])
]
#: All of them in one pipeline, the number of each in front of what it says.
READING_SCRIPT = "\n".join(f"'>{number}'; {spelled(command)}" for number, command in enumerate(READING))


@dataclass
class Both:
    """The same host twice: `built_in` answers by itself, `shells` run a PowerShell over `behind`."""

    built_in: Shell
    behind: Shell
    shells: PowerShells

    def start(self, name: str) -> None:
        machine = load(name).machine
        self.built_in.machine = self.behind.machine = machine

    def ask(self, command: Command) -> None:
        """One command, both ways: answers and machines are equal."""
        asked = PipelineRequest((command,))
        wanted, got = said(self.built_in.respond(asked)), said(self.shells.respond(asked))
        assert differences(got, wanted, command.name) == []
        assert self.behind.machine == self.built_in.machine

    def walk(self, step: Step) -> None:
        if step.act:
            for shell in (self.built_in, self.behind):
                shell.life.change(lambda machine: act(machine, step.act, step.given))
        else:
            self.ask(Command(step.command, parameters=tuple(step.given.items())))
        for shell in (self.built_in, self.behind):
            shell.life.wait(REST)

    def look(self) -> None:
        """What is collected: the snapshot."""
        script = Command(collecting_script(), is_script=True)
        (text,) = self.shells.respond(PipelineRequest((script,))).output
        snapshot = json.loads(plain(read(text)))
        wanted = json.loads(json.dumps(answer(self.built_in.life.seen)))
        for section in (*snapshot["sections"].values(), *wanted["sections"].values()):
            if (section["error"] or {}).get("id") == "CommandNotFoundException":
                section["error"]["message"] = ""  # this PowerShell's own words, not those of Windows PowerShell
        assert differences(without_own(snapshot), without_own(wanted)) == []
        assert self.behind.machine == self.built_in.machine

    def read(self) -> None:
        """Every command that reads."""
        # In a session of its own: the engine forgets what it has compiled when the other script runs in between.
        reading = (Command(READING_SCRIPT, is_script=True),)
        got = self.shells.respond(PipelineRequest(reading, client=SessionOf("reading")))
        built_in = [self.built_in.respond(PipelineRequest((command,))) for command in READING]
        assert differences(by_command(got), by_command(*built_in)) == []
        assert self.behind.machine == self.built_in.machine


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    machine = load("healthy").machine
    behind = Shell(machine)
    shells = PowerShells(behind, program())
    shells.start()
    yield Both(Shell(machine), behind, shells)
    shells.close()


@pytest.mark.powershell
@pytest.mark.parametrize("name", names())
def test_powershell_and_the_built_in_answers_say_the_same_all_the_way(both: Both, name: str) -> None:
    both.start(name)
    both.look()
    both.read()
    for step in load(name).way:
        both.walk(step)
        if both.built_in.machine.power == "on":
            both.look()
    both.read()


#: What a Windows does not have, or nobody has: a command or a parameter that does not exist, or not yet.
WRONG = [
    ("2012", Command("Get-VMHost", parameters=(("CimSession", "x"),))),
    ("2012", Command("New-VMSwitch", parameters=(("Name", "x"), ("EnableEmbeddedTeaming", True)))),
    ("2012", Command("Get-PnpDevice")),
    ("2022", Command("Get-NetIntent")),
    ("2022", Command("Get-VMSwitch", parameters=(("Nmae", "x"),))),
    ("2022", Command("Get-NetAdapter", parameters=(("I", "x"),))),
    ("2022", Command("Connect-VMNetworkAdapter", parameters=(("SwitchName", "x"), ("UseAutomaticConnection", True)))),
    ("2022", Command("Get-Nothing")),
]


@pytest.mark.powershell
@pytest.mark.parametrize(("release", "command"), WRONG, ids=[f"{c.name}-{release}" for release, c in WRONG])
def test_what_does_not_exist_is_refused_both_ways(both: Both, release: str, command: Command) -> None:
    machine = replace(load("healthy").machine, release=release)
    both.built_in.machine = both.behind.machine = machine
    asked = PipelineRequest((command,))
    for ends in (said(both.built_in.respond(asked)), said(both.shells.respond(asked))):
        assert ends["rows"] == [] and ends["errors"] == []
        assert ends["end"] in (["InvalidArgument", ANY], ["ObjectNotFound", "CommandNotFoundException"]), ends
    both.ask(command)


def test_every_reading_command_is_asked() -> None:
    assert {c.name for c in READING} == {s.command for s in signatures().values() if s.command not in PLAYS}
    assert len(READING) > 25


def read(text: Any) -> Any:
    """A value that a PowerShell wrote."""
    wrapped = f'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{text}</Objs>'
    return deserialize_clixml(wrapped, None)[0]  # type: ignore[arg-type]


def by_command(*answers: PipelineAnswer) -> dict[str, Any]:
    """What each reading command said, and the errors of all of them; one answer a command, or one for all."""
    rows: dict[str, list[Any]] = {}
    errors = []
    for number, one in enumerate(answers):
        told = said(one)
        for row in told["rows"] if len(answers) == 1 else [f">{number}", *told["rows"]]:
            if isinstance(row, str) and row.startswith(">"):
                rows[spelled(READING[int(row[1:])])] = now = []
            else:
                now.append(row)
        errors += [error[1:] for error in told["errors"]] + ([told["end"]] if told["end"] else [])
    return {"rows": rows, "errors": errors}


def said(answer: PipelineAnswer) -> dict[str, Any]:
    """An answer as plain data, whichever way it came."""
    rows = [plain(read(value) if type(value).__name__ == "Clixml" else value) for value in answer.output]
    errors = [[e.message, e.category, engines_own(e.fully_qualified_error_id)] for e in answer.errors]
    errors += [_record(read(record.value)) for record in answer.records if record.kind == "error"]
    end = answer.terminating
    ended = [end.category, engines_own(end.fully_qualified_error_id)] if end else None
    return {"rows": rows, "errors": errors, "end": ended}


def engines_own(identity: str) -> str:
    """The words of an engine's own refusals are its own, and so is how it names them; that it refuses is compared."""
    kind, _, command = identity.partition(",")
    return ",".join(filter(None, ["Refused" if kind in _BINDING else kind, command]))


_BINDING = ("MissingMandatoryParameter", "NamedParameterNotFound", "AmbiguousParameterSet")


def _record(record: Any) -> list[str]:
    identity = engines_own(plain(record.FullyQualifiedErrorId))
    return [plain(record.Exception.Message), record.CategoryInfo.Category.name, identity]


def plain(value: Any) -> Any:
    """A value of psrpcore as plain data: numbers of all sizes alike, an enum as its word and number."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, PSEnumBase):
        return {"word": "None" if value.name == "none" else value.name, "number": int(value.value)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(microsecond=0).isoformat()
    if isinstance(value, PSGuid):
        return str(value).lower()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, int):
        word = getattr(value, "PSObject", None) and value.PSObject.to_string
        return {"word": word, "number": int(value)} if word and not word.isdigit() else int(value)
    if isinstance(value, str):
        return "".join([value])
    if isinstance(value, PSObject):
        return {p.name: plain(p.get_value(value)) for p in value.PSObject.extended_properties}
    raise AssertionError(f"no plain form for {type(value)}")


if sys.platform == "win32":
    pytest.skip("on Windows the lab runs no PowerShell", allow_module_level=True)
