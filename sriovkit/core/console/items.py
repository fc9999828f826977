"""The list {a, b} of a property -> its items; reasons are told apart by the sentences we know.

Rule: a comma never decides between reasons, known sentences do; what stands between them is kept as an item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .sentences import Folded, Match, match_folded, occurrences

#: Behind this item a console's list is cut ($FormatEnumerationLimit).
LIMIT = 4
#: Most parts that a text between known sentences is split into by its punctuation.
_MOST_PARTS = 500
_MARK = re.compile(r"\s*(?:\u2026|\.\.\.)\s*$")
_SEPARATOR = re.compile("(?<=[.\u3002?\u2026]),")


@dataclass(frozen=True)
class Item:
    """One item: its text (the exact sentence where it is known) and what it was recognised as."""

    text: str
    match: Match | None = None


@dataclass(frozen=True)
class Items:
    """The items of a list."""

    items: tuple[Item, ...]
    #: The formatter's mark stands behind the last item: there may be more.
    list_cut: bool = False
    #: The last item itself is cut.
    value_cut: bool = False
    #: The list has no closing brace.
    unclosed: bool = False

    @property
    def cut(self) -> bool:
        return self.list_cut or self.value_cut


def _opened(value: str) -> tuple[str, bool, bool]:
    """The inside of the braces, and whether each of them stands there."""
    inside = value.strip()
    opened, closed = inside[:1] in ("{", "\uff5b"), inside[-1:] in ("}", "\uff5d") and len(inside) > 1
    return inside[opened : len(inside) - closed].strip(), opened, closed


def split_reasons(value: str, cut: bool = False) -> Items:
    """The reasons in a value as it stands in the text, braces and mark included.

    `cut` says that the formatter cut the value itself and its mark was already taken off.
    """
    inside, opened, closed = _opened(value)
    unmarked = _MARK.sub("", inside[-16:])
    marked = unmarked != inside[-16:]
    inside = inside[:-16] + unmarked
    text = inside if not marked else inside + "\u2026"
    made = [_item(text, match) for text, match in _parts(text, cut or marked)]
    last = made[-1].match if made else None
    # A cut list's mark stands behind a whole sentence, inside the brace; a cut value has lost its brace.
    value_cut = (cut or marked) and (not closed or (last is not None and last.how == "beginning"))
    unclosed = opened and not closed and not (cut or marked)
    return Items(tuple(made), marked and not value_cut, value_cut, unclosed)


def _item(text: str, match: Match | None) -> Item:
    if match and match.sentence:
        return Item(match.sentence, match)
    return Item(" ".join(_MARK.sub("", text).split("\n")).strip(), match)


def _parts(text: str, cut: bool) -> list[tuple[str, Match | None]]:
    """Known sentences and what stands between them, in order."""
    folded = Folded(text)
    made: list[tuple[str, Match | None]] = []
    at = 0
    for start, end, known in occurrences(folded.folded):
        made += _between(folded, at, start, False)
        made.append((known.text, Match(known.code, "whole", known.lang, known.text)))
        at = end
    return made + _between(folded, at, len(folded.folded), cut)


def _between(folded: Folded, start: int, end: int, cut: bool) -> list[tuple[str, Match | None]]:
    """The text between two known sentences, split where a sentence ends before a comma."""
    gap = folded.folded[start:end]
    made: list[tuple[str, Match | None]] = []
    at = 0
    for piece in _SEPARATOR.split(gap, maxsplit=_MOST_PARTS):
        solid = piece.strip(",")
        if solid.strip(".,\u2026{}"):
            begin = start + at + piece.index(solid)
            text = folded.text[folded.origin(begin) : folded.origin(begin + len(solid) - 1) + 1]
            last = cut and at + len(piece) >= len(gap)
            made.append((text, match_folded(solid, last or solid.endswith(("\u2026", "...")))))
        at += len(piece) + 1
    return made


def split_plain(value: str, cut: bool = False) -> Items:
    """The items of any other list: split at ", ", since nothing else is known of them."""
    inside, opened, closed = _opened(value)
    made = inside.split(", ") if inside else []
    marked = bool(made) and bool(_MARK.search(made[-1])) and (len(made) == LIMIT or made[-1].endswith("\u2026"))
    if marked and closed:
        made[-1] = _MARK.sub("", made[-1])
    if cut and made:
        made[-1] = made[-1].rstrip(",")
    items = tuple(Item(text.strip()) for text in made if text.strip())
    return Items(items, marked and closed, cut, opened and not closed and not cut)
