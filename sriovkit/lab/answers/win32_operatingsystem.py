"""Win32_OperatingSystem: release, language and clock of the host.

Rule: dates are the machine's own, UTC.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.cmdlets import OperatingSystem
from ..machine import Machine
from ._values import Row, bare


def rows(machine: Machine) -> Iterator[Row]:
    yield {
        "Caption": machine.windows.caption,
        "Version": machine.windows.version,
        "BuildNumber": str(machine.windows.build),
        "ProductType": bare(OperatingSystem, "product_type", "Server"),
        "MUILanguages": [machine.speaks.tag],
        "OSLanguage": machine.speaks.number,
        "Locale": f"{machine.speaks.number:04x}",
        "LastBootUpTime": machine.booted,
        "LocalDateTime": machine.clock,
    }
