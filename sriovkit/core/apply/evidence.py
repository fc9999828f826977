"""The record of work (作業記録): one self-contained page for A4, to print, to sign and to file.

Rule: made from the journal alone; no request to anywhere, no script; everything from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from .. import text as reader
from ..ladder_html import safe
from ..plan import words
from ..plan.facts import plain, same
from . import looks, show
from .journal import Record, of_kind
from .questions import number, say, when

if TYPE_CHECKING:
    from .run import Run, StepRecord


def page(run: Run, lang: str | None = None) -> str:
    """The whole page as HTML text."""
    lang = reader.language(lang)
    style = files(__package__).joinpath("evidence.css").read_text(encoding="utf-8")
    title = say("evidence.title", lang)
    body = [f"<h1>{safe(title)}</h1>", _table(_head(run, lang)), _para(show.reason(run, lang))]
    body += [f"<h2>{safe(say('evidence.steps', lang))}</h2>", *(_step(r, lang) for r in run.steps)]
    body += [f"<h2>{safe(say('evidence.answers', lang))}</h2>", _answers(run, lang)]
    body += [f"<h2>{safe(say('evidence.sign', lang))}</h2>", _signatures(lang)]
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{safe(title)}</title>'
        f"<style>{style}</style></head><body>{''.join(body)}</body></html>\n"
    )


def _head(run: Run, lang: str) -> list[tuple[str, str]]:
    simulated = f" [{reader.words('ladder.simulated', lang)}]" if run.plan.simulated else ""
    told = [
        ("host", run.plan.host + simulated),
        ("result", show.state(run, lang)),
        ("by", run.by),
        ("account", run.account),
        ("begun", when(str(run.records[0]["at"]))),
        ("ended", when(str(run.records[-1]["at"]))),
        ("allowed", ", ".join(run.records[0].get("allow") or ()) or say("evidence.nothing", lang)),
        ("plan", str(run.plan.to_dict()["checksum"])[:16]),
        ("journal", run.journal.name),
    ]
    told += [("took-over", f"{r['instead']}: {r['why']}") for r in of_kind(run.records, "took-over")]
    return [(say(f"evidence.{key}", lang), value) for key, value in told]


def _step(record: StepRecord, lang: str) -> str:
    state = say(f"step.{record.state or 'open'}", lang)
    heading = f"<h3>{number(record.step.id)}. {safe(words.do(record.step, lang))} [{safe(state)}]</h3>"
    impact = words.interrupts(record.step, lang) if record.step.kind != "wait" else ""
    rows = [("at", when(record.at)), ("impact", impact), ("detail", record.error)]
    by, at = record.confirmed
    rows += [("confirmed", f"{by}, {when(at)}" if by else "")]
    told = [(say(f"evidence.{key}", lang), value) for key, value in rows if value and record.state]
    sent = "".join(f"<pre>{safe(command)}</pre>" for command in record.sent)
    return f"<section>{heading}{_table(told)}{sent}{_changes(record, lang)}</section>"


def _changes(record: StepRecord, lang: str) -> str:
    """What the things of a step were set to before and after, where that differs; the rest stayed."""
    if record.before is None or record.after is None:
        return ""
    told = looks.differences(record.before, record.after) or list(_own(record))
    head = "".join(f"<th>{safe(say(f'evidence.{key}', lang))}</th>" for key in ("what", "before", "after"))
    rows = "".join(f"<tr><td>{safe(w)}</td><td>{safe(a)}</td><td>{safe(b)}</td></tr>" for w, a, b in _named(told))
    rows += "".join(_gone(record.before, record.after))
    return f"<table class=changes><tr>{head}</tr>{rows}</table>" if rows else _para(say("evidence.same", lang))


def _own(record: StepRecord) -> Iterator[tuple[str, str, str]]:
    """What a proven step has set where no look at a port tells it: a property of an adapter, the registry value."""
    wants = record.step.done.wants if record.step.done is not None and record.state == "proven" else {}
    for place, then in record.step.facts.items():
        now = wants.get(place.rpartition("].")[2])
        if isinstance(now, str) and not same(then, now):
            yield place, plain(then), now


def _named(told: Iterable[tuple[str, str, str]]) -> Iterable[tuple[str, str, str]]:
    return ((what, then or "-", now or "-") for what, then, now in told)


def _gone(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[str]:
    """vSwitches that are there on one side only."""
    one, other = ({r.get("Id", ""): r.get("Name", "") for r in side.get("switches", ())} for side in (before, after))
    for identity in [*(i for i in one if i not in other), *(i for i in other if i not in one)]:
        there, now = one.get(identity, "-"), other.get(identity, "-")
        yield f"<tr><td>switch {safe(identity)}</td><td>{safe(there)}</td><td>{safe(now)}</td></tr>"


def _answers(run: Run, lang: str) -> str:
    asked = of_kind(run.records, "asked")
    if not asked:
        return _para(say("evidence.nothing", lang))
    yes = {True: say("evidence.yes", lang), False: say("evidence.no", lang)}
    head = "".join(f"<th>{safe(say(f'evidence.{key}', lang))}</th>" for key in ("at", "step", "question", "answer"))
    rows = "".join(_answer(r, yes[bool(r["answer"])], lang) for r in asked)
    return f"<table class=answers><tr>{head}</tr>{rows}</table>"


def _answer(asked: Record, answer: str, lang: str) -> str:
    told = "<br>".join(safe(_need(str(need), lang)) for need in asked["needs"])
    told = told or safe(say("evidence.go", lang))
    cells = (safe(when(str(asked["at"]))), safe(number(str(asked["step"]))), told, safe(answer))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _need(need: str, lang: str) -> str:
    key = f"plan.need.{need}"
    return reader.words(key if reader.has(key) else f"plan.refusal.{need}", lang)


def _signatures(lang: str) -> str:
    heads = "".join(f"<th>{safe(say(f'evidence.{key}', lang))}</th>" for key in ("worker", "checker", "approver"))
    return f"<table class=sign><tr>{heads}</tr><tr><td></td><td></td><td></td></tr></table>"


def _table(rows: list[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr><th>{safe(k)}</th><td>{safe(v)}</td></tr>" for k, v in rows) + "</table>"


def _para(said: str) -> str:
    return f"<p>{safe(said)}</p>" if said else ""
