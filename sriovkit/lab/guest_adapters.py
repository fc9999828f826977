"""What a guest shows of its adapters: the synthetic ones, and the VFs that its driver has bound.

Rule: rows as Get-NetAdapter and its relatives give them, from the machine as it is seen; the guest knows no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..core import vendors
from .answers._values import Row
from .guest import Counted
from .machine import Machine
from .nic import Card
from .traffic import counted
from .verdicts.delivery import address
from .verdicts.paths import Grant, data_path_active, driver_bound, grants
from .vm import Vm, VmNic

#: The class of synthetic network adapters on the VM bus (as hv_netvsc of Linux knows it).
_NETVSC = "{f8615163-df3e-46c5-913f-f2d2f965ed0e}"
_UP, _DOWN = 1, 2
_FIRST_INDEX = 4


@dataclass(frozen=True)
class Seen:
    """One adapter of a VM with what hangs on it; `vf` is the card that the VF is of, None without a VF."""

    place: int
    nic: VmNic
    mac: str
    vf: Card | None
    bound: bool
    active: bool
    counts: Counted
    #: Identity of the VM NIC without its VM.
    id: str
    ip: str

    @property
    def dashed(self) -> str:
        return "-".join(self.mac[i : i + 2] for i in range(0, 12, 2))


def seen_in(machine: Machine, vm: Vm) -> list[Seen]:
    """The adapters of a VM in order."""
    counts, given = counted(machine), {id(g.nic): g for g in grants(machine)}
    return [_seen(machine, vm, nic, place, counts, given.get(id(nic))) for place, nic in enumerate(vm.nics)]


def _seen(machine: Machine, vm: Vm, nic: VmNic, place: int, counts: dict[str, Counted], grant: Grant | None) -> Seen:
    name, own = machine.vm_nic_id(vm, nic), address(machine, vm, nic)
    pair = machine.port(grant.port) if grant else None
    bound = grant is not None and driver_bound(machine, grant)
    mac, active = machine.vm_nic_mac(vm, nic), data_path_active(machine, nic)
    known = counts.get(name, Counted(name))
    return Seen(
        place, nic, mac, pair[0] if pair else None, bound, active, known, name.rpartition("\\")[2], str(own or "")
    )


def adapters(machine: Machine, vm: Vm) -> Iterator[Row]:
    """Rows of Get-NetAdapter -IncludeHidden in a Windows guest."""
    for one in seen_in(machine, vm):
        yield _synthetic(one)
        if one.vf and one.bound:
            yield _vf(one, one.vf)


def statistics(machine: Machine, vm: Vm) -> Iterator[Row]:
    """Rows of Get-NetAdapterStatistics -IncludeHidden."""
    for one in seen_in(machine, vm):
        own = _synthetic(one)
        yield _counters(own, one.counts.synthetic_rx, one.counts.synthetic_tx)
        if one.vf and one.bound:
            yield _counters(_vf(one, one.vf), one.counts.vf_rx, one.counts.vf_tx)


def interfaces(machine: Machine, vm: Vm) -> Iterator[Row]:
    """Rows of Get-NetIPInterface: TCP/IP is on the synthetic adapters alone."""
    for one in seen_in(machine, vm):
        yield {"InterfaceIndex": _FIRST_INDEX + 2 * one.place, "AddressFamily": "IPv4", "NlMtu": one.nic.inside.mtu}


def route(machine: Machine, vm: Vm, nic: VmNic) -> Iterator[Row]:
    """Rows of Find-NetRoute to a peer in the subnet of an adapter: the address, then the route."""
    one = next(s for s in seen_in(machine, vm) if s.nic is nic)
    index, own = _FIRST_INDEX + 2 * one.place, address(machine, vm, nic)
    yield {"InterfaceIndex": index, "IPAddress": str(own.ip) if own else ""}
    hop = "0.0.0.0" if own and own.version == 4 else "::"  # noqa: S104 - no address to listen on
    yield {"InterfaceIndex": index, "DestinationPrefix": str(own.network) if own else "", "NextHop": hop}


def _synthetic(one: Seen) -> Row:
    name = "Ethernet" if not one.place else f"Ethernet {one.place + 1}"
    described = "Microsoft Hyper-V Network Adapter" + (f" #{one.place + 1}" if one.place else "")
    pnp = f"VMBUS\\{_NETVSC}\\{{{one.id.lower()}}}"
    up = _UP if one.nic.switch else _DOWN
    return _row(one, name, described, pnp, _FIRST_INDEX + 2 * one.place, up, False, "Microsoft")


def _vf(one: Seen, card: Card) -> Row:
    """The VF is hidden, has the MAC address of its synthetic adapter, and another bus."""
    described = f"{card.description} Virtual Function"
    pnp = f"PCI\\VEN_{card.vendor}&DEV_{vf_device(card).upper()}\\{one.place + 1}"
    up = _UP if one.active else _DOWN
    index = _FIRST_INDEX + 1 + 2 * one.place
    return _row(one, f"Ethernet VF {one.place + 1}", described, pnp, index, up, True, card.driver.provider)


def vf_device(card: Card) -> str:
    """The PCI device id of a card's VFs, in small letters; the card's own where no source tells it."""
    family = vendors.family_of(f"PCI\\VEN_{card.vendor}&DEV_{card.device}")
    known = (family.vf_hyperv or family.vf or ()) if family else ()
    return known[0] if known else card.device.lower()


def _row(one: Seen, name: str, described: str, pnp: str, index: int, up: int, hidden: bool, maker: str) -> Row:
    return {
        "Name": name,
        "InterfaceDescription": described,
        "InterfaceIndex": index,
        "MacAddress": one.dashed,
        "NetworkAddresses": one.mac,
        "PermanentAddress": one.mac,
        "PnPDeviceID": pnp,
        "InterfaceOperationalStatus": up,
        "Hidden": hidden,
        "MtuSize": one.nic.inside.mtu,
        "DriverProvider": maker,
        "DriverVersion": "1.0.0.0",
    }


def _counters(row: Row, rx: float, tx: float) -> Row:
    named = {key: row[key] for key in ("Name", "InterfaceDescription")}
    return {**named, "ReceivedUnicastPackets": int(rx), "SentUnicastPackets": int(tx)}
