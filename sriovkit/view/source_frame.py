"""What was read, as a table of one row: the plain twin of the source chooser.

Rule: how a host is reached is in it, never with what secret.
"""

from __future__ import annotations

from ..core.snapshot import Snapshot
from .frames import Table, frame
from .states.source import Choices
from .tables import column

COLUMNS = (
    column("door", "lab, paste, file, live or here"),
    column("scenario", "Of the lab"),
    column("address", "Of a live host, as it was given"),
    column("username", "Who logs in there"),
    column("host", "Name of the host that was read; missing before"),
    column("taken", "When it answered", "date"),
    column("sections", "How many cmdlets were asked, or read from text", "int"),
)


def source_frame(choices: Choices, snapshot: Snapshot | None) -> Table:
    """One row: what is chosen, and what was read last."""
    lab, live = choices.door == "lab", choices.door == "live"
    row: dict[str, object] = {"door": choices.door, "scenario": choices.scenario if lab else None}
    row |= {"address": choices.address if live else None, "username": choices.username if live else None}
    if snapshot is not None:
        row |= {"host": snapshot.host or None, "taken": snapshot.taken or None, "sections": len(snapshot.sections)}
    return frame([row], COLUMNS)
