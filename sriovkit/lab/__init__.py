"""Hosts that do not exist: a machine model behind a real WSMan and PSRP endpoint on loopback.

Rule: lab -> core only. A client cannot tell the lab from a host except by the model name that the host itself gives.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from .machine import Machine
from .scenario import DEFAULT, Scenario, load, names

if TYPE_CHECKING:
    from .server import LabServer
    from .shell import Shell

__all__ = ["DEFAULT", "Lab", "Machine", "Scenario", "load", "names"]


class Lab:
    """One simulated host that listens: `with Lab("healthy") as lab: ... lab.port, lab.username, lab.password`.

    `scenario` is a name, a path to a .toml file, or a Scenario; `language` is what its Windows speaks; `latency` are
    seconds before each answer. Raises UsageError or InputError for a scenario that is none.
    """

    def __init__(
        self,
        scenario: str | Scenario = DEFAULT,
        language: str | None = None,
        latency: float = 0.0,
        password: str | None = None,
    ) -> None:
        # Here, not above: the endpoint brings aiohttp, which nobody needs who only reads scenarios.
        from .server import LabServer
        from .shell import Shell

        self.scenario = scenario if isinstance(scenario, Scenario) else load(scenario, language)
        self.shell: Shell = Shell(self.scenario.machine)
        self.server: LabServer = LabServer(
            self.shell, password=password, latency=latency, configurations=lambda: self.shell.configurations
        )

    @property
    def machine(self) -> Machine:
        """The host as it is now; setting another one changes every later answer."""
        return self.shell.machine

    @machine.setter
    def machine(self, machine: Machine) -> None:
        self.shell.machine = machine

    def start(self) -> Self:
        self.server.start()
        return self

    def close(self) -> None:
        self.server.close()

    def __getattr__(self, name: str) -> Any:
        """host, port, tls_port, username, password, certificate_pem, requests, faults: the server's."""
        if name in ("host", "port", "tls_port", "username", "password", "certificate_pem", "requests", "faults"):
            return getattr(self.server, name)
        raise AttributeError(name)

    def info(self) -> dict[str, Any]:
        """What a client needs to connect, the password among it; nothing else prints that."""
        return {
            "host": self.server.host,
            "port": self.server.port,
            "tls_port": self.server.tls_port,
            "username": self.server.username,
            "password": self.server.password,
            "scenario": self.scenario.name,
            "language": self.machine.language,
            "certificate": self.server.certificate_pem,
        }

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Lab({self.scenario.name!r}, port={self.server.port}, password=***)"
