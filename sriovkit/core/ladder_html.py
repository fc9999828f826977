"""The ladder as HTML for notebooks and pages: the same facts in the same order as the terminal's.

Rule: every text from outside is escaped; nothing is told by colour alone; no script, no request to anywhere.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from . import ladder
from . import text as reader
from .clean import shown

if TYPE_CHECKING:
    from .catalogue import Step
    from .diagnose import Diagnosis, Evidence, Finding
    from .rungs import Rung


def html(d: Diagnosis, lang: str | None = None) -> str:
    """The head, the opened card and the ladder as one <div>; styles come with it and touch nothing else."""
    lang = reader.language(lang)
    return _framed(_head(d, lang) + _first(d, lang) + _rungs(d, lang) + _gaps(d, lang), lang)


def finding(f: Finding, lang: str | None = None) -> str:
    """The card of one reason as a <div>."""
    lang = reader.language(lang)
    return _framed(_card(f, lang), lang)


def _framed(body: str, lang: str) -> str:
    style = files(__package__).joinpath("ladder.css").read_text(encoding="utf-8")
    # tex2jax_ignore: a "$" in a host's text must not become a formula in a notebook.
    return f'<div class="sriovkit tex2jax_ignore mathjax_ignore" lang="{lang}"><style>{style}</style>{body}</div>'


def safe(text: object) -> str:
    """Text from outside as HTML: without control characters, and escaped."""
    return escape(shown(text))


def _head(d: Diagnosis, lang: str) -> str:
    lines = ladder.head(d, lang)
    state = {True: "ok", False: "blocked", None: "unknown"}[d.ready]
    rest = "".join(f"<p>{safe(line)}</p>" for line in lines[2:])
    return f'<p class="host">{safe(lines[0])}</p><p class="verdict {state}">{safe(lines[1])}</p>{rest}'


def _first(d: Diagnosis, lang: str) -> str:
    return _card(d.first, lang) if d.first else ""


def _card(f: Finding, lang: str) -> str:
    reason = f.reason
    title = f"<h4>{safe(reason.say('title', lang))} <code>{safe(f.code)}</code></h4>"
    steps = "".join(_step(step, lang) for step in reason.remedy)
    proofs = "".join(f"<p>{safe(p.words[lang])}</p>{_command(p.command)}" for p in reason.proof)
    parts = [
        title,
        f"<p>{safe(reason.say('meaning', lang))}</p>",
        f"<ol>{steps}</ol>" if steps else "",
        f"<p><b>{safe(reader.words('card.proof', lang))}</b></p>{proofs}" if proofs else "",
        _said(f, lang),
    ]
    return f'<div class="card">{"".join(parts)}</div>'


def _step(step: Step, lang: str) -> str:
    undo = f"<p>{safe(reader.words('card.undo', lang))}{safe(step.undo[lang])}</p>" if step.undo else ""
    return f"<li>{safe(ladder.step_line(step, lang))}{_command(step.command)}{undo}</li>"


def _command(command: str) -> str:
    return f"<pre><code>{safe(command)}</code></pre>" if command else ""


def _said(f: Finding, lang: str) -> str:
    """The evidence, folded: what was seen where, in the system's own words."""
    rows = "".join(f"<li><code>{safe(e.object)} {safe(e.property)}</code>: {safe(_value(e))}</li>" for e in f.evidence)
    return f"<details><summary>{safe(reader.words('card.evidence', lang))}</summary><ul>{rows}</ul></details>"


def _value(e: Evidence) -> str:
    return ", ".join(map(str, e.value)) if isinstance(e.value, list) else str(e.value)


def _rungs(d: Diagnosis, lang: str) -> str:
    first = d.first.rung if d.first else ""
    items = "".join(_rung(d, r, r.rung == first, lang) for r in reversed(d.rungs))
    return f'<ol class="rungs" reversed aria-label="{safe(reader.words("ladder.name", lang))}">{items}</ol>'


def _rung(d: Diagnosis, r: Rung, first: bool, lang: str) -> str:
    state = f'<span class="state">{safe(reader.words(f"state.{r.state}", lang))}</span>'
    name = f'<span class="name">{r.number} {safe(reader.words(f"rung.{r.rung}", lang))}</span>'
    line = f"{name} {state} <span>{safe(ladder.detail(d, r, lang))}</span>"
    others = [f for f in d.findings if f.rung == r.rung and f.blocks and f is not d.first]
    cards = "".join(_card(f, lang) for f in others)
    inner = f"<details><summary>{line}</summary>{cards}</details>" if cards else line
    mark = ' aria-current="step"' if first else ""
    return f'<li class="{r.state}"{mark}>{inner}</li>'


def _gaps(d: Diagnosis, lang: str) -> str:
    if not d.unknown:
        return ""
    items = "".join(f"<li>{safe(ladder.gap_words(g, lang))}</li>" for g in d.unknown)
    return f'<div class="gaps"><p>{safe(reader.words("card.unknown", lang))}</p><ul>{items}</ul></div>'
