"""Steps for vSwitches: a new SR-IOV vSwitch beside the old one, or in its place where there is a single uplink.

Rule: side by side wherever a port is free; VM NICs go across one by one, and the old vSwitch is left for a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import releases
from ..cmdlets import Team, TeamMember
from ..datapath import Thing
from ..findings import Finding
from . import facts, on_vm_nics, traffic
from .draft import WILD, Draft

#: Team modes that the physical switch takes part in.
_AGREED = ("Lacp", "Static")


def replace_switch(draft: Draft, finding: Finding) -> None:
    """What a vSwitch without SR-IOV, or on an LBFO team, comes to."""
    switch = finding.thing
    if switch is None or switch.label in draft.handled:
        return
    twins = [s for s in draft.host.switches if s.name.casefold() == switch.name.casefold()]
    if not switch.facts.get("id") or not draft.host.uplinks(switch) or len(twins) > 1:
        draft.refuse("no-identity", switch, name=switch.name)
        return
    draft.handled.add(switch.label)
    spare = next(iter(spares(draft)), None)
    if spare is not None:
        beside(draft, switch, spare, (finding.code,))
    elif switch.facts.get("on_lbfo_team"):
        from_team(draft, switch, finding)
    else:
        in_place(draft, switch, finding)


def beside(draft: Draft, switch: Thing, nic: Thing, codes: tuple[str, ...], teamed: bool = False) -> None:
    """A new vSwitch on a free adapter, and the VM NICs across; the old one stays with what nobody wants moved."""
    name = new_name(draft, switch.name)
    made = make(draft, nic, name, codes, teamed)
    if not made:
        return
    there = on_vm_nics.on_switch(draft, switch)
    wanted = [v for v in there if v in draft.d.wish] or there
    for vm_nic in wanted:
        on_vm_nics.connect(draft, vm_nic, codes, f"made:{made}", name, losses=_bandwidth(switch))
    if len(wanted) == len(there):
        draft.add("hands", "old-switch", switch, codes=codes, names={"switch": switch.name})


def make(draft: Draft, nic: Thing, name: str, codes: tuple[str, ...], teamed: bool = False) -> str:
    """A new SR-IOV vSwitch on one adapter that carries nothing; "" where the adapter cannot be named safely."""
    device = draft.device(nic)
    if not device:
        return ""
    free = draft.has("free-member", nic)
    return draft.add(
        "command",
        "new-switch",
        nic,
        codes=codes,
        arguments={"name": name, "uplinks": (device,), "teamed": teamed, "shared": False},
        names={"nic": nic.name, "switch": name},
        traffic=traffic.Traffic("seconds", nics=(nic.name,)),
        needs=("console",) if free else ("console", "empty-adapter"),
        facts=facts.of(draft.snapshot, "Get-NetAdapter", device),
    )


def from_team(draft: Draft, switch: Thing, finding: Finding) -> None:
    """Take one member out of the LBFO team and make the new vSwitch on it; the rest follows by hand, later."""
    team, members = _team(draft, switch)
    if team is None or team.teaming_mode in (None, *_AGREED):
        draft.refuse("agreed-team", switch, name=str(team.name if team else switch.name))
        return
    free = [n for n in members if n.facts.get("sriov_support") == "Supported"]
    device = draft.device(free[-1]) if free and len(members) > 1 else ""
    if not device or WILD & set(f"{free[-1].name}{team.name}"):
        draft.refuse("no-free-member", switch, name=str(team.name))
        return
    nic = free[-1]
    names = {"nic": nic.name, "team": str(team.name)}
    read = (("Get-NetLbfoTeam", str(team.name)), ("Get-NetLbfoTeamMember", device), ("Get-NetAdapter", device))
    draft.add(
        "command",
        "free-member",
        nic,
        codes=(finding.code,),
        arguments={"device": device, "nic": nic.name, "team": str(team.name)},
        names=names,
        traffic=traffic.of_switch(draft.host, draft.snapshot, switch, "seconds"),
        losses=("redundancy",),
        needs=("console", "drain"),
        facts=facts.pick(*(facts.of(draft.snapshot, section, identity) for section, identity in read)),
        guarded=switch.facts.get("allow_management_os") is not False,
    )
    set_there = releases.of(draft.snapshot) not in ("", "2012", "2012R2")
    beside(draft, switch, nic, (finding.code,), teamed=set_there)


def in_place(draft: Draft, switch: Thing, finding: Finding) -> None:
    """Remove the vSwitch, make it again with SR-IOV on the same adapters, and put every VM NIC back on it."""
    uplinks, vm_nics = draft.host.uplinks(switch), on_vm_nics.on_switch(draft, switch)
    if len(uplinks) > 1:  # then there is a better way: side by side, on one of them
        draft.refuse("several-uplinks", switch, name=switch.name)
        return
    devices = tuple(draft.device(n) for n in uplinks)
    named = [on_vm_nics.identity(draft, v) for v in vm_nics]
    if not all(devices) or not all(named):
        return
    shared = switch.facts.get("allow_management_os") is not False
    teamed = bool(switch.facts.get("embedded_teaming_enabled"))
    mode = str(switch.facts.get("bandwidth_reservation_mode") or "")
    codes = (finding.code,)
    same = {"name": switch.name, "uplinks": devices, "teamed": teamed, "shared": shared}
    pairs = tuple(part for n in named for part in (n["vm"], n["adapter"]))
    interrupted = traffic.of_switch(draft.host, draft.snapshot, switch, "outage" if shared else "minutes")
    read = [("Get-VMSwitch", switch.facts["id"]), *(("Get-NetAdapter", device) for device in devices)]
    # What is put back later must be there, and as it was, before anybody loses the network for it.
    read += [("Get-VMNetworkAdapter", n["adapter"]) for n in named]
    both: dict[str, Any] = {"traffic": interrupted, "codes": codes, "guarded": shared, "names": {"switch": switch.name}}
    draft.add(
        "command",
        "remove-switch",
        switch,
        arguments={"switch": switch.facts["id"], **same, "mode": mode if mode in _MODES else "", "vm_nics": pairs},
        losses=("switch-id", *_bandwidth(switch)),
        needs=("console", "drain", *(("addresses",) if shared else ())),
        facts=facts.pick(*(facts.of(draft.snapshot, section, identity) for section, identity in read)),
        **both,
    )
    both["names"] = {"switch": switch.name, "nic": ", ".join(n.name for n in uplinks)}
    both["facts"] = facts.pick(*(facts.of(draft.snapshot, "Get-NetAdapter", device) for device in devices))
    made = draft.add("command", "new-switch", switch, arguments=same, **both)
    for vm_nic in vm_nics:
        on_vm_nics.connect(draft, vm_nic, codes, f"made:{made}", switch.name, back=True)


_MODES = ("Weight", "Absolute", "None")


def _bandwidth(switch: Thing) -> tuple[str, ...]:
    """A vSwitch with SR-IOV keeps no minimum bandwidth."""
    return () if switch.facts.get("bandwidth_reservation_mode") == "None" else ("bandwidth",)


def spares(draft: Draft) -> Iterator[Thing]:
    """Adapters that could do SR-IOV and carry nothing that the snapshot shows, those that are wanted first."""
    used = {s.target for s in draft.steps if s.action == "new-switch"}
    teamed = {m.name for m in draft.snapshot.records(TeamMember)}
    fit = [n for n in draft.host.nics if _free(n, draft) and n.name not in teamed and n.label not in used]
    yield from sorted(fit, key=lambda n: n not in draft.d.wish)


def _free(nic: Thing, draft: Draft) -> bool:
    f = nic.facts
    able = f.get("sriov_support") == "Supported" and bool(f.get("listed")) and f.get("virtual") is not True
    linked = f.get("media_connect_state") != "Disconnected" and f.get("interface_operational_status") in (None, "Up")
    return able and linked and all(p.switch is None for p in draft.host.paths_of(nic))


def _team(draft: Draft, switch: Thing) -> tuple[Team | None, list[Thing]]:
    """The LBFO team under a vSwitch and its members."""
    under = {n.name for n in draft.host.uplinks(switch)}
    teams = draft.snapshot.records(Team)
    team = next((t for t in teams if t.name in under or under & set(t.team_nics or ())), None)
    own = {m.name for m in draft.snapshot.records(TeamMember) if team is not None and m.team == team.name}
    return team, [n for n in draft.host.nics if n.name in own]


def new_name(draft: Draft, old: str) -> str:
    """A name that no vSwitch has, in any case of letters, and that is no pattern."""
    base = f"{old} SR-IOV".strip() if old.isprintable() and not WILD & set(old) else "SR-IOV"
    taken = {s.name.casefold() for s in draft.host.switches}
    taken |= {str(s.arguments["name"]).casefold() for s in draft.steps if s.action == "new-switch"}
    return next(n for n in (base, *(f"{base} {i}" for i in range(2, 10_000))) if n.casefold() not in taken)
