"""What the drill does, as data: the two commands, the states that show them done, and what a person is asked.

Rule: the only thing it changes is IovWeight of one VM NIC, and back to the very number that it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .. import text as reader
from ..apply.asking import Change
from ..apply.questions import Question
from ..clean import line
from ..plan import Step
from ..plan.commands import Pipe, State, vm_nic
from ..plan.traffic import Traffic
from .target import Target

#: The impact that somebody has to allow.
IMPACT = "vf-reset"


def step(target: Target, now: int, then: int) -> Step:
    """The step that sets IovWeight from `now` to `then`."""
    arguments = {"vm": target.vm_id, "adapter": target.record.id or "", "count": then, "old": now}
    names = {"vm_nic": target.label, "old": str(now), "count": str(then)}
    traffic = Traffic("seconds", vm_nics=(target.label,))
    label = f"vm_nic:{target.label}"
    return Step("s1", "command", "iov-weight", label, arguments=arguments, names=names, traffic=traffic)


def change(target: Target, now: int, then: int) -> Change:
    """The command, unless it is so already, and only while IovWeight is still what it was."""
    planned = step(target, now, then)
    assert planned.command is not None
    fact = ("IovWeight", weight_is(target, now))
    return Change("away" if then == 0 else "back", planned.command, (fact,), weight_is(target, then))


def weight_is(target: Target, weight: int) -> State:
    return State(_pipe(target), {"IovWeight": str(weight)})


def gone(target: Target) -> State:
    """The VF is away, and the data path with it."""
    return State(_pipe(target), {"IovWeight": "0", "IovUsage": "0", "VFDataPathActive": "False"})


def back(target: Target, weight: int) -> State:
    """The VF carries the data again."""
    return State(_pipe(target), {"IovWeight": str(weight), "VFDataPathActive": "True"})


def _pipe(target: Target) -> Pipe:
    return vm_nic(target.vm_id, target.record.id or "")


@dataclass(frozen=True)
class DrillQuestion(Question):
    """The one yes or no of the drill."""

    vm_nic: str = ""
    weight: int = 0
    commands_shown: tuple[str, ...] = field(default=())

    def text(self, lang: str | None = None) -> str:
        """The question, several lines, fit for a terminal."""
        lang = reader.language(lang)
        facts = {"host": line(self.host, 60), "vm_nic": line(self.vm_nic, 80), "weight": self.weight}
        told = [reader.words(f"proof.ask.{key}", lang, **facts) for key in ("what", "interrupts", "back", "go")]
        return "\n".join([*told[:1], *(f"    {command}" for command in self.commands_shown), *told[1:]])


def question(host: str, target: Target, away: Step) -> DrillQuestion:
    """What is asked before the VF is taken away; `away` is the step that does it."""
    shown = (str(away.command), *away.undo_lines)
    return DrillQuestion(host, away, vm_nic=target.label, weight=away.arguments["old"], commands_shown=shown)
