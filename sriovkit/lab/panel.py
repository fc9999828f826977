"""What a person sees in the server room: power, setup items, slots with their cards, what waits for a start.

Rule: nothing that only Windows knows, and no verdict.
"""

from __future__ import annotations

from typing import Any, Final

from .acts import ACTS, BIOS
from .building import driver_of
from .machine import Machine
from .nic import Card
from .reach import reachable
from .settling import as_seen, settled

SCHEMA: Final = "sriovkit.room/1"


def panel(machine: Machine) -> dict[str, Any]:
    """Plain data (schema sriovkit.room/1). `pending` is the value after the next start, null where none waits."""
    return {
        "schema": SCHEMA,
        "host": machine.name,
        "clock": machine.clock.isoformat(),
        "power": _power(machine),
        "reachable": reachable(machine),
        "settled": settled(machine),
        "bios": {"version": machine.firmware.version, "update_pending": _waits(machine, "bios", "", "version", 0)}
        | {"items": [_item(machine, name) for name in BIOS]},
        "slots": [_slot(machine, name) for name in (slot.name for slot in machine.slots)],
        "shelf": [{"description": c.description, "ports": [p.name for p in c.ports]} for c in machine.shelf],
        "vms": [_vm(vm.name, vm.state, vm.guest.vf_driver) for vm in as_seen(machine).vms],
        "acts": {name: {"power": act.power, "takes": dict(act.takes)} for name, act in ACTS.items()},
    }


def room_of(machine: Machine) -> dict[str, Any]:
    """Another host in the room, as far as one sees it from here."""
    seen = as_seen(machine)
    return {
        "host": machine.name,
        "power": _power(machine),
        "reachable": reachable(machine),
        "settled": settled(machine),
        "vms": [{"name": vm.name, "state": seen.state_of(vm)} for vm in seen.vms],
    }


def _power(machine: Machine) -> str:
    if machine.power == "off":
        return "off"
    return "starting" if machine.settles("host", "") else "on"


def _item(machine: Machine, name: str) -> dict[str, Any]:
    now = getattr(machine.firmware, name)
    coming = machine.coming("bios", "", name, now)
    return {"item": name, "value": now, "pending": bool(coming) if coming != now else None}


def _waits(machine: Machine, kind: str, name: str, item: str, now: int) -> bool:
    return machine.coming(kind, name, item, now) != now


def _slot(machine: Machine, name: str) -> dict[str, Any]:
    card = next((card for card in machine.cards if card.slot == name), None)
    return {"slot": name, "card": _card(machine, card) if card else None}


def _card(machine: Machine, card: Card) -> dict[str, Any]:
    ports = [port.name for port in card.ports]
    known: dict[str, Any] = {"description": card.description, "ports": ports, "option_rom": None}
    known |= {"driver": card.driver.provider, "driver_current": card.driver == driver_of(card)}
    if not card.capable:
        return known
    now = card.firmware
    rom = {"sriov": now.sriov, "vfs": now.vfs, "max_vfs": card.max_vfs}
    name = ports[0] if ports else ""
    waiting = {
        "sriov": bool(machine.coming("rom", name, "sriov", now.sriov)),
        "vfs": machine.coming("rom", name, "vfs", now.vfs),
    }
    pending = {item: value for item, value in waiting.items() if value != rom[item]}
    return {**known, "option_rom": {**rom, "pending": pending}}


def _vm(name: str, state: str, driver: bool) -> dict[str, Any]:
    return {"name": name, "state": state, "vf_driver": driver}
