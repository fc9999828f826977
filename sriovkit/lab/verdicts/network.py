"""The host's network as it follows from the machine: its adapters, their addresses and routes, and the way in.

Rule: addresses of the documentation ranges stand for what a DHCP server of the lab gives; which adapter has one is
the lab's choice (the one that remote sessions come in by).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from ..machine import Machine
from ..network import Address, HostNic, Interface, Route
from ..vm import Switch

_LEASES = ipaddress.ip_network("192.0.2.0/24")
GATEWAY, NAME_SERVER = "192.0.2.1", "192.0.2.53"
_HOST_NIC = "Hyper-V Virtual Ethernet Adapter"
_LINK_LOCAL = ipaddress.ip_network("fe80::/10")


@dataclass(frozen=True)
class Here:
    """An address on an adapter: `suffix` and `origin` as Windows names them."""

    adapter: str
    ip: str
    prefix: int
    origin: str
    suffix: str
    tentative: bool = False


def host_nics(machine: Machine, switch: Switch) -> list[HostNic]:
    """The host's adapters on a vSwitch: those stated, else the one that came with a shared vSwitch."""
    stated = [nic for nic in machine.host_nics if nic.switch == switch.name]
    return stated or ([HostNic(switch.name, switch.name)] if switch.allow_management_os else [])


def all_host_nics(machine: Machine) -> list[HostNic]:
    return [nic for switch in machine.switches for nic in host_nics(machine, switch)]


def host_nic_description(machine: Machine, nic: HostNic) -> str:
    """What Windows calls it; from the second on with a number."""
    index = [other.name for other in all_host_nics(machine)].index(nic.name)
    return f"{_HOST_NIC} #{index + 1}" if index else _HOST_NIC


def adapters(machine: Machine) -> list[str]:
    """Every adapter that the host lists: ports, team NICs, its own on vSwitches."""
    names = [port.name for _, port in machine.ports] + [team.name for team in machine.teams]
    return names + [nic.alias for nic in all_host_nics(machine)]


def ip_adapters(machine: Machine) -> list[str]:
    """Those that TCP/IP is bound to: not what lies under a vSwitch or in a team."""
    under = {name for switch in machine.switches for name in switch.uplinks + switch.taking}
    under |= {name for team in machine.teams for name in team.members}
    return [name for name in adapters(machine) if name not in under]


def interface_index(machine: Machine, adapter: str) -> int:
    return 10 + adapters(machine).index(adapter)


def interface(machine: Machine, adapter: str) -> Interface:
    """TCP/IP of one adapter: as stated, else as Windows sets it up by DHCP."""
    stated = next((i for i in machine.interfaces if i.adapter == adapter), None)
    return stated or by_dhcp(machine, adapter)


def by_dhcp(machine: Machine, adapter: str) -> Interface:
    """An adapter whose settings come from DHCP; only on the way of remote sessions is there a server."""
    if adapter not in carriers(machine):
        return Interface(adapter, category="Public", network=_unidentified(machine))
    joined = machine.domain != "WORKGROUP"
    category, network = ("DomainAuthenticated", machine.domain) if joined else ("Private", _network(machine))
    leased, route = lease(machine, adapter)
    return Interface(adapter, True, (leased,), (route,), (), category, network)


def lease(machine: Machine, adapter: str) -> tuple[Address, Route]:
    """What the lab's DHCP server gives an adapter of this host; the first way in keeps its address as it moves."""
    first = adapter == (carriers(machine) or [adapter])[0]
    number = int(machine.identity("lease", *(() if first else (adapter,)))[:8], 16)
    return Address(str(_LEASES[16 + number % 224]), _LEASES.prefixlen, "Dhcp"), Route(GATEWAY, origin="Dhcp")


def name_servers(held: Interface) -> tuple[str, ...]:
    """Those chosen by hand, else the DHCP server's."""
    leased = held.dhcp and any(address.origin == "Dhcp" for address in held.addresses)
    return held.dns or ((NAME_SERVER,) if leased else ())


def _network(machine: Machine) -> str:
    """What Windows calls a network that nobody named (general knowledge)."""
    return {"en": "Network", "ja": "ネットワーク"}[machine.language]


def _unidentified(machine: Machine) -> str:
    return {"en": "Unidentified network", "ja": "識別されていないネットワーク"}[machine.language]


def addresses(machine: Machine) -> Iterator[Here]:
    """Every address of the host, the link-local ones of IPv6 too."""
    for adapter in ip_adapters(machine):
        up = linked(machine, adapter)
        local = _LINK_LOCAL[int(machine.identity("link", adapter).replace("-", "")[:16], 16)]
        yield Here(adapter, str(local), 64, "WellKnown", "Link", not up)
        for one in interface(machine, adapter).addresses:
            suffix = "Link" if one.origin == "RouterAdvertisement" else one.origin
            tentative = not up or machine.settles("address", f"{adapter} {one.ip}")
            yield Here(adapter, one.ip, one.prefix, one.origin, suffix, tentative)


def linked(machine: Machine, adapter: str) -> bool:
    """Whether the adapter has a link now."""
    pair = machine.port(adapter)
    if pair:
        return pair[1].link_up and not machine.settles("adapter", adapter)
    team = machine.team(adapter)
    if team:
        return any(linked(machine, name) for name in team.members)
    switch = switch_of(machine, adapter)
    return switch is not None and not machine.settles("switch", switch.name)


def switch_of(machine: Machine, adapter: str) -> Switch | None:
    """The vSwitch that one of the host's own adapters is on."""
    names = {nic.alias: nic.switch for nic in all_host_nics(machine)}
    return machine.switch(names[adapter]) if adapter in names else None


def carriers(machine: Machine) -> list[str]:
    """The adapters that remote sessions may come in by: the management port, or what lies on top of it now."""
    name = machine.management
    name = next((team.name for team in machine.teams if name in team.members), name)
    over = next((switch for switch in machine.switches if name in switch.uplinks + switch.taking), None)
    return [nic.alias for nic in host_nics(machine, over)] if over else [name]
