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

pytestmark = pytest.mark.browser
#: One page of each kind.
KINDS = (
    "",
    "diagnose/paste/",
    "diagnose/iov-support-false/",
    "reasons/",
    "reasons/pcie-os-control/",
    "build/switch/",
    "lab/scenarios/",
    "understand/path/",
    "reference/cli/",
    "reference/cmdlets/",
    "reference/cmdlets/get-vmswitch/",
    "reference/glossary/",
)
PAGES = [(lang, path) for lang in built_site.LANGUAGES for path in KINDS]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with built_site.served(built_site.folder()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with built_site.browser() as started:
        yield started


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(home: str, browser: Any, scheme: str) -> Iterator[tuple[Any, list[str]]]:
    """A page that reaches nothing but the site, and everything that went wrong on it."""
    context = browser.new_context(service_workers="block", viewport=DESK, color_scheme=scheme)
    wrong: list[str] = []
    context.route(lambda url: not url.startswith(home), lambda route: (wrong.append(route.request.url), route.abort()))
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type in ("error", "warning") else None)
    page.on("response", lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    yield page, wrong
    context.close()


@pytest.mark.parametrize(("lang", "path"), PAGES)
def test_a_page_asks_the_site_alone_and_keeps_nobody_out(page: Any, home: str, lang: str, path: str) -> None:
    """One visit: no sideways scroll on a phone, nothing serious for axe, no complaint, no request."""
    opened, wrong = page
    wrong.clear()
    opened.set_viewport_size(PHONE)
    opened.goto(built_site.address(home, lang, path))
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    opened.add_style_tag(content="* { animation: none !important; transition: none !important }")
    opened.set_viewport_size(DESK)
    policy = opened.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "connect-src 'self'" in policy and "unsafe-eval'" not in policy.replace("wasm-unsafe-eval'", "")
    assert ("wasm" in policy) == path.startswith("diagnose/paste")
    assert serious(opened) == []
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


def test_the_first_page_is_light(page: Any, home: str) -> None:
    """Half a megabyte, compressed as hosts send it, is the most that a page may take."""
    opened, _ = page
    opened.goto(built_site.address(home, "ja", ""), wait_until="networkidle")
    parts = opened.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    files = {urlsplit(part).path for part in [opened.url, *parts]}
    assert sum(size(built_site.folder() / path.lstrip("/")) for path in files) < 500_000


def size(file: Path) -> int:
    return len(gzip.compress((file / "index.html" if file.is_dir() else file).read_bytes()))
