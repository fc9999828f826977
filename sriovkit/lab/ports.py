"""Settings of one port of a vSwitch: its VLAN and its access list.

Rule: what an administrator chose, for a VM's adapter and for the host's own alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: The highest number of a VLAN that a port can have.
LAST_VLAN: Final = 4094


@dataclass(frozen=True)
class Vlan:
    """The port's VLAN; private VLANs are not played."""

    #: Untagged | Access | Trunk
    mode: str = "Untagged"
    #: The VLAN of an access port.
    access: int = 0
    #: The VLAN of untagged packets on a trunk, and those that may pass ("10,20-29").
    native: int = 0
    allowed: str = ""

    @property
    def tag(self) -> int:
        """The VLAN that the owner's own packets are in; 0: none."""
        return {"Access": self.access, "Trunk": self.native}.get(self.mode, 0)

    @property
    def allowed_ids(self) -> list[int]:
        """The numbers behind "10,20-29"; raises ValueError where it is no such list."""
        found: list[int] = []
        for part in filter(None, self.allowed.replace(" ", "").split(",")):
            first, _, last = part.partition("-")
            if not 0 <= int(first) <= int(last or first) <= LAST_VLAN:
                raise ValueError(part)
            found += range(int(first), int(last or first) + 1)
        return found


@dataclass(frozen=True)
class Acl:
    """One entry of the access list; an address is IPv4, IPv6 with or without prefix, a MAC address, or "ANY"."""

    #: Allow | Deny | Meter
    action: str = "Deny"
    #: Inbound | Outbound | Both
    direction: str = "Both"
    local: str = "ANY"
    remote: str = "ANY"
