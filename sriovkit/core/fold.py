"""In which order to mend, and what is only the consequence of something else.

Rule: an unknown cause hides nothing, and neither does what nobody wants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from . import catalogue
from .datapath import Host, Thing
from .findings import Finding

#: Findings by reason, then by the thing they stand on (None: the host), each with its place in the mending order.
_Standing = Mapping[str, Mapping[Thing | None, Sequence[tuple[int, Finding]]]]


def folded(found: Sequence[Finding], host: Host) -> tuple[Finding, ...]:
    """In mending order, each derived finding under the first that causes it; what Windows itself says stays apart."""
    ordered = sorted(found, key=_order)
    standing = _standing(ordered)
    causes = {id(f): _cause(f, standing, host) for f in ordered}
    under: dict[int, list[Finding]] = {id(f): [] for f in ordered}
    for f in ordered:
        root = _root(f, causes)
        if root is not None:
            under[id(root)].append(f)
    return tuple(replace(f, folded=tuple(under[id(f)])) for f in ordered if causes[id(f)] is None)


def _order(finding: Finding) -> tuple[int, str]:
    """The place of its reason. What an LBFO team's own adapter says of SR-IOV comes after the team: it goes with it."""
    facts = finding.thing.facts if finding.thing is not None else {}
    team = finding.reason.scope == "nic" and (facts.get("on_lbfo_team") or facts.get("lbfo_adapter"))
    after = catalogue.load()["switch-on-lbfo-team"].order + 1
    return (max(finding.reason.order, after) if team else finding.reason.order, finding.target)


def _standing(ordered: Sequence[Finding]) -> _Standing:
    placed: dict[str, dict[Thing | None, list[tuple[int, Finding]]]] = {}
    for place, f in enumerate(ordered):
        placed.setdefault(f.code, {}).setdefault(_own(f.thing), []).append((place, f))
    return placed


def _own(thing: Thing | None) -> Thing | None:
    """The thing itself; None for the host, which is part of every path."""
    return None if thing is None or thing.kind == "host" else thing


def _root(finding: Finding, causes: Mapping[int, Finding | None]) -> Finding | None:
    """The first cause of a consequence; None for a finding that is none."""
    cause = causes[id(finding)]
    while cause is not None and causes[id(cause)] is not None:
        cause = causes[id(cause)]
    return cause


def _cause(finding: Finding, standing: _Standing, host: Host) -> Finding | None:
    if finding.reason.origin == "system":
        return None
    # What nobody wants explains no fault.
    weighing = [
        (place, other)
        for place, other in _sharing(finding, standing, host)
        if other is not finding and (other.verdict == "found" or finding.verdict == "information")
    ]
    return min(weighing, key=lambda placed: placed[0])[1] if weighing else None


def _sharing(finding: Finding, standing: _Standing, host: Host) -> Iterator[tuple[int, Finding]]:
    """What may hide a finding and stands on the same path; asked by thing, for there may be thousands."""
    own = _own(finding.thing)
    near = {None, own, *(t for p in host.paths_of(own) for t in p.things())} if own is not None else None
    for code in finding.reason.hidden_by:
        placed = standing.get(code, {})
        for thing in placed if near is None else near & placed.keys():
            yield from placed[thing]
