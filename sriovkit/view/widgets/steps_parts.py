"""The parts of the step runner as HTML: how it stands, one row a step, and what comes next.

Rule: each step stands there once, with how far it is; words of the plan and of the run are theirs, and names from the
host are made safe here.
"""

from __future__ import annotations

from typing import Any

from ...core import text as reader
from ...core.apply import show
from ...core.apply.questions import when
from ...core.clean import line as one_line
from ...core.ladder_html import COLOURS, tag
from ...core.plan import Plan, Step, words
from ...core.plan.refusals import REFUSED, UNKNOWN
from ...core.plan.show_text import whose
from ..states.steps import Mark, Steps, number
from . import look

#: What a step's or a run's state looks like; the word beside it tells the same.
_COLOUR = {"proven": "ok", "failed": "blocked", "put-back": "at-risk", "waiting": "at-risk", "done": "ok"}
_COLOUR |= {"undone": "at-risk", "settling": "at-risk", "stopped": "at-risk", "refused": "blocked"}
_COLOUR |= {"unknown": "blocked", "broken": "blocked"}
_SIGN = {"proven": "\u2713 ", "failed": "\u2717 ", "put-back": "\u21b6 ", "waiting": "\u25a0 "}
#: States of a step that is under way.
_NOW = ("asked", "intent", "sent", "settling")
_UNDER_WAY = "#1976d2"


def head(state: Steps, busy: bool, lang: str) -> str:
    """How it stands: the plan before anything is done, how far it is, or how the run was left and why."""
    return look.line(whose(state.plan, lang)) + _stand(state, busy, lang)


def whole(state: Steps, lang: str) -> str:
    """All of it, where nothing is under way."""
    return head(state, False, lang) + rows(state, False, lang) + foot(state, lang)


def _stand(state: Steps, busy: bool, lang: str) -> str:
    if busy and state.doing != "look":
        key = "widget.under-way-back" if state.taking_back else "widget.under-way"
        return _title(reader.words(key, lang, count=state.behind, total=state.total), _UNDER_WAY)
    if state.phase == "plan":
        return _plan(state.plan, lang)
    colour = COLOURS[_COLOUR[state.phase]]
    if state.run is None:
        return _title(reader.words("widget.broken", lang), colour)
    said, *why = show.head(state.run, lang)[1:-1]
    body = _title(said, colour) + "".join(map(look.line, why))
    return f'<div role="{"status" if state.phase == "done" else "alert"}">{body}</div>'


def _title(words: str, colour: str) -> str:
    edge = f".35em solid {colour}; padding-left: .5em"
    return look.line(words, font_weight="bold", font_size="1.1em", border_left=edge)


def _plan(plan: Plan, lang: str) -> str:
    """How much there is to do, for what, and what is refused or was not told."""
    told = look.line(words.title(plan, lang), font_weight="bold", font_size="1.1em") + look.line(
        words.wanted(plan, lang)
    )
    told += "".join(look.line(words.say("what-if", lang, what=thought)) for thought in plan.what_if)
    for state in (REFUSED, UNKNOWN):
        items = "".join(f"<li>{look.safe(words.refusal(r, lang))}</li>" for r in plan.refusals if r.state == state)
        told += look.line(words.say(state, lang)) + f"<ul>{items}</ul>" if items else ""
    return told


def rows(state: Steps, busy: bool, lang: str) -> str:
    """Every step: number, kind, what it does, how it stands, what it interrupts or proved; the rest folded."""
    label = look.safe(reader.words("widget.steps", lang))
    items = "".join(_row(step, state.marks.get(step.id), busy, lang) for step in state.plan.steps)
    style = "list-style: none; padding: 0; margin: .3em 0"
    return f'<ul style="{style}" aria-label="{label}">{items}</ul>' if items else ""


def _row(step: Step, mark: Mark | None, busy: bool, lang: str) -> str:
    now = busy and mark is not None and mark.state in _NOW
    kind = words.say(f"kind.{step.kind}", lang)
    title = f"<b>{number(step)}. [{look.safe(kind)}]</b> {look.safe(words.do(step, lang))}"
    stands = _stands(mark, busy, lang) if mark else ""
    proven = mark is not None and mark.state == "proven" and step.kind != "wait"
    interrupts = words.say("interrupts", lang)
    first = _proof(step, lang) if proven else _interrupts(step, lang)
    waits = mark is not None and mark.state == "waiting"
    rest = "".join(_said(part) for part in words.parts(step, lang) if proven or part.label != interrupts)
    more = _open(words.say("more", lang), rest) if waits else look.folded(words.say("more", lang), rest)
    current = {"aria_current": "step"} if now or waits else {}
    return tag("li", _edge(mark, now), f"<p>{title}</p>", stands, first, more, **current)


def _interrupts(step: Step, lang: str) -> str:
    return "" if step.kind == "wait" else look.line(words.say("interrupts", lang) + words.interrupts(step, lang))


def _proof(step: Step, lang: str) -> str:
    return look.line(words.say("proof", lang) + " ".join(words.proof(step, lang)))


def _edge(mark: Mark | None, now: bool) -> str:
    colour = _UNDER_WAY if now else COLOURS[_COLOUR.get(mark.state, "unknown") if mark else "not-applicable"]
    kind = "dashed" if now else "solid" if mark else "dotted"
    return f"border-left: .35em {kind} {colour}; padding: .05em .6em; margin: .3em 0"


def _stands(mark: Mark, busy: bool, lang: str) -> str:
    """How a step stands, since when, and what Windows said against it."""
    sign = f'<span aria-hidden="true">{_SIGN.get(mark.state, "")}</span>'
    since = f" {when(mark.at)} (UTC)" if mark.at else ""
    told = f"<p>{sign}<b>[{look.safe(_word(mark, busy, lang))}]</b>{since} {look.safe(_detail(mark, lang))}</p>"
    error = reader.words("apply.said", lang, error=one_line(mark.error, 300)) if mark.error else ""
    return told + (look.line(error) if error else "")


def _word(mark: Mark, busy: bool, lang: str) -> str:
    if busy and mark.state in ("intent", "sent"):  # nobody worries yet
        return reader.words("widget.step-now", lang)
    key = f"apply.step.{show.word(mark.state, mark.detail)}"
    return reader.words(key, lang) if reader.has(key) else mark.state


def _detail(mark: Mark, lang: str) -> str:
    """Reasons by their codes, values; not the journal's own word for what the state says already."""
    if mark.state == "skipped" or reader.has(f"apply.why.{mark.detail}"):
        return ""
    return mark.detail


def _open(summary: str, inner: str) -> str:
    return f"<details open><summary>{look.safe(summary)}</summary>{inner}</details>" if inner else ""


def _said(part: words.Said) -> str:
    first, *rest = part.lines or ("",)
    codes = "".join(f'<pre class="sriovkit-cmd">{look.safe(command)}</pre>' for command in part.commands)
    return look.line(part.label + first) + "".join(map(look.line, rest)) + codes


def foot(state: Steps, lang: str) -> str:
    """What comes next, and the journal, where there is a run."""
    run: Any = state.run
    if run is None:
        return ""
    journal = f"<p>{look.safe(reader.words('apply.journal', lang))}<code>{look.safe(str(run.journal))}</code></p>"
    next_one = reader.words("apply.next-label", lang) + show.next_step(run, lang)
    return look.line(next_one, font_weight="bold") + journal
