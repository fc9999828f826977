"""New-VMSwitch and Remove-VMSwitch.

Rule: whether SR-IOV is possible is not asked: the switch is made all the same, as in life.
"""

from __future__ import annotations

from dataclasses import replace

from ..binding import Signature
from ..machine import Machine
from ..settling import Disturbed
from ..vm import Switch
from ._change import Bound, Change, failed, fits, missing


def new(machine: Machine, signature: Signature, bound: Bound) -> Change:
    name, kind = bound["Name"], bound.get("SwitchType") or "External"
    uplinks = _uplinks(machine, signature, bound)
    teamed = bound.get("EnableEmbeddedTeaming", len(uplinks) > 1)
    # An external switch shares its port with the host unless told otherwise (general knowledge).
    shared = bound.get("AllowManagementOS", True) if kind == "External" else kind == "Internal"
    iov, notes = bool(bound.get("EnableIov")), bound.get("Notes") or ""
    switch = Switch(name, kind, uplinks, iov, bool(teamed), bool(shared), notes)
    made = replace(machine, switches=(*machine.switches, switch))
    moved = (Disturbed("switch", name),) if uplinks else ()
    return Change(made, moved, ("Get-VMSwitch", "Name", (name,)))


def remove(machine: Machine, signature: Signature, bound: Bound) -> Change:
    gone = [switch for switch in machine.switches if fits(switch.name, bound["Name"])]
    errors = missing(signature, "Name", bound["Name"], [s.name for s in machine.switches])
    if gone and not bound.get("Force") and bound.get("Confirm") is not False:
        said = "Remove-VMSwitch asks before it removes, and nobody is there to answer: give -Force or -Confirm:$false"
        raise failed(signature, said, "InvalidOperation", "InvalidOperation")
    names = {switch.name for switch in gone}
    vms = tuple(
        replace(vm, nics=tuple(replace(nic, switch="") if nic.switch in names else nic for nic in vm.nics))
        for vm in machine.vms
    )
    left = tuple(switch for switch in machine.switches if switch.name not in names)
    ports = [name for switch in gone for name in switch.uplinks if machine.port(name)]
    moved = tuple(Disturbed("adapter", port) for port in ports)
    return Change(replace(machine, switches=left, vms=vms), moved, errors=errors)


def _uplinks(machine: Machine, signature: Signature, bound: Bound) -> tuple[str, ...]:
    """Names of the ports or teams that were asked for; raises Refused where one is not there."""
    known = {port.name.lower(): port.name for _, port in machine.ports}
    known |= {team.name.lower(): team.name for team in machine.teams}
    wanted = bound.get("NetAdapterName") or []
    if "NetAdapterInterfaceDescription" in bound:
        known = {card.port_description(port).lower(): port.name for card, port in machine.ports}
        wanted = bound["NetAdapterInterfaceDescription"]
    for name in wanted:
        if name.lower() not in known:
            raise failed(signature, f"No network adapter is called '{name}'")
    return tuple(known[name.lower()] for name in wanted)
