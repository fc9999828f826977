"""A run of a plan as its journal tells it: how it ended, and each step with what was before and after.

Rule: nothing is remembered beside the journal; a run that is read back is the same run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..plan import Plan, Step
from .journal import Journal, Record, of_kind
from .ledger import Ledger

#: How a run can have been left. "unknown" also stands for one whose program ended in the middle.
RUN_STATES = ("done", "undone", "waiting", "settling", "stopped", "refused", "unknown")


@dataclass(frozen=True)
class StepRecord:
    """What became of one step. `state` is its last word ("" where nothing was done); `at` is UTC, ISO 8601."""

    step: Step
    state: str
    at: str = ""
    detail: str = ""
    #: Looks before and after it: look -> rows of property -> text.
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    #: Who answered yes to it, and when: (by, at).
    confirmed: tuple[str, str] = ("", "")
    #: The PowerShell that was sent, the way there or back.
    sent: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, repr=False)
class Run:
    """What `apply`, `resume` and `undo` give. Its repr is its text, its HTML the same for a notebook."""

    journal: Path
    plan: Plan
    records: tuple[Record, ...]
    #: The last line of the journal was cut: what it spoke of is not known.
    torn: bool = False

    @classmethod
    def read(cls, journal: Journal, path: Path) -> Run:
        """The run of a journal. Raises InputError where the plan in it is none of ours."""
        return cls(path, Plan.from_dict(journal.records[0].get("plan") or {}), journal.records, bool(journal.torn))

    @property
    def ledger(self) -> Ledger:
        return Ledger.of(self.records, self.plan)

    @property
    def state(self) -> str:
        """One of RUN_STATES."""
        return self.ledger.state or ("unknown" if self.ledger.touched() else "stopped")

    @property
    def ended(self) -> Record:
        """The last end that was written: why, step, facts; empty where there is none."""
        ends = of_kind(self.records, "end")
        return ends[-1] if ends and self.ledger.state else {}

    @property
    def ready(self) -> bool | None:
        """Whether SR-IOV could be used when the run was left, as in `Diagnosis.ready`."""
        told = self.ended.get("ready")
        return told if isinstance(told, bool) else None

    @property
    def going_back(self) -> bool:
        """Somebody began to take steps back, and not all of them are back yet: a resume goes on with that."""
        return bool(self.ledger.to_go_back)

    @property
    def undo_refused(self) -> bool:
        """The last call was an undo that began nothing: another undo is the way on, and no resuming."""
        asked = (self.ended.get("facts") or {}).get("back") and self.ended.get("why") != "guarded"
        return bool(asked) and not self.going_back and self.state not in ("undone", "unknown")

    @property
    def drill(self) -> bool:
        """It is the journal of a drill: its one step takes a VF away, and is taken back from the start."""
        return bool(self.records[0].get("drill"))

    @property
    def by(self) -> str:
        """Who ran it: user and computer; and as whom on the host."""
        return str(self.records[0].get("by") or "")

    @property
    def account(self) -> str:
        """The account on the host."""
        looked = self.ledger.looked
        return str(looked.get("user") or "") if looked else ""

    @property
    def steps(self) -> tuple[StepRecord, ...]:
        """One record a step of the plan, in its order."""
        return tuple(self._step(step) for step in self.plan.steps)

    def _step(self, step: Step) -> StepRecord:
        own = [r for r in of_kind(self.records, "step") if r["step"] == step.id]
        if not own:
            return StepRecord(step, "")
        told = {key: [r[key] for r in own if r.get(key)] for key in ("before", "after", "call", "error")}
        yes = [r for r in of_kind(self.records, "asked") if r["step"] == step.id and r["answer"]]
        return StepRecord(
            step,
            str(own[-1]["state"]),
            str(own[-1]["at"]),
            str(own[-1].get("detail") or ""),
            told["before"][0] if told["before"] else None,
            told["after"][-1] if told["after"] else None,
            (self.by, str(yes[-1]["at"])) if yes else ("", ""),
            tuple(_spelled(step, r) for r in own if r.get("call")),
            str(told["error"][-1].get("message", "")) if told["error"] else "",
        )

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """How the run was left and what comes next, for a terminal."""
        from .show import text

        return text(self, lang, columns)

    def html(self, lang: str | None = None) -> str:
        """The same as HTML: one <div>, styles inline, everything escaped."""
        from .show import html

        return html(self, lang)

    def evidence(self, lang: str | None = None) -> str:
        """A page to print (作業記録): what was done, by whom, when, with before and after; one HTML file for A4."""
        from .evidence import page

        return page(self, lang)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()


def _spelled(step: Step, record: Record) -> str:
    """The command of a record as the plan spells it: those of the way back are the undo's, in order."""
    named = str(record["call"]["cmdlet"])
    calls = [*step.undo] if record.get("back") else ([step.command] if step.command else [])
    return next((str(call) for call in calls if call.cmdlet == named), named)
