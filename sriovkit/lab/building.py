"""TOML tables into the machine's dataclasses, strictly.

Rule: a key that no field has, a value of another type and a missing value are refused with their place.
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ..core.errors import InputError
from .nic import Card, Driver

T = TypeVar("T")


def build(kind: type[T], table: Any, place: str, file: str) -> T:
    """One dataclass from a table; `place` is where it stands in `file`. Raises InputError."""
    if not isinstance(table, Mapping):
        raise _wrong(place, table, "a table", file)
    if kind is Card:
        table = _with_kind(table, place, file)
    declared = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in declared:
            raise InputError("lab-unknown-key", host=file, place=f"{place}.{key}", known=tuple(declared))
    hints = get_type_hints(kind)
    for field in declared.values():
        if field.name not in table and field.default is MISSING and field.default_factory is MISSING:
            raise InputError("lab-missing-key", host=file, place=f"{place}.{field.name}")
    return kind(**{key: _value(hints[key], value, f"{place}.{key}", file) for key, value in table.items()})


def _value(hint: Any, value: Any, place: str, file: str) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise _wrong(place, value, "a list", file)
        return tuple(_value(get_args(hint)[0], item, f"{place}[{i}]", file) for i, item in enumerate(value))
    if is_dataclass(hint):
        return build(hint, value, place, file)  # type: ignore[arg-type]
    if type(value) is not hint or (hint is datetime and value.tzinfo is None):
        raise _wrong(place, value, _NAMES[hint], file)
    return value


#: Words for a type, as TOML calls it.
_NAMES = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    datetime: "a date and time with its offset",
}


def _wrong(place: str, value: Any, expected: str, file: str) -> InputError:
    return InputError("lab-wrong-value", host=file, place=place, value=value, expected=expected)


def _with_kind(table: Mapping[str, Any], place: str, file: str) -> Mapping[str, Any]:
    """A card's own words over those of its kind."""
    if "kind" not in table:
        return table
    kinds = _kinds()
    if table["kind"] not in kinds:
        raise InputError("lab-no-such", host=file, place=f"{place}.kind", name=table["kind"], known=tuple(kinds))
    own = {key: value for key, value in table.items() if key != "kind"}
    base = kinds[table["kind"]]
    for key in ("firmware", "driver"):
        if isinstance(own.get(key, {}), Mapping):
            own[key] = {**base.get(key, {}), **own.get(key, {})}
    return {"slot": "", **base, **own}


def driver_of(card: Card) -> Driver:
    """The vendor's driver for a card, as the list of cards has it; for another card one that does what the chip can."""
    for known in _kinds().values():
        if (known.get("vendor"), known.get("device")) == (card.vendor, card.device):
            return build(Driver, known["driver"], "driver", "cards.toml")
    return Driver(num_vfs=card.max_vfs, pf_support=card.capable)


@cache
def _kinds() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("cards.toml").read_text(encoding="utf-8"))
