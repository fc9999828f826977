"""Whether the host behind the endpoint is there at all.

Rule: asked at every request, and again while one waits.
"""

from __future__ import annotations

from typing import Protocol


class HostState(Protocol):
    """What the endpoint asks of the host. `boot` is another value after each start, None while it shuts down."""

    @property
    def reachable(self) -> bool: ...

    @property
    def boot(self) -> object: ...


class Always:
    """A host that is never away."""

    reachable = True
    boot: object = 0
