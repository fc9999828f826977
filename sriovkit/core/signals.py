"""Reasons by signs that need no language: device properties and codes that mean what a sentence of Windows means.

Rule: a signal is a [[signal]] of a reason's file; each of its lines must hold, on one thing. It joins the finding that
the sentence makes, and makes the finding alone where no sentence is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import catalogue, conditions
from .catalogue import Reason

if TYPE_CHECKING:
    from .datapath import Host, Thing


def raised(host: Host) -> Iterator[tuple[Reason, Thing, list[str]]]:
    """Every signal that holds: its reason, the thing it was seen on, and the facts that told it."""
    for reason in catalogue.load().values():
        for signal in reason.signals:
            for thing in host.all(next(iter(signal)).partition(".")[0]):
                if _holds(signal, thing):
                    yield reason, thing, [n for n in _names(signal) if thing.origins[n] != "derived"]


def _holds(signal: Mapping[str, Any], thing: Thing) -> bool:
    facts = {f"{thing.kind}.{name}": value for name, value in thing.facts.items()}
    return conditions.verdict(facts, signal) is True


def _names(signal: Mapping[str, Any]) -> list[str]:
    return [name.partition(".")[2] for name in signal]
