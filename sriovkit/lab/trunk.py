"""An act at the physical switch: the port at the other end of a cable carries a VLAN, or no longer.

Rule: no command of the host reaches that far; it is done by the people of the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..core.errors import InputError
from .guest import Wire
from .machine import Machine


def trunk(machine: Machine, given: Mapping[str, Any]) -> Machine:
    """`port` is the host's, `vlan` a number, `value` whether it passes. Raises InputError for what there is not."""
    ports = [port.name for _, port in machine.ports]
    if given["port"] not in ports:
        raise InputError("lab-not-here", kind="NIC", name=given["port"], known=", ".join(ports) or "-")
    if not 1 <= given["vlan"] <= 4094:
        raise InputError("lab-act-value", item="vlan", value=given["vlan"], expected="1 ... 4094")
    old = next((w for w in machine.outside.wires if w.port == given["port"]), Wire(given["port"]))
    others = tuple(v for v in old.vlans or range(1, 4095) if v != given["vlan"])
    new = replace(old, vlans=tuple(sorted((*others, given["vlan"]))) if given["value"] else others)
    rest = tuple(w for w in machine.outside.wires if w.port != given["port"])
    return replace(machine, outside=replace(machine.outside, wires=(*rest, new)))
