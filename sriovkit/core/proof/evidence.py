"""What one look into a guest told: its adapters with their counters before and after, the way to the peer, the pings.

Rule: the same record whether it came over the wire or was pasted; what was not told is None and never zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Kinds of an adapter in a guest: a VF whose driver did not bind it is UNBOUND; "" where nothing tells.
SYNTHETIC, VF, UNBOUND = "synthetic", "vf", "unbound"
#: Win32_PingStatus.StatusCode of a packet that the guest's own adapter does not take.
ANSWERED, TOO_BIG = 0, 11009
_MAC = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Counters:
    """Unicast packets that an adapter received and sent; None where nobody told."""

    rx: int | None = None
    tx: int | None = None

    def since(self, before: Counters) -> Counters:
        """How much they rose; None where one end is unknown."""
        return Counters(*(_less(a, b) for a, b in ((self.rx, before.rx), (self.tx, before.tx))))


def _less(after: int | None, before: int | None) -> int | None:
    return None if after is None or before is None else after - before


@dataclass(frozen=True)
class Adapter:
    """One adapter as its guest sees it."""

    name: str = ""
    kind: str = ""
    #: Twelve digits in small letters; "" where unknown.
    mac: str = ""
    index: int | None = None
    #: Bytes of the largest IP packet.
    mtu: int | None = None
    #: Its link is up.
    up: bool | None = None
    #: Packets go through it now, by the guest's own word (Linux); None where no guest says so.
    carries: bool | None = None
    driver: str = ""
    before: Counters = Counters()
    after: Counters = Counters()

    @property
    def rise(self) -> Counters:
        return self.after.since(self.before)


@dataclass(frozen=True)
class Pings:
    """Pings of one size that were not to be cut into fragments; `size` is what they carried, in bytes."""

    size: int
    sent: int
    answered: int
    #: Sent into a network that the guest's own adapter found them too big for.
    too_big: bool = False

    @property
    def good(self) -> bool:
        """Answered, but for one at most: the first may be lost to finding the neighbour."""
        return self.answered > 0 and self.answered >= self.sent - 1


@dataclass(frozen=True)
class Route:
    """The way to the peer: the adapter's index or name, and whether a router stands between."""

    index: int | None = None
    name: str = ""
    source: str = ""
    direct: bool | None = None


@dataclass(frozen=True)
class Look:
    """One look into one guest."""

    #: "windows" or "linux".
    system: str
    computer: str = ""
    adapters: tuple[Adapter, ...] = ()
    route: Route | None = None
    peer: str = ""
    pings: tuple[Pings, ...] = ()
    #: Commands that failed in the guest: (name, what it said).
    failed: tuple[tuple[str, str], ...] = ()

    def of_mac(self, mac: str, kind: str) -> Adapter | None:
        """The adapter of a kind with this MAC address; None where there is none, or more than one."""
        found = [a for a in self.adapters if mac and a.mac == mac and a.kind == kind]
        return found[0] if len(found) == 1 else None

    def has_mac(self, mac: str) -> bool:
        return bool(mac) and any(a.mac == mac for a in self.adapters)

    @property
    def macs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a.mac for a in self.adapters if a.mac))

    @property
    def way(self) -> Adapter | None:
        """The adapter that the way to the peer leaves by."""
        if self.route is None:
            return None
        return next((a for a in self.adapters if _is(a, self.route)), None)

    def pinged(self, size: int) -> Pings | None:
        """The pings of at least this size, the smallest first."""
        return min((p for p in self.pings if p.size >= size), key=lambda p: p.size, default=None)

    @property
    def small(self) -> Pings | None:
        return min(self.pings, key=lambda p: p.size, default=None)

    @property
    def answers(self) -> int:
        return sum(p.answered for p in self.pings)


def _is(adapter: Adapter, route: Route) -> bool:
    if route.index is not None:
        return adapter.index == route.index and adapter.kind != VF
    return bool(route.name) and adapter.name == route.name and adapter.kind != VF


def solid(mac: object) -> str:
    """A MAC address as twelve digits in small letters; "" where it is none, or was not given out yet."""
    told = re.sub(r"[^0-9a-f]", "", str(mac or "").lower())
    return told if _MAC.fullmatch(told) and told.strip("0") else ""


def dashed(mac: str) -> str:
    """The same for a reader."""
    return "-".join(mac[i : i + 2] for i in range(0, len(mac), 2)).upper()


def grouped(results: Iterable[tuple[int, int | None]]) -> tuple[Pings, ...]:
    """(size, StatusCode) of every ping -> one record a size, in order."""
    sizes: dict[int, list[int | None]] = {}
    for size, status in results:
        sizes.setdefault(size, []).append(status)
    return tuple(Pings(size, len(told), told.count(ANSWERED), TOO_BIG in told) for size, told in sizes.items())
