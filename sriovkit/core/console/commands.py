"""Prompts and the commands typed at them: which cmdlet answered, and how much of its answer was asked for.

Rule: a command is only read for its names; what it does not say plainly stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..cmdlets import CMDLETS
from .layout import half
from .shape import Line

_LONGEST = 4000
_PROMPT = re.compile(r"\s{0,8}(?:\[([^\]\s]{1,255})\]:\s?)?PS(?:[ \t][^>]{0,300})?>\s?(.*)", re.DOTALL)
_CMD = re.compile(r"\s{0,8}[A-Za-z]:\\[^>|:]{0,260}>(.*)", re.DOTALL)
_MORE = re.compile(r">>\s?(.*)", re.DOTALL)
_BARE = re.compile(r"\s{0,8}[($]{0,3}(?:[\w-]{1,40}\\)?(Get-[A-Za-z]{2,40})\b(?!\s?:)", re.IGNORECASE)
_CMDLET = re.compile(
    r"^[\s($]*(?:\$\w{1,60}\s?=\s?[\s(]*)?(?:[\w.-]{1,60}\\)?([a-z]{2,12}-[a-z]{2,40}|gcim|gwmi|gp)\b", re.I
)
_CLASS = re.compile(r"\b(Win32_(?:OperatingSystem|ComputerSystem|Processor))\b", re.I)
_MEMBER = re.compile(r"\)\s?(?:\[\d+\])?\.(\w{1,60})\s*(?:\||$)")
_EXPAND = re.compile(r"\s-exp\w{0,20}\s{1,3}(\w{1,60})", re.I)
_EACH = re.compile(r"^\s*(?:%|foreach(?:-object)?)\s*(?:\{\s*\$_\.(\w{1,60})\s*\}|(\w{1,60}))\s*$", re.I)
_SHAPE = re.compile(r"^\s*(?:format-(?:list|table)|f[lt]|select(?:-object)?)\b(.*)$", re.I | re.S)
_ALL = re.compile(r"^\s*(?:format-list|fl|select(?:-object)?)\s+(?:-prop\w*\s+)?\*\s*$", re.I)
_KEEPS = re.compile(
    r"^\s*(?:format-(?:list|table)|f[lt]|sort(?:-object)?|out-string|out-host|select(?:-object)?)\b", re.I
)
_LESS = re.compile(r"\s-(?:first|last|skip|index|unique)\b|\[\d+\]", re.I)
_NAMES = {name.lower(): name for name in CMDLETS}
_READING = ("get-ciminstance", "get-wmiobject", "gcim", "gwmi")


@dataclass(frozen=True)
class Command:
    """What a typed command says of the output behind it. An empty section: not said, or not one that we ask."""

    line: int
    text: str = ""
    section: str = ""
    #: A cmdlet that is none of ours: its output is not for us.
    other: str = ""
    #: The one property whose bare values follow.
    member: str = ""
    #: Every record of the cmdlet was asked for.
    all_rows: bool = False
    #: So was every property.
    all_properties: bool = False
    #: Names of the columns that a Format-Table was asked for.
    wanted: tuple[str, ...] = ()
    wrapped: bool = False
    #: Computer that a remote session's prompt names.
    computer: str = ""


def command_of(line: Line) -> Command | None:
    """The command on a line: behind a prompt, or standing alone and beginning with a cmdlet of ours."""
    plain = half(line.text[:_LONGEST]).translate(_TYPED)
    prompt = _PROMPT.fullmatch(plain)
    if prompt:
        return parse(prompt[2], line.number, prompt[1] or "")
    old = _CMD.fullmatch(plain)
    if old:
        return parse(old[1], line.number)
    bare = _BARE.match(plain)
    if bare and bare[1].lower() in _NAMES and len(line.text) < _LONGEST and not plain.rstrip().endswith((".", ",")):
        return parse(plain, line.number)
    return None


def continued(command: Command, line: Line) -> Command | None:
    """The command with a further typed line (">> ...") added, or None where the line is none."""
    more = _MORE.fullmatch(line.text[:_LONGEST])
    if not more or not command.text:
        return None
    return parse(f"{command.text} {more[1]}", command.line, command.computer)


_TYPED = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"} | {ord(c): '"' for c in "\u201c\u201d"}


def parse(text: str, line: int, computer: str = "") -> Command:
    """What a command line says. Several commands in one line say nothing of each record's origin."""
    text = text.strip()[:_LONGEST]
    parts = text.split("|")
    member = _member(parts)
    if ";" in text or not text:
        return Command(line, text, computer=computer)
    at, section, other = _cmdlet(parts)
    rest = parts[at + 1 :]
    plain = _CMDLET.sub("", parts[at]).strip(" ()")
    plain = plain.replace("-All", "").replace("*", "").replace(f".{member}", "").strip(" ()")
    keeps = all(_KEEPS.match(part) or _EACH.match(part) for part in rest) and not _LESS.search(text)
    shape = next((m[1] for m in (_SHAPE.match(part) for part in reversed(rest)) if m), "")
    return Command(
        line,
        text,
        section,
        other,
        member,
        all_rows=bool(section) and keeps and (not plain or section.startswith("Win32_")) and at == 0,
        all_properties=any(_ALL.match(part) for part in rest),
        wanted=_wanted(shape),
        wrapped=bool(re.search(r"\s-wr", shape, re.I)),
        computer=computer,
    )


def _cmdlet(parts: list[str]) -> tuple[int, str, str]:
    """Which part of the pipeline answers: (its place, our section, or the name of a foreign cmdlet)."""
    found = (0, "", "")
    for at, part in enumerate(parts):
        name = _CMDLET.match(part)
        if not name or not name[1].lower().startswith(("get-", "gcim", "gwmi", "gp")):
            continue
        section = _NAMES.get(name[1].lower(), "")
        of_class = _CLASS.search(part)
        if name[1].lower() in _READING and of_class:
            section = _NAMES[of_class[1].lower()]
        elif "virtualization" in part.lower() and name[1].lower() in ("get-itemproperty", "gp"):
            section = "IOVEnableOverride"
        found = (at, section, "" if section else name[1])
    return found


def _member(parts: list[str]) -> str:
    """The property of `(Get-X).P`, `select -ExpandProperty P`, `% P` and `% { $_.P }`."""
    last = parts[-1]
    each = _EACH.match(last)
    if each:
        return each[1] or each[2]
    found = _EXPAND.search(last) or (_MEMBER.search(last) if len(parts) == 1 else None)
    return found[1] if found else ""


def _wanted(shape: str) -> tuple[str, ...]:
    """Literal property names of a format or select command."""
    names = [name.strip().strip("'\"") for name in re.split(r"\s-", f" {shape}")[0].split(",")]
    return tuple(names) if all(re.fullmatch(r"\w{1,60}", name) for name in names) else ()
