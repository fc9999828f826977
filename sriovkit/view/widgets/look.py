"""How the widgets look: colours from JupyterLab's own theme, so that light and dark both are right; fonts by language.

Rule: every text from outside passes `safe`; nothing is told by colour alone; the style is written once, here.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from ipywidgets import HTML, DOMWidget, VBox

from ...core import clean, ladder
from ...core import text as reader
from ...core.diagnose import Diagnosis
from ...core.ladder_html import COLOURS, tag
from ...core.ladder_html import safe as safe
from ...core.rungs import Rung

#: Colours by JupyterLab's variables; -webkit-locale and the fonts give the reader's glyphs to buttons and fields too.
_STYLE = files(__package__).joinpath("look.css").read_text("utf-8")
#: ipywidgets sets no attribute on a box: a style sheet tells when it stands in the page, and that names the language.
_NAMES = "this.closest('.sriovkit-widget')?.setAttribute('lang', '{lang}')"


def piece(body: str, lang: str, **layout: Any) -> HTML:
    """A part of a widget; `body` is HTML already, its host text made safe by who wrote it."""
    return HTML(value=wrapped(body, lang), layout=layout) if layout else HTML(value=wrapped(body, lang))


def wrapped(body: str, lang: str) -> str:
    """The body under its language; a "$" of a host must not become a formula."""
    return f'<div class="tex2jax_ignore mathjax_ignore" lang="{lang}">{body}</div>'


def root(children: list[DOMWidget], lang: str) -> VBox:
    """The widget's outermost box, whose `lang` stands from when the browser shows it."""
    style = f'<style onload="{_NAMES.format(lang=lang)}">{_STYLE}</style>'
    box = VBox([piece(style, lang, display="none"), *children])
    for name in ("sriovkit-widget", f"sriovkit-{lang}"):
        box.add_class(name)
    return box


def line(words: str, **style: str) -> str:
    """One paragraph."""
    return tag("p", "; ".join(f"{key.replace('_', '-')}: {value}" for key, value in style.items()), safe(words))


def edged(body: str, state: str) -> str:
    """A body with a coloured edge; `state` is told in words inside as well."""
    return tag("div", f"border-left: .35em solid {COLOURS[state]}; padding-left: .5em", body)


def told(words: str, role: str = "status") -> str:
    """A change to be announced: role "status" waits its turn, "alert" does not."""
    return f'<p role="{role}">{safe(words)}</p>' if words else ""


def folded(summary: str, inner: str) -> str:
    """Something behind one line; nothing where there is nothing in it."""
    return f"<details><summary>{safe(summary)}</summary>{inner}</details>" if inner else ""


def rung(d: Diagnosis, r: Rung, lang: str) -> str:
    """One rung as a row: mark, number, name, state in words, and what stands behind it."""
    next_one = d.first is not None and d.first.rung == r.rung
    name = f"{'&gt;' if next_one else '&nbsp;'}{r.number} {safe(reader.words(f'rung.{r.rung}', lang))}"
    state = f"<b>[{safe(reader.words(f'state.{r.state}', lang))}]</b>"
    cells = _cell("11.5em", name) + _cell("7.5em", state) + f"<span>{safe(ladder.detail(d, r, lang))}</span>"
    kind = "dotted" if r.state == "not-applicable" else "solid"
    current = ' aria-current="step"' if next_one else ""
    return f'<div class="sriovkit-row" style="border-left: .35em {kind} {COLOURS[r.state]}"{current}>{cells}</div>'


def _cell(width: str, inner: str) -> str:
    return tag("span", f"display: inline-block; min-width: {width}", inner)


#: A sign, and the role in which a state is announced; the words beside tell the same.
_STATES = {
    "running": ("\u25d4", "status"),
    "stopping": ("\u25d4", "status"),
    "stopped": ("\u25a0", "status"),
    "done": ("\u2713", "status"),
    "failed": ("\u2717", "alert"),
}


def state(name: str, words: str) -> str:
    """How work stands: busy looks busy, failed looks failed, and both say so."""
    sign, role = _STATES.get(name, ("", "status"))
    lines = "".join(map(line, words.splitlines()))
    busy = ' aria-busy="true"' if name in ("running", "stopping") else ""
    shown = f'<i aria-hidden="true">{sign}</i><span>{lines}</span>'
    return f'<div class="sriovkit-state sriovkit-{name}" role="{role}"{busy}>{shown}</div>'


def named(name: object) -> str:
    """A name from outside on one line."""
    return clean.line(name, 60)
