"""Things found again by what others call them: by identity where both sides tell one, else by name.

Rule: an answer costs what it names, never what the host has; and of things nobody can tell apart only some are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .datapath import Thing

#: Things of one identity or one name that are told; Windows makes no second one, so more say nothing new.
_ALIKE = 4


class Lookup:
    """Things by the fact that identifies them, and by the fact that names them."""

    def __init__(self, things: Sequence[Thing], identity: str, name: str) -> None:
        self._place = {thing: number for number, thing in enumerate(things)}
        self._by_identity = _grouped(things, identity)
        self._by_name = _grouped(things, name)
        self._nameable = _grouped([t for t in things if not t.facts.get(identity)], name)

    def find(self, identities: Iterable[Any], names: Iterable[Any]) -> list[Thing]:
        """What these identities mean; a thing that tells none, or is sought without any, is found by its name."""
        asked = [i for i in identities if i]
        found = [t for i in asked for t in self._by_identity.get(i, ())]
        named = self._nameable if asked else self._by_name
        found += [t for name in names if name is not None for t in named.get(name, ())]
        return sorted(dict.fromkeys(found), key=self._place.__getitem__)


def _grouped(things: Iterable[Thing], fact: str) -> Mapping[Any, list[Thing]]:
    """Things by the value of a fact, at most some of each."""
    found: dict[Any, list[Thing]] = {}
    for thing in things:
        value = thing.facts.get(fact)
        same = found.setdefault(value, []) if value is not None else []
        if len(same) < _ALIKE:
            same.append(thing)
    return found
