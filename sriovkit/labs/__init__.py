"""Simulated hosts: started when somebody asks for one, kept for the next call, reached like any other host.

Rule: a lab that runs already is used before another is started: the one in the file that SRIOVKIT_LAB names (written by
`sriovkit start`), then this interpreter's own. One that another program runs is joined only where somebody names it, or
where a command line says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import remote
from ..remote.secret import hidden
from .alive import joined, playing, running
from .told import certificate_file, named_by_environment

if TYPE_CHECKING:
    from ..lab.room import Room

__all__ = ["DEFAULT", "connect", "joined", "playing", "room", "running"]

DEFAULT = "article"


def connect(scenario: str = "", language: str | None = None, guest: str | None = None) -> remote.Host:
    """A lab host by its scenario; `language` ("en", "ja") is what its Windows speaks, else the scenario's own.

    "@PORT" is the lab that runs already and has its server room at that port. Behind "#" stands the name of the
    scenario's other host ("live-migration#HV41"). With `guest`, the PowerShell of that VM's Windows. Raises UsageError
    for a scenario, lab, host or VM that there is not, InputError for a guest without WinRM, HostError where the lab
    does not come up.
    """
    from ..lab.room import Room

    scenario, beside, other = scenario.partition("#")
    told = _reached(scenario or DEFAULT, language)
    if beside:
        told = {**told, **Room(told).host(other)}
    if guest is not None:
        told = {**told, **Room(told).guest(guest)}
    # Over TLS with the lab's own certificate: like a host whose certificate the reader trusts.
    return remote.connect(
        told["host"],
        port=told["tls_port"],
        auth="basic",
        username=told["username"],
        password=told["password"],
        cert_validation=certificate_file(told["certificate"]),
    )


def room(scenario: str = "", language: str | None = None) -> Room:
    """The server room of the lab that `connect` reaches by the same names: look, act, reset.

    Raises UsageError for a scenario that there is not, HostError where the lab does not come up.
    """
    from ..lab.room import Room

    return Room(_reached(scenario or DEFAULT, language))


def _reached(scenario: str, language: str | None) -> dict[str, Any]:
    """How to reach the lab of a scenario, started if none runs."""
    if scenario.startswith("@"):
        return _masked(running(scenario.removeprefix("@")).reach())
    told = named_by_environment()
    if told is None or told.get("scenario") != scenario or language not in (None, told.get("language")):
        from ..lab.running import shared_lab

        told = shared_lab(scenario, language).to_dict()
    return _masked(told)


def _masked(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "password": hidden(told["password"])}
