"""The catalogue of reasons: what we know of each, read from one TOML file a reason.

Rule: knowledge is data. A reason is wholly in catalogue/reasons/<code>.toml, with both languages and its example in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import packaged

#: The ladder from its foot to its top: a reason stands on the rung where it is mended.
RUNGS = (
    "hardware",
    "firmware",
    "pcie-slot",
    "hypervisor",
    "nic-firmware",
    "nic-driver",
    "switch",
    "vm",
    "guest",
)
#: What a step interrupts, from nothing to everything.
IMPACTS = ("none", "vf-reset", "nic-restart", "vswitch-rebuild", "vm-restart", "host-restart", "power-off")


@dataclass(frozen=True)
class Sentence:
    """What Windows itself says in one language; `whole` is False where only its beginning is known."""

    text: str
    phrases: tuple[str, ...]
    confidence: str
    whole: bool = True


@dataclass(frozen=True)
class Step:
    """One step of a remedy: who does it, where, what it interrupts, and how to take it back."""

    who: str
    where: str
    impact: str
    confidence: str
    words: Mapping[str, str]
    command: str = ""
    since: str = ""
    until: str = ""
    undo: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Proof:
    """A command, and what it shows once the reason is gone."""

    where: str
    command: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Reason:
    """One reason why SR-IOV does not work, complete."""

    code: str
    order: int
    rung: str
    layer: str
    severity: str
    scope: str
    origin: str
    #: Information, not a fault, where nobody wants SR-IOV.
    wish: bool
    hidden_by: tuple[str, ...]
    sources: tuple[str, ...]
    #: SriovSupport word that means this reason, or "".
    sriov_support: str
    #: Tokens that mean it in every language.
    phrases: tuple[str, ...]
    system: Mapping[str, Sentence]
    when: Mapping[str, Any]
    #: language -> title, short, meaning, note
    words: Mapping[str, Mapping[str, str]]
    remedy: tuple[Step, ...]
    proof: tuple[Proof, ...]
    example: tuple[Mapping[str, Any], ...]
    also: tuple[str, ...]
    #: Signs that need no language: each a set of conditions as in `when`, on one thing.
    signals: tuple[Mapping[str, Any], ...] = ()

    def say(self, part: str, lang: str) -> str:
        """The title, short, meaning or note in a language, English behind it."""
        return self.words.get(lang, {}).get(part) or self.words["en"].get(part, "")

    @property
    def impact(self) -> str:
        """What mending it interrupts at the worst."""
        return max((step.impact for step in self.remedy), key=IMPACTS.index, default="none")


@cache
def load() -> Mapping[str, Reason]:
    """Every reason by its code, in mending order."""
    found = [_reason(packaged.stem(path), packaged.toml(path)) for path in packaged.names("reasons")]
    return {reason.code: reason for reason in sorted(found, key=lambda r: (r.order, r.code))}


def by_sriov_support(word: str) -> Reason | None:
    """The reason that a SriovSupport value stands for; None for Supported and for words nobody knows."""
    return next((r for r in load().values() if word and r.sriov_support == word and r.code != "ok"), None)


def _reason(code: str, raw: Mapping[str, Any]) -> Reason:
    system = raw.get("system", {})
    return Reason(
        code=code,
        **{key: raw[key] for key in ("order", "rung", "layer", "severity", "scope", "origin")},
        wish=raw.get("wish", False),
        hidden_by=tuple(raw.get("hidden_by", ())),
        sources=tuple(raw["sources"]),
        sriov_support=system.get("sriov_support", ""),
        phrases=tuple(system.get("phrases", ())),
        system={lang: _sentence(system[lang]) for lang in ("en", "ja") if lang in system},
        when=raw.get("when", {}),
        words={lang: raw[lang] for lang in ("en", "ja")},
        remedy=tuple(_step(step) for step in raw.get("remedy", ())),
        proof=tuple(Proof(p["where"], p.get("command", ""), _both(p)) for p in raw.get("proof", ())),
        example=tuple(raw.get("example", ())),
        also=tuple(raw.get("expect", {}).get("also", ())),
        signals=tuple(raw.get("signal", ())),
    )


def _sentence(raw: Mapping[str, Any]) -> Sentence:
    text, phrases = raw.get("sentence", ""), tuple(raw.get("phrases", ()))
    return Sentence(text, phrases, raw.get("confidence", "unknown"), raw.get("whole", True))


def _step(raw: Mapping[str, Any]) -> Step:
    more = {key: raw[key] for key in ("command", "since", "until", "undo") if key in raw}
    return Step(raw["who"], raw["where"], raw["impact"], raw["confidence"], _both(raw), **more)


def _both(raw: Mapping[str, Any]) -> Mapping[str, str]:
    return {"en": raw["en"], "ja": raw["ja"]}
