"""Every scenario played from its start to its end: commands over the real endpoint, acts through the control endpoint.

Rule: what a person should find is gone when the way says so, and stays gone; the end is a VF that the guest uses, or
the honest end that the scenario states.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from sriovkit.core import catalogue
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.errors import HostError
from sriovkit.lab import Lab, load, names
from sriovkit.lab.changes import PLAYS
from sriovkit.lab.room import Room
from sriovkit.lab.scenario import ENDS, Step
from sriovkit.remote import connect

SPEED = 200.0


def walk(lab: Lab, step: Step) -> None:
    """One step, as its person does it; then wait until everything has come to rest."""
    if step.act:
        Room(lab).act(step.act, **step.given)
    else:
        try:
            command(lab, step.command, step.given)
        except Exception:
            # Who restarts a host loses the connection, perhaps before the answer is there.
            assert step.given.get("Restart") or step.command == "Restart-Computer"
    Room(lab).settle()


def command(lab: Lab, name: str, given: Any) -> None:
    login = {"username": lab.username, "password": lab.password, "auth": "basic", "encryption": "never"}
    way = WSMan(lab.host, port=lab.port, ssl=False, no_proxy=True, **login)
    with way, RunspacePool(way) as opened:
        asked = PowerShell(opened).add_cmdlet(name)
        for key, value in given.items():
            asked.add_parameter(key, value)
        asked.invoke()
        assert not asked.had_errors and not asked.streams.error


def look(lab: Lab) -> Diagnosis | None:
    """The diagnosis of a fresh visit; None while the server is off."""
    if not Room(lab).state()["reachable"]:
        return None
    login = {"username": lab.username, "password": lab.password, "auth": "ntlm"}
    return diagnose(connect(lab.host, port=lab.port, ssl=False, **login).collect())


def found(seen: Diagnosis) -> set[str]:
    return {f.code for f in seen.findings if f.verdict == "found"}


@pytest.mark.parametrize("name", names())
def test_the_way_leads_from_the_start_to_a_proven_vf_or_an_honest_end(name: str) -> None:
    scenario = load(name)
    with Lab(scenario, speed=SPEED) as lab:
        start = look(lab)
        assert start is not None and found(start) == set(scenario.finds.codes)
        cleared: set[str] = set()
        for step in scenario.way:
            if step.clears:
                before = look(lab) if Room(lab).state()["reachable"] else None
                assert before is None or found(before) & set(step.clears)
            walk(lab, step)
            cleared |= set(step.clears)
            if (seen := look(lab)) is not None:
                assert not found(seen) & cleared
        ends(lab, scenario.finds.end, set(scenario.finds.codes))


def ends(lab: Lab, end: str, told: set[str]) -> None:
    seen = look(lab)
    assert seen is not None
    active = [row for row in seen.snapshot.rows("Get-VMNetworkAdapter") if row.get("VFDataPathActive")]
    if end == "vf":
        assert (found(seen), bool(active), seen.ready) == (set(), True, True)
    elif end == "hardware-cannot":
        # Nothing that can be done here helps: the one remedy is another host.
        assert found(seen) == told and not active
    else:
        assert found(seen) == set() and not seen.wish.vm_nics


@pytest.mark.parametrize("name", names())
def test_a_way_names_what_there_is(name: str) -> None:
    scenario = load(name)
    assert scenario.finds.end in ENDS
    assert set(scenario.finds.codes) <= {c for s in scenario.way for c in s.clears} or scenario.finds.end != "vf"
    for step in scenario.way:
        assert not step.command or step.command in PLAYS
        assert set(step.clears) <= set(catalogue.load())


def test_there_are_scenarios_enough() -> None:
    assert len(names()) >= 15
    assert {load(name).finds.end for name in names()} == set(ENDS)


def test_a_host_that_restarts_is_away_and_comes_back() -> None:
    with Lab("healthy", speed=50) as lab:
        Room(lab).act("restart")
        with pytest.raises(HostError):
            connect(
                lab.host, port=lab.port, ssl=False, username=lab.username, password=lab.password, auth="ntlm"
            ).collect()
        began = time.monotonic()
        assert Room(lab).settle()["reachable"] and time.monotonic() - began < 10
        again = look(lab)
        assert again is not None and again.ready
