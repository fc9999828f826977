"""The packed command table, and the functions that are made of it for each Windows.

Rule: what the table says is what the tests' own tables say; every function is one that the engine accepts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sriovkit.lab import load
from sriovkit.lab.binding import signatures
from sriovkit.lab.powershell import packing, table
from sriovkit.lab.powershell.functions import BESIDE, function, known, modules
from sriovkit.lab.powershell.windows import Windows, message

from .engine.pwsh import Engine, engine
from .engine.tables import DATA, commands, has, quoted

__all__ = ["engine"]

NONE: frozenset[str] = frozenset()
FILE = Path(table.__file__).with_name(table.FILE)


def packed_here() -> dict[str, table.Command]:
    """The tests' own tables, packed and unpacked again."""
    tables = [json.loads(file.read_text("utf-8")) for file in sorted((DATA / "cmdlets").glob("*.json"))]
    return table.unpacked(json.loads(packing.written(packing.packed(tables))))


def test_the_table_says_what_the_pages_say() -> None:
    here = packed_here()
    assert len(here) > 100
    for name, command in here.items():
        wanted, got = (sorted(c.parameters, key=lambda p: p.name) for c in (command, table.commands()[name]))
        assert (got, table.commands()[name].releases) == (wanted, command.releases), name


def test_nothing_is_lost_in_packing() -> None:
    for name, command in packed_here().items():
        raw = commands()[name]["parameters"]
        for release in command.releases:
            assert has(name, release)
        for parameter in command.parameters:
            places = {place.set: place for place in parameter.places}
            assert set(places) == set(raw[parameter.name]["sets"])
            for key, told in raw[parameter.name]["sets"].items():
                assert places[key].required == bool(told.get("required"))
                assert places[key].by_value == ("ByValue" in told.get("pipeline", ""))


def test_the_file_is_small_and_names_its_sources() -> None:
    content = json.loads(FILE.read_text("ascii"))
    assert len(table.commands()) > 800 and FILE.stat().st_size < 400_000
    assert all(sources for module in content["modules"].values() for sources in module["sources"].values())
    assert all("MicrosoftDocs/" in text for m in content["modules"].values() for text in m["sources"].values())


def test_a_command_that_the_lab_learns_is_there_by_itself() -> None:
    assert {s.command for s in signatures().values()} <= set(known())
    for release in table.POWERSHELL:
        made = "".join(modules(release, NONE, NONE).values())
        for signature in signatures().values():
            there = release in known()[signature.command].releases
            assert (f"function {signature.command} {{" in made) == there


def test_each_windows_has_its_own_parameters() -> None:
    made = {release: function(known()["New-VMSwitch"], release) for release in ("2012", "2016")}
    assert "EnableEmbeddedTeaming" not in made["2012"] and "EnableEmbeddedTeaming" in made["2016"]
    assert "Get-NetIntent" not in "".join(modules("2022", NONE, NONE).values())
    assert "Get-NetIntent" in "".join(modules("2025", NONE, NONE).values())


def test_what_acts_on_this_computer_is_always_covered() -> None:
    own = frozenset({"Stop-Computer", "Restart-Computer", "Get-Date", "Test-Path"})
    beside = modules("2022", NONE, own)[BESIDE]
    assert "function Stop-Computer" in beside and "function Restart-Computer" in beside
    assert "function Get-Date" not in beside and "Microsoft.PowerShell.Management\\Test-Path" in beside


def test_a_feature_that_is_not_installed_brings_no_commands(tmp_path: Path) -> None:
    told = message(Windows.of(load("no-hyper-v").machine), NONE, tmp_path)
    assert "Hyper-V" not in told["modules"] and "NetAdapter" in told["modules"]  # type: ignore[operator]


@pytest.mark.powershell
@pytest.mark.parametrize("release", ["2012", "2016", "2025"])
def test_the_engine_accepts_every_function(engine: Engine, release: str) -> None:
    made = "".join(modules(release, NONE, NONE).values()).replace("function ", "function global:")
    names = ", ".join(quoted(name) for name in _names(made))
    asked = f"""New-Module -Name SriovkitLab {{ function Get-LabAnswer {{ }}
        function Test-LabPlace {{ }} }} | Import-Module
    {made}
    $bad = foreach ($name in {names}) {{
        try {{ [void](Get-Command $name).Parameters.Count; [void](Get-Command $name).ParameterSets.Count }}
        catch {{ "$name $_" }}
    }}
    "$($bad -join '; ')" """
    assert engine.run(asked)[-1].text == ""


def _names(text: str) -> Iterator[Any]:
    yield from (
        line.split(":", 1)[1].split(" ")[0] for line in text.splitlines() if line.startswith("function global:")
    )
