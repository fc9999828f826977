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

import pytest
from filelock import FileLock

from sriovkit import site

from .chromium import SHOTS as SHOTS
from .chromium import browser as browser

ROOT = Path(__file__).parents[1]
NODE = ROOT / "tests" / "node" / "node_modules"
LANGUAGES = ("en", "ja")
#: The guide as one file.
NAME = "sriovkit-guide.html"
#: One page of each kind.
KINDS = (
    "",
    "diagnose/paste/",
    "diagnose/iov-support-false/",
    "reasons/",
    "reasons/pcie-os-control/",
    "build/switch/",
    "build/apply/",
    "lab/tour/",
    "lab/scenarios/",
    "lab/notebooks/",
    "lab/notebooks/00-start/",
    "lab/notebooks/20-switch-and-reasons/",
    "lab/notebooks/40-operation/",
    "operate/migration/",
    "operate/teaming/",
    "understand/path/",
    "reference/install/",
    "reference/cli/",
    "reference/api/",
    "reference/notebook/",
    "reference/python/",
    "reference/frames/",
    "reference/frames/paths/",
    "reference/nics/",
    "reference/cmdlets/",
    "reference/cmdlets/get-vmswitch/",
    "reference/glossary/",
)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
#: Names the folder that all processes of one run of the tests share.
SHARED = "SRIOVKIT_TESTS_SHARED"
#: Keeps the folder where there is none to share.
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


@cache
def folder() -> Path:
    """The built site; building it is strict, so that a broken link or anchor fails here."""
    if not os.environ.get(SHARED):
        _FOLDERS.append(tempfile.TemporaryDirectory(prefix="sriovkit-site-", ignore_cleanup_errors=True))
        return build(Path(_FOLDERS[-1].name))
    place = Path(os.environ[SHARED], "site")
    with FileLock(place.with_suffix(".lock")):
        if not place.is_dir():
            # Whole or not there: a build that failed is not taken for one by the next process.
            build(place.with_suffix(".part")).rename(place)
    return place


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


def require_program() -> None:
    """Skip (or fail) a test where the site has no Pyodide."""
    if (NODE / "pyodide").is_dir():
        return
    if os.environ.get("SRIOVKIT_REQUIRE_NODE") == "1":
        pytest.fail("no Pyodide in tests/node: npm ci --ignore-scripts")
    pytest.skip("no Pyodide in tests/node: npm ci --ignore-scripts")


def address(home: str, lang: str, path: str) -> str:
    return home + ("" if lang == "en" else f"{lang}/") + path
