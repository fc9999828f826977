"""Ways into the guests of a running lab: WinRM of a Windows guest on ports of its own, the console of any guest.

Rule: a door is opened when somebody asks for it, with the lab's own account, and closes with the lab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .guest_console import console
from .guest_shell import GuestShell, admit, vm_of
from .life import Life

if TYPE_CHECKING:
    from .server import LabServer


class Doors:
    """The doors that were opened so far, by the VM's Id."""

    def __init__(self, life: Life, host: LabServer) -> None:
        self._life, self._host = life, host
        self._open: dict[str, LabServer] = {}

    def info(self, name: str) -> dict[str, Any]:
        """How to connect to a guest, but for the account, which is the lab's own: port, tls_port, certificate.

        Raises UsageError for a VM that there is not, InputError for a guest without WinRM.
        """
        from .server import LabServer

        vm_id = self._life.machine.vm_id(admit(self._life.machine, name))
        if vm_id not in self._open:
            shell = GuestShell(self._life, vm_id)
            own = LabServer(shell, username=self._host.username, password=self._host.password, host_state=shell)
            self._open[vm_id] = own.start()
        door = self._open[vm_id]
        return {"port": door.port, "tls_port": door.tls_port, "certificate": door.certificate_pem}

    def console(self, name: str, lines: str) -> dict[str, Any]:
        """What a guest's console shows for the lines that were typed, one command a line."""
        vm_id = self._life.machine.vm_id(vm_of(self._life.machine, name))
        return {"text": console(self._life, vm_id, lines.splitlines())}

    def close(self) -> None:
        while self._open:
            self._open.popitem()[1].close()
