"""The server room as a table, one row a thing with a value.

Rule: values are told as text; what waits for the next start has a column of its own.
"""

from __future__ import annotations

from typing import Any

from .frames import Table, frame
from .states.room import Seen, facts
from .tables import column

COLUMNS = (
    column("host", "Name of the simulated host"),
    column("kind", "power, bios, slot, shelf or vm"),
    column("name", "Slot, port of a card beside the server, or VM; missing for the server itself"),
    column("item", "What of it"),
    column("value", "What is in force"),
    column("pending", "What the next start brings; missing where nothing waits"),
)


def room_frame(seen: Seen | None) -> Table:
    """Everything that hands can see in the room; no row where nobody looked."""
    if seen is None:
        return frame([], COLUMNS)
    rows = [{"host": seen["host"], "kind": f.kind, "name": f.name or None, "item": f.item} for f in facts(seen)]
    told = [{"value": _plain(f.value), "pending": _plain(f.pending)} for f in facts(seen)]
    return frame([{**row, **values} for row, values in zip(rows, told, strict=True)], COLUMNS)


def _plain(value: Any) -> str | None:
    if isinstance(value, bool):
        return "on" if value else "off"
    return None if value is None else str(value)
