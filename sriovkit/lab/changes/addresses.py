"""New- and Remove-NetIPAddress, Set-NetIPInterface, New- and Remove-NetRoute, Set-DnsClientServerAddress,
Set-NetConnectionProfile.

Rule: what was chosen is stated from then on, the rest of the adapter's settings as they were.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import replace

from ..binding import Signature
from ..machine import Machine
from ..network import Address, Interface, Route
from ..server.pipeline import ErrorAnswer
from ..settling import Disturbed
from ..verdicts.network import carriers, interface, interface_index, ip_adapters, lease
from ._change import Bound, Change, failed, fits, listed, missing

Alter = Callable[[Interface], Interface]
#: What Windows says of an address for an adapter that is set up by DHCP, as public reports have it.
_STILL_DHCP = "Inconsistent parameters PolicyStore PersistentStore and Dhcp Enabled"


def new_address(machine: Machine, signature: Signature, bound: Bound) -> Change:
    (adapter,) = _one(machine, signature, bound)
    ip = _ip(signature, bound["IPAddress"])
    held = interface(machine, adapter)
    if held.dhcp and ip.version == 4:
        raise failed(signature, _STILL_DHCP)
    if any(_ip(signature, a.ip) == ip for name in ip_adapters(machine) for a in interface(machine, name).addresses):
        raise failed(signature, f"The host has {ip} already", "ResourceExists")
    prefix = bound.get("PrefixLength", ip.max_prefixlen)
    gateway = bound.get("DefaultGateway")
    everywhere = "0.0.0.0/0" if ip.version == 4 else "::/0"
    routes = (Route(str(_ip(signature, gateway)), everywhere),) if gateway else ()
    made = replace(held, addresses=(*held.addresses, Address(str(ip), prefix)), routes=held.routes + routes)
    moved = (Disturbed("address", f"{adapter} {ip}"), Disturbed("network", adapter))
    return Change(_stated(machine, made), moved, ("Get-NetIPAddress", "IPAddress", (str(ip),)))


def remove_address(machine: Machine, signature: Signature, bound: Bound) -> Change:
    _asks(signature, bound)
    wanted, origins = bound.get("IPAddress") or ["*"], bound.get("PrefixOrigin")
    families = bound.get("AddressFamily") or ["IPv4", "IPv6"]

    def gone(one: Address) -> bool:
        chosen = fits(one.ip, wanted) and f"IPv{ipaddress.ip_address(one.ip).version}" in families
        return chosen and (not origins or one.origin in origins)

    chosen = _meant(machine, bound)
    there = [a.ip for name in chosen for a in interface(machine, name).addresses]
    gateway = bound.get("DefaultGateway")
    changed = _each(
        machine,
        chosen,
        lambda held: replace(
            held,
            addresses=tuple(a for a in held.addresses if not gone(a)),
            routes=tuple(r for r in held.routes if not (gateway and r.next_hop == gateway)),
        ),
    )
    return Change(changed, errors=missing(signature, "IPAddress", wanted, there))


def set_interface(machine: Machine, signature: Signature, bound: Bound) -> Change:
    chosen = _meant(machine, bound)

    def alter(held: Interface) -> Interface:
        held = replace(held, metric=bound.get("InterfaceMetric", held.metric))
        on = {"Enabled": True, "Disabled": False}.get(bound.get("Dhcp", ""), held.dhcp)
        return held if on == held.dhcp else _by_dhcp(machine, held) if on else _by_hand(held)

    moved = tuple(Disturbed("network", name) for name in chosen if "Dhcp" in bound)
    return Change(_each(machine, chosen, alter), moved, errors=_strangers(machine, signature, bound))


def _by_hand(held: Interface) -> Interface:
    """DHCP switched off: what it gave is gone."""
    kept = tuple(a for a in held.addresses if a.origin != "Dhcp")
    return replace(held, dhcp=False, addresses=kept, routes=tuple(r for r in held.routes if r.origin != "Dhcp"))


def _by_dhcp(machine: Machine, held: Interface) -> Interface:
    if held.adapter not in carriers(machine):
        return replace(held, dhcp=True)
    address, route = lease(machine, held.adapter)
    return replace(held, dhcp=True, addresses=(*held.addresses, address), routes=(*held.routes, route))


def new_route(machine: Machine, signature: Signature, bound: Bound) -> Change:
    (adapter,) = _one(machine, signature, bound)
    held = interface(machine, adapter)
    made = Route(bound.get("NextHop") or "0.0.0.0", bound["DestinationPrefix"], bound.get("RouteMetric", 256))  # noqa: S104
    if any((r.destination, r.next_hop) == (made.destination, made.next_hop) for r in held.routes):
        raise failed(signature, f"'{adapter}' has this route already", "ResourceExists")
    changed = _stated(machine, replace(held, routes=(*held.routes, made)))
    return Change(changed, shows=("Get-NetRoute", "DestinationPrefix", (made.destination,)))


def remove_route(machine: Machine, signature: Signature, bound: Bound) -> Change:
    _asks(signature, bound)
    to, hops = bound.get("DestinationPrefix") or ["*"], bound.get("NextHop") or ["*"]
    families = bound.get("AddressFamily") or ["IPv4", "IPv6"]

    def gone(one: Route) -> bool:
        family = f"IPv{ipaddress.ip_address(one.next_hop).version}"
        return fits(one.destination, to) and fits(one.next_hop, hops) and family in families

    chosen = _meant(machine, bound)
    there = [r.destination for name in chosen for r in interface(machine, name).routes]
    changed = _each(machine, chosen, lambda h: replace(h, routes=tuple(r for r in h.routes if not gone(r))))
    return Change(changed, errors=missing(signature, "DestinationPrefix", to, there))


def set_dns(machine: Machine, signature: Signature, bound: Bound) -> Change:
    servers = () if bound.get("ResetServerAddresses") else tuple(bound.get("ServerAddresses") or ())
    changed = _each(machine, _meant(machine, bound), lambda held: replace(held, dns=servers))
    return Change(changed, errors=_strangers(machine, signature, bound))


def set_profile(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """A domain's network can be told to be nothing else, and no network to be a domain's."""
    names = bound.get("Name") or ["*"]
    chosen = [n for n in _meant(machine, bound) if fits(interface(machine, n).network, names)]
    category = bound.get("NetworkCategory")
    for name in chosen if category else ():
        if "DomainAuthenticated" in (category, interface(machine, name).category):
            raise failed(signature, "DomainAuthenticated is found out by Windows alone", "PermissionDenied")
    changed = _each(machine, chosen, lambda held: replace(held, category=category or held.category))
    return Change(changed, errors=_strangers(machine, signature, bound))


def _asks(signature: Signature, bound: Bound) -> None:
    if bound.get("Confirm") is not False and not bound.get("WhatIf"):
        said = f"{signature.command} asks before it removes, and nobody is there to answer: give -Confirm:$false"
        raise failed(signature, said, "InvalidOperation", "InvalidOperation")


def _meant(machine: Machine, bound: Bound) -> list[str]:
    aliases, numbers = bound.get("InterfaceAlias"), bound.get("InterfaceIndex")
    return [
        name
        for name in ip_adapters(machine)
        if (aliases is None or fits(name, listed(aliases)))
        and (numbers is None or interface_index(machine, name) in listed(numbers))
    ]


def _one(machine: Machine, signature: Signature, bound: Bound) -> list[str]:
    found = _meant(machine, bound)
    if len(found) != 1:
        asked = bound.get("InterfaceAlias", bound.get("InterfaceIndex"))
        raise failed(signature, f"No adapter with TCP/IP is '{asked}'", "ObjectNotFound")
    return found


def _strangers(machine: Machine, signature: Signature, bound: Bound) -> tuple[ErrorAnswer, ...]:
    return missing(signature, "InterfaceAlias", bound.get("InterfaceAlias") or (), ip_adapters(machine))


def _each(machine: Machine, names: list[str], alter: Alter) -> Machine:
    for name in names:
        machine = _stated(machine, alter(interface(machine, name)))
    return machine


def _stated(machine: Machine, held: Interface) -> Machine:
    others = tuple(i for i in machine.interfaces if i.adapter != held.adapter)
    return replace(machine, interfaces=(*others, held))


def _ip(signature: Signature, text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        raise failed(signature, f"'{text}' is no IP address") from None
