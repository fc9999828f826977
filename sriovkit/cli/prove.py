"""`sriovkit prove`: whether the VF of a VM NIC works, from the host's word to traffic and a drill.

Rule: only --drill changes anything; it names its one impact, and asks at the terminal before it takes the VF away.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from .. import brought, door
from ..core import console, text
from ..core.proof.claim import FAILED, PROVEN
from ..core.proof.drilling import IMPACT
from ..proving import Proof, ToRun
from ..proving import prove as prove_of
from ..remote.transports.file import read_bytes
from .asking import asking
from .connecting import address, connecting, settings
from .screen import Screen
from .words import Command

_CODES = {PROVEN: 0, FAILED: 1}
_UNKNOWN = 3
_FILES = (".json", ".log", ".txt")


@click.command(cls=Command)
@click.argument("host", metavar="HOST")
@click.option("--vm-nic", required=True, metavar="VM/NIC")
@click.option("--guest", metavar="GUEST")
@click.option("--guest-username", metavar="NAME")
@click.option("--peer", metavar="ADDRESS")
@click.option("--mtu", type=int, default=1500, show_default=True, metavar="BYTES")
@click.option("--drill", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE")
@connecting
@click.pass_obj
def prove(
    screen: Screen, /, host: str, vm_nic: str, guest: str | None, guest_username: str | None, **given: Any
) -> int:
    asked = {name: given.pop(name) for name in ("peer", "mtu", "drill")}
    as_json, page = given.pop("as_json"), given.pop("page")
    host = address(screen, host)  # once, for the guest is of the same lab
    reached = brought.from_file(host) if _file(host) else door.connect(host, **settings(screen, host, **given))
    way = _guest(screen, host, guest, {**given, "username": guest_username, "port": None})
    asked |= {"ask": asking(screen), "allow": {IMPACT} if asked["drill"] else ()}
    proof = prove_of(reached, vm_nic, way, **asked)
    screen.say(json.dumps(proof.to_dict(), ensure_ascii=True) if as_json else proof.text(screen.lang))
    if page is not None:
        _write(screen, page, proof)
    return _CODES.get(proof.verdict, _UNKNOWN)


def _file(given: str) -> bool:
    """Whether a file is meant: one that is there, or what no host is called, so that its absence is told as such."""
    return Path(given).is_file() or (Path(given).suffix.lower() in _FILES and not given.startswith("lab:"))


def _guest(screen: Screen, host: str, guest: str | None, given: dict[str, Any]) -> Any:
    """A file or "-": pasted text. A VM of the lab, or an address: a Windows guest's own WinRM."""
    if guest is None:
        return None
    if guest == "-":
        return _pasting(screen)
    if _file(guest):
        return console.decode(read_bytes(Path(guest)))
    if host.startswith("lab:"):
        return door.connect(host, guest=guest)
    return door.connect(guest, **settings(screen, guest, **given))


def _pasting(screen: Screen) -> Callable[[ToRun], str]:
    """Somebody in the guest runs what is shown and pastes what it prints, at each moment anew."""

    def paste(run: ToRun) -> str:
        if sys.stdin.isatty():
            for name in ("windows", "linux"):
                screen.complain(text.words(f"proof.run.{name}", screen.lang) + "\n" + getattr(run, name))
            screen.complain(screen.words("paste-here"))
        return sys.stdin.read()

    return paste


def _write(screen: Screen, page: Path, proof: Proof) -> None:
    """The proof as a page to print."""
    from ..core.errors import UsageError

    body = f"<!doctype html>\n<meta charset=utf-8>\n<title>sriovkit</title>\n{proof.html(screen.lang)}\n"
    try:
        page.write_text(body, "utf-8")
    except OSError as error:
        raise UsageError("cannot-write", host=str(page), detail=error.strerror or "") from None
    screen.complain(screen.words("proof-written", file=page))
