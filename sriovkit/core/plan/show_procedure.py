"""A plan as a work procedure to print and take along: step, who and where, outage, rollback, evidence; with blanks.

Rule: nothing stands in it that the plan does not say; what only the hour of the work can tell is left blank for a pen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .. import ladder
from .. import text as reader
from ..card import step_line
from ..clean import line
from ..ladder_html import framed, safe, tag
from ..window import cares
from . import words
from .commands import shown
from .refusals import REFUSED, UNKNOWN
from .show_text import whose
from .step import Step, Task

if TYPE_CHECKING:
    from .whole import Plan

_COLUMNS = ("step", "who", "outage", "rollback", "evidence")
_WIDTHS = ("36%", "10%", "14%", "17%", "23%")
_TABLE = "border-collapse: collapse; width: 100%; table-layout: fixed; margin: .4em 0"
_CELL = "border: 1px solid #888; padding: .25em .4em; vertical-align: top; text-align: left; overflow-wrap: anywhere"
_CODE = "margin: .2em 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85em"
_PRINT = (
    "@page { size: A4 landscape; margin: 12mm } tr { break-inside: avoid } "
    "body { margin: 1em } @media print { body { margin: 0 } }"
)


def page(plan: Plan, lang: str | None = None) -> str:
    """A whole HTML file of its own, for A4; no script, no request to anywhere."""
    lang = reader.language(lang)
    head = f'<meta charset="utf-8"><title>{safe(_title(plan, lang))}</title><style>{_PRINT}</style>'
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head>{head}</head><body>{html(plan, lang, paper=True)}</body></html>\n'
    )


def html(plan: Plan, lang: str | None = None, *, paper: bool = False) -> str:
    """The same as one <div> for a notebook; on a narrow page its table is scrolled and not squeezed."""
    lang = reader.language(lang)
    parts = [tag("h2", "margin: .2em 0", safe(_title(plan, lang))), _about(plan, lang), *_first(plan, lang)]
    if plan.steps:
        rows = "".join(row for step in plan.steps for row in _rows(step, lang))
        table = _table([*_heads(lang)], rows)
        parts += [_heading("steps", lang), table if paper else _scrolled(table, lang), *_last(plan, lang)]
    width = "none" if paper else "72em"
    return framed("".join(parts), lang).replace("max-width: 52em", f"max-width: {width}", 1)


def _title(plan: Plan, lang: str) -> str:
    return _say("title", lang, host=whose(plan, lang))


def _about(plan: Plan, lang: str) -> str:
    """What the plan is for, and who fills the page in."""
    told = [words.title(plan, lang), words.wanted(plan, lang), _say("taken", lang, when=ladder.when(plan.taken))]
    told += [words.say("what-if", lang, what=thought) for thought in plan.what_if]
    blanks = [_say(f"blank.{name}", lang) for name in ("date", "worker", "checker")]
    filled = "".join(tag("td", f"{_CELL}; height: 1.8em; width: 33%", safe(blank)) for blank in blanks)
    return _lines(told) + _table([], f"<tr>{filled}</tr>")


def _first(plan: Plan, lang: str) -> Iterator[str]:
    """What is not done, what is to be looked at, and what is confirmed before the first outage."""
    for state in (REFUSED, UNKNOWN):
        some = [r for r in plan.refusals if r.state == state]
        if some:
            yield _line(words.say(state, lang), "font-weight: bold")
            yield "".join(_box(words.refusal(r, lang), r.commands) for r in some)
    helpful = {care.id: care.command for care in cares()["before"]}
    if plan.needs:
        yield _heading("before", lang)
        for need in plan.needs:
            yield _box(words.say(f"need.{need}", lang), filter(None, [helpful.get(need, "")]))
    losses = dict.fromkeys(loss for step in plan.steps for loss in step.losses)
    if losses:
        yield _line(words.say("lost", lang), "font-weight: bold")
        yield "".join(_box(words.say(f"loss.{loss}", lang)) for loss in losses)


def _last(plan: Plan, lang: str) -> Iterator[str]:
    """How the work ends: the look that proves it, and what was suspended for it."""
    yield _heading("after", lang)
    yield _box(_say("stop-rule", lang))
    if "drain" in plan.needs:
        yield "".join(_box(care.words[lang], filter(None, [care.command])) for care in cares()["after"])


def _rows(step: Step, lang: str) -> Iterator[str]:
    """A step; work by hand with a row for each task below it, since each has its own place and its own way back."""
    number = step.id.removeprefix("s")
    what = _line(f"{number}. {words.do(step, lang)}", "font-weight: bold") + _list(step.codes)
    what += _codes([str(step.command)] if step.command is not None else [])
    yield _row(what, _who(step, lang), _outage(step, lang), _rollback(step, lang), _evidence(step, lang))
    for index, task in enumerate(step.tasks, 1):
        yield _task(f"{number}-{index}", task, lang)


def _task(number: str, task: Task, lang: str) -> str:
    remedy = task.remedy
    # Where and what it interrupts have columns of their own here.
    told = step_line(remedy, lang).partition("] ")[2] or remedy.words[lang]
    targets = "".join(f"{line(t)}: " for t in task.targets if t != "host")
    sure = "" if remedy.confidence in ("documented", "seen") else f" [{reader.words('card.unconfirmed', lang)}]"
    what = _line(f"{number} {targets}{told}{sure}") + _codes(filter(None, [remedy.command]))
    undo = _line(remedy.undo[lang]) if isinstance(remedy.undo, dict) else _line(_say("undo-unknown", lang))
    where, impact = (reader.words(f"{key}", lang) for key in (f"where.{remedy.where}", f"impact.{remedy.impact}"))
    return _row(what, _line(where), _line(impact), undo, _blank(lang))


def _who(step: Step, lang: str) -> str:
    told = {"wait": ["own-pc"], "hands": [task.remedy.where for task in step.tasks]}.get(step.kind, [])
    return _lines(reader.words(f"where.{place}", lang) for place in dict.fromkeys(told or ["host"]))


def _outage(step: Step, lang: str) -> str:
    if step.kind == "wait":
        return _line(words.say("lasts.none", lang))
    told = [words.interrupts(step, lang)]
    told += [words.say("restart", lang) + words.say("restart-host", lang)] if step.restart else []
    return _lines(told)


def _rollback(step: Step, lang: str) -> str:
    if step.kind == "wait":
        return _line(words.say("undo-wait", lang))
    if step.command is None:
        return _line(_say("undo-tasks" if step.tasks else "undo-unknown", lang))
    return _line(words.say("put-back", lang) if step.put_back else "") + _codes(step.undo_lines)


def _evidence(step: Step, lang: str) -> str:
    told = [] if step.kind == "wait" else list(words.proof(step, lang))
    return _lines(told) + _codes([shown(step.done.pipe)] if step.done else []) + _blank(lang)


def _blank(lang: str) -> str:
    told = (tag("span", "margin-right: 3em", safe(_say(f"blank.{name}", lang))) for name in ("time", "result", "by"))
    return tag("p", "margin: .3em 0", *told)


def _heads(lang: str) -> Iterator[str]:
    for name, width in zip(_COLUMNS, _WIDTHS, strict=True):
        yield tag("th", f"{_CELL}; width: {width}; background: #8882", safe(_say(f"column.{name}", lang)), scope="col")


def _row(*cells: str) -> str:
    return "<tr>" + "".join(tag("td", _CELL, cell) for cell in cells) + "</tr>"


def _table(heads: list[str], rows: str) -> str:
    head = f"<thead><tr>{''.join(heads)}</tr></thead>" if heads else ""
    return tag("table", _TABLE, head, f"<tbody>{rows}</tbody>")


def _scrolled(table: str, lang: str) -> str:
    """A wide table that the keyboard reaches too."""
    wide = table.replace("width: 100%", "width: 100%; min-width: 46em", 1)
    named = {"role": "region", "aria_label": safe(_say("steps", lang))}
    return tag("div", "overflow-x: auto", wide, tabindex="0", **named)


def _heading(key: str, lang: str) -> str:
    return tag("h3", "margin: .8em 0 .2em", safe(_say(key, lang)))


def _box(said: str, commands: Iterable[str] = ()) -> str:
    return _line(f"□ {said}") + _codes(commands)


def _codes(commands: Iterable[str]) -> str:
    return "".join(tag("pre", _CODE, f"<code>{safe(command)}</code>") for command in commands)


def _list(codes: tuple[str, ...]) -> str:
    return _line(", ".join(codes), "font-size: .85em") if codes else ""


def _lines(said: Iterable[str]) -> str:
    return "".join(_line(one) for one in said)


def _line(said: str, style: str = "") -> str:
    return tag("p", f"margin: .1em 0; {style}".strip("; "), safe(said)) if said else ""


def _say(key: str, lang: str, **names: str) -> str:
    return words.say(f"procedure.{key}", lang, **names)
