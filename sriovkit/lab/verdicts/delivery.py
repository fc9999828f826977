"""Where a packet of a guest goes: over the VF or the vSwitch, through the cable, to a peer, or nowhere.

Rule: a pure function of the machine as it is seen; a path is what the VM NIC has at that moment, whoever asks.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from ..guest import Peer, Wire
from ..machine import Machine
from ..vm import Vm, VmNic
from .paths import data_path_active, grants

#: Win32_PingStatus.StatusCode.
ANSWERED, UNREACHABLE, TOO_BIG, TIMED_OUT = 0, 11003, 11009, 11010
VF, SYNTHETIC = "vf", "synthetic"
#: Addresses that the lab gives out: 192.0.2.20 and on.
_FIRST, _LAST = 20, 250
#: Bytes of an IP packet that passes wherever one does.
_SMALL = 60

Network = ipaddress.IPv4Interface | ipaddress.IPv6Interface


@dataclass(frozen=True)
class Delivery:
    """What became of one packet: its path ("" where it never left), and the ping's status."""

    path: str
    status: int


def address(machine: Machine, vm: Vm, nic: VmNic) -> Network | None:
    """The address that the guest has on an adapter; None where it has none."""
    if nic.inside.ip:
        return None if nic.inside.ip == "none" else ipaddress.ip_interface(nic.inside.ip)
    place = _FIRST + next(n for n, (_, other) in enumerate(machine.vm_nics) if other is nic)
    return ipaddress.ip_interface(f"192.0.2.{place}/24") if place <= _LAST else None


def running(machine: Machine, vm: Vm) -> bool:
    """Whether a VM runs now, and with it the host."""
    up = machine.power == "on" and not machine.settles("host", "")
    return up and machine.state_of(vm) == "Running"


def way(machine: Machine, vm: Vm, peer: str) -> VmNic | None:
    """The adapter that the guest sends to a peer by: the first that is plugged in and in its subnet."""
    wanted = ipaddress.ip_address(peer)
    return next((n for n in vm.nics if n.switch and (a := address(machine, vm, n)) and wanted in a.network), None)


def path(machine: Machine, nic: VmNic) -> str:
    """How the packets of a VM NIC travel now; "" where it is plugged into nothing."""
    if data_path_active(machine, nic):
        return VF
    return SYNTHETIC if nic.switch else ""


def ping(machine: Machine, vm: Vm, peer: str, size: int) -> Delivery:
    """One echo request that is not to be cut, with an IP packet of `size` bytes."""
    nic = way(machine, vm, peer) if running(machine, vm) else None
    if nic is None:
        return Delivery("", UNREACHABLE)
    if size > nic.inside.mtu:
        return Delivery("", TOO_BIG)
    found = next((p for p in reached(machine, nic) if p.address == peer), None)
    if found is None:
        return Delivery("", UNREACHABLE)  # no neighbour answers, so no packet leaves for it
    fits = size <= min(found.mtu, *(w.mtu for w in wires(machine, nic)))
    return Delivery(path(machine, nic), ANSWERED if fits else TIMED_OUT)


def reached(machine: Machine, nic: VmNic) -> Iterator[Peer]:
    """The peers that small packets of a VM NIC come to, and whose answers come back."""
    if not _plugged(machine, nic):
        return
    tag = vlan(machine, nic)
    open_wires = all(not tag or not w.vlans or tag in w.vlans for w in wires(machine, nic))
    for peer in machine.outside.peers:
        if open_wires and peer.answers and peer.vlan == tag:
            yield peer


def alive(machine: Machine, vm: Vm, nic: VmNic) -> bool:
    """Whether a guest exchanges packets with anybody over a VM NIC."""
    own = address(machine, vm, nic)
    near = (p for p in reached(machine, nic) if own and ipaddress.ip_address(p.address) in own.network)
    return running(machine, vm) and next(near, None) is not None


def vlan(machine: Machine, nic: VmNic) -> int:
    """The VLAN of what a VM NIC sends, whether its port or the NIC puts it there; 0: untagged."""
    return nic.vlan.tag or next((p[1].vlan for u in _uplinks(machine, nic) if (p := machine.port(u))), 0)


def wires(machine: Machine, nic: VmNic) -> list[Wire]:
    """The far ends of the cables under a VM NIC; the one of its VF where it has one."""
    grant = next((g for g in grants(machine) if g.nic is nic), None)
    ports = {grant.port} if grant and data_path_active(machine, nic) else set(_uplinks(machine, nic))
    return [w for w in machine.outside.wires if w.port in ports] or [Wire("")]


def _plugged(machine: Machine, nic: VmNic) -> bool:
    """Over an uplink with a cable in it."""
    teams = [m for u in _uplinks(machine, nic) if (t := machine.team(u)) for m in t.members]
    ports = [machine.port(name) for name in (*_uplinks(machine, nic), *teams)]
    return any(pair and pair[1].link_up for pair in ports)


def _uplinks(machine: Machine, nic: VmNic) -> tuple[str, ...]:
    switch = machine.switch(nic.switch)
    return switch.uplinks if switch else ()
