"""The card of one reason: what the system said, what it means, what to do and what it interrupts, commands to copy.

Rule: a command is seen whole and selected whole; the button only saves a key, and is there where nothing has to be
replaced first.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from ipywidgets import DOMWidget, HBox, VBox

from ...core import ladder_html
from ...core import text as reader
from ...core.findings import Finding
from ..states.card import Card, Part
from . import look
from .controls import button
from .shown import Shown

if TYPE_CHECKING:
    from ..frames import Table


#: Puts text on the clipboard; whether it is there now.
Copy = Callable[[str], bool]


class CardShown(Shown):
    """`copy` is tried by the buttons; `page` gives the address of a reason's page, or "" where none is known."""

    def __init__(self, finding: Finding, lang: str | None, copy: Copy, page: Callable[[str, str], str]) -> None:
        super().__init__(lang)
        self.finding = finding
        self._copy, self._page = copy, page

    def text(self, lang: str | None = None) -> str:
        return self.finding.text(lang or self.lang)

    def html(self, lang: str | None = None) -> str:
        return ladder_html.finding(self.finding, lang or self.lang)

    def frame(self) -> Table:
        from ..findings_frame import findings_frame

        return findings_frame([self.finding], self.lang)

    def _build(self) -> DOMWidget:
        return look.root([body(self.finding, self.lang, self._copy, self._page)], self.lang)


def body(f: Finding, lang: str, copy: Copy, page: Callable[[str, str], str], folded: bool = False) -> VBox:
    """The card without a root of its own; with `folded`, only the first step and the first proof stand open."""
    card = Card.of(f, lang)
    head = f"<p><b>{look.safe(card.title)}</b> <code>{look.safe(card.code)}</code></p>"
    said = "".join(_quoted(words, lang) for words in card.said[:1]) + "".join(map(look.line, card.said[1:]))
    steps, proofs = (card.steps[:1], card.proofs[:1]) if folded else (card.steps, card.proofs)
    opened = [look.piece(head + said + look.line(card.meaning), lang)]
    for number, step in enumerate(steps, 1):
        opened += _part(step, f"{number}. ", lang, copy)
    for proof in proofs:
        opened += _part(proof, "", lang, copy)
    opened.append(look.piece(_rest(card, len(steps), len(proofs), lang) + _link(card.code, page, lang), lang))
    box = VBox(opened)
    box.add_class("sriovkit-box")
    return box


def _quoted(words: str, lang: str) -> str:
    return f"<p>{look.safe(reader.words('card.said', lang))}<q>{look.safe(words)}</q></p>"


def _part(part: Part, before: str, lang: str, copy: Copy) -> list[DOMWidget]:
    made: list[DOMWidget] = [look.piece(look.line(before + part.words), lang)]
    made += [look.piece(look.line(part.replace), lang)] if part.replace else []
    made += [command(part.command, lang, None if part.replace else copy)] if part.command else []
    return made + ([look.piece(look.line(part.undo), lang)] if part.undo else [])


def command(text: str, lang: str, copy: Copy | None) -> HBox:
    """A command, whole, in a field that the Tab key goes to, and a button that copies it where it is ready for that."""
    name = escape(reader.words("widget.command" if copy else "widget.command-to-fill", lang))
    field = look.piece(_field(text, name), lang, flex="1 1 20em", min_width="0")
    if copy is None:
        return HBox([field])
    words = reader.words("widget.copy", lang)

    def act() -> None:
        copied = copy(text)
        told = reader.words("widget.copied" if copied else "widget.not-copied", lang)
        note.value = look.wrapped(look.told(told, "status"), lang)

    note = look.piece("", lang, flex="0 1 auto")
    row = HBox([field, button(words, act, tip=text), note])
    # What is told of the copy gets a line of its own before it takes room from the command.
    row.layout.align_items, row.layout.flex_flow = "center", "row wrap"
    row.add_class("sriovkit-copy")
    return row


def _field(text: str, name: str) -> str:
    """Shown whole, and selected whole: by a click on it, and by the Tab key in the field that lies over it unseen."""
    unseen = f'<input class="sriovkit-cmd" readonly aria-label="{name}" value="{look.safe(text)}">'
    shown = f'<pre class="sriovkit-cmd" aria-hidden="true">{look.safe(text)}</pre>'
    return f'<div class="sriovkit-command">{shown}{unseen}</div>'


def _rest(card: Card, steps: int, proofs: int, lang: str) -> str:
    """What is folded away: the later steps, the vendors' words, the evidence."""
    later = "".join(_plain(f"{n}. ", part) for n, part in enumerate(card.steps, 1) if n > steps)
    later += "".join(_plain("", part) for part in card.proofs[proofs:])
    later += "".join(map(look.line, card.vendor))
    more = look.folded(reader.words("widget.more", lang), later)
    return more + look.folded(reader.words("card.evidence", lang), "".join(map(look.line, card.evidence)))


def _plain(before: str, part: Part) -> str:
    command = f'<pre class="sriovkit-cmd">{look.safe(part.command)}</pre>' if part.command else ""
    command = (look.line(part.replace) if part.replace else "") + command
    return look.line(before + part.words) + command + (look.line(part.undo) if part.undo else "")


def _link(code: str, page: Callable[[str, str], str], lang: str) -> str:
    address, words = page(code, lang), reader.words("widget.page", lang)
    if not address:
        return look.line(reader.words("widget.no-page", lang, code=code))
    return f'<p><a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a></p>'
