"""Every Japanese text reads as technical Japanese should: textlint finds nothing in it.

Rule: the settings and their reasons stand in docs/decisions/0021-textlint.md; a finding is mended in the text.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from . import japanese, node_tools

TEXTS = {text.name: text for text in japanese.texts()}
BAD = {
    "これはテストです。以上である。": "no-mix-dearu-desumasu",
    "日本語とLatinの間に空白がありません。": "ja-space-between-half-and-full-width",
    "材料不足で代替素材で製品を作ります。": "no-doubled-joshi",
    "ホストがVMを食べれます。": "no-dropping-the-ra",
}
SOURCES = [
    "README.ja.md",
    "docs/pages/",
    "notebooks/ja/",
    "sriovkit/catalogue/locale/ja.toml",
    "sriovkit/catalogue/reasons/",
]
SOURCES += ["sriovkit/catalogue/vendors/", "sriovkit/catalogue/glossary.toml", "sriovkit/lab/scenarios/", "run.toml"]


@pytest.fixture(scope="module")
def found() -> list[dict[str, Any]]:
    """What is wrong, in our texts and in sentences that are wrong on purpose."""
    node_tools.require("textlint")
    bad = [japanese.Text(f"bad{number}.txt", "prose", text) for number, text in enumerate(BAD)]
    asked = [dataclasses.asdict(text) for text in (*TEXTS.values(), *bad)]
    answer: list[dict[str, Any]] = node_tools.run("textlint.mjs", asked)
    return answer


def test_nothing_is_wrong(found: list[dict[str, Any]]) -> None:
    ours = [(TEXTS[f["name"]], f) for f in found if f["name"] in TEXTS]
    told = [f"{text.place(f['line'])}: {f['message'].splitlines()[0]} ({f['rule']})" for text, f in ours]
    assert told == []


@pytest.mark.parametrize(("number", "rule"), list(enumerate(BAD.values())), ids=list(BAD.values()))
def test_what_is_wrong_is_found(found: list[dict[str, Any]], number: int, rule: str) -> None:
    assert rule in {f["rule"].partition("/")[2] for f in found if f["name"] == f"bad{number}.txt"}


@pytest.mark.parametrize("source", SOURCES)
def test_every_kind_of_text_is_looked_at(source: str) -> None:
    assert any(name.startswith(source) for name in TEXTS)


def test_a_title_is_a_label_and_a_meaning_is_prose() -> None:
    kinds = {
        text.kind: "\n".join(text.places)
        for name, text in TEXTS.items()
        if name.startswith("sriovkit/catalogue/reasons/ok")
    }
    assert ".ja.title" in kinds["label"] and ".ja.meaning" in kinds["prose"]


def test_every_place_is_named() -> None:
    for text in TEXTS.values():
        assert not text.places or len(text.places) == text.text.count("\n") + 1
