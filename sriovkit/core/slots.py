"""The slot map: root bridge -> root port -> bridges -> NIC, which hop keeps a card from SR-IOV, where it might work.

Rule: a slot is the last bridge of a way. Its chain is whole only where every port on it says so; silence is unknown,
and the best that is ever said of an empty slot is "candidate": whether there is a slot at all, only eyes can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import releases
from .cmdlets import PciDevice
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .datapath import Thing

SECTION = "Get-PnpDeviceProperty"
#: Ports that a slot can be, and that need ACS of their own; another bridge counts where it says that it misses ACS.
_ROOT_PORT = "PciExpressRootPort"
_PORTS = (_ROOT_PORT, "PciExpressDownstreamSwitchPort")
_BRIDGES = (
    *_PORTS,
    "PciExpressUpstreamSwitchPort",
    "PciExpressToPciXBridge",
    "PciXToExpressBridge",
    "PciExpressTreatedAsPciBridge",
    "PciConventionalBridge",
    "PciXBridge",
)
_WHOLE = ("Present", "NotNeeded")
_DEEPEST = 64


@dataclass(frozen=True)
class Slot:
    """One way from a root bridge to the port that a card can sit in."""

    #: The root bridge; None where nobody told it.
    root: PciDevice | None
    #: Bridges from the root port down; the last one is the slot.
    hops: tuple[PciDevice, ...]
    #: What sits in it, function by function.
    devices: tuple[PciDevice, ...] = ()
    #: Names of the NICs among them.
    nics: tuple[str, ...] = ()

    @property
    def port(self) -> PciDevice:
        return self.hops[-1]

    @property
    def blocking(self) -> PciDevice | None:
        """The first hop that misses ACS, from the root down."""
        return next((hop for hop in self.hops if hop.acs_support == "Missing"), None)

    @property
    def acs(self) -> str:
        """whole, broken or unknown: ACS from the root port down to what sits here."""
        up = [d.acs_compatible_up_hierarchy for d in (self.port, *self.devices)]
        if self.blocking is not None or "NotSupported" in up[1:] or (up[0] == "NotSupported" and not self.devices):
            return "broken"
        ports = [hop for hop in self.hops if hop.device_type in _PORTS]
        told = (bool(ports) and all(hop.acs_support in _WHOLE for hop in ports)) or (bool(up[1:]) and all(up[1:]))
        return "whole" if told else "unknown"

    @property
    def pcie_control(self) -> bool | None:
        """Windows controls PCI Express below this root bridge."""
        return self.root.native_pci_express_control if self.root else None

    @property
    def candidate(self) -> bool:
        """A whole chain without a NIC on it: a card might work here. `devices` tells whether something else does."""
        return self.acs == "whole" and self.pcie_control is not False and not self.nics


@dataclass(frozen=True)
class SlotMap:
    """Every slot that a host shows. `state` is told, too-old (before Windows Server 2016) or not-told."""

    state: str = "not-told"
    roots: tuple[PciDevice, ...] = ()
    slots: tuple[Slot, ...] = ()
    #: NIC -> its own device and every device above it, up to the root bridge.
    ways: Mapping[str, tuple[PciDevice, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.slots)

    def of(self, nic: str) -> Slot | None:
        """The slot that a NIC sits in, by the NIC's name."""
        return next((slot for slot in self.slots if nic in slot.nics), None)

    @property
    def root_ports(self) -> tuple[PciDevice, ...]:
        found = {id(hop): hop for slot in self.slots for hop in slot.hops if hop.device_type == _ROOT_PORT}
        return tuple(found.values())

    @property
    def candidates(self) -> tuple[Slot, ...]:
        """Slots with a whole chain and no NIC; the ones with nothing in them first."""
        return tuple(sorted((s for s in self.slots if s.candidate), key=lambda s: bool(s.devices)))

    @property
    def blocked(self) -> tuple[Slot, ...]:
        """Slots in which a NIC misses ACS."""
        return tuple(s for s in self.slots if s.nics and s.acs == "broken")

    def text(self, lang: str | None = None, columns: int = 65) -> str:
        """The map for a terminal."""
        from . import slots_text

        return slots_text.text(self, lang, columns)

    def html(self, lang: str | None = None) -> str:
        """The map as one <div>."""
        from . import slots_text

        return slots_text.html(self, lang)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()

    def to_dict(self) -> dict[str, Any]:
        return {"state": self.state, "slots": [_plain(slot) for slot in self.slots]}


def _plain(slot: Slot) -> dict[str, Any]:
    """One slot as plain data; bridges and devices by their identity."""
    return {
        "root": slot.root.instance_id if slot.root else None,
        "hops": [hop.instance_id for hop in slot.hops],
        "devices": [device.instance_id for device in slot.devices],
        "nics": list(slot.nics),
        "acs": slot.acs,
        "blocked_by": slot.blocking.instance_id if slot.blocking else None,
        "pcie_control": slot.pcie_control,
        "candidate": slot.candidate,
    }


def of(snapshot: Snapshot, nics: Iterable[Thing]) -> SlotMap:
    """The slot map of a snapshot; `nics` are its NICs, found again by their PnPDeviceID."""
    devices = {_key(d.instance_id): d for d in snapshot.records(PciDevice) if d.instance_id}
    if not devices:
        return SlotMap("too-old" if releases.too_old_for(snapshot, SECTION) else "not-told")
    names = {_key(str(n.facts["pnp_device_id"])): n.name for n in nics if n.facts.get("pnp_device_id")}
    below = _below(devices)
    slots = tuple(_slot(key, devices, below, names) for key in devices if _is_slot(key, devices, below))
    ways = {name: tuple(_up(key, devices)) for key, name in names.items() if key in devices}
    return SlotMap("told", tuple(d for d in devices.values() if is_root(d)), slots, ways)


def _key(instance_id: str | None) -> str:
    """Identities are compared as Windows compares them: in any case."""
    return (instance_id or "").upper()


def _below(devices: Mapping[str, PciDevice]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, device in devices.items():
        found.setdefault(_key(device.parent), []).append(key)
    return found


def is_root(device: PciDevice) -> bool:
    """Whether a device is a root bridge, which ACPI names and not PCI."""
    return _key(device.instance_id).startswith("ACPI\\")


def _is_slot(key: str, devices: Mapping[str, PciDevice], below: Mapping[str, list[str]]) -> bool:
    """A port with no bridge below it, or any bridge that carries something else than bridges."""
    kinds = [devices[child].device_type for child in below.get(key, ())]
    if devices[key].device_type in _PORTS and not kinds:
        return True
    return devices[key].device_type in _BRIDGES and any(kind not in _BRIDGES for kind in kinds)


def _slot(key: str, devices: Mapping[str, PciDevice], below: Mapping[str, list[str]], names: Mapping[str, str]) -> Slot:
    way = list(_up(key, devices))
    root = way[-1] if is_root(way[-1]) else None
    inside = [child for child in below.get(key, ()) if devices[child].device_type not in _BRIDGES]
    hops = tuple(reversed([d for d in way if not is_root(d)]))
    return Slot(root, hops, tuple(devices[c] for c in inside), tuple(names[c] for c in inside if c in names))


def _up(key: str, devices: Mapping[str, PciDevice]) -> Iterator[PciDevice]:
    """The device and its parents, as far as they are told; a circle ends the walk, and so do more than any host has."""
    seen: set[str] = set()
    while key in devices and key not in seen and len(seen) < _DEEPEST:
        seen.add(key)
        yield devices[key]
        key = _key(devices[key].parent)
