"""What Format-Table prints -> records: a header of one or more lines, a line of dashes, rows in columns.

Rule: the dashes tell where columns are; numbers and booleans stand right, everything else left, as the formatter does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from . import layout
from .commands import Command, command_of
from .shape import Field, Found, Line, Notes
from .vocabulary import finished, kind_of, known_names

_DASHES = re.compile(r"\s*-+(?:\s+-+)*\s*")
_RUN = re.compile("-+")
_RIGHT = re.compile(r"-?\d[\d.,]*|True|False|(?:\u2026|\.\.\.)\w*")
_TAIL = re.compile(r"(?:\u2026|\.\.\.)$")
#: A line of dashes longer than this is none; no header is broken over more lines than this, no number is longer.
_LONGEST, _HEADER, _NUMBER = 4000, 80, 40
#: Columns that "..." takes: a column no wider has no room for it.
_MARK = 3

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class _Column:
    name: str
    start: int
    end: int
    right: bool


def table_at(lines: Sequence[Line], at: int) -> int:
    """Where the dashes of a table stand whose header begins at `lines[at]`; 0 where none does."""
    for under in range(at + 1, min(len(lines), at + _HEADER)):
        text = lines[under].text
        if len(text) <= _LONGEST and _DASHES.fullmatch(text):
            return under
        # Only the last column's name is ever broken: the lines under the first begin with spaces.
        if not text.startswith(" ") or text.isspace():
            return 0
    return 0


def read_table(lines: Sequence[Line], at: int, under: int, command: Command, notes: Notes) -> tuple[list[Found], int]:
    """The records of the table at `lines[at]`, dashes at `under`, and where it ends; none where no column is known."""
    end = under + 1
    while end < len(lines) and lines[end].text and not command_of(lines[end]):
        end += 1
    body = [line for line in lines[under + 1 : end] if not line.blank]
    if "\t" in lines[under].text:
        return _tabbed(lines[at], body, command), end
    columns, spread = _columns([line.text for line in lines[at : under + 1]], body, command)
    if not any(column.name.lower() in known_names() for column in columns):
        return [], at
    missing = [n for n in command.wanted if n.lower() not in {c.name.lower() for c in columns}]
    if missing and all(n.lower() in known_names() for n in missing):
        notes.add("columns-missing", lines[at].number, names=", ".join(missing))
    rows = [(line.number, _cells(spread(line.text.expandtabs()), columns)) for line in body]
    return [_record(group, columns) for group in _grouped(rows, columns, command)], end


def _columns(head: list[str], body: Sequence[Line], command: Command) -> tuple[list[_Column], Callable[[str], str]]:
    """The columns, and how the table counted: by console columns, or by characters as a redirected file does."""
    top = [layout.spread(line.expandtabs()) for line in head[:-1]]
    made = []
    for start, end in (run.span() for run in _RUN.finditer(head[-1].expandtabs())):
        said = "".join(layout.half(layout.gathered(line[start:end])).strip() for line in top)
        name = finished(said, command.section)
        made.append(_Column(name, start, end, kind_of(name, command.section) in ("", "int", "bool")))
    ways: tuple[Callable[[str], str], ...] = (layout.spread, str)
    lines = [line.text.expandtabs() for line in body]
    spread = min(ways, key=lambda way: _misfit([way(line) for line in lines], made, command.section))
    rows = [spread(line) for line in lines]
    return [replace(column, right=column.right and _stands_right(column, rows)) for column in made], spread


def _misfit(rows: Sequence[str], columns: Sequence[_Column], section: str) -> tuple[int, int]:
    """How badly a way of counting fits: text where no column begins or ends so, then numbers that end at no column."""
    limits = [column.start for column in columns[1:]] + [_LONGEST]
    pairs = list(zip(columns, limits, strict=True))
    numbers = [column.end for column in columns if kind_of(column.name, section) in ("int", "bool")]
    fitting = sum(bool(_RIGHT.fullmatch(_token(row, end))) for row in rows for end in numbers)
    return sum(_crosses(row, column, limit) for row in rows for column, limit in pairs), -fitting


def _crosses(row: str, column: _Column, limit: int) -> bool:
    start, end = column.start, column.end
    half = row[start : start + 1] == layout.FILLER
    ends_right = column.right and _RIGHT.fullmatch(_token(row, end)) and not row[end : end + 1].strip()
    begins_late = row[start : start + 1] == " " and row[start:limit].strip()
    begins_early = 0 < start < len(row) and not row[start - 1].isspace()
    cell = layout.gathered(row[start:limit]).strip()
    torn = (cell[:1] == "{") != (cell[-1:] == "}") and not _TAIL.search(cell)
    return half or torn or (not ends_right and bool(begins_late or begins_early))


def _stands_right(column: _Column, rows: Sequence[str]) -> bool:
    """Whether every value of a column is a number or boolean that ends where the dashes end."""
    start, end = column.start, column.end
    seen = False
    for row in rows:
        token = _token(row, end)
        if token and (not _RIGHT.fullmatch(token) or row[end : end + 1].strip()):
            return False
        if not token and row[start:end].strip():
            return False
        seen = seen or bool(token)
    return seen


def _token(row: str, end: int) -> str:
    """The characters without a space that end right before a column."""
    begin = end
    while 0 < begin <= len(row) and end - begin < _NUMBER and not row[begin - 1].isspace():
        begin -= 1
    return row[begin:end]


def _cells(row: str, columns: Sequence[_Column]) -> list[str]:
    """The text of each column of one line, with the spaces a left column may hold at its end."""
    starts = [c.end - len(_token(row, c.end)) if c.right else c.start for c in columns]
    ends = [*starts[1:], len(row)]
    pairs = zip(columns, starts, ends, strict=True)
    return [layout.gathered(row[start : min(end, c.end) if c.right else end]) for c, start, end in pairs]


def _grouped(rows: Sequence[Row], columns: Sequence[_Column], command: Command) -> list[list[Row]]:
    """Lines that belong to one record: a wrapped value goes on under its own column."""
    made: list[list[Row]] = []
    # A column too narrow for its name breaks its numbers too.
    typed = [i for i, column in enumerate(columns) if column.right and column.end - column.start >= len(column.name)]
    width = max([len(columns[0].name), *(layout.cells(cells[0].rstrip()) for _, cells in rows)])
    before = ""
    for row in rows:
        more = not row[1][0].strip()
        if typed:
            # A first column that goes on was full: it may have lost a space, or had no room for a wide character.
            full = command.wrapped and layout.cells(before) >= width - 1
            more = (more or full) and not any(row[1][i].strip() for i in typed)
        before = row[1][0].rstrip()
        if more and made:
            made[-1].append(row)
        else:
            made.append([row])
    return made


def _record(rows: list[Row], columns: Sequence[_Column]) -> Found:
    return Found([_field(column, i, rows, columns) for i, column in enumerate(columns)], rows[0][0])


def _field(column: _Column, at: int, rows: list[Row], columns: Sequence[_Column]) -> Field:
    number = rows[0][0]
    parts = [cells[at].rstrip() for _, cells in rows]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    after = columns[at + 1] if at + 1 < len(columns) else None
    text = layout.ruler([parts], after.start - column.start - 1 if after and not after.right else 0).join(parts).strip()
    unmarked = len(parts) == 1 and _unmarked(text, column)
    # One column holds no wide character and no mark: what stands there, nothing included, tells nothing.
    if column.end - column.start == 1 < len(column.name) and (len(parts) == 1 or "?" in text):
        return Field(column.name, "", number, cut=True)
    if column.right and text.startswith(("\u2026", "...")):
        return Field(column.name, "", number, cut=True)
    return Field(column.name, _TAIL.sub("", text), number, cut=bool(_TAIL.search(text)) or unmarked)


def _unmarked(text: str, column: _Column) -> bool:
    """Whether a value was cut without a mark: a list without its end, or a column too narrow for any mark."""
    width = column.end - column.start
    too_narrow = width <= _MARK < len(column.name) and layout.cells(text) >= width - 1
    return bool(text) and (too_narrow or (text[0] == "{" and text[-1] != "}"))


def _tabbed(header: Line, body: Sequence[Line], command: Command) -> list[Found]:
    """A table whose columns somebody turned into tabs."""
    names = [finished(layout.half(name).strip(), command.section) for name in header.text.split("\t")]
    made = []
    for line in body:
        cells = [cell.strip() for cell in line.text.split("\t")]
        pairs = zip(names, cells, strict=False)
        fields = [Field(n, _TAIL.sub("", c), line.number, bool(_TAIL.search(c))) for n, c in pairs if n]
        made.append(Found(fields, line.number))
    return made
