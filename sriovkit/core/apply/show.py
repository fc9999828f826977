"""A run in words: for a terminal and for a notebook, the same in the same order.

Rule: the state first, then why and what to do next, then the steps; everything from outside is cleaned or escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import text as reader
from ..clean import line, shown
from ..columns import wrap
from ..ladder_html import COLOURS, code, framed, safe, tag
from ..plan import words
from ..plan.show_text import whose
from .questions import number, say, when

if TYPE_CHECKING:
    from .run import Run, StepRecord

_COLOUR = {"done": "ok", "undone": "at-risk", "waiting": "at-risk", "settling": "at-risk", "stopped": "at-risk"}
_COLOUR |= {"refused": "blocked", "unknown": "blocked"}


def text(run: Run, lang: str | None = None, columns: int = 65) -> str:
    """At most `columns` wide, but for the path of the journal."""
    lang = reader.language(lang)
    lines = [part for said in head(run, lang) for part in wrap(shown(said), columns)]
    if away := vf_away(run, lang):
        lines += [*wrap(shown(away[0]), columns), *(f"    {shown(command)}" for command in away[1])]
    lines.append(say("journal", lang) + shown(run.journal))
    for record in run.steps:
        lines += wrap(shown(step_line(record, lang)), columns, "", "   ")
        lines += [part for said in details(record, lang) for part in wrap(shown(said), columns, "   ", "     ")]
    return "\n".join(lines)


def html(run: Run, lang: str | None = None) -> str:
    lang = reader.language(lang)
    first, second, *more = head(run, lang)
    colour = COLOURS[_COLOUR[run.state]]
    top = [tag("p", "margin: .15em 0", safe(first)), _bold(second, colour)]
    top += [tag("p", "margin: .15em 0", safe(said)) for said in more]
    if away := vf_away(run, lang):
        top += [tag("p", "margin: .15em 0; font-weight: bold", safe(away[0]))]
        top += [code(command) for command in away[1]]
    top.append(tag("p", "margin: .15em 0", f"{safe(say('journal', lang))}<code>{safe(str(run.journal))}</code>"))
    return framed("".join(top) + "".join(_step(r, lang) for r in run.steps), lang)


def _bold(said: str, colour: str) -> str:
    style = f"font-weight: bold; font-size: 1.1em; border-left: .35em solid {colour}; padding-left: .5em"
    return tag("p", style, safe(said))


def _step(record: StepRecord, lang: str) -> str:
    more = "".join(tag("p", "margin: .1em 0 .1em 1.2em", safe(said)) for said in details(record, lang))
    return tag("div", "margin: .3em 0", tag("p", "margin: .15em 0", safe(step_line(record, lang))), more)


def head(run: Run, lang: str) -> list[str]:
    """Host; state; why; what to do next."""
    lines = [whose(run.plan, lang), f"{say('verdict', lang)}{state(run, lang)}"]
    if why := reason(run, lang):
        lines.append(why)
    if half := run.ledger.half_made:
        lines.append(say("half", lang, switch=half))
    if run.torn:
        lines.append(say("torn", lang))
    lines.append(f"{say('next-label', lang)}{next_step(run, lang)}")
    return lines


def vf_away(run: Run, lang: str) -> tuple[str, tuple[str, ...]] | None:
    """A VF that a drill took away and that is not known to be back: in words, and what gives it back by hand."""
    if not (run.drill and run.going_back):
        return None
    (step,) = run.plan.steps
    return say("drill-away", lang, vm_nic=line(step.names.get("vm_nic", ""), 80)), step.undo_lines


def state(run: Run, lang: str) -> str:
    ready = {True: "ready", False: "not-ready"}.get(run.ready) if run.state == "done" else None  # type: ignore[arg-type]
    return say(f"state.{run.state}", lang) + (say(ready, lang) if ready else "")


def reason(run: Run, lang: str) -> str:
    """Why the run was left where it is; "" where its state says it all."""
    ended = run.ended
    if not ended.get("why"):
        return ""
    facts = {str(k): str(v) for k, v in (ended.get("facts") or {}).items()}
    if "codes" in facts:
        facts["codes"] = reader.words("ladder.joint", lang).join(facts["codes"].split(", "))
    if ended["why"] == "ruled":
        facts["what"] = reader.words(f"plan.refusal.{facts['code']}", lang)
    if ended["why"] == "allow":
        facts["words"] = reader.words("ladder.joint", lang).join(
            reader.words(f"impact.{word}", lang) for word in facts["impacts"].split(", ")
        )
    key = "why.allow-back" if ended["why"] == "allow" and not ended.get("step") else f"why.{ended['why']}"
    said = say(key, lang, number=number(str(ended.get("step") or "")), **facts)
    return said.replace(" ()", "")  # a step that confirms nothing by its yes


def next_step(run: Run, lang: str) -> str:
    """What a person does now."""
    key = f"next.{run.state}-{run.ended.get('why')}"
    key = key if reader.has(f"apply.{key}") else f"next.{run.state}"
    if run.state == "done":
        key = "next.done" if run.ready else "next.done-not-ready"
    if run.state == "stopped" and run.going_back:
        key = "next.stopped-back"
    if run.undo_refused:
        key = "next.not-begun-back"
    if run.drill and not run.going_back:
        key = "next.drill"
    return say(key, lang, journal=str(run.journal))


def step_line(record: StepRecord, lang: str) -> str:
    done = say(f"step.{word(record.state, record.detail)}", lang)
    return f"{number(record.step.id)}. [{done}] {words.do(record.step, lang)}"


def word(state: str, detail: str = "") -> str:
    """The locale's key for how a step stands: work that is left to a person is not work that nobody needs."""
    return "left" if (state, detail) == ("skipped", "left") else state or "open"


def details(record: StepRecord, lang: str) -> list[str]:
    """When, and what Windows said against it."""
    lines = [say("at", lang, at=when(record.at))] if record.at else []
    if record.error:
        lines.append(say("said", lang, error=line(record.error, 300)))
    return lines
