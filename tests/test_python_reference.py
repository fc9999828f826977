"""The reference of Python on the site: every name and every column is there, and in Japanese too."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from sriovkit.view.tables import plans

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    """The builder's generator, found where the builder finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "docs"))
        yield import_module("generate")


def test_every_name_has_its_docstring_and_its_japanese(generate: ModuleType) -> None:
    from generate import python_api, python_words

    english = dict(python_api.documented())
    assert [name for name, text in english.items() if not text] == []
    japanese = python_words.told()["api"]
    assert set(english) - set(japanese) == set(), "say it in docs/generate/python.ja.toml"
    assert set(japanese) - set(english) == set(), "no longer there"


def test_every_column_is_told_in_japanese(generate: ModuleType) -> None:
    from generate import frames, python_words

    told = python_words.told()["columns"]
    ours = {name: {p.attr for p in frames.columns(name)} for name in frames.OTHERS}
    ours |= {name: {p.attr for p in plans()[name].columns} for name in ("collection", "paths", "slots")}
    assert {name: set(columns) for name, columns in told.items() if name != "all"} == ours


def test_every_frame_of_the_code_has_its_page(generate: ModuleType) -> None:
    from generate import frames

    modules = {file.stem for file in (ROOT / "sriovkit" / "view").glob("*_frame.py")}
    assert {module for module, _, _ in frames.OTHERS.values()} == modules
    for lang in generate.LANGUAGES:
        pages = frames.pages(lang)
        for name in (*plans(), *frames.OTHERS):
            page = pages[f"reference/frames/{name}.md"]
            columns = plans()[name].columns if name in plans() else frames.columns(name)
            assert [p.attr for p in columns if f"<code>{p.attr}</code>" not in page] == []


def test_the_page_shows_the_signature_as_it_is(generate: ModuleType) -> None:
    from generate import python_api

    page = python_api.pages("en")["reference/python.md"]
    assert "sk.diagnose(snapshot: Snapshot, targets: Iterable[str] = ()) -> Diagnosis" in page
    assert "    take_over: str = ''," in page
