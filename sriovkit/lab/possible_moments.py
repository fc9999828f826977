"""Whether what a machine has before it and behind it could be: values that wait, things on their way, logged events.

Rule: as in `possible`; a scenario may begin in the middle of something, but of nothing that there is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..core.errors import InputError
from .event_log import IDS
from .impossible import known, one_of
from .machine import Machine
from .settling import SECONDS

#: What can wait for a restart, by kind.
_ITEMS: Final = {
    "bios": ("vtd", "sriov", "acs", "pcie_native_control", "above_4g", "version"),
    "rom": ("sriov", "vfs"),
    "port": ("sriov_keyword", "num_vfs"),
    "os": ("hyperv",),
}


def moments(m: Machine, file: str) -> Iterator[InputError]:
    ports = [port.name for card in (*m.cards, *m.shelf) for port in card.ports]
    for one in m.pending:
        yield from one_of("pending.kind", one.kind, _ITEMS, file)
        yield from one_of("pending.item", one.item, _ITEMS.get(one.kind, ()), file)
        if one.kind in ("rom", "port"):
            yield from known("pending.name", [one.name], ports, file)
    for moving in m.settling:
        yield from one_of("settling.kind", moving.kind, SECONDS, file)
    for entry in m.events:
        yield from one_of("events.id", entry.id, IDS, file)
