"""The PowerShell of a Windows guest in the lab: it runs the library's guest script, and nothing else.

Rule: each ping is sent over the path that the model has at that moment and is counted there.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Mapping
from typing import Any

from psrpcore.types import PSString

from ..core.errors import InputError, UsageError
from ..core.proof.asking import SCHEMA, VERSION, guest_script
from . import guest_adapters as shown
from .answers._values import Row
from .collecting import stamp
from .life import Life
from .machine import Machine
from .refusing import Refused, command_not_found
from .server.pipeline import Command, PipelineAnswer, PipelineRequest
from .settling import as_seen
from .traffic import carried, entered
from .verdicts.delivery import ANSWERED, alive, ping, running, way
from .vm import Vm

#: Bytes of IP and ICMP before what a ping carries.
_HEADERS = {4: 28, 6: 48}


def vm_of(machine: Machine, name: str) -> Vm:
    """The VM of a name or an Id. Raises UsageError where there is none, or more than one."""
    found = [vm for vm in machine.vms if name in (vm.name, machine.vm_id(vm))]
    if len(found) != 1:
        known = ", ".join(f"{vm.name} ({machine.vm_id(vm)})" for vm in machine.vms[:8])
        raise UsageError("lab-guest-not-one", vm=name, count=len(found), known=known or "-")
    return found[0]


class GuestShell:
    """A `Responder` inside one VM, told by its Id; also the `HostState` of its door."""

    def __init__(self, life: Life, vm_id: str) -> None:
        self.life, self._vm_id = life, vm_id

    @property
    def reachable(self) -> bool:
        """The VM runs, and a network of its carries packets."""
        seen = self.life.seen
        vm = self._vm(seen)
        return vm is not None and running(seen, vm) and any(alive(seen, vm, nic) for nic in vm.nics)

    @property
    def boot(self) -> object:
        return self.life.boot

    def respond(self, pipeline: PipelineRequest) -> PipelineAnswer:
        """Answer one pipeline."""
        command = pipeline.commands[0] if len(pipeline.commands) == 1 else Command("")
        vm = self._vm(self.life.seen)
        if not command.is_script or command.name != guest_script() or vm is None:
            refused = Refused(command_not_found(pipeline.commands[0].name if pipeline.commands else ""))
            return PipelineAnswer(terminating=refused.error)
        asked = next((value for _, value in command.parameters), "{}")
        return PipelineAnswer((PSString(answer_text(self.life, self._vm_id, str(asked))),))

    def _vm(self, machine: Machine) -> Vm | None:
        return next((vm for vm in machine.vms if machine.vm_id(vm) == self._vm_id), None)


def answer_text(life: Life, vm_id: str, asked: str) -> str:
    """The one line of JSON (sriovkit.guest/1) that the script answers with in this guest."""
    want = json.loads(asked)
    peer = want.get("peer")
    seen, vm = now(life, vm_id)
    sections = {"adapters": _rows(shown.adapters(seen, vm)), "interfaces": _rows(shown.interfaces(seen, vm))}
    sections["before"] = _rows(shown.statistics(seen, vm))
    if peer:
        nic = way(seen, vm, peer)
        sections["route"] = _rows(shown.route(seen, vm, nic)) if nic else _no_route()
        sections["pings"] = _rows([row for size in want["sizes"] for row in _pings(life, vm_id, want, size)])
    seen, vm = now(life, vm_id)
    sections["after"] = _rows(shown.statistics(seen, vm))
    told = {"schema": SCHEMA, "script": {"version": VERSION}, "taken": stamp(seen.clock)}
    told |= {"computer": vm.name[:15].upper(), "peer": peer, "sections": sections}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def now(life: Life, vm_id: str) -> tuple[Machine, Vm]:
    """The machine as it is seen, with all entered that was carried: what has settled is no longer in it."""
    seen = as_seen(entered(life.machine))
    return seen, vm_of(seen, vm_id)


def _rows(rows: Iterable[Row]) -> dict[str, Any]:
    return {"ok": True, "rows": list(rows), "error": None}


def _no_route() -> dict[str, Any]:
    """Windows' own sentence is not known."""
    fault = {"id": "NotFound", "category": "ObjectNotFound", "message": "(the lab's words) no route to that address"}
    return {"ok": False, "rows": [], "error": fault}


def _pings(life: Life, vm_id: str, want: Mapping[str, Any], size: int) -> Iterable[Row]:
    for _ in range(int(want["count"])):
        status = send(life, vm_id, want["peer"], size)
        if status != ANSWERED:
            life.wait(int(want["timeout"]) / 1000)
        row = {"BufferSize": size, "StatusCode": status, "ProtocolAddress": want["peer"] if status == ANSWERED else ""}
        yield {**row, "ResponseTime": 0 if status == ANSWERED else None}


def send(life: Life, vm_id: str, peer: str, size: int) -> int:
    """Send one ping that carries `size` bytes, count it, and give its status."""
    told: list[int] = []

    def do(machine: Machine) -> Machine:
        seen = as_seen(machine)
        vm = vm_of(seen, vm_id)
        came = ping(seen, vm, peer, size + _HEADERS[ipaddress.ip_address(peer).version])
        told.append(came.status)
        nic = way(seen, vm, peer)
        if nic is None or not came.path:
            return machine
        return carried(machine, vm, nic, came.path, int(came.status == ANSWERED), 1)

    life.change(do)
    return told[0]


def admit(machine: Machine, name: str) -> Vm:
    """The VM that somebody may come into by WinRM. Raises UsageError and InputError (lab-guest-closed)."""
    vm = vm_of(machine, name)
    if not vm.guest.windows or not vm.guest.winrm:
        raise InputError("lab-guest-closed", host=machine.name, vm=vm.name, os=vm.guest.os)
    return vm
