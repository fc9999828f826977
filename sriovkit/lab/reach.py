"""Whether a remote session gets through to the host now.

Rule: a pure function of the machine: power and start, link, VLAN, address, route, network category.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from .machine import Machine
from .verdicts.network import addresses, all_host_nics, carriers, interface, linked, switch_of
from .waiting import Settling

#: From being asked to restart to being gone.
GOODBYE: Final = timedelta(seconds=2)
#: Seconds of the machine's clock that a start of the host takes.
START: Final = 30.0


def reachable(machine: Machine) -> bool:
    """Whether a session gets through: the server is up, and so is one of the adapters that the session may take."""
    if machine.power != "on" or any(_down(machine, s) for s in machine.settling if s.kind == "host"):
        return False
    name = machine.management
    known = [port.name for _, port in machine.ports]
    if name in [port.name for card in machine.shelf for port in card.ports]:
        return False
    # Where there is no port of that name, nothing can cut a session off.
    return name not in known or any(_admits(machine, carrier) for carrier in carriers(machine))


def category(machine: Machine, adapter: str) -> str:
    """The network category in force: Public until Windows has found out what network it is."""
    return "Public" if machine.settles("network", adapter) else interface(machine, adapter).category


def _admits(machine: Machine, adapter: str) -> bool:
    entry, held = machine.entry, interface(machine, adapter)
    here = [a.ip for a in addresses(machine) if a.adapter == adapter and not a.tentative]
    answers = not entry.address or entry.address in here
    tagged = _tag(machine, adapter) == entry.vlan
    routed = not entry.routed or (bool(held.routes) and category(machine, adapter) != "Public")
    return _up(machine, adapter) and answers and tagged and routed


def _up(machine: Machine, adapter: str) -> bool:
    over = switch_of(machine, adapter)
    under = over.uplinks if over else (adapter,)
    settling = [name for name in under if machine.settles("adapter", name)]
    return linked(machine, adapter) and not settling


def _tag(machine: Machine, adapter: str) -> int:
    """The VLAN of what the adapter sends, whether the vSwitch or the port itself puts it there."""
    nic = next((nic for nic in all_host_nics(machine) if nic.alias == adapter), None)
    if nic and nic.vlan.tag:
        return nic.vlan.tag
    over = switch_of(machine, adapter)
    ports = [machine.port(name) for name in (over.uplinks if over else (adapter,))]
    return next((pair[1].vlan for pair in ports if pair), 0)


def _down(machine: Machine, starting: Settling) -> bool:
    # A restart that Windows was asked for: the asking command still gets its answer.
    begun = starting.until - timedelta(seconds=START) + (timedelta(0) if starting.was else GOODBYE)
    return begun <= machine.clock < starting.until
