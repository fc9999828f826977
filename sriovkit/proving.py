"""Proof of a VF on a host that is connected, or in what was collected: the front door's `prove`.

Rule: nothing is changed but by the drill, and that only where it is asked for, allowed and answered with yes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .core import proof
from .core.proof import Asked
from .core.snapshot import Snapshot
from .drilled import drill_on
from .remote.apply import Patience, Rules
from .ways_in import ToRun, Way

if TYPE_CHECKING:
    from .core.apply.questions import Ask, Tell
    from .door import Host
    from .view.frames import Table

__all__ = ["Proof", "ToRun", "prove"]


class Proof(proof.Proof):
    """What `prove` gives: `claims` in order, each proven, failed or unproven, with its evidence and what is missing."""

    def frame(self) -> Table:
        """One row a claim; the columns are the same whatever stands in it."""
        from .view.proof_frame import proof_frame

        return proof_frame(self)


def prove(
    host: Host | Snapshot,
    vm_nic: str,
    guest: Any = None,
    peer: str | None = None,
    *,
    mtu: int = 1500,
    count: int = 4,
    drill: bool = False,
    allow: Iterable[str] = (),
    ask: Ask | None = None,
    tell: Tell | None = None,
    folder: str | os.PathLike[str] | None = None,
    patience: Patience | None = None,
) -> Proof:
    """Whether the VF of one VM NIC works, claim by claim: given, active, its record, the guest, traffic, the drill.

    `vm_nic` is "VM/adapter", the VM's name where it has one adapter, an Id or a MAC address. `guest` is a way into the
    guest: a host from `connect` (the Windows guest's own WinRM), text pasted from its console, or a function that is
    given a `ToRun` and returns what was printed. `peer` is an IP address that answers pings on the VM NIC's VLAN, `mtu`
    the bytes of the largest IP packet that must pass, `count` the pings of each size. With `drill` the VF is taken away
    (IovWeight 0) and put back: that needs `allow={"vf-reset"}`, a yes from `ask(question)`, and a host; `tell(event)`
    gets the progress, and a journal is written to `folder` ("runs" in the working folder). A snapshot for `host` tells
    what it can.

    Raises UsageError for a VM NIC, peer or guest that is none, HostError where the host is not reached. A guest that is
    not reached is no error: then more stays unproven, and the lines to run there by hand are in the proof.
    """
    rules = Rules.of(allow, ask=ask, tell=tell, patience=patience or Patience())
    asked = Asked.of(peer, mtu, count)
    snapshot = host if isinstance(host, Snapshot) else host.collect()
    way = Way(guest, proof.find(snapshot, vm_nic), asked)
    look = way.look("before")
    found = proof.judge(snapshot, vm_nic, look, asked, None, way.troubles)
    if drill:
        drilled = drill_on(host, snapshot, found, way, rules, folder)
        found = proof.judge(snapshot, vm_nic, look, asked, drilled, way.troubles)
    return Proof(**{name: getattr(found, name) for name in Proof.__dataclass_fields__})
