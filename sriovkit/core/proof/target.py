"""The VM NIC that is to be proven: found by its label, Id or MAC address, and found again in a later look.

Rule: exactly one VM NIC is meant, or the call is refused with those that could be; afterwards only the Id counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..clean import some
from ..cmdlets import Vm, VmNic
from ..errors import InputError, UsageError
from ..snapshot import Snapshot
from .evidence import dashed, solid


@dataclass(frozen=True)
class Target:
    """One VM NIC as one snapshot shows it; None where the host did not tell."""

    record: VmNic
    vm: Vm | None = None

    @property
    def label(self) -> str:
        """ "VM01/Network Adapter", as in findings."""
        return f"{self.record.vm_name or '?'}/{self.record.name or '?'}"

    @property
    def mac(self) -> str:
        return solid(self.record.mac_address)

    @property
    def state(self) -> str | None:
        """Running, Off, ...; None where nobody told."""
        return self.vm.state if self.vm else None

    @property
    def vm_id(self) -> str:
        return str(self.record.vm_id or (self.vm.id if self.vm else "") or "")


def find(snapshot: Snapshot, wanted: str) -> Target:
    """The one VM NIC of "VM/adapter", of a VM with one adapter, of an Id or of a MAC address.

    Raises InputError where the snapshot shows no VM NIC at all, UsageError where none or more than one is meant.
    """
    known = list(targets(snapshot))
    if not known:
        raise InputError("proof-no-vm-nics", host=snapshot.host)
    found = [t for t in known if _means(t, wanted)] or [t for t in known if t.record.vm_name == wanted]
    if len(found) == 1:
        return found[0]
    code, shown = ("proof-many-vm-nics", found) if found else ("proof-no-vm-nic", known)
    listed = some([f"{t.label} ({dashed(t.mac) or t.record.id or '?'})" for t in shown])
    raise UsageError(code, host=snapshot.host, vm_nic=wanted, known=listed)


def again(snapshot: Snapshot, target: Target) -> Target | None:
    """The same VM NIC in another snapshot of the host; None where it is not there."""
    same = [t for t in targets(snapshot) if _same(t, target)]
    return same[0] if len(same) == 1 else None


def targets(snapshot: Snapshot) -> Iterator[Target]:
    """Every adapter of a VM, in the order of the host."""
    vms = list(snapshot.records(Vm))
    by_id, by_name = {vm.id: vm for vm in vms if vm.id}, {vm.name: vm for vm in vms}
    for record in snapshot.records(VmNic):
        if not record.is_management_os:
            yield Target(record, by_id.get(record.vm_id) if record.vm_id else by_name.get(record.vm_name))


def _means(target: Target, wanted: str) -> bool:
    record, given = target.record, wanted.removeprefix("vm_nic:")
    identity = (record.id or "").lower()
    if identity and given.lower() in (identity, identity.rpartition("\\")[2]):
        return True
    bare = "".join(c for c in given if c not in "-:.")
    return target.label == given or (len(bare) == 12 and bool(target.mac) and solid(given) == target.mac)


def _same(one: Target, other: Target) -> bool:
    if one.record.id and other.record.id:
        return one.record.id.lower() == other.record.id.lower()
    return one.label == other.label
