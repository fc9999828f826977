"""Enums in rows: some arrive as .NET enums (word and number), some of CIM as the bare number.

Rule: words and numbers stand in `core.cmdlets`, or here for the few that are not listed there (general knowledge).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...core.cmdlets import Record

Row = dict[str, Any]

VM_STATE = {2: "Running", 3: "Off", 6: "Saved", 9: "Paused"}
ON_OFF = {0: "On", 1: "Off"}
BANDWIDTH_MODE = {0: "Default", 1: "Weight", 2: "Absolute", 3: "None"}


@dataclass(frozen=True)
class Enum:
    """One value of an enum, as the collecting script would see it; `word` is None for a bare number."""

    word: str | None
    number: int | None


def of(kind: type[Record], attr: str, word: str) -> Enum:
    """A .NET enum: word and number of a property that `core.cmdlets` lists."""
    return listed(_values(kind, attr), word)


def bare(kind: type[Record], attr: str, word: str) -> Enum:
    """The same as CIM gives it without a type behind it: the number alone."""
    return Enum(None, listed(_values(kind, attr), word).number)


def listed(values: Mapping[int, str], word: str) -> Enum:
    return Enum(word, next(number for number, known in values.items() if known == word))


def _values(kind: type[Record], attr: str) -> Mapping[int, str]:
    return next(p.values for p in kind.PROPS if p.attr == attr)
