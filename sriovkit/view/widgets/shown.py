"""What a call of the notebook module gives: a widget where widgets live, the same facts as HTML, text and a table.

Rule: one mimebundle holds all of them, so that GitHub, an HTML export and a terminal show what the widget shows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from ipywidgets import DOMWidget

from ...core import text as reader

if TYPE_CHECKING:
    from ..frames import Table


VIEW = "application/vnd.jupyter.widget-view+json"


class Shown(ABC):
    """Displays itself as a widget; `text`, `html` and `frame` are its plain-call twins."""

    def __init__(self, lang: str | None = None) -> None:
        self.lang = reader.language(lang)
        self._widget: DOMWidget | None = None

    @abstractmethod
    def text(self, lang: str | None = None) -> str:
        """The facts for a terminal."""

    @abstractmethod
    def html(self, lang: str | None = None) -> str:
        """The facts as one <div> without script: what front ends without widgets show."""

    @abstractmethod
    def frame(self) -> Table:
        """The facts as a table."""

    @abstractmethod
    def _build(self) -> DOMWidget:
        """The widget, made when it is first displayed."""

    @property
    def widget(self) -> DOMWidget:
        """The ipywidgets widget, to be put into a layout of one's own."""
        if self._widget is None:
            self._widget = self._build()
        return self._widget

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        view = self.widget._repr_mimebundle_() or {}
        return {"text/plain": self.text(), "text/html": self.html(), **({VIEW: view[VIEW]} if VIEW in view else {})}

    def __repr__(self) -> str:
        return self.text()
