"""Whose network a step interrupts, by name, and about how long.

Rule: everything that the snapshot shows on the way is named; how long is an estimate and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..cmdlets import VmNic
from ..datapath import Host, Thing
from ..snapshot import Snapshot

#: How long a network is gone, from not at all to until somebody has done work by hand.
LASTS = ("none", "seconds", "minutes", "outage")
PARTS = ("nics", "switches", "vm_nics", "host_nics")


@dataclass(frozen=True)
class Traffic:
    """What loses its network while a step is done; empty names where nothing is known to."""

    lasts: str = "none"
    nics: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    vm_nics: tuple[str, ...] = ()
    host_nics: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"lasts": self.lasts, "estimate": True, **{part: list(getattr(self, part)) for part in PARTS}}


def of_nic(host: Host, snapshot: Snapshot, nic: Thing, lasts: str = "seconds") -> Traffic:
    """An adapter, and everything that reaches the network through it."""
    switches = _once(p.switch for p in host.paths_of(nic))
    return _over(host, snapshot, [nic], switches, lasts)


def of_switch(host: Host, snapshot: Snapshot, switch: Thing, lasts: str) -> Traffic:
    """A vSwitch and everything connected to it."""
    return _over(host, snapshot, [], [switch], lasts)


def of_vm_nic(vm_nic: Thing, lasts: str = "seconds") -> Traffic:
    return Traffic(lasts, vm_nics=(vm_nic.name,))


def everything(host: Host, snapshot: Snapshot) -> Traffic:
    """The whole host goes down."""
    physical = [n for n in host.nics if n.facts.get("virtual") is not True]
    told = _over(host, snapshot, physical, host.switches, "outage")
    return Traffic("outage", told.nics, told.switches, tuple(v.name for v in host.vm_nics), told.host_nics)


def _over(host: Host, snapshot: Snapshot, nics: Iterable[Thing], switches: Iterable[Thing], lasts: str) -> Traffic:
    switches = list(switches)
    vm_nics = _once(p.vm_nic for s in switches for p in host.paths_of(s))
    own = [n.name or "?" for s in switches for n in host_nics(snapshot, s)]
    return Traffic(lasts, _names(nics), _names(switches), _names(vm_nics), tuple(own))


def host_nics(snapshot: Snapshot, switch: Thing) -> list[VmNic]:
    """The adapters of the management operating system on a vSwitch."""
    own = [n for n in snapshot.records(VmNic) if n.is_management_os]
    return [n for n in own if n.switch_id == switch.facts.get("id")]


def _names(things: Iterable[Thing]) -> tuple[str, ...]:
    return tuple(t.name for t in things)


def _once(things: Iterable[Thing | None]) -> list[Thing]:
    return list({id(t): t for t in things if t is not None}.values())
