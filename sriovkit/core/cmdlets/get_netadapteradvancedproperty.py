"""Get-NetAdapterAdvancedProperty: the *SRIOV keyword of each driver; display texts differ by vendor and language."""

from __future__ import annotations

from ._base import Record, prop, record


@record(
    "Get-NetAdapterAdvancedProperty",
    command="Get-NetAdapterAdvancedProperty -RegistryKeyword '*SRIOV' -AllProperties",
    table="advanced",
    module="NetAdapter",
    key="name",
    links={"name": "nics.name"},
)
class AdvancedProperty(Record):
    """The *SRIOV keyword of one adapter."""

    name: str | None = prop("Name", "Name of the connection")
    interface_description: str | None = prop("InterfaceDescription", "Name of the device")
    registry_keyword: str | None = prop("RegistryKeyword", "The keyword")
    registry_value: list[str] | None = prop("RegistryValue", "Its value: 0 off, 1 on")
    default_registry_value: str | None = prop("DefaultRegistryValue", "Its value when nobody set it")
    display_name: str | None = prop("DisplayName", "What the vendor calls it, translated")
    display_value: str | None = prop("DisplayValue", "What the vendor calls the value, translated")
