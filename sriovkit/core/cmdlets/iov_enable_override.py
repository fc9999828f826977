"""IOVEnableOverride: the registry value that accepts the weakness of the remapping hardware.

Rule: the one right place is read, and two wrong ones where people have put it; a place without the value gives no row.
"""

from __future__ import annotations

from ._base import Record, prop, record

RIGHT_PLACE = r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization"
#: Seen in public code, or where a 32-bit shell writes: a value there has no effect.
WRONG_PLACES = (
    r"HKLM:\SOFTWARE\Microsoft\WindowsNT\CurrentVersion\Virtualization",
    r"HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows NT\CurrentVersion\Virtualization",
)

_COMMAND = (
    "foreach ($place in "
    + ", ".join(f"'{p}'" for p in (RIGHT_PLACE, *WRONG_PLACES))
    + """) {
        if (-not (Test-Path -LiteralPath $place)) { continue }
        $values = Get-ItemProperty -LiteralPath $place
        $value = $values.PSObject.Properties['IOVEnableOverride']
        if ($null -ne $value) { [pscustomobject]@{ Place = $place; IOVEnableOverride = $value.Value } }
    }"""
)


@record("IOVEnableOverride", command=_COMMAND, table="overrides", module="Microsoft.PowerShell.Management", key="place")
class IovOverride(Record):
    """One place in the registry that holds IOVEnableOverride."""

    place: str | None = prop("Place", "Registry key that holds the value")
    iov_enable_override: int | None = prop("IOVEnableOverride", "1: SR-IOV is allowed in spite of the weakness")
