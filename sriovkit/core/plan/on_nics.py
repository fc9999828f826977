"""Steps for adapters: turn SR-IOV on in the driver, and set how many VFs there are.

Rule: whatever restarts an adapter names all that reaches the network through it, and is guarded under the host's own.
"""

from __future__ import annotations

from typing import Any

from ..datapath import Thing
from ..findings import Finding
from . import facts, traffic
from .draft import Draft


def off_in_driver(nic: Thing | None) -> bool:
    """Whether it is the driver's own setting that keeps SR-IOV off, and not the card's firmware."""
    return nic is not None and [str(v) for v in nic.facts.get("registry_value") or ()] == ["0"]


def enable(draft: Draft, finding: Finding) -> None:
    """Turn it on where the driver has it off; behind the work on the card's firmware it is looked at again."""
    nic = finding.thing
    if nic is None or nic.kind != "nic" or nic.facts.get("lbfo_adapter") or nic.facts.get("enabled") is True:
        return
    listed = bool(nic.facts.get("listed"))
    if not listed and not off_in_driver(nic):
        return
    device = draft.device(nic)
    if device:
        action = "enable-sriov" if listed else "sriov-keyword"
        section = "Get-NetAdapterSriov" if listed else "Get-NetAdapterAdvancedProperty"
        own = facts.of(draft.snapshot, section, device)
        own = {k: v for k, v in own.items() if not k.endswith("].NumVFs")}
        _restart(draft, action, nic, (finding.code,), {"device": device}, own, {})


def disable(draft: Draft, nic: Thing) -> None:
    """Turn it off in the driver; the VFs go, and their VMs go on over the synthetic path."""
    if device := draft.device(nic):
        own = facts.of(draft.snapshot, "Get-NetAdapterSriov", device)
        own = {k: v for k, v in own.items() if not k.endswith("].NumVFs")}
        _restart(draft, "disable-sriov", nic, (), {"device": device}, own, {})


def more_vfs(draft: Draft, finding: Finding) -> None:
    """Raise the number of VFs of the uplinks to what is asked for, as far as the hardware goes."""
    thing = finding.thing
    if thing is None:
        return
    for nic in [thing] if thing.kind == "nic" else draft.host.uplinks(thing):
        told, most = nic.facts.get("num_vfs"), nic.facts.get("hardware_capabilities_max_num_vfs")
        count = min(most or 0, max(wanted_vfs(draft, nic), 1))
        if told is None or not most or count <= told:
            draft.refuse("no-more-vfs", nic, name=nic.name, count=str(told if told is not None else "?"))
            continue
        if device := draft.device(nic):
            own = facts.of(draft.snapshot, "Get-NetAdapterSriov", device)
            arguments = {"device": device, "count": count, "old": told}
            _restart(draft, "set-vfs", nic, (finding.code,), arguments, own, {"count": str(count), "old": str(told)})


def wanted_vfs(draft: Draft, nic: Thing) -> int:
    """VM NICs that ask for a VF through an adapter."""
    return len({p.vm_nic for p in draft.host.paths_of(nic) if p.vm_nic is not None and p.vm_nic.facts.get("wants_vf")})


def over(draft: Draft, nic: Thing) -> list[Thing]:
    """The vSwitches on an adapter."""
    return list({p.switch for p in draft.host.paths_of(nic) if p.switch is not None})


def _restart(
    draft: Draft,
    action: str,
    nic: Thing,
    codes: tuple[str, ...],
    arguments: dict[str, Any],
    own: dict[str, Any],
    names: dict[str, str],
) -> None:
    switches = over(draft, nic)
    device = str(arguments["device"])
    draft.add(
        "command",
        action,
        nic,
        codes=codes,
        arguments=arguments,
        names={"nic": nic.name, **names},
        traffic=traffic.of_nic(draft.host, draft.snapshot, nic),
        needs=("drain",) if switches else ("drain", "not-session"),
        facts=facts.pick(facts.of(draft.snapshot, "Get-NetAdapter", device), own),
        guarded=any(s.facts.get("allow_management_os") is not False for s in switches),
    )
