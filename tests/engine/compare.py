"""What differs between two answers, place by place.

Rule: every difference is told with its section, row and property, so that a failed test names the culprit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ABSENT = "(absent)"


def differences(got: Any, wanted: Any, place: str = "") -> list[str]:
    """One line for each place where two JSON values differ; order of keys does not count, types do."""
    return list(_differences(got, wanted, place))


def _differences(got: Any, wanted: Any, place: str) -> Iterator[str]:
    if isinstance(got, Mapping) and isinstance(wanted, Mapping):
        for key in {**wanted, **got}:
            yield from _differences(got.get(key, _ABSENT), wanted.get(key, _ABSENT), f"{place}/{key}")
    elif isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        for i, (one, other) in enumerate(zip(got, wanted, strict=True)):
            yield from _differences(one, other, f"{place}[{i}]")
    elif got != wanted or type(got) is not type(wanted):
        yield f"{place}: {got!r} instead of {wanted!r}"
