"""What a diagnosis is made of: evidence, findings, and gaps where nothing could be told.

Rule: plain frozen records; a finding shows itself as its reason's card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import catalogue, releases
from .catalogue import Proof, Reason, Step
from .datapath import Thing
from .filling import Filled, filled
from .text import language
from .vendors import Family


@dataclass(frozen=True)
class Evidence:
    """Where it was seen: the object, the property ("Get-VMSwitch.IovSupportReasons") and its value as told."""

    object: str
    property: str
    value: Any

    def to_dict(self) -> dict[str, Any]:
        return {"object": self.object, "property": self.property, "value": self.value}


@dataclass(frozen=True)
class Finding:
    """A reason that holds. `verdict` is "found" on a wanted path, "information" where nobody wants SR-IOV."""

    code: str
    rung: str
    verdict: str
    target: str
    evidence: tuple[Evidence, ...]
    severity: str
    #: Findings that are consequences of this one.
    folded: tuple[Finding, ...] = ()
    #: The thing it holds on.
    thing: Thing | None = None
    #: The NIC families it is about, where they are known.
    families: tuple[Family, ...] = ()
    #: The host's Windows Server ("2019"); "" where it did not tell.
    release: str = ""
    #: What its commands can be filled with: vm, vm_nic, nic, switch -> name.
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        return catalogue.load()[self.code]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The remedy as far as the host's Windows has what it names."""
        return tuple(s for s in self.reason.remedy if releases.meets(self.release, s.since, s.until))

    def command(self, given: Step | Proof) -> Filled:
        """The command of a step or a proof with the host's names in it."""
        return filled(given.command, self.names)

    @property
    def impact(self) -> str:
        """What mending it on this host interrupts at the worst."""
        return max((step.impact for step in self.steps), key=catalogue.IMPACTS.index, default="none")

    def sentence(self) -> str:
        """What Windows itself said, as it said it; "" where the reason was inferred."""
        told = [e for e in self.evidence if e.property.endswith("IovSupportReasons")]
        return str(told[0].value) if told else ""

    @property
    def blocks(self) -> bool:
        return self.verdict == "found" and self.severity != "info"

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The reason's card for a terminal: meaning, steps, proof, what Windows said."""
        from . import card

        return "\n".join(card.lines(self, language(lang), columns))

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        from . import ladder_html

        return ladder_html.finding(self)

    def to_dict(self) -> dict[str, Any]:
        named = {"code": self.code, "rung": self.rung, "verdict": self.verdict, "target": self.target}
        told = {"severity": self.severity, "evidence": [e.to_dict() for e in self.evidence]}
        told |= {"families": [f.id for f in self.families]} if self.families else {}
        return {**named, **told, **({"folded": [f.to_dict() for f in self.folded]} if self.folded else {})}


@dataclass(frozen=True)
class Gap:
    """Something that could not be told: a code, what it is about, and facts for its words."""

    code: str
    target: str
    facts: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return {"code": self.code, "target": self.target, "facts": dict(self.facts)}
