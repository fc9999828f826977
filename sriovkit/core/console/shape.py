"""What the stages of the reader hand to each other: lines, fields, records, and the notes they make on the way.

Rule: everything carries the number of the line it came from, so that whatever is not understood can be shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

#: Notes of one code that are kept with their places; what comes after is only counted.
MOST_NOTES = 40
_EXCERPT = 160


class Line(NamedTuple):
    """One line of the text, noise removed; `number` is the one it has in the text as it came."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()


@dataclass(frozen=True)
class Field:
    """One property as it stands in the text: its value joined from all its lines, not yet typed."""

    name: str
    value: str
    line: int
    #: The formatter itself cut the value and left its mark; the mark is not part of `value`.
    cut: bool = False


@dataclass
class Found:
    """One record as it stands in the text."""

    fields: list[Field]
    line: int

    @property
    def names(self) -> list[str]:
        return [f.name for f in self.fields]


@dataclass
class Notes:
    """What reading noticed. The list stays short however long and hostile the text is."""

    name: str = ""
    made: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, line: int, **facts: Any) -> None:
        """Note something at a line; strings among the facts are shortened to an excerpt."""
        self.counts[code] += 1
        if self.counts[code] <= MOST_NOTES:
            short = {key: excerpt(value) if isinstance(value, str) else value for key, value in facts.items()}
            self.made.append({"code": code, "place": self.place(line), "facts": {"line": line, **short}})

    def place(self, line: int) -> str:
        """Where a line is, as people write it: paste.txt:12."""
        return f"{self.name or 'text'}:{line}"

    def data(self) -> list[dict[str, Any]]:
        """The notes as a snapshot holds them."""
        more = [(code, count - MOST_NOTES) for code, count in self.counts.items() if count > MOST_NOTES]
        return self.made + [{"code": "more-notes", "place": "", "facts": {"of": c, "count": n}} for c, n in more]


def excerpt(text: str) -> str:
    """The beginning of a text, for a note."""
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "..."
