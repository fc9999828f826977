"""Pages and parts of pages that come from the code: reasons, cmdlets, the command line, scenarios, the glossary.

Rule: each file here turns one thing of the code into Markdown and knows no other; words stand in words.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from . import (
    applied,
    box,
    cmdlets,
    families,
    frames,
    glossary,
    ladders,
    notebooks,
    python_api,
    reasons,
    scenarios,
    take_along,
    terminal,
)
from .said import say

__all__ = ["fragment", "pages", "say"]

LANGUAGES = ("en", "ja")
_PAGES: tuple[Callable[[str], Mapping[str, str]], ...] = (
    reasons.pages,
    cmdlets.pages,
    frames.pages,
    python_api.pages,
    glossary.pages,
    scenarios.pages,
    notebooks.pages,
    families.pages,
    terminal.pages,
)
_FRAGMENTS: Mapping[str, Callable[[str], str]] = {
    "apply-cuts": applied.cuts,
    "apply-scenarios": applied.scenarios,
    "ladder": ladders.article,
    "ladder-text": ladders.article_text,
    "box": box.fragment,
    "article-paste": ladders.paste,
    "rungs": reasons.by_rung,
    "known-sentences": reasons.sentences,
    "tables": frames.tables,
    "what-is-asked": cmdlets.asked,
    "families": families.fragment,
    "one-file": take_along.fragment,
}


@cache
def pages() -> Mapping[str, str]:
    """Every generated page: its file below docs/pages ("reasons/nic-no-sriov.ja.md") -> Markdown."""
    return {
        path.removesuffix(".md") + f".{lang}.md": content
        for lang in LANGUAGES
        for make in _PAGES
        for path, content in make(lang).items()
    }


def fragment(name: str, lang: str) -> str:
    """One generated part of a page. Raises KeyError for a name that nothing is generated as."""
    return _FRAGMENTS[name](lang)
