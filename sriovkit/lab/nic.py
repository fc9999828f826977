"""Network cards and their ports, drivers and teams.

Rule: a card's Option ROM, firmware and driver serve all its ports; the *SRIOV keyword is each port's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Driver:
    """The driver of a card's ports."""

    provider: str = "Simulated vendor"
    version: str = "1.0.0.0"
    date: str = "2012-06-01"
    #: It declares SR-IOV: a PF driver.
    pf_support: bool = True
    #: VFs that its INF asks for, the upper bound (NicSwitches: *NumVFs).
    num_vfs: int = 64
    #: Releases on which it brings up no SR-IOV although the chip has it.
    not_on: tuple[str, ...] = ()
    #: NumVFs shows the registry's default whatever the card is set to (Emulex).
    shows_defaults: bool = False


@dataclass(frozen=True)
class CardFirmware:
    """The Option ROM: its SR-IOV switch and its number of VFs for each port."""

    sriov: bool = True
    vfs: int = 16


@dataclass(frozen=True)
class Port:
    """One port: a network connection of the host."""

    name: str
    #: The *SRIOV keyword: True 1, False 0.
    sriov_keyword: bool = True
    link_up: bool = True
    mtu: int = 1500
    vlan: int = 0
    #: RDMA is switched on, where the card has it.
    rdma: bool = True


@dataclass(frozen=True)
class Card:
    """A network card; `slot` is where it sits, "" for a synthetic adapter that sits on no PCI bus."""

    slot: str
    description: str
    family: str = ""
    vendor: str = ""
    device: str = ""
    #: VFs that the hardware can do for each port; 0: no SR-IOV capability.
    max_vfs: int = 0
    #: Memory that the registers of one VF take, MiB.
    vf_bar_mib: int = 1
    #: Queue pairs of a port; 0: as many as VFs.
    queue_pairs: int = 0
    #: Of these, what the default port takes as soon as a vSwitch is there.
    default_queue_pairs: int = 0
    vf_rss: bool = False
    #: It can do RDMA (RoCE, iWARP).
    rdma: bool = False
    speed: int = 10_000_000_000
    lanes: int = 8
    #: Encoded: 1 is 2.5 Gbps, 2 is 5 Gbps.
    link_speed: int = 2
    msix: int = 64
    firmware: CardFirmware = field(default_factory=CardFirmware)
    driver: Driver = field(default_factory=Driver)
    ports: tuple[Port, ...] = ()

    @property
    def capable(self) -> bool:
        """The silicon has SR-IOV."""
        return self.max_vfs > 0

    @property
    def synthetic(self) -> bool:
        return not self.slot


@dataclass(frozen=True)
class Team:
    """An LBFO team; its NIC has the team's name."""

    name: str
    members: tuple[str, ...]
    #: Static | SwitchIndependent | Lacp
    mode: str = "SwitchIndependent"
    #: TransportPorts | IPAddresses | MacAddresses | HyperVPort | Dynamic
    algorithm: str = "TransportPorts"
