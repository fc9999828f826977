"""What happened on the host between planning and applying, seen before anybody loses the network for it.

Rule: the first command of a stretch is not sent where a later one of it could not be done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import sriovkit as sk
from sriovkit.core.plan.show_script import script
from sriovkit.lab import Lab
from sriovkit.lab.machine import Machine
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
    assert nic.switch == "External"


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
