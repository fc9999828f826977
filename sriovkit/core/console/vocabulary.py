"""Property names -> cmdlets: which command's record stands in a text that does not name its command.

Rule: a record belongs to the cmdlet that knows most of its names; where several know as many, to none, unless listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from ..cmdlets import CMDLETS, Prop

#: Sets of names that several cmdlets know, and the one that people mean by them.
_MEANT = (
    (frozenset({"iovsupport", "iovsupportreasons"}), "Get-VMHost"),
    (frozenset({"name", "interfacedescription", "sriovsupport"}), "Get-NetAdapterSriov"),
)
_MARKS = ("\u2026", "...")


@cache
def properties(section: str) -> Mapping[str, Prop]:
    """The properties of a section by their names in small letters."""
    return {p.name.lower(): p for p in CMDLETS[section].record.PROPS} if section in CMDLETS else {}


@cache
def known_names() -> frozenset[str]:
    """Every property name of every cmdlet, in small letters."""
    return frozenset(name for section in CMDLETS for name in properties(section))


def kind_of(name: str, section: str = "") -> str:
    """The kind of a property, in a section or in the first that has it; "" for one that nobody knows."""
    pool = [section] if section else list(CMDLETS)
    return next((p.kind for s in pool for p in [properties(s).get(name.lower())] if p), "")


def section_of(names: Iterable[str]) -> str:
    """The section whose cmdlet gives a record of these names; "" where that is not certain."""
    seen = {name.lower() for name in names}
    known = {section: len(seen & properties(section).keys()) for section in CMDLETS}
    most = max(known.values(), default=0)
    best = [section for section, count in known.items() if count == most]
    if most == 0:
        return ""
    if len(best) == 1:
        return best[0]
    hits = seen & known_names()
    return next((section for meant, section in _MEANT if hits <= meant and section in best and hits != {"name"}), "")


def finished(name: str, section: str = "") -> str:
    """A column's name that was cut ("IovEnab...") made whole where only one property begins so."""
    mark = next((mark for mark in _MARKS if name.endswith(mark)), "")
    if not mark:
        return name
    begun = name.removesuffix(mark).lower()
    pool = properties(section).values() if section else [p for s in CMDLETS for p in properties(s).values()]
    hits = {p.name for p in pool if p.name.lower().startswith(begun)}
    return hits.pop() if len(hits) == 1 and begun else name
