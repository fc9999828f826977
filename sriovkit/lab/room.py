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

    def settle(self, seconds: float = 120.0) -> dict[str, Any]:
        """Wait until nothing is on its way any more, or for that long at most; then the state."""
        until = time.monotonic() + seconds
        while not (state := self.state())["settled"] and time.monotonic() < until:
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
            raise _KINDS.get(error["kind"], UsageError)(error["code"], host=error["host"], **error["facts"])
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
