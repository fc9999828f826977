"""The one place that quotes text for PowerShell that is printed or stored; whatever is in it, it comes back equal.

Rule: always a single-quoted literal, in which nothing is expanded. What nobody would see, or what steers a terminal, is
written by its number; host text is only ever such a literal, never part of a comment or of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: PowerShell ends a single-quoted string at any of these; doubled, each stands for itself.
_ENDS = re.compile("(['\u2018\u2019\u201a\u201b])")
#: Seen as a blank by everybody who writes Japanese.
_KEPT = " \u3000"


def quote(text: str) -> str:
    """`text` as a PowerShell expression that fits wherever an argument does: 'O''Brien', ('a' + [char]0x000A + 'b')."""
    parts = list(_parts(text)) or ["''"]
    if len(parts) == 1 and parts[0].startswith("'"):
        return parts[0]
    # A string comes first, or PowerShell would try to add numbers.
    first = [] if parts[0].startswith("'") else ["''"]
    return f"({' + '.join([*first, *parts])})"


def literal(value: str | int | bool | Iterable[str]) -> str:
    """A value as PowerShell: $true, 16, 'text', or @('a', 'b')."""
    if isinstance(value, bool):
        return "$true" if value else "$false"
    if isinstance(value, int):
        return str(value)
    return quote(value) if isinstance(value, str) else f"@({', '.join(map(quote, value))})"


def _parts(text: str) -> Iterable[str]:
    plain = ""
    for c in text:
        if c.isprintable() or c in _KEPT:
            plain += c
            continue
        if plain:
            yield _quoted(plain)
            plain = ""
        yield from (f"[char]0x{unit:04X}" for unit in _units(c))
    if plain:
        yield _quoted(plain)


def _quoted(text: str) -> str:
    return "'" + _ENDS.sub(r"\1\1", text) + "'"


def _units(c: str) -> list[int]:
    """The UTF-16 units of a character, as .NET counts; half of a pair stays what it is."""
    data = c.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)]
