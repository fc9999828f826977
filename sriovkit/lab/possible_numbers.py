"""Whether the sizes and times of a machine could be: nothing below nothing, no clock before Windows or beyond its own.

Rule: as in `possible`; a range is wide, for what is merely unusual is the point of a lab.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.errors import InputError
from .impossible import wrong
from .machine import Machine

#: Years that a host's clock may show; far enough from the ends of what a moment can be.
_YEARS: Final = (2000, 2100)
_HOURS: Final = (0, 24 * 365 * 20)
_MEMORY: Final = (1, 1 << 20)  # GiB
_MTU: Final = (576, 65_535)  # bytes


def numbers(m: Machine, file: str) -> Iterator[InputError]:
    """Values that no host shows."""
    ranged = [("clock", m.clock.year, _YEARS), ("uptime_hours", m.uptime_hours, _HOURS)]
    ranged += [("memory_gib", m.memory_gib, _MEMORY)]
    ranged += [(f"cards.{card.slot}.mtu", port.mtu, _MTU) for card in m.cards for port in card.ports]
    for place, value, (least, most) in ranged:
        if not least <= value <= most:
            yield wrong(place, value, f"{least} ... {most}", file)
    names = [("name", m.name), *(("switches.name", s.name) for s in m.switches), *(("vms.name", v.name) for v in m.vms)]
    for place, name in (*names, *(("cards.ports.name", port.name) for _, port in m.ports)):
        if not name.strip():
            yield wrong(place, name, "...", file)
