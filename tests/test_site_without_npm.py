"""The site as somebody without npm and Node.js builds it: from a copy of the checkout, by the command of `run.py docs`.

Rule: only what the notebooks showed is taken over from the build of the other tests; everything else is made anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from . import built_site
from .built_site import PHONE

#: What a build reads of the checkout, beside single files.
FOLDERS = ("docs", "notebooks", "sriovkit", "tests")
LEFT = shutil.ignore_patterns("node_modules", "__pycache__")
PASTE = "diagnose/paste/"
DRAWN = ("understand/path/", "understand/nic-and-slot/", "operate/migration/", "operate/teaming/", "operate/security/")
SAID = {
    "en": "This copy of the site was built without the program for the browser",
    "ja": "このサイトには、ブラウザー用のプログラムが含まれていません",
}


class Built(NamedTuple):
    """A site and what the build said."""

    site: Path
    said: str

    def html(self, lang: str, path: str) -> str:
        return (self.site / ("" if lang == "en" else lang) / path / "index.html").read_text("utf-8")

    def article(self, lang: str, path: str) -> str:
        return self.html(lang, path).partition("<article")[2].partition("</article>")[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    built_site.folder()  # the notebooks are played
    folder = tmp_path_factory.mktemp("without")
    clone, nothing = folder / "clone", folder / "nothing"
    nothing.mkdir()
    for name in FOLDERS:
        shutil.copytree(built_site.ROOT / name, clone / name, ignore=LEFT)
    shutil.copytree(built_site.ROOT / "build" / "notebooks", clone / "build" / "notebooks")
    for name in ("mkdocs.yml", "requirements.txt"):
        shutil.copy(built_site.ROOT / name, clone)
    mine = {"PATH": str(nothing), "PYTHONPATH": str(clone), "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SRIOVKIT_")} | mine
    done = subprocess.run(
        [sys.executable, str(clone / "docs" / "vendor.py"), "--build"],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(clone / "site", done.stdout + done.stderr)


def test_the_build_says_what_is_missing_and_how_to_get_it(built: Built) -> None:
    first = built.said.splitlines()[0]
    assert first == "npm is missing: the site will have no diagnosis in the page, and its diagrams in words."
    assert "The site has no diagnosis in the page: Pyodide is missing. With npm: python docs/vendor.py" in built.said
    assert "Diagrams are told in words" in built.said


def test_every_page_is_there_and_the_one_file_too(built: Built) -> None:
    def pages(site: Path) -> set[str]:
        return {file.relative_to(site).as_posix() for file in site.rglob("*.html")}

    assert pages(built.site) == pages(built_site.folder())
    assert not (built.site / "assets" / "program").exists()
    assert not (built.site / "offline.js").exists()
    assert (built.site / built_site.NAME).stat().st_size < 5_000_000, "without the program"


@pytest.mark.parametrize("lang", built_site.LANGUAGES)
def test_the_page_of_the_box_says_so_and_leads_to_the_command_line(built: Built, lang: str) -> None:
    page = built.article(lang, PASTE)
    box = page.partition('<div class="diagnosis">')[2].partition("</div>")[0]
    assert SAID[lang] in box
    assert 'href="#diagnose"' in box and 'id="diagnose"' in page and "sriovkit diagnose --clipboard" in page
    assert "<textarea" not in page, "no field that nobody could use"


@pytest.mark.parametrize("lang", built_site.LANGUAGES)
@pytest.mark.parametrize("path", DRAWN)
def test_a_diagram_is_told_in_words_without_its_marks(built: Built, path: str, lang: str) -> None:
    figures = re.findall(r'<figure class="diagram.*?</figure>', built.article(lang, path), re.DOTALL)
    assert figures
    for figure in figures:
        assert re.search(r"<figcaption>.+</figcaption><ul>(<li>.+ → .+</li>){3,}</ul>", figure)
        assert not re.search(r"flowchart|subgraph|--&gt;|==&gt;|&lt;br|\||\{\{", figure)
    drawn = (built_site.folder() / ("" if lang == "en" else lang) / path / "index.html").read_text("utf-8")
    if (built_site.NODE / "beautiful-mermaid").is_dir() and shutil.which("node"):
        assert len(figures) == drawn.count('<figure class="diagram"><svg ')


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with built_site.browser() as started:
        yield started


@pytest.mark.browser
@pytest.mark.parametrize("lang", built_site.LANGUAGES)
def test_in_a_browser_nothing_is_asked_in_vain_and_the_words_are_seen_at_once(
    built: Built, browser: Any, lang: str
) -> None:
    wrong: list[str] = []
    page = browser.new_context(viewport=PHONE, service_workers="block").new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type in ("error", "warning") else None)
    page.on("response", lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    with built_site.served(built.site) as home:
        page.goto(built_site.address(home, lang, PASTE))
        told = page.get_by_text(SAID[lang])
        box = told.bounding_box()
        assert box and box["y"] + box["height"] < PHONE["height"]
        page.locator(".diagnosis a").click()
        page.wait_for_function("() => document.getElementById('diagnose').getBoundingClientRect().top < 200")
        page.goto(built_site.address(home, lang, DRAWN[0]))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"{(built.site / built_site.NAME).as_uri()}#/{'' if lang == 'en' else 'ja/'}{PASTE}")
    page.get_by_text(SAID[lang]).wait_for()
    page.locator(".diagnosis a").click()
    page.wait_for_function("() => document.getElementById('diagnose').getBoundingClientRect().top < 200")
    page.context.close()
    assert wrong == []
