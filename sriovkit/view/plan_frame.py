"""A plan as a table, one row a step; the columns are the same whatever stands in it.

Rule: what a step does is said by its action and names; whole commands are in it as the PowerShell they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.plan import Plan, Step
from .frames import Table, frame
from .tables import column

COLUMNS = (
    column("host", "Name of the host that the plan is for"),
    column("step", "Number of the step", "int"),
    column("kind", "command, hands or wait"),
    column("action", "What is done"),
    column("target", "What it is done to"),
    column("reasons", "Codes of the reasons that it is for", "texts"),
    column("impact", "What it interrupts, as in the catalogue"),
    column("lasts", "How long the network is gone, an estimate: none, seconds, minutes or outage"),
    column("nics", "Adapters without network meanwhile", "texts"),
    column("switches", "vSwitches without network meanwhile", "texts"),
    column("vm_nics", "VM NICs without network meanwhile", "texts"),
    column("host_nics", "The host's own adapters without network meanwhile", "texts"),
    column("restart", "What restarts: host, or nothing"),
    column("losses", "What cannot be put back", "texts"),
    column("needs", "What a person confirms first", "texts"),
    column("guarded", "May cut the connection it is run over: at the host's own console only", "bool"),
    column("command", "The command as PowerShell; missing for work by hand and waits"),
    column("undo", "The commands that take it back", "texts"),
    column("proves", "Codes that a fresh look no longer finds behind it", "texts"),
)


def plan_frame(plan: Plan) -> Table:
    """The steps of a plan, in order."""
    return frame([_row(plan, step) for step in plan.steps], COLUMNS)


def _row(plan: Plan, step: Step) -> Mapping[str, Any]:
    same = {name: getattr(step, name) for name in ("kind", "action", "target", "impact", "guarded")}
    parts = {name: list(getattr(step.traffic, name)) for name in ("nics", "switches", "vm_nics", "host_nics")}
    lists = {name: list(getattr(step, name)) for name in ("losses", "needs", "proves")}
    told = {"host": plan.host, "step": int(step.id.removeprefix("s")), "reasons": list(step.codes)}
    told |= {"lasts": step.traffic.lasts, "restart": step.restart or None, "undo": list(step.undo_lines)}
    return {**told, **same, **parts, **lists, "command": str(step.command) if step.command else None}
