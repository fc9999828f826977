"""A VM moves between two hosts of the lab while it runs: its VF goes, and comes again where it can.

Rule: asked without a wire; time stands still but for what commands take, on both hosts alike.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from sriovkit.lab import Machine, load
from sriovkit.lab.fleet import fleet
from sriovkit.lab.life import Life
from sriovkit.lab.neighbourhood import Neighbourhood
from sriovkit.lab.settling import SECONDS
from sriovkit.lab.shell import Shell
from sriovkit.lab.traffic import counted
from sriovkit.lab.vm import Extension
from sriovkit.lab.windows import RELEASES

from .test_lab_changes import ask, done, trouble
from .test_lab_model import changed, steps

MOVE = {"Name": "VM01", "DestinationHost": "HV99"}


def pair(**there: Any) -> tuple[Shell, Shell]:
    """The healthy host, and another like it without VMs; `there` changes the other one."""
    here = load("healthy", "en").machine
    other = replace(here, name="HV99", vms=(), **there)
    lives = Life(here, speed=0), Life(other, speed=0)
    Neighbourhood(*lives)
    return Shell(lives[0]), Shell(lives[1])


def other_like(path: str, value: Any) -> tuple[Shell, Shell]:
    """The same, with one field of the other host changed."""
    here, there = pair()
    there.machine = changed(there.machine, steps(path), value)
    return here, there


def vm_nic(shell: Shell) -> tuple[int, bool]:
    (row,) = done(shell, "Get-VMNetworkAdapter", VMName="VM01").output
    return row.IovUsage, row.VFDataPathActive


def names(shell: Shell) -> list[str]:
    return [row.Name for row in done(shell, "Get-VM").output]


def identity(shell: Shell) -> tuple[str, str, str]:
    (row,) = done(shell, "Get-VMNetworkAdapter", VMName="VM01").output
    return str(row.Id), row.MacAddress, row.Name


def settle(shell: Shell) -> None:
    shell.life.wait(SECONDS["arrive"] + SECONDS["vf"])


def test_the_vf_goes_first_then_the_vm_and_comes_again_over_there() -> None:
    here, there = pair()
    before = identity(here)
    here.life.wait = lambda seconds: None  # type: ignore[method-assign]
    done(here, "Move-VM", **MOVE)
    # On the way: still here, over the synthetic path, and not there yet.
    assert vm_nic(here) == (0, False) and (names(here), names(there)) == (["VM01"], [])
    assert done(here, "Get-NetAdapterSriovVf").output == ()
    there.life.wait(SECONDS["arrive"])
    assert (names(here), names(there)) == ([], ["VM01"])
    assert vm_nic(there) == (1, False)
    there.life.wait(SECONDS["vf"])
    assert vm_nic(there) == (1, True) and identity(there) == before
    (vf,) = done(there, "Get-NetAdapterSriovVf").output
    assert vf.VmFriendlyName == "VM01"


def test_packets_go_on_over_the_synthetic_path_while_the_vm_moves() -> None:
    here, there = pair()
    name = here.machine.vm_nic_id(here.machine.vms[0], here.machine.vms[0].nics[0])
    before = counted(here.machine)[name]
    here.life.wait = lambda seconds: None  # type: ignore[method-assign]
    done(here, "Move-VM", **MOVE)
    there.life.wait(SECONDS["leave"])
    after = counted(here.machine)[name]
    assert after.synthetic_rx > before.synthetic_rx and after.vf_rx == before.vf_rx
    there.life.wait(SECONDS["vf"] + 1)
    assert counted(here.machine)[name] == after
    arrived = counted(there.machine)[name]
    assert arrived.vf_rx > 0 and arrived.synthetic_rx > 0


SILENT = {
    "the vSwitch was made without SR-IOV": ("switches[0].iov", False, (0, False)),
    "the platform cannot": ("firmware.vtd", False, (0, False)),
    "the Option ROM offers none": ("cards[0].firmware.vfs", 0, (0, False)),
    "an extension takes them": ("switches[0].extensions", (Extension("X", takes_vfs=True),), (0, False)),
    "nothing is in the way": ("switches[0].extensions", (), (1, True)),
    "the NIC is of a maker the guest has no driver for": ("cards[0].vendor", "15b3", (1, False)),
}


@pytest.mark.parametrize(("path", "value", "after"), SILENT.values(), ids=SILENT)
def test_where_no_vf_can_be_the_guest_goes_on_without_a_word(path: str, value: Any, after: tuple[int, bool]) -> None:
    here, there = other_like(path, value)
    vm = here.machine.vms[0]
    here.machine = replace(here.machine, vms=(replace(vm, guest=replace(vm.guest, vf_vendors=("8086",))),))
    said = done(here, "Move-VM", **MOVE)
    settle(here)
    assert said.output == () and names(there) == ["VM01"]
    assert vm_nic(there) == after


def test_who_comes_when_the_last_vf_is_taken_stays_synthetic() -> None:
    here, there = other_like("cards[0].firmware.vfs", 1)
    first = replace(here.machine.vms[0], name="VM02", id="5f1c2d7e-6a53-4c0e-9a55-7e10f0a5b3c9")
    there.machine = replace(there.machine, vms=(first,))
    done(here, "Move-VM", **MOVE)
    settle(here)
    assert vm_nic(there) == (0, False) and len(done(there, "Get-NetAdapterSriovVf").output) == 1
    done(there, "Stop-VM", Name="VM02", Force=True)
    settle(there)
    assert vm_nic(there) == (1, True)


def test_it_comes_back_to_the_same_vf_rules() -> None:
    here, there = pair()
    done(here, "Move-VM", **MOVE)
    settle(here)
    done(there, "Move-VM", Name="VM01", DestinationHost="HV10.workgroup")
    settle(there)
    assert (names(here), names(there)) == (["VM01"], []) and vm_nic(here) == (1, True)


def test_a_vm_given_as_an_object_and_one_that_is_off() -> None:
    here, there = pair()
    done(here, "Stop-VM", Name="VM01", Force=True)
    (vm,) = done(here, "Get-VM").output
    done(here, "Move-VM", VM=vm, DestinationHost="HV99", IncludeStorage=True)
    settle(here)
    (row,) = done(there, "Get-VM").output
    assert row.State.name == "Off" and vm_nic(there) == (0, False)


def test_what_if_moves_nothing() -> None:
    here, there = pair()
    done(here, "Move-VM", WhatIf=True, **MOVE)
    assert (names(here), names(there)) == (["VM01"], [])


def test_a_comparison_tells_what_is_in_the_way_and_of_vfs_nothing() -> None:
    def told(shell: Shell) -> list[str]:
        (report,) = done(shell, "Compare-VM", **MOVE).output
        assert report.Destination == "HV99"
        return [one.Message for one in report.Incompatibilities]

    assert told(other_like("switches[0].iov", False)[0]) == []
    (said,) = told(other_like("switches[0].name", "Other")[0])
    assert "no vSwitch 'External'" in said and "the lab's words" in said
    here, there = pair()
    told(here)
    assert (names(here), names(there)) == (["VM01"], [])
    assert trouble(ask(here, "Compare-VM", Name="VM01", DestinationHost="HV98"))[0] == "ObjectNotFound"


REFUSED = {
    "no such host": ("", None, {"DestinationHost": "HV98"}, "ObjectNotFound"),
    "itself": ("", None, {"DestinationHost": "HV10"}, "ObjectNotFound"),
    "no such VM": ("", None, {"Name": "VM09"}, "InvalidArgument"),
    "no such vSwitch": ("switches[0].name", "Other", {}, "InvalidOperation"),
    "an older Windows": ("release", "2016", {}, "InvalidOperation"),
    "another maker's processors": ("cpu.manufacturer", "AuthenticAMD", {}, "InvalidOperation"),
    "no hypervisor": ("boot.hypervisor_launch", False, {}, "InvalidOperation"),
    "power off": ("power", "off", {}, "InvalidOperation"),
    "a parameter nobody knows": ("", None, {"TargetHost": "HV99"}, "InvalidArgument"),
    "storage chosen file by file": ("", None, {"ResourcePoolName": "x"}, "NotImplemented"),
}


@pytest.mark.parametrize(("path", "value", "given", "category"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_moved_stays_and_both_hosts_are_as_they_were(
    path: str, value: Any, given: dict[str, Any], category: str
) -> None:
    here, there = other_like(path, value) if path else pair()
    before: tuple[Machine, Machine] = here.machine, there.machine
    assert trouble(ask(here, "Move-VM", **{**MOVE, **given}))[0] == category
    assert (here.machine.vms, there.machine.vms) == (before[0].vms, before[1].vms)


@pytest.mark.parametrize("release", RELEASES)
def test_a_host_that_stands_alone_knows_no_other(release: str) -> None:
    alone = Shell(replace(load("no-hyper-v", "en").machine, hyperv=True, release=release))
    assert trouble(ask(alone, "Move-VM", **MOVE))[0] == "ObjectNotFound"


def test_two_hosts_that_move_to_each_other_at_once_do_not_wait_for_ever() -> None:
    here, there = pair()
    vm = replace(here.machine.vms[0], name="VM02", id="5f1c2d7e-6a53-4c0e-9a55-7e10f0a5b3c9")
    there.machine = replace(there.machine, vms=(vm,))
    asked = [
        threading.Thread(target=lambda: ask(here, "Move-VM", **MOVE)),
        threading.Thread(target=lambda: ask(there, "Move-VM", Name="VM02", DestinationHost="HV10")),
    ]
    for thread in asked:
        thread.start()
    for thread in asked:
        thread.join(20)
        assert not thread.is_alive()
    settle(here)
    assert (names(here), names(there)) == (["VM02"], ["VM01"])


def test_hosts_of_a_fleet_can_be_neighbours() -> None:
    lives = [Life(scenario.machine, speed=0) for scenario in fleet(5)]
    room = Neighbourhood(*lives)
    assert [room.host(life.machine.name.lower()) for life in lives] == lives
    assert len(room.others(lives[0])) == 4 and room.host("HV9999") is None
