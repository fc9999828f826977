"""A question of the work that runs beside the kernel: shown with Yes and No, and answered from the kernel's own thread.

Rule: no answer is a no; the keyboard goes to the answer that does nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ipywidgets import HBox, VBox

from ...core import text as reader
from . import look
from .controls import button, seen


class Asking:
    """`box` is its place, out of sight while nothing is asked; `changed` hears of a question, and of None after it."""

    def __init__(self, lang: str, changed: Callable[[Any], object]) -> None:
        self._lang, self._changed = lang, changed
        self._yes, self._answered = False, threading.Event()
        self.question: Any = None
        self._said = look.piece("", lang)
        yes = button(reader.words("widget.yes", lang), lambda: self.answer(True))
        self._no = button(reader.words("widget.no", lang), lambda: self.answer(False))
        self.box = VBox([self._said, HBox([yes, self._no])])
        self.box.add_class("sriovkit-box")
        self.box.add_class("sriovkit-asked")
        seen(self.box, False)

    def until(self, stop: threading.Event) -> Callable[[Any], bool]:
        """The call that asks, and waits for the answer; once stopped, it is no."""

        def ask(question: Any) -> bool:
            self._yes, self._answered = False, threading.Event()
            self._show(question)
            if stop.is_set():
                self.answer(False)
            self._answered.wait()
            return self._yes

        return ask

    def answer(self, yes: bool) -> None:
        """Answer the question that waits; nothing where none does."""
        if self.question is None:
            return
        self._yes = yes
        self._show(None)
        self._answered.set()

    def _show(self, question: Any) -> None:
        self.question = question
        if question is not None:
            lines = "".join(map(_shown, question.text(self._lang).splitlines()))
            said = f'<div role="alert">{lines}</div>'
            self._said.value = look.wrapped(said, self._lang)
        seen(self.box, question is not None)
        self._changed(question)
        if question is not None:
            self._no.focus()


def _shown(line: str) -> str:
    """One line of a question; the commands by which to look are set in farthest."""
    if line.startswith("    "):
        return f'<pre class="sriovkit-cmd">{look.safe(line.strip())}</pre>'
    return look.line(line.strip())
