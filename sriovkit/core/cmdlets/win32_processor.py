"""Win32_Processor: the sockets, and what virtualization they report."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Win32_Processor",
    command="Get-CimInstance -ClassName Win32_Processor",
    table="processors",
    module="CimCmdlets",
    key="device_id",
)
class Processor(Record):
    """One processor socket."""

    device_id: str | None = prop("DeviceID", "Number of the processor")
    socket_designation: str | None = prop("SocketDesignation", "Name of the socket on the board")
    manufacturer: str | None = prop("Manufacturer", "Maker")
    name: str | None = prop("Name", "Model")
    number_of_cores: int | None = prop("NumberOfCores", "Cores", unit="cores")
    number_of_logical_processors: int | None = prop(
        "NumberOfLogicalProcessors", "Logical processors", unit="processors"
    )
    second_level_address_translation_extensions: bool | None = prop(
        "SecondLevelAddressTranslationExtensions",
        "Nested paging (SLAT); False while a hypervisor runs tells nothing (general knowledge)",
    )
    virtualization_firmware_enabled: bool | None = prop(
        "VirtualizationFirmwareEnabled",
        "Virtualization switched on in firmware; False while a hypervisor runs tells nothing (general knowledge)",
    )
    vm_monitor_mode_extensions: bool | None = prop(
        "VMMonitorModeExtensions", "Virtualization extensions of the processor"
    )
