"""The nine rungs of the ladder: blocked, at risk, ok, unknown or not applicable, each by its evidence.

Rule: a rung is ok only on positive evidence, never because nothing was heard of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .catalogue import RUNGS
from .datapath import Host, Thing
from .snapshot import Snapshot
from .wishes import Wishes

if TYPE_CHECKING:
    from .findings import Finding


@dataclass(frozen=True)
class Rung:
    """One rung. `after` is the number of the rung to mend before this one can be judged, 0 where there is none."""

    rung: str
    number: int
    state: str
    findings: tuple[str, ...] = ()
    after: int = 0
    #: VFs that the wanted vSwitches offer, for the switch rung.
    vfs: int | None = None

    def to_dict(self) -> dict[str, Any]:
        known = {"rung": self.rung, "number": self.number, "state": self.state, "findings": list(self.findings)}
        return {**known, **({"after": self.after} if self.after else {})}


@dataclass(frozen=True)
class _Look:
    """What the rungs are judged by."""

    host: Host
    wish: Wishes
    findings: Sequence[Finding]
    snapshot: Snapshot

    @property
    def nics(self) -> list[Thing]:
        """The wanted NICs; where nothing is wanted, the ones that could, else all that were listed."""
        if not self.wish.nothing:
            return list(self.wish.nics)
        listed = [n for n in self.host.nics if n.facts.get("sriov_support") is not None and n.facts.get("listed")]
        return [n for n in listed if n.facts["sriov_support"] == "Supported"] or listed

    @property
    def vf_given(self) -> bool:
        """Every wanted VM NIC that can have a VF now has one: whatever lies below it works."""
        live = [v for v in self.wish.vm_nics if v.facts.get("running") is not False]
        return bool(live) and all(_truly(v.facts.get("iov_usage")) for v in live)

    @property
    def platform_ok(self) -> bool:
        supported = any(s.facts.get("iov_support") for s in self.host.switches)
        return bool(self.host.host.facts.get("iov_support")) or supported or self.vf_given

    @property
    def switches_ok(self) -> bool:
        wanted = self.wish.switches
        return (bool(wanted) and all(s.facts.get("iov_support") for s in wanted)) or self.vf_given

    @cached_property
    def beside_healthy(self) -> frozenset[Thing]:
        """The NICs of the teams in which some member has no trouble; found once, for every NIC may have findings."""
        bad = {f.thing for f in self.findings if f.blocks}
        teams = [self.host.uplinks(s) for s in self.wish.switches]
        return frozenset(nic for team in teams if any(n not in bad for n in team) for nic in team)

    def every_nic(self, ask: Any) -> bool:
        return bool(self.nics) and all(ask(n.facts) for n in self.nics)


def judge(host: Host, wish: Wishes, findings: Sequence[Finding], snapshot: Snapshot) -> tuple[Rung, ...]:
    """The nine rungs, foot first."""
    look = _Look(host, wish, findings, snapshot)
    states: dict[str, str] = {}
    for name in RUNGS:
        states[name] = _trouble(name, look) or _JUDGES[name](look, states)
    blocked = [i for i, name in enumerate(RUNGS, 1) if states[name] in ("blocked", "at-risk")]
    return tuple(_rung(i, name, states[name], blocked, look) for i, name in enumerate(RUNGS, 1))


def _rung(number: int, name: str, state: str, blocked: list[int], look: _Look) -> Rung:
    codes = tuple(f.code for f in look.findings if f.rung == name and f.blocks)
    below = [b for b in blocked if b < number]
    after = (below[-1] if below else next(iter(blocked), 0)) if state == "unknown" else 0
    return Rung(name, number, state, codes, after, _vfs(look) if name == "switch" else None)


def _vfs(look: _Look) -> int | None:
    counts = [s.facts.get("iov_virtual_function_count") for s in look.wish.switches]
    return None if not counts or None in counts else sum(c for c in counts if c is not None)


def _trouble(name: str, look: _Look) -> str:
    """blocked, or at-risk where every finding stands beside a healthy member of the same team; "" without one."""
    found = [f for f in look.findings if f.rung == name and f.blocks]
    if not found:
        return ""
    return "at-risk" if all(_has_twin(f, look) for f in found) else "blocked"


def _has_twin(finding: Finding, look: _Look) -> bool:
    return finding.thing is not None and finding.thing in look.beside_healthy


def _platform(look: _Look, _: dict[str, str]) -> str:
    return "ok" if look.platform_ok or any(_supported(n.facts) for n in look.nics) else "unknown"


def _hypervisor(look: _Look, _: dict[str, str]) -> str:
    return "ok" if look.platform_ok else "unknown"


def _slot(look: _Look, _: dict[str, str]) -> str:
    return "ok" if look.switches_ok or look.every_nic(_supported) else "unknown"


def _nic_firmware(look: _Look, _: dict[str, str]) -> str:
    offered = look.switches_ok and (_vfs(look) or look.vf_given)
    able = look.every_nic(lambda f: _supported(f) and (f.get("num_vfs") is None or f["num_vfs"] > 0))
    return "ok" if offered or able else "unknown"


def _nic_driver(look: _Look, _: dict[str, str]) -> str:
    on = look.every_nic(lambda f: _supported(f) and f.get("enabled") is True)
    return "ok" if look.switches_ok or on else "unknown"


def _switch(look: _Look, _: dict[str, str]) -> str:
    if not look.wish.switches and not look.vf_given:
        return "not-applicable" if look.snapshot.knows("Get-VMSwitch") else "unknown"
    return "ok" if look.vf_given or all(_in_iov_mode(s.facts) for s in look.wish.switches) else "unknown"


def _vm(look: _Look, _: dict[str, str]) -> str:
    if not look.wish.vm_nics:
        return "not-applicable" if look.snapshot.knows("Get-VMNetworkAdapter") else "unknown"
    if all(v.facts.get("running") is False for v in look.wish.vm_nics):
        return "not-applicable"
    return "ok" if look.vf_given else "unknown"


def _guest(look: _Look, states: dict[str, str]) -> str:
    if states["vm"] == "not-applicable":
        return "not-applicable"
    given = [v for v in look.wish.vm_nics if _truly(v.facts.get("iov_usage"))]
    active = bool(given) and all(v.facts.get("vf_data_path_active") is True for v in given)
    return "ok" if active and states["vm"] == "ok" else "unknown"


_JUDGES = {
    "hardware": _platform,
    "firmware": _platform,
    "pcie-slot": _slot,
    "hypervisor": _hypervisor,
    "nic-firmware": _nic_firmware,
    "nic-driver": _nic_driver,
    "switch": _switch,
    "vm": _vm,
    "guest": _guest,
}


def _supported(facts: Any) -> bool:
    return bool(facts.get("sriov_support") == "Supported")


def _in_iov_mode(facts: Any) -> bool:
    external = facts.get("switch_type", "External") == "External"
    return facts.get("iov_enabled") is True and external and not facts.get("on_lbfo_team")


def _truly(value: Any) -> bool:
    return value is not None and value > 0


def ready(rungs: Sequence[Rung], findings: Sequence[Finding], wish: Wishes) -> bool | None:
    """Whether every wanted path is ready; where nothing is wanted, whether the host could."""
    until = 9 if wish.vm_nics else 7 if not wish.nothing else 6
    states = [r.state for r in rungs[:until]]
    said_no = any(s.facts.get("iov_support") is False for s in wish.switches)
    if said_no or "blocked" in states or "at-risk" in states or any(f.blocks for f in findings):
        return False
    return None if "unknown" in states else True
