"""One claim about a VF: proven, failed or unproven, with what was seen and what is missing.

Rule: a claim holds keys and facts, never sentences; its words stand in the locale files under [proof.said].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import text as reader
from ..clean import line

PROVEN, FAILED, UNPROVEN = "proven", "failed", "unproven"
#: In the order in which each rests on the one before it.
CLAIMS = ("given", "active", "record", "guest", "traffic", "drill")


@dataclass(frozen=True)
class Said:
    """One sentence: `key` under [proof.said], and the facts that fill it."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def words(self, lang: str) -> str:
        """The sentence; facts are data and lose what steers a terminal."""
        told = {name: line("-" if value is None else value, 120) for name, value in self.facts.items()}
        return reader.words(f"proof.said.{self.key}", lang, **told)

    def to_dict(self) -> dict[str, Any]:
        return {"said": self.key, **self.facts}


def said(key: str, **facts: Any) -> Said:
    return Said(key, facts)


@dataclass(frozen=True)
class Claim:
    """`id` is one of CLAIMS; `evidence` is what was seen, `missing` what would be needed to say more."""

    id: str
    verdict: str
    evidence: tuple[Said, ...] = ()
    missing: tuple[Said, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        lists = {name: [s.to_dict() for s in getattr(self, name)] for name in ("evidence", "missing")}
        return {"claim": self.id, "verdict": self.verdict, **lists}


def proven(claim: str, *evidence: Said, missing: tuple[Said, ...] = ()) -> Claim:
    return Claim(claim, PROVEN, evidence, missing)


def failed(claim: str, *evidence: Said, missing: tuple[Said, ...] = ()) -> Claim:
    return Claim(claim, FAILED, evidence, missing)


def unproven(claim: str, *missing: Said, evidence: tuple[Said, ...] = ()) -> Claim:
    return Claim(claim, UNPROVEN, evidence, missing)
