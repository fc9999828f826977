"""A run as a table, one row a step; the columns are the same whatever became of it.

Rule: what a step was set to before and after is kept as told, look by look; nothing is summed up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..core.apply.run import Run, StepRecord
from .frames import Table, frame
from .tables import column

COLUMNS = (
    column("host", "Name of the host"),
    column("step", "Number of the step", "int"),
    column("kind", "command, hands or wait"),
    column("action", "What was to be done"),
    column("target", "What it was done to"),
    column(
        "state",
        "Its last word, as in sk.Event; missing where it was never begun",
    ),
    column("at", "When that was written, UTC", "date"),
    column("by", "User and computer that ran it"),
    column("account", "Account on the host"),
    column("confirmed_at", "When somebody answered yes to it, UTC; missing where nobody was asked", "date"),
    column("sent", "The commands that were sent, as PowerShell", "texts"),
    column("error", "What Windows said against it"),
    column("before", "What its things were set to before, JSON by look"),
    column("after", "What they were set to after, JSON by look"),
)


def run_frame(run: Run) -> Table:
    """The steps of a run, in order."""
    return frame([_row(run, record) for record in run.steps], COLUMNS)


def _row(run: Run, record: StepRecord) -> Mapping[str, Any]:
    step = record.step
    told = {"host": run.plan.host, "step": int(step.id.removeprefix("s")), "kind": step.kind, "action": step.action}
    told |= {"target": step.target, "state": record.state or None, "at": record.at or None}
    told |= {"by": run.by, "account": run.account, "confirmed_at": record.confirmed[1] or None}
    told |= {"sent": list(record.sent), "error": record.error or None}
    return {**told, "before": _json(record.before), "after": _json(record.after)}


def _json(looks: Mapping[str, Any] | None) -> str | None:
    return json.dumps(looks, ensure_ascii=False) if looks is not None else None
