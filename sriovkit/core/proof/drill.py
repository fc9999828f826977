"""Claim 6, the drill: the VF goes, traffic goes on over the synthetic path, the VF comes back and carries it again.

Rule: what was taken away and is not known to be back is said before anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .asking import Asked
from .claim import FAILED, PROVEN, Claim, Said, failed, proven, said, unproven
from .evidence import VF, Look
from .in_guest import reached, silent, traffic

#: Whether the VF is back: nothing was taken | it is | it is known not to be | nobody could look.
UNTOUCHED, BACK, AWAY, UNKNOWN = "untouched", "back", "away", "unknown"


@dataclass(frozen=True)
class Moment:
    """What host and guest showed at one time of the drill."""

    weight: int | None = None
    usage: int | None = None
    active: bool | None = None
    look: Look | None = None

    @property
    def gone(self) -> bool:
        return self.usage == 0 and self.active is False

    def to_dict(self) -> dict[str, Any]:
        return {"iov_weight": self.weight, "iov_usage": self.usage, "vf_data_path_active": self.active}


@dataclass(frozen=True)
class Drill:
    """What was done. `why` says why it was not run or went wrong; None where it went through.

    `journal` is the file by which a VF that is not back is given back; "" where nothing was begun.
    """

    ended: str = UNTOUCHED
    before: Moment | None = None
    away: Moment | None = None
    back: Moment | None = None
    why: Said | None = None
    journal: str = ""

    def to_dict(self) -> dict[str, Any]:
        moments = {name: getattr(self, name) for name in ("before", "away", "back")}
        return {"ended": self.ended, **{name: m.to_dict() if m else None for name, m in moments.items()}}


def judge(drill: Drill | None, mac: str, asked: Asked) -> Claim:
    """The claim; `drill` is None where nobody asked for it."""
    if drill is None:
        return unproven("drill", said("drill-not-asked"))
    if drill.ended in (AWAY, UNKNOWN):
        return failed("drill", said(f"drill-{drill.ended}"), *([drill.why] if drill.why else []))
    if drill.before is None or drill.away is None or drill.back is None:
        return unproven("drill", drill.why or said("drill-not-asked"))
    steps = [_gone(drill.away), _continues(drill.away, mac, asked), _returned(drill.before, drill.back, mac, asked)]
    seen = tuple(s for claim in steps for s in claim.evidence)
    missing = (*(s for claim in steps for s in claim.missing), *([drill.why] if drill.why else []))
    if any(claim.verdict == FAILED for claim in steps):
        return failed("drill", *seen, missing=missing)
    good = all(claim.verdict == PROVEN for claim in steps) and not drill.why
    return proven("drill", *seen) if good else unproven("drill", *missing, evidence=seen)


def _gone(away: Moment) -> Claim:
    seen = said("drill-away", usage=away.usage, active=away.active)
    return proven("drill", seen) if away.gone else failed("drill", seen, said("drill-stayed"))


def _continues(away: Moment, mac: str, asked: Asked) -> Claim:
    """The peer answers while the VF is away, and not through the VF."""
    if away.look is None:
        return unproven("drill", said("drill-no-look"))
    lacking = [*reached(away.look, mac, asked)]
    if lacking:
        return unproven("drill", *lacking)
    dead = silent(away.look, asked)
    if dead:
        return failed("drill", said("drill-cut"), *dead)
    vf = away.look.of_mac(mac, VF)
    if vf is not None and (vf.rise.rx or 0) > 0:
        return failed("drill", said("drill-still-vf", rx=vf.rise.rx))
    return proven("drill", said("drill-continues", answered=away.look.answers))


def _returned(before: Moment, back: Moment, mac: str, asked: Asked) -> Claim:
    seen = said("drill-back", usage=back.usage, active=back.active, weight=back.weight)
    trouble = tuple(_unlike(before, back))
    if trouble:
        return failed("drill", seen, *trouble)
    again = traffic(back.look, mac, asked)
    if again.verdict == PROVEN:
        return proven("drill", seen, said("drill-again"))
    if again.verdict == FAILED:
        return failed("drill", seen, *again.evidence)
    return unproven("drill", *again.missing, evidence=(seen,))


def _unlike(before: Moment, back: Moment) -> Iterator[Said]:
    if back.weight != before.weight:
        yield said("drill-weight", before=before.weight, now=back.weight)
    if not back.usage or not back.active:
        yield said("drill-no-return")
