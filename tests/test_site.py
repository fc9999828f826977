"""The guide builds, both languages of it, and asks nothing of anybody else.

Rule: what the site says of the code is generated from it; what documents show as code runs in test_documents.py.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sriovkit.core import catalogue
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.view.tables import plans

from . import built_site

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "pages"
LANGUAGES = ("en", "ja")
#: How sure something is, on the page of a reason.
SURE = {"en": ("documented", "seen in output", "unconfirmed"), "ja": ("文書あり", "出力で確認", "未確認")}
#: What a browser fetches by itself: tag -> attribute. Links that a person may follow are not among them.
FETCHED = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
    "use": "href",
}
#: Classes at which the theme's script would fetch something from elsewhere.
FETCHING_CLASSES = ("mermaid", "arithmatex", "asciinema")


@pytest.fixture(scope="session")
def site() -> Path:
    return built_site.folder()


class _Page(HTMLParser):
    """Addresses a page fetches, classes it uses, its language and its visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.classes: set[str] = set()
        self.lang = ""
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.classes.update(given.get("class", "").split())
        self.lang = self.lang or (given.get("lang", "") if tag == "html" else "")
        # Of a <link>, only these are fetched; "canonical", "alternate", "next" ... are not.
        fetched = tag != "link" or re.search(
            r"stylesheet|icon|preload|prefetch|preconnect|manifest", given.get("rel", "")
        )
        if tag in FETCHED and fetched and given.get(FETCHED[tag]):
            self.fetched.append(given[FETCHED[tag]])
        self.fetched += [part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


@cache
def read(file: Path) -> _Page:
    return _Page(file.read_text("utf-8"))


def html_files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def address(site: Path, lang: str, path: str) -> Path:
    return site / ("" if lang == "en" else lang) / path / "index.html"


def foreign(link: str) -> bool:
    return link.startswith("//") or (re.match(r"[a-z][a-z0-9+.-]*:", link, re.I) is not None and link[:5] != "data:")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_is_real(site: Path, lang: str) -> None:
    first = read(address(site, lang, ""))
    assert first.lang == lang
    assert "sriovkit" in first.classes, "the ladder is drawn"
    assert len(first.text) > 1500
    for door in ("diagnose/paste/", "lab/tour/", "reference/connect/"):
        assert f'href="{door}"' in address(site, lang, "").read_text("utf-8")


def test_every_page_exists_in_both_languages(site: Path) -> None:
    pages = {
        lang: {str(f.relative_to(home)) for f in home.rglob("index.html")}
        for lang, home in (("en", site), ("ja", site / "ja"))
    }
    english = {page for page in pages["en"] if Path(page).parts[0] != "ja"}
    assert english == pages["ja"]
    assert len(english) > 80


def test_both_languages_of_a_page_have_the_same_anchors_and_commands() -> None:
    for english in sorted(PAGES.rglob("*.en.md")):
        japanese = english.with_name(english.name.replace(".en.md", ".ja.md"))
        told = [english.read_text("utf-8"), japanese.read_text("utf-8")]
        for shape in (r"\{#[\w-]+\}", r"^<!-- .* -->$", r"^```\w+"):
            found = [re.findall(shape, text, re.MULTILINE) for text in told]
            assert found[0] == found[1], (english, shape)


def test_an_address_that_is_not_there_is_told_in_both_languages(site: Path) -> None:
    page = read(site / "404.html")
    for words in ("This page is not there", "ページが見つかりません"):
        assert words in page.text
    assert "404 - Not found" not in page.text
    html = (site / "404.html").read_text("utf-8")
    assert html.count("<h1") == 1 and 'href="/ja/"' in html and "Content-Security-Policy" in html


def test_no_two_pages_of_a_language_claim_the_same_words() -> None:
    """Words of `found_by` lead to one page each, and a page has some in both languages or in none."""
    for lang in LANGUAGES:
        claims = [(word, file) for file in sorted(PAGES.rglob(f"*.{lang}.md")) for word in found_by(file)]
        assert len({word for word, _ in claims}) == len(claims) > 20
    lonely = [
        file
        for file in PAGES.rglob("*.en.md")
        if bool(found_by(file)) != bool(found_by(file.with_name(file.name.replace(".en.md", ".ja.md"))))
    ]
    assert lonely == []


def found_by(file: Path) -> list[str]:
    """Words by which search is to find a page first, squeezed as search does."""
    head = re.match(r"---\n(.*?)^---\n", file.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    listed = re.search(r"^found_by: \[(.*)\]$", head[1] if head else "", re.MULTILINE)
    return [re.sub(r"\s", "", word).lower() for word in listed[1].split(",")] if listed else []


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    for file in html_files(site):
        page = read(file)
        assert [link for link in page.fetched if foreign(link)] == [], file
        assert not page.classes.intersection(FETCHING_CLASSES), file
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", file.read_text("utf-8")), file


def test_no_stylesheet_or_script_of_ours_fetches_from_elsewhere(site: Path) -> None:
    styles = sorted(site.rglob("*.css"))
    assert styles
    for file in styles:
        text = file.read_text("utf-8")
        assert not re.search(r"@import\s+(url\()?['\"]?(https?:)?//", text), file
        assert [u for u in re.findall(r"url\(['\"]?([^)'\"]+)", text) if foreign(u)] == [], file
    # The theme's own script names two places it would load from; no page has what makes it do so (see the test above).
    ours = [f for f in site.rglob("*.js") if "assets/javascripts" not in f.as_posix()]
    assert [f for f in ours if re.search(r"https?://", f.read_text("utf-8"))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", catalogue.load())
def test_every_reason_has_its_page_with_what_windows_says(site: Path, code: str, lang: str) -> None:
    reason = catalogue.load()[code]
    page = read(address(site, lang, f"reasons/{code}"))
    assert page.lang == lang
    assert reason.say("title", lang) in page.text
    assert reason.say("meaning", lang) in page.text
    if reason.origin != "derived":
        for sentence in reason.system.values():
            assert sentence.text in page.text
    unsure = [*(s for s in reason.system.values() if s.text and reason.origin != "derived"), *reason.remedy]
    marks = {
        "general-knowledge": SURE[lang][2],
        "unknown": SURE[lang][2],
        "seen": SURE[lang][1],
        "documented": SURE[lang][0],
    }
    assert [fact for fact in unsure if marks[fact.confidence] not in page.text] == []
    assert lang == "en" or "no public text found" not in page.text, "that there is no source is told in English"
    for step in reason.remedy:
        assert step.words[lang] in page.text
        assert all(line in page.text for line in step.command.splitlines())


def test_addresses_that_were_published_stay(site: Path) -> None:
    """What people and other sites link to: whoever moves a page leaves something at its old address."""
    published = (Path(__file__).parent / "data" / "addresses.txt").read_text("utf-8").split()
    assert [place for place in published if not (site / place / "index.html").is_file()] == []
    there = {file.parent.relative_to(site).as_posix() + "/" for file in site.rglob("index.html")}
    english = {place for place in there if not place.startswith("ja/")} - {"./"}
    assert english == set(published), "a new page's address is for good: add it to tests/data/addresses.txt"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_reasons_is_in_mending_order(site: Path, lang: str) -> None:
    html = address(site, lang, "reasons").read_text("utf-8")
    listed = re.findall(r'<td[^>]*><a href="(?:\./)?([\w-]+)/">', html)
    assert listed == list(catalogue.load())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", CMDLETS)
def test_every_cmdlet_has_its_page_with_every_property(site: Path, section: str, lang: str) -> None:
    page = read(address(site, lang, f"reference/cmdlets/{section.lower().replace('_', '-')}"))
    assert [p.name for p in CMDLETS[section].record.PROPS if p.name not in page.text] == []


def test_the_japanese_meanings_are_those_of_properties_that_are_there() -> None:

    told = tomllib.loads((ROOT / "sriovkit/catalogue/properties.ja.toml").read_text("utf-8"))
    for section, cmdlet in CMDLETS.items():
        flat = {p.name for p in cmdlet.record.PROPS if "." not in p.name}
        assert set(told.get(section, {})) - {"about"} == flat, section
        parts = {part for p in cmdlet.record.PROPS if "." in p.name for part in p.name.split(".")}
        assert parts <= set(told["capabilities"]), section
    assert set(told) - {"tables", "capabilities"} == set(CMDLETS)
    assert set(told["tables"]) == set(plans()) - {c.table for c in CMDLETS.values()}


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_ladder_in_the_readme_is_the_one_that_is_drawn(name: str, site: Path) -> None:
    lang = "ja" if ".ja." in name else "en"
    shown = (ROOT / name).read_text("utf-8").split("```text\n")[1].split("```")[0].splitlines()
    drawn = unescape(address(site, lang, "diagnose/paste").read_text("utf-8"))
    # The first line holds the reader's own time.
    assert [line for line in shown[1:] if line.strip() not in drawn] == []
