"""`sriovkit jea`: a JEA role for people who may ask a host for its SR-IOV state, and do nothing else there.

Rule: other files of these names are not overwritten unasked; all of them are looked at before one is written.
"""

from __future__ import annotations

from pathlib import Path

import click

from ..core import jea as role
from ..core.errors import UsageError
from ..core.script import COMMAND, CONFIGURATION
from .screen import Screen
from .words import Command


@click.command(cls=Command)
@click.option("-o", "--output", "folder", required=True, type=click.Path(path_type=Path), metavar="FOLDER")
@click.option("--group", "groups", multiple=True, metavar="DOMAIN\\NAME")
@click.option("--force", is_flag=True)
@click.pass_obj
def jea(screen: Screen, /, folder: Path, groups: tuple[str, ...], force: bool) -> int:
    _write(folder, role.written(groups), force)
    shown = {"groups": ", ".join(groups or role.ADMINISTRATORS), "folder": folder, "command": COMMAND}
    shown |= {"register": _lines(role.REGISTER), "unregister": _lines(role.UNREGISTER), "name": CONFIGURATION}
    screen.say(screen.words("jea-written", **shown))
    return 0


def _write(folder: Path, data: dict[str, bytes], force: bool) -> None:
    files = {folder / place: content for place, content in data.items()}
    try:
        for path, content in files.items():
            if not force and path.exists() and path.read_bytes() != content:
                raise UsageError("file-exists", host=str(path))
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise UsageError("cannot-write", host=str(folder), detail=error.strerror or "") from None


def _lines(commands: tuple[str, ...]) -> str:
    return "\n".join(f"    {command}" for command in commands)
