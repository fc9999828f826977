"""`sriovkit plan`: what to do on a host, step by step, to read, to keep, or to run by hand as a script.

Rule: nothing is done to any host; another file is not overwritten unasked.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from .. import brought
from ..core.diagnose import diagnose
from ..core.errors import UsageError
from ..core.plan import plan as plan_of
from ..core.plan.show_script import script_file
from ..core.plan.way_back import way_back as way_back_of
from .screen import Screen
from .words import Command


@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option("--target", "targets", multiple=True, metavar="NAME")
@click.option("--way-back", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--script", "script", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--procedure", "procedure", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True)
@click.pass_obj
def plan(
    screen: Screen,
    /,
    file: str,
    targets: tuple[str, ...],
    way_back: bool,
    as_json: bool,
    script: Path | None,
    procedure: Path | None,
    force: bool,
) -> int:
    if way_back and targets:
        raise UsageError("way-back-of-all", host=file)
    diagnosis = diagnose(brought.from_file(file), targets)
    made = way_back_of(diagnosis) if way_back else plan_of(diagnosis)
    if script is not None:
        _write(script, script_file(made, screen.lang), force)
    if procedure is not None:
        _write(procedure, made.procedure(screen.lang).encode("utf-8"), force)
    said = json.dumps(made.to_dict(), ensure_ascii=True, allow_nan=False) if as_json else made.text(screen.lang)
    screen.say(said)
    if script is not None:
        screen.complain(screen.words("plan-written", file=script))
    if procedure is not None:
        screen.complain(screen.words("procedure-written", file=procedure))
    return 0


def _write(path: Path, data: bytes, force: bool) -> None:
    try:
        if not force and path.exists() and path.read_bytes() != data:
            raise UsageError("file-exists", host=str(path))
        path.write_bytes(data)
    except OSError as error:
        raise UsageError("cannot-write", host=str(path), detail=error.strerror or "") from None
