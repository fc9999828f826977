"""Get-VMSwitch: virtual switches; asked for, possible, offered and used are four different facts."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-VMSwitch",
    command="Get-VMSwitch",
    table="switches",
    module="Hyper-V",
    key="id",
    links={"net_adapter_interface_guid": "nics.interface_guid"},
)
class VSwitch(Record):
    """One Hyper-V virtual switch."""

    name: str | None = prop("Name", "Name of the vSwitch")
    id: str | None = prop("Id", "Identity of the vSwitch", kind="guid")
    notes: str | None = prop("Notes", "Notes of the administrator")
    switch_type: str | None = prop(
        "SwitchType", "Private, Internal or External", values={0: "Private", 1: "Internal", 2: "External"}
    )
    allow_management_os: bool | None = prop("AllowManagementOS", "The management operating system has an adapter on it")
    net_adapter_interface_description: str | None = prop(
        "NetAdapterInterfaceDescription", "The uplink; a generic text for SET"
    )
    net_adapter_interface_descriptions: list[str] | None = prop(
        "NetAdapterInterfaceDescriptions", "The uplinks", since="2016"
    )
    net_adapter_interface_guid: list[str] | None = prop(
        "NetAdapterInterfaceGuid", "Identities of the uplinks", kind="guids", since="2016"
    )
    embedded_teaming_enabled: bool | None = prop(
        "EmbeddedTeamingEnabled", "Switch Embedded Teaming (SET)", since="2016"
    )
    allow_net_lbfo_teams: bool | None = prop(
        "AllowNetLbfoTeams", "May be bound to an LBFO team (general knowledge)", since="2022"
    )
    iov_enabled: bool | None = prop(
        "IovEnabled", "SR-IOV was asked for when the vSwitch was made; cannot be changed later"
    )
    iov_support: bool | None = prop(
        "IovSupport", "The uplink and the platform can do SR-IOV; always False without an external port"
    )
    iov_support_reasons: list[str] | None = prop(
        "IovSupportReasons",
        "Why not, in the language of the host, the platform first; empty, null and {OK} are healthy",
    )
    iov_virtual_function_count: int | None = prop("IovVirtualFunctionCount", "VFs the vSwitch may hand out", unit="VFs")
    iov_virtual_functions_in_use: int | None = prop("IovVirtualFunctionsInUse", "VFs handed out", unit="VFs")
    iov_queue_pair_count: int | None = prop("IovQueuePairCount", "Queue pairs for VFs", unit="queue pairs")
    iov_queue_pairs_in_use: int | None = prop(
        "IovQueuePairsInUse", "Queue pairs in use, those of the default port included", unit="queue pairs"
    )
    bandwidth_reservation_mode: str | None = prop(
        "BandwidthReservationMode", "How minimum bandwidth is kept; a vSwitch made for SR-IOV has None", kind="enum"
    )
    available_vmqueues: int | None = prop("AvailableVMQueues", "VM queues", unit="queues")
    number_vmq_allocated: int | None = prop("NumberVmqAllocated", "VM queues in use", unit="queues")
