"""Who else rules over the host: a failover cluster, Network ATC.

Rule: only what must be known before the host is touched; neither of them is played beyond that.
"""

from __future__ import annotations

from dataclasses import dataclass

from .vm import Vm


@dataclass(frozen=True)
class Cluster:
    """The cluster that the host is a node of."""

    name: str
    #: Up | Paused | Down (the cluster service is stopped)
    state: str = "Up"
    #: NotInitiated | InProgress | Completed | Failed
    drain: str = "NotInitiated"
    #: Names of the other nodes.
    nodes: tuple[str, ...] = ()
    #: Storage Spaces Direct.
    s2d: bool = False
    #: VMs that a drain moved to other nodes.
    elsewhere: tuple[Vm, ...] = ()


@dataclass(frozen=True)
class Intent:
    """An intent of Network ATC: which ports it rules, and for what."""

    name: str
    adapters: tuple[str, ...]
    management: bool = False
    compute: bool = True
    storage: bool = False
