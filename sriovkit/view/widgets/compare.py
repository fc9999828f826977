"""Before and after: both looks rung by rung, with what is gone, new and left.

Rule: every state stands in words; the colour of an edge only repeats it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import DOMWidget

from ...core.compare import Comparison, body
from . import look
from .shown import Shown

if TYPE_CHECKING:
    from ..frames import Table


class CompareShown(Shown):
    """`comparison` is what it shows."""

    def __init__(self, comparison: Comparison, lang: str | None) -> None:
        super().__init__(lang)
        self.comparison = comparison

    def text(self, lang: str | None = None) -> str:
        return self.comparison.text(lang or self.lang)

    def html(self, lang: str | None = None) -> str:
        return self.comparison.html(lang or self.lang)

    def frame(self) -> Table:
        from ..compare_frame import compare_frame

        return compare_frame(self.comparison)

    def _build(self) -> DOMWidget:
        return look.root([look.piece(body(self.comparison, self.lang), self.lang)], self.lang)
