"""Fixtures: a server that echoes, shared by the tests of a file, and the proof after each that it still serves.

Rule: a file imports the fixtures that it uses and names them in __all__.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sriovkit.lab.server import LabServer

from .lab_clients import Echo, pool, say


@pytest.fixture(scope="module")
def echo() -> Echo:
    """Who answers; it remembers what it was asked."""
    return Echo()


@pytest.fixture(scope="module")
def running(echo: Echo) -> Iterator[LabServer]:
    with LabServer(echo) as server:
        yield server


@pytest.fixture
def server(running: LabServer, echo: Echo) -> LabServer:
    """The file's one server, as if nobody had been there."""
    running.requests.reset()
    echo.asked.clear()
    echo.release.clear()
    echo.waiting.clear()
    return running


@pytest.fixture
def still_serving(server: LabServer) -> Iterator[None]:
    """Whatever the test did to it: an honest client gets its answer afterwards."""
    yield
    with pool(server) as opened:
        assert say(opened, "alive") == "alive"
