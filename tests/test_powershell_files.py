"""Every piece of PowerShell in the project is understood by the Windows it is meant for.

Rule: syntax of Windows PowerShell 3.0, and commands and parameters that the Windows named really has, by its reference.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.script import collecting_script, exported_script

from .engine.pwsh import call, lacking
from .engine.stubs import CLASSES, cim_type
from .engine.tables import DATA, RELEASES, commands, has

ROOT = Path(__file__).parents[1]
WINDOWS = list(RELEASES)
_NOT_OURS = {".venv", "venv", "build", "dist", "site", "node_modules", ".git"}
_FENCE = re.compile(r"^( *)```(?:powershell|pwsh|ps1)\b[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """Some PowerShell: where it stands, its bytes, and the first and last Windows it is for ("" is no limit)."""

    place: str
    data: bytes
    since: str = ""
    until: str = ""

    def meant_for(self, windows: str) -> bool:
        first = WINDOWS.index(self.since) if self.since in WINDOWS else 0
        last = WINDOWS.index(self.until) if self.until in WINDOWS else len(WINDOWS) - 1
        return first <= WINDOWS.index(windows) <= last


def scripts() -> Iterator[Piece]:
    yield Piece("the collecting script", collecting_script().encode("ascii"))
    yield Piece("the exported script", exported_script())
    for file in _files("*.ps1", "*.psm1", "*.psd1"):
        # A template's holes become comments.
        text = re.sub(rb"^%\w+%\r?$", b"# hole\n$null", file.read_bytes(), flags=re.MULTILINE)
        yield Piece(str(file.relative_to(ROOT)), text)


def catalogue() -> Iterator[Piece]:
    for file in sorted((ROOT / "sriovkit" / "catalogue").rglob("*.toml")):
        yield from _commands(file.stem, tomllib.loads(file.read_text(encoding="utf-8")))


def pages() -> Iterator[Piece]:
    """Fenced blocks of the documentation; they speak to somebody with a Windows that still gets updates."""
    for file in _files("*.md"):
        for i, block in enumerate(_FENCE.findall(file.read_text(encoding="utf-8")), 1):
            yield Piece(f"{file.relative_to(ROOT)} block {i}", block[1].encode("utf-8-sig"), since="2025")


def _files(*patterns: str) -> list[Path]:
    found = {file for pattern in patterns for file in ROOT.rglob(pattern)}
    return sorted(f for f in found if not _NOT_OURS.intersection(f.relative_to(ROOT).parts))


def _commands(place: str, table: Mapping[str, Any]) -> Iterator[Piece]:
    if isinstance(table.get("command"), str):
        limits = {key: str(table.get(key, "")) for key in ("since", "until")}
        yield Piece(place, table["command"].encode("utf-8-sig"), **limits)
    for key, value in table.items():
        for i, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, Mapping):
                yield from _commands(f"{place} {key} {i + 1}", item)


@cache
def _pieces() -> tuple[Piece, ...]:
    return (*scripts(), *catalogue(), *pages())


def check(folder: Path, pieces: list[Piece], *options: str) -> list[str]:
    """What the checker finds, each line with the place of the piece."""
    for i, piece in enumerate(pieces):
        (folder / f"{i}.ps1").write_bytes(piece.data)
    names = [f"{i}.ps1" for i in range(len(pieces))]
    done = _run(folder, *options, *names)
    *found, summary = done.stdout.splitlines()
    assert summary.startswith(f"{len(names)} file(s), {len(found)} problem(s)"), done.stdout + done.stderr
    return [re.sub(r"^(\d+)\.ps1", lambda m: pieces[int(m[1])].place, line) for line in found]


def _run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return call("--check", *args, env={"PSENGINE_CMDLETS": str(DATA / "cmdlets")}, cwd=folder)


@pytest.fixture
def checker(tmp_path: Path) -> Path:
    """A folder to check in; skips, or fails, where the PowerShell at hand is none that checks."""
    (tmp_path / "good.ps1").write_text("$null\n")
    if _run(tmp_path, "good.ps1").stdout.strip() != "1 file(s), 0 problem(s)":
        lacking("this PowerShell cannot check scripts")
    return tmp_path


def test_the_checker_finds_what_is_wrong(checker: Path) -> None:
    bad = [
        Piece("new syntax", b"$a ?? 1"),
        Piece("no command", b"Get-NoSuchThing"),
        Piece("no parameter", b"Get-VMHost -NoSuchThing 1"),
        Piece("too new", b"New-VMSwitch -Name a -EnableEmbeddedTeaming $true"),
        Piece("broken", b"if ("),
    ]
    found = check(checker, bad, "--target", "3.0", "--windows", "2012")
    assert all(any(line.startswith(piece.place) for line in found) for piece in bad), found


def later(windows: str) -> set[str]:
    """Commands of sections that a Windows does not have yet: the script catches that they are missing, and says so."""
    newer = [c for c in CMDLETS.values() if c.since and WINDOWS.index(windows) < WINDOWS.index(c.since)]
    return {name for cmdlet in newer for name in _asked(cmdlet.command) if not has(name, windows)}


def excused(line: str, windows: str) -> bool:
    """Whether a finding is one of these, in a text that holds the collecting script and nowhere else."""
    place, _, said = line.partition(f" NotIn{windows}: ")
    holders = [piece.place for piece in scripts() if b"sriovkit collecting script" in piece.data]
    return said.split(" ")[0] in later(windows) and place.startswith(tuple(holders))


def test_only_the_pci_devices_are_asked_of_a_windows_that_cannot_tell_them() -> None:
    assert {windows: later(windows) for windows in WINDOWS} == {
        "2012": {"Get-PnpDevice", "Get-PnpDeviceProperty"},
        "2012R2": {"Get-PnpDevice", "Get-PnpDeviceProperty"},
        **{windows: set() for windows in WINDOWS[2:]},
    }


@pytest.mark.parametrize("windows", WINDOWS)
def test_each_windows_understands_what_is_meant_for_it(checker: Path, windows: str) -> None:
    pieces = [piece for piece in _pieces() if piece.meant_for(windows)]
    assert len(pieces) > 10
    found = check(checker, pieces, "--target", "3.0", "--windows", windows)
    assert [line for line in found if not excused(line, windows)] == []


def test_every_powershell_file_says_what_it_is_for() -> None:
    for file in _files("*.ps1", "*.psm1"):
        assert file.read_bytes().removeprefix(b"\xef\xbb\xbf").startswith(b"# "), file


def test_every_command_that_is_asked_is_in_the_tables_for_every_windows() -> None:
    since = {name: cmdlet.since or "2012" for cmdlet in CMDLETS.values() for name in _asked(cmdlet.command)}
    assert len(since) == 16
    for name, first in since.items():
        assert {first, "2025"} <= set(commands()[name]["in"]) or {"3.0", "5.1"} <= set(commands()[name]["in"]), name


def _asked(command: str) -> set[str]:
    return set(re.findall(r"\b[A-Z][a-z]+-[A-Z]\w+", command))


#: Asked, and on no page of the class itself: type data that the NetAdapter module adds, or a base class without a page
#: in the tables. A host that has none of them leaves them out, and nothing breaks.
NOT_IN_CLASSES = {
    "Get-NetAdapter": {"DriverVersion", "NdisVersion"},
    "Get-NetAdapterHardwareInfo": {"Name", "InterfaceDescription"},
    "Get-NetLbfoTeam": {"Name", "Members", "TeamNics"},
    "Get-NetLbfoTeamMember": {"Name", "InterfaceDescription", "Team"},
}


@pytest.mark.parametrize("name", CLASSES)
def test_every_property_that_is_asked_exists(name: str) -> None:
    unknown = {p.name for p in CMDLETS[name].record.PROPS if not cim_type(name, p.name)}
    assert unknown == NOT_IN_CLASSES.get(name, set())


def test_tables_name_their_source() -> None:
    for file in sorted((DATA / "cmdlets").glob("*.json")):
        assert '"sources": {"' in file.read_text(encoding="utf-8"), file
