"""Every kind of page in a browser that reaches the site alone: no other request, no complaint, usable by all."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from . import built_site
from .built_site import DESK, KINDS, PHONE

pytestmark = pytest.mark.browser
SCHEMES = {"light": "default", "dark": "slate"}
#: Each kind in both languages and both schemes, in two visits.
VISITS = [
    (scheme, built_site.LANGUAGES[(place + turn) % 2], path)
    for turn, scheme in enumerate(SCHEMES)
    for place, path in enumerate(KINDS)
]


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with built_site.served(built_site.folder()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with built_site.browser() as started:
        yield started


@pytest.fixture(scope="module")
def opened(home: str, browser: Any) -> Iterator[dict[str, tuple[Any, list[str]]]]:
    """By scheme: a page that reaches nothing but the site, and everything that went wrong on it."""
    contexts = [browser.new_context(service_workers="block", viewport=DESK, color_scheme=s) for s in SCHEMES]
    yield {scheme: watched(context, home) for scheme, context in zip(SCHEMES, contexts, strict=True)}
    for context in contexts:
        context.close()


def watched(context: Any, home: str) -> tuple[Any, list[str]]:
    wrong: list[str] = []
    context.route(lambda url: not url.startswith(home), lambda route: (wrong.append(route.request.url), route.abort()))
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type in ("error", "warning") else None)
    page.on("response", lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    return page, wrong


@pytest.mark.parametrize(("scheme", "lang", "path"), VISITS)
def test_a_page_asks_the_site_alone_and_keeps_nobody_out(
    opened: dict[str, Any], home: str, scheme: str, lang: str, path: str
) -> None:
    """One visit: no sideways scroll on a phone, a door to the box, nothing serious for axe, no complaint or request."""
    page, wrong = opened[scheme]
    wrong.clear()
    page.set_viewport_size(PHONE)
    page.goto(built_site.address(home, lang, path))
    assert page.evaluate("document.body.dataset.mdColorScheme") == SCHEMES[scheme]
    door = page.locator(".paste-door:visible")
    assert door.evaluate("(link) => link.href") == built_site.address(home, lang, "diagnose/paste/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.add_style_tag(content="* { animation: none !important; transition: none !important }")
    page.set_viewport_size(DESK)
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "connect-src 'self'" in policy and "unsafe-eval'" not in policy.replace("wasm-unsafe-eval'", "")
    assert ("wasm" in policy) == path.startswith("diagnose/paste")
    assert serious(page) == []
    assert wrong == []


def serious(page: Any) -> list[tuple[str, str, str]]:
    """What axe finds serious or critical: rule, element, what to mend. Nothing where axe is not installed."""
    script = built_site.NODE / "axe-core" / "axe.min.js"
    if not script.is_file():
        assert os.environ.get("SRIOVKIT_REQUIRE_NODE") != "1", "no axe-core in tests/node: npm ci --ignore-scripts"
        return []
    page.evaluate(script.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then((told) => told.violations)")
    return [
        (rule["id"], node["html"][:160], node["failureSummary"][:200])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def test_the_guide_is_read_and_searched_with_the_keyboard_alone(opened: dict[str, Any], home: str) -> None:
    """From the head of a page: past it, to the box, and by search to a reason."""
    page, wrong = opened["light"]
    wrong.clear()
    page.goto(built_site.address(home, "ja", "operate/teaming/"))
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className || document.activeElement.getAttribute('for')"))
    assert reached[0].startswith("md-skip"), "the first stop leads past the head"
    assert any("paste-door" in name for name in reached)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "the focus is seen"
    page.keyboard.press("/")
    page.wait_for_function("() => document.activeElement.matches('.md-search__input')")
    page.keyboard.type("NoOscSupport")
    page.locator(".exact-hits a").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(built_site.address(home, "ja", "reasons/pcie-os-control/") + "*")
    assert wrong == []


def test_the_menu_of_a_narrow_page_is_opened_used_and_closed_with_the_keyboard_alone(
    opened: dict[str, Any], home: str
) -> None:
    """Phones have keyboards too, and a page at four times its size is as narrow."""
    page, wrong = opened["light"]
    wrong.clear()
    page.set_viewport_size(PHONE)
    page.goto(built_site.address(home, "ja", "operate/teaming/"))
    reached = stops(page, 12)
    assert not [stop for stop in reached if "md-nav" in stop], "nothing of a menu that is not shown"
    assert "メニュー" in reached and "検索" in reached
    page.locator(".md-header label[for=__drawer]").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('.md-sidebar--primary')")
    assert page.locator(".md-header label[for=__drawer]").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.getAttribute('for') === '__drawer'")
    assert page.evaluate("document.getElementById('__drawer').checked") is False
    page.locator(".md-header label[for=__search][role=button]").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('.md-search__input')")
    page.keyboard.press("Escape")
    page.set_viewport_size(DESK)
    assert page.locator(".md-header label[for=__drawer]").get_attribute("tabindex") is None, "no stop on a wide page"
    assert wrong == []


def stops(page: Any, count: int) -> list[str]:
    """What the tabulator key reaches from the head of a page: names, else classes."""
    asked = "document.activeElement.ariaLabel || document.activeElement.className"
    told = []
    for _ in range(count):
        page.keyboard.press("Tab")
        told.append(str(page.evaluate(asked)))
    return told


def test_a_table_of_many_columns_stands_in_one_on_a_phone(opened: dict[str, Any], home: str) -> None:
    """Each row's cells below each other, behind their columns' names; nothing to scroll for, no word cut."""
    page, _ = opened["light"]
    page.set_viewport_size(PHONE)
    page.goto(built_site.address(home, "en", "reference/cmdlets/get-vmswitch/"))
    cells = page.locator("table[data-stacked] tbody tr").nth(1).locator("td")
    boxes = [box for box in (cell.bounding_box() for cell in cells.all()) if box]
    assert len(boxes) > 3 and len({box["x"] for box in boxes}) == 1
    assert boxes == sorted(boxes, key=lambda box: box["y"])
    assert max(box["x"] + box["width"] for box in boxes) <= PHONE["width"]
    named = page.evaluate("getComputedStyle(document.querySelectorAll('td[data-label]')[0], '::before').content")
    assert named.startswith('"') and ": " in named
    page.set_viewport_size(DESK)


def test_the_page_for_what_is_not_there_keeps_nobody_out(opened: dict[str, Any], home: str) -> None:
    page, _ = opened["light"]
    page.goto(f"{home}404.html")
    assert serious(page) == []


def test_the_first_page_is_light(opened: dict[str, Any], home: str) -> None:
    """Half a megabyte, compressed as hosts send it, is the most that a page may take."""
    page, _ = opened["light"]
    page.goto(built_site.address(home, "ja", ""), wait_until="networkidle")
    parts = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    files = {urlsplit(part).path for part in [page.url, *parts]}
    assert sum(size(built_site.folder() / path.lstrip("/")) for path in files) < 500_000


def size(file: Path) -> int:
    return len(gzip.compress((file / "index.html" if file.is_dir() else file).read_bytes()))
