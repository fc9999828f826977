"""The notebooks on the site: every cell with what it showed on the lab, widgets as still pictures, nothing runs."""

from __future__ import annotations

import json
import multiprocessing
import re
import sys
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest

from . import built_site

NOTEBOOKS = built_site.ROOT / "notebooks"
FILES = sorted(NOTEBOOKS.glob("*/*.ipynb"))


@pytest.fixture
def playing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The builder's player, found where the builder finds it."""
    monkeypatch.syspath_prepend(str(built_site.ROOT / "docs"))
    from importlib import import_module

    return import_module("generate.playing")


def page(file: Path) -> str:
    lang = "" if file.parent.name == "en" else file.parent.name
    return (built_site.folder() / lang / "lab" / "notebooks" / file.stem / "index.html").read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_cell_is_there_with_what_it_showed(file: Path, playing: ModuleType) -> None:
    html = page(file)
    shown = playing.played()[file.parent.name, file.stem]
    code = [cell for cell in json.loads(file.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert len(code) == len(shown)
    text = unescape(re.sub(r"<[^>]+>", "", html))
    assert [line for cell in code for line in "".join(cell["source"]).splitlines() if line not in text] == []
    rich = [output for cell in shown for output in cell if {"text/html", "changed"} & set(output)]
    assert html.count('<div class="notebook-output"') == len(rich)
    assert all({"text/html", "text/plain", "changed"} & set(output) for cell in shown for output in cell), (
        "a twin for each widget"
    )
    assert "widget-view" not in html and "jupyter-widgets" not in html
    article = html.partition("<article")[2].partition("</article>")[0]
    assert not re.search(r"<(script|iframe|object|embed|link|img)\b", article)


@pytest.mark.parametrize(("lang", "verdict"), [("en", "[SIMULATED]"), ("ja", "[模擬ホスト]")])
def test_the_first_notebook_shows_the_ladder_in_its_language(lang: str, verdict: str) -> None:
    html = page(NOTEBOOKS / lang / "00-start.ipynb")
    assert verdict in html and re.search(r'class="sriovkit\b', html)


def test_the_list_names_them_all() -> None:
    for lang in built_site.LANGUAGES:
        folder = built_site.folder() / ("" if lang == "en" else lang) / "lab" / "notebooks"
        listed = re.findall(r'<li><a href="([\w-]+)/">', (folder / "index.html").read_text("utf-8"))
        assert listed == [file.stem for file in FILES if file.parent.name == lang]


def test_a_cell_that_fails_stops_the_build(
    playing: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [{"cell_type": "code", "id": "a", "source": ["1 / 0"]}]
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "bad.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    monkeypatch.setattr(playing, "NOTEBOOKS", tmp_path)
    monkeypatch.syspath_prepend(str(built_site.ROOT))
    monkeypatch.setattr(sys, "displayhook", sys.displayhook)
    with pytest.raises(RuntimeError, match=r"en/bad.ipynb, cell 1: division by zero"):
        list(playing._shown("en", "bad"))
    capsys.readouterr()


@pytest.mark.parametrize("ways", [["spawn"], multiprocessing.get_all_start_methods()], ids=["Windows", "here"])
def test_what_ends_a_notebook_ends_the_build_and_is_not_waited_for(
    ways: list[str], playing: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process of its own has to find our modules, wherever MkDocs has left the path by then."""
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ways)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if Path(place).name != "docs"])
    with pytest.raises(FileNotFoundError, match=r"no-such-notebook\.ipynb"):
        playing._play([("en", "no-such-notebook", str(tmp_path / "kept.json"))])


def test_an_output_that_would_run_or_fetch_is_refused(playing: ModuleType) -> None:
    from importlib import import_module

    notebooks = import_module("generate.notebooks")
    with pytest.raises(ValueError, match="must not"):
        notebooks._output({"text/html": "<script>1</script>"})
    assert "&lt;" not in notebooks._output({"text/plain": "<b>"}), "text is fenced, which Markdown escapes"
