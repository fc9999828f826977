"""The written JEA files opened in the real engine, as somebody with the role would meet them.

Rule: what is opened are the files as written; the commands that a host would have come from modules on PSModulePath.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core import jea
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.script import COMMAND

from . import stubs
from .pwsh import Engine, call, lacking
from .tables import quoted

Sections = Mapping[str, Mapping[str, Any]]
#: What Windows itself lets every restricted session see; most are proxies that do less than the command.
ALWAYS_SEEN = ["Clear-Host", "Exit-PSSession", "Get-Command", "Get-FormatData", "Get-Help", "Measure-Object"]
ALWAYS_SEEN += ["Out-Default", "Select-Object"]
#: How an answer of the role begins.
RAN = '{"schema":"sriovkit.snapshot/1"'
_STEPS = Path(__file__).with_suffix(".ps1")


@dataclass(frozen=True)
class Step:
    """Something a client sends: a "text", a "command" with its arguments, or a "line" that is turned into commands."""

    kind: str
    said: str
    arguments: Mapping[str, str] | None = None

    @property
    def powershell(self) -> str:
        given = "; ".join(f"{quoted(name)} = {quoted(value)}" for name, value in (self.arguments or {}).items())
        return f"@({quoted(self.kind)}, {quoted(self.said)}, @{{ {given} }})"


@dataclass(frozen=True)
class Answer:
    """What a step gave: the id of the error that refused or failed it ("" where none did), and its output."""

    refused: str
    output: str


@dataclass(frozen=True)
class Role:
    """A host where the role is registered."""

    engine: Engine
    folder: Path

    def session(self, *steps: Step) -> list[Answer]:
        """The steps one after the other in one fresh session."""
        listed = "; ".join(f", {step.powershell}" for step in steps)  # a comma keeps the inner list a list
        asked = f"& {quoted(str(_STEPS))} -Folder {quoted(str(self.folder))} -Steps @({listed})"
        outcome = self.engine.run(asked)[-1]
        assert outcome.thrown is None and len(outcome.output) == len(steps), outcome
        return [Answer(*said.split("\t", 1)) for said in outcome.output]

    def one(self, kind: str, said: str, arguments: Mapping[str, str] | None = None) -> Answer:
        """One step in a session of its own."""
        (answer,) = self.session(Step(kind, said, arguments))
        return answer

    def program(self, *how: str) -> subprocess.CompletedProcess[str]:
        """The same by the program's own options, in a process of its own."""
        path = {"PSModulePath": str(self.folder)}
        return call("-ConfigurationFile", str(self.folder / "sriovkit-jea.pssc"), *how, env=path)


def register(engine: Engine, folder: Path, sections: Sections, *groups: str) -> Role:
    """A host with the role, whose commands answer with these sections."""
    for place, data in jea.written(groups).items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(data)
    for module, text in modules(sections).items():
        (folder / module).mkdir()
        (folder / module / f"{module}.psm1").write_text(text, "utf-8-sig")
    return Role(engine, folder)


def modules(sections: Sections) -> dict[str, str]:
    """The modules with the commands of these sections; those that read the registry stand beside the CIM ones."""
    of_module: dict[str, dict[str, Mapping[str, Any]]] = {}
    for name, section in sections.items():
        home = CMDLETS[name].module
        of_module.setdefault("CimCmdlets" if home.startswith("Microsoft.") else home, {})[name] = section
    return {m: stubs.functions(own).replace("function global:", "function ") for m, own in of_module.items()}


@pytest.fixture(scope="module")
def empty_host(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Role:
    """A host where every command is there and finds nothing; ends the test where PowerShell opens no such files."""
    known = "[initialsessionstate].GetMethods().Name -contains 'CreateFromSessionConfigurationFile'"
    if engine.run(known)[-1].text != "True":
        lacking("this PowerShell opens no session configuration")
    return register(engine, tmp_path_factory.mktemp("role"), {name: {"rows": []} for name in CMDLETS})


@pytest.fixture
def program(empty_host: Role) -> Role:
    """The same host, where the program has options to open it as a client would."""
    if COMMAND not in empty_host.program("-AddCommand", "Get-Command").stdout:
        lacking("this program cannot be told what to send")
    return empty_host
