"""The join: one row for each way from an uplink through a vSwitch to a VM NIC. No record is lost.

Rule: an object knows only what the host told; a fact nobody told is absent here and unknown to every condition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import derive, guest_facts, slots
from .cmdlets import (
    AdvancedProperty,
    ComputerSystem,
    Hardware,
    IovOverride,
    Nic,
    OperatingSystem,
    Pf,
    Record,
    Vm,
    VmHost,
    VmNic,
    VSwitch,
)
from .conditions import Unknown
from .lookup import Lookup
from .slots import SlotMap
from .snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Thing:
    """A host, nic, switch or vm_nic: its name and its facts, each with the section it came from."""

    kind: str
    name: str
    facts: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How findings name it: "host", "nic:NIC1", "switch:External", "vm_nic:VM01/Network Adapter"."""
        return f"{self.kind}:{self.name}" if self.name and self.kind != "host" else self.kind

    def learn(self, record: Record, section: str) -> Thing:
        """Add what a record tells; the first to tell a fact is believed."""
        for p in record.PROPS:
            if p.name in record.raw and p.attr not in self.facts:
                self.facts[p.attr] = getattr(record, p.attr)
                self.origins[p.attr] = f"{section}.{p.name}"
        return self

    def add(self, **facts: Any) -> Thing:
        """Add derived facts; one that is unknown is left out."""
        for name, value in facts.items():
            if not isinstance(value, Unknown):
                self.facts[name] = value
                self.origins.setdefault(name, "derived")
        return self


@dataclass(frozen=True, slots=True)
class Path:
    """One way for packets; None where the way has no such part."""

    nic: Thing | None = None
    switch: Thing | None = None
    vm_nic: Thing | None = None

    def things(self) -> tuple[Thing, ...]:
        return tuple(t for t in (self.nic, self.switch, self.vm_nic) if t is not None)


@dataclass(frozen=True)
class Host:
    """Everything one snapshot tells, joined."""

    host: Thing
    nics: tuple[Thing, ...]
    switches: tuple[Thing, ...]
    vm_nics: tuple[Thing, ...]
    paths: tuple[Path, ...]
    slots: SlotMap = field(default_factory=SlotMap)

    def all(self, kind: str) -> tuple[Thing, ...]:
        return {"host": (self.host,), "nic": self.nics, "switch": self.switches, "vm_nic": self.vm_nics}[kind]

    def uplinks(self, switch: Thing) -> list[Thing]:
        return self._teams.get(switch, [])

    def paths_of(self, thing: Thing) -> list[Path]:
        return list(self.paths) if thing.kind == "host" else self._ways.get(thing, [])

    @cached_property
    def _ways(self) -> dict[Thing, list[Path]]:
        """The paths of each thing, found once: every reason asks for them on every VM NIC."""
        found: dict[Thing, list[Path]] = {}
        for path in self.paths:
            for thing in path.things():
                found.setdefault(thing, []).append(path)
        return found

    @cached_property
    def _teams(self) -> dict[Thing, list[Thing]]:
        """The uplinks of each vSwitch, found once: every sentence asks for them."""
        return {s: list(dict.fromkeys(p.nic for p in self.paths_of(s) if p.nic is not None)) for s in self.switches}


_Things = list[Thing]
#: A way without this part is still a way.
_NONE: list[Any] = [None]
#: Uplinks of one vSwitch that are paired with each of its VM NICs; many more than a team can have.
_TEAM = 16


def join(snapshot: Snapshot) -> Host:
    """The host of a snapshot: its objects with their facts, and every path between them."""
    nics = guest_facts.firmware(_nics(snapshot), snapshot)
    switches = [Thing("switch", r.name or "", {}).learn(r, "Get-VMSwitch") for r in snapshot.records(VSwitch)]
    vm_nics = guest_facts.guests(_vm_nics(snapshot), snapshot)
    paths = [path for link in _links(nics, switches, vm_nics) for path in _paths(*link)]
    used = {id(t) for p in paths for t in p.things()}
    paths += [Path(nic=n) for n in nics if id(n) not in used and n.facts.get("virtual") is not True]
    paths += [Path(vm_nic=v) for v in vm_nics if id(v) not in used]
    host = Host(_host(snapshot), tuple(nics), tuple(switches), tuple(vm_nics), tuple(paths), slots.of(snapshot, nics))
    derive.everything(host, snapshot)
    return host


def _links(nics: list[Thing], switches: list[Thing], vm_nics: list[Thing]) -> Iterator[tuple[Thing, _Things, _Things]]:
    """Each vSwitch, its uplinks and its VM NICs, each in the order of the host."""
    known_nics = Lookup(nics, "interface_guid", "interface_description")
    known_switches = Lookup(switches, "id", "name")
    attached: dict[Thing, list[Thing]] = {}
    for vm_nic in vm_nics:
        for switch in known_switches.find([vm_nic.facts.get("switch_id")], [vm_nic.facts.get("switch_name")]):
            attached.setdefault(switch, []).append(vm_nic)
    for switch in switches:
        described = switch.facts.get("net_adapter_interface_descriptions") or ()
        named = (*described, switch.facts.get("net_adapter_interface_description"))
        uplinks = known_nics.find(switch.facts.get("net_adapter_interface_guid") or (), named)
        yield switch, uplinks, attached.get(switch, [])


def _paths(switch: Thing, uplinks: _Things, vm_nics: _Things) -> Iterator[Path]:
    """Every way through a vSwitch. What is more than a team can have stands beside its VM NICs, so nothing is lost."""
    for number, nic in enumerate(uplinks or _NONE):
        for vm_nic in (vm_nics if number < _TEAM else ()) or _NONE:
            yield Path(nic, switch, vm_nic)


def _host(snapshot: Snapshot) -> Thing:
    host = Thing("host", snapshot.host)
    for kind, section in (
        (VmHost, "Get-VMHost"),
        (OperatingSystem, "Win32_OperatingSystem"),
        (ComputerSystem, "Win32_ComputerSystem"),
        (IovOverride, "IOVEnableOverride"),
    ):
        for record in snapshot.records(kind)[:1]:
            host.learn(record, section)
    return host


def _nics(snapshot: Snapshot) -> list[Thing]:
    """One thing an adapter, from every cmdlet that names it; an adapter that only one of them knows counts too."""
    found: dict[str, Thing] = {}
    for kind, section in (
        (Nic, "Get-NetAdapter"),
        (Pf, "Get-NetAdapterSriov"),
        (Hardware, "Get-NetAdapterHardwareInfo"),
        (AdvancedProperty, "Get-NetAdapterAdvancedProperty"),
    ):
        for record in snapshot.records(kind):
            told = (record.raw.get("Name"), record.raw.get("InterfaceDescription"))
            name = next((str(t) for t in told if t), f"#{len(found) + 1}")
            thing = found.setdefault(name, Thing("nic", name))
            if section == "Get-NetAdapterSriov":
                thing.add(listed=True)
            thing.learn(record, section)
    return list(found.values())


def _vm_nics(snapshot: Snapshot) -> list[Thing]:
    vms: dict[str | None, Vm] = {vm.id: vm for vm in snapshot.records(Vm)}
    by_name: dict[str | None, Vm] = {vm.name: vm for vm in vms.values()}
    found = []
    for record in snapshot.records(VmNic):
        if record.is_management_os:
            continue
        thing = Thing("vm_nic", f"{record.vm_name or '?'}/{record.name or '?'}").learn(record, "Get-VMNetworkAdapter")
        vm = vms.get(record.vm_id) if record.vm_id else by_name.get(record.vm_name)
        if vm is not None and vm.state is not None:
            thing.add(vm_state=vm.state)
            thing.origins["vm_state"] = "Get-VM.State"
        found.append(thing)
    return found
