"""Node.js programs of tests/node, for tests that need a browser's Python or the checker of Japanese.

Rule: without the packages a test is skipped, and fails where SRIOVKIT_REQUIRE_NODE=1 says that they must be there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "node"
SET_UP = "needs Node.js, then in tests/node: npm ci --ignore-scripts"


def require(package: str) -> None:
    """Skip (or fail) a test where Node or one of its packages is not installed."""
    if shutil.which("node") and (FOLDER / "node_modules" / package).is_dir():
        return
    if os.environ.get("SRIOVKIT_REQUIRE_NODE") == "1":
        pytest.fail(SET_UP)
    pytest.skip(SET_UP)


def run(program: str, asked: Any) -> Any:
    """What a program of tests/node answers: JSON in, JSON out."""
    node = shutil.which("node") or "node"
    command = [node, str(FOLDER / program)]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
