"""Objects as the runner tells them: properties as PowerShell would write them in text.

Rule: an object inside an object is left out; a list is joined by "|", as the script does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psrpcore.types import PSCustomObject, PSEnumBase


def row(found: Any, keep: Sequence[str]) -> dict[str, str]:
    there = _properties(found)
    names = list(there) if "=*" in keep else [name[1:] for name in keep]
    return {name: word(there[name]) for name in names if name in there}


def _properties(found: PSCustomObject) -> Mapping[str, Any]:
    named = [p.name for p in found.PSObject.extended_properties]
    told = {name: getattr(found, name) for name in named if not name.startswith(("Cim", "PS"))}
    return {name: value for name, value in told.items() if not isinstance(value, PSCustomObject)}


def word(value: Any) -> str:
    """A value as PowerShell would write it in text, a list joined by "|"."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "|".join(map(word, value)).strip("{}")
    if isinstance(value, PSEnumBase):
        return "None" if value.name == "none" else str(value.name)
    return str(value).strip("{}")
