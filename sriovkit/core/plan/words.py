"""A plan in words, part by part: what text, HTML, frame and script all say, said once.

Rule: words come from the locale, names from the host; names are cleaned before they are put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import catalogue
from .. import text as reader
from ..card import step_line
from ..clean import line
from ..window import cares
from .commands import Made, State, shown
from .step import Step
from .traffic import PARTS

if TYPE_CHECKING:
    from .refusals import Refusal
    from .whole import Plan


@dataclass(frozen=True)
class Said:
    """One part of a step: its label, its words (one line each), and the commands that go with it."""

    label: str
    lines: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


def say(key: str, lang: str, **names: str) -> str:
    return reader.words(f"plan.{key}", lang, **{name: line(value) for name, value in names.items()})


def title(plan: Plan, lang: str) -> str:
    """How much there is to do."""
    count = len(plan.steps)
    if not count:
        return say("nothing-possible" if plan.refused else "nothing", lang)
    return say("title", lang, count=str(count), plural="" if count == 1 else "s")


def wanted(plan: Plan, lang: str) -> str:
    named = reader.words("ladder.joint", lang).join(line(w) for w in plan.wanted)
    return say("wanted", lang) + (named or say("none-wanted", lang))


def do(step: Step, lang: str) -> str:
    """What a step does, in a sentence or two."""
    # Without an old vSwitch nothing is said of it.
    back = step.action == "connect" and not step.arguments.get("old")
    off = step.action == "iov-weight" and not step.arguments.get("count")
    return say(f"do.{step.action}{'-back' if back else '-off' if off else ''}", lang, **step.names).rstrip(": ")


def parts(step: Step, lang: str) -> Iterator[Said]:
    """Everything else that is said of a step, in order."""
    if step.codes:
        reasons = [f"{catalogue.load()[code].say('title', lang)} ({code})" for code in step.codes]
        yield Said(say("why", lang), tuple(reasons))
    for task in step.tasks:
        told = [task.remedy.command] if task.remedy.command else []
        whose = "".join(f"{line(t)}: " for t in task.targets if t not in ("host", step.target))
        yield Said("- ", (f"{whose}{step_line(task.remedy, lang)}", *_task_undo(task.remedy.undo, lang)), tuple(told))
    if step.kind != "wait":
        yield Said(say("interrupts", lang), (interrupts(step, lang),))
    if step.restart:
        yield Said(say("restart", lang), (say("restart-host", lang),))
    if step.losses:
        yield Said(say("lost", lang), tuple(say(f"loss.{loss}", lang) for loss in step.losses))
    if step.needs:
        yield Said(say("confirm", lang), tuple(say(f"need.{n}", lang) for n in step.needs), _helpful(step))
    if step.shows:
        yield Said(say("see", lang), (), tuple(map(shown, step.shows)))
    if step.guarded:
        yield Said("! ", (say("guarded", lang),))
    if step.command is not None:
        yield Said(say("command", lang), (), (str(step.command),))
        yield Said(say("undo", lang), (say("put-back", lang),) if step.put_back else (), step.undo_lines)
    elif step.kind == "hands":
        yield Said(say("undo", lang), (say("undo-hands", lang),))
    if step.kind != "wait":
        yield Said(say("proof", lang), tuple(proof(step, lang)), (shown(step.done.pipe),) if step.done else ())


def interrupts(step: Step, lang: str) -> str:
    """Whose network, and how long about."""
    t = step.traffic
    lasts = say(f"lasts.{t.lasts}", lang)
    if t.lasts == "none":
        return lasts
    joint = reader.words("ladder.joint", lang)
    named = [joint.join(_named(part, name, lang) for name in getattr(t, part)) for part in PARTS if getattr(t, part)]
    who = joint.join(named) or say("nothing-named", lang)
    return f"{say('estimate', lang, lasts=lasts)}: {who}"


def proof(step: Step, lang: str) -> Iterator[str]:
    """What a fresh look has to show."""
    if step.proves:
        yield say("proof-gone", lang, codes=reader.words("ladder.joint", lang).join(step.proves))
    if step.done is not None:
        yield say("proof-absent", lang) if step.done.gone else say("proof-state", lang, state=_state(step.done, lang))
    elif not step.proves:
        yield say("by-hand-proof", lang)


def refusal(r: Refusal, lang: str) -> str:
    return say(f"refusal.{r.code}", lang, **r.names)


def _state(state: State, lang: str) -> str:
    def shown(value: Any) -> Any:
        return say("made-before", lang, number=value.step.removeprefix("s")) if isinstance(value, Made) else value

    wants = {name: shown(value) for name, value in state.wants.items()}
    return ", ".join(f"{name} = {value}" for name, value in wants.items())


def _named(part: str, name: str, lang: str) -> str:
    return say("named", lang, part=say(f"part.{part}", lang), names=name)


def _helpful(step: Step) -> tuple[str, ...]:
    """Commands that belong to what is confirmed."""
    return tuple(care.command for care in cares()["before"] if care.id in step.needs and care.command)


def _task_undo(undo: object, lang: str) -> tuple[str, ...]:
    return (reader.words("card.undo", lang) + undo[lang],) if isinstance(undo, dict) else ()
