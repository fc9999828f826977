"""What the widgets remember, without a kernel or ipywidgets: choices, cards, consent, rooms, work in a thread."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from sriovkit.core.diagnose import diagnose
from sriovkit.core.errors import HostError, UsageError
from sriovkit.lab import scenario
from sriovkit.lab.acts import act
from sriovkit.lab.panel import panel
from sriovkit.view.states import room
from sriovkit.view.states.card import Card
from sriovkit.view.states.ladder import Ladder
from sriovkit.view.states.source import DOORS, PASTE_LIMIT, Brought, Choices, asked
from sriovkit.view.states.steps import Steps, held
from sriovkit.view.widgets.controls import label
from sriovkit.view.widgets.work import Work

from .plans import made, snapshot_of


def test_choices_behind_the_other_doors_are_kept() -> None:
    chosen = Choices().chosen(door="live", address="hv01").chosen(door="lab", scenario="healthy").chosen(door="live")
    assert (chosen.address, chosen.scenario) == ("hv01", "healthy")


@pytest.mark.parametrize(
    ("choices", "brought", "code"),
    [
        (Choices(door="live"), Brought(), "source-no-address"),
        (Choices(door="live", address="hv01", port="http"), Brought(), "source-bad-port"),
        (Choices(door="live", address="hv01", port="５９８６"), Brought(), "source-bad-port"),
        (Choices(door="file"), Brought(), "source-no-file"),
        (Choices(door="paste"), Brought(), "source-no-paste"),
        (Choices(door="paste"), Brought(content=b"x" * (PASTE_LIMIT + 1)), "source-too-large"),
    ],
)
def test_what_is_missing_or_too_large_is_told_before_anything_is_sent(choices: Any, brought: Any, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        asked(choices, brought, None)
    assert caught.value.code == code
    assert all(caught.value.message(lang) for lang in ("en", "ja"))


def test_no_wish_shows_what_was_brought_or_the_secret() -> None:
    wish = asked(Choices(door="paste"), Brought("a.txt", b"IovSupport : True"), "hunter2")
    assert "hunter2" not in repr(wish)
    assert "IovSupport" not in repr(wish)
    assert [door for door in DOORS if door == "live"]


def test_a_ladder_keeps_what_was_opened_through_a_fresh_look() -> None:
    first = diagnose(snapshot_of("article"))
    ladder = Ladder(first).toggled("hypervisor")
    assert ladder.looked(diagnose(snapshot_of("healthy"))).opened == {"hypervisor"}
    assert ladder.toggled("hypervisor").opened == frozenset()


def test_every_finding_stands_on_the_ladder_once() -> None:
    found = diagnose(snapshot_of("article"))
    ladder = Ladder(found)
    behind = [f for r in found.rungs for f in ladder.cards(r.rung)]
    assert sorted(map(id, [found.first, *behind])) == sorted(map(id, found.findings))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_card_tells_what_the_system_said_what_to_do_and_what_that_interrupts(lang: str) -> None:
    found = diagnose(snapshot_of("article")).findings[0]
    card = Card.of(found, lang)
    assert card.said[0] == found.sentence()
    assert len(card.steps) == len(found.steps)
    assert {"en": "host goes down", "ja": "ホスト停止"}[lang] in card.steps[0].words
    assert card.proofs[0].command.startswith("Get-VMHost")
    assert card.evidence


def test_impacts_are_allowed_one_by_one() -> None:
    steps = Steps(made("switch-not-iov"))
    assert steps.lacking == ("vswitch-rebuild", "vf-reset")
    assert steps.allow("vf-reset", True).lacking == ("vswitch-rebuild",)
    assert steps.allow("vf-reset", True).allow("vf-reset", False).allowed == frozenset()
    assert steps.allow_only({"vf-reset", "host-restart"}).allowed == {"vf-reset"}


def test_a_step_shows_what_was_told_of_it_last() -> None:
    steps = Steps(made("switch-not-iov"))
    for state in ("asked", "sent", "proven"):
        steps = steps.told(SimpleNamespace(step="s1", state=state, detail="", at=""))
    assert steps.marks["s1"].state == "proven"
    assert steps.begun().marks == {}


def ended(state: str, *words: str, going_back: bool = False) -> Steps:
    """A runner whose run was left in a state, its first steps with these last words."""
    plan = made("switch-not-iov")
    records = [
        SimpleNamespace(step=step, state=word, detail="", at="2026-11-22T05:03:00.000Z", error="")
        for step, word in zip(plan.steps, words, strict=False)
    ]
    run = SimpleNamespace(state=state, steps=records, journal="a.jsonl", going_back=going_back)
    return Steps(plan).ended(run)


@pytest.mark.parametrize(
    ("state", "words", "acts"),
    [
        ("done", ("proven", "proven"), ("look", "undo")),
        ("done", ("skipped",), ("look",)),
        ("waiting", ("proven",), ("go-on", "undo")),
        ("waiting", (), ("go-on",)),
        ("settling", ("settling",), ("go-on", "undo")),
        ("stopped", ("proven",), ("go-on", "undo")),
        ("unknown", ("intent",), ("go-on", "undo")),
        ("undone", ("put-back",), ("look", "begin")),
        ("refused", (), ("look", "begin")),
    ],
)
def test_what_can_be_done_after_a_run_follows_from_how_it_ended(
    state: str, words: tuple[str, ...], acts: tuple[str, ...]
) -> None:
    """What a person wants next comes first, and to begin anew is never urged once something was done."""
    assert ended(state, *words).acts(look=True) == acts
    assert ended(state, *words).acts(look=False) == tuple(act for act in acts if act != "look")


def test_a_way_back_that_was_stopped_is_only_gone_on_with() -> None:
    left = ended("stopped", "proven", "put-back", going_back=True)
    assert left.acts(look=True) == ("go-on",)
    assert left.begun("go-on").taking_back and not ended("stopped", "proven").begun("go-on").taking_back


def test_how_far_it_is_counts_the_steps_of_the_way_it_goes() -> None:
    there = ended("stopped", "proven", "skipped").begun("go-on")
    assert (there.behind, there.total) == (2, len(there.plan.steps))
    back = ended("done", "proven", "proven", "proven", "proven").begun("undo")
    assert (back.behind, back.total) == (0, 3), "the last look is no command"
    assert back.told(SimpleNamespace(step="s3", state="put-back", detail="", at="")).behind == 1


def test_nothing_is_proven_any_more_by_a_look_before_the_way_back() -> None:
    left = ended("undone", "put-back", "put-back", "put-back", "proven")
    assert {mark.state for mark in left.marks.values()} == {"put-back"}


def test_a_run_that_broke_off_is_no_plan_of_which_nothing_was_done() -> None:
    steps = Steps(made("switch-not-iov"))
    assert (
        steps.phase == "plan"
        and steps.told(SimpleNamespace(step="s1", state="asked", detail="", at="")).phase == "plan"
    )
    assert steps.told(SimpleNamespace(step="s1", state="intent", detail="", at="")).phase == "broken"


def test_only_a_hold_that_was_left_behind_is_taken_over() -> None:
    assert held(HostError("host-held-stale", host="HV01", by="a", since="b", seen="c"))
    assert not held(HostError("host-held", host="HV01", by="a", since="b", seen="c"))
    assert not held(None)


def seen(*acts: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    machine = scenario.load("article").machine
    for name, given in acts:
        machine = act(machine, name, given)
    return {**panel(machine), "scenario": "article"}


def test_what_waits_for_the_next_start_stands_beside_what_is_in_force() -> None:
    facts = {f.item: f for f in room.facts(seen(("bios", {"item": "sriov", "value": True}))) if f.kind == "bios"}
    assert (facts["sriov"].value, facts["sriov"].pending) == (False, True)
    assert facts["vtd"].pending is None
    assert room.waiting(seen(("bios", {"item": "sriov", "value": True}))) == 1


def test_acts_fit_the_power() -> None:
    on, off = seen(), seen(("power-off", {}))
    assert [room.possible(on, name) for name in ("power-on", "power-off", "move-card")] == [False, True, False]
    assert [room.possible(off, name) for name in ("power-on", "power-off", "move-card")] == [True, False, True]
    assert not room.possible(off, "install-driver")


def test_an_act_that_would_change_nothing_says_so() -> None:
    assert not room.done(seen(), "update-bios") and room.done(seen(("update-bios", {})), "update-bios")
    with_vm = seen(("make-vm", {}))
    vm = with_vm["vms"][0]["name"]
    assert room.done(with_vm, "install-guest-driver", vm) is with_vm["vms"][0]["vf_driver"]
    port = "554FLR-1"
    assert room.done(seen(("install-driver", {"card": port})), "install-driver", port)
    bare = panel(scenario.load("nic-driver-missing").machine)
    ports = [slot["card"]["ports"][0] for slot in bare["slots"] if slot["card"]]
    assert not all(room.done(bare, "install-driver", one) for one in ports)
    assert not room.done(seen(), "restart")


def test_the_slots_alone_have_another_shape_when_a_card_is_taken_out() -> None:
    off = seen(("power-off", {}))
    out = seen(("power-off", {}), ("remove-card", {"card": "554FLR-1"}))
    assert room.shapes(seen()) == room.shapes(off)
    assert [group for group, shape in room.shapes(out).items() if shape != room.shapes(off)[group]] == ["slots"]
    assert room.free_slots(out) == ["FLR"]


def test_a_label_holds_no_formula_and_nothing_invisible() -> None:
    said = label("a$\\alpha$\u202eb\nc")
    assert not {"$", "\\", "\u202e", "\n"} & set(said)


def test_work_runs_beside_the_caller_and_one_at_a_time() -> None:
    gate, seen_in = threading.Event(), []
    work = Work(lambda job: seen_in.append(job.state))

    def do(stop: threading.Event) -> str:
        gate.wait(60)
        return threading.current_thread().name

    assert work.start(do)
    assert not work.start(do)
    gate.set()
    assert work.wait(60).result != threading.current_thread().name
    assert seen_in == ["running", "done"]


def test_work_that_is_left_is_forgotten_when_it_ends_after_all() -> None:
    gate, ended = threading.Event(), threading.Event()
    work = Work(lambda job: None)

    def do(stop: threading.Event) -> str:
        gate.wait(60)
        ended.set()
        return "late"

    work.start(do)
    work.stop(leave=True)
    gate.set()
    assert ended.wait(60)
    assert (work.job.state, work.job.result) == ("stopped", None)
    assert work.start(lambda stop: "new")
    assert work.wait(60).result == "new"


def test_an_unexpected_error_is_told_by_its_kind_alone() -> None:
    def do(stop: threading.Event) -> None:
        raise RuntimeError("password=hunter2")

    work = Work(lambda job: None)
    work.start(do)
    job = work.wait(60)
    assert job.error is not None
    assert "RuntimeError" in job.error.message("ja")
    assert "hunter2" not in job.error.message("en")
