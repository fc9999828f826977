"""The glossary's words are the ones used: no page, locale file or catalogue file says one that it avoids.

Rule: sentences of Windows itself are quoted as they are, and the glossary's own page lists the words for a search.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from .avoided import TERMS, WORDS, pattern

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "sriovkit" / "catalogue"
#: Japanese as it is not written here; inline code counts as a Latin letter, links as their words.
JAPANESE = "\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\u3005"
BAD_STYLE = {
    "translated": "あなた|することができ|それは、",
    "full-width letters and digits": "[０-９Ａ-Ｚａ-ｚ（）！？]",
    "no space between Japanese and Latin": f"[{JAPANESE}][A-Za-z0-9]|[A-Za-z0-9][{JAPANESE}]",
    "a space beside punctuation": " [、。「」]|[、。「」] ",
}


def texts() -> Iterator[tuple[str, str]]:
    """Every Japanese text people read: where it stands, and its words."""
    for file in sorted([*ROOT.glob("*.ja.md"), *(ROOT / "docs" / "pages").rglob("*.ja.md")]):
        yield str(file.relative_to(ROOT)), file.read_text("utf-8")
    for file in sorted([*CATALOGUE.rglob("*.toml"), ROOT / "docs" / "generate" / "words.toml"]):
        if file.name != "glossary.toml":
            yield from _strings(str(file.relative_to(ROOT)), tomllib.loads(file.read_text("utf-8")))
    for term in TERMS:
        yield f"glossary {term['en']}", f"{term['ja']}\n{term['meaning']['ja']}"


def _strings(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in ("system", "example"):  # quoted from Windows
                yield from _strings(f"{place}.{key}", item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(place, item)
    elif isinstance(value, str):
        yield place, value


TEXTS = list(texts())
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"\[|\]\([^)]*\)|\{#[\w-]+\}|<!--.*?-->|\*\*", re.DOTALL)


@pytest.mark.parametrize(("word", "instead"), WORDS, ids=[word for word, _ in WORDS])
def test_no_text_uses_a_word_to_avoid(word: str, instead: str) -> None:
    assert [place for place, words in TEXTS if re.search(pattern(word), words)] == [], f"say {instead}"


@pytest.mark.parametrize("name", BAD_STYLE)
def test_japanese_pages_keep_to_the_style(name: str) -> None:
    found = []
    for place, words in TEXTS:
        if place.endswith(".ja.md"):
            prose = _MARKUP.sub("", _CODE.sub("X", words))
            found += [(place, hit[0]) for hit in re.finditer(f".?(?:{BAD_STYLE[name]}).?", prose)]
    assert found == []


def test_the_glossary_has_both_languages_and_no_term_twice() -> None:
    for language in ("en", "ja"):
        said = [term[language] for term in TERMS]
        assert len(set(said)) == len(said)
        assert all(term["meaning"][language] for term in TERMS)
