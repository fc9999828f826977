"""Japanese words that are not used here: the glossary's "avoid" column, read once for every test that looks for them.

Rule: a term goes into sriovkit/catalogue/glossary.toml and nowhere else; only turns of phrase stand here.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

GLOSSARY = Path(__file__).parents[1] / "sriovkit" / "catalogue" / "glossary.toml"
TERMS: list[dict[str, Any]] = tomllib.loads(GLOSSARY.read_text("utf-8"))["term"]
#: (word, what is said instead).
WORDS: list[tuple[str, str]] = [(word, term["ja"]) for term in TERMS for word in term.get("avoid", ())]
#: No state of a rung (that is 要対応), and what is mirrored from English.
PHRASES = "ブロック|あなた|することができ|(?:^|。)それは"


def pattern(word: str) -> str:
    """The word alone: サーバ is avoided, サーバー is not; リマップ is, 再リマップ is another word."""
    return f"(?<!再){re.escape(word)}(?!ー)"


#: Any of the words or phrases.
AVOID = "|".join([*(pattern(word) for word, _ in WORDS), PHRASES])
