"""Facts that a step reads or overwrites, each by its place in a snapshot: what changed since says whether to refuse.

Rule: a place names section, identity and property: "Get-VMSwitch[Id=d112...].IovEnabled"; the value is the raw one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..snapshot import Snapshot

#: What tells the rows of a section apart.
KEYS: Mapping[str, str] = {
    "Get-VMSwitch": "Id",
    "Get-VM": "Id",
    "Get-VMNetworkAdapter": "Id",
    "Get-NetAdapter": "InterfaceDescription",
    "Get-NetAdapterSriov": "InterfaceDescription",
    "Get-NetAdapterAdvancedProperty": "InterfaceDescription",
    "Get-NetLbfoTeam": "Name",
    "Get-NetLbfoTeamMember": "InterfaceDescription",
    "IOVEnableOverride": "Place",
}
#: Which properties a step rests on, where the host tells them.
READ: Mapping[str, tuple[str, ...]] = {
    "Get-VMSwitch": (
        "Name",
        "SwitchType",
        "AllowManagementOS",
        "IovEnabled",
        "NetAdapterInterfaceDescription",
        "BandwidthReservationMode",
    ),
    "Get-VMNetworkAdapter": (
        "Name",
        "VMId",
        "SwitchId",
        "MacAddress",
        "IovWeight",
        "IovQueuePairsRequested",
        "AllowTeaming",
        "MacAddressSpoofing",
    ),
    "Get-NetAdapter": ("Name", "InterfaceGuid", "PermanentAddress"),
    "Get-NetAdapterSriov": ("Name", "NumVFs", "Enabled"),
    "Get-NetAdapterAdvancedProperty": ("Name", "RegistryValue"),
    "Get-NetLbfoTeam": ("Members", "TeamingMode"),
    "Get-NetLbfoTeamMember": ("Name", "Team"),
    "IOVEnableOverride": ("IOVEnableOverride",),
}
_PLACE = re.compile(r"([\w-]+)\[(\w+)=(.*)\]\.(\w+)", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Where a fact stands; `key` names the property that tells the rows apart."""

    section: str
    key: str
    identity: str
    property: str

    def __str__(self) -> str:
        return f"{self.section}[{self.key}={self.identity}].{self.property}"


def place(text: str) -> Place | None:
    """A place from its text; None where it is none."""
    found = _PLACE.fullmatch(text)
    if found is None or KEYS.get(found[1]) != found[2] or found[4] not in READ[found[1]]:
        return None
    return Place(*found.groups())


def of(snapshot: Snapshot, section: str, identity: str) -> dict[str, Any]:
    """Place -> value of everything that is read of one row; nothing where there is no such row, or more than one."""
    rows = rows_of(snapshot, section, identity)
    if len(rows) != 1:
        return {}
    places = [Place(section, KEYS[section], identity, name) for name in READ[section] if name in rows[0]]
    return {str(p): rows[0][p.property] for p in places}


def rows_of(snapshot: Snapshot, section: str, identity: str) -> list[Mapping[str, Any]]:
    return [row for row in snapshot.rows(section) if same(row.get(KEYS[section]), identity)]


def changed(facts: Mapping[str, Any], snapshot: Snapshot) -> list[tuple[str, Any, Any]]:
    """(place, value then, value now) of every fact that a fresh snapshot tells otherwise; gone is None."""
    return [
        (text, then, now)
        for text, then in facts.items()
        if (known := place(text)) is not None and not same(then, now := _now(known, snapshot))
    ]


def _now(known: Place, snapshot: Snapshot) -> Any:
    rows = rows_of(snapshot, known.section, known.identity)
    return rows[0].get(known.property) if len(rows) == 1 else None


def same(one: Any, other: Any) -> bool:
    """Equal for PowerShell too: letters in any case, GUIDs with braces or without."""
    return plain(one).casefold() == plain(other).casefold()


def plain(value: Any) -> str:
    """A raw value as PowerShell would write it: an enum's word, True, a list joined by "|"."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return plain(value.get("word") if value.get("word") not in (None, "") else value.get("number"))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "|".join(map(plain, value))
    return str(value).strip("{}")


def pick(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of several rows together."""
    return {name: value for part in parts for name, value in part.items()}
