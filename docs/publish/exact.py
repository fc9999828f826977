"""The index of exact search: what each page says, without white space, its headings, and the words that are its own.

Rule: a page's own words (title, code, what Windows says, `found_by` at the head of a page's file) stand apart from its
text, for they come first.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sriovkit.core import catalogue, packaged
from sriovkit.core.cmdlets import CMDLETS

_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
_PARAGRAPHS = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_HEADINGS = re.compile(r"<h[1-3]\b[^>]*>(.*?)</h[1-3]>", re.DOTALL)
#: What search ignores: white space, and the marks that a console puts around a value, before and behind it.
_IGNORED = re.compile(r"[\s{}:=\u200b]+|\.\.\.$|…$")
#: Letters of a page's first paragraph that are shown with a hit; what is no longer than a heading is none.
_SHOWN, _HEADING = 140, 24
#: How much words in a page's text count: a notebook repeats what the pages explain.
_NOTEBOOKS, _REPEATING = "lab/notebooks/", 0.4


def squeezed(text: str) -> str:
    """Text as it is compared: compatibility forms, small letters, no white space. The page's script does the same."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).lower())


def entry(place: str, url: str, title: str, content: str, found_by: Iterable[str] = ()) -> tuple[int, dict[str, Any]]:
    """One page: its place among pages that match equally well, and what the index says of it."""
    text = _plain(content)
    first = next((p for p in map(_plain, _PARAGRAPHS.findall(content)) if len(p) > _HEADING), text)
    headings = list(map(_plain, _HEADINGS.findall(content)))
    told = {
        "url": url,
        "title": title,
        "says": first[:_SHOWN],
        "own": list(dict.fromkeys(filter(None, map(squeezed, (title, *headings[:1], *found_by, *_own(place)))))),
        "heads": list(map(squeezed, headings[1:])),
        "text": squeezed(text),
        "weight": _REPEATING if place.startswith(_NOTEBOOKS) else 1,
    }
    return _order(place), told


def _plain(content: str) -> str:
    return " ".join(html.unescape(_TAGS.sub(" ", content)).replace("¶", " ").split())


def ordered(pages: list[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The pages of a language in the order in which equally good ones are shown."""
    return [told for _, told in sorted(pages, key=lambda page: (page[0], page[1]["url"]))]


def write(site: Path, lang: str, pages: list[dict[str, Any]]) -> None:
    """The index of one language."""
    (site / "assets" / f"exact.{lang}.json").write_text(json.dumps(pages, ensure_ascii=False), "utf-8", newline="\n")


def _own(place: str) -> Iterator[str]:
    """The words by which people look for this page, beside its title."""
    name = place.rpartition("/")[2]
    if reason := catalogue.load().get(name if place.startswith("reasons/") else ""):
        yield from (reason.code, reason.sriov_support, *reason.phrases)
        for sentence in reason.system.values():
            yield from (sentence.text, *sentence.phrases)
        yield from (word for word, code in _other_names()["texts"].items() if code == reason.code)
    if place.startswith("reference/cmdlets/"):
        yield from (section for section in CMDLETS if section.lower().replace("_", "-") == name)
    if place == "reference/glossary":
        yield from _other_names()["same"]


def _order(place: str) -> int:
    reason = catalogue.load().get(place.rpartition("/")[2]) if place.startswith("reasons/") else None
    return reason.order if reason else 10_000


@cache
def _other_names() -> Mapping[str, Any]:
    return packaged.toml("search.toml")
