"""What a source chooser remembers: the door, the choices made behind each, and what was read last.

Rule: no secret is in it: a password is handed on beside it and held by nobody who could show it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ...core.errors import UsageError

#: In the order in which they are offered: nothing to install or to risk first.
DOORS = ("lab", "paste", "file", "live", "here")
#: (HTTPS, port) of each way to a live host.
WAYS = {"https": (True, 5986), "sealed": (False, 5985)}
#: Most that a text field and an upload take, in bytes: a notebook server closes its connection on larger messages.
PASTE_LIMIT = 4 * 1024 * 1024
FILE_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True)
class Choices:
    """What a person chose; what stands behind the other doors is kept."""

    door: str = "lab"
    scenario: str = "article"
    #: What the lab's Windows speaks; "" for the scenario's own.
    speaks: str = ""
    address: str = ""
    username: str = ""
    way: str = "https"
    port: str = ""

    def chosen(self, **given: Any) -> Choices:
        return replace(self, **given)


@dataclass(frozen=True)
class Brought:
    """What was dropped in or pasted: shown by its name and size alone."""

    name: str = ""
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Asked:
    """A wish to read: the choices, what was brought, and the secret in a wrapper that shows nothing."""

    choices: Choices
    brought: Brought = field(default_factory=Brought)
    secret: Any = field(default=None, repr=False)
    #: The host that was reached by the same choices before; it knows how.
    host: Any = None


@dataclass(frozen=True)
class Reading:
    """What came of it: the snapshot, and the host where there is one that can be asked again."""

    snapshot: Any
    host: Any = None


@dataclass(frozen=True)
class Kept:
    """What a chooser finds again when its cell is run again: its choices, and what was read by which of them."""

    choices: Choices
    reading: Reading | None = None
    read_by: Choices | None = None


def asked(choices: Choices, brought: Brought, secret: Any, host: Any = None) -> Asked:
    """The wish that these choices make. Raises UsageError where something is missing or too large."""
    if choices.door == "live" and not choices.address.strip():
        raise UsageError("source-no-address")
    if choices.door == "live" and choices.port and not (choices.port.isascii() and choices.port.isdecimal()):
        raise UsageError("source-bad-port", port=choices.port)
    if choices.door in ("file", "paste"):
        _check(choices.door, brought)
    return Asked(choices, brought, secret, host)


def _check(door: str, brought: Brought) -> None:
    limit = FILE_LIMIT if door == "file" else PASTE_LIMIT
    if not brought.content:
        code = "source-no-file" if door == "file" else "source-no-paste"
        raise UsageError(code, limit=f"{limit // 1024 // 1024} MB")
    if len(brought.content) > limit:
        raise UsageError("source-too-large", host=brought.name, limit=f"{limit // 1024 // 1024} MB")
