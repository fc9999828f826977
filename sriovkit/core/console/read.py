"""Console text -> a partial snapshot: each command's output to the reader of its shape, what is left to the sentences.

Rule: nothing a text says is dropped silently; what no reader takes is noted with its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .. import clean, snapshot
from ..errors import InputError
from .commands import Command, command_of, continued
from .failures import failure_at
from .gather import Gather
from .guest import take
from .layout import half
from .lists import property_on, read_list
from .quotes import paragraphs, quote, running, tells
from .shape import Field, Found, Line, Notes
from .tables import read_table, table_at
from .tidy import tidy
from .values import is_reasons
from .vocabulary import known_names, properties, section_of

#: Largest paste that is read, in bytes of UTF-8.
LIMIT = 16 * 1024 * 1024
#: Most lines that are read; `fl *` of 1,000 VMs with their VM NICs takes about 30,000 in the lab.
MOST_LINES = 500_000


def check_size(text: str, name: str = "", limit: int = LIMIT) -> None:
    """Raise InputError (paste-too-large) for text of more than `limit` bytes of UTF-8; `name` is the file's."""
    if len(text) > limit or (len(text) * 4 > limit and len(text.encode("utf-8", "replace")) > limit):
        raise InputError("paste-too-large", host=name, limit=f"{limit // 1024 // 1024} MB")


def read_text(text: str, name: str = "", limit: int = LIMIT) -> snapshot.Snapshot:
    """A partial snapshot of what console text shows; `name` is the file's, for places and errors.

    Sections have `whole: false` where the text shows only some records or properties; a row's `<property>#cut` is true
    where a list or value was cut. Raises InputError: larger than `limit` bytes, more than 500,000 lines or 100,000
    records, nothing in it that we know.
    """
    check_size(text, name, limit)
    if text.lstrip("\ufeff \t\r\n")[:1] == "{" and "sriovkit.snapshot/" in text:
        return snapshot.read(text.lstrip("\ufeff \t\r\n"), name)
    if text.count("\n") + text.count("\r") - text.count("\r\n") >= MOST_LINES:
        raise InputError("too-many-lines", host=name, limit=f"{MOST_LINES:,}")
    return _Reader(text, name).read()


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        mended, _ = clean.mend(text)
        self.name = name
        self.notes = Notes(name)
        if mended.count("\ufffd"):
            facts = {"count": mended.count("\ufffd")}
            self.notes.made.append({"code": "replaced-characters", "place": "", "facts": facts})
        self.lines = tidy(mended, self.notes)
        self.gather = Gather(self.notes)
        self.left: list[Line] = []
        self.computer = ""

    def read(self) -> snapshot.Snapshot:
        for command, lines, ended in _segments(take(self.lines, self.gather, self.notes)):
            self.computer = self.computer or command.computer
            self.gather.block(command, ended)
            self._segment(command, lines)
        quote(self.left, self.gather, self.notes)
        sections = self.gather.sections()
        if not sections:
            lost = "lost-japanese" in self.notes.counts
            raise InputError("lost-japanese-text" if lost else "nothing-in-text", host=self.name)
        return snapshot.Snapshot(self._data(sections))

    def _data(self, sections: dict[str, Any]) -> dict[str, Any]:
        source = {"transport": "text", **({"address": self.computer} if self.computer else {})}
        notes = sorted(self.notes.data(), key=lambda note: note["facts"].get("line", 0))
        head = {"schema": snapshot.SCHEMA, "script": None, "taken": "", "session": {}, "source": source}
        return {**head, "sections": sections, "notes": notes}

    def _segment(self, command: Command, lines: Sequence[Line]) -> None:
        if command.other:
            if any(not line.blank for line in lines):
                self.notes.add("not-asked", command.line, command=command.text)
            return
        left = self._shaped(command, lines)
        prop = properties(command.section).get(command.member.lower()) if command.section else None
        if prop:
            first, *more = paragraphs(left) or [[]]
            told = is_reasons(prop.name)
            self._bare(command, prop.name, first + [line for group in more if told and tells(group) for line in group])
            left = [line for group in more if not (told and tells(group)) for line in [*group, Line(0, "")]]
        self.left += [*left, Line(0, "")]

    def _shaped(self, command: Command, lines: Sequence[Line]) -> list[Line]:
        """Lists, tables and errors go to their readers; what is left comes back."""
        left: list[Line] = []
        at = 0
        while at < len(lines):
            records, end = self._block(command, lines, at)
            if end == at:
                left.append(lines[at])
                at += 1
                continue
            for record in records:
                self._record(command, record)
            left.append(Line(lines[at].number, ""))
            at = end
        return left

    def _block(self, command: Command, lines: Sequence[Line], at: int) -> tuple[list[Found], int]:
        if lines[at].blank:
            return [], at
        failed = failure_at(lines, at)
        if failed:
            self.gather.fail(failed[0])
            return [], failed[1]
        under = table_at(lines, at)
        if under:
            return read_table(lines, at, under, command, self.notes)
        if property_on(lines[at].text):
            records, end = read_list(lines, at)
            known = any(name.lower() in known_names() for record in records for name in record.names)
            return (records, end) if known else ([], at)
        return [], at

    def _record(self, command: Command, record: Found) -> None:
        section = command.section or section_of(record.names)
        if section and any(name.lower() in properties(section) for name in record.names):
            self.gather.add(record, section)
        else:
            self.notes.add("unknown-record", record.line, names=", ".join(record.names[:12]))

    def _bare(self, command: Command, name: str, lines: list[Line]) -> None:
        """Values of one property, expanded: one record's list, or one value a line."""
        if not lines:
            return
        if is_reasons(name):
            value = "{" + running(lines) + "}"
            self.gather.add(Found([Field(name, value, lines[0].number)], lines[0].number), command.section)
            return
        for line in lines:
            self.gather.add(Found([Field(name, line.text.strip(), line.number)], line.number), command.section)


def _segments(lines: Sequence[Line]) -> Iterator[tuple[Command, list[Line], bool]]:
    """(command, its output, whether another prompt follows it), in order."""
    command = Command(1)
    held: list[Line] = []
    for line in lines:
        more = continued(command, line) if not held else None
        found = more or command_of(line)
        if more:
            command = more
        elif found:
            yield command, held, True
            command, held = found, []
        elif not held and _typed_on(command, line):
            command = continued(command, Line(line.number, ">> " + half(line.text))) or command
        else:
            held.append(line)
    yield command, held, False


def _typed_on(command: Command, line: Line) -> bool:
    """Whether a line is the rest of a command that the console broke: a formatter writes a blank line first."""
    shaped = "|" in command.text and not command.member
    return shaped and not line.blank and property_on(line.text) is None and not line.text.startswith("-")
