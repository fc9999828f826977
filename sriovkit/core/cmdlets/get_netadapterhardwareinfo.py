"""Get-NetAdapterHardwareInfo: bus, slot, link; tells SriovSupport also for adapters that are no PF."""

from __future__ import annotations

from ._base import Record, prop, record
from ._sriov_support import SRIOV_SUPPORT


@record(
    "Get-NetAdapterHardwareInfo",
    command="Get-NetAdapterHardwareInfo",
    table="hardware",
    module="NetAdapter",
    key="name",
    links={"name": "nics.name"},
)
class Hardware(Record):
    """One PCI adapter: where it sits and how it is linked."""

    name: str | None = prop("Name", "Name of the connection")
    interface_description: str | None = prop("InterfaceDescription", "Name of the device")
    segment_number: int | None = prop("SegmentNumber", "PCI segment")
    bus_number: int | None = prop("BusNumber", "PCI bus")
    device_number: int | None = prop("DeviceNumber", "PCI device")
    function_number: int | None = prop("FunctionNumber", "PCI function")
    slot_number: int | None = prop("SlotNumber", "Slot, as the firmware numbers it")
    numa_node: int | None = prop("NumaNode", "NUMA node the slot belongs to")
    location_information_string: str | None = prop(
        "LocationInformationString", "Bus, device and function in words, translated"
    )
    pci_device_type: str | None = prop(
        "PciDeviceType",
        "Kind of PCI device; ExpressTreatedAsPci means that the firmware kept control of PCI Express",
        values={
            0: "ConventionalPci",
            1: "PciX",
            2: "ExpressEndpoint",
            3: "ExpressLegacyEndpoint",
            4: "ExpressRootComplexIntegratedEndpoint",
            5: "ExpressTreatedAsPci",
        },
    )
    pci_express_current_link_speed_encoded: int | None = prop(
        "PciExpressCurrentLinkSpeedEncoded", "Link speed in use, encoded: 1 is 2.5 Gbps, 2 is 5 Gbps"
    )
    pci_express_current_link_width: int | None = prop("PciExpressCurrentLinkWidth", "Lanes in use", unit="lanes")
    pci_express_max_link_speed_encoded: int | None = prop(
        "PciExpressMaxLinkSpeedEncoded", "Link speed at most, encoded"
    )
    pci_express_max_link_width: int | None = prop("PciExpressMaxLinkWidth", "Lanes at most", unit="lanes")
    pci_express_version: int | None = prop("PciExpressVersion", "PCI Express version, encoded: 1 is 1.0, 2 is 1.1")
    msi_x_supported: bool | None = prop("MsiXSupported", "MSI-X can be used")
    msi_x_enabled: bool | None = prop("MsiXEnabled", "MSI-X is used")
    num_msix_table_entries: int | None = prop("NumMsixTableEntries", "Entries of the MSI-X table")
    sriov_support: str | None = prop(
        "SriovSupport", "As in Get-NetAdapterSriov, for every adapter", values=SRIOV_SUPPORT
    )
    pci_device_label_string: str | None = prop("PciDeviceLabelString", "Label of the slot or port from the firmware")
