"""Virtual switches, VMs, their adapters and guests.

Rule: what an administrator chose stands here; what the host makes of it (VFs, data paths) is drawn in verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .guest import Guest, Inside
from .ports import Acl, Vlan


@dataclass(frozen=True)
class Extension:
    """An extension that was added to a vSwitch, beside the two that Windows brings."""

    name: str
    #: Capture | Filter | Forwarding
    kind: str = "Forwarding"
    enabled: bool = True
    vendor: str = ""
    #: It takes the VFs of the ports away, as a forwarding extension may.
    takes_vfs: bool = False


@dataclass(frozen=True)
class Switch:
    """A vSwitch as it was created; `iov` is the wish, fixed from then on."""

    name: str
    #: Private | Internal | External
    kind: str = "External"
    #: Names of ports, or of one team.
    uplinks: tuple[str, ...] = ()
    iov: bool = False
    embedded_teaming: bool = False
    allow_management_os: bool = False
    notes: str = ""
    extensions: tuple[Extension, ...] = ()
    #: Ports that it is being bound to (`settling.as_seen`): not its own yet, and no longer the host's.
    taking: tuple[str, ...] = ()
    #: Empty: derived from the machine's and the switch's name.
    id: str = ""

    @property
    def takes_vfs(self) -> bool:
        """One of its extensions leaves no port a VF."""
        return any(e.enabled and e.takes_vfs for e in self.extensions)


@dataclass(frozen=True)
class VmNic:
    """One adapter of a VM; `switch` is "" where it is connected to none."""

    switch: str = ""
    #: Empty: Windows' own name for a new adapter, in its language.
    name: str = ""
    iov_weight: int = 0
    queue_pairs: int = 1
    #: Default | Adaptive | Off | Low | Medium | High
    moderation: str = "Default"
    legacy: bool = False
    allow_teaming: bool = False
    mac_spoofing: bool = False
    #: None | Source | Destination
    port_mirroring: str = "None"
    dhcp_guard: bool = False
    router_guard: bool = False
    #: Bits per second; 0: no limit.
    maximum_bandwidth: int = 0
    inside: Inside = field(default_factory=Inside)
    vlan: Vlan = field(default_factory=Vlan)
    acls: tuple[Acl, ...] = ()
    id: str = ""
    mac: str = ""

    @property
    def policed(self) -> bool:
        """Its port has a setting that a VF cannot carry, and so gets none (which ones do is the lab's choice)."""
        kept = self.port_mirroring != "None" or self.dhcp_guard or self.router_guard
        return kept or self.maximum_bandwidth > 0 or bool(self.acls)


@dataclass(frozen=True)
class Vm:
    """One virtual machine."""

    name: str
    #: Running | Off | Saved | Paused
    state: str = "Running"
    generation: int = 2
    guest: Guest = field(default_factory=Guest)
    nics: tuple[VmNic, ...] = ()
    id: str = ""
