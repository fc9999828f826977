"""What must not be touched by a plan: managed hosts, switches of others, storage, undrained nodes.

Rule: a fact that nobody collected is unknown and says by which command to look; it is never taken for a yes or a no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import releases
from ..snapshot import Snapshot
from .commands import Call, Pipe, shown

REFUSED, UNKNOWN = "refused", "unknown"

_LIST = Call("Format-List", {"Property": ("Name", "ExtensionType", "Enabled", "Running")})
#: By which command a person sees what the snapshot does not tell.
LOOK: Mapping[str, tuple[Pipe, ...]] = {
    "network-atc": ((Call("Get-NetIntent"),),),
    "managed": ((Call("Get-VMSwitch"), Call("Get-VMSwitchExtension"), _LIST),),
    "containers": ((Call("Get-VMSwitch"), Call("Format-List", {"Property": ("Name", "Id", "Notes", "SwitchType")})),),
    "storage": (
        (Call("Get-ClusterStorageSpacesDirect"),),
        (Call("Get-NetAdapterRdma"),),
        (Call("Get-NetTCPConnection", {"State": "Established", "RemotePort": ("445", "3260")}),),
    ),
    "cluster": ((Call("Get-ClusterNode"),),),
    "session": (
        (Call("Get-NetTCPConnection", {"State": "Established", "LocalPort": ("5985", "5986")}),),
        (Call("Get-NetIPAddress"),),
    ),
}
#: The first Windows that has what is looked for.
_SINCE = {"network-atc": "2025"}
_COMMAND_SINCE = {"Get-ClusterStorageSpacesDirect": "2016"}


@dataclass(frozen=True)
class Refusal:
    """Something that is not done, or ("unknown") not before somebody has looked. `target` is "host" or a label."""

    code: str
    state: str
    target: str = "host"
    names: Mapping[str, str] = field(default_factory=dict)
    release: str = ""

    @property
    def commands(self) -> list[str]:
        """The commands by which to look, as far as this Windows has them."""
        pipes = LOOK.get(self.code, ())
        return [shown(pipe) for pipe in pipes if _has(self.release, _COMMAND_SINCE.get(pipe[0].cmdlet, ""))]

    def to_dict(self) -> dict[str, Any]:
        told = {"code": self.code, "state": self.state, "target": self.target, "names": dict(self.names)}
        return {**told, "release": self.release, "commands": self.commands}


def of(snapshot: Snapshot) -> Iterator[Refusal]:
    """What the host is, as far as its snapshot tells; what it does not tell is unknown."""
    release = releases.of(snapshot)
    for code, told in _TOLD.items():
        since = _SINCE.get(code, "")
        verdict = False if since and not _has(release, since) else told(snapshot)
        if verdict is not False:
            yield Refusal(code, REFUSED if verdict else UNKNOWN, release=release)


def _has(release: str, since: str) -> bool:
    """Whether a Windows has something; one that does not tell its release may have anything."""
    order = list(releases.BUILDS)
    return not since or not release or order.index(release) >= order.index(since)


def _answers(section: str) -> Callable[[Snapshot], bool | None]:
    """True where a command answers with something, False where it is not there or gives nothing."""

    def told(snapshot: Snapshot) -> bool | None:
        state = snapshot.state(section)
        return {"answered": True, "partial": True, "empty": False, "missing": False}.get(state)

    return told


def _managed(snapshot: Snapshot) -> bool | None:
    """A forwarding extension that is on: Microsoft's own are none."""
    if snapshot.state("Get-VMSwitchExtension") not in ("answered", "empty"):
        return None
    rows = snapshot.rows("Get-VMSwitchExtension")
    return any(_word(row.get("ExtensionType")) == "Forwarding" and row.get("Enabled") is True for row in rows)


def _undrained(snapshot: Snapshot) -> bool | None:
    """A node of a cluster that is not paused."""
    if snapshot.state("Get-ClusterNode") == "missing":
        return False
    own = [row for row in snapshot.rows("Get-ClusterNode") if str(row.get("Name")).lower() == snapshot.host.lower()]
    return _word(own[0].get("State")) != "Paused" if own else None


def _word(value: Any) -> str:
    return str(value.get("word") if isinstance(value, Mapping) else value)


#: Code -> what the snapshot tells: True refuses, False is clear, None is unknown.
_TOLD: Mapping[str, Callable[[Snapshot], bool | None]] = {
    "network-atc": _answers("Get-NetIntent"),
    "managed": _managed,
    "containers": lambda _: None,
    "storage": lambda _: None,
    "cluster": _undrained,
}
