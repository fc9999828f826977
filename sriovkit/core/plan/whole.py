"""A plan: ordered steps for one host, what is refused, and how it is shown. Nothing is done by it.

Rule: it is for the host of its snapshot alone; read back, it is the very plan that was written, or refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .. import releases
from .refusals import REFUSED, Refusal
from .step import Step

if TYPE_CHECKING:
    from ..diagnose import Diagnosis

SCHEMA = "sriovkit.plan/1"


@dataclass(frozen=True)
class Plan:
    """What to do on one host, in order. Its repr is its text, its HTML the same for a notebook."""

    host: str
    #: When the snapshot was taken that it was made from.
    taken: str
    #: "2019"; "" where the host did not tell.
    release: str
    simulated: bool
    wanted: tuple[str, ...]
    steps: tuple[Step, ...]
    refusals: tuple[Refusal, ...]
    #: Changes to the facts that somebody only thought of; such a plan is for reading.
    what_if: tuple[str, ...] = ()
    ready: bool | None = None

    @classmethod
    def of(cls, d: Diagnosis, steps: tuple[Step, ...], refusals: tuple[Refusal, ...]) -> Plan:
        """The plan of a diagnosis with these steps."""
        release, thought = releases.of(d.snapshot), tuple(d.snapshot.source.get("what_if") or ())
        dated = tuple(replace(r, release=release) for r in refusals)
        wanted = tuple(d.wish.labels())
        return cls(d.host, d.snapshot.taken, release, d.simulated, wanted, steps, dated, thought, d.ready)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], host: str | None = None) -> Plan:
        """The plan that `to_dict` gave; `host` is the one that it shall be for.

        Raises InputError where it is no plan, was changed by hand, or is for another host.
        """
        from .reading import read

        return read(data, host)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """What is known to forbid something; the others are unknown and to be looked at."""
        return tuple(r for r in self.refusals if r.state == REFUSED)

    @property
    def impacts(self) -> tuple[str, ...]:
        """What its steps interrupt, each once: what somebody would have to allow."""
        return tuple(dict.fromkeys(s.impact for s in self.steps if s.kind != "wait"))

    @property
    def needs(self) -> tuple[str, ...]:
        """What a person confirms, each once, in the order of the steps."""
        return tuple(dict.fromkeys(need for s in self.steps for need in s.needs))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, schema sriovkit.plan/1; `checksum` tells whether it was changed since."""
        told: dict[str, Any] = {"schema": SCHEMA, "host": self.host, "taken": self.taken, "release": self.release}
        told |= {"simulated": self.simulated, "ready": self.ready, "wanted": list(self.wanted)}
        told |= {"steps": [s.to_dict() for s in self.steps], "refusals": [r.to_dict() for r in self.refusals]}
        told |= {"what_if": list(self.what_if)}
        return {**told, "checksum": checksum(told)}

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The plan for a terminal; lines that show a command are as long as it is."""
        from .show_text import text

        return text(self, lang, columns)

    def script(self, lang: str | None = None) -> str:
        """The plan as PowerShell to be read, and run by hand at the host's own console.

        Raises UsageError for a plan that somebody only thought of.
        """
        from .show_script import script

        return script(self, lang)

    def procedure(self, lang: str | None = None) -> str:
        """The plan as a work procedure to print: an HTML file of its own, with blanks for a pen."""
        from .show_procedure import page

        return page(self, lang)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()

    def html(self, lang: str | None = None) -> str:
        """The same as HTML: one <div>, styles inline, everything escaped."""
        from .show_html import html

        return html(self, lang)


def checksum(told: Mapping[str, Any]) -> str:
    """Of plain data, however its keys are ordered."""
    plain = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("ascii")).hexdigest()
