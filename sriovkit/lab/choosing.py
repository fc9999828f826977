"""Which rows of a reading command its switches and objects leave, where a parameter is no property of the row.

Rule: an object stands for the thing that its identity names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .answers import Row
from .changes import ids, told

_PORTS: Final = ("Get-VMNetworkAdapterVlan", "Get-VMNetworkAdapterAcl")
#: Command and parameter -> the property of the row that it chooses by.
ROW_KEYS: Final[Mapping[tuple[str, str], str]] = {
    **{(command, "VMName"): "ParentAdapter.VMName" for command in _PORTS},
    **{(command, "VMNetworkAdapterName"): "ParentAdapter.Name" for command in _PORTS},
    ("Get-VMSwitchExtension", "VMSwitchName"): "SwitchName",
    ("Get-NetIntent", "Name"): "IntentName",
}
_FAMILIES: Final = {"IPv4": 2, "IPv6": 23}


def passes(command: str, bound: Mapping[str, Any], row: Row) -> bool:
    """Whether a row passes what is no property of it."""
    beside = [thing for name, thing in bound.items() if name.startswith("Associated")]
    if beside:
        # Whatever it is, an adapter or something of one: what is asked for is on the same adapter.
        return row["InterfaceAlias"] in [told(thing, "InterfaceAlias") or told(thing, "Name") for thing in beside]
    if command == "Get-VMNetworkAdapter":
        vms = ids(bound, "VM")
        return _whose(bound, row, "IsManagementOs") and (vms is None or row["VMId"] in vms)
    if command in _PORTS:
        return _whose(bound, row, "ParentAdapter.IsManagementOs") and _of_objects(bound, row)
    if command == "Get-VMSwitchExtension":
        switches = ids(bound, "VMSwitch")
        return switches is None or row["SwitchId"] in switches
    if command == "Get-DnsClientServerAddress":
        families = [_FAMILIES[family] for family in bound.get("AddressFamily", _FAMILIES)]
        return row["AddressFamily"] in families
    return not (bound.get("Physical") and row["Virtual"])


def _whose(bound: Mapping[str, Any], row: Row, owner: str) -> bool:
    """VMs' adapters, or the host's with -ManagementOS, or both with -All; of an adapter given itself, whoever's."""
    given = bound.get("All") or "VMNetworkAdapter" in bound
    return bool(given) or bool(row[owner]) == bool(bound.get("ManagementOS"))


def _of_objects(bound: Mapping[str, Any], row: Row) -> bool:
    vms, nics = ids(bound, "VM"), ids(bound, "VMNetworkAdapter")
    return (vms is None or row["ParentAdapter.VMId"] in vms) and (
        nics is None or str(row["ParentAdapter.Id"]).lower() in nics
    )
