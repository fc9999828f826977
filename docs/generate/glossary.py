"""The glossary page, from sriovkit/catalogue/glossary.toml.

Rule: the file feeds the page, and the test that no text uses a word which it says to avoid.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from .said import page, plain, say, table


def pages(lang: str) -> Mapping[str, str]:
    """The one page: path -> Markdown."""
    rows = [
        [plain(t["en"]), plain(t["ja"]), plain(t["meaning"][lang]), plain(say("joint", lang).join(t.get("avoid", ())))]
        for t in terms()
    ]
    head = [say(key, lang) for key in ("english", "japanese", "meaning", "not-used")]
    return {"reference/glossary.md": page(say("glossary-title", lang), say("glossary-lead", lang), table(head, rows))}


def terms() -> list[dict[str, Any]]:
    """Every term: en, ja, avoid (Japanese words not to be used), meaning.en, meaning.ja."""
    path = files("sriovkit").joinpath("catalogue", "glossary.toml")
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["term"])
