"""How a command reaches a host: the options that say so, and the keywords of `connect` made of them.

Rule: a password comes from a prompt or from standard input, never from the command line or the environment.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from .. import door
from ..core import clean
from ..core.errors import UsageError
from .screen import Screen

F = TypeVar("F", bound=Callable[..., Any])
#: Ways to log in that may do without a password: the ticket is there already.
_TICKETS = ("kerberos",)
_AUTHS = ("negotiate", "kerberos", "ntlm", "basic", "credssp")
_OPTIONS = (
    click.option("-u", "--username", metavar="NAME"),
    click.option("--password-stdin", is_flag=True),
    click.option("--auth", type=click.Choice(_AUTHS)),
    click.option("--port", type=click.IntRange(1, 65535)),
    click.option("--ssl/--no-ssl", default=None),
    click.option("--ca", metavar="FILE"),
    click.option("--insecure", is_flag=True),
    click.option("--configuration-name", metavar="NAME"),
)


def connecting(command: F) -> F:
    """The options of a command that connects to a host; `settings` takes what they give."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def settings(
    screen: Screen, host: str, *, ca: str | None, insecure: bool, password_stdin: bool, **given: Any
) -> dict[str, Any]:
    """The keywords of `connect`, those that were given."""
    if ca and insecure:
        raise UsageError("ca-or-insecure", host=host)
    told = {name: value for name, value in given.items() if value is not None}
    if ca or insecure:
        told["cert_validation"] = ca or False
    if password_stdin:
        told["password"] = _first_line()
    elif given["username"] and given["auth"] not in _TICKETS:
        told["password"] = _prompt(screen, host, given["username"])
    return told


def reached(screen: Screen, host: str, **given: Any) -> door.Host:
    """The host that a command names, with the options of its connection."""
    return door.connect(address(screen, host, given.get("language")), **settings(screen, host, **given))


def address(screen: Screen, host: str, language: str | None = None) -> str:
    """The host's address: for "lab:" that of the lab which runs already and plays the scenario; then that is said."""
    if not host.startswith("lab:"):
        return host
    from .. import labs

    scenario, beside, other = host.removeprefix("lab:").partition("#")
    at = labs.joined(scenario or labs.DEFAULT, language)
    if not at:
        return host
    screen.complain(screen.words("lab-joined", address=f"lab:{at}"))
    return f"lab:{at}{beside}{other}"


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _prompt(screen: Screen, host: str, username: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("no-password", host=host)
    asked = clean.line(screen.words("password", user=username, host=host))
    return str(click.prompt(asked, hide_input=True, err=True, default="", show_default=False))
