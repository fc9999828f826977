"""A diagram in words, for a site that is built without what draws it: each arrow of its Mermaid text as one line.

Rule: it knows the few forms that the pages use; a line of any other form stops the build, so that none is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NODE = r"(\w+)(?:\[([^\]]+)\]|\{\{(.+?)\}\})?"
_ARROW = re.compile(rf"{_NODE} (?:-->|==>)(?:\|([^|]+)\|)? {_NODE}")
_GROUP = re.compile(r"subgraph \w+ \[(.+)\]")
_BREAK = re.compile(r"(?<![,;:、。])<br>")


def lines(text: str) -> list[str]:
    """What a diagram shows, arrow by arrow, boxes by their names. Raises ValueError for a form that is not known."""
    names: dict[str, str] = {}
    groups: dict[str, str] = {}
    arrows = list(_arrows(text, names, groups))
    return [_line(arrow, names, groups) for arrow in arrows]


def _arrows(text: str, names: dict[str, str], groups: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(from, what stands at the arrow, to); the names of the boxes and their groups are filled on the way."""
    group = ""
    for line in map(str.strip, text.splitlines()):
        if found := _GROUP.fullmatch(line):
            group = found[1]
        elif line == "end":
            group = ""
        elif found := _ARROW.fullmatch(line):
            first, box, cornered, words, then, second, third = found.groups()
            _named(first, box or cornered, group, names, groups)
            _named(then, second or third, group, names, groups)
            yield first, words or "", then
        elif found := re.fullmatch(_NODE, line):
            _named(found[1], found[2] or found[3], group, names, groups)
        elif line and not line.startswith("flowchart "):
            raise ValueError(f"a diagram cannot be told in words: {line}")


def _named(box: str, words: str | None, group: str, names: dict[str, str], groups: dict[str, str]) -> None:
    """A box belongs to the group in which it is named first."""
    if box not in groups:
        groups[box] = group
    if words:
        names[box] = _unbroken(words, " / ")


def _unbroken(words: str, mark: str) -> str:
    """Without line breaks: a mark where two parts meet, nothing new where punctuation stands already."""
    return re.sub(r"(?<=[,;:])<br>", " ", _BREAK.sub(mark, words)).replace("<br>", "")


def _line(arrow: tuple[str, str, str], names: dict[str, str], groups: dict[str, str]) -> str:
    first, words, then = arrow
    together = groups[first] == groups[then]
    ends = [names[box] + (f" ({groups[box]})" if groups[box] and not together else "") for box in (first, then)]
    told = f" → {_unbroken(words, ' ')} → " if words else " → "
    return (f"{groups[first]}: " if together and groups[first] else "") + told.join(ends)
