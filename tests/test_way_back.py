"""The way back from SR-IOV: what is taken away, in the order that interrupts least, and on the lab really gone."""

from __future__ import annotations

from pathlib import Path

import pytest

import sriovkit as sk
from sriovkit.core.diagnose import diagnose
from sriovkit.core.plan import Plan
from sriovkit.lab import Lab
from sriovkit.remote import connect
from sriovkit.remote.apply import Patience
from tests import plans

ALLOWED = {"none", "vf-reset", "nic-restart"}
SOON = Patience(interval=0.05, deadline=8.0, looks=2)
PLACE = r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization"


def back(name: str) -> sk.Plan:
    return sk.way_back(diagnose(plans.snapshot_of(name)))


@pytest.mark.parametrize("name", plans.SCENARIOS)
def test_vfs_first_then_the_driver_then_the_registry(name: str) -> None:
    order = ["no-vf", "disable-sriov", "remove-override"]
    done = [s.action for s in back(name).steps if s.kind == "command"]
    assert done == sorted(done, key=order.index) and set(done) <= set(order)


@pytest.mark.parametrize("name", plans.SCENARIOS)
def test_it_is_a_plan_like_every_other(name: str) -> None:
    plan = back(name)
    assert Plan.from_dict(plan.to_dict()) == plan
    for lang in ("en", "ja"):
        assert plan.text(lang) and plan.html(lang) and plan.procedure(lang)


def test_every_vm_nic_that_asks_and_every_adapter_that_offers() -> None:
    plan = back("vf-exhausted")
    assert [s.action for s in plan.steps] == ["no-vf", "no-vf", "no-vf", "disable-sriov", "look-back"]
    assert all("-IovWeight 0" in str(s.command) and "-IovWeight 100" in s.undo_lines[0] for s in plan.steps[:3])
    assert "Enable-NetAdapterSriov" in plan.steps[3].undo_lines[0]


def test_the_registry_value_goes_only_where_it_is() -> None:
    rows = [{"Place": PLACE, "IOVEnableOverride": 1}]
    plan = sk.way_back(diagnose(plans.with_rows(plans.snapshot_of("healthy"), IOVEnableOverride=rows)))
    (step,) = (s for s in plan.steps if s.action == "remove-override")
    assert "Remove-ItemProperty" in str(step.command) and "New-ItemProperty" in step.undo_lines[0]
    assert not [s for s in back("healthy").steps if s.action == "remove-override"]


def test_where_nothing_is_there_nothing_is_to_be_done() -> None:
    assert [s for s in back("nested-host").steps if s.kind == "command"] == []


def test_on_the_lab_it_is_gone_and_comes_back(tmp_path: Path) -> None:
    with Lab("healthy", speed=40) as lab:
        login = {"username": lab.username, "password": lab.password, "auth": "basic"}
        host = sk.Host(connect(lab.host, port=lab.port, ssl=False, **login))
        plan = sk.way_back(sk.diagnose(host.collect()))
        terms = {"allow": ALLOWED, "ask": lambda question: True, "patience": SOON}
        run = sk.apply(plan, host, folder=tmp_path, **terms)  # type: ignore[arg-type]
        assert run.state == "done"
        tables = sk.frames(host.collect())
        assert list(tables.vm_nics["iov_usage"]) == [0] and list(tables.sriov["enabled"]) == [False]
        assert sk.undo(run.journal, host, **terms).state == "undone"  # type: ignore[arg-type]
        assert sk.diagnose(host.collect()).ready is True
