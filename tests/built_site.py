"""The guide built once for all tests, served on loopback, and Chromium to open it with.

Rule: the tests share one build; whoever needs another site than this one builds it himself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from sriovkit import site

from .test_start import chromium

ROOT = Path(__file__).parents[1]
SHOTS = Path(os.environ.get("SRIOVKIT_SCREENSHOTS", "build/screenshots"))
NODE = ROOT / "tests" / "node" / "node_modules"
LANGUAGES = ("en", "ja")
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
#: Keeps the folder until the tests end.
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


@cache
def folder() -> Path:
    """The built site; building it is strict, so that a broken link or anchor fails here."""
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="sriovkit-site-", ignore_cleanup_errors=True))
    return build(Path(_FOLDERS[-1].name))


def build(into: Path, **variables: str) -> Path:
    """A site built into a folder."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(into)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **variables}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return into


@contextmanager
def served(files: Path) -> Iterator[str]:
    """The address of a site, "http://127.0.0.1:49152/", served as `sriovkit docs` serves it."""
    with site.server(files) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{site.ADDRESS}:{server.server_address[1]}/"
        finally:
            server.shutdown()


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a window; the test is skipped, or fails where one is required, without it."""
    program = chromium()
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        yield started
        started.close()


def require_program() -> None:
    """Skip (or fail) a test where the site has no Pyodide."""
    if (NODE / "pyodide").is_dir():
        return
    if os.environ.get("SRIOVKIT_REQUIRE_NODE") == "1":
        pytest.fail("no Pyodide in tests/node: npm ci --ignore-scripts")
    pytest.skip("no Pyodide in tests/node: npm ci --ignore-scripts")


def address(home: str, lang: str, path: str) -> str:
    return home + ("" if lang == "en" else f"{lang}/") + path
