"""What is known of each guest, adapter by adapter -> rows of the section "Guest".

Rule: one name with another device or MAC address is another guest; what two adapters could mean is told of neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass
class Adapter:
    """A synthetic adapter (hv_netvsc) and what stands of its VF; None is unknown."""

    interface: str | None = None
    device: str | None = None
    present: bool | None = None
    #: The VF's interface; "" where it is known that none is bound.
    bound: str | None = None
    on_vf: bool | None = None
    #: Was bound at some time, so the guest is able to.
    able: bool = False


@dataclass
class Link:
    """One interface of `ip link`."""

    mac: str = ""
    flags: frozenset[str] = frozenset()
    master: str = ""


@dataclass
class Guest:
    """One guest."""

    vm: str = ""
    computer: str = ""
    adapters: list[Adapter] = field(default_factory=list)
    by_device: dict[str, Adapter] = field(default_factory=dict)
    by_name: dict[str, Adapter] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    drivers: dict[str, str] = field(default_factory=dict)
    counters: dict[str, dict[str, int]] = field(default_factory=dict)
    #: VFs among the PCI devices: (PCI id, family or "").
    devices: list[tuple[str, str]] = field(default_factory=list)
    #: Outputs that are all there: "dmesg", "ip", "lspci".
    whole: set[str] = field(default_factory=set)
    windows: Row = field(default_factory=dict)

    def adapter(self, interface: str | None, device: str | None = None) -> Adapter:
        """The adapter of a name and a VMBus device; its name is the last it had."""
        known = self.by_device.get(device or "") or self.by_name.get(interface or "")
        if known is None:
            known = Adapter()
            self.adapters.append(known)
        if device:
            known.device = device
            self.by_device[device] = known
        if interface:
            known.interface = interface
            self.by_name[interface] = known
        return known

    def clashes(self, interface: str, device: str = "", mac: str = "") -> bool:
        """Whether this cannot be the same guest: its interface of that name is another device."""
        same, link = self.by_name.get(interface), self.links.get(interface)
        taken = same is not None and same.interface == interface and same.device not in (None, device)
        moved = bool(mac) and link is not None and link.mac not in ("", mac)
        return moved or bool(device and device not in self.by_device and taken)

    def is_synthetic(self, name: str) -> bool:
        """Whether an interface is known to be a synthetic adapter."""
        return name in self.by_name or self.drivers.get(name) == "hv_netvsc"

    @property
    def none_bound(self) -> bool:
        """Every interface and every device was shown, and no interface is a slave."""
        return {"ip", "lspci"} <= self.whole and not any("SLAVE" in link.flags for link in self.links.values())


class Guests:
    """Every guest of a text."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], list[Guest]] = {}

    def of(self, vm: str, computer: str, interface: str = "", device: str = "", mac: str = "") -> Guest:
        """The guest that is meant; a new one where what it says cannot be told of the last one seen."""
        known = self.found.setdefault((vm, computer), [])
        if not known or (interface and known[-1].clashes(interface, device, mac)):
            known.append(Guest(vm, computer))
        return known[-1]

    def rows(self) -> list[Row]:
        """One row an adapter, or one a guest of which no adapter is known."""
        return [row for known in self.found.values() for guest in known for row in _rows(guest)]


def _rows(guest: Guest) -> list[Row]:
    for name, link in guest.links.items():
        _enslaved(guest, name, link)
    for name, driver in guest.drivers.items():
        if driver == "hv_netvsc":
            guest.adapter(name)
    none_bound = guest.none_bound
    made = [_row(guest, adapter, none_bound) for adapter in guest.adapters]
    if not made and (guest.devices or guest.windows):
        made = [_row(guest, Adapter(), none_bound)]
    return [row for row in made if set(row) - {"VMName", "ComputerName"}]


def _enslaved(guest: Guest, name: str, link: Link) -> None:
    """A VF is a slave of an adapter that is no bond; a master nobody showed may be one."""
    master = guest.links.get(link.master)
    synthetic = guest.is_synthetic(link.master) or (master is not None and "MASTER" not in master.flags)
    if "SLAVE" not in link.flags or not link.master or not synthetic:
        return
    adapter = guest.adapter(link.master)
    adapter.present, adapter.bound, adapter.able = True, adapter.bound or name, True


def _row(guest: Guest, adapter: Adapter, none_bound: bool) -> Row:
    alone = len(guest.adapters) < 2
    _conclude(guest, adapter, alone, none_bound)
    vf = adapter.bound or ""
    device, family = guest.devices[0] if alone and len(guest.devices) == 1 else ("", "")
    counters = guest.counters.get(adapter.interface or "", {})
    told: Row = {
        "ComputerName": guest.computer or None,
        "Interface": adapter.interface,
        "MacAddress": _mac(guest, adapter) or None,
        "VfPresent": adapter.present,
        "VfBoundTo": vf or None,
        "DataPathOnVf": adapter.on_vf,
        "SyntheticDriver": "hv_netvsc" if adapter.device else guest.drivers.get(adapter.interface or ""),
        "VfDriver": guest.drivers.get(vf) if vf else None,
        "VfPciId": device or None,
        "VfFamily": family or None,
        "VfRxPackets": counters.get("vf_rx_packets"),
        "VfTxPackets": counters.get("vf_tx_packets"),
        "OsSupportsSriov": True if adapter.able or adapter.on_vf else None,
        **(guest.windows if alone else {}),
    }
    return {"VMName": guest.vm or None, **{name: value for name, value in told.items() if value is not None}}


def _conclude(guest: Guest, adapter: Adapter, alone: bool, none_bound: bool) -> None:
    """What several outputs say together. An absent line counts only in an output that is all there."""
    if adapter.present is None and alone and guest.devices:
        adapter.present = True
    logged = adapter.device is not None and "dmesg" in guest.whole
    if adapter.present and adapter.bound is None and (none_bound or logged):
        adapter.bound = ""
    # Without a VF bound to it the synthetic adapter has nothing else to send through.
    if adapter.bound == "":
        adapter.on_vf = False


def _mac(guest: Guest, adapter: Adapter) -> str:
    """The adapter's own; of an unnamed one, that which all interfaces share (a VF has its adapter's)."""
    link = guest.links.get(adapter.interface or "")
    if link or adapter.interface:
        return link.mac if link else ""
    shared = {link.mac for link in guest.links.values() if link.mac}
    return shared.pop() if len(shared) == 1 else ""
