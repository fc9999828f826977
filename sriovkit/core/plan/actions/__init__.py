"""Every change that a plan can hold, one file each.

Rule: what is not in this table cannot be in a plan, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import (
    connect,
    disable_sriov,
    enable_sriov,
    free_member,
    new_switch,
    override,
    remove_switch,
    set_vfs,
    sriov_keyword,
)
from . import vm_nic_iov as _vm_nic
from ._action import Action, Args

__all__ = ["ACTIONS", "Action", "Args"]

_ALL = (
    connect.ACTION,
    disable_sriov.ACTION,
    enable_sriov.ACTION,
    free_member.ACTION,
    new_switch.ACTION,
    override.ACTION,
    override.REMOVE,
    remove_switch.ACTION,
    set_vfs.ACTION,
    sriov_keyword.ACTION,
    _vm_nic.WEIGHT,
    _vm_nic.NO_VF,
    _vm_nic.QUEUE_PAIRS,
)
ACTIONS: Mapping[str, Action] = {action.name: action for action in _ALL}
