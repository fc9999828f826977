"""The reason files: complete, in both languages, and word for word what the facts say of Windows' own sentences.

Rule: a file is checked against tests/data/facts/reasons.json, never against another of our own files.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width, normalize

import pytest

from .avoided import AVOID

HERE = Path(__file__).parent
FACTS: dict[str, Any] = json.loads((HERE / "data/facts/reasons.json").read_text(encoding="utf-8"))
FILES = sorted((HERE.parent / "sriovkit/catalogue/reasons").glob("*.toml"))
CATALOGUE: dict[str, dict[str, Any]] = {f.stem: tomllib.loads(f.read_text(encoding="utf-8")) for f in FILES}
WINDOWS = ("2012", "2012R2", "2016", "2019", "2022", "2025")
WISHES = set(re.findall(r"[a-z]+(?:-[a-z]+)+", FACTS["intent"])) & set(CATALOGUE)
ALLOWED = {
    "rung": " ".join(["none", *FACTS["rungs"]["order"]]),
    "severity": "blocker warning info",
    "scope": "host nic switch vm_nic",
    "origin": "system derived guest",
    "confidence": "documented seen general-knowledge unknown",
    "who": "administrator firmware-owner hands vendor guest-owner network-owner nobody",
    "where": "own-pc host bios nic-firmware server-room guest vendor",
    "impact": "none vf-reset nic-restart vswitch-rebuild vm-restart host-restart power-off",
    "since": " ".join(WINDOWS),
    "until": " ".join(WINDOWS),
}
OPTIONAL = "system when signal remedy proof example expect"
# Table -> (keys it must have, keys it may have).
KEYS = {
    "": ("order rung layer severity scope origin wish hidden_by sources en ja", OPTIONAL),
    "system": ("", "sriov_support phrases en ja"),
    "sentence": ("confidence", "sentence whole phrases"),
    "words": ("title short meaning", "note"),
    "remedy": ("who where impact confidence en ja", "command since until undo"),
    "undo": ("en ja", ""),
    "proof": ("where command en ja", ""),
    "example": ("cmdlet", "where set rows failed"),
    "expect": ("also", ""),
}
EVERY = pytest.mark.parametrize("code", sorted(CATALOGUE))

KANA_KANJI = r"[ぁ-んァ-ヴー々一-龠]"
SENTENCE_END = r"(?:ます|です|ません|ました|でした)(?: \([^()]*\))?$"


def tables(code: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a file, with the name of its kind in KEYS."""
    raw = CATALOGUE[code]
    system = raw.get("system", {})
    yield from [("", raw), ("system", system), ("words", raw["en"]), ("words", raw["ja"])]
    yield from (("sentence", system[lang]) for lang in ("en", "ja") if lang in system)
    yield from ((kind, table) for kind in ("remedy", "proof", "example") for table in raw.get(kind, []))
    yield from (("undo", step["undo"]) for step in raw.get("remedy", []) if "undo" in step)
    if "expect" in raw:
        yield "expect", raw["expect"]


def own_words(code: str, lang: str) -> Iterator[tuple[str, str]]:
    """(part, text) of everything a file says in our own words."""
    raw = CATALOGUE[code]
    yield from raw[lang].items()
    yield from ((kind, table[lang]) for kind in ("remedy", "proof") for table in raw.get(kind, []))
    yield from (("undo", step["undo"][lang]) for step in raw.get("remedy", []) if "undo" in step)


def confidence(fact: str) -> str:
    """The facts' own words for how sure they are, in the catalogue's four."""
    starts = {"documented": "documented", "general knowledge": "general-knowledge", "seen": "seen"}
    return next((ours for theirs, ours in starts.items() if fact.lower().startswith(theirs)), "unknown")


@EVERY
def test_keys_and_values_are_the_known_ones(code: str) -> None:
    for kind, table in tables(code):
        must, may = (set(keys.split()) for keys in KEYS[kind])
        assert must <= set(table) <= must | may, kind
        for key, value in table.items():
            free = key not in ALLOWED or kind == "example"
            assert value != "" and (free or value in ALLOWED[key].split()), f"{kind}.{key} = {value}"


@EVERY
def test_order_rung_layer_and_wishes_are_those_of_the_facts(code: str) -> None:
    raw, fact = CATALOGUE[code], FACTS["reasons"][code]
    rung = next((r for r, codes in FACTS["rungs"]["reasons"].items() if code in codes), "none")
    order = 0 if code == "ok" else 10 * (1 + FACTS["fix_order"].index(code))
    assert (raw["order"], raw["rung"], raw["layer"]) == (order, rung, fact["layer"])
    assert (raw["severity"], raw["wish"]) == (fact["severity"], code in WISHES)
    assert raw["sources"] and len(WISHES) == 6
    assert set(CATALOGUE) == set(FACTS["reasons"]) == {*FACTS["fix_order"], "ok"}


@EVERY
def test_system_sentences_and_phrases_are_the_facts_to_the_byte(code: str) -> None:
    system, fact = CATALOGUE[code].get("system", {}), FACTS["reasons"][code]
    assert system.get("sriov_support") == fact["enum"]
    assert system.get("phrases", []) == fact["phrases"].get("any_locale", [])
    for lang in ("en", "ja"):
        said, told = system.get(lang, {}), fact[lang]
        assert said.get("sentence") == told["exact"]
        assert said.get("phrases", []) == fact["phrases"].get(lang, [])
        assert said.get("confidence", "unknown") == confidence(told["confidence"]) or not told["exact"]
        assert not told["exact"] or said["whole"] is ("TRUNCATED" not in told["confidence"])


@EVERY
def test_a_phrase_points_to_one_reason_only(code: str) -> None:
    """Specific before general: a phrase inside another reason's sentence must lose against that one's longer phrase."""
    for other, fact in FACTS["reasons"].items():
        for lang in ("en", "ja"):
            sentence = _bare(fact[lang]["exact"] or "")
            its_own = [len(p) for p in _phrases(other, lang) if p in sentence]
            for phrase in _phrases(code, lang):
                inside = other != code and code != "ok" and phrase in sentence
                assert not inside or len(phrase) < max(its_own, default=0), f"{phrase} is in {other}"


def _phrases(code: str, lang: str) -> list[str]:
    of = FACTS["reasons"][code]["phrases"]
    return [_bare(p) for p in (*of.get(lang, []), *of.get("any_locale", []))]


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@EVERY
def test_conditions_are_the_closed_operators_on_known_objects(code: str) -> None:
    raw = CATALOGUE[code]
    assert bool(raw.get("when")) is (raw["origin"] != "system")
    for name, wanted in raw.get("when", {}).items():
        assert re.fullmatch(r"(host|nic|switch|vm_nic|guest)\.[a-z][a-z_]*", name), name
        assert not isinstance(wanted, dict) or (len(wanted) == 1 and set(wanted) <= {"not", "above", "below", "has"})


@EVERY
def test_signals_are_conditions_on_one_thing_and_stand_beside_what_windows_says(code: str) -> None:
    raw = CATALOGUE[code]
    assert raw["origin"] == "system" or "signal" not in raw
    for signal in raw.get("signal", []):
        kinds = {name.partition(".")[0] for name in signal}
        assert len(kinds) == 1 and kinds <= {"host", raw["scope"], "nic"}
        # Nothing is inferred of what Windows itself calls working.
        assert [name for name in signal if name.endswith("in_doubt") and signal[name] is True]
        assert len(signal) > 1 and all(re.fullmatch(r"[a-z]+\.[a-z][a-z_]*", name) for name in signal)


@EVERY
def test_only_derived_reasons_fold_and_never_in_a_circle(code: str) -> None:
    raw = CATALOGUE[code]
    assert not raw["hidden_by"] or raw["origin"] == "derived"
    above, seen = set(raw["hidden_by"]), set[str]()
    while above:
        assert above <= set(CATALOGUE)
        seen |= above
        above = {c for a in above for c in CATALOGUE[a]["hidden_by"]} - seen
    assert code not in seen
    for other in raw.get("expect", {}).get("also", []):
        # Beside a switch that is no fault, a VM NIC shows only states that nobody minds.
        harmless = raw["severity"] == "info" and CATALOGUE[other]["wish"]
        assert harmless or code in CATALOGUE[other]["hidden_by"], "a consequence folds under its cause"


@EVERY
def test_remedies_and_commands_can_be_followed(code: str) -> None:
    raw = CATALOGUE[code]
    assert code == "ok" or (raw["remedy"] and raw["proof"] and raw["example"])
    for step in (*raw.get("remedy", []), *raw.get("proof", [])):
        command = step.get("command", "")
        assert command.isascii()
        assert "<" not in re.sub(r"'<(nic|switch|vm|n)>'", "", command), "a placeholder stands in single quotes"
        first, last = (WINDOWS.index(step.get(key, d)) for key, d in (("since", "2012"), ("until", "2025")))
        assert first <= last


@EVERY
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_titles_and_short_names_fit(code: str, lang: str) -> None:
    words = CATALOGUE[code][lang]
    columns = sum(2 if east_asian_width(c) in "WF" else 1 for c in words["short"])
    assert len(words["title"]) <= 60 and columns <= 24
    assert not re.search(r"[.。]$|です$|ます$|ません$", words["title"]), "a heading is no sentence"
    assert 1 <= len(re.findall(r"[.。](?:\s|$|(?<=。))", words["meaning"])) <= 4


@EVERY
def test_our_own_words_are_written_as_the_style_asks(code: str) -> None:
    for part, text in own_words(code, "en"):
        assert text.isascii() and "  " not in text and text == text.strip(), f"{part}: {text}"
    for part, text in own_words(code, "ja"):
        where = f"{part}: {text}"
        assert not re.search(AVOID, text), where
        assert not re.search(rf"{KANA_KANJI}[A-Za-z0-9*]|[A-Za-z0-9*]{KANA_KANJI}", text), where
        assert not re.search(r" [、。」]|[、。「] |  |[^\S ]|[Ａ-Ｚａ-ｚ０-９（）ｦ-ﾟ]", text), where
        assert normalize("NFC", text) == text and text.encode("cp932"), where
        if part not in ("title", "short"):
            assert text.endswith("。"), where
            assert all(re.search(SENTENCE_END, s) for s in text.split("。")[:-1]), where
