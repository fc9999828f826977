"""`sriovkit diagnose`: the ladder (or a part of what is known) of each file, of standard input or of the clipboard.

Rule: what is not known is exit code 3 and never 0; a host that is surely not ready makes it 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial

import click

from .. import brought
from ..core import console, ladder
from ..core.diagnose import Diagnosis
from ..core.diagnose import diagnose as diagnosis_of
from ..core.errors import InputError, UsageError
from ..core.snapshot import Snapshot
from .screen import Screen
from .words import Command

#: Exit code by `Diagnosis.ready`.
CODES = {True: 0, False: 1, None: 3}
#: What is shown instead of the ladder, by its option.
PARTS: dict[str, Callable[[Diagnosis, str], str]] = {
    "window": lambda d, lang: d.window.text(lang),
    "slots": lambda d, lang: d.slots.text(lang),
    "report": lambda d, lang: d.report(lang),
}
#: Of several hosts the worst counts: not ready before cannot tell, both before ready.
_WORST = (1, 3, 0)


@click.command(cls=Command)
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option("--clipboard", is_flag=True)
@click.option("--target", "targets", multiple=True, metavar="NAME")
@click.option("--window", is_flag=True)
@click.option("--slots", is_flag=True)
@click.option("--report", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--color/--no-color", "colour", default=None)
@click.pass_obj
def diagnose(
    screen: Screen,
    /,
    files: tuple[str, ...],
    clipboard: bool,
    targets: tuple[str, ...],
    as_json: bool,
    colour: bool | None,
    **asked: bool,
) -> int:
    screen.colour = colour
    parts = [name for name in PARTS if asked[name]]
    if as_json and parts:
        raise UsageError("json-is-whole")
    places = [*files, *(["--clipboard"] if clipboard else [])]
    if not places:
        raise UsageError("nothing-to-diagnose")
    show = _machine if as_json else partial(_human, screen=screen, parts=parts)
    codes = [_one(place, targets, screen, show, many=len(places) > 1) for place in places]
    return min(codes, key=_WORST.index)


def _one(place: str, targets: tuple[str, ...], screen: Screen, show: Callable[..., str], many: bool) -> int:
    """Show one host and give its exit code; among several, one that cannot be read does not keep the others back."""
    try:
        diagnosis = diagnosis_of(_bring(place, screen), targets)
    except InputError as error:
        if not many:
            raise
        screen.complain(f"{error.message(screen.lang)} [{error.code}]")
        return CODES[None]
    screen.say(show(diagnosis, place=place if many else ""))
    return CODES[diagnosis.ready]


def _machine(diagnosis: Diagnosis, place: str) -> str:
    """One line a host, in characters that every console can write."""
    return json.dumps(diagnosis.to_dict(), ensure_ascii=True, allow_nan=False)


def _human(diagnosis: Diagnosis, screen: Screen, parts: list[str], place: str) -> str:
    asked = [PARTS[name](diagnosis, screen.lang) or screen.words("no-report") for name in parts]
    shown = "\n\n".join(asked) or ladder.text(diagnosis, screen.lang, paint=screen.paint)
    return f"== {place} ==\n{shown}\n" if place else shown


def _bring(place: str, screen: Screen) -> Snapshot:
    if place == "-":
        return _standard_input(screen)
    if place == "--clipboard":
        return brought.from_text(_clipboard(), screen.words("clipboard"))
    return brought.from_file(place)


def _standard_input(screen: Screen) -> Snapshot:
    """Bytes, because the console's encoding is not that of what is piped in."""
    if sys.stdin and sys.stdin.isatty():
        screen.complain(screen.words("paste-here"))
    data = sys.stdin.buffer.read(console.LIMIT + 1) if sys.stdin else b""
    return brought.from_text(console.decode(data), screen.words("standard-input"))


def _clipboard() -> str:
    import pyperclip  # type: ignore[import-untyped]

    try:
        return str(pyperclip.paste())
    except pyperclip.PyperclipException:
        raise UsageError("no-clipboard") from None
