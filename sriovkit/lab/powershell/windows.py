"""Which Windows a session shows: the commands that the host has now, as modules that the engine loads.

Rule: everything is derived from the machine; the files are written once for each Windows, and go with the lab.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..binding import Signature
from ..commands import there
from ..machine import Machine
from .functions import BESIDE, OWN, known, modules


@dataclass(frozen=True)
class Windows:
    """The host's name, its release, and the modules of its features that are not installed."""

    name: str
    release: str
    absent: frozenset[str]

    @classmethod
    def of(cls, machine: Machine) -> Windows:
        every = {command.module for command in known().values()}
        return cls(
            machine.name,
            machine.release,
            frozenset(m for m in every if not there(machine, Signature("", m, "", "", {}))),
        )


def message(windows: Windows, own: frozenset[str], folder: Path) -> dict[str, object]:
    """What the host script is told to show a Windows; `folder` gets the files of its modules."""
    made = modules(windows.release, windows.absent, own)
    inside = folder / "-".join([windows.release, f"{abs(hash((windows.absent, own))):x}"])
    for name, text in made.items():
        file = inside / name / f"{name}.psm1"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"# The functions of {name}, made by the lab.\n{text}", "utf-8")
            file.with_suffix(".psd1").write_text(_manifest(name, text), "utf-8")
    # What Windows shows before the engine's own has to be there from the start; the rest is loaded when it is used.
    # What scripts keep on the host's disk lies here, one place for all sessions.
    files = folder / "disk" / "Program Files"
    files.mkdir(parents=True, exist_ok=True)
    told: dict[str, object] = {
        "files": str(files),
        "folder": str(inside),
        "first": BESIDE,
        "modules": list(made),
        "classes": _classes(),
    }
    return {"kind": "windows", "name": windows.name, **told}


def _manifest(module: str, text: str) -> str:
    names = ", ".join(f"'{name}'" for name in re.findall(r"^function (\S+) \{", text, re.MULTILINE))
    return (
        f"# What {module} has, so that the engine need not read it before it is used.\n"
        f"@{{ ModuleVersion = '0.0'; RootModule = '{module}.psm1'; FunctionsToExport = @({names})\n"
        "    CmdletsToExport = @(); AliasesToExport = @(); VariablesToExport = @() }\n"
    )


def _classes() -> Mapping[str, str]:
    """`Module\\Command` of the functions here -> the class that identities of errors name on Windows."""
    found = {}
    for command in known().values():
        module = BESIDE if command.module.startswith(OWN) else command.module
        found[f"{module}\\{command.name}"] = Signature(command.name, command.module, "", "", {}).implementation
    return {name: kind for name, kind in found.items() if kind != name.partition("\\")[2]}
