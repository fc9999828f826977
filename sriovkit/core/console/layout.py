"""How PowerShell's formatter counts columns, and how a value it broke over lines is put together again.

Rule: widths are those of the formatter (full-width characters take two columns), not those of Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Ranges that ConsoleControl.LengthInBufferCells counts as two columns.
_WIDE = (
    "\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\ua4cf\uac00-\ud7a3"
    "\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00010000-\U0010ffff"
)
_WIDE_CHAR = re.compile(f"[{_WIDE}]")
#: Stands behind a wide character in `spread` text; NUL never survives `clean.mend`.
FILLER = "\x00"
#: No console is narrower (a wide character may leave one column empty): a value "broken" before this column was
#: broken by its own line feed.
_NARROWEST = 39
_HALF = {n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half(text: str) -> str:
    """Full-width ASCII characters as plain ones."""
    return text if text.isascii() else text.translate(_HALF)


def cells(text: str) -> int:
    """Columns that text takes in the console."""
    return len(text) if text.isascii() else len(text) + len(_WIDE_CHAR.findall(text))


def wide(char: str) -> bool:
    """Whether a character takes two columns."""
    return bool(_WIDE_CHAR.match(char))


def spread(text: str) -> str:
    """Text in which one character is one column: a filler stands behind each wide one."""
    return text if text.isascii() else _WIDE_CHAR.sub(lambda found: found[0] + FILLER, text)


def gathered(text: str) -> str:
    """The opposite of `spread`."""
    return text.replace(FILLER, "")


@dataclass(frozen=True)
class Ruler:
    """Where the formatter broke the values of one block, and how it counted."""

    full: int
    measure: Callable[[str], int]

    def join(self, parts: Sequence[str], indent: int = _NARROWEST) -> str:
        """A value from its parts; `indent` is the column it began at.

        A part that fills its line joins the next with nothing between. A shorter one lost a space at its end, or had
        no room for a wide character, or ended in a line feed of its own.
        """
        if parts[0].lstrip()[:1] == "{":
            # A list's line may end at its ", ", and many a text loses the spaces at the end of its lines.
            parts = [f"{part} " if part.endswith(",") and after[:1] != " " else part for part, after in _pairs(parts)]
        made = list(parts[:1])
        for before, after in pairwise(parts):
            made.append(self._glue(self.empty(before, after), indent + self.full < _NARROWEST))
            made.append(after)
        return "".join(made)

    def empty(self, before: str, after: str) -> int:
        """How much of a line is left empty before the next; a column that was no room for a wide character is not."""
        short = max(0, self.full - self.measure(before))
        no_room = short == 1 and self.measure is cells and bool(after) and wide(after[0])
        return 0 if no_room else short

    def _glue(self, empty: int, narrow: bool) -> str:
        if narrow:
            return "\n"
        return "" if not empty else " " if empty == 1 else "\n"


def _pairs(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each part with the one behind it; the last stands before a space, so to say."""
    return zip(parts, [*parts[1:], " "], strict=True)


def ruler(values: Sequence[Sequence[str]], full: int = 0) -> Ruler:
    """The ruler of a block, from the parts that others follow: a console counts columns, a redirected file characters.

    What fits better is taken: the count by which less of the lines stays empty.
    """
    broken = [pair for parts in values for pair in pairwise(parts)]
    made = [Ruler(max([full, *(measure(before) for before, _ in broken)]), measure) for measure in (cells, len)]
    return min(made, key=lambda r: sum(r.empty(before, after) for before, after in broken))


def reflowed(parts: Sequence[str]) -> str:
    """A value whose lines somebody else broke: at spaces in Latin text, anywhere in Japanese."""
    made = list(parts[:1])
    for before, after in pairwise(parts):
        left, right = before.rstrip(), after.lstrip()
        touching = left and right and (wide(left[-1]) or wide(right[0]))
        made.append(right if touching else " " + right)
    return "".join(made)
