"""The work procedure of a plan, shown where it was written: the table itself, and where its file lies.

Rule: it is read and printed, nothing in it acts; so it stays HTML, and every front end shows the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ipywidgets import DOMWidget

from ...core import ladder_html
from ...core import text as reader
from ...core.plan import Plan
from ...core.plan.show_procedure import html
from . import look
from .shown import Shown

if TYPE_CHECKING:
    from ..frames import Table


class ProcedureShown(Shown):
    """`file` is the page to print."""

    def __init__(self, plan: Plan, file: Path, lang: str | None) -> None:
        super().__init__(lang)
        self.plan, self.file = plan, file

    def text(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        return f"{self._where(lang)}\n{self.plan.text(lang)}"

    def html(self, lang: str | None = None) -> str:
        lang = lang or self.lang
        return ladder_html.framed(look.line(self._where(lang)), lang) + html(self.plan, lang)

    def frame(self) -> Table:
        from ..plan_frame import plan_frame

        return plan_frame(self.plan)

    def _where(self, lang: str) -> str:
        return reader.words("cli.procedure-written", lang, file=self.file)

    def _build(self) -> DOMWidget:
        return look.root([look.piece(self.html(), self.lang)], self.lang)
