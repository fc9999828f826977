"""Get-NetAdapterSriovVf: the only view that ties VF number, VM and MAC address in one record."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-NetAdapterSriovVf",
    command="Get-NetAdapterSriovVf",
    table="vfs",
    module="NetAdapter",
    key="function_id",
    links={"name": "nics.name", "vm_id": "vms.id"},
)
class Vf(Record):
    """One VF that was handed out; no rows means that none is."""

    name: str | None = prop("Name", "Name of the connection of its PF")
    interface_description: str | None = prop("InterfaceDescription", "Name of the device of its PF")
    function_id: int | None = prop("FunctionID", "Number of the VF on its PF")
    switch_id: int | None = prop("SwitchID", "Number of the NIC switch")
    vm_friendly_name: str | None = prop("VmFriendlyName", "Name of the VM that has it")
    vm_id: str | None = prop("VmID", "Identity of the VM", kind="guid")
    vm_nic_id: str | None = prop("VmNicID", "Identity of the VM NIC")
    current_mac_address: str | None = prop("CurrentMacAddress", "MAC address in use")
    permanent_mac_address: str | None = prop("PermanentMacAddress", "MAC address of its own")
    vport_id: list[int] | None = prop("VPortID", "VPorts of the VF")
