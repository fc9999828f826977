"""What a ladder remembers: whose diagnosis it shows, which rungs are opened, and what has become of it since.

Rule: a new look keeps what was opened.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ...core.diagnose import Diagnosis
from ...core.findings import Finding


@dataclass(frozen=True)
class Ladder:
    """`diagnosis` is None where nothing was read yet."""

    diagnosis: Diagnosis | None = None
    opened: frozenset[str] = field(default_factory=frozenset)

    def toggled(self, rung: str) -> Ladder:
        """The rung opened, or closed again."""
        return replace(self, opened=self.opened ^ {rung})

    def looked(self, diagnosis: Diagnosis | None) -> Ladder:
        """A fresh look."""
        return replace(self, diagnosis=diagnosis)

    def cards(self, rung: str) -> tuple[Finding, ...]:
        """What stands behind a rung, the very first thing to do left out: its card stands above the ladder."""
        d = self.diagnosis
        return tuple(f for f in d.findings if f.rung == rung and f is not d.first) if d else ()
