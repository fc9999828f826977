"""A host somebody connected to: ask it for a snapshot.

Rule: nothing is sent before `collect`, and each collection is one whole visit that leaves nothing behind.
"""

from __future__ import annotations

from typing import Any, NoReturn, Protocol, SupportsIndex

from ..core import jea, snapshot
from ..core.apply.answer import Answer, answer
from ..core.apply.runner import runner_script
from ..core.errors import HostError, InputError
from ..core.proof import windows
from ..core.proof.asking import Asked, guest_script
from ..core.proof.evidence import Look
from ..core.script import collecting_script
from ..core.snapshot import Snapshot
from .secret import Secret, hidden
from .settings import Settings, masked, settings

#: The address of the computer we run on, reached without any network.
HERE = "here:"


class Transport(Protocol):
    """One way to a host: how to run a script there, and how to tell where it goes."""

    @property
    def address(self) -> str: ...

    def run(self, script: str, deadline: float, argument: str | None = None) -> tuple[str, dict[str, Any]]:
        """The script's output as text, and the snapshot's `source`; raises HostError. `deadline` in seconds.

        `argument` is given to the script as its one parameter, as data.
        """
        ...


class Host:
    """What `connect` returns. Holds how to get there, not a connection: it may be kept and used again."""

    __slots__ = ("_transport",)

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def address(self) -> str:
        """The address as it was given."""
        return self._transport.address

    def collect(self, deadline: float = 120.0) -> Snapshot:
        """All that the host says of SR-IOV, read only, in at most `deadline` seconds (and 2 to tidy up after trouble).

        Raises HostError where the host is not reached, refuses, or answers with something else. A cmdlet that the host
        does not have, or that fails, is a failed section of the snapshot and no error.
        """
        text, source = self._transport.run(collecting_script(), deadline)
        return jea.with_age(_read(text, self.address).with_source(**source))

    def step(self, request: str, deadline: float = 120.0) -> Answer:
        """What the runner answers to a request (core/apply/asking.py) in one visit.

        Raises HostError as `collect` does, and UsageError for an endpoint that takes no scripts. After a HostError
        nobody knows what was done: only another look tells.
        """
        text, _ = self._transport.run(runner_script(), deadline, request)
        return answer(text, self.address)

    def look(self, asked: Asked) -> Look:
        """One look into the Windows guest that this leads to, pings included, in one visit that changes nothing.

        Raises HostError as `collect` does, UsageError for an endpoint that takes no scripts, InputError for an answer
        of another script.
        """
        text, _ = self._transport.run(guest_script(), asked.deadline, asked.json())
        return windows.read(text, self.address)

    def __repr__(self) -> str:
        return f"Host({self._transport!r})"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a host is not pickled, because it may hold a password: connect again")


def connect(
    address: str,
    *,
    username: str | None = None,
    password: str | Secret | None = None,
    auth: str = "negotiate",
    ssl: bool | None = None,
    port: int | None = None,
    cert_validation: bool | str = True,
    encryption: str = "auto",
    proxy: str | Secret | None = None,
    connection_timeout: float = 15.0,
    read_timeout: float = 30.0,
    configuration_name: str = "Microsoft.PowerShell",
    **more: Any,
) -> Host:
    """A host by its name or address; `"here:"` is the Windows we run on. Nothing is sent yet.

    The keywords are pypsrp's and are passed on as they are, `more` (`path`, `negotiate_service`, ...) included.
    Without `ssl` and `port` it is HTTPS on 5986: unlike sealed HTTP (`ssl=False` or `port=5985`) with NTLM, a
    certificate proves which host answers. `cert_validation` may name a PEM file to trust. The environment's proxies
    are ignored; only `proxy` counts. Times in seconds. Raises UsageError for settings that are wrong or unprotected
    (Basic or `encryption="never"` over plain HTTP, except to this computer) and for Kerberos or CredSSP that is not
    installed. A `configuration_name` that is not one of Windows' own is a JEA endpoint: its Get-SriovkitSnapshot is
    asked (`sriovkit jea`), and the snapshot notes where the host holds another version of the script.
    """
    given: dict[str, Any] = {"password": hidden(password), "proxy": hidden(proxy)}
    password = proxy = None  # a traceback that prints this frame shows no secret
    more = masked(more)
    if address == HERE:
        from .transports.local import Local

        return Host(Local())
    given |= {"username": username, "auth": auth, "cert_validation": cert_validation, "encryption": encryption}
    given |= {"connection_timeout": connection_timeout, "read_timeout": read_timeout}
    given |= {"configuration_name": configuration_name, "more": more}
    return Host(_psrp(settings(address, ssl, port, **given)))


def _psrp(reached: Settings) -> Transport:
    from .transports.psrp import Psrp  # pypsrp takes 0.2 s to import

    return Psrp(reached)


def _read(text: str, address: str) -> Snapshot:
    """The answer as a snapshot; what is none is the host's trouble, not a file's."""
    if not text.strip():
        raise HostError("answer-empty", host=address)
    trouble = None
    try:
        return snapshot.read(text, address)
    except InputError as error:
        trouble = error
    raise HostError("answer-damaged", host=address, detail=trouble.cause())
