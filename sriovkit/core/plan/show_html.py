"""A plan as HTML for notebooks: the same words in the same order as on a terminal.

Rule: every text from outside is escaped; styles are inline; no script, no request to anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import text as reader
from ..ladder_html import COLOURS, code, framed, safe, tag
from . import words
from .refusals import REFUSED, UNKNOWN
from .show_text import whose
from .step import Step

if TYPE_CHECKING:
    from .whole import Plan

#: By what a step interrupts; the words beside it tell the same.
_COLOUR = {
    "none": COLOURS["ok"],
    "seconds": COLOURS["at-risk"],
    "minutes": COLOURS["at-risk"],
    "outage": COLOURS["blocked"],
}


def html(plan: Plan, lang: str | None = None) -> str:
    """Head, what is refused or unknown, then every step; details are folded."""
    lang = reader.language(lang)
    head = [_line(whose(plan, lang)), _line(words.title(plan, lang), "font-weight: bold; font-size: 1.1em")]
    head += [_line(words.say("what-if", lang, what=thought)) for thought in plan.what_if]
    head += [_line(words.wanted(plan, lang)), _refusals(plan, REFUSED, lang), _refusals(plan, UNKNOWN, lang)]
    return framed("".join(head) + "".join(_step(s, lang) for s in plan.steps), lang)


def _step(step: Step, lang: str) -> str:
    kind = words.say(f"kind.{step.kind}", lang)
    title = f"<b>{safe(step.id.removeprefix('s'))}. [{safe(kind)}]</b> {safe(words.do(step, lang))}"
    lasts = "" if step.kind == "wait" else _line(words.say("interrupts", lang) + words.interrupts(step, lang))
    more = "".join(_said(said) for said in words.parts(step, lang) if said.label != words.say("interrupts", lang))
    folded = f"<details><summary>{safe(words.say('more', lang))}</summary>{more}</details>" if more else ""
    colour = _COLOUR["outage" if step.restart else step.traffic.lasts]
    style = f"border-left: .35em solid {colour}; padding: .05em .6em; margin: .4em 0"
    return tag("div", style, tag("p", "margin: .15em 0", title), lasts, folded)


def _said(said: words.Said) -> str:
    first, *rest = said.lines or ("",)
    codes = "".join(code(command) for command in said.commands)
    return _line(said.label + first) + "".join(map(_line, rest)) + codes


def _refusals(plan: Plan, state: str, lang: str) -> str:
    items = [
        tag("li", "", safe(words.refusal(r, lang)), *(code(c) for c in r.commands))
        for r in plan.refusals
        if r.state == state
    ]
    listed = tag("ul", "margin: .1em 0; padding-left: 1.6em", *items)
    return _line(words.say(state, lang)) + listed if items else ""


def _line(said: str, style: str = "") -> str:
    return tag("p", f"margin: .15em 0; {style}".strip("; "), safe(said))
