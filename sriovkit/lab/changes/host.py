"""Restart-Computer and Install-WindowsFeature.

Rule: a restart puts everything pending in force; until then a role is not there.
"""

from __future__ import annotations

from ..binding import Signature
from ..machine import Machine
from ..starting import boot, pend
from ..waiting import Pending
from ._change import Bound, Change, failed, fits


def restart(machine: Machine, _: Signature, __: Bound) -> Change:
    return Change(boot(machine))


def install(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """Only the Hyper-V role."""
    if not fits("Hyper-V", bound["Name"]):
        said = f"The lab knows the role Hyper-V alone, not {', '.join(bound['Name'])}"
        raise failed(signature, said, code="NameDoesNotExist")
    machine = machine if machine.hyperv else pend(machine, Pending("os", "", "hyperv", 1))
    return Change(boot(machine) if bound.get("Restart") and machine.pending else machine)
