"""NIC families: which one a card is of, and what its maker calls things. Read from one TOML file a family.

Rule: only what a source supports; a fact nobody told is None, and a family is never guessed from a vendor alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from . import packaged

#: Words of these confidences are shown without the mark "unconfirmed".
CONFIRMED = ("documented", "seen")
_PCI = re.compile(r"VEN_([0-9A-F]{4})&DEV_([0-9A-F]{4})", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """One fact in both languages, and how sure it is (documented | seen | general-knowledge | unknown)."""

    words: Mapping[str, str]
    confidence: str = "unknown"
    rungs: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    unless_known: bool = False
    #: Last Windows Server it is about ("2012R2"), "" where it is about every one.
    until: str = ""

    @property
    def confirmed(self) -> bool:
        return self.confidence in CONFIRMED

    def say(self, lang: str) -> str:
        return self.words.get(lang) or self.words["en"]


@dataclass(frozen=True)
class Limit(Told):
    """VFs at most: `value` per port, device or function; None where it is set elsewhere."""

    value: int | None = None
    per: str = ""


@dataclass(frozen=True)
class Switch(Told):
    """Where SR-IOV is switched on: bios, nic-firmware, driver; nowhere for a chip without SR-IOV."""

    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """One NIC family. Ids are PCI ids in small letters; None: nobody looked them up, (): there are none."""

    id: str
    name: str
    vendors: tuple[str, ...]
    pf: tuple[str, ...] | None
    vf: tuple[str, ...] | None
    #: VF ids on Hyper-V, which may differ from those on Linux, and how sure they are.
    vf_hyperv: tuple[str, ...] | None
    vf_hyperv_confidence: str
    max_vfs: Limit | None
    enabled_in: Switch | None
    notes: tuple[Told, ...]
    #: What the description of such a device holds; "#" stands for a digit.
    descriptions: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Every device id, of PFs and VFs."""
        return frozenset((*(self.pf or ()), *(self.vf or ()), *(self.vf_hyperv or ())))

    def describes(self, description: str) -> bool:
        """Whether a device of this description is of the family."""
        return any(_pattern(known).search(description) for known in self.descriptions)


@cache
def load() -> Mapping[str, Family]:
    """Every family by the name of its file."""
    paths = {packaged.stem(path): path for path in packaged.names("vendors")}
    return {name: _family(name, packaged.toml(path)) for name, path in paths.items() if not name.startswith("_")}


@cache
def general() -> tuple[Told, ...]:
    """What holds whatever the card is."""
    return tuple(_told(line) for line in packaged.toml("vendors/_any.toml")["line"])


#: A host has few kinds of cards and asks for each of them once a finding.
@lru_cache(maxsize=256)
def family_of(pnp_device_id: str | None, description: str | None = None) -> Family | None:
    """The family of a device by its PCI id ("PCI\\VEN_8086&DEV_1528&..."), else by its description; None: unknown.

    A description counts only among families of the vendor that the PCI id names, where there is one.
    """
    found = _PCI.search(pnp_device_id or "")
    vendor, device = (found[1].lower(), found[2].lower()) if found else ("", "")
    near = [f for f in load().values() if not vendor or vendor in f.vendors]
    by_id = next((f for f in near if device in f.ids), None)
    return by_id or next((f for f in near if description and f.describes(description)), None)


def _pattern(known: str) -> re.Pattern[str]:
    """A model's name standing for itself: X540 in "X540-T1", not in "X5400" and not in "EX540"."""
    inner = re.escape(known).replace(r"\#", "[0-9]")
    return re.compile(rf"(?<![A-Za-z0-9]){inner}(?![0-9])", re.IGNORECASE)


def _told(raw: Mapping[str, Any]) -> Told:
    more = {"rungs": tuple(raw.get("rungs", ())), "codes": tuple(raw.get("codes", ())), "until": raw.get("until", "")}
    return Told(_both(raw), raw["confidence"], **more, unless_known=raw.get("unless_known", False))


def _both(raw: Mapping[str, Any]) -> Mapping[str, str]:
    return {"en": raw["en"], "ja": raw["ja"]}


def _family(name: str, raw: Mapping[str, Any]) -> Family:
    hyperv, limit, switch = (raw.get(key, {}) for key in ("vf_hyperv", "max_vfs", "enabled_in"))
    return Family(
        id=name,
        name=raw["family"],
        vendors=tuple(raw["vendors"]),
        pf=_ids(raw.get("pf")),
        vf=_ids(raw.get("vf")),
        vf_hyperv=_ids(hyperv.get("ids")),
        vf_hyperv_confidence=hyperv.get("confidence", "unknown"),
        max_vfs=_limit(limit) if limit else None,
        enabled_in=Switch(_both(switch), switch["confidence"], where=tuple(switch["where"])) if switch else None,
        descriptions=tuple(raw["descriptions"]),
        sources=tuple(raw["sources"]),
        notes=tuple(_told(note) for note in raw.get("note", ())),
    )


def _ids(listed: list[str] | None) -> tuple[str, ...] | None:
    return None if listed is None else tuple(listed)


def _limit(raw: Mapping[str, Any]) -> Limit:
    return Limit(_both(raw), raw["confidence"], value=raw.get("value"), per=raw.get("per", ""))
