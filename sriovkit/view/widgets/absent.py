"""A reason that a host does not have, or that nobody can tell of: said in one line where its card would stand.

Rule: not found is told apart from not known; where the rung is unknown, silence is no proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import DOMWidget

from ...core import catalogue, ladder_html
from ...core import text as reader
from ...core.diagnose import Diagnosis
from . import look
from .shown import Shown

if TYPE_CHECKING:
    from ..frames import Table


class AbsentShown(Shown):
    """`code` is a reason that the diagnosis does not hold."""

    def __init__(self, diagnosis: Diagnosis, code: str, lang: str | None) -> None:
        super().__init__(lang)
        self.diagnosis, self.code = diagnosis, code

    @property
    def known(self) -> bool:
        """Whether the rung could be judged, so that its absence says something."""
        rung = catalogue.load()[self.code].rung
        return any(r.rung == rung and r.state != "unknown" for r in self.diagnosis.rungs)

    def text(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        key = "widget.reason-absent" if self.known else "widget.reason-unknown"
        return reader.words(key, lang, title=catalogue.load()[self.code].say("title", lang), code=self.code)

    def html(self, lang: str | None = None) -> str:
        return ladder_html.framed(look.line(self.text(lang)), lang or self.lang)

    def frame(self) -> Table:
        from ..findings_frame import findings_frame

        return findings_frame([], self.lang)

    def _build(self) -> DOMWidget:
        return look.root([look.piece(look.line(self.text()), self.lang)], self.lang)
