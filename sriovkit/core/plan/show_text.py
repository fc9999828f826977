"""A plan for a terminal: at most 65 columns, what cp932 can write, the same order everywhere.

Rule: only lines that show a command are longer: a command that is broken cannot be copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import text as reader
from ..clean import line, shown
from ..columns import wrap
from . import words
from .commands import Made
from .refusals import REFUSED, UNKNOWN
from .step import Step

if TYPE_CHECKING:
    from .whole import Plan

_CODE = "     "


def text(plan: Plan, lang: str | None = None, columns: int = 65) -> str:
    """Head, what is refused or unknown, then every step."""
    lang = reader.language(lang)
    lines = [*_wrapped(whose(plan, lang), columns), *_wrapped(words.title(plan, lang), columns)]
    for thought in plan.what_if:
        lines += _wrapped(words.say("what-if", lang, what=thought), columns)
    lines += _wrapped(words.wanted(plan, lang), columns)
    lines += [*_refusals(plan, REFUSED, lang, columns), *_refusals(plan, UNKNOWN, lang, columns)]
    for step in plan.steps:
        lines += ["", *step_lines(step, lang, columns)]
    return "\n".join(lines)


def whose(plan: Plan, lang: str) -> str:
    """The host, and whether it is one at all."""
    simulated = f"[{reader.words('ladder.simulated', lang)}] " if plan.simulated else ""
    return f"{simulated}{line(plan.host, 30) or reader.words('ladder.pasted', lang)}"


def step_lines(step: Step, lang: str, columns: int = 65) -> list[str]:
    """One step with everything that is said of it."""
    kind = words.say(f"kind.{step.kind}", lang)
    lines = _wrapped(f"{step.id.removeprefix('s')}. [{kind}] {words.do(step, lang)}", columns, "", "   ")
    for said in words.parts(step, lang):
        first, *rest = said.lines or ("",)
        lines += _wrapped(f"{said.label}{first}", columns, "   ", "     ")
        for more in rest:
            lines += _wrapped(more, columns, "     ", "     ")
        lines += [_CODE + shown(command) for command in said.commands]
    if step.command is not None and any(isinstance(v, Made) for v in step.command.parameters.values()):
        made = str(step.arguments["switch"]).removeprefix("made:s")
        lines += _wrapped(words.say("new-id", lang, step=made), columns, "   ", "     ")
    return lines


def _refusals(plan: Plan, state: str, lang: str, columns: int) -> list[str]:
    some = [r for r in plan.refusals if r.state == state]
    lines = ["", *_wrapped(words.say(state, lang), columns)] if some else []
    for r in some:
        lines += _wrapped(f"- {words.refusal(r, lang)}", columns, "  ", "    ")
        lines += [_CODE + shown(command) for command in r.commands]
    return lines


def _wrapped(said: str, columns: int, indent: str = "", hanging: str | None = None) -> list[str]:
    return wrap(shown(said), columns, indent, hanging)
