"""The lab's guests send packets: over the path they have at that time, into a network that lets them pass or not.

Rule: counters and answers follow from the machine and its clock; nothing here tells the lab what it should show.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sriovkit.core.errors import InputError, UsageError
from sriovkit.core.proof import Look, by_hand, pasted, windows
from sriovkit.core.proof.asking import Asked
from sriovkit.lab import Machine, load
from sriovkit.lab.guest import Inside, Outside, Peer, Wire
from sriovkit.lab.guest_console import console
from sriovkit.lab.guest_shell import answer_text, vm_of
from sriovkit.lab.life import Life
from sriovkit.lab.ports import Vlan
from sriovkit.lab.settling import Disturbed, disturb
from sriovkit.lab.traffic import counted, entered

PEER = "192.0.2.10"
ASKED = Asked.of(PEER)
HEALTHY = load("healthy").machine
JUMBO = Asked.of(PEER, mtu=9000)


def with_nic(machine: Machine = HEALTHY, **changes: Any) -> Machine:
    vm = machine.vms[0]
    return replace(machine, vms=(replace(vm, nics=(replace(vm.nics[0], **changes),)), *machine.vms[1:]))


def with_guest(machine: Machine = HEALTHY, **changes: Any) -> Machine:
    vm = machine.vms[0]
    return replace(machine, vms=(replace(vm, guest=replace(vm.guest, **changes)), *machine.vms[1:]))


def outside(*peers: Peer, wires: tuple[Wire, ...] = (), machine: Machine = HEALTHY) -> Machine:
    return replace(machine, outside=Outside(peers or (Peer(),), wires))


def look(machine: Machine, asked: Asked = ASKED) -> Look:
    life = Life(machine, speed=0)
    return windows.read(answer_text(life, machine.vm_id(machine.vms[0]), asked.json()))


def answers(machine: Machine, asked: Asked = ASKED) -> list[int]:
    """How many of four small and of four large pings were answered."""
    return [p.answered for p in look(machine, asked).pings]


def rises(machine: Machine) -> tuple[int, int]:
    """Packets received over the VF and over the synthetic adapter while eight pings are answered, time standing."""
    seen = look(machine)
    found = {a.kind: a.rise.rx or 0 for a in seen.adapters}
    return found.get("vf", 0), found.get("synthetic", 0)


def test_pings_are_counted_on_the_path_that_they_took() -> None:
    assert rises(HEALTHY) == (8, 0)
    assert rises(with_nic(iov_weight=0)) == (0, 8)
    assert rises(with_guest(vf_driver=False)) == (0, 8)
    assert rises(with_guest(can_sriov=False)) == (0, 8)


def test_time_counts_too_each_part_of_it_on_the_path_of_that_time() -> None:
    """Twelve packets a second: ten seconds over the vSwitch, then the VF is given, works after three, and carries."""
    before = entered(with_nic(iov_weight=0))
    later = entered(replace(before, clock=before.clock + timedelta(seconds=10)))
    wanted = disturb(later, with_nic(later, iov_weight=100), [])
    now = replace(wanted, clock=wanted.clock + timedelta(seconds=5))
    start, (told,) = next(iter(counted(before).values())), counted(now).values()
    assert told.synthetic_rx - start.synthetic_rx == 12 * (10 + 3)
    assert told.vf_rx - start.vf_rx == 12 * 2


def test_a_guest_that_reaches_nobody_or_does_not_run_counts_nothing() -> None:
    for dead in (
        outside(Peer(vlan=7)),
        outside(Peer(answers=False)),
        with_nic(inside=Inside(packets=0)),
        replace(HEALTHY, vms=(replace(HEALTHY.vms[0], state="Off"),)),
    ):
        later = replace(entered(dead), clock=dead.clock + timedelta(seconds=60))
        assert {c.vf_rx for c in counted(later).values()} <= {c.vf_rx for c in entered(dead).traffic} | {0.0}


@pytest.mark.parametrize(
    ("machine", "asked", "answered"),
    [
        (HEALTHY, ASKED, [4, 4]),
        (outside(Peer(answers=False)), ASKED, [0, 0]),
        (outside(Peer(vlan=7)), ASKED, [0, 0]),
        (outside(Peer(vlan=7), machine=with_nic(vlan=Vlan("Access", 7))), ASKED, [4, 4]),
        (outside(Peer(vlan=7), wires=(Wire("NIC1", (8, 9)),), machine=with_nic(vlan=Vlan("Access", 7))), ASKED, [0, 0]),
        (outside(Peer(vlan=7), wires=(Wire("NIC1", (7, 9)),), machine=with_nic(vlan=Vlan("Access", 7))), ASKED, [4, 4]),
        (outside(wires=(Wire("NIC1", mtu=1400),)), ASKED, [4, 0]),
        (outside(wires=(Wire("Management", mtu=1400),)), ASKED, [4, 4]),
        (outside(Peer(mtu=1400)), ASKED, [4, 0]),
        (HEALTHY, JUMBO, [4, 0]),
        (with_nic(inside=Inside(mtu=9000)), JUMBO, [4, 4]),
        (with_nic(inside=Inside(ip="198.51.100.7/24")), ASKED, [0, 0]),
        (with_nic(inside=Inside(ip="none")), ASKED, [0, 0]),
        (with_nic(switch=""), ASKED, [0, 0]),
    ],
)
def test_a_ping_passes_where_vlan_and_mtu_let_it(machine: Machine, asked: Asked, answered: list[int]) -> None:
    assert answers(machine, asked) == answered


def test_a_packet_too_large_for_the_guest_itself_is_told_as_such() -> None:
    assert [p.too_big for p in look(HEALTHY, JUMBO).pings] == [False, True]
    assert [p.too_big for p in look(outside(Peer(mtu=1400))).pings] == [False, False]


def test_the_guest_sees_a_vf_where_its_driver_has_bound_one() -> None:
    assert {a.kind for a in look(HEALTHY).adapters} == {"synthetic", "vf"}
    assert {a.kind for a in look(with_guest(vf_driver=False)).adapters} == {"synthetic"}
    assert {a.kind for a in look(with_guest(vf_vendors=("15b3",))).adapters} == {"synthetic"}
    assert len({a.mac for a in look(HEALTHY).adapters}) == 1


def test_while_a_vf_comes_it_is_there_and_carries_nothing_yet() -> None:
    coming = disturb(with_nic(iov_weight=0), HEALTHY, [Disturbed("vm", HEALTHY.vm_id(HEALTHY.vms[0]), "Running")])
    (vf,) = [a for a in look(coming).adapters if a.kind == "vf"]
    assert vf.up is False and vf.rise.rx == 0


LINUX = with_guest(os="Ubuntu 22.04")


def session(machine: Machine, lines: tuple[str, ...] = by_hand.linux(ASKED)) -> str:
    return console(Life(machine, speed=0), machine.vm_id(machine.vms[0]), lines)


def test_a_linux_guests_console_reads_back_as_the_same_evidence() -> None:
    shown = pasted.read(session(LINUX))
    assert shown is not None and shown.system == "linux" and shown.peer == PEER
    (vf,) = [a for a in shown.adapters if a.kind == "vf"]
    assert vf.carries and (vf.rise.rx or 0) >= 8 and [p.answered for p in shown.pings] == [4, 4]
    assert vf.mac == HEALTHY.vm_nic_mac(HEALTHY.vms[0], HEALTHY.vms[0].nics[0]).lower()


def test_a_linux_guest_without_a_driver_shows_an_unbound_device() -> None:
    shown = pasted.read(session(replace(LINUX, vms=with_guest(LINUX, vf_driver=False).vms)))
    assert shown is not None and [a.kind for a in shown.adapters] == ["synthetic", "unbound"]


def test_a_console_plays_what_the_project_prints_and_finds_nothing_else() -> None:
    lines = ("uname -a", "ethtool -i eth9", "ip route get 203.0.113.5", "lspci -nn", "ping -c 0 -M do -s 1 abc")
    said = session(LINUX, lines)
    assert (
        "bash: uname: command not found" in said
        and "bash: ping: command not found" in said
        and "Virtual Function" in said
    )
    assert "Network is unreachable" in said


def test_a_ping_too_large_for_linux_itself_is_told_by_its_ping() -> None:
    shown = pasted.read(session(LINUX, by_hand.linux(JUMBO)))
    assert shown is not None and [p.too_big for p in shown.pings] == [False, True]


def test_no_console_of_windows_and_no_guest_that_is_not_there() -> None:
    with pytest.raises(InputError, match="Linux"):
        session(HEALTHY)
    with pytest.raises(UsageError, match="VM99"):
        vm_of(HEALTHY, "VM99")
    twins = replace(HEALTHY, vms=(HEALTHY.vms[0], replace(HEALTHY.vms[0], id=HEALTHY.identity("another"))))
    with pytest.raises(UsageError, match="2 VMs"):
        vm_of(twins, "VM01")
    assert vm_of(twins, HEALTHY.identity("another")) is twins.vms[1]
