"""Derived facts: what a condition needs and no single property tells, each with a name.

Rule: a derived fact is unknown as soon as one of the facts it rests on is unknown and could turn it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import slot_facts
from .cmdlets import IovOverride
from .cmdlets.iov_enable_override import RIGHT_PLACE
from .conditions import UNKNOWN, Unknown
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .datapath import Host, Thing

#: InterfaceDescription of an LBFO team's adapter, and of a network adapter inside a VM.
LBFO_UPLINK = "Microsoft Network Adapter Multiplexor Driver"
NESTED_UPLINK = "Microsoft Hyper-V Network Adapter"


def everything(host: Host, snapshot: Snapshot) -> None:
    """Add every derived fact to the things of a host."""
    for switch in host.switches:
        _uplink_facts(switch)
    _host(host, snapshot)
    iov_switches = frozenset(s for s in host.switches if s.facts.get("iov_enabled"))
    for vm_nic in host.vm_nics:
        _vm_nic(vm_nic, host, iov_switches)
    for switch in host.switches:
        _switch(switch, host)
    for nic in host.nics:
        described = str(nic.facts.get("interface_description") or "")
        nic.add(offers_no_vf=_offers_no_vf(nic, host), lbfo_adapter=described.startswith(LBFO_UPLINK))
    slot_facts.add(host, snapshot)


def _uplink_facts(switch: Thing) -> None:
    described = uplink_descriptions(switch.facts)
    told = described or switch.facts.get("switch_type") in ("Private", "Internal")
    on_team = any(d.startswith(LBFO_UPLINK) for d in described)
    switch.add(on_lbfo_team=on_team if told else UNKNOWN)


def uplink_descriptions(facts: Mapping[str, Any]) -> list[str]:
    """The devices under a vSwitch, as it names them."""
    described = [
        facts.get("net_adapter_interface_description"),
        *(facts.get("net_adapter_interface_descriptions") or ()),
    ]
    return [d for d in dict.fromkeys(described) if d]


def _host(host: Host, snapshot: Snapshot) -> None:
    facts, thing = host.host.facts, host.host
    nested_uplink = any(d.startswith(NESTED_UPLINK) for s in host.switches for d in uplink_descriptions(s.facts))
    model = facts.get("model", UNKNOWN)
    told = not isinstance(model, Unknown) or nested_uplink
    state = snapshot.state("Get-VMHost")
    thing.add(
        nested=(model == "Virtual Machine" or nested_uplink) if told else UNKNOWN,
        hyperv_module={"missing": False, "not-asked": UNKNOWN}.get(state, True),
        elevated=_told(snapshot.session.get("elevated")),
        **_override(snapshot),
    )


def _override(snapshot: Snapshot) -> dict[str, Any]:
    """IOVEnableOverride in its right place (0: not there), and whether it stands in a wrong one."""
    if snapshot.state("IOVEnableOverride") not in ("answered", "empty"):
        return {}
    found = {r.place: r.iov_enable_override for r in snapshot.records(IovOverride)}
    return {"iov_override": found.pop(RIGHT_PLACE, 0), "wrong_override_path": bool(found)}


def _vm_nic(vm_nic: Thing, host: Host, iov_switches: frozenset[Thing]) -> None:
    facts = vm_nic.facts
    weight, usage = (facts.get(name, UNKNOWN) for name in ("iov_weight", "iov_usage"))
    state = facts.get("vm_state", UNKNOWN)
    wants = _known(weight, lambda w: bool(w))
    running = _known(state, lambda s: s == "Running")
    status = facts.get("status") or []
    on = [p.switch for p in host.paths_of(vm_nic) if p.switch is not None]
    vm_nic.add(
        wants_vf=wants,
        running=running,
        starved=all_of(running, wants, _known(usage, lambda u: not u)),
        on_iov_switch=on[0].facts.get("iov_enabled", UNKNOWN) if on else _unconnected(facts),
        other_iov_switch=len(iov_switches.intersection(on)) < len(iov_switches),
        old_integration="Degraded" in status and "ProtocolVersion" in status,
    )


def _unconnected(facts: Mapping[str, Any]) -> Any:
    """An adapter without a vSwitch is on none; one whose vSwitch was not shown may be on any."""
    return UNKNOWN if facts.get("switch_name") or facts.get("switch_id") or "switch_name" not in facts else False


def _switch(switch: Thing, host: Host) -> None:
    facts = switch.facts
    attached = list({id(p.vm_nic): p.vm_nic for p in host.paths_of(switch) if p.vm_nic is not None}.values())
    vfs = _free(facts, "iov_virtual_function_count", "iov_virtual_functions_in_use")
    pairs = _free(facts, "iov_queue_pair_count", "iov_queue_pairs_in_use")
    ready = all_of(facts.get("iov_enabled", UNKNOWN), facts.get("iov_support", UNKNOWN))
    starved = any_of(v.facts.get("starved", UNKNOWN) for v in attached)
    switch.add(vfs_free=vfs, queue_pairs_free=pairs, starved=starved)
    some = all_of(ready, _known(vfs, lambda n: n > 0), _known(pairs, lambda n: n > 0))
    for vm_nic in attached:
        vm_nic.add(switch_ready=ready, vf_available=some)


def _offers_no_vf(nic: Thing, host: Host) -> Any:
    """Its own count is 0, or a vSwitch in working SR-IOV mode on it has none to give; else its firmware's count."""
    over = [p.switch.facts for p in host.paths_of(nic) if p.switch is not None]
    ready = [s for s in over if s.get("iov_enabled") is True and s.get("iov_support") is True]
    counts = [nic.facts.get("num_vfs"), *(s.get("iov_virtual_function_count") for s in ready)]
    told = [c for c in counts if c is not None] or [c for c in [nic.facts.get("firmware_vfs")] if c is not None]
    return any(c == 0 for c in told) if told else UNKNOWN


def _free(facts: Mapping[str, Any], count: str, used: str) -> Any:
    if facts.get(count) is None or facts.get(used) is None:
        return UNKNOWN
    return max(0, facts[count] - facts[used])


def _told(value: Any) -> Any:
    return UNKNOWN if value is None else value


def _known(value: Any, ask: Any) -> Any:
    return UNKNOWN if value is None or isinstance(value, Unknown) else ask(value)


def all_of(*values: Any) -> Any:
    """False as soon as one is false, unknown as soon as one is, else True."""
    if any(v is False or v is None for v in values):
        return False
    return UNKNOWN if any(isinstance(v, Unknown) for v in values) else True


def any_of(values: Iterable[Any]) -> Any:
    """True as soon as one is true, unknown as soon as one is, else False."""
    listed = list(values)
    if any(v is True for v in listed):
        return True
    return UNKNOWN if any(isinstance(v, Unknown) for v in listed) else False
