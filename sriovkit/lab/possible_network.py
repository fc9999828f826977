"""Whether a host's network could be so: ports' settings, its adapters, addresses, cluster and intents.

Rule: as in `possible`; what is merely badly set up (a wrong VLAN, a Public network) is no refusal.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from ..core.errors import InputError
from .impossible import known, one_of, wrong
from .machine import Machine
from .network import Interface
from .ports import LAST_VLAN, Acl, Vlan
from .verdicts.network import adapters, all_host_nics, ip_adapters

VLAN_MODES: Final = ("Untagged", "Access", "Trunk")
CATEGORIES: Final = ("Public", "Private", "DomainAuthenticated")
NODE_STATES: Final = ("Up", "Paused", "Down")
DRAINS: Final = ("NotInitiated", "InProgress", "Completed", "Failed")
_MAC = re.compile(r"(?i)([0-9a-f]{2}[-:]?){5}[0-9a-f]{2}")


def _ports(m: Machine, file: str) -> Iterator[InputError]:
    """Settings of vSwitch ports, and what lies on a vSwitch."""
    for vm, nic in m.vm_nics:
        yield from _port(f"vms.{vm.name}.nics", nic.vlan, nic.acls, file)
    for own in all_host_nics(m):
        yield from _port(f"host_nics.{own.name}", own.vlan, own.acls, file)
    for place, mac in _macs(m):
        if mac and not re.fullmatch(r"(?i)[0-9a-f]{12}", mac):
            yield wrong(place, mac, "12 x 0-9, A-F", file)
    for own in m.host_nics:
        yield from known(f"host_nics.{own.name}.switch", [own.switch], [s.name for s in m.switches], file)
    for switch in m.switches:
        place = f"switches.{switch.name}"
        shared = switch.allow_management_os or any(nic.switch == switch.name for nic in m.host_nics)
        if shared and switch.kind == "Private":
            yield wrong(f"{place}.allow_management_os", True, "kind = External, Internal", file)
        for one in switch.extensions:
            kinds = ("Capture", "Filter", "Forwarding")
            yield from one_of(f"{place}.extensions.{one.name}.kind", one.kind, kinds, file)
        if sum(one.enabled and one.kind == "Forwarding" for one in switch.extensions) > 1:
            yield wrong(f"{place}.extensions", "Forwarding, Forwarding", "0 ... 1 Forwarding", file)


def _macs(m: Machine) -> Iterator[tuple[str, str]]:
    yield from ((f"host_nics.{nic.name}.mac", nic.mac) for nic in m.host_nics)
    yield from ((f"vms.{vm.name}.nics.mac", nic.mac) for vm, nic in m.vm_nics)


def _port(place: str, vlan: Vlan, acls: tuple[Acl, ...], file: str) -> Iterator[InputError]:
    yield from one_of(f"{place}.vlan.mode", vlan.mode, VLAN_MODES, file)
    lowest = 1 if vlan.mode == "Access" else 0
    for item, value, low in (("access", vlan.access, lowest), ("native", vlan.native, 0)):
        if not low <= value <= LAST_VLAN:
            yield wrong(f"{place}.vlan.{item}", value, f"{low} ... {LAST_VLAN}", file)
    if not _vlan_list(vlan):
        yield wrong(f"{place}.vlan.allowed", vlan.allowed, "10,20-29", file)
    for acl in acls:
        yield from one_of(f"{place}.acls.action", acl.action, ("Allow", "Deny", "Meter"), file)
        yield from one_of(f"{place}.acls.direction", acl.direction, ("Inbound", "Outbound", "Both"), file)
        for address in (acl.local, acl.remote):
            if address != "ANY" and not _MAC.fullmatch(address) and _network(address) is None:
                yield wrong(f"{place}.acls", address, "IP, IP/prefix, MAC, ANY", file)


def _vlan_list(vlan: Vlan) -> bool:
    try:
        return len(vlan.allowed_ids) <= LAST_VLAN + 1
    except ValueError:
        return False


def _addresses(m: Machine, file: str) -> Iterator[InputError]:
    # Windows keeps the settings of an adapter that was taken out.
    here = adapters(m) + _beside(m)
    for name, count in Counter(i.adapter for i in m.interfaces).items():
        if count > 1:
            yield InputError("lab-duplicate", host=file, place="interfaces", name=name)
    for held in m.interfaces:
        yield from known("interfaces.adapter", [held.adapter], here, file)
        yield from _interface(m, held, file)
    # Under a vSwitch or in a team settings sleep.
    awake = set(ip_adapters(m))
    ips = [one.ip for held in m.interfaces if held.adapter in awake for one in held.addresses]
    for ip, count in Counter(ips).items():
        if count > 1:
            yield InputError("lab-duplicate", host=file, place="interfaces.addresses", name=ip)
    if not 0 <= m.entry.vlan <= LAST_VLAN:
        yield wrong("entry.vlan", m.entry.vlan, f"0 ... {LAST_VLAN}", file)
    if m.entry.address and _network(m.entry.address) is None:
        yield wrong("entry.address", m.entry.address, "IP", file)
    for one in m.connections:
        for ip in (one.local, one.remote):
            if _network(ip) is None:
                yield wrong("connections", ip, "IP", file)


def _beside(m: Machine) -> list[str]:
    return [port.name for card in m.shelf for port in card.ports]


def _interface(m: Machine, held: Interface, file: str) -> Iterator[InputError]:
    place = f"interfaces.{held.adapter}"
    yield from one_of(f"{place}.category", held.category, CATEGORIES, file)
    if held.category == "DomainAuthenticated" and m.domain == "WORKGROUP":
        yield wrong(f"{place}.category", held.category, "domain", file)
    for one in held.addresses:
        net = _network(f"{one.ip}/{one.prefix}")
        if net is None or "/" in one.ip:
            yield wrong(f"{place}.addresses", f"{one.ip}/{one.prefix}", "IP, prefix", file)
        yield from one_of(f"{place}.addresses.origin", one.origin, ("Manual", "Dhcp", "RouterAdvertisement"), file)
        if one.origin == "Dhcp" and not held.dhcp:
            yield wrong(f"{place}.dhcp", held.dhcp, "true", file)
    for route in held.routes:
        to, hop = _network(route.destination), _network(route.next_hop)
        if to is None or hop is None or to.version != hop.version or "/" in route.next_hop:
            yield wrong(f"{place}.routes", f"{route.destination} {route.next_hop}", "prefix, IP", file)
    for server in held.dns:
        if _network(server) is None or "/" in server:
            yield wrong(f"{place}.dns", server, "IP", file)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _rulers(m: Machine, file: str) -> Iterator[InputError]:
    """A cluster, intents, RDMA."""
    if m.cluster:
        yield from one_of("cluster.state", m.cluster.state, NODE_STATES, file)
        yield from one_of("cluster.drain", m.cluster.drain, DRAINS, file)
        if m.name in m.cluster.nodes:
            yield InputError("lab-duplicate", host=file, place="cluster.nodes", name=m.name)
        if m.cluster.s2d and not m.windows.has("2016"):
            yield InputError("lab-not-in-release", host=file, place="cluster.s2d", release=m.release)
    if (m.intents or m.network_atc) and not m.windows.has("2025"):
        yield InputError("lab-not-in-release", host=file, place="network_atc", release=m.release)
    if m.intents and not m.network_atc:
        yield wrong("network_atc", False, "true", file)
    for one in m.intents:
        yield from known(
            f"intents.{one.name}.adapters", one.adapters, [port.name for _, port in m.ports] + _beside(m), file
        )
    ruled = Counter(name for one in m.intents for name in one.adapters)
    for name in [name for name, count in ruled.items() if count > 1]:
        yield InputError("lab-duplicate", host=file, place="intents.adapters", name=name)
    if any(nic.rdma for nic in m.host_nics) and not m.windows.has("2016"):
        yield InputError("lab-not-in-release", host=file, place="host_nics.rdma", release=m.release)


Check = Callable[[Machine, str], Iterator[InputError]]
NETWORK: Final[tuple[Check, ...]] = (_ports, _addresses, _rulers)
