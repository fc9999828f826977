"""READMEs, CONTRIBUTING and pages: their Python runs, and what they name is there.

Rule: a block that is not run says why on the line above it: <!-- not run: why -->.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_FENCE = re.compile(r"^(<!-- not run: .+ -->\n)?```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def examples(file: Path) -> Iterator[str]:
    """The Python of a document, block by block, without those that say why they are not run."""
    for mark, source in _FENCE.findall(file.read_text("utf-8")):
        if not mark:
            yield source


@pytest.mark.parametrize("file", [f for f in documents() if any(examples(f))], ids=lambda f: str(f.relative_to(ROOT)))
def test_the_python_of_a_document_runs(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it, from top to bottom in one namespace, where it may leave files."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "example"}
    for number, source in enumerate(examples(file), 1):
        exec(compile(source, f"{file.name}, block {number}", "exec"), names)


@pytest.mark.parametrize("file", documents(), ids=lambda f: f.relative_to(ROOT).as_posix())
def test_links_lead_to_files_of_the_repository(file: Path) -> None:
    """Also between pages of the guide, where the built site would know them by another address."""
    text = re.sub(r"^```.*?^```$", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not re.match("https?:", link) and not (file.parent / link).exists()] == []


def test_contributing_names_files_that_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:sriovkit|tests|docs|notebooks)/[\w./-]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
