"""The guide as one file to take along: every page in both languages, search, and the diagnosis with its program.

Rule: it opens from a folder, a stick or a mail, in any browser, and asks nobody for anything. What the site shows it
shows too; what it is made of is the site's own parts, packed.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from generate.said import say
from generate.take_along import NAME

from . import policy, program, tables

ROOT = Path(__file__).resolve().parents[2]
_FOLDER = ROOT / "docs" / "onefile"
_ASSETS = ROOT / "docs" / "pages" / "assets"
_HREF = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)(")')
_ITSELF = re.compile(r'<a class="take-along"[^>]*>(.*?)</a>')
_SCRIPT = re.compile(r'<script type="module" src="[^"]*"></script>')
_BOX = re.compile(r'data-(program|offline|reasons)="([^"]*)"')
_IMPORT = re.compile(r"^import .*\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_FAR = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_SAYS = ("skip", "paste", "scheme", "search", "found", "pages", "nothing", "other", "copy", "copied")


class Guide:
    """What a build gathers, language by language, until all pages are there."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, str]] = {}
        self.nav: dict[str, Any] = {}
        self.index: dict[str, list[dict[str, Any]]] = {}

    def page(self, url: str, title: str, html: str) -> None:
        """One page as it is shown between its navigation and its foot."""
        self.pages[url] = {"title": title, "html": html}

    def write(self, site: Path) -> None:
        """The one file, into a built site; with the diagnosis where the site has it."""
        told = {
            "pages": {url: {**page, "html": self._within(page["html"], url)} for url, page in self.pages.items()},
            "nav": {lang: list(_sections(nav)) for lang, nav in self.nav.items()},
            "index": self.index,
            "says": {lang: _says(lang) for lang in self.index},
        }
        parts = {"guide.json": json.dumps(told, ensure_ascii=False).encode(), **program.files()}
        (site / NAME).write_text(_file(site, parts), "utf-8", newline="\n")

    def _within(self, html: str, url: str) -> str:
        """A page's HTML whose links lead to pages of the same file, and whose box finds its program there."""
        html = _HREF.sub(
            lambda a: f"{a[1]}{escape(self._address(a[2], url))}{a[3]}", _ITSELF.sub(r"\1", _SCRIPT.sub("", html))
        )
        reasons = "#/" + urljoin(url, "../../reasons/")
        html = tables.fitted(html)
        inside = {"program": "#" if program.files() else "", "offline": "", "reasons": reasons}
        html = _BOX.sub(lambda data: f'data-{data[1]}="{inside[data[1]]}"', html)
        for name in ("privacy", "loading"):
            for lang in self.nav:
                html = html.replace(say(f"box-{name}", lang), say(f"take-{name}", lang))
        return html

    def _address(self, link: str, url: str) -> str:
        if _FAR.match(link):
            return link
        path, _, anchor = link.partition("#")
        target = urljoin(f"/{url}", path).lstrip("/") if path else url
        if target not in self.pages:
            raise ValueError(f"{url}: {link} leads to no page that the one file holds")
        return f"#/{target}" + (f"~{anchor}" if anchor else "")


def _sections(nav: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The two levels of a language's navigation: (title, [(title, address)])."""
    for item in nav.items:
        pages = [child for child in item.children or [item] if child.is_page]
        yield item.title or "", [(str(page.title), page.url.removeprefix("./")) for page in pages]


def _says(lang: str) -> dict[str, str]:
    home, other = ("", "ja/") if lang == "en" else ("ja/", "")
    places = {"home": home, "otherHome": other, "otherLang": "ja" if other else "en"}
    return {**{name: say(f"take-{name}", lang) for name in _SAYS}, **places, "pasting": f"{home}diagnose/paste/"}


def _file(site: Path, parts: Mapping[str, bytes]) -> str:
    script = "\n".join(_scripts())
    filled = {
        "POLICY": policy.alone(script),
        "STYLE": "\n".join(_styles(site)),
        "NOSCRIPT": " / ".join(escape(say("take-no-script", lang)) for lang in ("en", "ja")),
        "PARTS": "\n".join(_part(name, content) for name, content in parts.items()),
        "SCRIPT": script,
    }
    shell = (_FOLDER / "shell.html").read_text("utf-8")
    return re.sub(r"@([A-Z]+)@", lambda place: filled[place[1]], shell)


def _part(name: str, content: bytes) -> str:
    packed = base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
    return f'<script type="application/octet-stream" data-part="{name}">{packed}</script>'


def _styles(site: Path) -> Iterator[str]:
    for sheet in ("main", "palette"):
        (file,) = (site / "assets" / "stylesheets").glob(f"{sheet}.*.min.css")
        yield re.sub(r"/\*# sourceMappingURL=.*?\*/", "", file.read_text("utf-8"))
    for name in (_ASSETS / "site.css", _ASSETS / "diagnosis.css", _FOLDER / "guide.css"):
        yield name.read_text("utf-8")


def _scripts() -> Iterator[str]:
    """The site's own modules in one script; the box's begins when its page is shown."""
    yield '"use strict";'
    for name in ("exact-find.js", "diagnosis-picture.js"):
        yield _EXPORT.sub("", (_ASSETS / name).read_text("utf-8"))
    box = _IMPORT.sub("", (_ASSETS / "diagnosis.js").read_text("utf-8"))
    yield f"function diagnosis() {{\n{box}\n}}"
    yield (_FOLDER / "guide.js").read_text("utf-8")
