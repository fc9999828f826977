"""The labs that run already, of whatever program of this user: found by their control files.

Rule: where several could be meant, none is taken: the choice is put into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import HostError, UsageError
from .told import named_by_environment

if TYPE_CHECKING:
    from ..lab.room import Room


@dataclass(frozen=True)
class Alive:
    """A lab that answered: where its server room is, what it plays, and whether others may take it for theirs."""

    port: int
    scenario: str
    shared: bool
    path: Path
    host: str

    @property
    def room(self) -> Room:
        from ..lab.room import Room

        return Room(self.path)

    def __str__(self) -> str:
        return f"@{self.port} {self.scenario}"


def running(port: str = "") -> Room:
    """The server room of a lab that runs already: at `port`, else the one SRIOVKIT_LAB names, else the only one.

    Raises UsageError where none runs (there), and where several do.
    """
    found = _named() if not port else None
    if found is None:
        every = _alive()
        found = [lab for lab in every if port in ("", str(lab.port))]
        if not found and every:
            raise UsageError("lab-not-there", name=port, known=tuple(map(str, every)))
    if not found:
        raise UsageError("lab-none-running")
    if len(found) > 1:
        raise UsageError("lab-several-running", known=tuple(map(str, found)))
    return found[0].room


def joined(scenario: str, language: str | None = None) -> str:
    """The name ("@PORT") of a lab that runs as a program of its own and plays this scenario; "" where none does.

    With `language`, one whose Windows speaks it. Raises UsageError where several do.
    """
    if scenario.startswith("@") or _named():
        return ""  # chosen already
    found = [lab for lab in _alive() if lab.shared and lab.scenario == scenario]
    if language is not None:  # else no lab is asked for it
        found = [lab for lab in found if lab.room.reach()["language"] == language]
    if len(found) > 1:
        raise UsageError("lab-several-running", known=tuple(map(str, found)))
    return f"@{found[0].port}" if found else ""


def playing(host: str, address: str) -> str:
    """The lab ("lab:...") that runs already and is this host, for an address on this computer; "" where none is."""
    if address != "127.0.0.1":
        return ""
    named = _named()
    found = [lab for lab in named or _alive() if lab.host.casefold() == host.casefold()]
    if len(found) != 1:
        return ""
    return "lab:" if named else f"lab:@{found[0].port}"


def _named() -> list[Alive] | None:
    told = named_by_environment() or {}
    path = told.get("control_file")
    return _answering([Path(path)]) if path else None


def _alive() -> list[Alive]:
    from ..lab import control_file

    return _answering(control_file.newest())


def _answering(paths: list[Path]) -> list[Alive]:
    """Those that answer; the file that a killed lab left behind is taken away."""
    from ..lab import control_file
    from ..lab.room import Room

    found = []
    for path in paths:
        try:
            told, state = control_file.read(path), Room(path).state()
        except HostError:
            path.unlink(missing_ok=True)
        except UsageError:
            continue
        else:
            found.append(Alive(told.port, state["scenario"], told.shared, path, state["host"]))
    return found
