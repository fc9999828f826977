"""Properties of Windows by name: which rows have them, what they mean there, and which reasons rest on them.

Rule: a property that many reasons show leads to none of them; then what it is is told first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from . import catalogue, explain_index, packaged
from .cmdlets import CMDLETS, Cmdlet, Prop

#: "VFDataPathActive", "VFDataPathActive : False"
_ASKED = re.compile(r"(\w+?)(?:is)?(?:true|false)?")

Places = tuple[tuple[Cmdlet, Prop], ...]


def named(query: str) -> Places:
    """Where the property stands that a folded text names and nothing else; () where it names none."""
    bare = _bare(query)
    asked = _ASKED.fullmatch(bare)
    return _declared().get(bare) or (_declared().get(asked[1], ()) if asked else ())


def title(places: Places) -> str:
    """A property's own name, without the object that it is embedded in where it stands in several."""
    first, *rest = (p.name for _, p in places)
    return first if all(name == first for name in rest) else first.rpartition(".")[2]


def leads(places: Places) -> tuple[str, ...]:
    """The reasons whose conditions hold the property, in mending order; none where all sorts of reasons show it."""
    if not places or title(places) in explain_index.told_first():
        return ()
    attrs = {p.attr for _, p in places}
    return tuple(r.code for r in catalogue.load().values() if attrs & _attrs(r))


def meaning(section: str, prop: Prop, lang: str) -> str:
    """What a property means in a language; English where a translation is missing."""
    group, _, name = prop.name.rpartition(".")
    words = _translated().get("capabilities" if group else section, {})
    if lang == "en" or name not in words:
        return prop.meaning
    return str(words.get(group, "")) + str(words[name])


def _attrs(reason: catalogue.Reason) -> set[str]:
    return {name.partition(".")[2] for conditions in (reason.when, *reason.signals) for name in conditions}


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


@cache
def _declared() -> Mapping[str, Places]:
    """Folded name -> every place of the property; an embedded one has its last part as a name as well."""
    found: dict[str, list[tuple[Cmdlet, Prop]]] = defaultdict(list)
    for cmdlet in CMDLETS.values():
        for p in cmdlet.record.PROPS:
            for name in dict.fromkeys((p.name, p.name.rpartition(".")[2])):
                found[_bare(explain_index.fold(name))].append((cmdlet, p))
    return {name: tuple(places) for name, places in found.items()}


@cache
def _translated() -> Mapping[str, Mapping[str, Any]]:
    """Japanese meanings: section -> property -> words."""
    return packaged.toml("properties.ja.toml")
