"""Get-NetAdapter: network adapters and the driver under each."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-NetAdapter",
    command="Get-NetAdapter",
    table="nics",
    module="NetAdapter",
    key="interface_guid",
)
class Nic(Record):
    """One network adapter of the host: a port of a NIC, a team or a virtual adapter."""

    name: str | None = prop("Name", "Name of the connection, in the words of the administrator")
    interface_description: str | None = prop("InterfaceDescription", "Name of the device")
    interface_guid: str | None = prop("InterfaceGuid", "Identity of the adapter", kind="guid")
    interface_index: int | None = prop("InterfaceIndex", "Index of the interface, changes with restarts")
    pnp_device_id: str | None = prop("PnPDeviceID", "Plug and play identity; holds PCI vendor and device")
    component_id: str | None = prop("ComponentID", "Hardware identity the driver was chosen by")
    permanent_address: str | None = prop("PermanentAddress", "MAC address of the hardware")
    driver_provider: str | None = prop("DriverProvider", "Who made the driver")
    driver_version: str | None = prop("DriverVersion", "Version of the driver")
    driver_date: str | None = prop("DriverDate", "Date of the driver")
    driver_description: str | None = prop("DriverDescription", "What the driver calls the device")
    ndis_version: str | None = prop("NdisVersion", "NDIS version of the driver")
    virtual: bool | None = prop("Virtual", "No hardware of its own")
    hardware_interface: bool | None = prop("HardwareInterface", "Has hardware of its own")
    interface_operational_status: str | None = prop(
        "InterfaceOperationalStatus",
        "State of the interface",
        values={1: "Up", 2: "Down", 3: "Testing", 4: "Unknown", 5: "Dormant", 6: "NotPresent", 7: "LowerLayerDown"},
    )
    media_connect_state: str | None = prop(
        "MediaConnectState", "Cable connected", values={0: "Unknown", 1: "Connected", 2: "Disconnected"}
    )
    speed: int | None = prop("Speed", "Link speed", unit="bit/s")
    mtu_size: int | None = prop("MtuSize", "Largest packet", unit="bytes")
    vlan_id: int | None = prop("VlanID", "VLAN set on the adapter")
