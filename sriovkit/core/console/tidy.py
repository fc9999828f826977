"""What mail, editors and web pages did to a console's text is undone; out come numbered lines.

Rule: a line is changed only where the whole text shows the same noise; values keep their own characters.
"""

from __future__ import annotations

import re
from itertools import pairwise

from .lists import property_on
from .shape import Line, Notes

_BREAK = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r"\s{0,3}(?:`{3,}|~{3,})[ \w.+-]*\s*")
# Possessive, for a way back from each of a million marks would be kept in memory.
_QUOTE = re.compile(r"\s?+(?:>\s?+)++")
_NUMBER = re.compile(r"\s{0,8}(\d{1,7})(?:[:.|)]\s?|\t|\s{1,2}|$)")
_ESCAPE = re.compile("=(?:[0-9A-F]{2}|[ \t]*(?=\n|$))")
_TELLING = re.compile("=(?:[89A-F][0-9A-F]|3D|20\n|[ \t]*\n)")
_BYTES = re.compile("(?:=[0-9A-F]{2})+")
_LOST = re.compile(r"\?{3,}")
#: Lines quoted in a row from which ">" is a mail's mark and no text of its own.
_QUOTED_RUN = 3
#: Share of "=" that must be escapes before a text counts as quoted-printable.
_PRINTABLE = 0.8


def tidy(text: str, notes: Notes) -> list[Line]:
    """The lines of a text without its transport's noise; lost Japanese is noted here."""
    text = _BREAK.sub("\n", text.removeprefix("\ufeff"))
    lines = _soft(text) if _is_printable(text) else [Line(i, t) for i, t in enumerate(text.split("\n"), 1)]
    lines = _unfenced(_unnumbered(_unquoted(lines)))
    _note_lost(lines, notes)
    return _single_spaced(lines)


def _is_printable(text: str) -> bool:
    """Whether a mail's quoted-printable was never decoded: then nearly every "=" begins an escape."""
    equals = text.count("=")
    if not equals or not _TELLING.search(text):
        return False
    return len(_ESCAPE.findall(text)) >= _PRINTABLE * equals


def _soft(text: str) -> list[Line]:
    """Quoted-printable decoded; a soft break joins two lines into one, numbered as the first."""
    made: list[Line] = []
    held: list[str] = []
    first = 1
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip(" \t")
        held.append(line.removesuffix("="))
        if line.endswith("="):
            continue
        made.append(Line(first, _BYTES.sub(_unescape, "".join(held))))
        held, first = [], number + 1
    if held:
        made.append(Line(first, _BYTES.sub(_unescape, "".join(held))))
    return made


def _unescape(found: re.Match[str]) -> str:
    data = bytes.fromhex(found[0].replace("=", ""))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp932", "replace")


def _unquoted(lines: list[Line]) -> list[Line]:
    """Lines without a mail's "> ", where enough of them have it that it is no text of the console."""
    quoted = [bool(line.text) and line.text.lstrip(" ")[:1] == ">" for line in lines]
    filled = sum(not line.blank for line in lines)
    everywhere = sum(quoted) * 2 >= filled
    made: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and quoted[end] == quoted[at]:
            end += 1
        strip = quoted[at] and (everywhere or end - at >= _QUOTED_RUN)
        made += [Line(n, _QUOTE.sub("", t, count=1)) if strip else Line(n, t) for n, t in lines[at:end]]
        at = end
    return made


def _unnumbered(lines: list[Line]) -> list[Line]:
    """Lines without the numbers an editor put before them: every line has one, and they count up by one."""
    found = [_NUMBER.match(line.text) for line in lines if not line.blank]
    if len(found) < _QUOTED_RUN or not all(found):
        return lines
    numbers = [int(m[1]) for m in found if m]
    steps = [later - sooner for sooner, later in pairwise(numbers)]
    dense = any(line.blank for line in lines[:-1])
    if not all(step == 1 or (dense and step > 1) for step in steps):
        return lines
    return [Line(n, _NUMBER.sub("", t, count=1)) for n, t in lines]


def _unfenced(lines: list[Line]) -> list[Line]:
    """Markdown's code fences become empty lines."""
    return [Line(n, "" if _FENCE.fullmatch(t[:64]) and len(t) <= 64 else t) for n, t in lines]


def _single_spaced(lines: list[Line]) -> list[Line]:
    """A text that got an empty line after each of its own loses those again."""
    filled = sum(not line.blank for line in lines)
    pairs = pairwise(lines)
    if any(not a.blank and not b.blank for a, b in pairs):
        return lines
    # Few records of one property each look the same: then they are what they are.
    if filled < 2 * _QUOTED_RUN and any(property_on(line.text) for line in lines):
        return lines
    made: list[Line] = []
    empty: list[Line] = []
    for line in lines:
        if line.blank:
            empty.append(line)
            continue
        made += empty[: max(0, (len(empty) - 1) // 2)]
        made.append(line)
        empty = []
    return made


def _note_lost(lines: list[Line], notes: Notes) -> None:
    hit = [line for line in lines if "???" in line.text]
    if hit:
        runs = sum(len(_LOST.findall(line.text)) for line in hit)
        notes.add("lost-japanese", hit[0].number, lines=len(hit), runs=runs, text=hit[0].text.strip())
