"""The runner: the very script that is sent, in a real PowerShell, and the lab's playing of it give the same answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core.apply import looks
from sriovkit.core.apply.answer import Answer, answer
from sriovkit.core.apply.asking import Change, Look, Prove, Swap, request, state_named
from sriovkit.core.apply.asking import named as call_named
from sriovkit.core.apply.facts import states
from sriovkit.core.apply.runner import CHANGES, READS, runner_script
from sriovkit.core.plan import Plan, Step
from sriovkit.core.plan.actions import ACTIONS
from sriovkit.core.plan.commands import Call, Found, State, where
from sriovkit.lab import Machine, load
from sriovkit.lab.life import Life

from . import plans
from .applying import Straight
from .engine.changing import DID, host
from .engine.pwsh import Engine, engine
from .engine.tables import commands, quoted
from .test_powershell_files import Piece, check, checker

__all__ = ["checker", "engine"]

pytestmark = pytest.mark.powershell
HOSTILE = "a'b\u2019 $(throw 'run') `n\n\u202e[x]*? \U0001f600 騙り {0} 2020-01-01T00:00:00Z"


def run(asked: str) -> str:
    """PowerShell that runs the script with a request, as a remote session does."""
    return f"& ([scriptblock]::Create({quoted(runner_script())})) {quoted(asked)}"


def ask(engine: Engine, *texts: str) -> Answer:
    return answer(engine.run(*texts)[-1].text, "engine")


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Where the host's file lies that says who holds it."""
    return f"$env:ProgramFiles = {quoted(str(tmp_path))}"


@pytest.mark.parametrize("windows", ["2012", "2012R2", "2016", "2019", "2022", "2025"])
def test_every_windows_understands_it(checker: Path, windows: str) -> None:
    script = runner_script()
    assert script.isascii() and not re.search("%[A-Z]+%", script)
    piece = Piece("runner", b"\xef\xbb\xbf" + script.encode())
    assert check(checker, [piece], "--target", "3.0", "--windows", windows) == []


def test_its_list_is_what_plans_and_looks_need_and_all_of_it_exists() -> None:
    known = commands()
    assert not set(READS) & set(CHANGES)
    assert [name for name in (*READS, *CHANGES) if name not in known] == []
    assert all(name.startswith(("Get-", "Where-")) for name in READS)
    sent: set[str] = set()
    for name in plans.SCENARIOS:
        for step in plans.made(name).steps:
            sent |= {call.cmdlet for call in (*([step.command] if step.command else []), *step.undo)}
    assert sent <= set(CHANGES) and len(ACTIONS) >= 10


def steps_of(plan: Plan) -> Iterator[Step]:
    yield from (s for s in plan.steps if s.kind == "command")


@pytest.mark.parametrize("name", ["switch-not-iov", "vm-nic-on-wrong-switch", "vf-exhausted", "lbfo-team"])
def test_the_engine_and_the_lab_do_the_same_with_each_step_of_a_plan(engine: Engine, place: str, name: str) -> None:
    """Facts that hold, the command, already done, and the state behind it: item by item the same words."""
    plan, snapshot = plans.made(name), plans.snapshot_of(name)
    machine = load(name).machine
    lab = Straight(Life(machine, speed=0))
    first = next(steps_of(plan))
    assert first.command and first.done
    done = state_named(first.done, {})
    items = [
        Prove("before", done),
        Change("wrong", first.command, (("wrong", State((Call("Get-VMSwitch"), where("Name", "x")), {"Id": "y"})),)),
    ]
    asked = request(items, Swap("", "me"))
    assert_same(ask(engine, host(snapshot, windows=plan.release), place, run(asked)), lab.step(asked), "wrong")
    asked = request([Change("do", first.command, states(first), done)], Swap("me", "me"))
    theirs, ours = ask(engine, host(snapshot, windows=plan.release), place, run(asked)), lab.step(asked)
    assert theirs.hold == ours.hold == ("ours", "me")
    assert [(t.items["do"].state, t.items["do"].sent) for t in (theirs, ours)] == [("done", True)] * 2


def assert_same(one: Answer, other: Answer, refused: str) -> None:
    assert one.computer == other.computer and one.hold == other.hold
    for name, told in one.items.items():
        same = other.items[name]
        assert (told.state, told.place, told.now, told.sent) == (same.state, same.place, same.now, same.sent), name
    assert (one.items[refused].state, one.items[refused].sent) == ("changed", False)


LOOKS = [look for look in looks.RULERS if look.id in ("switches", "adapters", "teams", "members", "intents")]


@pytest.mark.parametrize("name", ["switch-not-iov", "lbfo-team", "article"])
def test_the_engine_and_the_lab_see_the_same(engine: Engine, place: str, name: str) -> None:
    snapshot = plans.snapshot_of(name)
    asked = request(LOOKS, Swap())
    theirs = ask(engine, host(snapshot), place, run(asked))
    ours = Straight(Life(load(name).machine, speed=0)).step(asked)
    for look in LOOKS:
        one, other = theirs.items[look.id], ours.items[look.id]
        assert one.missing == other.missing
        assert [dict(r) for r in one.rows] == [dict(r) for r in other.rows], look.id


def test_run_twice_the_second_finds_it_done_already(engine: Engine, place: str) -> None:
    plan, snapshot = plans.made("switch-not-iov"), plans.snapshot_of("switch-not-iov")
    first = next(steps_of(plan))
    assert first.command and first.done
    asked = request([Change("s1", first.command, states(first), first.done)])
    *_, one, two, did = engine.run(host(snapshot), place, run(asked), run(asked), DID)
    states_of = [answer(o.text, "x").items["s1"].state for o in (one, two)]
    assert states_of == ["done", "already"] and did.text.count("Remove-VMSwitch") == 1


CHANGED = {
    "another Id": ("$global:Switches[0].Id = [guid]::NewGuid()", "not-one"),
    "shared now": ("$global:Switches[0].AllowManagementOS = $true", "changed"),
    "another name": ("$global:Switches[0].Name = 'Other'", "changed"),
    "another card": ("$global:Nics[0].InterfaceGuid = '{00000000-0000-0000-0000-000000000000}'", "changed"),
    "two of it": ("$global:Switches += $global:Switches[0].PSObject.Copy()", "changed"),
}


@pytest.mark.parametrize(("change", "state"), CHANGED.values(), ids=CHANGED)
def test_a_fact_that_has_changed_stops_it_before_the_command(
    engine: Engine, place: str, change: str, state: str
) -> None:
    plan, snapshot = plans.made("switch-not-iov"), plans.snapshot_of("switch-not-iov")
    first = next(steps_of(plan))
    assert first.command
    asked = request([Change("s1", first.command, states(first)), Change("s2", first.command)])
    *_, said, did = engine.run(host(snapshot), place, change, run(asked), DID)
    told = answer(said.text, "x").items
    assert told["s1"].state in (state, "changed") and not told["s1"].sent and did.text == ""
    assert told["s2"].state == "skipped", "behind a stop nothing more is tried"


@pytest.mark.parametrize(
    "name", ["Remove-Item", "Invoke-Expression", "Stop-Computer", "get-process; x", "New-VMSwitch "]
)
def test_what_is_not_in_the_list_is_not_run(engine: Engine, place: str, name: str) -> None:
    asked = request([Change("c", Call(name, {"Path": "/"})), Look("l", (Call(name),))])
    told = ask(engine, host(plans.snapshot_of("healthy")), place, run(asked)).items
    assert {t.state for t in told.values()} <= {"failed", "skipped"} and "list" in told["c"].error["message"]
    ours = Straight(Life(load("healthy").machine, speed=0)).step(asked).items
    assert {t.state for t in ours.values()} <= {"failed", "skipped"}


def test_a_changing_command_is_not_run_as_a_look(engine: Engine, place: str) -> None:
    asked = request([Look("l", (Call("Remove-VMSwitch", {"Name": "External"}),))])
    *_, said, did = engine.run(host(plans.snapshot_of("healthy")), place, run(asked), DID)
    assert answer(said.text, "x").items["l"].state == "failed" and did.text == ""


def test_hostile_text_is_text_on_its_way_there_and_back(engine: Engine, place: str) -> None:
    snapshot = plans.with_spare("switch-not-iov")
    snapshot.sections["Get-VMSwitch"]["rows"][0]["Name"] = HOSTILE
    asked = request([Look("l", (Call("Get-VMSwitch"), where("Name", HOSTILE)), ("Name",))], Swap("", HOSTILE))
    assert asked.isascii()
    said = ask(engine, host(snapshot), place, run(asked))
    assert [dict(r) for r in said.items["l"].rows] == [{"Name": HOSTILE}] and said.hold == ("ours", HOSTILE)


def test_not_exactly_one_object_is_no_object(engine: Engine, place: str) -> None:
    snapshot = plans.snapshot_of("switch-not-iov")
    both: Any = Found((Call("Get-VMSwitch"),))
    asked = request([Change("c", Call("Remove-VMSwitch", {"VMSwitch": both}))])
    more = "$global:Switches += $global:Switches[0].PSObject.Copy()"
    for change in (more, "$global:Switches = @()"):
        *_, said, did = engine.run(host(snapshot), place, change, run(asked), DID)
        told = answer(said.text, "x").items["c"]
        assert (told.state, told.sent, did.text) == ("not-one", False, "")


def test_of_two_that_want_to_hold_the_host_one_does(engine: Engine, place: str, tmp_path: Path) -> None:
    snapshot = plans.snapshot_of("switch-not-iov")
    first = next(steps_of(plans.made("switch-not-iov")))
    assert first.command
    mine, theirs = (request([Change("c", first.command)], Swap("", who)) for who in ("me", "somebody else"))
    *_, one, two, did = engine.run(host(snapshot), place, run(mine), run(theirs), DID)
    a, b = answer(one.text, "x"), answer(two.text, "x")
    assert (a.hold, b.hold) == (("ours", "me"), ("other", "me"))
    assert (a.items["c"].state, b.items["c"].state) == ("done", "skipped") and did.text.count("\n") == 0
    assert (tmp_path / "sriovkit" / "hold.json").read_text("utf-8") == "me"
    freed = ask(engine, host(snapshot), place, run(request([], Swap("me", ""))))
    assert freed.hold == ("ours", "") and (tmp_path / "sriovkit" / "hold.json").read_text("utf-8") == ""


def test_without_a_place_for_it_nothing_is_changed(engine: Engine) -> None:
    snapshot = plans.snapshot_of("switch-not-iov")
    first = next(steps_of(plans.made("switch-not-iov")))
    assert first.command
    asked = request([Change("c", first.command)], Swap("", "me"))
    *_, said, did = engine.run(host(snapshot), "$env:ProgramFiles = ''", run(asked), DID)
    told = answer(said.text, "x")
    assert (told.hold[0], told.items["c"].state, did.text) == ("nowhere", "skipped", "")


def test_a_command_that_fails_says_so_and_that_it_was_begun(engine: Engine, place: str) -> None:
    snapshot = plans.snapshot_of("switch-not-iov")
    first = next(steps_of(plans.made("switch-not-iov")))
    assert first.command
    given = "[CmdletBinding()]param($VMSwitch, [switch]$Force)"
    broken = f"function global:Remove-VMSwitch {{ {given} Write-Error 'no such luck' }}"
    asked = request([Change("c", first.command), Change("d", first.command)])
    told = ask(engine, host(snapshot), broken, place, run(asked)).items
    assert (told["c"].state, told["c"].sent, told["c"].error["message"]) == ("failed", True, "no such luck")
    assert told["d"].state == "skipped"


@pytest.mark.parametrize(
    "bad", ["", "{", "null", '{"schema": "sriovkit.snapshot/1"}', '{"schema": "sriovkit.runner/1"}']
)
def test_what_is_no_answer_is_the_hosts_trouble(bad: str) -> None:
    from sriovkit.core.errors import HostError

    with pytest.raises(HostError) as refused:
        answer(bad, "hv01")
    assert refused.value.code == "answer-damaged"


def test_a_request_is_plain_data_and_never_script() -> None:
    asked = request([Look("l", (Call("Get-VMSwitch", {"Name": HOSTILE}),))])
    assert HOSTILE not in runner_script() and json.loads(asked)["items"][0]["look"][0]["parameters"]["Name"] == {
        "text": f"={HOSTILE}"
    }


def _step(action: str, **arguments: Any) -> Step:
    return Step("s1", "command", action, arguments=arguments)


def _with_port(machine: Machine, name: str, **changes: Any) -> Machine:
    cards = tuple(
        replace(c, ports=tuple(replace(p, **changes) if p.name == name else p for p in c.ports)) for c in machine.cards
    )
    return replace(machine, cards=cards)


def on_vm_nics() -> dict[str, tuple[Machine, Step]]:
    """Action -> a machine that it is for, and the step: what is done to VM NICs."""
    healthy, wrong = load("healthy").machine, load("vm-nic-on-wrong-switch").machine
    vm, nic = healthy.vms[0], healthy.vms[0].nics[0]
    named = {"vm": healthy.vm_id(vm), "adapter": healthy.vm_nic_id(vm, nic)}
    moved = wrong.vms[0].nics[0]
    to, old = (wrong.switch_id(next(s for s in wrong.switches if s.iov is iov)) for iov in (True, False))
    other = {"vm": wrong.vm_id(wrong.vms[0]), "adapter": wrong.vm_nic_id(wrong.vms[0], moved)}
    return {
        "connect": (wrong, _step("connect", **other, switch=to, old=old)),
        "no-vf": (healthy, _step("no-vf", **named, count=0, old=nic.iov_weight)),
        "iov-weight": (healthy, _step("iov-weight", **named, count=0, old=nic.iov_weight)),
        "queue-pairs": (healthy, _step("queue-pairs", **named, count=2, old=1)),
    }


def on_adapters() -> dict[str, tuple[Machine, Step]]:
    healthy, team = load("healthy").machine, load("lbfo-team").machine
    port = next(card for card in healthy.cards if card.capable).ports[0]
    device, off = healthy.port_description(port), _with_port(healthy, port.name, sriov_keyword=False)
    accepted = replace(healthy, registry=replace(healthy.registry, iov_enable_override=1))
    member = team.port_description(next(p for _, p in team.ports if p.name == "NIC2"))
    return {
        "disable-sriov": (healthy, _step("disable-sriov", device=device)),
        "remove-override": (accepted, _step("remove-override", old=1)),
        "enable-sriov": (off, _step("enable-sriov", device=device)),
        "free-member": (team, _step("free-member", device=member, nic="NIC2", team="Team1")),
        "override": (healthy, _step("override", old=None)),
        "set-vfs": (healthy, _step("set-vfs", device=device, count=8, old=16)),
        "sriov-keyword": (off, _step("sriov-keyword", device=device)),
    }


def on_switches() -> dict[str, tuple[Machine, Step]]:
    there = load("switch-not-iov").machine
    old, vm = there.switches[0], there.vms[0]
    device = there.port_description(next(p for _, p in there.ports if p.name == old.uplinks[0]))
    on = {"uplinks": (device,), "teamed": False, "shared": False}
    bare = replace(there, switches=(), vms=(replace(vm, nics=(replace(vm.nics[0], switch=""),)),))
    whose = (there.vm_id(vm), there.vm_nic_id(vm, vm.nics[0]))
    gone = {"switch": there.switch_id(old), "name": old.name, "mode": "Weight", "vm_nics": whose}
    return {
        "new-switch": (bare, _step("new-switch", name="New [x]", **on)),
        "remove-switch": (there, _step("remove-switch", **gone, **on)),
    }


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_goes_forth_and_back_and_its_states_say_so(action: str) -> None:
    """The command, the state behind it, each command of its undo, and the state behind those, on the lab's model."""
    machine, step = {**on_vm_nics(), **on_adapters(), **on_switches()}[action]
    life = Life(machine, speed=0)
    lab, made = Straight(life), dict[str, str]()

    def did(call: Call) -> None:
        told = lab.step(request([Change("c", call_named(call, made), keep=("Id",))])).items["c"]
        assert told.state == "done", told
        if call.cmdlet == "New-VMSwitch":
            made["s1"] = told.rows[0]["Id"]
        life.wait(60)

    def so(state: State) -> bool:
        return lab.step(request([Prove("p", state_named(state, made))])).items["p"].state == "so"

    assert step.command and step.done and ACTIONS[action].fits(step.arguments)
    before = step.back if action != "remove-switch" else ()
    assert not so(step.done) and all(map(so, before))
    did(step.command)
    assert so(step.done) and not any(map(so, before))
    for call, state in zip(step.undo, step.back, strict=True):
        did(call)
        assert so(state), state
    assert not so(step.done) or action == "remove-switch", "a vSwitch that is made again is another one"
