"""What is not touched, looked at live: hosts that others rule, storage and sessions over an adapter, undrained nodes.

Rule: seen refuses, seen to be otherwise is clear, and what could not be seen is asked of the person, never passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .. import catalogue
from ..plan import Refusal, Step
from ..plan.refusals import REFUSED, UNKNOWN
from .answer import Answer, Told
from .carrying import STORAGE, WINRM, Wires

#: From here on an adapter or a vSwitch loses its network.
_CUTS = catalogue.IMPACTS.index("nic-restart")
#: The one vSwitch that is known by its name to be Windows' own (HNS).
_OF_CONTAINERS = "default switch"


def of(answer: Answer, steps: Sequence[Step], release: str, ports: Sequence[str] = WINRM) -> list[Refusal]:
    """What a look (`looks.RULERS`) says of these steps; `ports` are those by which remote sessions come in."""
    if not any(s.kind == "command" and s.impact != "none" for s in steps):
        return []
    return [
        Refusal(code, REFUSED if verdict else UNKNOWN, release=release)
        for code, verdict in _verdicts(Wires(answer.items), answer, steps, ports)
        if verdict is not False
    ]


def _verdicts(
    wires: Wires, answer: Answer, steps: Sequence[Step], ports: Sequence[str]
) -> Iterator[tuple[str, bool | None]]:
    cutting = [s for s in steps if s.kind == "command" and catalogue.IMPACTS.index(s.impact) >= _CUTS]
    yield "network-atc", _any(answer.items.get("intents"))
    yield "managed", _managed(answer.items.get("extensions"))
    if cutting:  # a drained node has no VM NIC that could be changed, and one that keeps its network moves nothing
        yield "cluster", _undrained(answer)
    removed = [str(s.arguments["name"]).casefold() for s in cutting if s.action == "remove-switch"]
    if removed:  # of other vSwitches nothing that a host tells says whose they are
        yield "containers", True if _OF_CONTAINERS in removed else None
    if cutting:
        touched = frozenset(device for s in cutting for device in wires.touched(s))
        yield "session", _over(wires, touched, _local(wires, ports))
        yield "storage", _storage(wires, touched)
        yield "adapter-in-use", _in_use(wires, _to_be_empty(wires, cutting))


def _any(told: Told | None) -> bool | None:
    if told is None:
        return None
    return bool(told.rows) if told.state == "found" else (False if told.missing else None)


def _managed(told: Told | None) -> bool | None:
    if told is None or told.state != "found":
        return None
    return any(row.get("ExtensionType") == "Forwarding" and row.get("Enabled") == "True" for row in told.rows)


def _undrained(answer: Answer) -> bool | None:
    told = answer.items.get("nodes")
    if told is None or told.state != "found":
        return False if told is not None and told.missing else None
    own = [row for row in told.rows if row.get("Name", "").casefold() == answer.computer.casefold()]
    if len(own) != 1:
        return None
    # A node can be paused with its roles still on it; 2012 does not tell how far the drain is.
    return own[0].get("State") != "Paused" or own[0].get("DrainStatus", "Completed") != "Completed"


def _local(wires: Wires, ports: Sequence[str]) -> list[dict[str, str]]:
    return [dict(row) for row in wires.rows("connections") if row.get("LocalPort") in ports]


def _over(wires: Wires, touched: frozenset[str], connections: Iterable[dict[str, str]]) -> bool | None:
    """Whether the sessions come in by what is touched; a session that is not seen at all is unknown."""
    connections = list(connections)
    if not wires.knows("connections", "addresses", "adapters") or not connections:
        return None
    carrying, whole = wires.carrying(connections)
    if carrying & touched:
        return True
    return False if whole else None


def _storage(wires: Wires, touched: frozenset[str]) -> bool | None:
    """SMB or iSCSI over what is touched; RDMA there is storage where the host has Storage Spaces Direct."""
    if not wires.knows("connections", "addresses", "adapters", "rdma"):
        return None
    rows = wires.rows("connections")
    carrying, whole = wires.carrying(r for r in rows if {r.get("RemotePort"), r.get("LocalPort")} & set(STORAGE))
    if carrying & touched:
        return True
    fast = [row for row in wires.rows("rdma") if row.get("Enabled") == "True"]
    over = {d for row in fast for d in (row.get("InterfaceDescription", ""), *wires.under(row.get("Name", "")))}
    if over & touched:
        return True if _direct(wires.items.get("direct")) else None
    return False if whole and _direct(wires.items.get("direct")) is False else None


def _to_be_empty(wires: Wires, steps: Iterable[Step]) -> frozenset[str]:
    """Adapters on which a vSwitch is made beside everything else; a member that leaves its team is empty then."""
    alone = [s for s in steps if s.action == "new-switch" and s.target.startswith("nic:")]
    freed = {str(s.arguments["device"]) for s in steps if s.action == "free-member"}
    return frozenset(device for s in alone for device in wires.touched(s)) - freed


def _in_use(wires: Wires, empty: frozenset[str]) -> bool:
    """The host itself sends by it, or somebody gave it an address; what is not seen of that, a person confirms."""
    fixed = {row.get("InterfaceAlias", "") for row in wires.rows("addresses") if row.get("PrefixOrigin") == "Manual"}
    used = {device for alias in fixed for device in wires.under(alias)} | wires.carrying(wires.rows("connections"))[0]
    return bool(used & empty)


def _direct(told: Told | None) -> bool | None:
    """Whether the host has Storage Spaces Direct: a cluster without it answers as well, with the word Disabled."""
    if told is None or told.state != "found":
        return False if told is not None and told.missing else None
    words = {row.get("State") for row in told.rows}
    return True if "Enabled" in words else (False if words <= {"Disabled"} else None)
