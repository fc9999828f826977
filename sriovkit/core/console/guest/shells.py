"""A text cut at its prompts, those of a Linux shell too: which command's output stands where, and in which machine.

Rule: a machine is only known from a prompt or from the -VMName somebody typed; nothing is concluded from its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..commands import command_of
from ..shape import Line

_LONGEST = 2000
_SHELL = re.compile(r"\s{0,4}\[?[\w.-]{1,32}@([\w.-]{1,63})(?::| )[^#$\n]{0,200}\]?[#$](?:\s(.{0,1000}))?")
_TOOLS = r"(?:sudo )?(?:dmesg|ip|ls|ethtool|lspci|mlxconfig|mstconfig|journalctl)\b"
_PLAIN = re.compile(rf"\s{{0,4}}[#$] ({_TOOLS}.{{0,1000}})")
_FILTER = r"(?: {0,2}\| {0,2}e?grep .{1,300})?"
_BARE = re.compile(
    rf"\s{{0,4}}((?:sudo )?(?:dmesg(?: -\w{{1,5}}){{0,3}}{_FILTER}|lspci(?: -\w{{1,5}}){{0,3}}{_FILTER}"
    r"|ip(?: -\w{1,8}){0,3} (?:l|link|a|addr)(?: show)?(?: dev)?(?: [\w.-]{1,40})?"
    r"|ethtool(?: -[iS])? [\w.-]{1,40}|ls(?: -\w{1,5}){0,2} /sys/class/net\S{0,200}"
    r"|m(?:lx|st)config(?: \S{1,80}){1,8}))\s{0,4}"
)
_VM_NAME = re.compile(
    r"(?:Enter-PSSession|Invoke-Command|\betsn|\bicm)\b.{0,300}?\s-VMName\s{1,3}(?:'([^']{1,100})'|\"([^\"]{1,100})\"|([\w.-]{1,100}))",
    re.IGNORECASE,
)


@dataclass
class Block:
    """A command and its output: places in the text with their lines. Without a command: `at` is -1."""

    at: int = -1
    text: str = ""
    #: "shell" of Linux, "console" of Windows, "" for text before any prompt.
    kind: str = ""
    #: The machine its prompt names.
    computer: str = ""
    #: The VM that the command, or the one that opened the session, names.
    vm: str = ""
    #: A person and a machine stand in its prompt.
    prompted: bool = False
    line: int = 0
    #: Another prompt follows: the output is all there.
    ended: bool = False
    lines: list[tuple[int, Line]] = field(default_factory=list)


def blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Every command's block, in order."""
    block, sessions = Block(), set[str]()
    for at, line in enumerate(lines):
        found = _begun(at, line, block, sessions)
        if found is None:
            block.lines.append((at, line))
            continue
        block.ended = True
        yield block
        block = found
    yield block


def _begun(at: int, line: Line, now: Block, sessions: set[str]) -> Block | None:
    if line.blank or len(line.text) > _LONGEST:
        return None
    shell = _SHELL.fullmatch(line.text)
    if shell:
        return Block(at, shell[2] or "", "shell", shell[1], prompted=True, line=line.number)
    bare = _PLAIN.fullmatch(line.text) or _BARE.fullmatch(line.text)
    if bare:
        same = now if now.kind == "shell" else Block()
        return Block(at, bare[1], "shell", same.computer, line=line.number)
    return _windows(at, line, sessions)


def _windows(at: int, line: Line, sessions: set[str]) -> Block | None:
    command = command_of(line)
    if command is None:
        return None
    named = _VM_NAME.search(command.text)
    vm = next((name for name in named.groups() if name), "") if named else ""
    sessions |= {vm} if vm else set()
    # A session opened with -VMName shows that name in its prompt.
    within = command.computer if command.computer in sessions else ""
    opens = bool(vm) and "script" not in command.text.lower() and "{" not in command.text
    return Block(at, command.text, "console", command.computer, within if opens else vm or within, line=line.number)
