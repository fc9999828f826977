"""What happened on the host between planning and applying, seen before anybody loses the network for it.

Rule: the first command of a stretch is not sent where a later one of it could not be done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import sriovkit as sk
from sriovkit.core.plan.show_script import script
from sriovkit.lab import Lab
from sriovkit.lab.machine import Machine
from sriovkit.lab.network import Address, Connection, Interface
from sriovkit.lab.ports import Acl
from tests.applying import SPEED, done, plan_of, reached, terms

NAME = "switch-not-iov"


def second(machine: Machine, **nic: object) -> Machine:
    """Another VM beside the first, with an adapter like its own."""
    first = machine.vms[0]
    other = replace(first.nics[0], **{"id": "", "mac": "", "iov_weight": 0, **nic})  # type: ignore[arg-type]
    return replace(machine, vms=(first, replace(first, name="NEW", id="", nics=(other,))))


def more_nics(machine: Machine) -> Machine:
    first = machine.vms[0]
    other = replace(first.nics[0], id="", mac="", name="Second")
    return replace(machine, vms=(replace(first, nics=(*first.nics, other)),))


def set_otherwise(machine: Machine) -> Machine:
    first = machine.vms[0]
    return replace(machine, vms=(replace(first, nics=(replace(first.nics[0], mac_spoofing=True),)), *machine.vms[1:]))


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        (lambda m: m, second, "NEW/"),
        (lambda m: m, more_nics, "/Second"),
        (second, lambda m: replace(m, vms=m.vms[:1]), "Get-VMNetworkAdapter[Id="),
        (second, lambda m: second(m, switch=""), ".SwitchId"),
        (lambda m: m, set_otherwise, ".MacAddressSpoofing"),
    ],
    ids=["a VM more", "a VM NIC more", "a VM less", "isolated on purpose", "set otherwise"],
)
def test_it_is_refused_before_anything_is_done(
    before: Callable[[Machine], Machine], after: Callable[[Machine], Machine], named: str, tmp_path: Path
) -> None:
    with Lab(NAME, speed=SPEED) as lab:
        lab.machine = before(lab.machine)
        host = reached(lab)
        plan = plan_of(host)
        lab.machine = now = after(lab.machine)
        run = done(plan, host, tmp_path)
        assert (run.state, run.ended["why"]) == ("refused", "changed")
        assert named in " ".join(map(str, run.ended["facts"].values()))
        assert (lab.machine.vms, lab.machine.switches) == (now.vms, now.switches)


def test_who_comes_while_somebody_thinks_is_seen_too(tmp_path: Path) -> None:
    with Lab(NAME, speed=SPEED) as lab:
        host = reached(lab)

        def ask(question: sk.Question) -> bool:
            lab.machine = second(lab.machine)
            return True

        run = done(plan_of(host), host, tmp_path, ask=ask)
        assert (run.state, run.ended["why"]) == ("refused", "changed") and lab.machine.switches[0].name == "External"


def test_the_script_looks_for_them_as_well() -> None:
    with Lab(NAME, speed=SPEED) as lab:
        told = script(plan_of(reached(lab)), "en")
    nic = lab.machine.vms[0].nics[0]
    line = next(line for line in told.splitlines() if "Assert-PlanNone @(" in line)
    assert "Get-VMNetworkAdapter -All" in line and "-NotIn -Value" in line and told.index(line) < told.index("-Force")
    assert nic.switch == "External" and "# Step 1 was so already" in told and "# Step 2 was so already" in told
    removing = told[told.index("Remove-VMSwitch -VMSwitch") :]
    assert removing.index("$back.Insert") < removing.index("Wait-PlanState"), "what was sent has its way back"


def test_an_undo_that_would_leave_somebody_without_a_vswitch_begins_nothing(tmp_path: Path) -> None:
    with Lab(NAME, speed=SPEED) as lab:
        host = reached(lab)
        run = done(plan_of(host), host, tmp_path)
        lab.machine = second(lab.machine)
        back = sk.undo(run.journal, host, **terms())
        assert (back.state, back.ended["why"]) == ("stopped", "in-use") and "NEW/" in back.text("en")
        assert [n.switch for v in lab.machine.vms for n in v.nics] == ["External"] * 2
        lab.machine = replace(lab.machine, vms=lab.machine.vms[:1])
        assert sk.undo(run.journal, host, **terms()).state == "undone"


def test_an_undo_passes_over_a_vm_that_is_gone(tmp_path: Path) -> None:
    with Lab(NAME, speed=SPEED) as lab:
        lab.machine = second(lab.machine)
        host = reached(lab)
        run = done(plan_of(host), host, tmp_path)
        lab.machine = replace(lab.machine, vms=lab.machine.vms[:1])
        back = sk.undo(run.journal, host, **terms())
        assert back.state == "undone" and lab.machine.switches[0].iov is False
        assert lab.machine.vms[0].nics[0].switch == "External"


def test_an_undo_without_leave_says_to_undo_again_and_not_to_resume(tmp_path: Path) -> None:
    with Lab(NAME, speed=SPEED) as lab:
        host = reached(lab)
        run = done(plan_of(host), host, tmp_path)
        for more in ({"allow": ()}, {"ask": None}):
            back = sk.undo(run.journal, host, **terms(**more))
            assert (back.state, back.going_back) == ("waiting", False)
            assert "undo again" in " ".join(back.text("en").split()) and "(undo)" in back.text("ja")
        assert sk.undo(run.journal, host, **terms()).state == "undone"


@pytest.mark.parametrize("how", ["fixed address", "connection"])
def test_no_vswitch_is_made_on_an_adapter_that_the_host_itself_uses(how: str, tmp_path: Path) -> None:
    with Lab("host-on-the-switch", speed=SPEED) as lab:
        host = reached(lab)
        plan = plan_of(host)
        assert any(s.action == "new-switch" and s.target == "nic:NIC2" for s in plan.steps)
        address = Address("10.9.9.9", origin="Manual" if how == "fixed address" else "Dhcp")
        used = [Connection("10.9.9.9", "10.9.9.10", 1433)] if how == "connection" else []
        mine = Interface("NIC2", dhcp=how == "connection", addresses=(address,))
        others = tuple(one for one in lab.machine.interfaces if one.adapter != "NIC2")
        connections = (*lab.machine.connections, *used)
        lab.machine = now = replace(lab.machine, interfaces=(*others, mine), connections=connections)
        run = done(plan, host, tmp_path)
        assert (run.state, run.ended["why"]) == ("refused", "ruled") and "itself uses" in run.text("en")
        assert lab.machine.switches == now.switches


def test_what_is_set_on_a_port_is_shown_before_a_vf_is_asked_for(tmp_path: Path) -> None:
    with Lab("vm-nic-on-wrong-switch", speed=SPEED) as lab:
        host, asked = reached(lab), list[str]()
        plan = plan_of(host)
        first = lab.machine.vms[0]
        nic = replace(first.nics[0], acls=(Acl(),), port_mirroring="Source")
        lab.machine = replace(lab.machine, vms=(replace(first, nics=(nic,)), *lab.machine.vms[1:]))

        def ask(question: sk.Question) -> bool:
            asked.append(question.text("ja"))
            return False

        done(plan, host, tmp_path, ask=ask)
        (told,) = (text for text in asked if "現在のポート設定" in text)
        assert "PortMirroringMode Source" in told and "ACL: " in told and "VLAN: " in told


def test_the_record_of_work_shows_the_registry_value_before_and_after(tmp_path: Path) -> None:
    with Lab("remapping-weakness", speed=SPEED) as lab:
        host, asked = reached(lab), list[str]()

        def ask(question: sk.Question) -> bool:
            asked.append(question.text("en"))
            return True

        run = done(plan_of(host), host, tmp_path, ask=ask)
        assert run.state == "done" and "Is this work done" in asked[0], "no host is restarted for a look"
        place = r"IOVEnableOverride\[Place=[^<]*\]\.IOVEnableOverride"
        assert re.search(rf"<td>{place}</td><td>-</td><td>1</td>", run.evidence("en"))
