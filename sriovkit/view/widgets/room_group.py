"""One group of the server room's controls: a box whose first parts stay, and behind them what fits what is in the room.

Rule: where other things are in the room the rest is made anew; what stands before it is not drawn again, and keeps the
keyboard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ipywidgets import Box, Button, DOMWidget

from ..states.room import Seen

Update = Callable[[Seen], None]


class Group:
    """`updates` bring its controls up to a look; `buttons` are those of the parts that are made anew."""

    def __init__(self, box: Box, build: Callable[[Seen], list[DOMWidget]]) -> None:
        self.box, self._build = box, build
        self._kept = tuple(box.children)
        self._shape: Any = None
        self.updates: list[Update] = []
        self.buttons: list[Button] = []

    def fits(self, shape: Any) -> bool:
        """Whether its controls are those for what is in the room."""
        return bool(self._shape == shape)

    def fill(self, seen: Seen, shape: Any) -> list[Button]:
        """Make its parts; gives the buttons that went."""
        gone, self._shape, self.updates, self.buttons = self.buttons, shape, [], []
        self.box.children = (*self._kept, *self._build(seen))
        return gone

    def update(self, seen: Seen) -> None:
        for update in self.updates:
            update(seen)
