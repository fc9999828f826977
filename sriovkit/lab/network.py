"""The host's own network: its adapters on vSwitches, addresses, routes, name servers, connections.

Rule: plain values as Windows keeps them; an adapter is told by its name, a vSwitch's by "vEthernet (name)".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .ports import Acl, Vlan


@dataclass(frozen=True)
class HostNic:
    """An adapter of the management operating system on a vSwitch."""

    name: str
    switch: str
    vlan: Vlan = field(default_factory=Vlan)
    acls: tuple[Acl, ...] = ()
    rdma: bool = False
    mac: str = ""

    @property
    def alias(self) -> str:
        """What the host calls the network connection."""
        return f"vEthernet ({self.name})"


@dataclass(frozen=True)
class Address:
    """One IP address; `origin` is Manual, Dhcp or RouterAdvertisement."""

    ip: str
    prefix: int = 24
    origin: str = "Manual"


@dataclass(frozen=True)
class Route:
    """One route beyond those that follow from the addresses; `destination` is a prefix."""

    next_hop: str
    destination: str = "0.0.0.0/0"
    metric: int = 256
    #: Manual | Dhcp
    origin: str = "Manual"


@dataclass(frozen=True)
class Interface:
    """TCP/IP on one adapter of the host."""

    adapter: str
    dhcp: bool = True
    addresses: tuple[Address, ...] = ()
    routes: tuple[Route, ...] = ()
    #: Name servers chosen by hand; without any those of DHCP.
    dns: tuple[str, ...] = ()
    #: Public | Private | DomainAuthenticated
    category: str = "Private"
    #: Name of the network that the adapter is in.
    network: str = "Network"
    metric: int = 25


@dataclass(frozen=True)
class Connection:
    """An established TCP connection; it is there as long as its own address is."""

    local: str
    remote: str
    #: 3260 is iSCSI, 445 is SMB.
    remote_port: int
    local_port: int = 49700
    process: int = 4


@dataclass(frozen=True)
class Entry:
    """How remote sessions come in, beside the port (`Machine.management`)."""

    #: The address that clients go to; "": whatever address the host has.
    address: str = ""
    #: The VLAN in which the physical network delivers their packets; 0: none.
    vlan: int = 0
    #: They come from another subnet: through a default route, and not into a Public network.
    routed: bool = False
