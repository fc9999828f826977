"""Get-ItemProperty and Test-Path for the registry keys that can hold IOVEnableOverride.

Rule: no other place and no other value is played. The right key is there on every host, a wrong one where somebody
has written a value.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any

from psrpcore.types import PSCustomObject, PSInt, PSString

from ..core.cmdlets.iov_enable_override import RIGHT_PLACE
from . import answers
from .machine import Machine
from .refusing import path_not_found, property_not_found
from .server.pipeline import ErrorAnswer, PipelineAnswer

_VALUE = "IOVEnableOverride"


def values(machine: Machine, bound: Mapping[str, Any]) -> PipelineAnswer:
    """Get-ItemProperty: an object for each key, with the value where it has one."""
    output: list[Any] = []
    errors: list[ErrorAnswer] = []
    there = _keys(machine)
    for path in _asked(bound):
        place, value = there.get(_plain(path), ("", None))
        wanted = bound.get("Name") or ["*"]
        if not place:
            errors.append(path_not_found("Get-ItemProperty", path))
        elif value is None or not any(fnmatch.fnmatchcase(_VALUE.lower(), str(name).lower()) for name in wanted):
            if "Name" not in bound:
                output.append(PSCustomObject(PSPath=PSString(place)))
            errors += [property_not_found("Get-ItemProperty", place, str(n)) for n in bound.get("Name") or ()]
        else:
            output.append(PSCustomObject(IOVEnableOverride=PSInt(value), PSPath=PSString(place)))
    return PipelineAnswer(tuple(output), tuple(errors))


def paths(machine: Machine, bound: Mapping[str, Any]) -> PipelineAnswer:
    """Test-Path: one bool for each path; a key is a container."""
    fits = bound.get("PathType") in (None, "Any", "Container")
    return PipelineAnswer(tuple(fits and _plain(path) in _keys(machine) for path in _asked(bound)))


def _asked(bound: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(path) for path in bound.get("LiteralPath") or bound.get("Path") or ())


def _plain(path: str) -> str:
    bare = path.rstrip("\\").lower().removeprefix("registry::")
    return bare.replace("hkey_local_machine\\", "hklm:\\")


def _keys(machine: Machine) -> dict[str, tuple[str, int | None]]:
    """Each key that is there, in small letters -> how it is written, and its value if it has one."""
    found: dict[str, tuple[str, int | None]] = {RIGHT_PLACE.lower(): (RIGHT_PLACE, None)}
    rows = answers.rows(machine, "IOVEnableOverride")
    return found | {row["Place"].lower(): (row["Place"], row["IOVEnableOverride"]) for row in rows}
