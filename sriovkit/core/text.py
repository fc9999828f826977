"""The reader's language: which one it is, and the interface's words in it.

Rule: words live in catalogue/locale/<language>.toml, keyed by id; English is the source and stands behind every other.
"""

from __future__ import annotations

import locale
import os
import string
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from . import packaged

LANGUAGES = ("en", "ja")
#: Where the words are read: "" Python, "cli" the command line, "widget" a widget with its buttons. What one of them
#: calls otherwise has a second key: <key>_cli, <key>_widget.
surface: ContextVar[str] = ContextVar("surface", default="")


def language(said: str | None = None) -> str:
    """The language to speak: what the call says, else SRIOVKIT_LANG, else the notebook's folder, else the system's."""
    for wanted in (said, os.environ.get("SRIOVKIT_LANG"), _notebook_folder(), _system()):
        short = (wanted or "").replace("_", "-").split("-")[0].lower()
        if short in LANGUAGES:
            return short
    return "en"


def words(key: str, lang: str | None = None, **facts: object) -> str:
    """The sentence `key` ("error.refused.cause") in a language, its {places} filled with `facts`.

    An unknown key is a defect and raises KeyError; facts are data and are put in as they are.
    """
    lang = language(lang)
    named = f"{key}_{surface.get()}"
    key = named if has(named) else key
    pattern = _table(lang).get(key) or _table("en")[key]
    return string.Formatter().vformat(pattern, (), _Facts(facts)) if facts else pattern


def has(key: str) -> bool:
    """Whether the interface has words for `key`."""
    return key in _table("en")


def keys(lang: str) -> dict[str, str]:
    """Every word of one language as it is stored, key -> pattern."""
    return dict(_table(lang))


@cache
def _table(lang: str) -> dict[str, str]:
    return dict(_flat("", packaged.toml(f"locale/{lang}.toml")))


def _flat(prefix: str, tree: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}.{key}" if prefix else key
        found += _flat(name, value) if isinstance(value, dict) else [(name, value)]
    return found


class _Facts(dict[str, object]):
    """A fact that nobody gave shows as nothing: a message must never fail."""

    def __missing__(self, key: str) -> str:
        return ""


def _notebook_folder() -> str | None:
    """The language folder a notebook's kernel was started in (notebooks/ja, notebooks/en)."""
    return Path.cwd().name if "ipykernel" in sys.modules else None


def _system() -> str | None:
    if sys.platform == "win32":
        import ctypes

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(number)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    return locale.getlocale()[0]
