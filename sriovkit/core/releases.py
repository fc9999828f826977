"""Which Windows Server a host runs, told by its build, so that nobody misses what that Windows does not have.

Rule: a build between two releases counts as the earlier one; a host that does not tell its build may have anything.
"""

from __future__ import annotations

from .cmdlets import CMDLETS, OperatingSystem
from .snapshot import Snapshot

#: Release -> the build it came with, the oldest first.
BUILDS = {"2012": 9200, "2012R2": 9600, "2016": 14393, "2019": 17763, "2022": 20348, "2025": 26100}


def of(snapshot: Snapshot) -> str:
    """The release of a snapshot's host ("2019"); "" where it does not tell its build, or an older one."""
    told = next(iter(snapshot.records(OperatingSystem)), None)
    said = told.build_number or (told.version or "").split(".")[-1] if told is not None else ""
    build = int(said) if said.isdecimal() and len(said) < 10 else 0
    return next((release for release, first in reversed(BUILDS.items()) if build >= first), "")


def meets(release: str, since: str, until: str) -> bool:
    """Whether what came with `since` and went after `until` is in a release; an unknown one may have anything."""
    order = list(BUILDS)
    first, last = order.index(since or order[0]), order.index(until or order[-1])
    return not release or first <= order.index(release) <= last


def too_old_for(snapshot: Snapshot, section: str) -> bool:
    """Whether the host's Windows is known not to have a section's command yet: its absence is then no news."""
    since, release = CMDLETS[section].since if section in CMDLETS else "", of(snapshot)
    return not meets(release, since, "")
