"""Whether the PCI bus numbers of a machine can be: 256 there are, each belongs to one slot, 256 functions on each.

Rule: too few numbers kept free behind a slot are a fault that Windows tells; more than there are at all cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.errors import InputError
from .firmware import Slot
from .impossible import wrong
from .machine import Machine

_BUSES: Final = 256
_FUNCTIONS: Final = 256


def buses(m: Machine, file: str) -> Iterator[InputError]:
    """Refusals of the numbers of the slots that hold a card, and of a card with more VFs than numbers are left."""
    taken: dict[int, str] = {}
    for card in m.cards:
        slot = next((s for s in m.slots if s.name == card.slot), None)
        if slot is None:
            continue
        yield from _numbers(slot, file)
        for bus in range(slot.bus, slot.bus + slot.spare_buses + 1):
            if taken.setdefault(bus, slot.name) != slot.name:
                yield InputError("lab-duplicate", host=file, place="slots.bus", name=bus)
        most = _FUNCTIONS * (_BUSES - slot.bus)
        if len(card.ports) * (1 + card.max_vfs) > most:
            yield wrong(f"cards.{slot.name}.max_vfs", card.max_vfs, f"0 ... {most // len(card.ports) - 1}", file)


def _numbers(slot: Slot, file: str) -> Iterator[InputError]:
    if not 0 <= slot.bus < _BUSES:
        yield wrong(f"slots.{slot.name}.bus", slot.bus, f"0 ... {_BUSES - 1}", file)
    elif not 0 <= slot.spare_buses < _BUSES - slot.bus:
        yield wrong(f"slots.{slot.name}.spare_buses", slot.spare_buses, f"0 ... {_BUSES - 1 - slot.bus}", file)
