"""Get-PnpDevice and Get-PnpDeviceProperty as functions: devices told property by property, as Windows tells them.

Rule: only what is asked for is told, a property that a device lacks comes back empty, and keys come back in every form
that is known: as asked, by name with the number beside it, spaced otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sriovkit.core.cmdlets.get_pnpdeviceproperty import PROPERTY_KEYS

from .tables import function, quoted

SECTION = "Get-PnpDeviceProperty"
#: How a host may name what it answers: PowerShell of KeyName, of Key, and the property that names the device.
FORMS = {
    "as it was asked": ("$asked", "$null", "InstanceId"),
    "by its name": ("'DEVPKEY_PciDevice_' + $names[$asked]", "$asked", "InstanceId"),
    "by its name alone": ("'DEVPKEY_PciRootBus_' + $names[$asked]", "$null", "DeviceID"),
    "spaced and in capitals": ("$asked.ToUpperInvariant().Replace(' ', '  ')", "$null", "DeviceID"),
}
AS_ASKED = "as it was asked"


def functions(rows: Iterable[Mapping[str, str]], fails: str = "", form: str = AS_ASKED) -> str:
    """PowerShell that defines both; a row maps property names to PowerShell texts, `fails` goes wrong after them."""
    devices = [_device(row) for row in rows]
    wanted = "$id = $_.InstanceId\n if (@($InstanceId | Where-Object { $id -like $_ }).Count) { $_ }"
    listed = "@(\n" + "\n".join(devices) + f"\n) | ForEach-Object {{ {wanted} }}"
    names = "; ".join(f"{quoted(key)} = {quoted(name)}" for key, name in PROPERTY_KEYS.items())
    key_name, key, identity = FORMS[form]
    told = f"""$names = @{{ {names} }}
$device = $_
foreach ($asked in $KeyName) {{
    $data = $device.Told[$names[$asked]]
    [pscustomobject]@{{
        {identity} = $device.InstanceId; KeyName = {key_name}; Key = {key}
        Type = if ($null -eq $data) {{ 'Empty' }} else {{ 'Some' }}; Data = $data
    }}
}}"""
    one_by_one = function(SECTION, told, "2016").replace("    end {", "    process {")
    return function("Get-PnpDevice", f"{listed}\n{fails}", "2016") + one_by_one


def _device(row: Mapping[str, str]) -> str:
    told = "; ".join(f"{name} = {text}" for name, text in row.items() if name != "InstanceId")
    return f"[pscustomobject]@{{ InstanceId = {row['InstanceId']}; Told = @{{ {told} }} }}"


def sample(i: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """The i-th device of the samples: an identity that is asked for, and no property that is null."""
    told = {name: value for name, value in values.items() if value is not None}
    return {**told, "InstanceId": f"PCI\\VEN_FFFF&DEV_{i:04X}\\{values['InstanceId'] or ''}"}
