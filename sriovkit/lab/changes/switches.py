"""New-, Set- and Remove-VMSwitch.

Rule: whether SR-IOV is possible is not asked: the switch is made all the same, as in life.
"""

from __future__ import annotations

from dataclasses import replace

from ..binding import Signature
from ..machine import Machine
from ..settling import Disturbed
from ..verdicts.network import host_nics as on
from ..vm import Switch
from . import host_nics
from ._change import Bound, Change, failed, fits, listed, missing


def new(machine: Machine, signature: Signature, bound: Bound) -> Change:
    name, kind = bound["Name"], bound.get("SwitchType") or "External"
    uplinks = _uplinks(machine, signature, bound)
    teamed = bound.get("EnableEmbeddedTeaming", len(uplinks) > 1)
    # An external switch shares its port with the host unless told otherwise (general knowledge).
    shared = bound.get("AllowManagementOS", True) if kind == "External" else kind == "Internal"
    iov, notes = bool(bound.get("EnableIov")), bound.get("Notes") or ""
    # Made again it is another one, whatever it is called.
    own = machine.identity("switch", name, "made", machine.clock.isoformat())
    switch = Switch(name, kind, uplinks, iov, bool(teamed), bool(shared), notes, id=own)
    made = replace(machine, switches=(*machine.switches, switch))
    moved = [Disturbed("switch", name)] if uplinks else []
    if uplinks and shared:
        made = host_nics.take_over(machine, made, switch)
        moved += [Disturbed("network", nic.alias) for nic in on(made, switch)]
    return Change(made, tuple(moved), ("Get-VMSwitch", "Name", (name,)))


def set_(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """Only the notes, and whether the host has an adapter on the vSwitch."""
    names = listed(bound["Name"])
    meant = [switch for switch in machine.switches if fits(switch.name, names)]
    errors = missing(signature, "Name", names, [s.name for s in machine.switches])
    moved: list[Disturbed] = []
    for switch in meant:
        notes = bound.get("Notes")
        machine = machine if notes is None else _with(machine, replace(switch, notes=notes))
        if bound.get("AllowManagementOS") is False:
            machine = host_nics.without(machine, on(machine, switch))
        elif bound.get("AllowManagementOS") and not on(machine, switch):
            machine = host_nics.shared(machine, switch, True)
            moved += [Disturbed("network", nic.alias) for nic in on(machine, switch)]
    shows = ("Get-VMSwitch", "Name", tuple(s.name for s in meant) if bound.get("Passthru") else ())
    return Change(machine, tuple(moved), shows, errors)


def _with(machine: Machine, switch: Switch) -> Machine:
    return replace(machine, switches=tuple(switch if s.name == switch.name else s for s in machine.switches))


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
    ports = [name for switch in gone for name in switch.uplinks if machine.port(name)]
    moved = tuple(Disturbed("adapter", port) for port in ports)
    bare = host_nics.without(machine, [nic for switch in gone for nic in on(machine, switch)])
    after = replace(bare, switches=tuple(s for s in bare.switches if s.name not in names), vms=vms)
    for switch in gone:
        after = host_nics.give_back(machine, after, switch)
    return Change(after, moved, errors=errors)


def _uplinks(machine: Machine, signature: Signature, bound: Bound) -> tuple[str, ...]:
    """Names of the ports or teams that were asked for; raises Refused where one is not there."""
    known = {port.name.lower(): port.name for _, port in machine.ports}
    known |= {team.name.lower(): team.name for team in machine.teams}
    wanted = bound.get("NetAdapterName") or []
    if "NetAdapterInterfaceDescription" in bound:
        known = {machine.port_description(port).lower(): port.name for _, port in machine.ports}
        wanted = bound["NetAdapterInterfaceDescription"]
    for name in wanted:
        if name.lower() not in known:
            raise failed(signature, f"No network adapter is called '{name}'")
    return tuple(known[name.lower()] for name in wanted)
