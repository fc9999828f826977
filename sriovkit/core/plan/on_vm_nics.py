"""Steps for VM NICs: ask for a VF, ask for fewer queue pairs, go to another vSwitch.

Rule: one VM NIC a step, named by the Ids of its VM and its own; its port policies are shown before it is asked for.
"""

from __future__ import annotations

from ..datapath import Thing
from ..findings import Finding
from . import facts, traffic
from .draft import Draft

#: Any weight above 0 asks for a VF; this one is Hyper-V's own for "on".
WEIGHT = 100


def identity(draft: Draft, vm_nic: Thing) -> dict[str, str]:
    """The Ids of a VM NIC and its VM; nothing (and a refusal) where the snapshot does not tell both."""
    vm, adapter = vm_nic.facts.get("vm_id"), vm_nic.facts.get("id")
    if not vm or not adapter or len(facts.rows_of(draft.snapshot, "Get-VMNetworkAdapter", adapter)) != 1:
        draft.refuse("no-identity", vm_nic, name=vm_nic.name)
        return {}
    return {"vm": vm, "adapter": adapter}


def ask_for_vf(draft: Draft, finding: Finding) -> None:
    _set(draft, "iov-weight", finding.thing, (finding.code,), WEIGHT, "iov_weight")


def give_back(draft: Draft, vm_nic: Thing) -> None:
    """Ask for no VF any more; the VM goes on over the synthetic path."""
    _set(draft, "no-vf", vm_nic, (), 0, "iov_weight", needs=())


def fewer_queue_pairs(draft: Draft, finding: Finding) -> None:
    """One queue pair each for the VM NICs on a vSwitch that ask for a VF and for more of them."""
    if finding.thing is None:
        return
    for vm_nic in on_switch(draft, finding.thing):
        if vm_nic.facts.get("wants_vf") and (vm_nic.facts.get("iov_queue_pairs_requested") or 1) > 1:
            _set(draft, "queue-pairs", vm_nic, (finding.code,), 1, "iov_queue_pairs_requested")


def _set(
    draft: Draft,
    action: str,
    vm_nic: Thing | None,
    codes: tuple[str, ...],
    count: int,
    fact: str,
    needs: tuple[str, ...] = ("port-policies",),
) -> None:
    named = identity(draft, vm_nic) if vm_nic is not None else {}
    if vm_nic is None or not named:
        return
    old = vm_nic.facts.get(fact)
    draft.add(
        "command",
        action,
        vm_nic,
        codes=codes,
        arguments={**named, "count": count, "old": 0 if old is None else old},
        names={"vm_nic": vm_nic.name, "count": str(count), "old": str(0 if old is None else old)},
        traffic=traffic.of_vm_nic(vm_nic),
        needs=needs,
        facts=facts.of(draft.snapshot, "Get-VMNetworkAdapter", named["adapter"]),
    )


def to_switch(draft: Draft, finding: Finding) -> None:
    """To the SR-IOV vSwitch that is there already: one that somebody wants, else the one with most VFs left."""
    if finding.thing is None:
        return
    there = [s for s in draft.host.switches if s.facts.get("iov_enabled") and s.facts.get("id")]
    there.sort(key=lambda s: (s not in draft.d.wish, -int(s.facts.get("vfs_free") or 0)))
    if there:
        connect(draft, finding.thing, (finding.code,), there[0].facts["id"], there[0].name)


def connect(
    draft: Draft,
    vm_nic: Thing,
    codes: tuple[str, ...],
    switch: str,
    name: str,
    back: bool = False,
    losses: tuple[str, ...] = (),
) -> None:
    """Put a VM NIC on a vSwitch, which may be one that a step makes; `back`: on what replaces its own."""
    named = identity(draft, vm_nic)
    if not named:
        return
    old = "" if back else str(vm_nic.facts.get("switch_id") or "")
    read = facts.of(draft.snapshot, "Get-VMNetworkAdapter", named["adapter"])
    if back:  # its vSwitch is gone by then, and so is what it said of it
        read = {k: v for k, v in read.items() if not k.endswith("].SwitchId")}
    draft.add(
        "command",
        "connect",
        vm_nic,
        codes=codes,
        arguments={**named, "switch": switch, "old": old},
        names={"vm_nic": vm_nic.name, "switch": name, "old": str(vm_nic.facts.get("switch_name") or "")},
        traffic=traffic.of_vm_nic(vm_nic),
        losses=losses,
        needs=(*(() if back else ("same-network",)), *(("port-policies",) if vm_nic.facts.get("iov_weight") else ())),
        facts=read,
    )


def on_switch(draft: Draft, switch: Thing) -> list[Thing]:
    """The VM NICs on a vSwitch, in their order."""
    return list({p.vm_nic: None for p in draft.host.paths_of(switch) if p.vm_nic is not None})
