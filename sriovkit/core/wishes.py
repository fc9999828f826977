"""What somebody wants SR-IOV for: a state is a fault only on a wanted path, information elsewhere.

Rule: wanted is a vSwitch with IovEnabled, a VM NIC with IovWeight above 0, and whatever the user names as a target.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from .catalogue import Reason
from .clean import some
from .datapath import Host, Thing
from .errors import UsageError


@dataclass(frozen=True, eq=False)
class Wishes:
    """The wanted things of a host. Without any, the host is judged by what it could do."""

    nics: tuple[Thing, ...]
    switches: tuple[Thing, ...]
    vm_nics: tuple[Thing, ...]
    #: No NIC of the host could do SR-IOV: then what is wrong with one matters although nobody wants it.
    no_nic_able: bool

    @property
    def nothing(self) -> bool:
        return not (self.nics or self.switches or self.vm_nics)

    def labels(self) -> list[str]:
        return [t.label for t in (*self.nics, *self.switches, *self.vm_nics)]

    def wants(self, thing: Thing | None, reason: Reason) -> bool:
        """Whether a reason on this thing is a fault."""
        if thing is None or thing.kind == "host":
            return True
        if thing.kind == "nic" and self.nothing and not reason.wish:
            return self.no_nic_able
        return thing in self

    def __contains__(self, thing: Thing) -> bool:
        return thing in self._all

    @cached_property
    def _all(self) -> frozenset[Thing]:
        return frozenset((*self.nics, *self.switches, *self.vm_nics))


def of(host: Host, targets: tuple[str, ...] = ()) -> Wishes:
    """The wishes of a host: its own, and the user's targets.

    Raises UsageError (target-not-found) for a target that names nothing on the host.
    """
    named = {t for target in targets for t in _named(host, target)}
    vm_nics = [v for v in host.vm_nics if v.facts.get("wants_vf") is True or v in named]
    wanting = frozenset(vm_nics)
    switches = [s for s in host.switches if _switch_wanted(s, host, wanting, named)]
    beside = {n for s in switches for n in host.uplinks(s)}
    nics = [n for n in host.nics if n in beside or n in named]
    able = any(n.facts.get("sriov_support") == "Supported" for n in host.nics)
    return Wishes(tuple(nics), tuple(switches), tuple(vm_nics), not able)


def _switch_wanted(switch: Thing, host: Host, vm_nics: Collection[Thing], named: Collection[Thing]) -> bool:
    asked = switch.facts.get("iov_enabled")
    # Bare reasons of a vSwitch, without its other properties, were brought because somebody wants it to work.
    if asked or switch in named or ("iov_enabled" not in switch.facts and switch.facts.get("iov_support_reasons")):
        return True
    paths = host.paths_of(switch)
    if any(t in named for p in paths for t in p.things() if t is not p.vm_nic):
        return True
    # A VM NIC that shall have a VF blames its vSwitch only where the host has no better one to offer.
    return any(p.vm_nic in vm_nics and not p.vm_nic.facts.get("other_iov_switch") for p in paths if p.vm_nic)


def _named(host: Host, target: str) -> list[Thing]:
    things = (*host.nics, *host.switches, *host.vm_nics)
    found = [t for t in things if target in (t.name, t.label, t.facts.get("id"), t.facts.get("interface_description"))]
    # A VM by its name is all of its adapters.
    found = found or [t for t in host.vm_nics if t.facts.get("vm_name") == target]
    if not found:
        known = [t.label for t in (*host.switches, *host.vm_nics, *host.nics)]
        raise UsageError("target-not-found", host=host.host.name, target=target, known=some(known))
    return found
