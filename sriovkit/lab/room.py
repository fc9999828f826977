"""The server room of a running lab, from Python: look, act, reset, play another scenario.

Rule: one request each over loopback, past every proxy; errors of the lab are raised here in the reader's language.
"""

from __future__ import annotations

import http.client
import json
import os
import time
from pathlib import Path
from typing import Any

from ..core.errors import HostError, InputError, UsageError
from . import control_file

_KINDS = {kind.__name__: kind for kind in (HostError, InputError, UsageError)}
_PATIENCE = 30.0  # seconds for one answer
_LOOK = 0.1


class Room:
    """`lab` is a Lab, a RunningLab, what `Lab.info()` gives, or the path of a control file.

    `state()` is plain data, schema sriovkit.room/1; the calls that change something give the state after it.
    """

    def __init__(self, lab: Any) -> None:
        self._path = Path(_file_of(lab))

    def state(self) -> dict[str, Any]:
        """Power, setup items with pending values, slots with cards, VMs, and the acts there are."""
        return self._ask({"action": "state"})

    def reach(self) -> dict[str, Any]:
        """How to reach the lab's host, as `Lab.info()` tells it: the password is in it."""
        return self._ask({"action": "reach"})

    def act(self, name: str, **given: str | bool | int) -> dict[str, Any]:
        """Do something by hand: act("bios", item="sriov", value=True).

        Raises UsageError for an act or argument that there is not, InputError where hands could not do it now.
        """
        return self._ask({"action": "act", "name": name, "with": given})

    def reset(self) -> dict[str, Any]:
        """The scenario from its start."""
        return self._ask({"action": "reset"})

    def scenario(self, name: str) -> dict[str, Any]:
        """Another scenario in the same running lab."""
        return self._ask({"action": "scenario", "name": name})

    def guest(self, vm: str) -> dict[str, Any]:
        """How to reach a Windows guest's WinRM, with the account of the lab: port, tls_port, certificate (PEM text).

        Raises UsageError for a VM that there is not, InputError for a guest without WinRM.
        """
        return self._ask({"action": "guest", "name": vm})

    def host(self, name: str = "") -> dict[str, Any]:
        """How to reach the other host of the scenario, with the account of the lab: name, port, tls_port, certificate.

        Raises UsageError where there is none of that name.
        """
        return self._ask({"action": "host", "name": name})

    def console(self, vm: str, lines: str) -> str:
        """What a Linux guest's console shows for lines that are typed there, prompts among it; to be pasted.

        Raises UsageError for a VM that there is not, InputError for a guest that is no Linux or does not run.
        """
        return str(self._ask({"action": "console", "name": vm, "with": {"lines": lines}})["text"])

    def settle(self, seconds: float = 120.0) -> dict[str, Any]:
        """Wait until nothing is on its way any more, on no host of the room, or for that long; then the state."""
        until = time.monotonic() + seconds
        while not _at_rest(state := self.state()) and time.monotonic() < until:
            time.sleep(_LOOK)
        return state

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        told = control_file.read(self._path)
        headers = {"Authorization": f"Bearer {told.token}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", told.port, timeout=_PATIENCE)
        try:
            connection.request("POST", "/control", json.dumps(asked), headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            raise HostError("lab-control-refused", host="127.0.0.1", status="-") from None
        finally:
            connection.close()
        if error := answer.get("error"):
            facts = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in error["facts"].items()}
            raise _KINDS.get(error["kind"], UsageError)(error["code"], host=error["host"], **facts)
        if not answer.get("ok"):
            raise HostError("lab-control-refused", host="127.0.0.1", status=response.status)
        state: dict[str, Any] = answer["state"]
        return state

    def __repr__(self) -> str:
        return f"Room({str(self._path)!r})"


def _file_of(lab: Any) -> str:
    if isinstance(lab, str | os.PathLike):
        return os.fspath(lab)
    info = lab if isinstance(lab, dict) else {"control_file": getattr(lab, "control_file", "")}
    return str(info.get("control_file") or os.devnull)


def _at_rest(state: dict[str, Any]) -> bool:
    return bool(state["settled"] and (state["partner"] or state)["settled"])
