"""Every piece of PowerShell in the project is understood by the Windows it is meant for.

Rule: syntax of Windows PowerShell 3.0, and commands and parameters that the Windows named really has, by its reference.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from sriovkit.core.cmdlets import CMDLETS

from .engine.pwsh import call, lacking
from .engine.stubs import CLASSES, cim_type
from .engine.tables import DATA, commands, has
from .powershell_pieces import OWN, ROOT, VERB_NOUN, WINDOWS, Piece, blocks, files, inline, limits, scripts, texts
from .powershell_pieces import pieces as every_piece


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


#: Newer commands that a script runs to find out whether they are there, and where; what is missing is said then.
MAY_BE_MISSING = {"Find-NetRoute": "sriovkit/core/proof/guest.ps1"}


def excused(line: str, windows: str) -> bool:
    """Whether a finding is one of these, in a text that holds the collecting script and nowhere else."""
    place, _, said = line.partition(f" NotIn{windows}: ")
    holders = [piece.place for piece in scripts() if b"sriovkit collecting script" in piece.data]
    if said.split(" ")[0] in MAY_BE_MISSING:
        return place.startswith(MAY_BE_MISSING[said.split(" ")[0]])
    return said.split(" ")[0] in later(windows) and place.startswith(tuple(holders))


def test_only_the_pci_devices_are_asked_of_a_windows_that_cannot_tell_them() -> None:
    assert {windows: later(windows) for windows in WINDOWS} == {
        "2012": {"Get-PnpDevice", "Get-PnpDeviceProperty"},
        "2012R2": {"Get-PnpDevice", "Get-PnpDeviceProperty"},
        **{windows: set() for windows in WINDOWS[2:]},
    }


@pytest.mark.parametrize("windows", WINDOWS)
def test_each_windows_understands_what_is_meant_for_it(checker: Path, windows: str) -> None:
    pieces = [piece for piece in every_piece() if piece.meant_for(windows)]
    assert len(pieces) > 10
    found = check(checker, pieces, "--target", "3.0", "--windows", windows)
    assert [line for line in found if not excused(line, windows)] == []


def test_notebooks_and_running_text_are_among_what_is_checked() -> None:
    places = {piece.place.partition(" ")[0] for piece in every_piece()}
    assert {f"notebooks/{lang}/20-switch-and-reasons.ipynb" for lang in ("en", "ja")} <= places
    assert len(list(inline())) > 25
    marked = [piece for piece in blocks() if "jea" in piece.place]
    assert marked and marked[0].since == "2016"


def test_a_block_is_for_the_windows_that_the_text_above_it_names() -> None:
    assert limits("words", "words") == ("2016", "")
    assert limits("words", "as in 2012 R2") == ("2012", "")
    assert limits("Windows Server 2012 R2 and later", "2012") == ("2012R2", "")
    assert limits("Windows Server 2022 以降", "2012") == ("2022", "")
    assert limits("<!-- windows: 2016..2019 --> Windows Server 2022 and later", "2012") == ("2016", "2019")


#: Commands that a text names although not every Windows has them, each with the Windows that the text is about.
NAMED_FOR = {"Get-NetIntent": "2025", "Get-PnpDeviceProperty": "2016"}


def named() -> dict[str, set[str]]:
    """Command -> where it is named: in the words of the interface, and in inline code of pages that show no call."""
    found: dict[str, set[str]] = {}
    locales = [(file.name, file.read_text("utf-8")) for file in (ROOT / "sriovkit/catalogue/locale").glob("*.toml")]
    manual = [(place, " ".join(re.findall(r"`[^`\n]+`", words))) for place, words in texts()]
    for place, words in [*locales, *(text for text in manual if text[0].startswith(("docs/pages", "README", "note")))]:
        for name in VERB_NOUN.findall(words):
            found.setdefault(name, set()).add(place)
    return found


def test_every_command_that_a_text_names_exists() -> None:
    every = named()
    assert len(every) >= 20 and {"Get-VMSwitch", "Enable-PSRemoting"} <= set(every)
    assert {name: places for name, places in every.items() if name not in commands() and name not in OWN} == {}
    wanted = {name: WINDOWS[WINDOWS.index(NAMED_FOR.get(name, "2012")) :] for name in set(every) - OWN}
    assert {name: w for name, windows in wanted.items() for w in windows if not has(name, w)} == {}


def test_every_powershell_file_says_what_it_is_for() -> None:
    for file in files("*.ps1", "*.psm1"):
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
