"""Get-PnpDeviceProperty: root bridges, root ports, bridges and ports of cards, from slots and firmware settings.

Rule: a slot hangs on a root port of its own; where its chain lacks ACS there is a switch between the two. Chips of
bridges are those of no vendor (FFFF), so that nobody takes them for real ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import PciDevice
from ..firmware import Slot
from ..machine import Machine
from ..nic import Card
from ..verdicts.platform import platform_reasons
from ..verdicts.uplink import sriov_support
from ._values import Enum, Row, bare
from .get_netadapter import device_id

#: SriovSupport of Get-NetAdapterSriov -> the same of the PCI device; what that one has no word for, it does not tell.
_SUPPORT = {
    "Supported": "Ok",
    "MissingAcs": "MissingAcs",
    "MissingPfDriver": "MissingPfDriver",
    "NoBusResources": "NoBusResource",
    "NoVfBarSpace": "DidntGetVfBarSpace",
}


def rows(machine: Machine) -> Iterator[Row]:
    if machine.nested:
        return
    for numa in sorted({slot.numa for slot in machine.slots}):
        yield _root(machine, numa)
    for slot in machine.slots:
        yield from _bridges(machine, slot)
    for card in machine.cards:
        slot_of = machine.slot(card)
        if slot_of is not None:
            yield from _ports(machine, card, slot_of)


def _root(machine: Machine, numa: int) -> Row:
    kept = "pcie-os-control" in platform_reasons(machine)
    granted = dict.fromkeys(
        (
            "PCIExpressNativeHotPlugControl",
            "PCIExpressNativePMEControl",
            "PCIExpressAERControl",
            "PCIExpressCapabilityControl",
            "NativePciExpressControl",
        ),
        not kept,
    )
    bus = "PciExpress" if machine.firmware.pcie_bus else "PciConventional"
    return {"InstanceId": _root_id(machine, numa), "SecondaryInterface": _value("secondary_interface", bus), **granted}


def _root_id(machine: Machine, numa: int) -> str:
    return f"ACPI\\{'PNP0A08' if machine.firmware.pcie_bus else 'PNP0A03'}\\{numa}"


def _bridges(machine: Machine, slot: Slot) -> Iterator[Row]:
    """The root port, and a switch where the way to the slot lacks ACS."""
    there = "no-acs-root-port" not in platform_reasons(machine)
    above = _bridge_id(machine, slot, 8)
    parent = _root_id(machine, slot.numa)
    yield _bridge(above, parent, "PciExpressRootPort", there, there)
    if not slot.acs_chain:
        up, down = _bridge_id(machine, slot, 9), _bridge_id(machine, slot, 10)
        yield _bridge(up, above, "PciExpressUpstreamSwitchPort", True, there)
        yield _bridge(down, up, "PciExpressDownstreamSwitchPort", False, False)


def _bridge_id(machine: Machine, slot: Slot, kind: int) -> str:
    own = machine.identity("bridge", slot.name).replace("-", "").upper()
    return f"PCI\\VEN_FFFF&DEV_{kind:04X}\\3&{own[:8]}&0&{kind:02X}"


def _bridge(name: str, parent: str, kind: str, acs: bool, chain: bool) -> Row:
    return {
        "InstanceId": name,
        "Parent": parent,
        "DeviceType": _value("device_type", kind),
        "AcsSupport": _value("acs_support", "Present" if acs else "Missing"),
        "AriSupport": True,
        "AcsCompatibleUpHierarchy": _value("acs_compatible_up_hierarchy", "Supported" if chain else "NotSupported"),
    }


def _ports(machine: Machine, card: Card, slot: Slot) -> Iterator[Row]:
    """Each port of a card: a function of the one device in the slot."""
    platform = platform_reasons(machine)
    kept = "pcie-os-control" in platform
    whole = slot.acs_chain and "no-acs-root-port" not in platform
    support = _SUPPORT.get(sriov_support(machine, card))
    for port in card.ports:
        row = {
            "InstanceId": device_id(machine, card, port),
            "Parent": _bridge_id(machine, slot, 8 if slot.acs_chain else 10),
            "DeviceType": _value("device_type", "PciExpressTreatedAsPci" if kept else "PciExpressEndpoint"),
            "AriSupport": slot.ari,
            "AcsCompatibleUpHierarchy": _value("acs_compatible_up_hierarchy", "Supported" if whole else "NotSupported"),
        }
        yield row | ({"SriovSupport": _value("sriov_support", support)} if support else {})


def _value(attr: str, word: str) -> Enum:
    """A number alone, as device properties are."""
    return bare(PciDevice, attr, word)
