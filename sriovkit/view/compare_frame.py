"""Before and after as a table, one row a rung.

Rule: the rungs of both looks are all in it, also those that did not change.
"""

from __future__ import annotations

from ..core.compare import Comparison
from .frames import Table, frame
from .tables import column

COLUMNS = (
    column("number", "Rung, 1 at the foot", "int"),
    column("rung", "Its name in the catalogue"),
    column("before", "State in the earlier look"),
    column("after", "State in the later look"),
    column("change", "better, worse, same, or unknown"),
    column("reasons_before", "Codes of the reasons on it before", "texts"),
    column("reasons_after", "Codes of the reasons on it after", "texts"),
)


def compare_frame(c: Comparison) -> Table:
    """One row a rung, the top one first."""
    rows = []
    for pair in c.rungs:
        row = {"number": pair.after.number, "rung": pair.rung, "change": pair.change}
        row |= {"before": pair.before.state, "after": pair.after.state}
        row |= {"reasons_before": list(pair.before.findings), "reasons_after": list(pair.after.findings)}
        rows.append(row)
    return frame(rows, COLUMNS)
