"""Text from hosts, files and people made safe to keep and to show.

Rule: text from outside is data. It is repaired and noted when read, and loses what could steer a terminal when shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

_BROKEN = re.compile("[\x00\ud800-\udfff]")
#: The same written as JSON writes it.
_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_KEPT = "\n\t"
#: As html.escape has them; that module reads its 2,231 named characters first, and a browser waits for it.
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def mend(text: str) -> tuple[str, int]:
    """`text` with NUL and lone surrogates replaced by U+FFFD, and how many there were."""
    if not _BROKEN.search(text):
        return text, 0
    return _BROKEN.subn("\ufffd", text)


def may_need_mending(json_text: str) -> bool:
    """Whether JSON text can hold a string that `mend` would change; nearly none does, and looking is cheap."""
    return bool(_BROKEN.search(json_text) or _ESCAPED.search(json_text))


def mend_all(value: Any) -> tuple[Any, int]:
    """The same for every string inside a JSON value, keys included."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, list):
        pairs = [mend_all(item) for item in value]
        return [item for item, _ in pairs], sum(count for _, count in pairs)
    if isinstance(value, dict):
        keys = [mend(key) for key in value]
        items = [mend_all(item) for item in value.values()]
        made = {key: item for (key, _), (item, _) in zip(keys, items, strict=True)}
        return made, sum(n for _, n in keys) + sum(n for _, n in items)
    return value, 0


def shown(text: object) -> str:
    """`text` fit for a terminal: no control, bidirectional or other invisible characters but newline and tab."""
    return "".join(c for c in str(text) if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


def markup(text: object) -> str:
    """`text` as `shown` has it, escaped to stand in HTML, between tags and in the quotes of an attribute."""
    return shown(text).translate(_HTML)


def some(names: Sequence[str], most: int = 8) -> tuple[str, ...]:
    """The first of many names, and how many more there are ("+3")."""
    return (*names[:most], *([f"+{len(names) - most}"] if len(names) > most else []))


def line(text: object, limit: int = 200) -> str:
    """`text` as one line of at most `limit` characters, fit for a terminal."""
    flat = " ".join(shown(text).split())
    return flat if len(flat) <= limit else flat[: limit - 3] + "..."


def width(text: str) -> int:
    """Columns that `text` takes in a console: full-width characters count two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """`text` filled with spaces to a number of console columns."""
    return text + " " * max(0, columns - width(text))
