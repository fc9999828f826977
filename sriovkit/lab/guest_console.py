"""The console of a Linux guest in the lab: what the commands that the project prints show there, to be pasted.

Rule: lines as public sources show them (tests/data/guest), filled from the model; a command that is not played is not
found, as a shell says it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence

from ..core.errors import InputError
from .guest_adapters import Seen, seen_in, vf_device
from .guest_shell import now, send
from .life import Life
from .machine import Machine
from .verdicts.delivery import ANSWERED, TOO_BIG, way
from .vm import Vm

_PING = re.compile(r"ping -c (\d{1,3}) -M do -s (\d{1,5}) ([0-9a-fA-F.:]{2,45})")
_ROUTE = re.compile(r"ip route get ([0-9a-fA-F.:]{2,45})")
_ETHTOOL = re.compile(r"ethtool -([iS]) ([\w.-]{1,40})")
_DMESG = 'dmesg | grep -E "hv_netvsc|hv_pci"'
#: Drivers of VFs by the vendor of the card (general knowledge); another vendor's has a name of the lab's.
_DRIVERS = {"15b3": "mlx5_core", "8086": "ixgbevf"}
_MOST = 100  # pings of one command


def console(life: Life, vm_id: str, lines: Sequence[str]) -> str:
    """A session in a Linux guest: each line behind its prompt, then what it prints.

    Raises InputError for a guest that is no Linux or does not run: the lab has no Windows console to show.
    """
    machine, vm = now(life, vm_id)
    if vm.guest.windows:
        raise InputError("lab-console-linux", host=machine.name, vm=vm.name, os=vm.guest.os)
    if machine.state_of(vm) != "Running":
        raise InputError("lab-vm-not-running", vm=vm.name)
    prompt = f"root@{_hostname(vm)}:~# "
    said = [out for line in lines for out in (prompt + line, *_run(life, vm_id, line.strip()))]
    return "\n".join([*said, prompt]) + "\n"


def _run(life: Life, vm_id: str, line: str) -> list[str]:
    pinged = _PING.fullmatch(line)
    if pinged and _is_address(pinged[3]):
        return list(_ping(life, vm_id, min(max(int(pinged[1]), 1), _MOST), int(pinged[2]), pinged[3]))
    machine, vm = now(life, vm_id)
    plays: dict[str, Callable[[], Iterator[str]]] = {
        "ip link": lambda: _ip_link(seen_in(machine, vm)),
        "dmesg": lambda: _dmesg(machine, seen_in(machine, vm)),
        _DMESG: lambda: _dmesg(machine, seen_in(machine, vm)),
        "lspci -nn": lambda: _lspci(seen_in(machine, vm)),
    }
    if line in plays:
        return list(plays[line]())
    found = _ROUTE.fullmatch(line), _ETHTOOL.fullmatch(line)
    if found[0] and _is_address(found[0][1]):
        return list(_route(machine, vm, found[0][1]))
    if found[1]:
        return list(_ethtool(seen_in(machine, vm), found[1][1], found[1][2]))
    return [f"bash: {line.split(' ')[0]}: command not found"] if line else []


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _hostname(vm: Vm) -> str:
    return re.sub(r"[^a-z0-9-]", "", vm.name.lower())[:30] or "guest"


def _name(one: Seen) -> str:
    return f"eth{one.place}"


def _vf_name(one: Seen) -> str:
    return f"enP{one.place + 1}s1"


def _driver(one: Seen) -> str:
    return _DRIVERS.get(one.vf.vendor.lower(), "lab_vf") if one.vf else ""


def _mac(one: Seen) -> str:
    return one.dashed.replace("-", ":").lower()


def _ip_link(seen: Sequence[Seen]) -> Iterator[str]:
    yield "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000"
    yield "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00"
    number = 2
    for one in seen:
        mtu = f"mtu {one.nic.inside.mtu} qdisc mq"
        rest = "state UP mode DEFAULT group default qlen 1000"
        yield f"{number}: {_name(one)}: <BROADCAST,MULTICAST,UP,LOWER_UP> {mtu} {rest}"
        yield f"    link/ether {_mac(one)} brd ff:ff:ff:ff:ff:ff"
        number += 1
        if one.vf and one.bound:
            yield f"{number}: {_vf_name(one)}: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> {mtu} master {_name(one)} {rest}"
            yield f"    link/ether {_mac(one)} brd ff:ff:ff:ff:ff:ff"
            number += 1


def _dmesg(machine: Machine, seen: Sequence[Seen]) -> Iterator[str]:
    """What became of each VF: given, bound, carrying; or gone after it had carried packets."""
    for one in seen:
        about = f"hv_netvsc {one.id.lower()} {_name(one)}: "
        lines = [] if one.vf is None and not one.counts.vf_rx else [f"{about}VF slot {one.place + 1} added"]
        if one.vf and one.bound:
            lines += [f"{_driver(one)} 0001:00:02.0 {_vf_name(one)}: joined to {_name(one)}"]
            lines += [f"{about}VF registering: {_vf_name(one)}"]
            lines += [f"{about}Data path switched to VF: {_vf_name(one)}"] if one.active else []
        elif lines and one.vf is None:
            lines += [f"{about}Data path switched from VF: {_vf_name(one)}"]
            lines += [f"{about}VF unregistering: {_vf_name(one)}", f"{about}VF slot {one.place + 1} removed"]
        yield from (f"[{4 + one.place + n / 10:12.6f}] {line}" for n, line in enumerate(lines))


def _lspci(seen: Sequence[Seen]) -> Iterator[str]:
    for one in seen:
        if one.vf:
            ids = f"[{one.vf.vendor.lower()}:{vf_device(one.vf)}]"
            yield f"{one.place + 1:04x}:00:02.0 Ethernet controller [0200]: {one.vf.description} Virtual Function {ids}"


def _route(machine: Machine, vm: Vm, peer: str) -> Iterator[str]:
    nic = way(machine, vm, peer)
    if nic is None:
        yield "RTNETLINK answers: Network is unreachable"
        return
    one = next(s for s in seen_in(machine, vm) if s.nic is nic)
    yield f"{peer} dev {_name(one)} src {one.ip.partition('/')[0]} uid 0"
    yield "    cache"


def _ethtool(seen: Sequence[Seen], what: str, name: str) -> Iterator[str]:
    own = next((s for s in seen if _name(s) == name), None)
    vf = next((s for s in seen if s.vf and s.bound and _vf_name(s) == name), None)
    if own is None and vf is None:
        yield "Cannot get driver information: No such device"
    elif what == "i":
        yield f"driver: {'hv_netvsc' if own else _driver(vf) if vf else ''}"
        yield "version: 6.8"
        yield "bus-info:"
    elif own:
        yield "NIC statistics:"
        yield f"     vf_rx_packets: {int(own.counts.vf_rx)}"
        yield f"     vf_tx_packets: {int(own.counts.vf_tx)}"


def _ping(life: Life, vm_id: str, count: int, size: int, peer: str) -> Iterator[str]:
    head = 28 if ipaddress.ip_address(peer).version == 4 else 48
    yield f"PING {peer} ({peer}) {size}({size + head}) bytes of data."
    told = []
    for _ in range(count):
        told.append(send(life, vm_id, peer, size))
        if told[-1] == TOO_BIG:
            yield f"ping: local error: message too long, mtu={_mtu(life, vm_id, peer)}"
    answered = told.count(ANSWERED)
    yield ""
    yield f"--- {peer} ping statistics ---"
    lost = round(100 * (count - answered) / count)
    # Nobody waits here for the seconds between two pings.
    yield f"{count} packets transmitted, {answered} received, {lost}% packet loss, time {1000 * (count - 1)}ms"


def _mtu(life: Life, vm_id: str, peer: str) -> int:
    seen, vm = now(life, vm_id)
    nic = way(seen, vm, peer)
    return nic.inside.mtu if nic else 0
