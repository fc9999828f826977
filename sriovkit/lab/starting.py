"""What a start of the server, or of one adapter, puts in force.

Rule: pending values become values here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from .machine import Machine
from .nic import Card
from .settling import SECONDS, Disturbed, disturb
from .waiting import Pending


def boot(machine: Machine, by_hand: bool = False) -> Machine:
    """The server started anew: everything pending is in force, and nobody reaches it until it is up."""
    started = in_force(machine, lambda _: True)
    up = machine.clock + timedelta(seconds=SECONDS["host"])
    started = replace(started, power="on", booted_at=up, settling=())
    return disturb(replace(machine, vms=()), started, [Disturbed("host", was="off" if by_hand else "")])


def restart_adapter(machine: Machine, name: str) -> Machine:
    """One port restarted, with what was pending for it in force."""
    return in_force(machine, lambda p: p.kind == "port" and p.name == name)


def in_force(machine: Machine, chosen: Callable[[Pending], bool]) -> Machine:
    """The machine with the chosen pending values as its values."""
    for pending in machine.pending:
        if chosen(pending):
            machine = _PUT[pending.kind](machine, pending)
    return replace(machine, pending=tuple(p for p in machine.pending if not chosen(p)))


def pend(machine: Machine, pending: Pending) -> Machine:
    """A value to come, in the place of one that was to come before."""
    same = (pending.kind, pending.name, pending.item)
    return replace(machine, pending=(*(p for p in machine.pending if (p.kind, p.name, p.item) != same), pending))


def change_card(machine: Machine, port: str, alter: Callable[[Card], Card]) -> Machine:
    """The machine with one card, told by the name of any of its ports, changed."""
    return replace(machine, cards=tuple(alter(c) if port in [p.name for p in c.ports] else c for c in machine.cards))


def _bios(machine: Machine, pending: Pending) -> Machine:
    firmware = machine.firmware
    if pending.item != "version":
        return replace(machine, firmware=_with(firmware, pending.item, pending.value))
    for item in firmware.update_mends:
        firmware = _with(firmware, item, True)
    return replace(machine, firmware=replace(firmware, version="2.0", update_mends=()))


def _rom(machine: Machine, pending: Pending) -> Machine:
    return change_card(
        machine, pending.name, lambda c: replace(c, firmware=_with(c.firmware, pending.item, pending.value))
    )


def _port(machine: Machine, pending: Pending) -> Machine:
    def alter(card: Card) -> Card:
        if pending.item == "num_vfs":
            return replace(card, driver=_with(card.driver, pending.item, pending.value))
        ports = (_with(p, pending.item, pending.value) if p.name == pending.name else p for p in card.ports)
        return replace(card, ports=tuple(ports))

    return change_card(machine, pending.name, alter)


def _os(machine: Machine, pending: Pending) -> Machine:
    changed: Machine = _with(machine, pending.item, pending.value)
    return changed


def _with(thing: Any, item: str, value: int) -> Any:
    return replace(thing, **{item: type(getattr(thing, item))(value)})


_PUT = {"bios": _bios, "rom": _rom, "port": _port, "os": _os}
