"""Evidence from inside guests and from mlxconfig, laid beside what the host says of its VM NICs and NICs.

Rule: the host's own word comes first; a guest that could be several VM NICs is told of none of them but stands apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .console.guest.mlxconfig import SECTION, coming
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .datapath import Thing

_GUEST = "Guest"
#: Fact of the VM NIC by the property of the row.
_FACTS = {
    "VfFailure": "guest_vf_failure",
    "OsSupportsSriov": "guest_os_supports_sriov",
    "VfPresent": "guest_vf_present",
    "VfBoundTo": "guest_vf_bound_to",
    "DataPathOnVf": "guest_data_path_on_vf",
    "VfDriver": "guest_vf_driver",
    "SyntheticDriver": "guest_synthetic_driver",
    "VfFamily": "guest_vf_family",
}
#: What only one adapter of a VM can mean.
_OWN = ("VfPresent", "VfBoundTo", "DataPathOnVf", "VfDriver", "SyntheticDriver", "VfFamily")
#: What the host would say itself, by what its guest says; a VF that is there is at least one.
_INSTEAD = {"VfPresent": "iov_usage", "DataPathOnVf": "vf_data_path_active"}
#: VM NICs that one guest may stand for; more than any VM has.
_MOST = 64
_BUS = re.compile(r"(?:([0-9a-f]{4}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])", re.IGNORECASE)


def guests(vm_nics: Sequence[Thing], snapshot: Snapshot) -> list[Thing]:
    """The VM NICs with what their guests say; a guest nobody can place is a VM NIC of its own."""
    from .datapath import Thing

    made, index = list(vm_nics), _Index(vm_nics)
    for row in snapshot.rows(_GUEST):
        meant = index.meant(row)
        if not meant:
            vm, name = (str(row.get(key) or "?") for key in ("VMName", "Interface"))
            apart = Thing("vm_nic", f"{vm}/{name}")
            meant = [apart]
            made.append(apart)
        for vm_nic in meant:
            _tell(vm_nic, row, len(meant) == 1)
    return made


class _Index:
    """The VM NICs by what a guest may know of itself."""

    def __init__(self, vm_nics: Sequence[Thing]) -> None:
        self.only = vm_nics[0] if len(vm_nics) == 1 else None
        self.by_mac: dict[str, list[Thing]] = {}
        self.by_vm: dict[Any, list[Thing]] = {}
        for vm_nic in vm_nics:
            self.by_mac.setdefault(_mac(vm_nic), []).append(vm_nic)
            for known in {vm_nic.facts.get("vm_id"), vm_nic.facts.get("vm_name")} - {None}:
                self.by_vm.setdefault(known, []).append(vm_nic)

    def meant(self, row: Mapping[str, Any]) -> list[Thing]:
        """By MAC address, else by the VM's id or name, else the only VM NIC there is."""
        mac = _solid(row.get("MacAddress"))
        same = self.by_mac.get(mac, []) if mac else []
        if same:
            return same if len(same) == 1 else []
        vm = row.get("VMId") or row.get("VMName")
        found = self.by_vm.get(vm, []) if vm else [self.only] if self.only else []
        return [v for v in found if not mac or not _mac(v)] if len(found) <= _MOST else []


def _mac(vm_nic: Thing) -> str:
    """Its MAC address; "" where it is not told, or not given out yet."""
    return _solid(vm_nic.facts.get("mac_address")).strip("0") and _solid(vm_nic.facts.get("mac_address"))


def _solid(mac: Any) -> str:
    return re.sub(r"[^0-9a-f]", "", str(mac or "").lower())


def _tell(vm_nic: Thing, row: Mapping[str, Any], alone: bool) -> None:
    for name, fact in _FACTS.items():
        value = _number(row[name]) if name == "VfFailure" and name in row else row.get(name)
        if value is None or (name in _OWN and not alone):
            continue
        _add(vm_nic, fact, value, name)
        instead = _INSTEAD.get(name)
        if instead and vm_nic.facts.get(instead) is None:
            _add(vm_nic, instead, value, name)
    given = next((name for name in ("VfPresent", "VfFailure") if row.get(name) not in (None, False)), None)
    if alone and given and vm_nic.facts.get("iov_weight") is None:
        # The host gives a VF only where IovWeight asks for one.
        _add(vm_nic, "wants_vf", True, given)


def _add(thing: Thing, fact: str, value: Any, name: str, section: str = _GUEST) -> None:
    thing.facts[fact] = value
    thing.origins[fact] = f"{section}.{name}"


def _number(value: Any) -> int | None:
    told = str(value).strip()
    return int(told) if told.isdecimal() and len(told) < 10 else None


def firmware(nics: Sequence[Thing], snapshot: Snapshot) -> list[Thing]:
    """The NICs with what mlxconfig says of them; a device nobody can place is a NIC of its own."""
    from .datapath import Thing

    made = list(nics)
    places = {_place(nic): nic for nic in nics if None not in _place(nic)}
    for row in snapshot.rows(SECTION):
        device = str(row.get("Device") or "?")
        nic = places.get(_address(device))
        if nic is None:
            nic = Thing("nic", device)
            made.append(nic)
        for name, fact in (("SRIOV_EN", "firmware_sriov"), ("NUM_OF_VFS", "firmware_vfs")):
            now = row.get(f"{name}.Current")
            value = now if now is not None else coming(row, name)
            if isinstance(value, int):
                _add(nic, fact, value, name, SECTION)
    return made


def _place(nic: Thing) -> tuple[Any, ...]:
    """Its PCI segment (0 where nobody told one), bus, device and function."""
    segment, *rest = (nic.facts.get(f"{part}_number") for part in ("segment", "bus", "device", "function"))
    return (segment or 0, *rest)


def _address(device: str) -> tuple[Any, ...]:
    """The same from "0000:3b:00.0" or "3b:00.0"; empty for any other name of a device."""
    found = _BUS.fullmatch(device)
    return tuple(int(part or "0", 16) for part in found.groups()) if found else ()
