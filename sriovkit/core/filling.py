"""A reason's commands filled with the names of the thing that it holds on.

Rule: only what means one existing thing on this host is put in, quoted. A name that wildcards or a twin could turn into
others, and what a person has to choose or to remove, stays a placeholder and is told as one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .quote import quote

if TYPE_CHECKING:
    from .datapath import Host, Thing

_PLACE = re.compile("'<(vm|nic|switch|n)>'")
_NEXT = re.compile("([;|])")
_WILD = frozenset("*?[]`")
#: Their adapters and vSwitches are new, or to be chosen.
_CHOOSING = ("New-", "Add-", "Connect-")


@dataclass(frozen=True)
class Filled:
    """`left` are the placeholders that a person has to replace before it is run: "<nic>", "<n>"."""

    text: str
    left: tuple[str, ...] = ()


class Names:
    """What a host calls its things, counted once: which names mean one thing alone."""

    def __init__(self, host: Host) -> None:
        vms = {t.facts.get("vm_id"): _name(t, "vm_name") for t in host.vm_nics}
        self._vms = _counted(vms.values())
        self._kinds = {kind: _counted(t.name for t in host.all(kind)) for kind in ("nic", "switch")}
        self._own: dict[tuple[str, str], list[str]] = defaultdict(list)
        for t in host.vm_nics:
            self._own[_vm(t)].append(_name(t, "name"))

    def of(self, thing: Thing | None) -> dict[str, str]:
        """The names for a thing: nic, switch, or vm with vm_nic and the switch that it is on."""
        if thing is None or thing.kind == "host":
            return {}
        if thing.kind != "vm_nic":
            return _single(thing.kind, thing.name, self._kinds[thing.kind])
        found = _single("vm", _name(thing, "vm_name"), self._vms)
        found |= _single("vm_nic", _name(thing, "name"), _counted(self._own[_vm(thing)]))
        return found | _single("switch", _name(thing, "switch_name"), self._kinds["switch"])


def filled(command: str, names: Mapping[str, str]) -> Filled:
    """The command with these names in it."""
    text = "".join(_statement(part, names) for part in _NEXT.split(command))
    return Filled(text, tuple(dict.fromkeys(f"<{place}>" for place in _PLACE.findall(text))))


def _statement(part: str, names: Mapping[str, str]) -> str:
    if part.strip().startswith("Remove-"):
        return part
    chosen = part.strip().startswith(_CHOOSING)
    of_vm = "-VMName" in part

    def put(place: re.Match[str]) -> str:
        key = "vm_nic" if of_vm and place[1] == "nic" else place[1]
        known = names.get(key, "") if not chosen or key in ("vm", "vm_nic") else ""
        return quote(known) if known else place[0]

    return _PLACE.sub(put, part)


def _single(kind: str, name: str, counted: Mapping[str, int]) -> dict[str, str]:
    return {kind: name} if name and counted.get(name.casefold()) == 1 and not _WILD & set(name) else {}


def _counted(names: Iterable[str]) -> Counter[str]:
    """How many have each name; Windows tells capitals and small letters not apart."""
    return Counter(name.casefold() for name in names)


def _name(thing: Thing, fact: str) -> str:
    return str(thing.facts.get(fact) or "")


def _vm(thing: Thing) -> tuple[str, str]:
    return _name(thing, "vm_id"), _name(thing, "vm_name").casefold()
