"""Every scenario played from its start to its end: commands over the real endpoint, acts through the control endpoint.

Rule: what a person should find is gone when the way says so, and stays gone; the end is a VF that the guest uses, or
the honest end that the scenario states. What was seen is what the page of the scenarios says.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from sriovkit.core import catalogue
from sriovkit.core.errors import HostError
from sriovkit.lab import Lab, load, names
from sriovkit.lab.changes import PLAYS
from sriovkit.lab.neighbourhood import CROSSES
from sriovkit.lab.room import Room
from sriovkit.lab.scenario import ENDS, Step

from .played import ended, found, look, play, recorded, walk
from .visits import reach


@pytest.mark.parametrize("name", names())
def test_the_way_leads_from_the_start_to_a_proven_vf_or_an_honest_end(name: str) -> None:
    cleared: set[str] = set()

    def step_by_step(lab: Lab, step: Step) -> None:
        before = look(lab) if step.clears else None
        assert before is None or set(found(before)) & set(step.clears)
        walk(lab, step)
        cleared.update(step.clears)
        if (seen := look(lab)) is not None:
            assert not set(found(seen)) & cleared

    played, said = play(name, step_by_step), load(name).finds
    assert (tuple(played.found), played.end) == (said.codes, said.end)
    # Nothing that can be done helps where the hardware cannot: the one remedy is another host.
    assert played.left == (played.found if said.end == "hardware-cannot" else [])
    assert played == recorded().get(name), "the page of the scenarios is stale: run python -m tests.played"


def test_the_page_of_the_scenarios_knows_them_all_and_no_other() -> None:
    assert list(recorded()) == names()


def test_a_host_that_is_half_mended_is_at_no_end() -> None:
    with Lab("guest-without-driver") as lab:
        seen = look(lab)
        assert seen is not None
        assert ended(replace(seen, findings=())) == "on-the-way"


@pytest.mark.parametrize("name", names())
def test_a_way_names_what_there_is(name: str) -> None:
    scenario = load(name)
    assert scenario.finds.end in ENDS
    assert set(scenario.finds.codes) <= {c for s in scenario.way for c in s.clears} or scenario.finds.end != "vf"
    for step in scenario.way:
        assert not step.command or step.command in (*PLAYS, *CROSSES)
        assert set(step.clears) <= set(catalogue.load())


def test_there_are_scenarios_enough() -> None:
    assert len(names()) >= 15
    assert {load(name).finds.end for name in names()} == set(ENDS)


def test_a_host_that_restarts_is_away_and_comes_back() -> None:
    with Lab("healthy", speed=50) as lab:
        Room(lab).act("restart")
        with pytest.raises(HostError):
            reach(lab.server, "ntlm").collect()
        began = time.monotonic()
        assert Room(lab).settle()["reachable"] and time.monotonic() - began < 60
        again = look(lab)
        assert again is not None and again.ready
