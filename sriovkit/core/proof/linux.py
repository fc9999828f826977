"""A Linux guest's evidence out of pasted text: `ethtool -S` before and after `ping`, `ip link`, `ip route get`, dmesg.

Rule: what the lines say of VF and data path is read where every pasted guest is read (core.console.guest); here are
only the counters by their place, the pings and the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..console.guest.guests import Guests
from ..console.guest.linux import read as read_guest
from ..console.guest.shells import blocks
from ..console.shape import Line
from .evidence import SYNTHETIC, UNBOUND, VF, Adapter, Counters, Look, Pings, Route, solid

_LONGEST = 2000
_SENT = re.compile(r"PING (\S{1,80}) ?\((\S{1,80})\)(?: from .{1,80}?:)? (\d{1,6})(?:\(\d{1,6}\))? (?:data )?bytes")
_DONE = re.compile(r"(\d{1,6}) packets transmitted, (\d{1,6}) (?:packets )?received")
_BIG = re.compile(r"message too long|local error.{0,40}mtu", re.IGNORECASE)
_WAY = re.compile(r"\s{0,4}(\S{2,80}) (?:via (\S{2,80}) )?dev ([\w.-]{1,40})(?: .{0,120}?src (\S{2,80}))?")
_MTU = re.compile(r"(?:\d{1,6}: )?([\w.-]{1,40})(?:@[\w.-]{1,40})?: <[A-Z0-9_,-]{0,200}> mtu (\d{1,6})\b")
_COUNTER = re.compile(r"\s{1,12}vf_(rx|tx)_packets: {1,8}(\d{1,19})\s*")
_ASKED = re.compile(r"ethtool (?:-S|--statistics) ([\w.-]{1,40})\s*$")


@dataclass
class _Seen:
    """What the lines told so far."""

    counters: dict[str, dict[str, dict[str, int]]] = field(default_factory=lambda: {"before": {}, "after": {}})
    mtus: dict[str, int] = field(default_factory=dict)
    pings: list[Pings] = field(default_factory=list)
    peer: str = ""
    route: Route | None = None
    size: int | None = None
    too_big: bool = False


def read(lines: Sequence[Line], mac: str = "") -> Look | None:
    """The look in one machine's lines; None where they are no Linux guest's."""
    guests, seen, computer = Guests(), _Seen(), ""
    for block in blocks(lines):
        read_guest(block, guests)
        computer = computer or block.computer
        asked = _ASKED.search(block.text)
        for _, line in block.lines:
            if len(line.text) <= _LONGEST:
                _line(seen, line.text, asked[1] if asked else "")
    rows = [row for row in guests.rows() if not mac or solid(row.get("MacAddress")) in ("", mac)] or guests.rows()
    adapters = tuple(adapter for row in rows for adapter in _adapters(row, seen))
    if not adapters and not seen.pings:
        return None
    return Look("linux", computer, adapters, seen.route, seen.peer, tuple(seen.pings))


def _line(seen: _Seen, text: str, interface: str) -> None:
    sent, done, link, counter = _SENT.search(text), _DONE.search(text), _MTU.match(text), _COUNTER.fullmatch(text)
    if sent:
        seen.peer, seen.size, seen.too_big = sent[2], int(sent[3]), False
    elif done and seen.size is not None:
        seen.pings.append(Pings(seen.size, int(done[1]), int(done[2]), seen.too_big))
        seen.size = None
    elif link:
        seen.mtus[link[1]] = int(link[2])
    elif counter and interface:
        when = "after" if seen.pings or seen.size is not None else "before"
        seen.counters[when].setdefault(interface, {})[counter[1]] = int(counter[2])
    elif seen.size is not None and _BIG.search(text):
        seen.too_big = True
    else:
        seen.route = _way(text) or seen.route


def _way(text: str) -> Route | None:
    way = _WAY.match(text) if " dev " in text else None
    return Route(None, way[3], way[4] or "", way[2] is None) if way else None


def _adapters(row: Mapping[str, Any], seen: _Seen) -> Iterator[Adapter]:
    """The synthetic adapter of a row, and the VF that is bound to it."""
    name, mac = str(row.get("Interface") or ""), solid(row.get("MacAddress"))
    yield Adapter(name, SYNTHETIC, mac, mtu=seen.mtus.get(name), driver=str(row.get("SyntheticDriver") or ""))
    if row.get("VfPresent") and not row.get("VfBoundTo"):
        yield Adapter("", UNBOUND, mac)
    elif row.get("VfPresent"):
        before, after = (_counters(seen.counters[when].get(name, {})) for when in ("before", "after"))
        bound, driver = str(row["VfBoundTo"]), str(row.get("VfDriver") or "")
        yield Adapter(bound, VF, mac, None, seen.mtus.get(bound), None, row.get("DataPathOnVf"), driver, before, after)


def _counters(told: Mapping[str, int]) -> Counters:
    return Counters(told.get("rx"), told.get("tx"))
