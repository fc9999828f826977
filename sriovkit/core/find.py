"""Which reasons hold on what: those Windows itself names, and those that its properties give away.

Rule: found, clear, unknown and not applicable are four different things; only what is found is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from . import catalogue, conditions, fold, signals, vendor_words, wishes
from .catalogue import Reason
from .console import sentences
from .datapath import Host, Thing
from .filling import Names
from .findings import Evidence, Finding, Gap


def findings_of(host: Host, wish: wishes.Wishes, release: str) -> tuple[tuple[Finding, ...], tuple[Gap, ...]]:
    """Every finding in mending order, consequences folded under their cause, and the sentences nobody knows.

    `release` is the host's Windows Server ("2019"), "" where it is unknown.
    """
    told, unread = _told(host)
    inferred = list(_inferred(host))
    merged = _merge(_weighed(f, wish) for f in (*told, *inferred))
    near = vendor_words.families_near
    names = Names(host)
    merged = [
        replace(f, families=near(f.thing, host, wish.nics), release=release, names=names.of(f.thing)) for f in merged
    ]
    return fold.folded(merged, host), tuple(unread)


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
    return [*found, *_by_sriov_support(host), *_by_signal(host)], unread


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


def _by_signal(host: Host) -> Iterator[Finding]:
    """The same without words: device properties that mean what a sentence means."""
    for reason, thing, names in signals.raised(host):
        seen = [_seen(f"{thing.kind}.{name}", thing.facts[name], thing, thing.origins[name]) for name in names]
        yield _finding(reason, host.host if reason.scope == "host" else thing, seen)


def _inferred(host: Host) -> Iterator[Finding]:
    """Each derived reason on each thing where all of its conditions hold, with what it was inferred from."""
    views = {t: _view(t, host) for t in (host.host, *host.nics, *host.switches, *host.vm_nics)}
    for reason in catalogue.load().values():
        for thing in host.all(reason.scope) if reason.when else ():
            facts, origins = views[thing]
            if conditions.verdict(facts, reason.when) is True:
                yield _finding(reason, thing, [_seen(name, facts[name], *origins[name]) for name in reason.when])


def _view(thing: Thing, host: Host) -> tuple[dict[str, Any], dict[str, tuple[Thing, str]]]:
    """The facts a thing can see, and whose they are: its own, those of what it is connected to, and the host's."""
    path = next(iter(host.paths_of(thing)), None) if thing.kind != "host" else None
    near = {t.kind: t for t in (*(path.things() if path else ()), host.host, thing)}
    facts: dict[str, Any] = {}
    origins: dict[str, tuple[Thing, str]] = {}
    for kind, t in near.items():
        for name, value in t.facts.items():
            known_as = f"guest.{name[6:]}" if name.startswith("guest_") else f"{kind}.{name}"
            facts[known_as] = value
            origins[known_as] = (t, t.origins[name])
    return facts, origins


def _seen(known_as: str, value: Any, thing: Thing, origin: str) -> Evidence:
    return Evidence(thing.label, known_as if origin == "derived" else origin, value)


def _weighed(finding: Finding, wish: wishes.Wishes) -> Finding:
    wanted = wish.wants(finding.thing, finding.reason)
    return finding if wanted else replace(finding, verdict="information")


def _merge(found: Iterable[Finding]) -> list[Finding]:
    """One finding a reason and thing, of which two may have one name; the evidence of all."""
    same: dict[tuple[str, str, Thing | None], tuple[Finding, dict[tuple[str, str, str], Evidence]]] = {}
    for f in found:
        _, seen = same.setdefault((f.code, f.target, f.thing), (f, {}))
        for e in f.evidence:
            seen.setdefault((e.object, e.property, repr(e.value)), e)
    return [replace(f, evidence=tuple(seen.values())) for f, seen in same.values()]
