"""In which order to mend, and what is only the consequence of something else.

Rule: an unknown cause hides nothing, and neither does what nobody wants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import catalogue
from .datapath import Host
from .findings import Finding


def folded(found: Sequence[Finding], host: Host) -> tuple[Finding, ...]:
    """In mending order, each derived finding under the first that causes it; what Windows itself says stays apart."""
    ordered = sorted(found, key=_order)
    causes = {id(f): _cause(f, ordered, host) for f in ordered}
    roots = [f for f in ordered if causes[id(f)] is None]
    return tuple(replace(r, folded=tuple(f for f in ordered if _root(f, causes) is r)) for r in roots)


def _order(finding: Finding) -> tuple[int, str]:
    """The place of its reason. What an LBFO team's own adapter says of SR-IOV comes after the team: it goes with it."""
    facts = finding.thing.facts if finding.thing is not None else {}
    team = finding.reason.scope == "nic" and (facts.get("on_lbfo_team") or facts.get("lbfo_adapter"))
    after = catalogue.load()["switch-on-lbfo-team"].order + 1
    return (max(finding.reason.order, after) if team else finding.reason.order, finding.target)


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
