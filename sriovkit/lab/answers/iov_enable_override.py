"""IOVEnableOverride: the registry value, at the right place and where it has no effect.

Rule: a place without the value gives no row.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets.iov_enable_override import RIGHT_PLACE, WRONG_PLACES
from ..machine import Machine
from ._values import Row


def rows(machine: Machine) -> Iterator[Row]:
    registry = machine.registry
    values = (registry.iov_enable_override, registry.wrong_place, registry.wow6432)
    for place, value in zip((RIGHT_PLACE, *WRONG_PLACES), values, strict=True):
        if value is not None:
            yield {"Place": place, "IOVEnableOverride": value}
