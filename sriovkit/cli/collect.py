"""`sriovkit collect`: ask a host and leave its snapshot in a file.

Rule: a file that is there, perhaps the snapshot taken before, is not overwritten unasked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..core import ladder
from ..core.diagnose import diagnose
from ..core.errors import UsageError
from .connecting import connecting, reached
from .screen import Screen
from .words import Command


@click.command(cls=Command)
@click.argument("host", metavar="HOST")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True)
@connecting
@click.option("--deadline", type=click.FloatRange(min=1), default=120.0, show_default=True, metavar="SECONDS")
@click.option("--language", type=click.Choice(("en", "ja")))
@click.pass_obj
def collect(screen: Screen, /, host: str, output: Path, force: bool, deadline: float, **given: Any) -> int:
    if not output.absolute().parent.is_dir():
        raise UsageError("no-such-folder", host=str(output))
    if output.is_file() and not force:
        raise UsageError("file-exists", host=str(output))
    snapshot = reached(screen, host, **given).collect(deadline)
    snapshot.save(output)
    diagnosis = diagnose(snapshot)
    screen.say(screen.words("collected", host=snapshot.host, file=output))
    screen.say("\n".join(ladder.head(diagnosis, screen.lang)))
    screen.say(screen.words("collected-next", file=output))
    return 0
