"""What is not as it will be: values that wait for a restart, and things that have not come to rest.

Rule: plain records; when they end is said here, what they mean in `settling` and `acts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Pending:
    """A value that was chosen and is not in force yet.

    `kind` "bios", "rom" or "os" waits for the next start of the server, "port" for a restart of the adapter or server.
    `name` is the card's first port for "rom", the port for "port", else "".
    """

    kind: str
    name: str
    item: str
    value: int


@dataclass(frozen=True)
class Settling:
    """A thing on its way until a moment of the machine's clock.

    kind   name                 meanwhile
    host   ""                   nobody reaches it; `was` is "off" where it was switched on by hand
    adapter a port              it has no link, a vSwitch on it no uplink
    switch its name             it has no uplink
    vm     its id               it is in the state `was`
    vf     id of the VM NIC     the VF is given, its data path not yet active
    address adapter and address the address is tentative
    network an adapter          its network is not identified: its category is Public
    drain  ""                   the cluster node moves its VMs away
    leave  id of a VM           it is still here, without a VF
    arrive id of a VM           it is not here yet
    """

    kind: str
    name: str
    until: datetime
    was: str = ""
