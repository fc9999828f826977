"""Chromium without a window for every test that looks at a page, and where its pictures are kept.

Rule: a test is skipped where there is no Chromium, and fails where one is required.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

#: Pictures of what a person sees; the continuous integration keeps them.
SHOTS = Path(os.environ.get("SRIOVKIT_SCREENSHOTS", "build/screenshots"))
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium as Playwright has it."""
    program = _program()
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        yield started
        started.close()


def _program() -> str:
    found = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), "")
    if not found:
        if os.environ.get("SRIOVKIT_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium, and SRIOVKIT_REQUIRE_BROWSER is set")
        pytest.skip("no Chromium on this machine")
    return found
