"""An entry of the host's event log.

Rule: a plain record; what leaves one behind stands in `events`, its sentence too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: Numbers of the provider that the lab writes: attach failed, maximum number of objects reached, availability changed.
IDS = ATTACH_FAILED, NO_MORE, AVAILABILITY = 23, 40, 50


@dataclass(frozen=True)
class Logged:
    """One entry: when, which, and of what: a port or a vSwitch."""

    at: datetime
    id: int
    thing: str
    number: int = 0
