"""For every scenario of the lab: real PowerShell, asked by the real script, says what the lab says.

Rule: field by field, and nothing is exempt but what belongs to the machine that runs PowerShell (see OWN).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from pypsrp.powershell import PowerShell

from sriovkit.core import snapshot
from sriovkit.core.script import collecting_script
from sriovkit.core.text import LANGUAGES
from sriovkit.lab import Lab, scenario
from sriovkit.lab.collecting import answer
from sriovkit.lab.machine import Machine

from .engine import stubs
from .engine.compare import differences
from .engine.pwsh import Engine, engine
from .lab_clients import pool

__all__ = ["engine"]

#: Facts of the machine that runs PowerShell, not of the host that the functions play: its clock, its name, its
#: languages, its version of PowerShell, and whether its user is an administrator of a Windows that is not there.
OWN = ("taken", "session")

#: Each scenario in one language, turn about, and the default in both: what a host says in a language is a few texts.
SPOKEN = {name: LANGUAGES[number % 2 :: 2] for number, name in enumerate(scenario.names())}
SPOKEN[scenario.DEFAULT] = LANGUAGES
CASES = [pytest.param(name, lang, id=f"{name}-{lang}") for name, langs in SPOKEN.items() for lang in langs]
SESSION = {"computer", "culture", "ui_culture", "powershell", "elevated"}


def without_own(data: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot without what is exempt; what says who fetched it (source) is the client's, not the script's."""
    return {key: value for key, value in data.items() if key not in (*OWN, "source")}


def test_a_difference_is_told_with_its_place() -> None:
    lab = answer(machine_of(scenario.DEFAULT, "ja"))
    other = answer(machine_of(scenario.DEFAULT, "en"))
    assert any("/sections/Get-VMHost/rows[0]/IovSupportReasons[0]: " in line for line in differences(lab, other))
    assert differences({"a": 1}, {"a": True}) and differences({"a": None}, {}) and differences([], None)


@cache
def machine_of(name: str, language: str) -> Machine:
    return scenario.load(name, language).machine


@pytest.fixture(scope="module")
def over_the_wire() -> Iterator[Callable[[Machine], Mapping[str, Any]]]:
    """Ask a lab host with an unmodified pypsrp, as the client does."""
    # Time stands still: the clock would be the only difference.
    with Lab(speed=0) as lab, pool(lab.server, "ntlm") as opened:

        def ask(machine: Machine) -> Mapping[str, Any]:
            lab.machine = machine
            (text,) = PowerShell(opened).add_script(collecting_script()).invoke()
            return snapshot.read(text).data

        yield ask


@pytest.mark.parametrize(("name", "language"), CASES)
def test_powershell_the_lab_and_the_wire_say_the_same(
    engine: Engine, over_the_wire: Callable[[Machine], Mapping[str, Any]], name: str, language: str
) -> None:
    machine = machine_of(name, language)
    lab, wire = answer(machine), over_the_wire(machine)
    functions = stubs.functions(lab["sections"], machine.windows.name)
    got = snapshot.read(engine.run(functions, collecting_script())[-1].text).data
    assert differences(without_own(got), without_own(wire)) == []
    assert differences(wire, lab) == []
    assert set(got["session"]) == set(wire["session"]) == SESSION
    assert list(got) == list(wire) and list(got["sections"]) == list(wire["sections"])
