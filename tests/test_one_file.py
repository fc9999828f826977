"""The guide as one file: opened from a folder without a network, it shows, finds and diagnoses like the site."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from sriovkit.core import catalogue, console
from sriovkit.core.diagnose import diagnose

from . import built_site
from .built_site import DESK, NAME, PHONE
from .test_page_diagnosis import ARTICLE, Foreign, codes, paste
from .test_page_requests import serious

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the file alone, in a folder with a space and Japanese in its name."""
    folder = tmp_path_factory.mktemp("take") / "USB メモリー"
    folder.mkdir()
    return Path(shutil.copy(built_site.folder() / NAME, folder))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with built_site.browser() as started:
        yield started


@pytest.fixture(scope="module")
def opened(chromium: Any, file: Path) -> Iterator[tuple[Any, list[str]]]:
    """The file in a browser without a network, and everything that it asks for or complains of."""
    context = chromium.new_context(viewport=DESK, locale="ja-JP", permissions=["clipboard-read", "clipboard-write"])
    context.set_offline(True)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type in ("error", "warning") else None)
    page.on(
        "request", lambda asked: None if asked.url.startswith((file.as_uri(), "blob:")) else wrong.append(asked.url)
    )
    page.goto(file.as_uri())
    page.locator("#guide-page h1").wait_for()
    yield page, wrong
    context.close()


@pytest.fixture
def page(opened: tuple[Any, list[str]]) -> Iterator[Any]:
    page, wrong = opened
    yield page
    assert wrong == []


def go(page: Any, address: str) -> None:
    page.evaluate("(address) => { location.hash = `#/${address}`; }", address)
    page.wait_for_function("(address) => shown === address", arg=address)


def test_it_opens_in_the_readers_language(page: Any) -> None:
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert "最初に直すところ" in page.locator("#guide-page h1").inner_text()
    assert page.locator("#guide-page .sriovkit").count()


def test_it_holds_every_page_of_the_site(page: Any) -> None:
    site = built_site.folder()
    pages = {file.parent.relative_to(site).as_posix() + "/" for file in site.rglob("index.html")}
    assert set(page.evaluate("Object.keys(guide.pages)")) == {name.removeprefix("./") for name in pages}


def test_every_link_in_it_leads_to_a_page_and_an_anchor_that_it_holds(page: Any) -> None:
    lost = page.evaluate(
        """() => Object.entries(guide.pages).flatMap(([from, { html }]) => {
            const inside = (html) => new DOMParser().parseFromString(html, "text/html");
            return [...inside(html).querySelectorAll("a[href]")].map((a) => a.getAttribute("href")).filter((href) => {
                if (/^https?:/.test(href)) return false;
                const [address, anchor] = href.slice(2).split("~");
                if (!href.startsWith("#/") || !(address in guide.pages)) return true;
                return anchor && !inside(guide.pages[address].html).getElementById(decodeURI(anchor));
            }).map((href) => [from, href]);
        })"""
    )
    assert lost == []


@pytest.mark.parametrize(
    ("lang", "typed", "wanted"),
    [
        ("ja", "このネットワークアダプターはSR-IOVをサポート", "ja/reasons/nic-no-sriov/"),
        ("ja", "切り戻し", "ja/build/rollback/"),
        ("en", "Missing PF Driver", "reasons/nic-missing-pf-driver/"),
    ],
)
def test_search_finds_the_right_page_first(page: Any, lang: str, typed: str, wanted: str) -> None:
    go(page, "" if lang == "en" else f"{lang}/")
    page.fill(".guide-search", typed)
    assert page.locator(".guide-found a").first.get_attribute("href") == f"#/{wanted}"
    page.keyboard.press("Enter")
    page.wait_for_function("(address) => shown === address", arg=wanted)
    title = catalogue.load()[code].say("title", lang) if (code := wanted.split("/")[-2]) in catalogue.load() else typed
    assert title in page.title()


def test_the_other_language_is_the_same_page(page: Any) -> None:
    go(page, "ja/reasons/pcie-os-control/")
    page.click(".guide-language")
    page.wait_for_function("() => shown === 'reasons/pcie-os-control/'")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_an_anchor_is_gone_to(page: Any) -> None:
    go(page, "build/rollback/")
    page.evaluate("location.hash = '#/build/rollback/~override'")
    page.wait_for_function(
        "() => scrollY > 300 && document.getElementById('override').getBoundingClientRect().top < innerHeight"
    )


def test_it_diagnoses_what_is_pasted_and_leads_to_the_reason(page: Any) -> None:
    built_site.require_program()
    page.click(".guide-paste")
    page.locator("#diagnosis-text").wait_for()
    paste(page, ARTICLE)
    expected = [f.code for f in diagnose(console.read_text(ARTICLE)).findings]
    assert codes(page) == expected
    page.locator(".diagnosis-findings > li > a").first.click()
    page.wait_for_function("(code) => shown.endsWith(`reasons/${code}/`)", arg=expected[0])
    page.go_back()
    page.locator(".diagnosis-result:visible").wait_for()
    assert codes(page) == expected, "the answer is still there"


def test_its_policy_lets_nothing_out(chromium: Any, file: Path) -> None:
    """With the network open: neither the page nor the worker that runs Python reaches another address."""
    built_site.require_program()
    Foreign.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Foreign) as foreign:
        Thread(target=foreign.serve_forever, daemon=True).start()
        other = f"http://127.0.0.1:{foreign.server_address[1]}/"
        page = chromium.new_context().new_page()
        page.goto(f"{file.as_uri()}#/diagnose/paste/")
        page.locator("#diagnosis-text").wait_for()
        with page.expect_worker() as starting:
            page.focus("#diagnosis-text")
        ask = "(address) => (globalThis.asked = fetch(address)).then(() => 1, () => 0)"
        # Before Python stands in for fetch: by the browser's own.
        assert starting.value.evaluate(f"({ask})") is not None
        violation = """(address) => new Promise((done) => {
            self.addEventListener("securitypolicyviolation", (e) => done([e.violatedDirective, e.blockedURI]));
            const asked = new XMLHttpRequest();
            asked.open("GET", address);
            asked.send();
        })"""
        assert starting.value.evaluate(violation, other) == ["connect-src", other]
        assert page.evaluate("(address) => fetch(address).then(() => 1, () => 0)", other) == 0
        foreign.shutdown()
        page.context.close()
    assert Foreign.seen == []


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("address", ["ja/", "operate/teaming/", "ja/diagnose/paste/", "reference/api/"])
def test_it_keeps_nobody_out(page: Any, address: str, scheme: str) -> None:
    go(page, address)
    page.evaluate("(name) => { document.body.dataset.mdColorScheme = name; }", scheme)
    page.add_style_tag(content="* { animation: none !important; transition: none !important }")
    assert serious(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESK)


def test_paper_shows_the_page_alone(page: Any) -> None:
    go(page, "ja/build/switch/")
    page.emulate_media(media="print")
    frame = page.locator(".guide-skip, .guide-head, .guide-nav, .guide-found")
    assert [part.get_attribute("class") for part in frame.all() if part.is_visible()] == []
    assert page.locator("#guide-page h1").is_visible()
    page.emulate_media(media="screen")


def test_it_names_no_other_address_that_it_would_fetch(file: Path) -> None:
    text = re.sub(r'<script type="application/octet-stream".*?</script>', "", file.read_text("utf-8"))
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(["']?(?:https?:)?//""", text)
    assert "connect-src" not in text.split("</head>")[0], "left to default-src 'none'"
    assert "default-src 'none'" in text
    assert file.stat().st_size < 14_000_000
