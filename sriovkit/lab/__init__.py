"""Hosts that do not exist: a machine model behind a real WSMan and PSRP endpoint on loopback.

Rule: lab -> core only. A client cannot tell the lab from a host except by the model name that the host itself gives.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ..core.errors import UsageError
from . import control_file
from .acts import act
from .life import Life
from .machine import Machine
from .panel import panel
from .partner import Partner
from .scenario import DEFAULT, Scenario, load, names
from .starting import boot

if TYPE_CHECKING:
    from .guest_door import Doors
    from .powershell import PowerShells
    from .server import LabServer
    from .shell import Shell

__all__ = ["DEFAULT", "Lab", "Machine", "Scenario", "load", "names"]


class Lab:
    """One simulated host that listens: `with Lab("healthy") as lab: ... lab.port, lab.username, lab.password`.

    `scenario` is a name, a path to a .toml file, or a Scenario; `language` is what its Windows speaks; `latency` are
    seconds before each answer; its clock runs `speed` times as fast as ours (0: it stands, and waiting passes).
    Its control file lies in `control_folder`, or in a private folder, and says whether the lab is `shared` with this
    user's other programs. `powershell` is a PowerShell 7 program that runs what clients send (no sandbox: it can do
    what its user can). Raises UsageError or InputError for a scenario that is none, UsageError for `powershell` on
    Windows; `start` raises HostError where that program does not come up.
    """

    def __init__(
        self,
        scenario: str | Scenario = DEFAULT,
        language: str | None = None,
        latency: float = 0.0,
        password: str | None = None,
        speed: float = 1.0,
        control_folder: Path | None = None,
        powershell: str | None = None,
        shared: bool = False,
    ) -> None:
        # Here, not above: the endpoint brings aiohttp, which nobody needs who only reads scenarios.
        from .console import Console
        from .guest_door import Doors
        from .server import Control, LabServer
        from .shell import Shell

        self._token = secrets.token_urlsafe(32)
        self._control_folder, self._shared = control_folder, shared
        self.control_file: Path | None = None
        self.scenario = scenario if isinstance(scenario, Scenario) else load(scenario, language)
        self.life = Life(self.scenario.machine, speed)
        self.shell: Shell = Shell(self.life)
        self._powershells = _powershells(self.shell, powershell) if powershell else None
        self.server: LabServer = LabServer(
            self._powershells or self.shell,
            password=password,
            latency=latency,
            configurations=lambda: self.shell.configurations,
            host_state=self.life,
            control=Control(self, self._token).handle,
            console=Console(self.shell, self._powershells.respond if self._powershells else None),
        )
        self.shell.passing = self.server.faults.passing
        self.guests: Doors = Doors(self.life, self.server)
        self.partner: Partner = Partner(self.life, self.server, powershell)
        self.partner.take(self.scenario.partner)
        self.server.faults.reboot = lambda: self.life.change(lambda machine: boot(machine, by_hand=True))

    @property
    def machine(self) -> Machine:
        """The host as it is now; setting another one changes every later answer."""
        return self.life.machine

    @machine.setter
    def machine(self, machine: Machine) -> None:
        self.life.machine = machine

    def start(self) -> Self:
        if self._powershells:
            self._powershells.start()
        try:
            self.server.start()
        except BaseException:
            self.close()
            raise
        told = control_file.Told(self.server.control_port or 0, self._token, self.scenario.name, self._shared)
        self.control_file = control_file.write(told, self._control_folder)
        return self

    def close(self) -> None:
        path, self.control_file = self.control_file, None
        if path:
            control_file.remove(path)
        self.guests.close()
        self.partner.close()
        self.server.close()
        if self._powershells:
            self._powershells.close()

    def panel(self) -> dict[str, Any]:
        """What a person sees in the server room: plain data, schema sriovkit.room/1."""
        return {"scenario": self.scenario.name, **panel(self.machine), "partner": self.partner.panel()}

    def act(self, name: str, /, **given: Any) -> dict[str, Any]:
        """Do something by hand (`acts.ACTS`); gives the panel after it. Raises UsageError and InputError."""
        self.life.change(lambda machine: act(machine, name, given))
        return self.panel()

    def reset(self) -> dict[str, Any]:
        """The scenario from its start."""
        self.machine = self.scenario.machine
        self.partner.take(self.scenario.partner)
        return self.panel()

    def play(self, scenario: str) -> dict[str, Any]:
        """Another scenario on the same ports. Raises UsageError for one that there is not."""
        if scenario not in names():
            raise UsageError("lab-no-scenario", name=scenario, known=tuple(names()))
        self.scenario = load(scenario)
        return self.reset()

    def guest(self, name: str) -> dict[str, Any]:
        """How to connect to a Windows guest's WinRM, with the lab's own account. Raises UsageError and InputError."""
        return self.guests.info(name)

    def beside(self, name: str) -> dict[str, Any]:
        """How to connect to the scenario's other host, with the lab's own account. Raises UsageError."""
        return self.partner.info(name)

    def console(self, name: str, lines: str) -> dict[str, Any]:
        """{"text": what a Linux guest's console shows for these lines}. Raises UsageError and InputError."""
        return self.guests.console(name, lines)

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
            "control_file": str(self.control_file or ""),
            "partner": self.partner.info() if self.scenario.partner else None,
        }

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Lab({self.scenario.name!r}, port={self.server.port}, password=***)"


def _powershells(shell: Shell, program: str) -> PowerShells:
    from .powershell import PowerShells

    return PowerShells(shell, program)
