"""Hosts that know each other by name, so that VMs can move between them.

Rule: a command that touches two hosts holds both, in one order, and leaves both as they were where it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Final

from .binding import Signature
from .changes import Bound, Change, failed
from .life import Life
from .machine import Machine
from .migration import move, reported
from .server.pipeline import PipelineAnswer

Cross = Callable[[Machine, Machine, Signature, Bound], tuple[Change, Machine]]
#: Commands that change another host too, which their -DestinationHost names.
CROSSES: Final[Mapping[str, Cross]] = {"Move-VM": move}
#: Commands that only look at both.
LOOKS_ACROSS: Final = ("Compare-VM",)


class Neighbourhood:
    """Several lives in one room; each finds the others by their hosts' names, with or without a domain."""

    def __init__(self, *lives: Life) -> None:
        self.lives = lives
        for life in lives:
            life.neighbourhood = self

    def host(self, name: str) -> Life | None:
        """The life of the host of that name now, or None."""
        return next((life for life in self.lives if _names(life.machine) & {name.lower()}), None)

    def others(self, life: Life) -> list[Life]:
        return [other for other in self.lives if other is not life]


def other_host(life: Life, signature: Signature, bound: Bound) -> Life:
    """The life of the host that a command names. Raises Refused where this one does not know it."""
    name = str(bound["DestinationHost"])
    other = life.neighbourhood.host(name) if life.neighbourhood else None
    if other is None or other is life:
        raise failed(signature, f"This host knows no other host '{name}'", "ObjectNotFound")
    if not life.machine.elevated:
        raise failed(signature, "It needs an administrator", "PermissionDenied")
    return other


def compare(life: Life, signature: Signature, bound: Bound) -> PipelineAnswer:
    """Compare-VM: one report a VM. Raises Refused."""
    other = other_host(life, signature, bound)
    reports, errors = reported(life.seen, other.seen, signature, bound)
    return PipelineAnswer(tuple(reports), errors)


def cross(life: Life, signature: Signature, bound: Bound) -> Change:
    """Play a command that needs another host; both are changed at once. Raises Refused."""
    other = other_host(life, signature, bound)
    with ExitStack() as held:
        for one in sorted((life, other), key=id):
            held.enter_context(one.held())
        made: list[Change] = []

        def leave(here: Machine) -> Machine:
            def arrive(there: Machine) -> Machine:
                change, changed = CROSSES[signature.command](here, there, signature, bound)
                made.append(change)
                return changed

            other.change(arrive)
            return made[0].machine

        life.change(leave)
    return made[0]


def _names(machine: Machine) -> set[str]:
    return {machine.name.lower(), f"{machine.name}.{machine.domain}".lower()}
