"""What hands do to the server: power, setup menus, cards and slots, drivers installed from a medium.

Rule: each act is a pure function of the machine; it needs the power off, or Windows up, where life does, and what is
chosen in a setup menu waits for the next start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from ..core.errors import InputError, UsageError
from .building import driver_of
from .firmware import Firmware
from .machine import Machine
from .new_vm import make_vm
from .nic import Card
from .possible import check
from .reach import reachable
from .settling import Disturbed, disturb, without_uplink
from .starting import boot, change_card, pend
from .trunk import trunk
from .vm import Vm
from .waiting import Pending

#: Items of the server's setup menu; the other fields of `Firmware` are what no menu shows.
BIOS: Final = ("vtd", "sriov", "acs", "pcie_native_control", "above_4g")
_YES: Final = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """`power` is what it needs: "off", "up" (Windows answers) or "" (either). `takes` maps an argument to its kind."""

    do: Callable[[Machine, Given], Machine]
    power: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False


def act(machine: Machine, name: str, given: Given) -> Machine:
    """The machine after an act. Raises UsageError for an act or argument that there is not, InputError where hands
    could not do it now."""
    if name not in ACTS:
        raise UsageError("lab-no-act", name=name, known=tuple(ACTS))
    found = ACTS[name]
    takes = dict(found.takes)
    lacking = [key for key in takes if key not in given]
    if set(given) - set(takes) or (not given if found.optional else lacking):
        raise UsageError("lab-act-arguments", act=name, known=tuple(takes))
    if found.power == "off" and machine.power != "off":
        raise InputError("lab-power-on", act=name)
    if found.power == "up" and not reachable(machine):
        raise InputError("lab-power-off", act=name)
    return check(found.do(machine, {key: _read(key, takes[key], value) for key, value in given.items()}))


def _read(key: str, kind: str, value: Any) -> Any:
    """An argument as its kind; from a command line all of them are text."""
    if kind == "switch":
        found = _YES.get(str(value).lower())
        if found is None:
            raise InputError("lab-act-value", item=key, value=value, expected="on, off")
        return found
    if kind == "number":
        if not str(value).isascii() or not str(value).isdecimal():
            raise InputError("lab-act-value", item=key, value=value, expected="0, 1, 2 ...")
        return int(value)
    return str(value)


def _power_off(machine: Machine, _: Given) -> Machine:
    if machine.power == "off":
        raise InputError("lab-already", state="off")
    # Guests that ran are started again with the host, as is Hyper-V's default (general knowledge).
    return replace(machine, power="off", settling=())


def _power_on(machine: Machine, _: Given) -> Machine:
    if machine.power == "on":
        raise InputError("lab-already", state="on")
    return boot(machine, by_hand=True)


def _restart(machine: Machine, _: Given) -> Machine:
    if machine.power == "off":
        raise InputError("lab-power-off", act="restart")
    return boot(machine, by_hand=True)


def _bios(machine: Machine, given: Given) -> Machine:
    _known("BIOS", given["item"], BIOS)
    return pend(machine, Pending("bios", "", given["item"], int(given["value"])))


def _update(machine: Machine, _: Given) -> Machine:
    return pend(machine, Pending("bios", "", "version", 1))


def _rom(machine: Machine, given: Given) -> Machine:
    card = _card(machine.cards, given["card"])
    if not card.capable:
        raise InputError("lab-no-such-item", card=card.description)
    name = card.ports[0].name
    for item in ("sriov", "vfs"):
        if item in given:
            if item == "vfs" and given["vfs"] > card.max_vfs:
                raise InputError("lab-act-value", item=item, value=given["vfs"], expected=f"0 ... {card.max_vfs}")
            machine = pend(machine, Pending("rom", name, item, int(given[item])))
    return machine


def _move(machine: Machine, given: Given) -> Machine:
    card = _card(machine.cards, given["card"])
    slot = _free(machine, given["slot"])
    return change_card(machine, card.ports[0].name, lambda c: replace(c, slot=slot))


def _remove(machine: Machine, given: Given) -> Machine:
    """A vSwitch on it loses its uplink and does not get it back by itself (general knowledge)."""
    card = _card(machine.cards, given["card"])
    gone = {port.name for port in card.ports}
    for team in machine.teams:
        if gone & set(team.members):
            raise InputError("lab-in-team", card=card.description, team=team.name)
    left = tuple(replace(s, uplinks=tuple(u for u in s.uplinks if u not in gone)) for s in machine.switches)
    switches = tuple(s if s.uplinks else without_uplink(s) for s in left)
    cards = tuple(c for c in machine.cards if c is not card)
    shelf = (*machine.shelf, replace(card, slot=""))
    pending = tuple(p for p in machine.pending if p.name not in gone)
    return replace(machine, cards=cards, shelf=shelf, switches=switches, pending=pending)


def _insert(machine: Machine, given: Given) -> Machine:
    card = _card(machine.shelf, given["card"])
    slot = _free(machine, given["slot"])
    shelf = tuple(c for c in machine.shelf if c is not card)
    return replace(machine, shelf=shelf, cards=(*machine.cards, replace(card, slot=slot)))


def _driver(machine: Machine, given: Given) -> Machine:
    """The vendor's driver of today, as the list of cards has it; it restarts the adapter."""
    card = _card(machine.cards, given["card"])
    changed = change_card(machine, card.ports[0].name, lambda c: replace(c, driver=driver_of(c)))
    return disturb(machine, changed, [Disturbed("adapter", port.name) for port in card.ports])


def _guest_driver(machine: Machine, given: Given) -> Machine:
    _known("VM", given["vm"], [vm.name for vm in machine.vms])
    for vm in machine.vms:
        if vm.name == given["vm"] and machine.state_of(vm) != "Running":
            raise InputError("lab-vm-not-running", vm=vm.name)

    def alter(vm: Vm) -> Vm:
        return replace(vm, guest=replace(vm.guest, vf_driver=True, vf_vendors=())) if vm.name == given["vm"] else vm

    vms = tuple(map(alter, machine.vms))
    return disturb(machine, replace(machine, vms=vms), [])


def _card(cards: tuple[Card, ...], name: str) -> Card:
    """A card by its slot, its description or any of its ports."""
    names = {c: (c.slot, c.description, *(p.name for p in c.ports)) for c in cards}
    _known("NIC", name, [port for found in names.values() for port in found if port])
    return next(card for card, found in names.items() if name in found)


def _free(machine: Machine, name: str) -> str:
    _known("slot", name, [slot.name for slot in machine.slots])
    for card in machine.cards:
        if card.slot == name:
            raise InputError("lab-slot-occupied", slot=name, card=card.description)
    return name


def _known(kind: str, name: str, known: Any) -> None:
    if name not in known:
        raise InputError("lab-not-here", kind=kind, name=name, known=tuple(known))


_CARD_SLOT = {"card": "name", "slot": "name"}
ACTS: Final[Mapping[str, Act]] = {
    "power-off": Act(_power_off),
    "power-on": Act(_power_on),
    "restart": Act(_restart),
    "bios": Act(_bios, takes={"item": "name", "value": "switch"}),
    "update-bios": Act(_update),
    "option-rom": Act(_rom, takes={"card": "name", "sriov": "switch", "vfs": "number"}, optional=True),
    "move-card": Act(_move, "off", _CARD_SLOT),
    "remove-card": Act(_remove, "off", {"card": "name"}),
    "insert-card": Act(_insert, "off", _CARD_SLOT),
    "install-driver": Act(_driver, "up", {"card": "name"}),
    "make-vm": Act(make_vm, "up"),
    "trunk": Act(trunk, takes={"port": "name", "vlan": "number", "value": "switch"}),
    "install-guest-driver": Act(_guest_driver, "up", {"vm": "name"}),
}
assert set(BIOS) <= {f.name for f in fields(Firmware)}
