"""Changes take their time: what a machine looks like before everything has come to rest.

Rule: pure functions of a machine and its clock. How long things take is the lab's choice; real hosts vary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from .machine import Machine
from .verdicts.paths import Grant, grants
from .vm import Switch
from .waiting import Settling

#: Seconds of the machine's clock.
SECONDS: Final = {"host": 30.0, "adapter": 4.0, "switch": 3.0, "vm": 5.0, "vf": 3.0}
#: From being asked to restart to being gone.
_GOODBYE = timedelta(seconds=2)


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
    switches = tuple(without_uplink(s) if s.name in loose else s for s in machine.switches)
    vms = tuple(replace(vm, state=was.get(machine.vm_id(vm), vm.state)) for vm in machine.vms)
    return replace(machine, settling=moving, cards=cards, switches=switches, vms=vms)


def without_uplink(switch: Switch) -> Switch:
    """A vSwitch that lost its ports to the outside; its type follows from the ports that it has."""
    if switch.kind != "External":
        return switch
    return replace(switch, uplinks=(), kind="Internal" if switch.allow_management_os else "Private")


def reachable(machine: Machine) -> bool:
    """Whether a remote session gets through: the server is up, and so is the port that the session comes in by."""
    if machine.power != "on" or any(_down(machine, s) for s in machine.settling if s.kind == "host"):
        return False
    port = machine.management
    over = [s for s in machine.switches if port in s.uplinks]
    return not machine.settles("adapter", port) and all(
        s.allow_management_os and not machine.settles("switch", s.name) for s in over
    )


def _down(machine: Machine, starting: Settling) -> bool:
    # A restart that Windows was asked for: the asking command still gets its answer.
    begun = starting.until - _lasts("host") + (timedelta(0) if starting.was else _GOODBYE)
    return begun <= machine.clock < starting.until


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
        rests = {("host", ""), ("adapter", grant.port), ("switch", grant.switch), ("vm", new.vm_id(grant.vm))}
        under = [s.until for s in moving if (s.kind, s.name) in rests]
        if under or before.get(name) != (grant.port, grant.function):
            yield Settling("vf", name, max([new.clock, *under]) + _lasts("vf"))
        elif name in still:
            yield still[name]


def _nic(machine: Machine, grant: Grant) -> str:
    return machine.vm_nic_id(grant.vm, grant.nic)
