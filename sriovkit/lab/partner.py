"""The other host of a scenario that has one: the same lab's second machine, with ports of its own.

Rule: both share account, clock speed and neighbourhood; the second listens from when somebody asks for it, and closes
with the lab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import UsageError
from .life import Life
from .machine import Machine
from .neighbourhood import Neighbourhood
from .panel import room_of
from .starting import boot

if TYPE_CHECKING:
    from .powershell import PowerShells
    from .server import LabServer


class Partner:
    """Follows the lab from scenario to scenario; where one has no partner, there is none."""

    def __init__(self, life: Life, host: LabServer, powershell: str | None = None) -> None:
        self._beside, self._host, self._program = life, host, powershell
        self._server: LabServer | None = None
        self._powershells: PowerShells | None = None
        self.life: Life | None = None

    def take(self, machine: Machine | None) -> None:
        """The partner as it starts a scenario; None: the scenario has none."""
        if machine is None:
            self.close()
            self.life = self._beside.neighbourhood = None
        elif self.life is None:
            self.life = Life(machine, self._beside.speed)
            Neighbourhood(self._beside, self.life)
        else:
            self.life.machine = machine

    def info(self, name: str = "") -> dict[str, Any]:
        """How to connect to it, but for the account, which is the lab's own: name, port, tls_port, certificate.

        Raises UsageError where the lab has no host of that name beside it.
        """
        if self.life is None or name.lower() not in ("", self.life.machine.name.lower()):
            known = self.life.machine.name if self.life else "-"
            raise UsageError("lab-no-partner", name=name, known=known)
        server = self._server = self._server or self._opened(self.life)
        told = {"port": server.port, "tls_port": server.tls_port, "certificate": server.certificate_pem}
        return {"name": self.life.machine.name, **told}

    def panel(self) -> dict[str, Any] | None:
        """What a person sees of it in the server room; None where there is none."""
        return room_of(self.life.machine) if self.life else None

    def close(self) -> None:
        server, self._server = self._server, None
        shells, self._powershells = self._powershells, None
        for one in (server, shells):
            if one:
                one.close()

    def _opened(self, life: Life) -> LabServer:
        from .server import LabServer
        from .shell import Shell

        shell = Shell(life)
        if self._program:
            from .powershell import PowerShells

            self._powershells = PowerShells(shell, self._program)
            self._powershells.start()
        server = LabServer(
            self._powershells or shell,
            username=self._host.username,
            password=self._host.password,
            configurations=lambda: shell.configurations,
            host_state=life,
        )
        shell.passing = server.faults.passing
        server.faults.reboot = lambda: life.change(lambda machine: boot(machine, by_hand=True))
        return server.start()
