"""A value that is used and never shown: passwords, and proxies that may hold one.

Rule: no repr, no str, no pickle, no copy and no attribute gives the value; only `reveal()` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, SupportsIndex

MASK = "<hidden>"


class Secret:
    """Keeps `value` in a closure, so that tools which print attributes find nothing to print."""

    __slots__ = ("reveal",)

    def __init__(self, value: str) -> None:
        self.reveal: Callable[[], str] = lambda: value

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a secret is neither pickled nor copied")


def hidden(value: str | Secret | None) -> Secret | None:
    """`value` wrapped, unless it is wrapped already or there is none."""
    return Secret(value) if isinstance(value, str) else value
