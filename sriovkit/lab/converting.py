"""Arguments as the types of parameters: what PowerShell's binder would make of a value that came over the wire.

Rule: what cannot be converted raises ValueError, whatever it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

#: Types of arguments that are things, not texts.
_OBJECTS: Final = (
    *("CimInstance", "PSObject", "Object", "Collections.Hashtable"),
    *("VMSwitch", "VirtualMachine", "VMNetworkAdapter", "VMNetworkAdapterBase"),
)
_ANYTHING: Final = ("PSObject", "Object")
#: Whole numbers: how many bits, and with a sign or without.
_NUMBERS: Final = {"Byte": (8, False)} | {
    f"{sign}Int{bits}": (bits, not sign) for sign in ("U", "") for bits in (16, 32, 64)
}


def converted(kind: str, values: tuple[str, ...], value: Any) -> Any:
    """The value as the type `kind`, a list for an array; `values` are an enum's words. Raises ValueError."""
    if kind in ("SwitchParameter", "Boolean"):
        return value is not False
    if kind.endswith(("[]", "Collection")):
        items = value if isinstance(value, list) else [value]
        return [_one(kind.removesuffix("[]"), values, item) for item in items]
    if isinstance(value, list) and kind not in _ANYTHING:
        # One thing in a list is that thing; none, or several, are not one.
        (value,) = value
    return _one(kind, values, value)


def _one(kind: str, values: tuple[str, ...], value: Any) -> Any:
    if kind == "Guid":
        return str(uuid.UUID(str(value)))
    if kind in _NUMBERS:
        return _number(*_NUMBERS[kind], value)
    if kind == "Collections.Hashtable" and not isinstance(value, Mapping):
        raise ValueError(value)
    if kind in _OBJECTS:
        return value
    if values:
        # An enum takes its words in any case.
        known = {word.lower(): word for word in values}
        if str(value).lower() not in known:
            raise ValueError(value)
        return known[str(value).lower()]
    return "" if value is None else str(value)


def _number(bits: int, signed: bool, value: Any) -> int:
    try:
        number = 0 if value is None else int(value)
    except (TypeError, OverflowError):
        raise ValueError(value) from None
    low = -(1 << bits - 1) if signed else 0
    if not low <= number < low + (1 << bits):
        raise ValueError(value)
    return number
