"""An undo is stopped between two steps, says what a resume does then, and goes on only on a host that is still ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sriovkit as sk
from sriovkit.lab import Lab
from sriovkit.lab.cluster import Intent
from sriovkit.lab.vm import Extension

from .applying import SPEED, Did, done, plan_of, reached, terms


class Button:
    """Stops once it is pressed."""

    def __init__(self) -> None:
        self.pressed = False

    def is_set(self) -> bool:
        return self.pressed


@pytest.mark.parametrize("when", ["asked", "put-back"])
def test_an_undo_is_stopped_between_two_steps_and_gone_on_with(tmp_path: Path, when: str) -> None:
    """While it asks nothing was taken back yet; after the first step back the second still stands."""
    button = Button()

    def tell(event: Any) -> None:
        button.pressed = button.pressed or event.state == when

    with Lab("lbfo-team", speed=SPEED) as lab:
        host = reached(lab)
        run, did = done(plan_of(host), host, tmp_path), Did(lab)
        back = sk.undo(run.journal, host, **terms(stop=button, tell=tell))
        assert (back.state, back.ended["why"], back.ended["step"]) == ("stopped", "stop", "s2")
        assert did.commands == ([] if when == "asked" else ["Connect-VMNetworkAdapter"])
        for lang in ("en", "ja"):
            assert "{" not in back.text(lang)
        on = sk.resume if when == "put-back" else sk.undo
        assert on(run.journal, host, **terms()).state == "undone"
        assert did.commands == ["Connect-VMNetworkAdapter", "Remove-VMSwitch", "Add-NetLbfoTeamMember"]


def test_an_undo_that_was_stopped_says_that_a_resume_goes_on_taking_back(tmp_path: Path) -> None:
    button = Button()
    with Lab("lbfo-team", speed=SPEED) as lab:
        host = reached(lab)
        run = done(plan_of(host), host, tmp_path)
        button.pressed = True
        assert "go on taking back" not in sk.undo(run.journal, host, **terms(stop=button)).text("en")
        button.pressed = False

        def tell(event: Any) -> None:
            button.pressed = event.state == "put-back"

        left = sk.undo(run.journal, host, **terms(stop=button, tell=tell))
        assert "go on taking back" in " ".join(left.text("en").split())
        assert "元に戻す作業の続き" in left.text("ja")


def test_an_undo_is_not_stopped_while_a_switch_is_removed(tmp_path: Path) -> None:
    """The VM NICs have no network until the old one is made again: it goes on to there."""
    button = Button()

    def tell(event: Any) -> None:
        button.pressed = button.pressed or event.state == "put-back"

    with Lab("switch-not-iov", speed=SPEED) as lab:
        host, before = reached(lab), lab.machine
        run = done(plan_of(host), host, tmp_path)
        assert sk.undo(run.journal, host, **terms(stop=button, tell=tell)).state == "undone" and button.pressed
        assert [(s.name, s.iov) for s in lab.machine.switches] == [(s.name, s.iov) for s in before.switches]
        assert lab.machine.vms[0].nics[0].switch == before.vms[0].nics[0].switch


def test_an_undo_that_goes_on_looks_at_the_hosts_rulers_again(tmp_path: Path) -> None:
    with Lab("lbfo-team", speed=SPEED) as lab:
        host = reached(lab)
        run, did = done(plan_of(host), host, tmp_path), Did(lab)
        lab.faults.cut_at("Remove-VMSwitch", "before", stays=True)
        assert sk.undo(run.journal, host, **terms()).state == "unknown"
        lab.faults.clear()
        sent = list(did.commands)
        ruled = tuple(replace(s, extensions=(Extension("SDN"),)) for s in lab.machine.switches)
        lab.machine = replace(lab.machine, switches=ruled)
        on = sk.resume(run.journal, host, **terms())
        assert (on.state, on.ended["why"], on.ended["facts"]["code"]) == ("stopped", "ruled", "managed")
        assert did.commands == sent


def test_an_undo_that_goes_on_makes_a_removed_switch_again_even_where_others_rule(tmp_path: Path) -> None:
    with Lab("switch-not-iov", speed=SPEED) as lab:
        host, before = reached(lab), lab.machine
        run = done(plan_of(host), host, tmp_path)
        lab.faults.cut_at("New-VMSwitch", "before", stays=True)
        assert sk.undo(run.journal, host, **terms()).state == "unknown" and lab.machine.switches == ()
        lab.faults.clear()
        lab.machine = replace(lab.machine, release="2025", network_atc=True, intents=(Intent("compute", ("NIC1",)),))
        on = sk.resume(run.journal, host, **terms())
        assert (on.state, on.ended["why"]) == ("undone", "ruled"), on.text("en")
        assert [(s.name, s.iov) for s in lab.machine.switches] == [(s.name, s.iov) for s in before.switches]
