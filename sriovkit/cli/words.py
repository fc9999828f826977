"""Commands that speak the reader's language: help texts from the locale files, full-width characters counted right.

Rule: a command or option holds no words; they stand under [cli.help] and [cli.option] by its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from ..core import text
from ..core.clean import pad, width
from ..core.columns import wrap
from ..core.errors import UsageError
from .screen import Screen


class UnfitCall(UsageError):
    """A command line that click does not accept."""

    def __init__(self, error: click.UsageError) -> None:
        path = error.ctx.command_path if error.ctx else "sriovkit"
        super().__init__("unfit-call", detail=error.format_message(), command=path)


class _Formatter(click.HelpFormatter):
    """click's, but in the reader's language, counting columns as a console does, and breaking Japanese as it breaks."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _words("usage") + " ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_words(f"heading.{heading.lower()}"))

    def write_text(self, words: str) -> None:
        indent = " " * self.current_indent
        paragraphs = ["\n".join(wrap(p, self.width, indent)) for p in words.split("\n\n")]
        self.write("\n\n".join(paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        start = self.current_indent + min(max(width(term) for term, _ in rows), col_max) + col_spacing
        for term, words in rows:
            lines = wrap(words, self.width, " " * start)
            head = pad(" " * self.current_indent + term, start)
            if width(head) > start or not words:
                lines.insert(0, head.rstrip())
            else:
                lines[0] = head + lines[0][start:]
            self.write("\n".join(lines) + "\n")


def _words(key: str) -> str:
    return click.get_current_context().find_object(Screen).words(key)  # type: ignore[union-attr]


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """One command; --lang, --debug and --help are understood everywhere."""

    context_class = _Context

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"add_help_option": False, **more})
        self.params += _common()


class Group(click.Group):
    """The commands together; without one it tells which there are."""

    context_class = _Context

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(
            *given, **{"add_help_option": False, "invoke_without_command": True, "callback": _lost, **more}
        )
        self.params += [
            click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version),
            *_common(),
        ]


def _common() -> list[click.Parameter]:
    """The first two were read before click came to them (see `screen`)."""
    return [
        click.Option(["--lang"], type=click.Choice(text.LANGUAGES), expose_value=False),
        click.Option(["--debug"], is_flag=True, expose_value=False),
        click.Option(["--help"], is_flag=True, is_eager=True, expose_value=False, callback=_help),
    ]


@click.pass_context
def _lost(ctx: click.Context, /, **_: Any) -> int | None:
    """What the program does when no command was named: the help, as wrong usage."""
    if ctx.invoked_subcommand is None:
        ctx.find_object(Screen).say(ctx.get_help())  # type: ignore[union-attr]
        ctx.exit(2)
    return None


def _help(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        ctx.find_object(Screen).say(ctx.get_help())  # type: ignore[union-attr]
        ctx.exit()


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from .. import __version__

        ctx.find_object(Screen).say(f"sriovkit {__version__}")  # type: ignore[union-attr]
        ctx.exit()


def speak(group: click.Group, lang: str) -> None:
    """Give a group, its commands and their options their words in a language."""
    for command in (group, *group.commands.values()):
        if isinstance(command, click.Group) and command is not group:
            speak(command, lang)
        command.help = text.words(f"cli.help.{command.name}", lang)
        command.short_help = command.help.partition("\n")[0]
        for option in (p for p in command.params if isinstance(p, click.Option)):
            option.help = text.words(f"cli.option.{option.name}", lang)
