"""Pages of Diagnose, Build and Operate: each step says where it runs, what it interrupts, its undo, what may go wrong.

Rule: a mark above the first section holds for every step of its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sriovkit import cli

from . import built_site
from .powershell_pieces import texts

#: Options of run.py itself.
OWN_OPTIONS = {"--wheels", "--fresh", "--help"}
PAGES = built_site.ROOT / "docs" / "pages"
FILES = sorted(file for folder in ("diagnose", "build", "operate") for file in (PAGES / folder).glob("*.md"))
MARKS = {
    "en": ("Runs on", "Interrupts", "Undo", "Expected", "Can go wrong"),
    "ja": ("場所", "止まるもの", "元に戻す", "期待する結果", "起こり得る問題"),
}
_SECTION = re.compile(r"^#{2,3} .*?\{#([\w-]+)\}$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections(text: str) -> Iterator[tuple[str, str]]:
    """(anchor, words) of each section; "" for what stands above the first."""
    parts = _SECTION.split(text)
    yield "", parts[0]
    yield from zip(parts[1::2], parts[2::2], strict=True)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PAGES).as_posix())
def test_every_step_says_what_a_person_needs_before_and_after(file: Path) -> None:
    marks = MARKS[file.suffixes[0][1:]]
    (_, head), *steps = sections(file.read_text("utf-8"))
    lacking = [
        (anchor, mark)
        for anchor, words in steps
        if any(language == "powershell" for language, _ in _FENCE.findall(words))
        for mark in marks
        if f"**{mark}**" not in words and f"**{mark}**" not in head
    ]
    assert lacking == []


def test_both_languages_show_the_same_commands() -> None:
    """But for names that Windows itself translates, words meant for people, and the sentences of pasted text."""
    translated = {
        "ネットワーク アダプター": "Network Adapter",
        "電話で田中さんと合意済み": "agreed with Tanaka by phone",
    }
    for english in sorted(PAGES.rglob("*.en.md")):
        japanese = english.with_name(english.name.replace(".en.md", ".ja.md"))
        told = []
        for file in (english, japanese):
            blocks = [
                block for block in _FENCE.findall(file.read_text("utf-8")) if block[0] in ("powershell", "console")
            ]
            commands = "\n".join(words for _, words in blocks)
            for ours, theirs in translated.items():
                commands = commands.replace(ours, theirs)
            told.append(re.sub(r"\s*#.*", "", commands))
        assert told[0] == told[1], english


def lines() -> Iterator[tuple[str, list[str]]]:
    """Every line of a document that calls sriovkit: where, and its words."""
    for place, text in texts():
        if not place.startswith(("docs/pages/", "README", "notebooks/")):
            continue
        for language, block in _FENCE.findall(text):
            for line in block.splitlines() if language == "console" else ():
                called = re.match(
                    r"(?:uvx --from \. |pipx run --spec \. )?(?:sriovkit|python run\.py|py run\.py) (.+)", line
                )
                if called:
                    yield place, called[1].split("#")[0].split()


def test_every_call_of_the_command_line_names_commands_and_options_that_are_there() -> None:
    known = cli.commands
    ours = {"test", "docs"}  # run.py's own
    wrong, seen = [], 0
    for place, words in lines():
        command, seen = known.commands.get(words[0]), seen + 1
        if words[0] in ours and (command is None or words[0] == "test"):
            continue
        if command is not None and hasattr(command, "commands") and len(words) > 1 and words[1] in command.commands:
            command = command.commands[words[1]]
        options = {name for param in getattr(command, "params", ()) for name in (*param.opts, *param.secondary_opts)}
        asked = {word.split("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)}
        if command is None or not asked <= options | OWN_OPTIONS:
            wrong.append((place, " ".join(words)))
    assert seen > 40
    assert wrong == []
