"""Get-NetAdapterHardwareInfo: where each PCI adapter sits; synthetic ones and teams do not appear.

Rule: with PCI Express control kept by the firmware the device is treated as conventional PCI.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import Hardware
from ..firmware import Slot
from ..machine import Machine
from ..nic import Card, Port
from ..verdicts.platform import platform_reasons
from ..verdicts.uplink import sriov_support
from ._values import Row, of


def rows(machine: Machine) -> Iterator[Row]:
    for card, port in machine.ports:
        slot = machine.slot(card)
        if slot is not None:
            yield {**_place(machine, card, port, slot), **_link(card)}


def _place(machine: Machine, card: Card, port: Port, slot: Slot) -> Row:
    kept = "pcie-os-control" in platform_reasons(machine)
    function = card.ports.index(port)
    return {
        "Name": port.name,
        "InterfaceDescription": machine.port_description(port),
        "SegmentNumber": 0,
        "BusNumber": slot.bus,
        "DeviceNumber": 0,
        "FunctionNumber": function,
        "SlotNumber": slot.number,
        "NumaNode": slot.numa,
        # Translated on a real host; the Japanese form is not known here.
        "LocationInformationString": f"PCI bus {slot.bus}, device 0, function {function}",
        "PciDeviceType": of(Hardware, "pci_device_type", "ExpressTreatedAsPci" if kept else "ExpressEndpoint"),
        "SriovSupport": of(Hardware, "sriov_support", sriov_support(machine, card)),
        "PciDeviceLabelString": slot.label,
    }


def _link(card: Card) -> Row:
    return {
        "PciExpressCurrentLinkSpeedEncoded": card.link_speed,
        "PciExpressCurrentLinkWidth": card.lanes,
        "PciExpressMaxLinkSpeedEncoded": card.link_speed,
        "PciExpressMaxLinkWidth": card.lanes,
        "PciExpressVersion": 2,
        "MsiXSupported": True,
        "MsiXEnabled": True,
        "NumMsixTableEntries": card.msix,
    }
