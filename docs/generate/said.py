"""The generator's own words, and the few shapes of Markdown that all generated pages share.

Rule: words stand in words.toml, both languages of one word together; text from data is escaped here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def say(key: str, lang: str, **facts: object) -> str:
    """The generator's word `key` in a language, its {places} filled."""
    pattern = _words()[key][lang]
    return pattern.format(**facts) if facts else pattern


def plain(text: object) -> str:
    """Text from data as Markdown text: nothing in it is markup."""
    escaped = escape(str(text), quote=False)
    for mark in "\\`*_[]|{}":
        escaped = escaped.replace(mark, f"&#{ord(mark)};")
    return escaped


def source(told: str, lang: str) -> str:
    """A source as Markdown text; that there is none is said in the reader's language."""
    return say("no-source", lang) if told == say("no-source", "en") else plain(told)


def code(text: object) -> str:
    """Text as inline code, fit for a table cell."""
    return f"<code>{escape(str(text), quote=False).replace('|', '&#124;')}</code>"


def block(text: str, language: str = "", indent: str = "") -> str:
    """A fenced block."""
    lines = [f"```{language}", *text.rstrip("\n").splitlines(), "```"]
    return "\n".join(indent + line for line in lines)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in line) + " |" for line in lines)


def page(title: str, *parts: str, description: str = "") -> str:
    """A page with its title as front matter and heading; empty parts are left out."""
    meta: dict[str, Any] = {"title": title, **({"description": description} if description else {})}
    front = "\n".join(f"{key}: {_quoted(value)}" for key, value in meta.items())
    return f"---\n{front}\n---\n\n# {plain(title)}\n\n" + "\n\n".join(part for part in parts if part) + "\n"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
