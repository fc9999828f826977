"""The ladder as HTML for notebooks and pages: the same facts in the same order as the terminal's.

Rule: every text from outside is escaped; nothing is told by colour alone; no script, no request to anywhere. Styles are
inline, because a notebook that is not trusted yet keeps those and drops style sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from . import card, ladder, originals
from . import text as reader
from .clean import markup
from .vendor_words import vendor_lines

if TYPE_CHECKING:
    from .catalogue import Step
    from .diagnose import Diagnosis
    from .filling import Filled
    from .findings import Evidence, Finding
    from .rungs import Rung

#: Middle tones, readable on white and on black; the word beside each tells the same.
COLOURS = {
    "blocked": "#d32f2f",
    "at-risk": "#f57f17",
    "ok": "#388e3c",
    "unknown": "#8a8a8a",
    "not-applicable": "#8a8a8a",
}
_FONTS = {
    "ja": "'Yu Gothic UI', Meiryo, 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif",
    "en": "'Segoe UI', system-ui, sans-serif",
}


def html(d: Diagnosis, lang: str | None = None) -> str:
    """The head, the opened card and the ladder as one <div> that touches nothing else."""
    lang = reader.language(lang)
    return framed(_head(d, lang) + _first(d, lang) + _rungs(d, lang) + d.window.html(lang) + _gaps(d, lang), lang)


def finding(f: Finding, lang: str | None = None) -> str:
    """The card of one reason as a <div>, everything opened."""
    lang = reader.language(lang)
    return framed(_card(f, lang, folded=False), lang)


def safe(text: object) -> str:
    """Text from outside as HTML: without control characters, and escaped."""
    return markup(text)


def tag(name: str, style: str, *inner: str, **attributes: str) -> str:
    """One element with an inline style; `inner` is HTML already."""
    told = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f'<{name} style="{style}"{told}>{"".join(inner)}</{name}>'


def code(*lines: str) -> str:
    """Commands in a box of their own, a line each."""
    box = "margin: .15em 0; padding: .2em .5em; overflow-x: auto; background: #8882; text-align: left"
    return tag("pre", box, "<code>" + safe("\n".join(lines)) + "</code>")


def framed(body: str, lang: str) -> str:
    """The one <div> of a picture, in the fonts of its language; `body` is HTML already."""
    style = f"font-family: {_FONTS[lang]}; max-width: 52em; line-height: 1.45; text-align: left"
    # tex2jax_ignore: a "$" in a host's text must not become a formula in a notebook.
    return f'<div class="sriovkit tex2jax_ignore mathjax_ignore" lang="{lang}" style="{style}">{body}</div>'


def _head(d: Diagnosis, lang: str) -> str:
    lines = ladder.head(d, lang)
    colour = COLOURS[{True: "ok", False: "blocked", None: "unknown"}[d.ready]]
    verdict = f"margin: 0; padding: 0 0 0 .5em; border-left: .35em solid {colour}; font-weight: bold; font-size: 1.1em"
    rest = "".join(_line(line) for line in lines[2:])
    return _line(lines[0]) + tag("p", verdict, safe(lines[1])) + rest


def _line(text: str) -> str:
    return tag("p", "margin: .15em 0", safe(text))


def _first(d: Diagnosis, lang: str) -> str:
    return _card(d.first, lang, folded=True) if d.first else ""


def _card(f: Finding, lang: str, folded: bool) -> str:
    """What to do first, and how to see that it is done; with `folded`, the rest behind one line each."""
    reason = f.reason
    head = tag("p", "margin: 0", f"<b>{safe(reason.say('title', lang))}</b> <code>{safe(f.code)}</code>")
    meaning = [_line(reason.say("meaning", lang))]
    steps = [_step(step, f, lang) for step in f.steps]
    first, rest = (steps[:1], steps[1:]) if folded else (steps, [])
    proofs = [
        _line(reader.words("card.proof", lang) + p.words[lang]) + _command(f.command(p), lang) for p in reason.proof
    ]
    parts = [
        head,
        *([] if folded else meaning),
        _steps(first, 1),
        "" if folded else _vendors(f, lang),
        *(proofs[:1] if folded else proofs),
        _folded(reader.words("card.more", lang), [*meaning, _steps(rest, 2), _vendors(f, lang)]) if folded else "",
        _folded(reader.words("card.evidence", lang), [_seen(f, lang)]),
    ]
    box = "border: 1px solid #8888; padding: .3em .8em; margin: .4em 0"
    return tag("div", box, *parts)


def _steps(steps: Sequence[str], start: int) -> str:
    return tag("ol", "margin: .2em 0; padding-left: 1.6em", *steps, start=str(start)) if steps else ""


def _vendors(f: Finding, lang: str) -> str:
    """What the maker of the card calls things, under the family's name."""
    parts = []
    for head, told in groupby(vendor_lines(f, lang), key=lambda line: line.family):
        items = [f"<li>{_unconfirmed(not v.confirmed, lang)}{safe(v.words)}</li>" for v in told]
        parts += [_line(card.vendor_head(head, lang)), tag("ul", "margin: .1em 0; padding-left: 1.6em", *items)]
    return "".join(parts)


def _unconfirmed(marked: bool, lang: str) -> str:
    return f"[{safe(reader.words('card.unconfirmed', lang))}] " if marked else ""


def _step(step: Step, f: Finding, lang: str) -> str:
    undo = _line(reader.words("card.undo", lang) + step.undo[lang]) if step.undo else ""
    return f"<li>{safe(card.step_line(step, lang, f.release))}{_command(f.command(step), lang)}{undo}</li>"


def _command(command: Filled, lang: str) -> str:
    first = _line(card.replacing(command, lang)) if command.left else ""
    return first + code(command.text) if command.text else ""


def _folded(summary: str, inner: Sequence[str]) -> str:
    return f"<details><summary>{safe(summary)}</summary>{''.join(inner)}</details>" if any(inner) else ""


def _seen(f: Finding, lang: str) -> str:
    """The evidence: what was seen where, in the system's own words, and in the reader's where those are known.

    Nothing where nothing was seen: a reason that somebody looked up.
    """
    rows = [f"<li><code>{safe(e.object)} {safe(e.property)}</code>: {safe(_value(e))}</li>" for e in f.evidence]
    known = originals.readers(f, lang)
    listed = tag("ul", "margin: .2em 0; padding-left: 1.6em", *rows) if rows else ""
    return listed + (_line(known) if known else "")


def _value(e: Evidence) -> str:
    return ", ".join(map(str, e.value)) if isinstance(e.value, list) else str(e.value)


def _rungs(d: Diagnosis, lang: str) -> str:
    first = d.first.rung if d.first else ""
    todo = [f for f in d.findings if f.blocks][1:]
    rows = [_rung(d, r, r.rung == first, todo, lang) for r in reversed(d.rungs)]
    label = safe(reader.words("ladder.name", lang))
    return tag("ul", "list-style: none; padding: 0; margin: .4em 0", *rows, aria_label=label)


def _rung(d: Diagnosis, r: Rung, first: bool, todo: Sequence[Finding], lang: str) -> str:
    mark = "&gt;" if first else "&nbsp;"
    name = _cell("11.5em", f"{mark}{r.number} {safe(reader.words(f'rung.{r.rung}', lang))}")
    state = _cell("7.5em", f"<b>[{safe(reader.words(f'state.{r.state}', lang))}]</b>")
    # A block of its own: on a narrow page it goes to the next line whole, instead of leaving a letter behind.
    line = name + state + tag("span", "display: inline-block", safe(ladder.detail(d, r, lang)))
    others = [f for f in todo if f.rung == r.rung]
    cards = "".join(_card(f, lang, folded=True) for f in others)
    # A row without a fold begins where the others' words begin, behind the mark of the fold.
    plain = tag("span", "padding-left: 1.05em", line)
    inner = f"<details><summary>{line}</summary>{cards}</details>" if cards else plain
    kind = "dotted" if r.state == "not-applicable" else "solid"
    style = f"border-left: .35em {kind} {COLOURS[r.state]}; padding: .05em .5em; margin: .1em 0"
    return tag("li", style, inner, **({"aria_current": "step"} if first else {}))


def _cell(width: str, inner: str) -> str:
    return tag("span", f"display: inline-block; min-width: {width}", inner)


def _gaps(d: Diagnosis, lang: str) -> str:
    if not d.unknown:
        return ""
    items = [f"<li>{safe(ladder.gap_words(g, lang))}</li>" for g in d.unknown]
    listed = tag("ul", "margin: .1em 0; padding-left: 1.6em", *items)
    return _line(reader.words("card.unknown", lang)) + listed + "".join(map(_line, ladder.offer(d, lang)))
