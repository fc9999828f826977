"""Rows as the objects a remote client gets: psrpcore's types, which CLIXML carries over.

Rule: an embedded object becomes an object again; numbers, lists, enums and dates keep their kind.
"""

from __future__ import annotations

import types
from datetime import datetime
from functools import cache
from typing import Any

from psrpcore.types import PSCustomObject, PSDateTime, PSEnumBase, PSGuid, PSInt, PSInt64, PSList, PSString, PSUInt

from ..core.cmdlets import Prop
from .answers import Enum, Row, shown


def custom_object(section: str, row: Row) -> PSCustomObject:
    """One row as a PSCustomObject with a note property for each property."""
    props = shown(section)
    tree: dict[str, Any] = {}
    for name, value in row.items():
        outer, _, inner = name.partition(".")
        made = _value(value, props[name])
        if inner:
            tree.setdefault(outer, {})[inner] = made
        else:
            tree[outer] = made
    return PSCustomObject(**{k: PSCustomObject(**v) if isinstance(v, dict) else v for k, v in tree.items()})


def _value(value: Any, prop: Prop) -> Any:
    if value is None or isinstance(value, bool):
        # An object or nothing: of a VF object only that it is there can be told here.
        return PSCustomObject() if prop.kind == "present" and value else None if prop.kind == "present" else value
    if isinstance(value, list):
        return PSList([_value(item, prop) for item in value])
    if isinstance(value, Enum):
        return enum_value(value)
    if isinstance(value, datetime):
        return PSDateTime(*value.timetuple()[:6], tzinfo=value.tzinfo)
    if isinstance(value, int):
        return PSInt(value) if -(2**31) <= value < 2**31 else PSInt64(value)
    # CIM gives identities as texts, in braces or in capitals; a Guid is written in small letters.
    is_guid = prop.kind in ("guid", "guids") and not value.startswith("{") and value == value.lower()
    return PSGuid(value) if is_guid else PSString(value)


def enum_value(value: Enum) -> Any:
    """An enum as the wire carries it: its word and its number, or the one that is known."""
    if value.number is None:
        return PSString(value.word or "")
    if value.word is None:
        return PSUInt(value.number)
    return _enum_class(value.word, value.number)(value.number)


@cache
def _enum_class(word: str, number: int) -> Any:
    def body(names: dict[str, Any]) -> None:
        # psrpcore's spelling of a member that Python does not allow.
        names["none" if word == "None" else word] = number

    return types.new_class("LabEnum", (PSEnumBase,), {}, body)
