"""Changes take their time: what a machine looks like before everything has come to rest.

Rule: pure functions of a machine and its clock. How long things take is the lab's choice; real hosts vary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from .machine import Machine
from .reach import START
from .verdicts.paths import Grant, grants
from .vm import Switch
from .waiting import Settling

#: Seconds of the machine's clock.
SECONDS: Final = {
    "host": START,
    "adapter": 4.0,
    "switch": 3.0,
    "vm": 5.0,
    "vf": 3.0,
    "address": 2.0,
    "network": 8.0,
    "drain": 10.0,
    "leave": 6.0,
    "arrive": 6.0,
}


@dataclass(frozen=True)
class Disturbed:
    """Something that a change takes away for a while.

    `was` is a VM's state until then, or "off" for a host started by hand.
    """

    kind: str
    name: str = ""
    was: str = ""


def disturb(old: Machine, new: Machine, what: Iterable[Disturbed]) -> Machine:
    """`new` with all that its change sets moving, VFs that were given anew among it."""
    what = tuple(what)
    begun = {(d.kind, d.name): Settling(d.kind, d.name, new.clock + _lasts(d.kind), d.was) for d in what}
    kept = [s for s in new.settling if s.until > new.clock and (s.kind, s.name) not in begun]
    moving = (*kept, *begun.values())
    return replace(new, settling=(*(s for s in moving if s.kind != "vf"), *_data_paths(old, new, moving)))


def as_seen(machine: Machine) -> Machine:
    """The host as its commands show it now; the very machine where everything rests."""
    moving = tuple(s for s in machine.settling if s.until > machine.clock)
    if not moving:
        return replace(machine, settling=()) if machine.settling else machine
    names = {kind: {s.name for s in moving if s.kind == kind} for kind in SECONDS}
    was = {s.name: s.was for s in moving if s.kind == "vm"}
    cards = tuple(
        replace(c, ports=tuple(replace(p, link_up=p.link_up and p.name not in names["adapter"]) for p in c.ports))
        for c in machine.cards
    )
    loose = names["switch"] | {s.name for s in machine.switches if names["adapter"] & set(s.uplinks)}
    switches = tuple(_loose(s) if s.name in loose else s for s in machine.switches)
    here = (vm for vm in machine.vms if machine.vm_id(vm) not in names["arrive"])
    vms = tuple(replace(vm, state=was.get(machine.vm_id(vm), vm.state)) for vm in here)
    vms += tuple(vm for vm in machine.leaving if vm.id in names["leave"])
    vms += machine.cluster.elsewhere if machine.cluster and names["drain"] else ()
    return replace(machine, settling=moving, cards=cards, switches=switches, vms=vms)


def without_uplink(switch: Switch) -> Switch:
    """A vSwitch that lost its ports to the outside; its type follows from the ports that it has."""
    if switch.kind != "External":
        return switch
    return replace(switch, uplinks=(), kind="Internal" if switch.allow_management_os else "Private")


def _loose(switch: Switch) -> Switch:
    return replace(without_uplink(switch), taking=switch.uplinks)


def settled(machine: Machine) -> bool:
    return not any(s.until > machine.clock for s in machine.settling)


def _lasts(kind: str) -> timedelta:
    return timedelta(seconds=SECONDS[kind])


def _data_paths(old: Machine, new: Machine, moving: Iterable[Settling]) -> Iterable[Settling]:
    """For each VF given anew, or given again after what it rests on has moved: when its data path is active."""
    before = {_nic(old, g): (g.port, g.function) for g in grants(old)}
    still = {s.name: s for s in moving if s.kind == "vf"}
    for grant in grants(new):
        name = _nic(new, grant)
        vm = new.vm_id(grant.vm)
        rests = {("host", ""), ("adapter", grant.port), ("switch", grant.switch), ("vm", vm), ("arrive", vm)}
        under = [s.until for s in moving if (s.kind, s.name) in rests]
        if under or before.get(name) != (grant.port, grant.function):
            yield Settling("vf", name, max([new.clock, *under]) + _lasts("vf"))
        elif name in still:
            yield still[name]


def _nic(machine: Machine, grant: Grant) -> str:
    return machine.vm_nic_id(grant.vm, grant.nic)
