"""Adapters of the management operating system: made, removed, and what becomes of their addresses.

Rule: the address of a port goes to the adapter that a shared vSwitch brings, and back to the port when that is gone;
in which order Windows does so, and that a new network is Public at first, is the lab's choice (general knowledge).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..binding import Signature
from ..machine import Machine
from ..network import HostNic, Interface
from ..settling import Disturbed
from ..verdicts.network import all_host_nics, carriers, interface
from ..verdicts.network import host_nics as on
from ..vm import Switch
from ._change import Bound, Change, failed, fits, listed, missing


def add(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """Add-VMNetworkAdapter -ManagementOS; without a vSwitch's name the only one is meant."""
    there = [s for s in machine.switches if s.kind != "Private"]
    wanted = bound.get("SwitchName") or ""
    meant = [s for s in there if s.name.lower() == wanted.lower()] if wanted else there
    if len(meant) != 1:
        raise failed(signature, f"There is no vSwitch '{wanted}' for the host" if wanted else "Which vSwitch?")
    switch, mac = meant[0], (bound.get("StaticMacAddress") or "").replace("-", "")
    made = HostNic(bound.get("Name") or switch.name, switch.name, mac=mac)
    if any(nic.name == made.name for nic in all_host_nics(machine)):
        raise failed(signature, f"The host has an adapter '{made.name}' already")
    changed = replace(shared(machine, switch, True), host_nics=(*all_host_nics(machine), made))
    shows = ("Get-VMNetworkAdapter", "Name", (made.name,) if bound.get("Passthru") else ())
    return Change(changed, (Disturbed("network", made.alias),), shows)


def remove(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """Remove-VMNetworkAdapter -ManagementOS; the addresses go with the adapter."""
    names, switches = listed(bound.get("Name") or "*"), listed(bound.get("SwitchName") or "*")
    nics = all_host_nics(machine)
    gone = [nic for nic in nics if fits(nic.name, names) and fits(nic.switch, switches)]
    errors = missing(signature, "Name", names, [nic.name for nic in nics])
    return Change(without(machine, gone), errors=errors)


def without(machine: Machine, gone: Iterable[HostNic]) -> Machine:
    """The machine without these adapters of its own; a vSwitch with none left is not shared any more."""
    away = list(gone)
    if not away:
        return machine
    left = tuple(nic for nic in all_host_nics(machine) if nic not in away)
    aliases = {nic.alias for nic in away}
    held = tuple(i for i in machine.interfaces if i.adapter not in aliases)
    changed = replace(machine, host_nics=left, interfaces=held)
    for switch in machine.switches:
        changed = shared(changed, switch, any(nic.switch == switch.name for nic in left))
    return changed


def shared(machine: Machine, switch: Switch, really: bool) -> Machine:
    switches = tuple(replace(s, allow_management_os=really) if s.name == switch.name else s for s in machine.switches)
    return replace(machine, switches=switches)


def take_over(before: Machine, after: Machine, switch: Switch) -> Machine:
    """A shared vSwitch was made: the settings of its uplink are its adapter's now."""
    (nic,) = on(after, switch)
    port = _uplink(before, switch)
    if not (port in carriers(before) or any(i.adapter == port for i in before.interfaces)):
        return after
    held = interface(before, port)
    domain = held.category == "DomainAuthenticated"
    network = held.network if domain else f"{held.network} 2"
    moved = replace(held, adapter=nic.alias, category=held.category if domain else "Public", network=network)
    return _holding(after, [held, moved])


def give_back(before: Machine, after: Machine, switch: Switch) -> Machine:
    """A shared vSwitch goes: its uplink has the settings of the vSwitch's adapter, in the network it knew."""
    if not switch.uplinks or not (nics := on(before, switch)):
        return after
    port = _uplink(after, switch)
    known = next((i for i in before.interfaces if i.adapter == port), None)
    held = next((i for i in before.interfaces if i.adapter == nics[0].alias), known)
    if held is None:
        return after
    last = known or held
    return _holding(after, [replace(held, adapter=port, category=last.category, network=last.network)])


def _uplink(machine: Machine, switch: Switch) -> str:
    """Of several uplinks, as a SET team has them, the one that sessions come in by; else the first."""
    return next((name for name in switch.uplinks if name in carriers(machine)), switch.uplinks[0])


def _holding(machine: Machine, stated: list[Interface]) -> Machine:
    names = [held.adapter for held in stated]
    return replace(machine, interfaces=(*(i for i in machine.interfaces if i.adapter not in names), *stated))
