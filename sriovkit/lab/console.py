"""The host's command processor, for clients that send command lines: `hostname`, and PowerShell with a script.

Rule: a line is one program with its arguments; what cmd.exe would join, redirect or expand is not played. The script
goes the way of every script.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Final

from .printed import WIDTH, clixml, error_lines, errors_of, output_text
from .server.pipeline import Command, CommandLine, ConsoleAnswer, PipelineAnswer, PipelineRequest, SessionOf
from .shell import Shell

_JOINING: Final = re.compile(r'"[^"%\r\n]*"|(?P<mark>[&|<>^%\r\n])')
_WORD: Final = re.compile(r'"[^"]*"|[^\s"]+')
#: Options of powershell.exe: the shortest form, the whole one, and how many words belong to it.
_OPTIONS: Final = (
    ("nop", "noprofile", 0),
    ("noni", "noninteractive", 0),
    ("nol", "nologo", 0),
    ("ex", "executionpolicy", 1),
)
_OUT: Final = Command("Out-String", parameters=(("Width", WIDTH),))
_BAD_COMMAND_LINE: Final = 0xFFFD0000  # powershell.exe's exit code
_BAD_ENCODING: Final = (
    "Cannot process the command because the value specified with -EncodedCommand is not properly encoded. "
    "The value must be Base64 encoded.\r\n"
)
_NOT_RECOGNIZED: Final = {
    "en": "'{name}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n",
    "ja": "'{name}' は、内部コマンドまたは外部コマンド、\r\n"
    "操作可能なプログラムまたはバッチ ファイルとして認識されていません。\r\n",
}


class Console:
    """Runs command lines on a host; `respond` answers the scripts where a real PowerShell stands behind the shell."""

    def __init__(self, shell: Shell, respond: Callable[[PipelineRequest], PipelineAnswer] | None = None) -> None:
        self._shell, self._respond = shell, respond or shell.respond
        # A real one lays out its own objects; the views of Hyper-V's commands it does not have either.
        self._laid_out = (_OUT,) if respond else ()

    def __call__(self, line: CommandLine) -> ConsoleAnswer:
        if any(found["mark"] for found in _JOINING.finditer(line.text)):
            return _not_played("a line with any of & | < > ^ %")
        program, *arguments = _WORD.findall(line.text) or [""]
        name = program.strip('"').lower().removesuffix(".exe")
        run = {"hostname": self._hostname, "powershell": self._powershell}.get(name)
        if run is None:
            said = _NOT_RECOGNIZED[self._shell.machine.language].format(name=program.strip('"'))
            return ConsoleAnswer(stderr=said, exit_code=1)
        return run(arguments, line.client)

    def _hostname(self, arguments: list[str], _: SessionOf) -> ConsoleAnswer:
        return _not_played("hostname with arguments") if arguments else ConsoleAnswer(f"{self._shell.machine.name}\r\n")

    def _powershell(self, arguments: list[str], client: SessionOf) -> ConsoleAnswer:
        words = [word.strip('"') for word in arguments]
        while words and (taken := _option(words[0])):
            words = words[taken:]
        if words and _means(words[0], "e", "encodedcommand", "ec"):
            return self._encoded(words[1:], client)
        if words and _means(words[0], "c", "command"):
            words = words[1:]
        if not words or words[0].startswith("-"):
            return _not_played("powershell without a command, and these options of it")
        return self._script(" ".join(words), client, lambda said: "".join(f"{text}\r\n" for text in said))

    def _encoded(self, words: list[str], client: SessionOf) -> ConsoleAnswer:
        try:
            script = base64.b64decode(words[0] if len(words) == 1 else "?", validate=True).decode("utf-16-le")
        except (binascii.Error, UnicodeDecodeError):
            return ConsoleAnswer(stderr=_BAD_ENCODING, exit_code=_BAD_COMMAND_LINE)
        return self._script(script, client, clixml)  # so Windows PowerShell writes errors where the command was encoded

    def _script(self, script: str, client: SessionOf, written: Callable[[list[str]], str]) -> ConsoleAnswer:
        asked = PipelineRequest((Command(script, is_script=True), *self._laid_out), client=client)
        answer = self._respond(asked)
        said = [text for error in errors_of(answer) for text in error_lines(error)]
        printed = output_text(answer.output, self._shell.machine.speaks.tag)
        if self._laid_out and not printed.strip():
            printed = ""  # Out-String of nothing is an empty string, which is a line
        return ConsoleAnswer(printed, written(said) if said else "", 1 if said else 0)


def _option(word: str) -> int:
    """How many words an option that changes nothing here takes, itself among them; 0 for any other word."""
    return next((1 + more for short, whole, more in _OPTIONS if _means(word, short, whole)), 0)


def _means(word: str, short: str, whole: str, other: str = "-") -> bool:
    name = word[1:].lower()
    return word[:1] in "-/" and (name == other or (name.startswith(short) and whole.startswith(name)))


def _not_played(what: str) -> ConsoleAnswer:
    return ConsoleAnswer(stderr=f"The lab does not play {what} (the lab's words).\r\n", exit_code=1)
