"""Get-VMHost: the platform's verdict in the host's words.

Rule: an empty list where the platform can do SR-IOV, as documented.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine
from ..sentences import sentences
from ..verdicts.platform import platform_reasons, platform_supported
from ._values import Row


def rows(machine: Machine) -> Iterator[Row]:
    yield {
        "IovSupport": platform_supported(machine),
        "IovSupportReasons": sentences(machine, platform_reasons(machine)),
    }
