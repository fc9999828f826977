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
    said = next((r.build_number for r in snapshot.records(OperatingSystem)), None) or ""
    build = int(said) if said.isdecimal() and len(said) < 10 else 0
    return next((release for release, first in reversed(BUILDS.items()) if build >= first), "")


def too_old_for(snapshot: Snapshot, section: str) -> bool:
    """Whether the host's Windows is known not to have a section's command yet: its absence is then no news."""
    since, release = CMDLETS[section].since if section in CMDLETS else "", of(snapshot)
    order = list(BUILDS)
    return bool(since and release) and order.index(release) < order.index(since)
