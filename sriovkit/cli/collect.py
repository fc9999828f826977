"""`sriovkit collect`: ask a host and leave its snapshot in a file.

Rule: a password comes from a prompt or from standard input, never from the command line or the environment; a file
that is there, perhaps the snapshot taken before, is not overwritten unasked.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .. import door
from ..core import clean, ladder
from ..core.diagnose import diagnose
from ..core.errors import UsageError
from .screen import Screen
from .words import Command

#: Ways to log in that may do without a password: the ticket is there already.
_TICKETS = ("kerberos",)
_AUTHS = ("negotiate", "kerberos", "ntlm", "basic", "credssp")


@click.command(cls=Command)
@click.argument("host", metavar="HOST")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True)
@click.option("-u", "--username", metavar="NAME")
@click.option("--password-stdin", is_flag=True)
@click.option("--auth", type=click.Choice(_AUTHS))
@click.option("--port", type=click.IntRange(1, 65535))
@click.option("--ssl/--no-ssl", default=None)
@click.option("--ca", metavar="FILE")
@click.option("--insecure", is_flag=True)
@click.option("--configuration-name", metavar="NAME")
@click.option("--deadline", type=click.FloatRange(min=1), default=120.0, show_default=True, metavar="SECONDS")
@click.option("--language", type=click.Choice(("en", "ja")))
@click.pass_obj
def collect(screen: Screen, /, host: str, output: Path, force: bool, deadline: float, **given: Any) -> int:
    if not output.absolute().parent.is_dir():
        raise UsageError("no-such-folder", host=str(output))
    if output.is_file() and not force:
        raise UsageError("file-exists", host=str(output))
    snapshot = door.connect(host, **_settings(screen, host, **given)).collect(deadline)
    snapshot.save(output)
    diagnosis = diagnose(snapshot)
    screen.say(screen.words("collected", host=snapshot.host, file=output))
    screen.say("\n".join(ladder.head(diagnosis, screen.lang)))
    screen.say(screen.words("collected-next", file=output))
    return 0


def _settings(screen: Screen, host: str, *, ca: str | None, insecure: bool, password_stdin: bool, **given: Any) -> Any:
    """The keywords of `connect`, those that were given."""
    if ca and insecure:
        raise UsageError("ca-or-insecure", host=host)
    settings = {name: value for name, value in given.items() if value is not None}
    if ca or insecure:
        settings["cert_validation"] = ca or False
    if password_stdin:
        settings["password"] = _first_line()
    elif given["username"] and given["auth"] not in _TICKETS:
        settings["password"] = _prompt(screen, host, given["username"])
    return settings


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _prompt(screen: Screen, host: str, username: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("no-password", host=host)
    asked = clean.line(screen.words("password", user=username, host=host))
    return str(click.prompt(asked, hide_input=True, err=True, default="", show_default=False))
