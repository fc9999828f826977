"""Evidence that was pasted: a guest's console, before and after the pings, or the answer of the guest script.

Rule: what stands before the first ping is before, what stands behind the last one is after; a guest is told by the
machine that its prompts name, and nothing of one guest is laid to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import clean
from ..console.guest.shells import blocks
from ..console.lists import property_on, read_list
from ..console.read import check_size
from ..console.shape import Line, Notes
from ..console.tidy import tidy
from . import linux, windows
from .asking import SCHEMA
from .evidence import Look, grouped

#: Names that only the commands for a Windows guest print; none of them is translated.
_WINDOWS = frozenset({"pnpdeviceid", "receivedunicastpackets", "statuscode", "nlmtu", "nexthop"})


def read(text: str, mac: str = "") -> Look | None:
    """The look that a text shows of the guest with this MAC address, else of the one guest there is; None: no look.

    Raises InputError for text that is too large, and for a damaged answer of the script.
    """
    check_size(text)
    if f'"{SCHEMA}"' in text[:200] and text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return windows.read(text.lstrip("\ufeff"))
    lines = tidy(clean.mend(text)[0], Notes())
    looks = [look for part in _by_machine(lines) for look in (_windows(part), linux.read(part, mac)) if look]
    of_it = [look for look in looks if look.has_mac(mac)]
    meant = of_it if len(of_it) == 1 else looks
    return meant[0] if len(meant) == 1 else None


def _by_machine(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each machine, its prompts among them."""
    parts: dict[str, list[Line]] = {}
    for block in blocks(lines):
        part = parts.setdefault(block.computer, [])
        part += [lines[block.at]] if block.at >= 0 else []
        part += [line for _, line in block.lines]
    yield from parts.values()


def _windows(lines: Sequence[Line]) -> Look | None:
    """The records of Format-List by their names."""
    kept: dict[str, list[windows.Row]] = {}
    pings: list[tuple[int, int | None]] = []
    for row in _records(lines):
        if "StatusCode" in row:
            pings.append((windows.whole(row.get("BufferSize")) or 0, windows.whole(row["StatusCode"])))
        elif "ReceivedUnicastPackets" in row:
            kept.setdefault("after" if pings else "before", []).append(row)
        else:
            name = "interfaces" if "NlMtu" in row else "adapters" if "PnPDeviceID" in row else "route"
            kept.setdefault(name, []).append(row)
    if not kept and not pings:
        return None
    adapters = windows.look_at(kept.get("adapters", ()), kept, kept.get("interfaces", ()))
    return Look("windows", "", adapters, windows.route_of(kept.get("route", ())), "", grouped(pings))


def _records(lines: Sequence[Line]) -> Iterator[windows.Row]:
    at = 0
    while at < len(lines):
        if lines[at].blank or property_on(lines[at].text) is None:
            at += 1
            continue
        records, end = read_list(lines, at)
        for record in records:
            row = {_NAMES.get(f.name.lower(), f.name): f.value.strip() for f in record.fields}
            if _WINDOWS & {name.lower() for name in row}:
                yield row
        at = max(end, at + 1)


_NAMES = {
    name.lower(): name
    for name in (
        *("Name", "InterfaceDescription", "InterfaceIndex", "MacAddress", "PnPDeviceID", "MtuSize", "NlMtu"),
        *("ReceivedUnicastPackets", "SentUnicastPackets", "BufferSize", "StatusCode", "IPAddress", "NextHop"),
        "AddressFamily",
    )
}
