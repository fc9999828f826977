"""The slot map: root bridge, root port, slot, card; a way to each card can be opened by itself.

Rule: what cannot be seen is not said; an empty slot is at best a candidate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ipywidgets import DOMWidget, VBox

from ...core import slots_text
from ...core import text as reader
from ...core.clean import line
from ...core.slots import SlotMap
from . import look
from .controls import choice
from .shown import Shown

if TYPE_CHECKING:
    from ..frames import Table


class SlotsShown(Shown):
    """`slots` is the map, `table` gives the same as rows (`sk.frames(...).slots`)."""

    def __init__(self, slots: SlotMap, table: Callable[[], Table], lang: str | None) -> None:
        super().__init__(lang)
        self.slots, self._table = slots, table
        self._body = look.piece("", self.lang)

    def text(self, lang: str | None = None) -> str:
        return self.slots.text(lang or self.lang)

    def html(self, lang: str | None = None) -> str:
        return self.slots.html(lang or self.lang)

    def frame(self) -> Table:
        return self._table()

    def choose(self, nic: str) -> None:
        """The whole map, or the way to one NIC alone."""
        slot = self.slots.of(nic) if nic else None
        shown = SlotMap(self.slots.state, self.slots.roots, (slot,), self.slots.ways) if slot else self.slots
        self._body.value = look.wrapped(slots_text.body(shown, self.lang), self.lang)

    def _build(self) -> DOMWidget:
        self.choose("")
        names = [name for slot in self.slots.slots for name in slot.nics]
        if not names:
            return look.root([self._body], self.lang)
        options = [(reader.words("widget.slots-all", self.lang), ""), *((line(name, 60), name) for name in names)]
        chooser = choice(reader.words("widget.slots-of", self.lang), options, "", self.choose)
        return look.root([VBox([chooser, self._body])], self.lang)
