"""What a finding's card says in the words of the NIC's own maker, and the names to look for where nobody knows it.

Rule: a family speaks only where its facts are about the reason and the host's Windows; what is not confirmed is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import releases
from . import text as reader
from .vendors import Family, Limit, Told, family_of, general

if TYPE_CHECKING:
    from .datapath import Host, Thing
    from .findings import Finding

#: Reasons whose reader looks for the place where SR-IOV is switched on, and where it must then be ("": anywhere).
_SWITCHED = {
    **dict.fromkeys(("nic-no-sriov", "nic-sriov-disabled", "nic-zero-vfs", "nic-missing-pf-driver"), ""),
    **dict.fromkeys(("pcie-os-control", "nic-no-bus-resources", "nic-no-vf-bar"), "bios"),
}
#: More families than this under one finding are not told card by card.
_MOST = 3


@dataclass(frozen=True)
class VendorLine:
    """What a card shows of a family ("" for what holds for every card)."""

    family: str
    words: str
    confirmed: bool


def families_near(thing: Thing | None, host: Host, wanted: tuple[Thing, ...]) -> tuple[Family, ...]:
    """The families of the NICs that a thing is or stands on; for the host itself those of the wanted NICs, else all."""
    if thing is None or thing.kind == "host":
        nics = list(wanted) or [n for n in host.nics if n.facts.get("listed")]
    else:
        nics = [p.nic for p in host.paths_of(thing) if p.nic is not None] or [thing]
    found = {f.id: f for f in map(_of, nics) if f is not None}
    return tuple(found.values()) if len(found) <= _MOST else ()


def _of(nic: Thing) -> Family | None:
    identity = nic.facts.get("pnp_device_id") or nic.facts.get("component_id")
    return family_of(identity, nic.facts.get("interface_description"))


def vendor_lines(finding: Finding, lang: str) -> list[VendorLine]:
    """What the makers of the finding's cards call things, then the names to look for whatever the card is."""
    told = [line for family in finding.families for line in _lines(family, finding, lang)]
    known = bool(finding.families) and all(f.enabled_in is not None for f in finding.families)
    shown = [t for t in general() if _fits(t, finding) and not (t.unless_known and known)]
    return told + [VendorLine("", t.say(lang), t.confirmed) for t in shown]


def _lines(family: Family, finding: Finding, lang: str) -> Iterator[VendorLine]:
    if _speaks_of_switch(family, finding.code):
        switch = family.enabled_in
        place = switch.say(lang) if switch else reader.words("vendor.switch-unknown", lang)
        words = reader.words("vendor.switch", lang) + place
        yield VendorLine(family.name, words, switch is None or switch.confirmed)
    if finding.code == "nic-zero-vfs" and family.max_vfs is not None:
        yield VendorLine(family.name, _limit(family.max_vfs, lang), family.max_vfs.confirmed)
    for note in family.notes:
        if finding.rung in note.rungs and releases.meets(finding.release, "", note.until):
            yield VendorLine(family.name, note.say(lang), note.confirmed)


def _speaks_of_switch(family: Family, code: str) -> bool:
    needed = _SWITCHED.get(code)
    return needed == "" or (family.enabled_in is not None and needed in family.enabled_in.where)


def _limit(limit: Limit, lang: str) -> str:
    count = reader.words(f"vendor.per-{limit.per}", lang, count=limit.value) if limit.per else ""
    return reader.words("vendor.limit", lang) + count + limit.say(lang)


def _fits(told: Told, finding: Finding) -> bool:
    return finding.rung in told.rungs and (not told.codes or finding.code in told.codes)
