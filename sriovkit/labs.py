"""Simulated hosts: started when somebody asks for one, kept for the next call, reached like any other host.

Rule: a lab that runs already is used before another is started: the one in the file that SRIOVKIT_LAB names (written by
`sriovkit start`), then this interpreter's own.
"""

from __future__ import annotations

import atexit
import json
import os
import stat
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import remote
from .core.errors import UsageError
from .remote.secret import hidden

if TYPE_CHECKING:
    from .lab.room import Room

DEFAULT = "article"


def connect(scenario: str = "", language: str | None = None) -> remote.Host:
    """A lab host by its scenario; `language` ("en", "ja") is what its Windows speaks, else the scenario's own.

    Raises UsageError for a scenario that there is not, HostError where the lab does not come up.
    """
    told = _reached(scenario or DEFAULT, language)
    # Over TLS with the lab's own certificate: like a host whose certificate the reader trusts.
    return remote.connect(
        told["host"],
        port=told["tls_port"],
        auth="basic",
        username=told["username"],
        password=told["password"],
        cert_validation=_certificate_file(told["certificate"]),
    )


def _reached(scenario: str, language: str | None) -> dict[str, Any]:
    """How to reach the lab of a scenario, started if none runs."""
    told = _named_by_environment() or {}
    if told.get("scenario") != scenario or language not in (None, told.get("language")):
        from .lab.running import shared_lab

        told = _masked(shared_lab(scenario, language).to_dict())
    return told


def room(scenario: str = "", language: str | None = None) -> Room:
    """The server room of the lab that `connect` reaches by the same names: look, act, reset.

    Raises UsageError for a scenario that there is not, HostError where the lab does not come up.
    """
    from .lab.room import Room

    return Room(_reached(scenario or DEFAULT, language))


def running() -> Room:
    """The server room of a lab that runs already: the one SRIOVKIT_LAB names, else this user's newest.

    Raises UsageError where none runs.
    """
    from .core.errors import HostError
    from .lab import control_file
    from .lab.room import Room

    told = _named_by_environment() or {}
    for path in [Path(told["control_file"])] if told.get("control_file") else control_file.newest():
        try:
            Room(path).state()
            return Room(path)
        except HostError:
            path.unlink(missing_ok=True)  # a lab that was killed leaves its file behind
        except UsageError:
            continue
    raise UsageError("lab-none-running")


@cache
def _certificate_file(pem: str) -> str:
    """A file with the certificate, since requests takes nothing else; it goes when the interpreter does."""
    folder = tempfile.TemporaryDirectory(prefix="sriovkit-lab-")
    atexit.register(folder.cleanup)
    path = Path(folder.name, "lab.pem")
    path.write_text(pem, "ascii")
    return str(path)


def _named_by_environment() -> dict[str, Any] | None:
    """What the file that SRIOVKIT_LAB names tells of a running lab; None where there is no such file."""
    path = Path(os.environ.get("SRIOVKIT_LAB") or os.devnull)
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return None
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            raise UsageError("lab-file-open", host=str(path))
        told = _masked(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        raise UsageError("lab-file-broken", host=str(path)) from None
    # Where a password is sent to is not for an environment variable to say.
    if told.get("host") != "127.0.0.1":
        raise UsageError("lab-file-broken", host=str(path))
    return told


def _masked(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "password": hidden(told["password"])}
