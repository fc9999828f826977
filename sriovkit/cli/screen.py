"""What is printed, fit for whatever console or file it goes to.

Rule: one language a run: where the console cannot write the reader's, everything is in English; a character that it
still cannot write is escaped with a backslash and never becomes "?"; no text from outside steers the terminal.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

import click

from ..core import clean, text

_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")
#: Colours say nothing that the words do not say too.
_STATES = {"blocked": "red", "at-risk": "yellow", "ok": "green", "unknown": "bright_black"}


@dataclass
class Screen:
    """Standard output and standard error in one language; `colour` None: where the output is a terminal."""

    lang: str
    colour: bool | None = None

    @classmethod
    def for_call(cls, arguments: list[str]) -> Screen:
        """The screen for a command line, whose --lang counts before anything else is understood."""
        return cls(_writable_language(text.language(_said(arguments)), (sys.stdout, sys.stderr)))

    def say(self, words: str) -> None:
        """Print to standard output."""
        self._print(words, sys.stdout)

    def complain(self, words: str) -> None:
        """Print to standard error."""
        self._print(words, sys.stderr)

    def words(self, key: str, **facts: object) -> str:
        """The sentence of the command line with this key, in the language of the screen."""
        return text.words(f"cli.{key}", self.lang, **facts)

    def paint(self, state: str, words: str) -> str:
        """`words` in the colour of a state, where there is colour."""
        return click.style(words, fg=_STATES.get(state)) if self.in_colour(sys.stdout) else words

    def in_colour(self, stream: TextIO | None) -> bool:
        """Whether a stream shows colours: as the call says, else a terminal does unless NO_COLOR is set."""
        if self.colour is not None:
            return self.colour
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not plain and stream is not None and stream.isatty()

    def _print(self, words: str, stream: TextIO | None) -> None:
        colour = self.in_colour(stream)
        parts = _COLOUR.split(words) if colour else [words]
        safe = "".join(part if index % 2 else clean.shown(part) for index, part in enumerate(parts))
        click.echo(_fit(safe, stream), file=stream, color=colour)


def _said(arguments: list[str]) -> str | None:
    """The value of --lang, looked for before click reads the call: its complaints are in that language too."""
    for at, given in enumerate(arguments):
        if given == "--lang":
            return next(iter(arguments[at + 1 :]), None)
        if given.startswith("--lang="):
            return given.partition("=")[2]
    return None


def _writable_language(lang: str, streams: Iterable[TextIO | None]) -> str:
    every_word = "".join(text.keys(lang).values())
    return lang if all(_fit(every_word, stream) == every_word for stream in streams) else "en"


def _fit(words: str, stream: TextIO | None) -> str:
    """`words` as the stream can write them."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return words.encode(encoding, "backslashreplace").decode(encoding)
