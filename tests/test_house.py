"""The house in order: linter, formatter, type checker, and files and functions small enough to read."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "sriovkit").rglob("*.py"))
#: Lines: of a file, of half the functions, of nine functions in ten.
FILE, MEDIAN, NINTH = 200, 10, 30
#: Most users have Windows and we do not: what is not there, and the branches for it, are seen by the types at least.
FOR_WINDOWS = ("mypy", "--platform", "win32", "--cache-dir", "build/mypy-win32")


@pytest.mark.parametrize(
    "check",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), FOR_WINDOWS],
    ids=" ".join,
)
def test_a_checker_finds_nothing(check: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", *check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\nrun it yourself: python -m {' '.join(check)}"


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def source(file: Path) -> str:
    return file.read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=name)
def test_a_file_is_short_enough_to_read(file: Path) -> None:
    count = len(source(file).splitlines())
    assert count <= FILE


@pytest.mark.parametrize("file", FILES, ids=name)
def test_a_file_says_what_it_is_for_and_its_rule(file: Path) -> None:
    document = ast.get_docstring(ast.parse(source(file))) or ""
    first, _, rest = document.partition("\n")
    assert first.strip()
    assert "Rule" in rest or not _functions(file)


def _functions(file: Path) -> list[int]:
    """Lines of each function, its documentation not counted."""
    found = []
    for node in ast.walk(ast.parse(source(file))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            told = ast.get_docstring(node, clean=False)
            first = node.body[0]
            documented = (first.end_lineno or 0) - first.lineno + 1 if told is not None else 0
            found.append((node.end_lineno or 0) - node.lineno + 1 - documented)
    return found


def test_functions_are_small() -> None:
    lines = sorted(count for file in FILES for count in _functions(file))
    assert statistics.median(lines) <= MEDIAN
    assert statistics.quantiles(lines, n=10)[-1] <= NINTH


def test_no_room_for_everything() -> None:
    assert [name(f) for f in FILES if f.stem in ("utils", "util", "helpers", "manager", "common", "misc")] == []
