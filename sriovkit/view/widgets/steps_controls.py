"""The controls of the step runner: what is allowed, and the buttons of what can be done now.

Rule: the first button is what a person wants next, and Stop while something is under way; none is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ipywidgets import HBox, VBox

from ...core import text as reader
from ..states.steps import Steps
from . import look
from .controls import button, seen, show, tick
from .work import Job


class Consent:
    """A box to tick for each impact; none says yes to another. `box` is their place."""

    def __init__(self, allow: Callable[[str, bool], object], lang: str) -> None:
        self._allow, self._lang = allow, lang
        self._for: Mapping[str, tuple[str, ...]] = {}
        self.box = VBox()

    def draw(self, state: Steps, busy: bool, able: bool) -> None:
        """As the plan has them; out of sight where nothing is left that would need leave."""
        if state.impacts != self._for:
            self._for = state.impacts
            self.box.children = [self._title(), *(self._tick(*one, state) for one in self._for.items())]
        for box in self.box.children[1:]:
            show(box, disabled=busy)
        over = state.phase == "done" and not state.lacking
        seen(self.box, able and bool(self._for) and not over)

    def _title(self) -> Any:
        words = reader.words("widget.allow", self._lang)
        return look.piece(look.line(words, font_weight="bold"), self._lang)

    def _tick(self, impact: str, steps: tuple[str, ...], state: Steps) -> Any:
        name = reader.words(f"impact.{impact}", self._lang)
        words = reader.words("widget.allow-one", self._lang, impact=name, steps=", ".join(steps))
        return tick(words, impact in state.allowed, lambda yes: self._allow(impact, yes))


class Acts:
    """`main` is the first button: what comes next, or Stop. Beside it what else can be done."""

    def __init__(self, acts: Mapping[str, Callable[[], object]], stop: Callable[[], object], lang: str) -> None:
        self._acts, self._stop, self._lang = acts, stop, lang
        self._next = ""
        self.main = button("", self._press, primary=True)
        again = button(reader.words("widget.begin-again", lang), acts["begin"])
        self._others = {"undo": button(self._words("undo"), acts["undo"]), "begin": again}
        self.box = HBox([self.main, *self._others.values()])
        self.box.layout.flex_flow = "row wrap"

    def draw(self, state: Steps, job: Job, look: bool) -> None:
        acts = state.acts(look)
        self._next = "stop" if job.busy else next(iter(acts), "")
        words = self._words(self._next or "begin", state)
        style = "" if self._next == "undo" else "primary"  # to take back is never what is urged
        off = job.state == "stopping" or not self._next or (job.busy and state.doing == "look")
        show(self.main, description=words, button_style=style, disabled=off)
        for name, other in self._others.items():
            seen(other, not job.busy and name in acts[1:])

    def _words(self, act: str, state: Steps | None = None) -> str:
        back = act == "go-on" and state is not None and state.run is not None and state.run.going_back
        keys = {"stop": "stop-steps", "undo": "undo-run", "look": "look-again"}
        return reader.words(f"widget.{'go-on-back' if back else keys.get(act, act)}", self._lang)

    def _press(self) -> None:
        """What the button said when it was pressed."""
        act = self._stop if self._next == "stop" else self._acts.get(self._next)
        if act is not None:
            act()
