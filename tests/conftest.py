"""What holds for every test: a run of the tests has its labs to itself, and its processes share what takes long.

Rule: only what no test could ask for by name; everything else is imported where it is used.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from .built_site import SHARED

# A run in the background of a shell is deaf to Ctrl-C, and would hand that down to the programs that tests end by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def shared_by_the_processes_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The folder in which the first that builds the site leaves it for the others."""
    base = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        # Each process of pytest-xdist has a folder of its own in that of the run.
        patch.setenv(SHARED, str(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base))
        yield


@pytest.fixture(scope="session", autouse=True)
def labs_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Labs are found in the user's runtime folder: two runs beside each other must not find each other's."""
    with pytest.MonkeyPatch.context() as patch:
        if os.name == "posix":
            patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        yield
