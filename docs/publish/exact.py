"""The index of exact search: what each page says, without white space, and the words that are its own.

Rule: a page's own words (its title, its code, what Windows says) stand apart from its text, for they come first.
"""

from __future__ import annotations

import html
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sriovkit.core import catalogue
from sriovkit.core.cmdlets import CMDLETS

_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
_PARAGRAPHS = re.compile(r"<p>(.*?)</p>", re.DOTALL)
#: What search ignores: white space, and the marks that a console puts around and behind a value.
_IGNORED = re.compile(r"[\s{}\u200b]+|\.\.\.$|…$")
#: Letters of a page's first paragraph that are shown with a hit; what is no longer than a heading is none.
_SHOWN, _HEADING = 140, 24


def squeezed(text: str) -> str:
    """Text as it is compared: compatibility forms, small letters, no white space. The page's script does the same."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).lower())


def entry(place: str, url: str, title: str, content: str) -> tuple[int, dict[str, Any]]:
    """One page: its place among pages that match equally well, and what the index says of it."""
    text = _plain(content)
    first = next((p for p in map(_plain, _PARAGRAPHS.findall(content)) if len(p) > _HEADING), text)
    own = [squeezed(word) for word in (title, *_own(place))]
    told = {"url": url, "title": title, "says": first[:_SHOWN], "own": own, "text": squeezed(text)}
    return _order(place), told


def _plain(content: str) -> str:
    return " ".join(html.unescape(_TAGS.sub(" ", content)).replace("¶", " ").split())


def write(site: Path, lang: str, pages: list[tuple[int, dict[str, Any]]]) -> None:
    """The index of one language."""
    ordered = [told for _, told in sorted(pages, key=lambda page: (page[0], page[1]["url"]))]
    (site / "assets" / f"exact.{lang}.json").write_text(json.dumps(ordered, ensure_ascii=False), "utf-8", newline="\n")


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
def _other_names() -> dict[str, Any]:
    path = files("sriovkit").joinpath("catalogue", "search.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
