"""What goes wrong beside a run does not break it off: progress nobody can take, a long thought, an answer too short."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import sriovkit as sk
from sriovkit.core.apply.hold import Hold
from sriovkit.core.errors import HostError
from sriovkit.lab import Lab, load
from sriovkit.lab.cluster import Intent
from sriovkit.lab.vm import Extension, Vm, VmNic
from sriovkit.remote.apply import Patience
from sriovkit.remote.apply.visits import Visits

from .applying import ALL, FAST, SPEED, Did, done, plan_of, reached, terms


def test_progress_that_cannot_be_told_does_not_break_a_run_off(tmp_path: Path) -> None:
    def tell(event: Any) -> None:
        raise RuntimeError("the widget is gone")

    with Lab("switch-not-iov", speed=SPEED) as lab:
        host = reached(lab)
        assert done(plan_of(host), host, tmp_path, tell=tell).state == "done"
        assert lab.machine.hold == "" and lab.machine.switches


def test_a_hold_is_written_with_the_present_however_long_somebody_thought() -> None:
    """Else it would be stale as soon as it is written, and a run that works could be taken over."""
    nobody: Any = SimpleNamespace(address="nobody")
    visits = Visits(nobody, Patience(), Hold("run", "me", "", ""))
    visits.answered, visits.at = "2026-11-22T05:03:00.0000000Z", time.monotonic() - 3600
    written = datetime.fromisoformat(visits.holding().at(visits.now).seen)
    assert written - datetime.fromisoformat("2026-11-22T05:03:00+00:00") >= timedelta(hours=1)


def test_an_answer_without_what_was_asked_means_that_nobody_knows(tmp_path: Path) -> None:
    """The run looks at the host, which has done it, and goes on."""
    with Lab("vm-nic-on-wrong-switch", speed=SPEED) as lab:
        real = reached(lab)

        class Short:
            address = "short"
            reached = property(lambda self: self)
            collect = staticmethod(real.collect)

            def step(self, request: str, deadline: float = 0.0) -> Any:
                answer = real.reached.step(request)
                return replace(answer, items={}) if '"call"' in request else answer

        run = done(plan_of(real), Short(), tmp_path)  # type: ignore[arg-type]
        assert run.state == "done"


def test_a_no_between_removing_a_switch_and_making_it_anew_puts_back(tmp_path: Path) -> None:
    with Lab("switch-not-iov", speed=SPEED) as lab:
        host, before = reached(lab), lab.machine
        run = done(
            plan_of(host), host, tmp_path, ask=lambda question: question.step is None or question.step.id != "s2"
        )
        assert (run.state, run.ended["why"]) == ("undone", "no") and lab.machine.hold == ""
        assert [s.name for s in lab.machine.switches] == [s.name for s in before.switches]
        assert lab.machine.vms[0].nics[0].switch == before.vms[0].nics[0].switch
        assert "Taken back" in run.text("en") and "answered with no" in run.text("en")


def test_a_host_that_gets_another_ruler_in_between_is_put_back(tmp_path: Path) -> None:
    with Lab(replace(load("switch-not-iov"), machine=replace(load("switch-not-iov").machine, release="2025"))) as lab:
        lab.life.speed = SPEED
        host, before = reached(lab), lab.machine.vms[0].nics[0].switch

        def tell(event: Any) -> None:
            if (event.step, event.state) == ("s1", "proven"):
                ruled = Intent("compute", ("NIC1",))
                lab.machine = replace(lab.machine, network_atc=True, intents=(ruled,))

        run = done(plan_of(host), host, tmp_path, tell=tell)
        assert run.state == "undone" and lab.machine.vms[0].nics[0].switch == before


def test_a_switch_that_others_use_by_now_is_not_taken_back(tmp_path: Path) -> None:
    with Lab("lbfo-team", speed=SPEED) as lab:
        host = reached(lab)
        run = done(plan_of(host), host, tmp_path)
        made = lab.machine.switches[-1].name
        lab.machine = replace(lab.machine, vms=(*lab.machine.vms, Vm("NEW", nics=(VmNic(switch=made),))))
        back = sk.undo(run.journal, host, **terms())
        assert (back.state, back.ended["why"]) == ("stopped", "in-use") and "NEW" in back.text("en")
        assert made in [s.name for s in lab.machine.switches] and lab.machine.vms[-1].nics[0].switch == made


def test_an_undo_does_not_overwrite_what_somebody_set_since(tmp_path: Path) -> None:
    with Lab("vm-nic-on-wrong-switch", speed=SPEED) as lab:
        host = reached(lab)
        run = done(plan_of(host), host, tmp_path)
        vm = lab.machine.vms[0]
        lab.machine = replace(lab.machine, vms=(replace(vm, nics=(replace(vm.nics[0], switch=""),)),))
        back = sk.undo(run.journal, host, **terms())
        assert (back.state, back.ended["why"]) == ("stopped", "changed")
        assert lab.machine.vms[0].nics[0].switch == ""


def test_going_on_with_an_undo_needs_leave_and_a_yes_of_its_own(tmp_path: Path) -> None:
    with Lab("lbfo-team", speed=SPEED) as lab:
        host = reached(lab)
        run, did = done(plan_of(host), host, tmp_path), Did(lab)
        lab.faults.cut_at("Connect-VMNetworkAdapter", "before", stays=True)
        assert sk.undo(run.journal, host, **terms()).state == "unknown"
        lab.faults.clear()
        assert sk.resume(run.journal, host, allow=(), ask=lambda q: True, patience=FAST).state == "waiting"
        assert sk.resume(run.journal, host, allow=ALL, ask=None, patience=FAST).state == "waiting"
        assert did.commands == []
        assert sk.resume(run.journal, host, **terms()).state == "undone"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_question_that_breaks_off_is_a_no_and_is_raised_again(tmp_path: Path, number: int) -> None:
    """Whatever it is, an error of ours among them: the third is asked while the vSwitch is removed."""
    broke = [RuntimeError("the widget is gone"), EOFError(), HostError("no-answer", host="elsewhere")][number - 1]
    asked: list[sk.Question] = []

    def ask(question: sk.Question) -> bool:
        asked.append(question)
        if len(asked) == number:
            raise broke
        return True

    with Lab("switch-not-iov", speed=SPEED) as lab:
        host, before, did = reached(lab), lab.machine, Did(lab)
        with pytest.raises(type(broke)) as raised:
            done(plan_of(host), host, tmp_path, ask=ask)
        assert raised.value is broke and lab.machine.hold == "" and len(asked) == number
        assert [(s.name, s.iov) for s in lab.machine.switches] == [(s.name, s.iov) for s in before.switches]
        assert lab.machine.vms[0].nics[0].switch == before.vms[0].nics[0].switch
        run = sk.Run.load(next(tmp_path.iterdir()))
        assert (run.state, len(did.commands)) == (("undone", 3) if number == 3 else ("stopped", 0))
        assert run.ended["why"] == "unasked" and type(broke).__name__ in run.text("ja")


def test_ctrl_c_on_the_way_back_leaves_no_switch_removed(tmp_path: Path) -> None:
    """The new one is gone by then, and the old one is not there yet."""

    def interrupt(event: Any) -> None:
        if (event.step, event.state) == ("s2", "put-back"):
            raise KeyboardInterrupt

    with Lab("switch-not-iov", speed=SPEED) as lab:
        host, before = reached(lab), lab.machine
        run = done(plan_of(host), host, tmp_path)
        with pytest.raises(KeyboardInterrupt):
            sk.undo(run.journal, host, **terms(tell=interrupt))
        assert [(s.name, s.iov) for s in lab.machine.switches] == [(s.name, s.iov) for s in before.switches]
        assert lab.machine.vms[0].nics[0].switch == before.vms[0].nics[0].switch and lab.machine.hold == ""
        left = sk.Run.load(run.journal)
        assert (left.state, left.ended["why"]) == ("undone", "interrupted")


def test_a_second_ctrl_c_is_not_waited_for_and_says_what_is_away(tmp_path: Path) -> None:
    def interrupt(event: Any) -> None:
        if event.state == "put-back" or (event.step, event.state) == ("s1", "intent"):
            raise KeyboardInterrupt

    with Lab("switch-not-iov", speed=SPEED) as lab:
        host = reached(lab)
        run = done(plan_of(host), host, tmp_path)
        with pytest.raises(KeyboardInterrupt):
            sk.undo(run.journal, host, **terms(tell=lambda e: interrupt(e) if e.step != "s3" else None))
        left = sk.Run.load(run.journal)
        assert (left.state, left.ended["why"]) == ("stopped", "interrupted") and lab.machine.switches == ()
        assert "ATTENTION" in left.text("en")
        assert sk.resume(run.journal, host, **terms()).state == "undone" and lab.machine.switches


@pytest.mark.parametrize("broken", [False, True])
def test_a_no_to_the_way_back_takes_nothing_back(tmp_path: Path, broken: bool) -> None:
    def no(question: sk.Question) -> bool:
        if broken:
            raise EOFError
        return False

    with Lab("switch-not-iov", speed=SPEED) as lab:
        host, did = reached(lab), Did(lab)
        lab.faults.cut_at("New-VMSwitch", "before", stays=True)
        run = done(plan_of(host), host, tmp_path)
        lab.faults.clear()
        if broken:
            with pytest.raises(EOFError):
                sk.undo(run.journal, host, **terms(ask=no))
        else:
            sk.undo(run.journal, host, **terms(ask=no))
        left = sk.Run.load(run.journal)
        assert (left.state, did.commands) == ("stopped", ["Remove-VMSwitch"]) and "ATTENTION" in left.text("en")


def test_who_takes_over_while_a_person_thinks_of_the_way_back_is_seen(tmp_path: Path) -> None:
    with Lab("vm-nic-on-wrong-switch", speed=SPEED) as lab:
        host = reached(lab)
        run, did = done(plan_of(host), host, tmp_path), Did(lab)

        def think(question: sk.Question) -> bool:
            ruled = tuple(replace(s, extensions=(Extension("SDN"),)) for s in lab.machine.switches)
            lab.machine = replace(lab.machine, switches=ruled)
            return True

        back = sk.undo(run.journal, host, **terms(ask=think))
        assert (back.ended["why"], back.ended["facts"]["code"], did.commands) == ("ruled", "managed", [])
