"""Claims 1 to 3, from the host's own word: a VF is given, its data path is active, its record is this VM NIC's.

Rule: only a property that the host told counts; a record that is absent counts only in an answer that is whole.
"""

from __future__ import annotations

from ..cmdlets import Vf
from ..snapshot import Snapshot
from .claim import Claim, failed, proven, said, unproven
from .evidence import dashed, solid
from .target import Target

_NICS, _VFS = "Get-VMNetworkAdapter", "Get-NetAdapterSriovVf"


def given(target: Target) -> Claim:
    """Claim 1: IovUsage is not 0."""
    record = target.record
    if record.iov_usage is None:
        return unproven("given", said("not-told", property="IovUsage", command=_NICS))
    seen = said("usage", usage=record.iov_usage, weight=record.iov_weight)
    if record.iov_usage > 0:
        return proven("given", seen)
    off = (said("vm-state", state=target.state),) if target.state not in (None, "Running") else ()
    return failed("given", seen, *off)


def active(target: Target) -> Claim:
    """Claim 2: VFDataPathActive is True."""
    told = target.record.vf_data_path_active
    if told is None:
        return unproven("active", said("not-told", property="VFDataPathActive", command=_NICS))
    return (proven if told else failed)("active", said("data-path", value=told))


def record(snapshot: Snapshot, target: Target) -> Claim:
    """Claim 3: the one record of Get-NetAdapterSriovVf with this VM and this MAC address."""
    if not target.mac:
        return unproven("record", said("not-told", property="MacAddress", command=_NICS))
    mac, records = dashed(target.mac), snapshot.records(Vf)
    same = [vf for vf in records if solid(vf.current_mac_address) == target.mac and _fits(vf, target)]
    if len(same) == 1:
        return proven("record", said("vf-record", function=same[0].function_id, nic=same[0].name, mac=mac))
    if len(same) > 1:
        return unproven("record", said("vf-records", count=len(same), mac=mac))
    others = [vf for vf in records if _owned(vf, target)]
    if others:
        found = ", ".join(dashed(solid(vf.current_mac_address)) or "-" for vf in others)
        return failed("record", said("vf-other-mac", mac=mac, found=found))
    if not snapshot.knows(_VFS):
        return unproven("record", said("not-asked", command=_VFS))
    strangers = [vf for vf in records if solid(vf.current_mac_address) == target.mac]
    if strangers:
        return failed("record", said("vf-other-vm", mac=mac, vm=strangers[0].vm_friendly_name))
    return failed("record", said("no-vf-record", mac=mac))


def _fits(vf: Vf, target: Target) -> bool:
    """Not another VM's: what either side does not tell speaks against nothing."""
    if vf.vm_id and target.vm_id:
        return vf.vm_id.lower() == target.vm_id.lower()
    return vf.vm_friendly_name in (None, target.record.vm_name)


def _owned(vf: Vf, target: Target) -> bool:
    """This very VM NIC's, by its identity."""
    own = (target.record.id or "").rpartition("\\")[2].lower()
    return bool(own and vf.vm_nic_id and vf.vm_nic_id.strip("{}").lower() == own)
