"""What somebody allows, how they are asked and told, and how long is waited: the terms of one run.

Rule: nothing is allowed that was not named; without anybody to ask, nothing that must be asked is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from ...core import catalogue
from ...core.apply.questions import Ask, Tell
from ...core.errors import UsageError


class Stop(Protocol):
    def is_set(self) -> bool: ...


@dataclass(frozen=True)
class Patience:
    """Seconds between two looks, seconds until what is not to be seen counts as "settling", looks that must agree."""

    interval: float = 2.0
    deadline: float = 120.0
    looks: int = 2


@dataclass(frozen=True)
class Rules:
    """The terms of a run. Raises UsageError for an impact that there is not."""

    allow: frozenset[str] = frozenset()
    ask: Ask | None = None
    tell: Tell | None = None
    stop: Stop | None = None
    patience: Patience = field(default_factory=Patience)
    #: Words for taking over a hold that was left behind.
    take_over: str = ""

    @classmethod
    def of(cls, allow: Iterable[str] | None, **more: object) -> Rules:
        several = isinstance(allow, Iterable) and not isinstance(allow, str)
        named: list[object] = [] if allow is None else [*allow] if several else [allow]
        for impact in named:
            if impact not in catalogue.IMPACTS:
                raise UsageError("unknown-impact", impact=impact, known=", ".join(catalogue.IMPACTS))
        return cls(frozenset(map(str, named)), **more)  # type: ignore[arg-type]

    @property
    def stopped(self) -> bool:
        return self.stop is not None and self.stop.is_set()
