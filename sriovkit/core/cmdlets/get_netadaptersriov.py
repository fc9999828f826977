"""Get-NetAdapterSriov: physical functions, whether SR-IOV is on and what is missing where it cannot be."""

from __future__ import annotations

from ._base import Record, prop, record
from ._sriov_support import SRIOV_SUPPORT


@record(
    "Get-NetAdapterSriov",
    command="Get-NetAdapterSriov",
    table="sriov",
    module="NetAdapter",
    key="name",
    links={"name": "nics.name"},
)
class Pf(Record):
    """One PF; an adapter that cannot do SR-IOV does not appear."""

    name: str | None = prop("Name", "Name of the connection")
    interface_description: str | None = prop("InterfaceDescription", "Name of the device")
    caption: str | None = prop("Caption", "Short text of the setting, where the provider gives one")
    description: str | None = prop("Description", "Text of the setting, where the provider gives one")
    element_name: str | None = prop("ElementName", "Name of the setting, where the provider gives one")
    instance_id: str | None = prop("InstanceID", "Identity of the setting")
    system_name: str | None = prop("SystemName", "Computer name")
    source: str | None = prop(
        "Source", "Where the setting was read", values={0: "Unknown", 1: "Other", 2: "Device", 3: "PersistentStorage"}
    )
    enabled: bool | None = prop("Enabled", "SR-IOV is on for this PF")
    sriov_support: str | None = prop(
        "SriovSupport", "Whether SR-IOV can work here, else what is missing", values=SRIOV_SUPPORT
    )
    switch_type: str | None = prop("SwitchType", "Type of the NIC switch", values={0: "Unknown", 1: "External"})
    switch_name: str | None = prop(
        "SwitchName", "Name of the NIC switch in the adapter, not of a Hyper-V switch; translated"
    )
    num_vfs: int | None = prop("NumVFs", "VFs of this PF", unit="VFs")
    num_allocated_vfs: int | None = prop("NumAllocatedVFs", "VFs handed out", unit="VFs")
    num_vports: int | None = prop("NumVPorts", "VPorts", unit="VPorts")
    num_active_vports: int | None = prop("NumActiveVPorts", "VPorts in use", unit="VPorts")
    num_queue_pairs_for_default_vport: int | None = prop(
        "NumQueuePairsForDefaultVPort", "Queue pairs of the default VPort", unit="queue pairs"
    )
    num_queue_pairs_for_non_default_vports: int | None = prop(
        "NumQueuePairsForNonDefaultVPorts", "Queue pairs of the other VPorts", unit="queue pairs"
    )
    num_active_default_vport_mac_addresses: int | None = prop(
        "NumActiveDefaultVPortMacAddresses", "MAC addresses on the default VPort"
    )
    num_active_non_default_vport_mac_addresses: int | None = prop(
        "NumActiveNonDefaultVPortMacAddresses", "MAC addresses on the other VPorts"
    )
    num_active_default_vport_vlan_ids: int | None = prop("NumActiveDefaultVPortVlanIds", "VLANs on the default VPort")
    num_active_non_default_vport_vlan_ids: int | None = prop(
        "NumActiveNonDefaultVPortVlanIds", "VLANs on the other VPorts"
    )
    hardware_capabilities_vlan_supported: bool | None = prop(
        "HardwareCapabilities.VlanSupported", "The hardware at most: VLANs on VFs"
    )
    hardware_capabilities_per_vport_interrupt_moderation_supported: bool | None = prop(
        "HardwareCapabilities.PerVportInterruptModerationSupported",
        "The hardware at most: Interrupt moderation for each VPort",
    )
    hardware_capabilities_asymmetric_queue_pairs_for_non_default_vports_supported: bool | None = prop(
        "HardwareCapabilities.AsymmetricQueuePairsForNonDefaultVPortsSupported",
        "The hardware at most: Queue pairs may differ from VPort to VPort",
    )
    hardware_capabilities_vf_rss_supported: bool | None = prop(
        "HardwareCapabilities.VfRssSupported", "The hardware at most: RSS inside a VF"
    )
    hardware_capabilities_single_vport_pool_supported: bool | None = prop(
        "HardwareCapabilities.SingleVportPoolSupported", "The hardware at most: One pool of VPorts"
    )
    hardware_capabilities_max_num_switches: int | None = prop(
        "HardwareCapabilities.MaxNumSwitches", "The hardware at most: NIC switches"
    )
    hardware_capabilities_max_num_vports: int | None = prop(
        "HardwareCapabilities.MaxNumVPorts", "The hardware at most: VPorts"
    )
    hardware_capabilities_max_num_vfs: int | None = prop("HardwareCapabilities.MaxNumVFs", "The hardware at most: VFs")
    hardware_capabilities_max_num_queue_pairs: int | None = prop(
        "HardwareCapabilities.MaxNumQueuePairs", "The hardware at most: Queue pairs"
    )
    hardware_capabilities_max_num_queue_pairs_per_non_default_vport: int | None = prop(
        "HardwareCapabilities.MaxNumQueuePairsPerNonDefaultVPort", "The hardware at most: Queue pairs of one VPort"
    )
    hardware_capabilities_max_num_mac_addresses: int | None = prop(
        "HardwareCapabilities.MaxNumMacAddresses", "The hardware at most: MAC addresses"
    )
    current_capabilities_vlan_supported: bool | None = prop(
        "CurrentCapabilities.VlanSupported", "As set now: VLANs on VFs"
    )
    current_capabilities_per_vport_interrupt_moderation_supported: bool | None = prop(
        "CurrentCapabilities.PerVportInterruptModerationSupported", "As set now: Interrupt moderation for each VPort"
    )
    current_capabilities_asymmetric_queue_pairs_for_non_default_vports_supported: bool | None = prop(
        "CurrentCapabilities.AsymmetricQueuePairsForNonDefaultVPortsSupported",
        "As set now: Queue pairs may differ from VPort to VPort",
    )
    current_capabilities_vf_rss_supported: bool | None = prop(
        "CurrentCapabilities.VfRssSupported", "As set now: RSS inside a VF"
    )
    current_capabilities_single_vport_pool_supported: bool | None = prop(
        "CurrentCapabilities.SingleVportPoolSupported", "As set now: One pool of VPorts"
    )
    current_capabilities_max_num_switches: int | None = prop(
        "CurrentCapabilities.MaxNumSwitches", "As set now: NIC switches"
    )
    current_capabilities_max_num_vports: int | None = prop("CurrentCapabilities.MaxNumVPorts", "As set now: VPorts")
    current_capabilities_max_num_vfs: int | None = prop("CurrentCapabilities.MaxNumVFs", "As set now: VFs")
    current_capabilities_max_num_queue_pairs: int | None = prop(
        "CurrentCapabilities.MaxNumQueuePairs", "As set now: Queue pairs"
    )
    current_capabilities_max_num_queue_pairs_per_non_default_vport: int | None = prop(
        "CurrentCapabilities.MaxNumQueuePairsPerNonDefaultVPort", "As set now: Queue pairs of one VPort"
    )
    current_capabilities_max_num_mac_addresses: int | None = prop(
        "CurrentCapabilities.MaxNumMacAddresses", "As set now: MAC addresses"
    )
