"""The controls of the widgets: labelled with our own words, each act done once however often it is clicked.

Rule: a label is text, never HTML, and holds no formula: ipywidgets typesets "$...$" in labels. A control stays the same
object while what it shows changes, for a new one would lose the keyboard's focus.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from ipywidgets import BoundedIntText, Button, Checkbox, DOMWidget, Dropdown, Text

from ...core.clean import line

#: A second click within this is the same click: nobody chooses so quickly. Seconds.
_AGAIN = 0.4
#: What opens a formula in a label; full-width, it is only a sign.
_FORMULA = str.maketrans({"$": "\uff04", "\\": "\uff3c"})
_WIDE = "min(36em, 98%)"
Changed = Callable[[Any], Any]


def label(words: object, limit: int = 120) -> str:
    """Words fit for a label: one line, no formula, nothing invisible."""
    return line(words, limit).translate(_FORMULA)


class Once:
    """Lets the first of several clicks on one button through."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._taken = float("-inf")

    def __call__(self, at: float | None = None) -> bool:
        """Whether a click counts that was made `at`, in seconds; now, where nobody says when."""
        at = self._clock() if at is None else at
        if 0 <= at - self._taken < _AGAIN:
            return False
        self._taken = at
        return True


class _Button(Button):  # type: ignore[misc]
    """A button that knows when the browser sent a click: two may wait in a busy kernel and arrive in one moment."""

    def __init__(self, act: Callable[[], Any], **traits: Any) -> None:
        super().__init__(**traits)
        self._once = Once()
        self._sent: float | None = None
        self.on_click(lambda _: act() if self._once(self._sent) else None)

    def _handle_msg(self, msg: dict[str, Any]) -> None:
        date = msg.get("header", {}).get("date")
        self._sent = date.timestamp() if isinstance(date, datetime) else None
        try:
            super()._handle_msg(msg)
        finally:
            self._sent = None


def button(words: str, act: Callable[[], Any], primary: bool = False, tip: str = "") -> Button:
    """A button that acts once however quickly it is clicked again; `tip` says more, where the words are short."""
    style = "primary" if primary else ""
    return _Button(act, description=label(words), button_style=style, tooltip=label(tip, 300) or None)


def field(words: str, value: str, changed: Changed, **settings: Any) -> Text:
    """A line of text that is sent whole when it is left or Enter is pressed."""
    made = Text(value=value, description=label(words), continuous_update=False, style=aside(), **settings)
    made.layout.width = _WIDE
    return _heard(made, changed)


def choice(words: str, options: list[tuple[str, Any]], value: Any, changed: Changed) -> Dropdown:
    """One of several, as a list to drop down; choosing may show something else, but never acts on a host."""
    told = [(label(name), given) for name, given in options]
    made = Dropdown(options=told, value=value, description=label(words), style=aside())
    made.layout.width = _WIDE
    return _heard(made, changed)


def tick(words: str, value: bool, changed: Changed) -> Checkbox:
    """A box to tick, with its whole sentence as its label."""
    made = Checkbox(value=value, description=label(words, 300), indent=False)
    made.layout.width = "auto"
    return _heard(made, changed)


def number(words: str, value: int, most: int, changed: Changed) -> BoundedIntText:
    """A whole number from 0 on."""
    made = BoundedIntText(value=value, min=0, max=most, description=label(words), style=aside("initial"))
    made.layout.width = _WIDE
    return _heard(made, changed)


def aside(width: str = "12em") -> dict[str, str]:
    """The style of a label beside its field."""
    return {"description_width": width}


def show(control: DOMWidget, **traits: Any) -> None:
    """Change what a control shows without its being taken for a choice."""
    control.quiet = True
    try:
        for name, value in traits.items():
            setattr(control, name, label(value, 300) if name == "description" else value)
    finally:
        control.quiet = False


def seen(part: DOMWidget, yes: bool) -> None:
    """Show a part, or take it out of sight and out of the way of the Tab key."""
    part.layout.display = None if yes else "none"


def _heard(made: Any, changed: Changed) -> Any:
    made.observe(lambda change: None if getattr(made, "quiet", False) else changed(change["new"]), "value")
    return made
