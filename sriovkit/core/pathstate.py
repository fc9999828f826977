"""How the packets of each path really travel: through a VF, past one that lies idle, or over the vSwitch.

Rule: the state of a path is said before any finding, and only from what the VM NIC itself reports.
"""

from __future__ import annotations

from .datapath import Path
from .wishes import Wishes

#: Every state a path can have, the best first.
STATES = ("vf-active", "vf-unused", "synthetic", "off", "unknown", "not-applicable")


def state(path: Path) -> str:
    """One of STATES; "not-applicable" where no VM NIC sends over this path, "off" where its VM does not run."""
    if path.vm_nic is None:
        return "not-applicable"
    facts = path.vm_nic.facts
    if facts.get("running") is False:
        return "off"
    if facts.get("vf_data_path_active"):
        return "vf-active"
    usage = facts.get("iov_usage")
    if usage is None:
        return "unknown"
    return "vf-unused" if usage > 0 else "synthetic"


def wanted(path: Path, wishes: Wishes) -> bool:
    """Whether somebody wants a VF on this path: asked of its VM NIC, else of its vSwitch, else of its uplink."""
    asked = path.vm_nic or path.switch or path.nic
    return asked is not None and asked in wishes
