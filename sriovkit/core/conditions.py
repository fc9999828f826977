"""The comparisons a reason's [when] may use, and the three answers they give.

Rule: the operators are closed: equal, one of, not, above, below, has. What needs more is a derived fact with a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Unknown:
    """Nobody told: not the same as null, and not the same as healthy."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = Unknown()


def holds(value: Any, wanted: Any) -> bool | None:
    """Whether a fact is as `wanted`; None where the fact is unknown."""
    if isinstance(value, Unknown):
        return None
    if isinstance(wanted, Mapping):
        operator, operand = next(iter(wanted.items()))
        return _OPERATORS[operator](value, operand)
    if isinstance(wanted, list):
        return value in wanted
    return bool(value == wanted)


def _not(value: Any, operand: Any) -> bool | None:
    # A negation says nothing of a fact that is null: silence is not "something else".
    return None if value is None else bool(value != operand)


def _above(value: Any, operand: Any) -> bool | None:
    return None if value is None else bool(value > operand)


def _below(value: Any, operand: Any) -> bool | None:
    return None if value is None else bool(value < operand)


def _has(value: Any, operand: Any) -> bool | None:
    return None if value is None else operand in value


_OPERATORS = {"not": _not, "above": _above, "below": _below, "has": _has}


def verdict(facts: Mapping[str, Any], when: Mapping[str, Any]) -> bool | None:
    """Whether every line of `when` ("object.fact" = value) holds: one False settles it, else unknown stays unknown."""
    answers = [holds(facts.get(name, UNKNOWN), wanted) for name, wanted in when.items()]
    if False in answers:
        return False
    return None if None in answers or not answers else True
