"""What runs inside a VM, and the network outside the host that its packets meet.

Rule: plain values; what becomes of a packet is drawn in `verdicts.delivery`, what was counted in `traffic`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Guest:
    """What runs inside a VM, as far as a VF asks."""

    #: Names a Windows ("Windows Server 2019"); anything else is a Linux.
    os: str = "Windows Server 2019"
    #: The guest's Windows or Linux can take a VF at all.
    can_sriov: bool = True
    #: The vendor's VF driver is there and works.
    vf_driver: bool = True
    #: PCI vendors of the NICs whose VFs it has a driver for; none named: whichever it meets.
    vf_vendors: tuple[str, ...] = ()
    #: Integration components of the right version.
    integration_current: bool = True
    #: WinRM of a Windows guest answers.
    winrm: bool = True

    @property
    def windows(self) -> bool:
        return self.os.startswith("Windows")


@dataclass(frozen=True)
class Inside:
    """One adapter as the guest has set it up."""

    #: With its prefix ("192.0.2.21/24"); "": the lab gives one (`verdicts.delivery.address`), "none": it has none.
    ip: str = ""
    #: Bytes of the largest IP packet.
    mtu: int = 1500
    #: Packets a second that the guest exchanges with whom it reaches, each way.
    packets: int = 12


@dataclass(frozen=True)
class Peer:
    """A machine on the network outside that answers pings."""

    address: str = "192.0.2.10"
    #: Its VLAN; 0: untagged.
    vlan: int = 0
    #: Bytes of the largest IP packet it takes.
    mtu: int = 9000
    answers: bool = True


@dataclass(frozen=True)
class Wire:
    """The physical switch's port at the other end of a port's cable; a port without one here lets everything pass."""

    port: str
    #: The VLANs it carries tagged; empty: every one.
    vlans: tuple[int, ...] = ()
    #: Bytes of the largest IP packet that passes.
    mtu: int = 9000


@dataclass(frozen=True)
class Counted:
    """Packets of one VM NIC so far, over each of its paths; fractions of a packet are on their way."""

    vm_nic: str
    vf_rx: float = 0.0
    vf_tx: float = 0.0
    synthetic_rx: float = 0.0
    synthetic_tx: float = 0.0


@dataclass(frozen=True)
class Outside:
    """The network that the host is plugged into."""

    peers: tuple[Peer, ...] = (Peer(),)
    wires: tuple[Wire, ...] = field(default=())
