"""What a journal says of a run: where each step stands, which vSwitches were made, what the host was like before.

Rule: an intent without an outcome is unknown; only a look at the host may turn it into something known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from ..plan import Plan, Step
from .journal import Record, of_kind

#: Last word on a step -> it is done with. The others are open: something was begun and its end is not known.
ENDED = ("proven", "skipped", "put-back")
#: The same, and what it did was not taken back.
STANDS = ("proven", "skipped")
OPEN = ("intent", "sent", "settling", "failed")


@dataclass(frozen=True)
class Ledger:
    """Folded from the records of one journal. `state` is that of the run when it was last left, "" while it goes on."""

    plan: Plan
    records: tuple[Record, ...]
    #: Step -> its last word; steps that nothing was begun of are not in it.
    last: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    state: str = ""

    @classmethod
    def of(cls, records: Iterable[Record], plan: Plan) -> Ledger:
        records = tuple(records)
        steps = of_kind(records, "step")
        last = {r["step"]: str(r["state"]) for r in steps if r["state"] not in ("asked", "waiting")}
        made = {r["step"]: str(r["made"]) for r in steps if r.get("made")}
        ends = [r for r in records if r["kind"] in ("end", "resumed", "back")]
        state = str(ends[-1]["state"]) if ends and ends[-1]["kind"] == "end" else ""
        return cls(plan, records, last, made, state)

    @property
    def begun(self) -> Record:
        return self.records[0]

    @property
    def looked(self) -> Record | None:
        """The first look at the host, before anything was changed."""
        return next(iter(of_kind(self.records, "looked")), None)

    def word(self, step: str) -> str:
        return self.last.get(step, "")

    def open(self, step: str) -> bool:
        """Something was begun, and what became of it must be looked at before anything else."""
        words = [
            r for r in of_kind(self.records, "step") if r["step"] == step and r["state"] not in ("asked", "waiting")
        ]
        return bool(words) and words[-1]["state"] in OPEN and not words[-1].get("untouched")

    def touched(self) -> list[str]:
        """Ids of the steps by which something was changed, or may have been, and not put back since; in plan order."""
        sent: set[str] = set()
        for r in of_kind(self.records, "step"):
            if r.get("untouched") or r["state"] == "put-back":
                sent.discard(r["step"])
            elif r["state"] == "intent":
                sent.add(r["step"])
        return [s.id for s in self.plan.steps if s.id in sent]

    @property
    def half_made(self) -> str:
        """The vSwitch that was removed and is not whole again, by its name; "" where there is none."""
        touched = self.touched()
        for removed in (s for s in self.plan.steps if s.action == "remove-switch" and s.id in touched):
            behind = self.plan.steps[self.plan.steps.index(removed) + 1 :]
            own = takewhile(lambda s: s.action != "remove-switch", behind)
            if any(self.word(s.id) not in STANDS for s in own if s.kind == "command"):
                return str(removed.arguments["name"])
        return ""

    @property
    def to_go_back(self) -> list[Step]:
        """Steps that somebody began to take back and that are not back yet, in the order of going back."""
        asked = of_kind(self.records, "back")
        ids = [i for i in (asked[-1]["steps"] if asked else ()) if i in self.touched()]
        return [next(s for s in self.plan.steps if s.id == i) for i in ids]

    @property
    def known(self) -> Mapping[str, Any]:
        """What the host's ports were set to when last recorded, our own changes included."""
        told: dict[str, Any] = {}
        for r in self.records:
            told |= r.get("record") or r.get("after") or {}
        return told
