"""What the slot map says of a NIC and of the host, as facts that a reason's [[signal]] may ask for.

Rule: what Windows calls working is in no doubt, whatever a device property says, nor is a VM, which has no PCI Express;
and a fault of the whole platform is never told again as that of one slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .cmdlets import PciDevice
from .slots import SECTION, SlotMap, is_root
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .datapath import Host, Thing


def add(host: Host, snapshot: Snapshot) -> None:
    """Add the facts of the slot map to the host and its NICs."""
    supported = any(nic.facts.get("sriov_support") == "Supported" for nic in host.nics)
    known = supported or host.host.facts.get("iov_support") is True or host.host.facts.get("nested") is True
    host.host.add(in_doubt=not known)
    _learn(host.host, _platform(host.slots))
    every_nic_is_listed = snapshot.knows("Get-NetAdapterSriov")
    for nic in host.nics:
        able = nic.facts.get("listed") or not (every_nic_is_listed or nic.facts.get("virtual"))
        nic.add(in_doubt=bool(able) and nic.facts.get("sriov_support") != "Supported")
        _learn(nic, _card(host.slots.ways.get(nic.name, ())))
        nic.add(slot_in_doubt=nic.facts["in_doubt"] and not _explained(nic, host))


def _learn(thing: Thing, told: dict[str, tuple[str, Any]]) -> None:
    """Facts with the property they came from; what nobody told stays unknown."""
    for name, (origin, value) in told.items():
        if value is not None:
            thing.facts[name] = value
            thing.origins[name] = f"{SECTION}.{origin}"


def _card(way: Sequence[PciDevice]) -> dict[str, tuple[str, Any]]:
    """Of a NIC by the way from it up to its root bridge."""
    if not way:
        return {}
    root = way[-1] if is_root(way[-1]) else None
    bridges = [device.acs_support for device in way[1:]]
    return {
        "pcie_control": ("NativePciExpressControl", root.native_pci_express_control if root else None),
        "acs_up": ("AcsCompatibleUpHierarchy", way[0].acs_compatible_up_hierarchy),
        "acs_bridge": ("AcsSupport", "Missing" if "Missing" in bridges else None),
        "pci_sriov_support": ("SriovSupport", way[0].sriov_support),
    }


def _platform(slots: SlotMap) -> dict[str, tuple[str, Any]]:
    """Of the host: what every root bridge, or every root port, says alike."""
    express = {id(slot.root): slot.root for slot in slots.slots if slot.root is not None}
    control = {root.native_pci_express_control for root in express.values()}
    ports = {port.acs_support for port in slots.root_ports}
    buses = {root.secondary_interface for root in slots.roots}
    conventional = buses and not buses & {None, "PciExpress"}
    return {
        "pcie_control": ("NativePciExpressControl", next(iter(control)) if len(control) == 1 else None),
        "root_port_acs": ("AcsSupport", "Missing" if ports == {"Missing"} else None),
        "root_bus": ("SecondaryInterface", min(map(str, buses)) if conventional else None),
    }


def _explained(nic: Thing, host: Host) -> bool:
    """Whether the platform is known to lack what the slot seems to lack."""
    platform = host.host.facts
    return nic.facts.get("pcie_control") is False or "root_port_acs" in platform or "root_bus" in platform
