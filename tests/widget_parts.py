"""The parts of a widget, for tests: every control and every piece of HTML below it, and what hostile text may not do.

Rule: a piece of HTML is read by a parser, not searched for words.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import ipywidgets as widgets

from sriovkit.core.text import LANGUAGES

#: What a host may call its things.
HOSTILE = r"""<script>window.ran=1</script><img src=x onerror="window.ran=2">$\alpha$ "'><b>&amp;"""
_TAGS = {
    *("div", "p", "span", "b", "q", "i", "code", "pre", "ul", "ol", "li", "details", "summary", "a", "h4", "style"),
    *("table", "thead", "tbody", "tr", "th", "td", "input", "br"),
}
#: The one handler of ours: a style sheet that stands in the page names its widget's language.
NAMES = {f"this.closest('.sriovkit-widget')?.setAttribute('lang', '{lang}')" for lang in LANGUAGES}


def parts(widget: Any) -> Iterator[Any]:
    """The widget and everything below it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def control(shown: Any, kind: type, words: str) -> Any:
    """The one control of a kind whose label begins with these words."""
    found = [p for p in parts(shown.widget) if isinstance(p, kind) and p.description.startswith(words)]
    assert len(found) == 1, (words, [p.description for p in parts(shown.widget) if isinstance(p, kind)])
    return found[0]


def words(shown: Any) -> str:
    """All the text that a widget shows, its labels included."""
    told = []
    for part in parts(shown.widget):
        if isinstance(part, widgets.HTML):
            told.append(_Reader.of(part.value).text)
        elif getattr(part, "description", ""):
            told.append(part.description)
    return "\n".join(told)


def harmless(html: str) -> None:
    """Only tags that we write, no handler but the one of our style sheet, no address but of a page."""
    read = _Reader.of(html)
    assert read.tags <= _TAGS, read.tags - _TAGS
    assert sum(name == "onload" for name, _ in read.attributes) <= 1
    for name, value in read.attributes:
        assert not name.startswith("on") or (name == "onload" and value in NAMES), (name, value)
        assert name not in ("src", "srcdoc", "formaction", "action"), (name, value)
        assert name != "href" or (value or "").startswith(("https://", "http://127.0.0.1:")), value


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    @classmethod
    def of(cls, html: str) -> _Reader:
        made = cls()
        made.feed(html)
        made.close()
        return made

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data
