"""Get-VMNetworkAdapter: adapters of VMs and of the host itself; wanted, given and used are three facts."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-VMNetworkAdapter",
    command="Get-VMNetworkAdapter -All",
    table="vm_nics",
    module="Hyper-V",
    key="id",
    links={"vm_id": "vms.id", "switch_id": "switches.id"},
)
class VmNic(Record):
    """One VM NIC, or one adapter of the management operating system (without SR-IOV properties)."""

    name: str | None = prop("Name", "Name of the adapter; need not be unique")
    id: str | None = prop("Id", "Identity of the adapter")
    vm_id: str | None = prop("VMId", "Identity of its VM", kind="guid")
    vm_name: str | None = prop("VMName", "Name of its VM")
    is_management_os: bool | None = prop("IsManagementOs", "Belongs to the management operating system")
    is_legacy: bool | None = prop("IsLegacy", "Emulated adapter; cannot have a VF")
    switch_name: str | None = prop("SwitchName", "The vSwitch it is connected to")
    switch_id: str | None = prop("SwitchId", "Identity of that vSwitch", kind="guid")
    connected: bool | None = prop("Connected", "Connected to a vSwitch")
    mac_address: str | None = prop("MacAddress", "MAC address")
    iov_weight: int | None = prop("IovWeight", "0: no VF wanted; 1 to 100: a VF is wanted")
    iov_queue_pairs_requested: int | None = prop("IovQueuePairsRequested", "Queue pairs wanted", unit="queue pairs")
    iov_queue_pairs_assigned: int | None = prop("IovQueuePairsAssigned", "Queue pairs given", unit="queue pairs")
    iov_interrupt_moderation: str | None = prop(
        "IovInterruptModeration",
        "Interrupt moderation of the VF",
        values={0: "Default", 1: "Adaptive", 2: "Off", 100: "Low", 200: "Medium", 300: "High"},
    )
    iov_usage: int | None = prop("IovUsage", "Not 0: a VF is given")
    virtual_function: bool | None = prop("VirtualFunction", "A VF object is attached", kind="present")
    vf_data_path_active: bool | None = prop("VFDataPathActive", "The guest really sends through the VF")
    status: list[str] | None = prop(
        "Status",
        "Operational status",
        kind="enums",
        values={
            0: "Unknown",
            1: "Other",
            2: "Ok",
            3: "Degraded",
            4: "Stressed",
            5: "PredictiveFailure",
            6: "Error",
            7: "NonRecoverableError",
            8: "Starting",
            9: "Stopping",
            10: "Stopped",
            11: "InService",
            12: "NoContact",
            13: "LostCommunication",
            14: "Aborted",
            15: "Dormant",
            16: "SupportingEntity",
            17: "Completed",
            18: "PowerMode",
            32775: "ProtocolVersion",
        },
    )
    status_description: list[str] | None = prop("StatusDescription", "The status in the language of the host")
    allow_teaming: str | None = prop("AllowTeaming", "May be teamed inside the guest", kind="enum")
    mac_address_spoofing: str | None = prop("MacAddressSpoofing", "May send with other MAC addresses", kind="enum")
