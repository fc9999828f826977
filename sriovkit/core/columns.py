"""Words laid out in the columns of a console: cut and wrapped, full-width characters counted as two.

Rule: a cut is shown; a line breaks at spaces, and between full-width characters where there are none.
"""

from __future__ import annotations

from collections.abc import Iterator

from .clean import width


def clip(words: str, columns: int) -> str:
    """`words` cut to a number of console columns, with the cut shown."""
    if width(words) <= columns:
        return words
    while words and width(words) > columns - 3:
        words = words[:-1]
    return words + "..."


def wrap(words: str, columns: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Lines of at most `columns`; breaks at spaces, and between full-width characters where there are none."""
    lines: list[str] = []
    current = indent
    for piece in _pieces(words):
        if width(current + piece.rstrip()) > columns and current.strip():
            lines.append(current.rstrip())
            current = hanging if hanging is not None else indent
            piece = piece.lstrip()
        current += piece
    return [*lines, current.rstrip()]


#: Never at the head of a line.
_CLOSING = "、。，．・ー々」』】〉》）)！？：；%ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
#: Never at the end of one.
_OPENING = ("(", "（", "「", "『", "【", "〈", "《")


def _pieces(words: str) -> Iterator[str]:
    """What must not be broken: a word with the space before it, or one full-width character with its closing mark."""
    run = ""
    for c in " ".join(words.split()):
        # Latin words that Japanese marks part, and nothing else, are parted behind the mark.
        breaks = width(c) == 2 or run.endswith(("、", "。"))
        if c == " " or (breaks and c not in _CLOSING and not run.endswith(_OPENING)):
            if run:
                yield run
            run = c
        else:
            run += c
    if run:
        yield run
