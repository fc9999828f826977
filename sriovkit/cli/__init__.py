"""The command line: `sriovkit COMMAND`. The only room that knows click.

Rule: exit code 0 every wanted path ready, 1 not ready, 2 wrong usage, 3 could not tell or not reached, 130 interrupted;
no traceback unless --debug asks for one, and nothing that steers a terminal or that the console cannot write.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from ..core import text
from ..core.errors import SriovkitError, UsageError
from .apply import apply, evidence, resume, undo
from .collect import collect
from .diagnose import diagnose
from .docs import docs
from .explain import explain
from .export_script import export_script
from .jea import jea
from .lab import lab
from .plan import plan
from .prove import prove
from .screen import Screen
from .start import start
from .words import Group, UnfitCall, speak

USAGE, UNKNOWN, INTERRUPTED = 2, 3, 130

commands = Group(
    "sriovkit",
    commands=[
        *(collect, diagnose, explain, plan, apply, resume, undo, evidence, prove),
        *(docs, export_script, jea, lab, start),
    ],
)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program: run a command and leave with its exit code."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code; never raises."""
    screen = Screen.for_call(arguments)
    python = text.surface.set("cli")
    try:
        return _run(arguments, screen)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except SriovkitError as error:
        screen.complain(f"{error.message(screen.lang)} [{error.code}]")
        return USAGE if isinstance(error, UsageError) else UNKNOWN
    except Exception as error:
        screen.complain(_defect(error, screen, "--debug" in arguments))
        return UNKNOWN
    finally:
        text.surface.reset(python)


def _run(arguments: list[str], screen: Screen) -> int:
    speak(commands, screen.lang)
    try:
        code = commands.main(arguments, prog_name="sriovkit", standalone_mode=False, obj=screen)
    except click.UsageError as error:
        raise UnfitCall(error) from None
    return code if isinstance(code, int) else 0


def _defect(error: Exception, screen: Screen, debug: bool) -> str:
    """One line that asks for a report, or with --debug the traceback (never with local variables) before it."""
    name = type(error).__name__
    line = text.words("cli.defect", screen.lang, kind=name, python=sys.version.split()[0], system=sys.platform)
    return "".join(traceback.format_exception(error)) + line if debug else line
