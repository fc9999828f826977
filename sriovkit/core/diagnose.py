"""From a snapshot to a diagnosis: what is wrong, in which order to mend it, and what could not be told.

Rule: this file only joins what the others know: the join, the wishes, the findings, the rungs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from . import find, releases, report, rungs, window, wishes
from .datapath import Host, join
from .findings import Evidence, Finding, Gap
from .slots import SlotMap
from .snapshot import Snapshot

__all__ = ["SCHEMA", "Diagnosis", "Evidence", "Finding", "Gap", "diagnose"]

SCHEMA = "sriovkit.diagnosis/1"


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What is wrong, in which order to mend it, and what could not be told. Its repr and HTML are the ladder."""

    snapshot: Snapshot
    joined: Host
    wish: wishes.Wishes
    findings: tuple[Finding, ...]
    unknown: tuple[Gap, ...]
    rungs: tuple[rungs.Rung, ...]

    @property
    def first(self) -> Finding | None:
        """The first thing to mend; None where nothing is known to block."""
        return next((f for f in self.findings if f.blocks), None)

    @property
    def ready(self) -> bool | None:
        """True: every wanted path is ready (nothing wanted: the host could). False: not. None: cannot be told."""
        return rungs.ready(self.rungs, self.findings, self.wish)

    @property
    def window(self) -> window.Window:
        """All work by hands that the blocking findings ask for, gathered into one power-off."""
        return window.of(self.findings)

    @property
    def slots(self) -> SlotMap:
        """Root ports, bridges and the NICs behind them: which hop misses ACS, and which slots are candidates."""
        return self.joined.slots

    def report(self, lang: str | None = None) -> str:
        """What nobody knows yet, redacted and ready to send; "" where there is nothing to report."""
        return report.of(self, lang)

    @property
    def host(self) -> str:
        return self.snapshot.host

    @property
    def simulated(self) -> bool:
        """The host's own model name says that it is a simulation."""
        return "simulated" in str(self.joined.host.facts.get("model") or "").lower()

    def to_dict(self) -> dict[str, Any]:
        """Plain data, schema sriovkit.diagnosis/1."""
        return {
            "schema": SCHEMA,
            "host": self.host,
            "simulated": self.simulated,
            **({"what_if": list(self.snapshot.source["what_if"])} if self.snapshot.source.get("what_if") else {}),
            "taken": self.snapshot.taken,
            "ready": self.ready,
            "wanted": self.wish.labels(),
            "findings": [f.to_dict() for f in self.findings],
            "unknown": [g.to_dict() for g in self.unknown],
            "rungs": [r.to_dict() for r in self.rungs],
        }

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The ladder and what to do first, for a terminal."""
        from . import ladder

        return ladder.text(self, lang, columns)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        from . import ladder_html

        return ladder_html.html(self)


def diagnose(snapshot: Snapshot, targets: Iterable[str] = ()) -> Diagnosis:
    """What keeps SR-IOV from working on the host of a snapshot.

    `targets` names what the user wants a VF path through: an uplink, a vSwitch or a VM NIC ("VM01/Network Adapter").
    Raises UsageError where a target is not on the host.
    """
    host = join(snapshot)
    wish = wishes.of(host, tuple(targets))
    found, unread = find.findings_of(host, wish, releases.of(snapshot))
    noted = tuple(_gaps(snapshot))
    # What reading the text noted already says where the sentence stands.
    placed = {gap.facts.get("sentence") or gap.facts.get("text") for gap in noted}
    gaps = (*(gap for gap in unread if gap.facts["sentence"] not in placed), *noted, *_silence(wish))
    return Diagnosis(snapshot, host, wish, found, gaps, rungs.judge(host, wish, found, snapshot))


def _gaps(snapshot: Snapshot) -> Iterator[Gap]:
    """Sections that did not answer, and what reading the text had to leave open."""
    for section in snapshot.sections:
        state = snapshot.state(section)
        if state == "missing" and releases.too_old_for(snapshot, section):
            continue
        if state in ("missing", "denied", "failed", "partial", "unelevated"):
            error = snapshot.sections[section].get("error") or {}
            yield Gap(f"section-{state}", section, {"section": section, "message": error.get("message", "")})
    for note in snapshot.notes:
        yield Gap(note.code, note.place, note.facts)


def _silence(wish: wishes.Wishes) -> Iterator[Gap]:
    """vSwitches that say no without a reason."""
    for switch in wish.switches:
        if switch.facts.get("iov_support") is False and not switch.facts.get("iov_support_reasons"):
            yield Gap("no-reason-told", switch.label, {"switch": switch.name})
