"""A shell of the Windows Remote Shell: command lines in, text out, as `winrs` and pywinrm use it.

Rule: text becomes bytes in the code page that the client asked for; a character that it lacks becomes "?", as in
Windows. Nothing is read from standard input.
"""

from __future__ import annotations

import codecs
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

from .pipeline import CommandLine, ConsoleAnswer, SessionOf
from .refusals import INVALID_XML, UNSUPPORTED_FEATURE, Refusal
from .shells import Output, Shell
from .soap import NS

_DEFAULT_CODE_PAGE: Final = "437"
_UTF8_CODE_PAGE: Final = "65001"
#: How a program ends that Ctrl+C has ended (STATUS_CONTROL_C_EXIT of Windows' ntstatus.h).
_STOPPED: Final = 0xC000013A
_ENDLESS: Final = "." * 4_096


@dataclass
class _Program:
    """One command line that runs, or has run: what it has to say, and how it ended."""

    said: dict[str, bytearray] = field(default_factory=lambda: {"stdout": bytearray(), "stderr": bytearray()})
    exit_code: int | None = None


class CommandShell(Shell):
    """`run` is called with a command's id and its command line."""

    streams = ("stdin", "stdout stderr")

    def __init__(
        self,
        shell_id: str,
        idle_timeout: float,
        resource_uri: str,
        run: Callable[[Shell, uuid.UUID, CommandLine], None],
        code_page: str = "",
    ) -> None:
        super().__init__(shell_id, idle_timeout, resource_uri)
        self._run, self._encoding = run, _encoding(code_page)
        self._programs: dict[uuid.UUID, _Program] = {}

    def started(self, command_id: uuid.UUID, line: ElementTree.Element) -> None:
        words = [line.findtext("rsp:Command", "", NS), *(e.text or "" for e in line.findall("rsp:Arguments", NS))]
        program = self._programs[command_id] = _Program()

        def runs() -> bool:
            return not self.gone and program.exit_code is None and self._programs.get(command_id) is program

        # Each program is a session of its own: what one has set the next one does not know.
        client = SessionOf(f"{self.shell_id}/{command_id}", runs, runs)
        self._run(self, command_id, CommandLine(" ".join(words).strip(), client))

    def feed(self, encoded: str) -> None:
        raise Refusal(UNSUPPORTED_FEATURE)

    def finish(self, command_id: uuid.UUID, answer: ConsoleAnswer) -> None:
        program = self._programs.get(command_id)
        if program and program.exit_code is None:
            program.said["stdout"] += answer.stdout.encode(self._encoding, "replace")
            program.said["stderr"] += answer.stderr.encode(self._encoding, "replace")
            program.exit_code = answer.exit_code

    def say_more(self, command_id: uuid.UUID) -> None:
        self._programs[command_id].said["stdout"] += _ENDLESS.encode()

    def take(self, command_id: uuid.UUID | None, room: int) -> Output:
        if command_id is None:
            return Output()
        program, streams = self._programs[command_id], []
        for name, waiting in program.said.items():
            data = bytes(waiting[:room])
            del waiting[: len(data)]
            room -= len(data)
            streams += [(name, data)] if data else []
        done = program.exit_code is not None and not any(program.said.values())
        return Output(tuple(streams), done, program.exit_code if done else None)

    def stop(self, command_id: uuid.UUID) -> None:
        self.finish(command_id, ConsoleAnswer(exit_code=_STOPPED))

    def forget(self, command_id: uuid.UUID) -> None:
        self._programs.pop(command_id, None)


def _encoding(code_page: str) -> str:
    """Python's name of a code page; raises Refusal where there is no such one."""
    number = code_page.strip() or _DEFAULT_CODE_PAGE
    try:
        return "utf-8" if number == _UTF8_CODE_PAGE else codecs.lookup(f"cp{int(number)}").name
    except (LookupError, ValueError):
        raise Refusal(INVALID_XML) from None
