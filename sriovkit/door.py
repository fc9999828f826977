"""What people hold: a host to ask, and its snapshot, which can be saved. Joins core, which does no I/O, with remote.

Rule: nothing is thought here; each call hands on to the room that knows.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from . import labs, remote
from .brought import from_file, from_text
from .core import console, snapshot
from .core.apply.answer import Answer
from .core.errors import UsageError
from .core.proof.asking import Asked
from .core.proof.evidence import Look


class Snapshot(snapshot.Snapshot):
    """One host's answers at one moment; equal to every other snapshot with the same answers."""

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it as a JSON file and return where; an old file stays whole until the new one is.

        Raises UsageError where nothing can be written there.
        """
        return remote.save(self, path)

    def __eq__(self, other: object) -> bool:
        return self.data == other.data if isinstance(other, snapshot.Snapshot) else NotImplemented


class Host:
    """A host to ask. It holds how to get there, not a connection: it may be kept and asked again."""

    __slots__ = ("_reached",)

    def __init__(self, reached: remote.Host) -> None:
        self._reached = reached

    @property
    def address(self) -> str:
        """The address as it was given."""
        return self._reached.address

    @property
    def reached(self) -> remote.Host:
        """The same host as the room `remote` holds it."""
        return self._reached

    def collect(self, deadline: float = 120.0) -> Snapshot:
        """All that the host says of SR-IOV, read only, in at most `deadline` seconds.

        Raises HostError where the host is not reached, refuses, or answers with something else. A cmdlet that the host
        does not have, or that fails, is a failed section of the snapshot and no error.
        """
        return Snapshot(self._reached.collect(deadline).data)

    def step(self, request: str, deadline: float = 120.0) -> Answer:
        """What the fixed runner answers to a request (core/apply/asking.py); changes come this way alone.

        Raises HostError as `collect` does; after one, only another look tells what was done.
        """
        return self._reached.step(request, deadline)

    def look(self, asked: Asked) -> Look:
        """One look into a Windows guest that was connected to, pings included; it changes nothing there.

        Raises HostError as `collect` does, InputError for an answer of another script.
        """
        return self._reached.look(asked)

    def __repr__(self) -> str:
        return repr(self._reached)


def connect(address: str, *, language: str | None = None, guest: str | None = None, **settings: Any) -> Host:
    """A host by its name or address; nothing is sent before `collect`.

    `"here:"` is the Windows we run on. `"lab:"` is a simulated host, the article's unless a scenario follows
    (`"lab:slot-without-acs"`), started if needed; `language` ("en", "ja") is what its Windows speaks,
    and `guest` names one of its VMs: then it is that Windows guest's own PowerShell that is reached. The other keywords
    are those of `sriovkit.remote.connect`: username, password, auth, ssl, port, cert_validation, proxy, ...
    Raises UsageError for settings that are wrong or unprotected.
    """
    settings = remote.masked(settings)  # a traceback that prints this frame shows no secret
    if address.startswith("lab:"):
        return Host(_lab(address, language, guest, settings))
    for keyword, given in (("language", language), ("guest", guest)):
        if given is not None:
            raise UsageError("only-for-labs", host=address, keyword=keyword)
    return Host(remote.connect(address, **settings))


def _lab(address: str, language: str | None, guest: str | None, settings: dict[str, Any]) -> remote.Host:
    if settings:
        raise UsageError("not-for-labs", keyword=next(iter(settings)))
    return labs.connect(address.removeprefix("lab:"), language, guest)


def load(path: str | os.PathLike[str]) -> Snapshot:
    """The snapshot in a file: JSON that sriovkit or its script wrote, or saved console text.

    Raises UsageError where there is no such file, InputError (with file and place) where it cannot be read.
    """
    return Snapshot(from_file(path).data)


def read_text(text: str | bytes) -> Snapshot:
    """The partial snapshot that pasted console text shows; its `notes` say what could not be read.

    Raises InputError for text with nothing in it that we know, or larger than 16 MB.
    """
    return Snapshot(from_text(console.decode(text) if isinstance(text, bytes) else text).data)
