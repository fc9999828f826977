"""What is sent into a Windows guest: one fixed script, and one JSON text that says what to ping.

Rule: the script is the same for every guest, byte for byte; what somebody named goes in the JSON and never into it.
"""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..errors import UsageError

#: Raised whenever what the script answers changes.
VERSION = "1"
SCHEMA = "sriovkit.guest/1"
#: Bytes of a ping that passes wherever anything passes.
SMALL = 32
_HEADERS = {4: 20 + 8, 6: 40 + 8}  # bytes of IP and ICMP before what a ping carries
#: The zone of a link-local address, which Python takes as it is: an interface, and nothing that a shell reads.
_ZONE = re.compile(r"[A-Za-z0-9_.-]{0,15}")
_LEAST, _MOST = 576, 65_535  # bytes of an MTU


@cache
def guest_script() -> str:
    """The PowerShell text; it takes one parameter, -Asked, and answers with one line of JSON (sriovkit.guest/1)."""
    text = files(__package__).joinpath("guest.ps1").read_text(encoding="utf-8").replace("\r\n", "\n")
    return text.replace("%VERSION%", VERSION)


@dataclass(frozen=True)
class Asked:
    """Whom to ping and how: `mtu` is the largest IP packet in bytes, `count` the pings of each size."""

    peer: str | None = None
    mtu: int = 1500
    count: int = 4
    #: Milliseconds that one answer may take.
    timeout: int = 1000

    @classmethod
    def of(cls, peer: str | None, mtu: int = 1500, count: int = 4) -> Asked:
        """What was asked for, checked. Raises UsageError for a peer that is no IP address, and for numbers that no
        network has."""
        if peer is not None:
            try:
                peer = str(ipaddress.ip_address(peer))
                if not _ZONE.fullmatch(peer.partition("%")[2]):
                    raise ValueError
            except ValueError:
                raise UsageError("proof-peer", peer=peer) from None
        for name, value, least, most in (("mtu", mtu, _LEAST, _MOST), ("count", count, 1, 100)):
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise UsageError("proof-number", name=name, value=value, least=least, most=most)
        return cls(peer, mtu, count)

    @property
    def size(self) -> int:
        """Bytes that a ping carries in the largest packet that must pass."""
        return self.mtu - _HEADERS[ipaddress.ip_address(self.peer).version if self.peer else 4]

    @property
    def sizes(self) -> tuple[int, ...]:
        """A small ping first: it tells a dead network from one that only lets no large packet through."""
        return tuple(dict.fromkeys((SMALL, self.size)))

    @property
    def deadline(self) -> float:
        """Seconds that one look may take: every ping lost, and a minute for everything else."""
        pings = len(self.sizes) * self.count if self.peer else 0
        return 60.0 + pings * (self.timeout / 1000 + 1.0)

    def json(self) -> str:
        """The parameter of the script, plain ASCII."""
        told = {"peer": self.peer, "sizes": list(self.sizes), "count": self.count, "timeout": self.timeout}
        return json.dumps(told, ensure_ascii=True)
