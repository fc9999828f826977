"""The words of the interface and the catalogue: in both languages, in the house's terms, for every console."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from sriovkit import cli
from sriovkit.core import catalogue, text
from sriovkit.core.clean import width
from sriovkit.remote.transports import trouble

from .avoided import PHRASES, WORDS, pattern

PACKAGE = Path(text.__file__).parents[1]
SOURCES = sorted(PACKAGE.rglob("*.py"))
ERRORS = {"SriovkitError", "UsageError", "InputError", "HostError"}

JAPANESE = "\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\u3005"
#: What the glossary avoids, and what is written wrongly.
AVOIDED = {
    **{pattern(word): instead for word, instead in WORDS},
    "ブラウザ(?!ー)": "ブラウザー",
    "フォルダ(?!ー)": "フォルダー",
    "コンピュータ(?!ー)": "コンピューター",
    "ユーザ(?!ー)": "ユーザー",
    "仮想 スイッチ": "仮想スイッチ",
    PHRASES: "要対応、(翻訳調)",
    "[０-９Ａ-Ｚａ-ｚ（）！？：；]": "半角",
    f"[{JAPANESE}][A-Za-z0-9({{]|[A-Za-z0-9)}}][{JAPANESE}]": "和文と欧文の間に空白",
    " [、。「」]|[、。「」] ": "、。「」の前後に空白なし",
    "  ": "空白は 1 つ",
}


def entries() -> Iterator[tuple[str, str, str]]:
    """Every text people read: where it stands, its language, the text."""
    for lang in text.LANGUAGES:
        yield from ((f"locale.{key}", lang, words) for key, words in text.keys(lang).items())
        for code, reason in catalogue.load().items():
            yield from ((f"{code}.{part}", lang, words) for part, words in reason.words[lang].items())
            told: list[Any] = [*reason.remedy, *reason.proof]
            yield from ((f"{code}.{type(item).__name__}", lang, item.words[lang]) for item in told)
            yield from ((f"{code}.undo", lang, step.undo[lang]) for step in reason.remedy if step.undo)


ENTRIES = sorted(set(entries()))
WORDS_JA = [(place, words) for place, lang, words in ENTRIES if lang == "ja"]


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_both_languages_have_the_same_words() -> None:
    assert set(text.keys("en")) == set(text.keys("ja"))


#: English needs them, Japanese has no plural.
_PLURALS = {"plural", "rungs"}


@pytest.mark.parametrize("key", text.keys("en"))
def test_what_is_said_has_the_same_places_in_both(key: str) -> None:
    """An error's two sentences are one: which of them names a fact is for each language to choose."""
    said = [key] if not key.startswith("error.") else [f"{key.rpartition('.')[0]}.{part}" for part in ("cause", "next")]
    found = [{p for k in said for p in places(text.keys(lang).get(k, ""))} for lang in text.LANGUAGES]
    assert found[0] - _PLURALS == found[1] - _PLURALS


@pytest.mark.parametrize("avoided", AVOIDED)
def test_japanese_is_written_in_the_house_style(avoided: str) -> None:
    # Lines that show a command or a column of values are set as they are typed.
    prose = [(p, line) for p, words in WORDS_JA for line in words.splitlines() if not line.startswith("    ")]
    assert [(place, line) for place, line in prose if re.search(avoided, line.strip())] == []


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_japanese_console_can_write_all_of_it_in_known_columns(lang: str) -> None:
    for place, said, words in ENTRIES:
        if said == lang:
            words.encode("cp932")
            assert [c for c in words if unicodedata.east_asian_width(c) == "A"] == [], place
            assert words.isprintable() or set(words) & set("\n"), place


def test_any_console_can_write_all_of_the_english() -> None:
    assert [(place, words) for place, lang, words in ENTRIES if lang == "en" and not words.isascii()] == []


def test_what_windows_says_in_japanese_can_be_shown_on_its_own_console() -> None:
    for reason in catalogue.load().values():
        if "ja" in reason.system:
            reason.system["ja"].text.encode("cp932")


@pytest.mark.parametrize("lang", text.LANGUAGES)
@pytest.mark.parametrize("code", catalogue.load())
def test_titles_and_shorts_fit_their_lines(code: str, lang: str) -> None:
    reason = catalogue.load()[code]
    assert width(reason.say("short", lang)) <= 24
    assert len(reason.say("title", lang)) <= 60


# -- words that code asks for ----------------------------------------------------------------------------------------


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def calls(*names: str) -> Iterator[ast.Call]:
    for file in SOURCES:
        for node in ast.walk(tree(file)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name | ast.Attribute) and _last(called) in names:
                assert isinstance(node, ast.Call)
                yield node


def _last(called: ast.Name | ast.Attribute) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr


def literals(node: ast.AST | None) -> list[str]:
    """The texts an argument may be: itself, or either side of a condition."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def raised() -> set[str]:
    direct = {code for call in calls(*ERRORS) if call.args for code in literals(call.args[0])}
    tables = {code for _, code in trouble._CODES if code} | set(trouble._FAULTS.values())
    return direct | tables


def test_every_error_that_is_raised_has_words() -> None:
    assert [code for code in sorted(raised()) if not text.has(f"error.{code}.cause")] == []
    assert [code for code in sorted(raised()) if not text.has(f"error.{code}.next")] == []


def test_every_error_that_has_words_is_raised_somewhere() -> None:
    every = {
        node.value
        for file in SOURCES
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    worded = {key.split(".")[1] for key in text.keys("en") if key.startswith("error.") and key.count(".") == 2}
    assert sorted(worded - every) == []


def test_the_command_line_speaks_of_its_options_and_python_of_its_keywords() -> None:
    keyword = re.compile(
        r"\b(?!item=|value=|card=|slot=|vm=|sriov=|vfs=)[a-z_]+=(?![A-Z\d{])|=(True|False)\b|\bd\.\w|sk\.\w"
    )
    for lang in text.LANGUAGES:
        words = text.keys(lang)
        for key in (k for k in words if k.startswith("error.") and words[k].count("=") and k.count(".") == 2):
            if not key.split(".")[1].startswith(("lab-", "what-if", "plan-", "proxy-failed")):
                assert f"{key}_cli" in words or not keyword.search(words[key]), key
        for key in (k for k in words if k.endswith("_cli")):
            assert not keyword.search(words[key]), key
            assert places(words[key]) <= places(words[key.removesuffix("_cli")]) | {"port", "auth"}, key


def test_a_word_of_its_own_is_shown_on_the_command_line_alone() -> None:
    assert "ssl=False" in text.words("error.tls-failed.next", "en")
    token = text.surface.set("cli")
    try:
        assert "--no-ssl" in text.words("error.tls-failed.next", "ja")
        assert text.words("rung.guest", "en") == "Guest"
    finally:
        text.surface.reset(token)


def test_every_error_says_what_happened_and_what_to_do() -> None:
    worded = {key.split(".")[1] for key in text.keys("en") if key.startswith("error.") and key.count(".") == 2}
    for lang in text.LANGUAGES:
        for code in worded:
            assert text.keys(lang)[f"error.{code}.cause"].strip()
            assert text.keys(lang)[f"error.{code}.next"].strip()


def test_every_word_that_code_asks_for_is_there() -> None:
    asked = {key for call in calls("words") if call.args for key in literals(call.args[0])}
    known = [key for key in sorted(asked) if not (text.has(key) or text.has(f"cli.{key}"))]
    assert known == []


def test_every_rung_state_impact_and_place_has_words() -> None:
    for rung in catalogue.RUNGS:
        assert text.has(f"rung.{rung}") and text.has(f"todo.{rung}")
    for impact in catalogue.IMPACTS:
        assert text.has(f"impact.{impact}") and text.has(f"interrupts.{impact}")
    steps = [step for reason in catalogue.load().values() for step in reason.remedy]
    assert [s.where for s in steps if not text.has(f"where.{s.where}")] == []
    assert [s.who for s in steps if not text.has(f"who.{s.who}")] == []


def test_every_command_and_option_has_words() -> None:
    for command in (cli.commands, *cli.commands.commands.values()):
        assert text.has(f"cli.help.{command.name}")
        options = [p for p in command.params if isinstance(p, click.Option)]
        assert [o.name for o in options if not text.has(f"cli.option.{o.name}")] == []
