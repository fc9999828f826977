"""The simulated host: everything it is, and no answer. All that a cmdlet says follows from these fields.

Rule: frozen and pure; whoever changes the host makes another one with `dataclasses.replace`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ..core.script import VERSION
from .cluster import Cluster, Intent
from .event_log import Logged
from .firmware import Boot, Chipset, Cpu, Firmware, Registry, Slot
from .guest import Counted, Outside
from .network import Connection, Entry, HostNic, Interface
from .nic import Card, Port, Team
from .vm import Switch, Vm, VmNic
from .waiting import Pending, Settling
from .windows import LANGUAGES, RELEASES, Language, Release

MANUFACTURER = "sriovkit lab"
#: Every model name begins so: a reader needs nothing else to know that the host is simulated.
SIMULATED = "sriovkit lab (simulated)"
_IDS = uuid.UUID("5f1c2d7e-6a53-4c0e-9a55-7e10f0a5b3c1")
_FIRST_CLOCK = datetime(2026, 11, 22, 5, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Machine:
    """One host. Its identities are derived from its name unless given, so that two starts answer alike."""

    name: str
    release: str = "2019"
    #: Language that Windows speaks: en | ja.
    language: str = "en"
    model: str = "Server R1"
    clock: datetime = _FIRST_CLOCK
    #: Hours since the host was started.
    uptime_hours: int = 72
    domain: str = "WORKGROUP"
    memory_gib: int = 128
    #: Hyper-V and its PowerShell module are installed.
    hyperv: bool = True
    #: Who asks is an administrator with elevated rights.
    elevated: bool = True
    #: Version of the collecting script in the host's JEA role, "" where it has none; needs Windows PowerShell 5.1.
    role: str = VERSION
    #: The host is itself a VM.
    nested: bool = False
    cpu: Cpu = field(default_factory=Cpu)
    firmware: Firmware = field(default_factory=Firmware)
    chipset: Chipset = field(default_factory=Chipset)
    boot: Boot = field(default_factory=Boot)
    registry: Registry = field(default_factory=Registry)
    slots: tuple[Slot, ...] = ()
    cards: tuple[Card, ...] = ()
    teams: tuple[Team, ...] = ()
    switches: tuple[Switch, ...] = ()
    vms: tuple[Vm, ...] = ()
    #: VMs that have begun to move to another host (`Settling` "leave").
    leaving: tuple[Vm, ...] = ()
    outside: Outside = field(default_factory=Outside)
    #: What the VM NICs had carried at that moment; null: they carried since the start of the host.
    traffic: tuple[Counted, ...] = ()
    counted_at: datetime | None = None
    #: The port that remote sessions come in by; where there is none of that name, nothing can cut them off.
    management: str = "Management"
    entry: Entry = field(default_factory=Entry)
    #: The host's adapters on vSwitches; a shared vSwitch without one here has the one that came with it.
    host_nics: tuple[HostNic, ...] = ()
    #: TCP/IP of the host's adapters; one that is not here is as Windows leaves it (`verdicts.network`).
    interfaces: tuple[Interface, ...] = ()
    connections: tuple[Connection, ...] = ()
    #: Null: it is in no cluster.
    cluster: Cluster | None = None
    #: The feature Network ATC is installed.
    network_atc: bool = False
    intents: tuple[Intent, ...] = ()
    #: on | off
    power: str = "on"
    #: Cards that lie beside the server.
    shelf: tuple[Card, ...] = ()
    #: Values chosen and not in force yet.
    pending: tuple[Pending, ...] = ()
    #: What has not come to rest yet.
    settling: tuple[Settling, ...] = ()
    #: What stands in the file by which somebody holds the host while changing it, "" where nobody does.
    hold: str = ""
    #: What its event log holds of SR-IOV, the oldest first.
    events: tuple[Logged, ...] = ()
    #: When it was started; null: `uptime_hours` before its clock.
    booted_at: datetime | None = None

    @property
    def windows(self) -> Release:
        return RELEASES[self.release]

    @property
    def speaks(self) -> Language:
        return LANGUAGES[self.language]

    @property
    def booted(self) -> datetime:
        return self.booted_at or self.clock - timedelta(hours=self.uptime_hours)

    def settles(self, kind: str, name: str) -> bool:
        """Whether a thing (`Settling`) has not come to rest yet."""
        return any(s.kind == kind and s.name == name and s.until > self.clock for s in self.settling)

    def coming(self, kind: str, name: str, item: str, now: int) -> int:
        """The value that an item (`Pending`) will have; the one it has `now` where none is pending."""
        same = (kind, name, item)
        return next((p.value for p in self.pending if (p.kind, p.name, p.item) == same), now)

    @property
    def hypervisor_runs(self) -> bool:
        return self.hyperv and self.boot.hypervisor_launch

    def state_of(self, vm: Vm) -> str:
        """A VM's state; without a hypervisor none runs."""
        return vm.state if self.hypervisor_runs or vm.state == "Saved" else "Off"

    @property
    def ports(self) -> Iterator[tuple[Card, Port]]:
        """Every port with its card, in the order of the cards."""
        return ((card, port) for card in self.cards for port in card.ports)

    @property
    def vm_nics(self) -> Iterator[tuple[Vm, VmNic]]:
        return ((vm, nic) for vm in self.vms for nic in vm.nics)

    def port(self, name: str) -> tuple[Card, Port] | None:
        """The port of a name, or None (a team has no port)."""
        return next((pair for pair in self.ports if pair[1].name == name), None)

    def port_description(self, port: Port) -> str:
        """What Windows calls a port: of ports with the same device behind them, the second has "#2"."""
        devices = {other.name: card.description for card, other in self.ports}
        index = [name for name, device in devices.items() if device == devices[port.name]].index(port.name)
        return f"{devices[port.name]} #{index + 1}" if index else devices[port.name]

    def slot(self, card: Card) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == card.slot), None)

    def switch(self, name: str) -> Switch | None:
        return next((switch for switch in self.switches if switch.name == name), None)

    def team(self, name: str) -> Team | None:
        return next((team for team in self.teams if team.name == name), None)

    def identity(self, *parts: str) -> str:
        """A GUID that stays the same for the same host and thing."""
        return str(uuid.uuid5(_IDS, "/".join((self.name, *parts))))

    def mac(self, *parts: str, prefix: str = "02") -> str:
        """A MAC address, 12 digits; the prefix 02 is locally administered, 00155D is Hyper-V's."""
        return (prefix + self.identity("mac", *parts).replace("-", "").upper())[:12]

    def switch_id(self, switch: Switch) -> str:
        return switch.id or self.identity("switch", switch.name)

    def vm_id(self, vm: Vm) -> str:
        return vm.id or self.identity("vm", vm.name)

    def vm_nic_id(self, vm: Vm, nic: VmNic) -> str:
        """As Hyper-V writes it: Microsoft:<VM>\\<adapter>."""
        own = nic.id or self.identity("vm", vm.name, "nic", _place(vm, nic))
        return f"Microsoft:{self.vm_id(vm).upper()}\\{own.upper()}"

    def vm_nic_mac(self, vm: Vm, nic: VmNic) -> str:
        return nic.mac or self.mac("vm", vm.name, _place(vm, nic), prefix="00155D")

    def vm_nic_name(self, nic: VmNic) -> str:
        """Its name, else what Windows calls a new adapter."""
        new = {"en": "Network Adapter", "ja": "ネットワーク アダプター"}
        return nic.name or new[self.language]


def _place(vm: Vm, nic: VmNic) -> str:
    # By identity: two adapters of one VM may be equal in every field.
    return str(next(index for index, other in enumerate(vm.nics) if other is nic))
