"""From a snapshot to findings: which reasons hold, on what, in the order to mend them.

Rule: found, clear, unknown and not applicable are four different things; an unknown cause hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import catalogue, conditions, report, rungs, vendor_words, window, wishes
from .catalogue import Reason
from .console import sentences
from .datapath import Host, Thing, join
from .snapshot import Snapshot
from .text import language
from .vendors import Family

SCHEMA = "sriovkit.diagnosis/1"


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

    @property
    def reason(self) -> Reason:
        return catalogue.load()[self.code]

    def sentence(self) -> str:
        """What Windows itself said, as it said it; "" where the reason was inferred."""
        told = [e for e in self.evidence if e.property.endswith("IovSupportReasons")]
        return str(told[0].value) if told else ""

    @property
    def blocks(self) -> bool:
        return self.verdict == "found" and self.severity != "info"

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The reason's card for a terminal: meaning, steps, proof, what Windows said."""
        from . import ladder

        return "\n".join(ladder.card(self, language(lang), columns))

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


def findings_of(host: Host, wish: wishes.Wishes) -> tuple[tuple[Finding, ...], tuple[Gap, ...]]:
    """Every finding in mending order, consequences folded under their cause, and the sentences nobody knows."""
    told, unread = _told(host)
    inferred = [_finding(r, t, e) for r in _inferable() for t in host.all(r.scope) for e in _inferred(r, t, host)]
    merged = _merge(_weighed(f, wish) for f in (*told, *inferred))
    merged = [replace(f, families=vendor_words.families_near(f.thing, host, wish.nics)) for f in merged]
    ordered = sorted(merged, key=lambda f: (f.reason.order, f.target))
    return _fold(ordered, host), tuple(unread)


def _finding(reason: Reason, thing: Thing, evidence: Sequence[Evidence]) -> Finding:
    return Finding(reason.code, reason.rung, "found", thing.label, tuple(evidence), reason.severity, (), thing)


def _told(host: Host) -> tuple[list[Finding], list[Gap]]:
    """What Windows itself says: its sentences, and the SriovSupport of each adapter."""
    found: list[Finding] = []
    unread: list[Gap] = []
    for thing in (host.host, *host.switches):
        for sentence in thing.facts.get("iov_support_reasons") or ():
            match = sentences.reasons_in(sentence)
            said = Evidence(thing.label, thing.origins["iov_support_reasons"], sentence)
            if match is None:
                unread.append(Gap("unknown-sentence", thing.label, {"sentence": sentence}))
            elif match.code != "ok":
                reason = catalogue.load()[match.code]
                found.append(_finding(reason, _bearer(reason, thing, host), [said]))
    return found + list(_by_sriov_support(host)), unread


def _bearer(reason: Reason, said_by: Thing, host: Host) -> Thing:
    """Whose fault a sentence tells: the platform's, or that of the vSwitch's only uplink."""
    if reason.scope == "host":
        return host.host
    uplinks = host.uplinks(said_by) if said_by.kind == "switch" else []
    return uplinks[0] if reason.scope == "nic" and len(uplinks) == 1 else said_by


def _by_sriov_support(host: Host) -> Iterator[Finding]:
    for nic in host.nics:
        reason = catalogue.by_sriov_support(str(nic.facts.get("sriov_support") or ""))
        # Adapters that Get-NetAdapterSriov leaves out report Unknown in Get-NetAdapterHardwareInfo: no news.
        if reason is None or (reason.code == "nic-sriov-unknown" and not nic.facts.get("listed")):
            continue
        seen = Evidence(nic.label, nic.origins["sriov_support"], nic.facts["sriov_support"])
        yield _finding(reason, host.host if reason.scope == "host" else nic, [seen])


def _inferable() -> list[Reason]:
    return [r for r in catalogue.load().values() if r.when]


def _inferred(reason: Reason, thing: Thing, host: Host) -> Iterator[list[Evidence]]:
    """The evidence of a derived reason where all of its conditions hold."""
    for facts, seen in _views(thing, host):
        if conditions.verdict(facts, reason.when) is True:
            yield [seen[name] for name in reason.when]
            return


def _views(thing: Thing, host: Host) -> Iterator[tuple[dict[str, Any], dict[str, Evidence]]]:
    """The facts a thing can see: its own, those of what it is connected to, and the host's."""
    path = next(iter(host.paths_of(thing)), None) if thing.kind != "host" else None
    near = {t.kind: t for t in (*(path.things() if path else ()), host.host, thing)}
    facts: dict[str, Any] = {}
    seen: dict[str, Evidence] = {}
    for kind, t in near.items():
        for name, value in t.facts.items():
            known_as = f"guest.{name[6:]}" if name.startswith("guest_") else f"{kind}.{name}"
            facts[known_as] = value
            seen[known_as] = Evidence(t.label, known_as if t.origins[name] == "derived" else t.origins[name], value)
    yield facts, seen


def _weighed(finding: Finding, wish: wishes.Wishes) -> Finding:
    wanted = wish.wants(finding.thing, finding.reason)
    return finding if wanted else replace(finding, verdict="information")


def _merge(found: Iterable[Finding]) -> list[Finding]:
    """One finding a reason and target; the evidence of all."""
    merged: dict[tuple[str, str], Finding] = {}
    for f in found:
        known = merged.get((f.code, f.target))
        more = tuple(e for e in f.evidence if known is None or e not in known.evidence)
        merged[f.code, f.target] = f if known is None else replace(known, evidence=known.evidence + more)
    return list(merged.values())


def _fold(ordered: Sequence[Finding], host: Host) -> tuple[Finding, ...]:
    """Put each derived finding under the first finding that causes it; what Windows itself says is never folded."""
    causes = {id(f): _cause(f, ordered, host) for f in ordered}
    roots = [f for f in ordered if causes[id(f)] is None]
    return tuple(replace(r, folded=tuple(f for f in ordered if _root(f, causes) is r)) for r in roots)


def _root(finding: Finding, causes: Mapping[int, Finding | None]) -> Finding | None:
    """The first cause of a consequence; None for a finding that is none."""
    cause = causes[id(finding)]
    while cause is not None and causes[id(cause)] is not None:
        cause = causes[id(cause)]
    return cause


def _cause(finding: Finding, ordered: Sequence[Finding], host: Host) -> Finding | None:
    if finding.reason.origin == "system":
        return None
    for other in ordered:
        # What nobody wants explains no fault.
        weighs = other.verdict == "found" or finding.verdict == "information"
        if other is not finding and weighs and other.code in finding.reason.hidden_by and _share(finding, other, host):
            return other
    return None


def _share(one: Finding, other: Finding, host: Host) -> bool:
    """Whether two findings stand on the same path."""
    if one.thing is None or other.thing is None or "host" in (one.thing.kind, other.thing.kind):
        return True
    if one.thing is other.thing:
        return True
    return any(p in host.paths_of(other.thing) for p in host.paths_of(one.thing))


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
    found, unread = findings_of(host, wish)
    gaps = (*unread, *_gaps(snapshot))
    return Diagnosis(snapshot, host, wish, found, gaps, rungs.judge(host, wish, found, snapshot))


def _gaps(snapshot: Snapshot) -> Iterator[Gap]:
    """Sections that did not answer, and what reading the text had to leave open."""
    for section in snapshot.sections:
        state = snapshot.state(section)
        if state in ("missing", "denied", "failed", "partial", "unelevated"):
            error = snapshot.sections[section].get("error") or {}
            yield Gap(f"section-{state}", section, {"section": section, "message": error.get("message", "")})
    for note in snapshot.notes:
        yield Gap(note.code, note.place, note.facts)
