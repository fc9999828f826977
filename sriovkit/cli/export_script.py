"""`sriovkit export-script`: the collecting script as a file, for a host that nobody can reach over the network.

Rule: another file of that name is not overwritten unasked.
"""

from __future__ import annotations

from pathlib import Path

import click

from ..core.errors import UsageError
from ..core.script import exported_script
from .screen import Screen
from .words import Command


@click.command("export-script", cls=Command)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True)
@click.pass_obj
def export_script(screen: Screen, /, output: Path, force: bool) -> int:
    script = exported_script()
    try:
        if not force and output.exists() and output.read_bytes() != script:
            raise UsageError("file-exists", host=str(output))
        output.write_bytes(script)
    except OSError as error:
        raise UsageError("cannot-write", host=str(output), detail=error.strerror or "") from None
    screen.say(screen.words("exported", file=output, name=output.name))
    return 0
