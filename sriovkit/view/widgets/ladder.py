"""The ladder: verdict, what to do next, the card of the first thing, then nine rungs with their cards to open.

Rule: it shows what the diagnosis says, in the order of the terminal; every opened card can be closed again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ipywidgets import Button, DOMWidget, HBox, VBox

from ...core import ladder, ladder_html
from ...core import text as reader
from ...core.diagnose import Diagnosis
from ...core.rungs import Rung
from ..states.ladder import Ladder
from . import card, look
from .controls import button, show
from .shown import Shown

if TYPE_CHECKING:
    from ..frames import Table


_HEAD = {True: "ok", False: "blocked", None: "unknown"}


class LadderShown(Shown):
    """`keep` is told of every new state, so that a re-run of the cell finds the rungs opened."""

    def __init__(
        self,
        state: Ladder,
        lang: str | None,
        copy: card.Copy,
        page: Callable[[str, str], str],
        keep: Callable[[Ladder], object] = lambda _: None,
    ) -> None:
        super().__init__(lang)
        self.state = state
        self._copy, self._page, self._keep = copy, page, keep
        self._body = VBox()

    @property
    def diagnosis(self) -> Diagnosis | None:
        return self.state.diagnosis

    def show(self, diagnosis: Diagnosis | None) -> None:
        """A fresh look: the rungs are drawn anew, what was opened stays open."""
        self.state = self.state.looked(diagnosis)
        self._keep(self.state)
        self._draw()

    def text(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        return self.diagnosis.text(lang) if self.diagnosis else reader.words("widget.nothing-read", lang)

    def html(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        if self.diagnosis is None:
            return ladder_html.framed(look.line(reader.words("widget.nothing-read", lang)), lang)
        return ladder_html.html(self.diagnosis, lang)

    def frame(self) -> Table:
        from ..findings_frame import rungs_frame

        return rungs_frame(self.diagnosis, self.lang)

    def _build(self) -> DOMWidget:
        self._draw()
        return look.root([self._body], self.lang)

    def _draw(self) -> None:
        d = self.diagnosis
        if d is None:
            said = look.told(reader.words("widget.nothing-read", self.lang), "status")
            self._body.children = [look.piece(said, self.lang)]
            return
        self._body.children = [*self._first(d), *self._rungs(d), look.piece(self._foot(d), self.lang)]

    def _first(self, d: Diagnosis) -> list[DOMWidget]:
        whose, verdict, *rest = ladder.head(d, self.lang)
        bold = look.edged(look.line(verdict, font_weight="bold", font_size="1.1em"), _HEAD[d.ready])
        head = look.line(whose) + f'<div role="status">{bold}{"".join(map(look.line, rest))}</div>'
        told: list[DOMWidget] = [look.piece(head, self.lang)]
        if d.first:
            told.append(card.body(d.first, self.lang, self._copy, self._page, folded=True))
        return told

    def _rungs(self, d: Diagnosis) -> list[DOMWidget]:
        return [part for r in reversed(d.rungs) for part in self._row(d, r)]

    def _row(self, d: Diagnosis, r: Rung) -> list[DOMWidget]:
        """A rung, with a button where cards stand behind it; its cards come below."""
        told = look.piece(look.rung(d, r, self.lang), self.lang)
        if not self.state.cards(r.rung):
            return [told]
        below = VBox()
        opener = button("", lambda: self._toggle(r.rung, opener, below))
        self._open(r.rung, opener, below)
        row = HBox([told, opener])
        row.layout.align_items = "center"
        return [row, below]

    def _toggle(self, rung: str, opener: Button, below: VBox) -> None:
        self.state = self.state.toggled(rung)
        self._keep(self.state)
        self._open(rung, opener, below)

    def _open(self, rung: str, opener: Button, below: VBox) -> None:
        """Show what stands behind a rung as it is remembered, opened or closed."""
        opened, cards = rung in self.state.opened, self.state.cards(rung)
        name = reader.words(f"rung.{rung}", self.lang)
        first = self.state.diagnosis and self.state.diagnosis.first
        more = "widget.open-more" if first and first.rung == rung else "widget.open"
        key = "widget.close" if opened else more
        show(opener, description=reader.words(key, self.lang, rung=name, count=len(cards)))
        bodies = [card.body(f, self.lang, self._copy, self._page, folded=True) for f in cards if opened]
        below.children = bodies

    def _foot(self, d: Diagnosis) -> str:
        gaps = "".join(f"<li>{look.safe(ladder.gap_words(g, self.lang))}</li>" for g in d.unknown)
        listed = look.line(reader.words("card.unknown", self.lang)) + f"<ul>{gaps}</ul>" if gaps else ""
        return d.window.html(self.lang) + listed + "".join(map(look.line, ladder.offer(d, self.lang)))
