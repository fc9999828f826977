"""TCP/IP of the host: Get-NetIPAddress, -NetIPInterface, -NetRoute, -DnsClientServerAddress, -NetConnectionProfile,
-NetTCPConnection.

Rule: an adapter under a vSwitch or in a team has no TCP/IP; loopback is left out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from ..machine import Machine
from ..network import Connection, Interface
from ..reach import category
from ..verdicts.network import addresses, carriers, interface, interface_index, ip_adapters, linked, name_servers
from ._shown import shown
from ._values import Row, listed

#: Address family -> its number in Windows.
FAMILIES = {4: "IPv4", 6: "IPv6"}
_NUMBERS = {4: 2, 6: 23}
_WINRM = 5985
#: Where sessions come from: an address of documentation, and any port.
_CLIENT, _CLIENT_PORT = "198.51.100.10", 50321


def ip_addresses(machine: Machine) -> Iterator[Row]:
    for here in addresses(machine):
        yield {
            "IPAddress": here.ip,
            **_adapter(machine, here.adapter),
            "AddressFamily": _family(here.ip),
            "PrefixLength": here.prefix,
            "PrefixOrigin": _enum("Get-NetIPAddress", "PrefixOrigin", here.origin),
            "SuffixOrigin": _enum("Get-NetIPAddress", "SuffixOrigin", here.suffix),
            "AddressState": _enum("Get-NetIPAddress", "AddressState", "Tentative" if here.tentative else "Preferred"),
            "SkipAsSource": False,
        }


def ip_interfaces(machine: Machine) -> Iterator[Row]:
    for adapter in ip_adapters(machine):
        held, pair = interface(machine, adapter), machine.port(adapter)
        for number in (6, 4):
            yield {
                **_adapter(machine, adapter),
                "AddressFamily": _enum("Get-NetIPInterface", "AddressFamily", FAMILIES[number]),
                "NlMtu": pair[1].mtu if pair else 1500,
                "InterfaceMetric": held.metric,
                "Dhcp": _enum("Get-NetIPInterface", "Dhcp", "Enabled" if held.dhcp else "Disabled"),
                "ConnectionState": _enum("Get-NetIPInterface", "ConnectionState", _connected(machine, adapter)),
            }


def routes(machine: Machine) -> Iterator[Row]:
    """Those that were given, and the ones to what an address has on its link."""
    for adapter in ip_adapters(machine):
        for one in interface(machine, adapter).routes:
            yield _route(machine, adapter, one.destination, one.next_hop, one.metric)
        for here in addresses(machine):
            if here.adapter == adapter and not here.tentative:
                near = ipaddress.ip_interface(f"{here.ip}/{here.prefix}").network
                yield _route(machine, adapter, str(near), "0.0.0.0" if near.version == 4 else "::", 256)  # noqa: S104


def dns_servers(machine: Machine) -> Iterator[Row]:
    for adapter in ip_adapters(machine):
        servers = name_servers(interface(machine, adapter))
        for number in (4, 6):
            of_family = [s for s in servers if ipaddress.ip_address(s).version == number]
            yield {**_adapter(machine, adapter), "AddressFamily": _NUMBERS[number], "ServerAddresses": of_family}


def profiles(machine: Machine) -> Iterator[Row]:
    """One for each adapter that has a link; without one there is no profile."""
    for adapter in ip_adapters(machine):
        if linked(machine, adapter):
            held = interface(machine, adapter)
            yield {
                "Name": held.network,
                **_adapter(machine, adapter),
                "NetworkCategory": _enum("Get-NetConnectionProfile", "NetworkCategory", category(machine, adapter)),
                "IPv4Connectivity": _reach(held, 4),
                "IPv6Connectivity": _reach(held, 6),
            }


def session(machine: Machine) -> Iterator[Connection]:
    """The connection of whoever asks: a remote session is one, and WinRM's end of it belongs to the system."""
    ways = [a.ip for name in carriers(machine) for a in addresses(machine) if a.adapter == name and not a.tentative]
    ways.sort(key=lambda ip: (ip != machine.entry.address, ":" in ip))
    if ways:
        yield Connection(ways[0], _CLIENT, _CLIENT_PORT, _WINRM)


def tcp_connections(machine: Machine) -> Iterator[Row]:
    here = {a.ip for a in addresses(machine) if not a.tentative}
    for one in (*session(machine), *machine.connections):
        if one.local in here:
            yield {
                "LocalAddress": one.local,
                "LocalPort": one.local_port,
                "RemoteAddress": one.remote,
                "RemotePort": one.remote_port,
                "State": _enum("Get-NetTCPConnection", "State", "Established"),
                "OwningProcess": one.process,
            }


def _adapter(machine: Machine, adapter: str) -> Row:
    return {"InterfaceIndex": interface_index(machine, adapter), "InterfaceAlias": adapter}


def _route(machine: Machine, adapter: str, destination: str, next_hop: str, metric: int) -> Row:
    return {
        "DestinationPrefix": destination,
        **_adapter(machine, adapter),
        "NextHop": next_hop,
        "RouteMetric": metric,
        "AddressFamily": _family(next_hop),
    }


def _reach(held: Interface, version: int) -> object:
    routed = any(ipaddress.ip_address(r.next_hop).version == version for r in held.routes)
    # Nothing beyond the gateway is played, so no network of the lab reaches the Internet.
    return _enum("Get-NetConnectionProfile", "IPv4Connectivity", "LocalNetwork" if routed else "NoTraffic")


def _connected(machine: Machine, adapter: str) -> str:
    return "Connected" if linked(machine, adapter) else "Disconnected"


def _family(ip: str) -> object:
    return _enum("Get-NetIPAddress", "AddressFamily", FAMILIES[ipaddress.ip_address(ip).version])


def _enum(section: str, name: str, word: str) -> object:
    return listed(shown(section)[name].values, word)
