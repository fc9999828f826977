"""The core thinks in a browser: its very files, in Pyodide under Node.js, find there what they find here.

Rule: nothing is installed into that Python and nothing fetched; it has what a browser has.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import sriovkit
from sriovkit.core.console import read_text
from sriovkit.core.diagnose import Diagnosis, diagnose

from . import node_tools
from .test_console_text import ARTICLE, sample

ROOT = Path(__file__).parents[1]
PASTED = sample("get-vmswitch-fails-ja.txt")

_REQUIRED = re.compile(r"SRIOVKIT_REQUIRE_[A-Z]+\b(?!_)")


@pytest.fixture(scope="module")
def there() -> Any:
    node_tools.require("pyodide")
    return node_tools.run("core.mjs", {"package": str(Path(sriovkit.__file__).parent), "text": PASTED})


@pytest.fixture(scope="module")
def here() -> Diagnosis:
    return diagnose(read_text(PASTED))


def test_the_article_is_diagnosed_as_it_is_here(there: Any, here: Diagnosis) -> None:
    assert [found["code"] for found in there["diagnosis"]["findings"]] == ARTICLE
    assert there["diagnosis"] == json.loads(json.dumps(here.to_dict()))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_ladder_reads_the_same(there: Any, here: Diagnosis, lang: str) -> None:
    assert there["ladder"][lang] == here.text(lang)


def test_the_page_can_be_shown(there: Any) -> None:
    assert there["html"].startswith("<") and "pcie-os-control" in there["html"]


def test_it_is_the_core_and_nothing_else(there: Any) -> None:
    assert {name for name in there["modules"] if not name.startswith("sriovkit.core")} == {"sriovkit"}


def test_that_python_is_one_we_support(there: Any) -> None:
    """TOML is read since 3.11."""
    assert tuple(map(int, there["python"].split(".")[:2])) >= (3, 11)


def test_where_everything_is_checked_nothing_is_skipped() -> None:
    """Each SRIOVKIT_REQUIRE_... that a test asks for is set in .ci/run, which installs what it stands for."""
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    files = [*(ROOT / "tests").glob("*.py"), *(ROOT / "tests" / "engine").glob("*.py")]
    asked = {name for file in files for name in _REQUIRED.findall(file.read_text("utf-8"))}
    assert "SRIOVKIT_REQUIRE_NODE" in asked
    assert [name for name in sorted(asked) if f"{name}=1" not in ci] == []
    assert "npm ci --ignore-scripts" in ci


def test_its_packages_are_locked_and_name_no_registry() -> None:
    wanted = json.loads((node_tools.FOLDER / "package.json").read_text("utf-8"))["dependencies"]
    lock = (node_tools.FOLDER / "package-lock.json").read_text("utf-8")
    packages = json.loads(lock)["packages"]
    assert wanted == {name: packages[f"node_modules/{name}"]["version"] for name in wanted}
    assert all("integrity" in package for path, package in packages.items() if path)
    assert "://" not in lock and '"resolved"' not in lock
    assert not any(package.get("hasInstallScript") for package in packages.values())
