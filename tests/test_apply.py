"""A plan applied over the real wire: only what was allowed and answered with yes, proven, written down, and undone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import sriovkit as sk
from sriovkit.core.apply import hold, refusing
from sriovkit.core.apply.asking import request
from sriovkit.core.apply.looks import RULERS
from sriovkit.core.errors import HostError, InputError, UsageError
from sriovkit.lab import Lab, Machine, load
from sriovkit.lab.cluster import Cluster, Intent
from sriovkit.lab.network import Connection
from sriovkit.lab.scenario import Scenario
from sriovkit.lab.vm import Extension

from .applying import ALL, FAST, SPEED, Did, again, done, plan_of, reached, terms
from .cutting import Outcome, agree, row

NAME = "switch-not-iov"


def scenario(of: str = NAME, /, **changes: Any) -> Scenario:
    """A scenario on a host that differs in some fields."""
    there = load(of)
    return replace(there, machine=replace(there.machine, **changes))


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab(NAME, speed=SPEED) as running:
        yield running


def on(lab: Lab) -> tuple[sk.Host, sk.Plan, Did]:
    host = reached(lab)
    return host, plan_of(host), Did(lab)


def states(run: sk.Run) -> list[str]:
    return [record.state for record in run.steps]


def switches(lab: Lab) -> list[tuple[str, bool]]:
    return [(s.name, s.iov) for s in lab.machine.switches]


# -- done ------------------------------------------------------------------------------------------------------------


def test_a_plan_is_done_step_by_step_and_each_step_is_proven(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    told: list[sk.Event] = []
    run = done(plan, host, tmp_path, tell=told.append)
    assert (run.state, run.ready, states(run)) == ("done", True, ["proven"] * 4)
    assert did.commands == ["Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"]
    assert switches(lab) == [("External", True)]
    assert sk.diagnose(host.collect()).ready and lab.machine.hold == ""
    order = [(e.step, e.state) for e in told if e.state in ("asked", "intent", "sent", "proven")]
    for step in ("s1", "s2", "s3"):
        mine = [state for s, state in order if s == step]
        assert mine[mine.index("intent") :] == ["intent", "sent", "proven"] and mine[0] == "asked"


def test_asked_twice_nothing_is_changed_twice(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    run = done(plan, host, tmp_path)
    first = list(did.commands)
    assert again(run, host).state == "done" and did.commands == first
    second = done(plan, host, tmp_path)
    assert did.commands == first and second.state in ("done", "refused")


def test_here_and_over_tls_it_is_the_same(tmp_path: Path) -> None:
    with Lab(NAME, speed=SPEED) as lab:
        host = reached(lab, auth="ntlm")
        assert done(plan_of(host), host, tmp_path).state == "done"


def test_a_reason_that_is_still_found_leaves_the_run_settling_and_is_looked_at_again(tmp_path: Path) -> None:
    """The step itself holds; somebody else has brought the same reason back meanwhile."""
    with Lab("vm-nic-on-wrong-switch", speed=SPEED) as lab:
        host, plan, did = on(lab)
        more = replace(
            lab.machine.vms[0], name="NEW", id="", nics=(replace(lab.machine.vms[0].nics[0], id="", mac=""),)
        )

        def meddle(event: sk.Event) -> None:
            if (event.step, event.state) == ("s1", "sent"):
                lab.machine = replace(lab.machine, vms=(*lab.machine.vms, more))

        run = done(plan, host, tmp_path, tell=meddle)
        assert (run.state, run.ended["why"]) == ("settling", "reasons") and run.ended["facts"]["codes"]
        lab.machine = replace(lab.machine, vms=lab.machine.vms[:-1])
        later = again(run, host)
        assert (later.state, did.commands) == ("done", ["Connect-VMNetworkAdapter"])
    assert agree([row("reason", "found", [Outcome(run.state, later.state, tuple(did.commands), True)])])


# -- allowed and asked -----------------------------------------------------------------------------------------------

ALLOWED = [(), ("vf-reset",), ("vswitch-rebuild",), ("power-off", "host-restart", "nic-restart")]


@pytest.mark.parametrize("allow", ALLOWED)
def test_an_impact_implies_no_other_and_nothing_is_half_done_for_want_of_leave(
    lab: Lab, tmp_path: Path, allow: tuple[str, ...]
) -> None:
    host, plan, did = on(lab)
    run = done(plan, host, tmp_path, allow=allow)
    assert (run.state, run.ended["why"], did.commands) == ("waiting", "allow", [])
    missing = {"vf-reset", "vswitch-rebuild"} - set(allow)
    assert all(word in run.text("en") for word in missing) and switches(lab) == [("External", False)]
    assert again(run, host).state == "done"


def test_an_impact_that_there_is_not_is_refused(lab: Lab, tmp_path: Path) -> None:
    host, plan, _ = on(lab)
    with pytest.raises(UsageError) as refused:
        done(plan, host, tmp_path, allow={"everything"})
    assert refused.value.code == "unknown-impact" and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("allow", [3, [None], [["vf-reset"]], "everything"])
def test_what_names_no_impact_is_refused(lab: Lab, tmp_path: Path, allow: Any) -> None:
    host, plan, _ = on(lab)
    with pytest.raises(UsageError) as refused:
        done(plan, host, tmp_path, allow=allow)
    assert refused.value.code == "unknown-impact" and list(tmp_path.iterdir()) == []
    assert done(plan, host, tmp_path, allow=None).ended["why"] == "allow"


def test_with_nobody_to_ask_nothing_that_must_be_asked_is_done(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    run = done(plan, host, tmp_path, ask=None)
    assert (run.state, run.ended["why"], did.commands) == ("waiting", "ask", [])


def test_each_interrupting_step_is_asked_with_all_that_a_yes_means(lab: Lab, tmp_path: Path) -> None:
    host, plan, _ = on(lab)
    asked: list[sk.Question] = []
    done(plan, host, tmp_path, ask=lambda q: asked.append(q) is None)
    own = [q for q in asked if q.unknown is None]
    assert [q.step.id for q in own if q.step] == ["s1", "s2", "s3"]
    assert own[0].needs == ("console", "drain")
    for lang in ("en", "ja"):
        said = own[0].text(lang)
        assert "External" in said and len(said.splitlines()) >= 5 and "{" not in said
    # Whose a vSwitch is no host tells: with the command by which to look, and asked once.
    unseen = [q for q in asked if q.unknown is not None]
    assert [q.needs for q in unseen] == [("containers",)] and "Get-VMSwitch" in unseen[0].text("en")


def test_a_no_stops_before_the_step_and_is_on_record(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    run = done(plan, host, tmp_path, ask=lambda q: q.unknown is not None)
    assert (run.state, run.ended["why"], did.commands) == ("stopped", "no", [])
    answers = [r["answer"] for r in run.records if r["kind"] == "asked"]
    assert answers == [True, False]


def test_an_answer_that_is_not_true_is_a_no(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    assert done(plan, host, tmp_path, ask=lambda q: "yes").state == "stopped" and did.commands == []


def test_told_to_stop_it_stops_between_steps_and_goes_on_later(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    stop = threading.Event()
    run = done(plan, host, tmp_path, stop=stop, tell=lambda e: stop.set() if e.state == "proven" else None)
    # Not between removing a vSwitch and making it anew: that is one piece.
    assert (run.state, run.ended["why"], states(run)) == ("stopped", "stop", ["proven", "proven", "proven", ""])
    assert again(run, host).state == "done"
    assert did.commands == ["Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"]


def test_a_switch_that_is_away_because_the_host_is_lost_is_said_before_all_else(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    lab.faults.cut_at("New-VMSwitch", "before", stays=True)
    run = done(plan, host, tmp_path)
    assert run.state == "unknown" and did.commands == ["Remove-VMSwitch"]
    for lang, word in (("en", "ATTENTION"), ("ja", "注意")):
        assert word in run.text(lang) and "External" in run.text(lang)
    lab.faults.clear()
    later = again(run, host)
    assert later.state == "done" and "ATTENTION" not in later.text("en")
    assert did.commands == ["Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"]


def test_ctrl_c_between_removing_a_switch_and_making_it_anew_puts_back_first(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)

    def interrupt(question: sk.Question) -> bool:
        if question.step is not None and question.step.id == "s2":
            raise KeyboardInterrupt
        return True

    with pytest.raises(KeyboardInterrupt):
        done(plan, host, tmp_path, ask=interrupt)
    assert switches(lab) == [("External", False)] and lab.machine.vms[0].nics[0].switch == "External"
    assert did.commands == ["Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"] and lab.machine.hold == ""
    assert sk.Run.load(next(tmp_path.iterdir())).state == "undone"


def test_who_takes_over_while_a_person_thinks_is_seen_before_anything_is_sent(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)

    def think(question: sk.Question) -> bool:
        if question.unknown is None:
            lab.machine = with_extension(lab.machine)
        return True

    run = done(plan, host, tmp_path, ask=think)
    assert (run.state, run.ended["facts"]["code"], did.commands) == ("refused", "managed", [])


def test_what_somebody_else_made_already_is_not_taken_back(lab: Lab, tmp_path: Path) -> None:
    with Lab("vm-nic-on-wrong-switch", speed=SPEED) as other:
        host, plan, did = on(other)
        to = next(s.name for s in other.machine.switches if s.iov)

        def meddle(event: sk.Event) -> None:
            if (event.step, event.state) == ("s1", "intent"):
                vms = tuple(replace(v, nics=tuple(replace(n, switch=to) for n in v.nics)) for v in other.machine.vms)
                other.machine = replace(other.machine, vms=vms)

        run = done(plan, host, tmp_path, tell=meddle)
        assert run.state == "done" and did.commands == []
        assert run.undo(host, **terms()).state == "undone" and did.commands == []


# -- refused, live ---------------------------------------------------------------------------------------------------


RULED: dict[str, dict[str, Any]] = {
    "network-atc": {"release": "2025", "network_atc": True, "intents": (Intent("compute", ("NIC1",)),)},
    "cluster": {"cluster": Cluster("CL1")},
}


def with_extension(machine: Machine) -> Machine:
    changed = tuple(replace(s, extensions=(Extension("SDN"),)) for s in machine.switches)
    return replace(machine, switches=changed)


@pytest.mark.parametrize("code", [*RULED, "managed", "storage", "session"])
def test_a_host_that_others_rule_is_refused_by_a_look_right_before(lab: Lab, tmp_path: Path, code: str) -> None:
    """The plan was made before; what it did not know is looked at live."""
    host, plan, did = on(lab)
    if code in RULED:
        lab.machine = replace(lab.machine, **RULED[code])
    elif code == "managed":
        lab.machine = with_extension(lab.machine)
    elif code == "storage":
        shared = replace(lab.machine.switches[0], allow_management_os=True)
        lab.machine = replace(lab.machine, switches=(shared,))
        plan = replace_guard(plan_of(host))
        own = next(r["IPAddress"] for r in looked(host, "addresses") if "External" in r["InterfaceAlias"])
        lab.machine = replace(lab.machine, connections=(Connection(own, "192.0.2.200", 3260),))
    else:
        lab.machine = replace(
            lab.machine, management="NIC1", switches=(replace(lab.machine.switches[0], allow_management_os=True),)
        )
        plan = replace_guard(plan_of(host))
    run = done(plan, host, tmp_path)
    assert (run.state, run.ended["why"], run.ended["facts"]["code"]) == ("refused", "ruled", code)
    assert did.commands == [] and lab.machine.hold == ""
    for lang in ("en", "ja"):
        assert "{" not in run.text(lang)


@pytest.mark.parametrize(
    ("s2d", "rdma", "verdict"), [(True, True, "refused"), (False, True, "unknown"), (False, False, None)]
)
def test_only_storage_spaces_direct_that_is_enabled_is_storage(
    lab: Lab, s2d: bool, rdma: bool, verdict: str | None
) -> None:
    """A cluster without it answers as well; whose the RDMA is then is asked."""
    host, plan, _ = on(lab)
    node = Cluster("CL1", "Paused", "Completed", s2d=s2d)
    card = lab.machine.cards[0]
    able = replace(card, rdma=True, ports=tuple(replace(port, rdma=rdma) for port in card.ports))
    lab.machine = replace(lab.machine, release="2019", cluster=node, cards=(able, *lab.machine.cards[1:]))
    answer = host.reached.step(request(RULERS))
    assert [row["State"] for row in answer.items["direct"].rows] == ["Enabled" if s2d else "Disabled"]
    found = {r.code: r.state for r in refusing.of(answer, plan.steps, "2019")}
    assert found.get("storage") == verdict


def test_a_word_for_storage_spaces_direct_that_nobody_knows_is_unknown(lab: Lab) -> None:
    host, plan, _ = on(lab)
    lab.machine = replace(lab.machine, release="2019", cluster=Cluster("CL1", "Paused", "Completed"))
    answer = host.reached.step(request(RULERS))
    other = replace(answer.items["direct"], rows=({"State": "7"},))
    items = {**answer.items, "direct": other}
    found = {r.code: r.state for r in refusing.of(replace(answer, items=items), plan.steps, "2019")}
    assert found["storage"] == "unknown"


def looked(host: sk.Host, look: str) -> Any:
    return host.reached.step(request(RULERS)).items[look].rows


def replace_guard(plan: sk.Plan) -> sk.Plan:
    """As if the plan had not known that the host itself is on the vSwitch: the live look is what refuses then."""
    return replace(plan, steps=tuple(replace(s, guarded=False) for s in plan.steps))


def test_a_guarded_step_is_never_sent_over_the_network(tmp_path: Path) -> None:
    there = load(NAME).machine
    shared = scenario(switches=(replace(there.switches[0], allow_management_os=True),))
    with Lab(shared, speed=SPEED) as lab:
        host, plan, did = on(lab)
        run = done(plan, host, tmp_path)
        assert (run.state, run.ended["why"], did.commands) == ("refused", "guarded", [])
        assert "console" in run.text("en") and plan.script("en")


def test_the_vswitch_of_containers_is_left_alone(lab: Lab, tmp_path: Path) -> None:
    own = replace(lab.machine.switches[0], name="Default Switch")
    vms = tuple(
        replace(vm, nics=tuple(replace(nic, switch=own.name) for nic in vm.nics if nic.switch))
        for vm in lab.machine.vms
    )
    lab.machine = replace(lab.machine, switches=(own, *lab.machine.switches[1:]), vms=vms)
    host, plan, did = on(lab)
    assert [s.action for s in plan.steps][:1] == ["remove-switch"]
    run = done(plan, host, tmp_path)
    assert (run.state, run.ended["facts"]["code"], did.commands) == ("refused", "containers", [])
    assert "HNS" in run.text("en") and "HNS" in run.text("ja")


def test_a_cluster_node_is_refused_until_it_is_drained(tmp_path: Path) -> None:
    drained = Cluster("CL1", state="Paused", drain="Completed")
    with Lab(scenario(cluster=drained), speed=SPEED) as lab:
        host, plan, _ = on(lab)
        assert done(plan, host, tmp_path).state == "done"


def test_without_administrator_rights_nothing_is_begun(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    lab.machine = replace(lab.machine, elevated=False)
    run = done(plan, host, tmp_path)
    assert (run.state, run.ended["why"], did.commands) == ("refused", "unelevated", [])


# -- refused: what has changed ---------------------------------------------------------------------------------------


def vm_nic(lab: Lab, **changes: Any) -> Machine:
    vms = tuple(replace(vm, nics=tuple(replace(n, **changes) for n in vm.nics)) for vm in lab.machine.vms)
    return replace(lab.machine, vms=vms)


CHANGED: dict[str, Any] = {
    "the switch has another Id": lambda lab: replace(
        lab.machine, switches=(replace(lab.machine.switches[0], id="99999999-9999-9999-9999-999999999999"),)
    ),
    "the switch was renamed": lambda lab: replace(
        lab.machine, switches=(replace(lab.machine.switches[0], name="Other"),), vms=vm_nic(lab, switch="Other").vms
    ),
    "the host has an adapter on it": lambda lab: replace(
        lab.machine, switches=(replace(lab.machine.switches[0], allow_management_os=True),)
    ),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_what_a_step_rests_on_and_has_changed_refuses(lab: Lab, tmp_path: Path, change: Any) -> None:
    host, plan, did = on(lab)
    lab.machine = change(lab)
    run = done(plan, host, tmp_path)
    assert (run.state, run.ended["why"], did.commands) == ("refused", "changed", [])
    facts = run.ended["facts"]
    assert facts["place"] and facts["then"] != facts["now"] and facts["place"] in run.text("en").replace("\n", "")


PORTS = {
    "VLAN": {"vlan": ("Access", 7)},
    "guard": {"dhcp_guard": True},
    "mirroring": {"port_mirroring": "Source"},
    "spoofing": {"mac_spoofing": True},
    "weight": {"iov_weight": 0},
}


@pytest.mark.parametrize("setting", PORTS)
def test_a_port_setting_that_changes_between_two_steps_is_seen_before_the_next(
    lab: Lab, tmp_path: Path, setting: str
) -> None:
    from sriovkit.lab.ports import Vlan

    host, plan, did = on(lab)
    given: dict[str, Any] = dict(PORTS[setting])
    if "vlan" in given:
        given = {"vlan": Vlan(*given["vlan"])}

    def meddle(event: sk.Event) -> None:
        if (event.step, event.state) == ("s2", "proven"):
            lab.machine = vm_nic(lab, **given)

    run = done(plan, host, tmp_path, tell=meddle)
    # Seen before anything else is sent; and the vSwitch that was removed is made again, with its VM NIC on it.
    assert (run.state, run.ended["why"], run.ended["step"]) == ("undone", "changed", "s3")
    assert did.commands.count("Connect-VMNetworkAdapter") == 1
    assert switches(lab) == [("External", False)] and lab.machine.vms[0].nics[0].switch == "External"


# -- put back and undone ---------------------------------------------------------------------------------------------


def test_a_removed_switch_is_never_left_removed(lab: Lab, tmp_path: Path) -> None:
    """The new one cannot be made: what was taken away is made again and everything is connected as before."""
    host, plan, did = on(lab)
    before = lab.machine

    def meddle(event: sk.Event) -> None:
        # Somebody takes the name while we are at it: the new vSwitch does not become what it should be.
        if (
            (event.step, event.state) == ("s2", "sent")
            and did.commands.count("New-VMSwitch") == 1
            and lab.machine.switches
        ):
            made = replace(lab.machine.switches[-1], iov=False)
            lab.machine = replace(lab.machine, switches=(*lab.machine.switches[:-1], made))

    run = done(plan, host, tmp_path, tell=meddle)
    assert (run.state, states(run)[:2]) == ("undone", ["put-back", "put-back"])
    assert did.commands == [
        *("Remove-VMSwitch", "New-VMSwitch"),
        *("Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"),
    ]
    assert switches(lab) == [("External", False)] and lab.machine.vms[0].nics[0].switch == before.vms[0].nics[0].switch
    later = again(run, host)
    assert later.state == "undone", "what was put back is not begun anew"
    assert agree([row("meddling", "after", [Outcome(run.state, later.state, tuple(did.commands), None)])])


def test_everything_is_undone_in_reverse_order_when_somebody_asks(tmp_path: Path) -> None:
    with Lab("lbfo-team", speed=SPEED) as lab:
        host, plan, did = on(lab)
        before = lab.machine
        run = done(plan, host, tmp_path)
        forth = list(did.commands)
        assert run.state == "waiting" and forth[0] == "Remove-NetLbfoTeamMember"
        asked: list[sk.Question] = []
        back = sk.undo(run.journal, host, **terms(ask=lambda q: asked.append(q) is None))
        assert back.state == "undone" and [q.step.id for q in asked if q.back and q.step] == ["s3", "s2", "s1"]
        assert did.commands[len(forth) :] == ["Connect-VMNetworkAdapter", "Remove-VMSwitch", "Add-NetLbfoTeamMember"]
        assert [s.name for s in lab.machine.switches] == [s.name for s in before.switches]
        assert set(lab.machine.teams[0].members) == set(before.teams[0].members) and lab.machine.hold == ""
        assert sk.undo(run.journal, host, **terms()).state == "undone" and len(did.commands) == len(forth) + 3


def test_an_undo_needs_leave_and_a_yes_as_well(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    run = done(plan, host, tmp_path)
    sent = len(did.commands)
    assert sk.undo(run.journal, host, allow=(), ask=lambda q: True, patience=FAST).state == "waiting"
    assert run.undo(host, allow=ALL, ask=lambda q: False, patience=FAST).state == "stopped"
    assert len(did.commands) == sent
    assert run.undo(host, allow=ALL, ask=lambda q: True, patience=FAST).state == "undone"
    assert switches(lab) == [("External", False)]


# -- two people ------------------------------------------------------------------------------------------------------


def test_two_people_at_once_the_second_is_told_who_and_since_when(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    second: list[BaseException] = []

    def meanwhile(event: sk.Event) -> None:
        if (event.step, event.state) == ("s1", "proven"):
            try:
                done(plan, reached(lab), tmp_path / "second")
            except HostError as error:
                second.append(error)

    run = done(plan, host, tmp_path / "first", tell=meanwhile)
    assert run.state == "done" and len(did.commands) == 3
    (error,) = second
    assert isinstance(error, HostError) and error.code == "host-held"
    assert "@" in str(error.facts["by"]) and str(error.facts["since"]).startswith("20")
    assert str(error.facts["by"]) in error.message("ja")
    assert list((tmp_path / "second").iterdir()) == [], "nothing was sent, so nothing is to be resumed"


def held(lab: Lab, minutes: int) -> str:
    """A hold of somebody else, last seen so many minutes ago by the host's clock."""
    from datetime import timedelta

    seen = (lab.machine.clock - timedelta(minutes=minutes)).isoformat()
    text = hold.Hold("other-run", "tanaka@PC7", seen, seen).text()
    lab.machine = replace(lab.machine, hold=text)
    return text


@pytest.mark.parametrize("words", ["", "   "])
def test_a_stale_hold_is_not_taken_without_words(lab: Lab, tmp_path: Path, words: str) -> None:
    host, plan, did = on(lab)
    text = held(lab, minutes=60)
    with pytest.raises(HostError) as told:
        done(plan, host, tmp_path, take_over=words)
    assert told.value.code == "host-held-stale" and "tanaka@PC7" in told.value.message("en")
    assert did.commands == [] and lab.machine.hold == text


def test_a_stale_hold_is_taken_over_in_words_that_stay_on_record(lab: Lab, tmp_path: Path) -> None:
    host, plan, _ = on(lab)
    held(lab, minutes=60)
    run = done(plan, host, tmp_path, take_over="Tanaka's laptop broke; agreed by phone")
    assert run.state == "done" and "agreed by phone" in run.journal.read_text("ascii")


def test_a_hold_that_shows_life_is_not_taken_even_in_words(lab: Lab, tmp_path: Path) -> None:
    with Lab(NAME, speed=1) as slow:
        host, plan, did = on(slow)
        held(slow, minutes=1)
        with pytest.raises(HostError) as told:
            done(plan, host, tmp_path, take_over="I want it")
        assert told.value.code == "host-held" and did.commands == []


def test_who_was_put_aside_in_the_middle_sends_nothing_more(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)

    def taken(event: sk.Event) -> None:
        if (event.step, event.state) == ("s1", "proven"):
            held(lab, minutes=0)

    run = done(plan, host, tmp_path, tell=taken)
    assert (run.state, run.ended["why"]) == ("stopped", "host") and did.commands == ["Remove-VMSwitch"]
    assert "tanaka@PC7" in lab.machine.hold, "their hold is left alone"


def test_two_programs_do_not_write_one_journal(lab: Lab, tmp_path: Path) -> None:
    host, plan, _ = on(lab)
    found: list[str] = []

    def same(event: sk.Event) -> None:
        if event.state == "intent" and not found:
            journal = next(tmp_path.iterdir())
            try:
                sk.resume(journal, reached(lab), **terms())
            except UsageError as error:
                found.append(error.code)

    done(plan, host, tmp_path, tell=same)
    assert found == ["journal-in-use"]


# -- bad input -------------------------------------------------------------------------------------------------------


def test_a_plan_for_another_host_is_refused_by_the_host_itself(lab: Lab, tmp_path: Path) -> None:
    _, plan, did = on(lab)
    with Lab(scenario(name="HV99"), speed=SPEED) as other:
        with pytest.raises(InputError) as refused:
            done(plan, reached(other), tmp_path)
        assert refused.value.code == "plan-of-other-host" and list(tmp_path.iterdir()) == []
    assert did.commands == []


def test_a_plan_that_was_edited_or_only_thought_of_is_refused(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    data = json.loads(json.dumps(plan.to_dict()))
    data["steps"][0]["arguments"]["switch"] = "99999999-9999-9999-9999-999999999999"
    with pytest.raises(InputError) as edited:
        sk.apply(data, host, **terms(folder=tmp_path))
    assert edited.value.code == "plan-edited"
    thought = sk.plan(
        sk.diagnose(sk.what_if(host.collect(), change={"Get-VMSwitch[Name=External].AllowManagementOS": False}))
    )
    with pytest.raises(UsageError) as supposed:
        done(thought, host, tmp_path)
    assert supposed.value.code == "plan-of-what-if"
    assert did.commands == [] and list(tmp_path.iterdir()) == []


HOSTILE = ["O'Brien \u2019$(throw 1)`n", "a\nb\tc", "[x]*?", "基幹 スイッチ\u3000😀", "x\u202ey"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    """In place (the same name again) and on another vSwitch, whatever is in it."""
    there = load(NAME).machine
    named = scenario(
        switches=(replace(there.switches[0], name=name),),
        vms=tuple(
            replace(vm, name=name, nics=tuple(replace(n, switch=name, name=name) for n in vm.nics)) for vm in there.vms
        ),
    )
    with Lab(named, speed=SPEED) as lab:
        host, plan, did = on(lab)
        run = done(plan, host, tmp_path)
        assert run.state == "done", run
        assert len(did.commands) == 3 and switches(lab) == [(name, True)]
        assert lab.machine.vms[0].nics[0].switch == name
        assert "\u202e" not in run.text("en") + run.html("ja") + run.evidence("ja")


def test_of_two_adapters_of_one_name_the_right_one_is_moved(tmp_path: Path) -> None:
    there = load("vm-nic-on-wrong-switch").machine
    twin = "ネットワーク アダプター"
    vm = there.vms[0]
    wrong = replace(vm.nics[0], name=twin)
    other = replace(vm.nics[0], name=twin, iov_weight=0, mac="00155D0000AA")
    two = scenario("vm-nic-on-wrong-switch", vms=(replace(vm, nics=(other, wrong)), *there.vms[1:]))
    with Lab(two, speed=SPEED) as lab:
        host, plan, did = on(lab)
        run = done(plan, host, tmp_path)
        assert run.state == "done" and did.commands == ["Connect-VMNetworkAdapter"], run
        left, moved = lab.machine.vms[0].nics
        assert left.switch == other.switch and moved.switch != wrong.switch


def test_a_host_that_restarts_twice_is_waited_for_and_nothing_is_done_twice(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    lab.faults.reboot_at("Remove-VMSwitch", "after")
    lab.faults.reboot_at("New-VMSwitch", "after")
    run = done(plan, host, tmp_path, patience=type(FAST)(0.05, 5.0, 2))
    while run.state not in ("done", "refused"):
        run = again(run, host, patience=type(FAST)(0.05, 5.0, 2))
    assert run.state == "done" and did.commands == ["Remove-VMSwitch", "New-VMSwitch", "Connect-VMNetworkAdapter"]


def test_a_folder_that_cannot_be_written_refuses_before_anything_is_sent(lab: Lab, tmp_path: Path) -> None:
    host, plan, did = on(lab)
    (tmp_path / "file").write_text("x")
    count = lab.requests.total
    with pytest.raises(UsageError) as refused:
        done(plan, host, tmp_path / "file" / "runs")
    assert refused.value.code == "journal-not-written" and did.commands == []
    with pytest.raises(UsageError) as nameless:
        done(plan, host, tmp_path / "a\0b")
    assert nameless.value.code == "journal-not-written" and nameless.value.message("ja")
    assert lab.requests.total == count


def test_what_is_no_host_is_refused(lab: Lab, tmp_path: Path) -> None:
    host, plan, _ = on(lab)
    journal = done(plan, host, tmp_path).journal
    for other in ("HV14", host.collect(), lab, None):
        for call in (partial(sk.apply, plan), partial(sk.resume, journal), partial(sk.undo, journal)):
            with pytest.raises(UsageError) as refused:
                call(other)
            assert refused.value.code == "apply-needs-a-host" and "connect" in refused.value.message("ja")
