"""Get-PnpDevice and Get-PnpDeviceProperty: the PCI devices and root bridges, and one row for each property asked.

Rule: what is told stands in `answers.get_pnpdeviceproperty`; a key comes back as it was asked, and a property that a
device lacks comes back empty. A call that names no key gets what the lab knows of the device.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any

from psrpcore.types import PSCustomObject, PSString, PSUInt

from ..core.cmdlets.get_pnpdeviceproperty import PROPERTY_KEYS
from . import answers
from .answers import Enum, Row
from .machine import Machine
from .server.pipeline import PipelineAnswer

_SECTION = "Get-PnpDeviceProperty"


def devices(machine: Machine, bound: Mapping[str, Any]) -> PipelineAnswer:
    """Objects with the InstanceId alone: the lab knows nothing else of a device here."""
    found = _meant(machine, bound.get("InstanceId"))
    return PipelineAnswer(tuple(PSCustomObject(InstanceId=PSString(row["InstanceId"])) for row in found))


def properties(machine: Machine, bound: Mapping[str, Any]) -> PipelineAnswer:
    asked = bound.get("KeyName") or list(PROPERTY_KEYS)
    wanted = bound["InstanceId"] if "InstanceId" in bound else [_identity(thing) for thing in bound["InputObject"]]
    rows = list(_meant(machine, wanted))
    return PipelineAnswer(tuple(_told(row, str(key)) for row in rows for key in asked))


def _meant(machine: Machine, wanted: list[Any] | None) -> Iterator[Row]:
    for row in answers.rows(machine, _SECTION):
        name = str(row["InstanceId"]).lower()
        if wanted is None or any(fnmatch.fnmatchcase(name, str(one).lower()) for one in wanted):
            yield row


def _identity(thing: Any) -> str:
    return str(thing.get("InstanceId") if isinstance(thing, dict) else getattr(thing, "InstanceId", thing))


def _told(row: Row, key: str) -> PSCustomObject:
    kind, data = _data(row.get(PROPERTY_KEYS.get(key, "")))
    identity = PSString(row["InstanceId"])
    return PSCustomObject(InstanceId=identity, KeyName=PSString(key), Type=PSString(kind), Data=data)


def _data(value: Any) -> tuple[str, Any]:
    """The kind of a property (general knowledge of its words) and its value."""
    if value is None:
        return "Empty", None
    if isinstance(value, bool):
        return "Boolean", value
    if isinstance(value, Enum):
        return "UInt32", PSUInt(value.number or 0)
    return "String", PSString(value)
