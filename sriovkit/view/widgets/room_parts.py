"""The parts of the server room as controls: what is in force, what waits, and the acts that fit now.

Rule: a control that cannot act now is there and switched off, so that a person sees what it would take; the controls
stay while their values change, and a group of them is made anew only where other things are in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ipywidgets import HTML, Button, DOMWidget, HBox, VBox

from ...core import text as reader
from ..states.room import Seen, done, free_slots, possible, shapes
from . import look
from .controls import button, choice, number, show, tick
from .room_group import Group


class Parts:
    """Draws looks at the room; `act` is called with an act's name and arguments.

    `quiet` is the button that changes nothing: the keyboard goes there from an act that has nothing left to do.
    """

    def __init__(self, act: Callable[..., Any], quiet: Button, lang: str) -> None:
        self._act, self._quiet, self._lang = act, quiet, lang
        self._pressed: Button | None = None
        self._power_row = self._making = Group(HBox(), lambda _: [])
        self._power = [self._button(act) for act in ("power-off", "power-on", "restart")]
        self._power_row.box.children = self._power
        # The button that makes a VM stands before the VMs, so that it is not drawn anew behind a new one.
        make = self._button("make-vm")
        self._groups = {
            "bios": Group(self._box("room.bios"), self._bios),
            "slots": Group(self._box("room.slots"), self._slots),
            "vms": Group(self._box("room.vms", make), self._vms),
        }

    def of(self, seen: Seen) -> list[DOMWidget]:
        """The room from the power button to the VMs, showing this look."""
        gone: list[Button] = []
        for name, shape in shapes(seen).items():
            self._making = self._groups[name]
            gone += [] if self._making.fits(shape) else self._making.fill(seen, shape)
        groups = [self._power_row, *self._groups.values()]
        for group in groups:
            group.update(seen)
        self._refocus(gone)
        return [group.box for group in groups]

    def rest(self) -> None:
        """What was pressed has been done: whatever changes from now on takes the keyboard nowhere."""
        self._pressed = None

    def _refocus(self, gone: list[Button]) -> None:
        """From a power button that is off now, or a button that went, the keyboard goes on at the power buttons."""
        pressed = self._pressed
        if pressed is not None and (pressed.disabled or pressed in gone):
            self._pressed = None
            beside = self._power if pressed in self._power or pressed in gone else []
            next((other for other in beside if not other.disabled), self._quiet).focus()

    def _say(self, key: str, **facts: Any) -> str:
        return reader.words(f"widget.{key}", self._lang, **facts)

    def _box(self, key: str, *parts: DOMWidget) -> VBox:
        title = f"<h4>{look.safe(reader.words(key, self._lang))}</h4>"
        box = VBox([look.piece(title, self._lang), *parts])
        box.add_class("sriovkit-box")
        return box

    def _line(self, words: Callable[[Seen], str]) -> HTML:
        """A line of words that follows the looks."""
        made = look.piece("", self._lang)

        def update(seen: Seen) -> None:
            made.value = look.wrapped(look.line(words(seen)), self._lang)

        self._making.updates.append(update)
        return made

    def _button(self, act: str, **given: Any) -> Button:
        def press() -> None:
            self._pressed = made
            self._act(act, **{name: value() if callable(value) else value for name, value in given.items()})

        words = self._say(f"act.{act}")
        made = button(words, press)

        def update(seen: Seen) -> None:
            over = done(seen, act, str(given.get("card") or given.get("vm") or ""))
            said = self._say("act-done", act=words) if over else words
            show(made, description=said, disabled=over or not possible(seen, act))

        self._making.updates.append(update)
        self._making.buttons.append(made)
        return made

    def _bios(self, seen: Seen) -> list[DOMWidget]:
        def version(now: Seen) -> str:
            bios = now["bios"]
            waits = self._say("bios-waits") if bios["update_pending"] else ""
            return f"{self._say('bios-version', version=look.named(bios['version']))} {waits}"

        names = look.piece(look.line(self._say("bios-words")), self._lang)
        items = [self._item(number) for number in range(len(seen["bios"]["items"]))]
        return [HBox([self._line(version), self._button("update-bios")]), names, *items]

    def _item(self, place: int) -> DOMWidget:
        """A setup item: ticked as it will be; where that waits for the next start, the label says so."""
        made = tick("", False, lambda on: self._act("bios", item=name[0], value=on))
        name = [""]

        def update(seen: Seen) -> None:
            item = seen["bios"]["items"][place]
            name[0], now, pending = item["item"], item["value"], item["pending"]
            words = self._waits(self._say(f"item.{name[0]}"), now, pending)
            show(made, value=now if pending is None else pending, description=words)

        self._making.updates.append(update)
        return made

    def _waits(self, name: str, now: Any, pending: Any) -> str:
        value = self._value(now)
        if pending is None:
            return f"{name}: {value}"
        return self._say("pending", name=name, now=value, pending=self._value(pending))

    def _value(self, value: Any) -> str:
        return reader.words("room.on" if value else "room.off", self._lang) if isinstance(value, bool) else str(value)

    def _slots(self, seen: Seen) -> list[DOMWidget]:
        slots = [part for slot in seen["slots"] for part in self._slot(seen, slot)]
        return [*slots, *(self._shelf(seen, card) for card in seen["shelf"])]

    def _slot(self, seen: Seen, slot: Seen) -> list[DOMWidget]:
        name, card = slot["slot"], slot["card"]
        if card is None:
            return [look.piece(look.line(self._say("slot-empty", slot=look.named(name))), self._lang)]

        def told(now: Seen) -> str:
            card = _card(now, name)
            ports = look.named(", ".join(card["ports"]))
            facts = {"slot": look.named(name), "card": look.named(card["description"]), "ports": ports}
            return self._say("slot-card", **facts, driver=look.named(card["driver"]))

        known = card["ports"][0] if card["ports"] else name
        acts = [self._button("install-driver", card=known), self._button("remove-card", card=known)]
        rom = self._rom(name, card["option_rom"])
        return [self._line(told), *rom, HBox([*acts, *self._into(seen, "move-card", known)])]

    def _rom(self, slot: str, rom: Seen | None) -> list[DOMWidget]:
        if rom is None:
            return [look.piece(look.line(self._say("rom-none")), self._lang)]
        most = rom["max_vfs"]
        box = tick("", False, lambda on: self._act("option-rom", card=slot, sriov=on))
        count = number("", 0, most, lambda given: self._act("option-rom", card=slot, vfs=given))

        def update(seen: Seen) -> None:
            now = _card(seen, slot)["option_rom"]
            for control, item, name in ((box, "sriov", "rom-sriov"), (count, "vfs", "rom-vfs")):
                waits = now["pending"].get(item)
                words = self._waits(self._say(name, most=most), now[item], waits)
                show(control, value=now[item] if waits is None else waits, description=words)

        self._making.updates.append(update)
        return [box, count]

    def _shelf(self, seen: Seen, card: Seen) -> DOMWidget:
        name = card["ports"][0] if card["ports"] else card["description"]
        told = look.line(self._say("shelf-card", card=look.named(card["description"])))
        return HBox([look.piece(told, self._lang), *self._into(seen, "insert-card", name)])

    def _into(self, seen: Seen, act: str, card: str) -> list[DOMWidget]:
        """Where a card could go: a free slot to choose, and the button that does it."""
        slots = [(look.named(slot), slot) for slot in free_slots(seen)]
        if not slots:
            return []
        where = choice(self._say("free-slot"), slots, slots[0][1], lambda _: None)
        where.style.description_width, where.layout.width = "initial", "auto"
        return [where, self._button(act, card=card, slot=lambda: where.value)]

    def _vms(self, seen: Seen) -> list[DOMWidget]:
        return [self._vm(vm["name"]) for vm in seen["vms"]]

    def _vm(self, name: str) -> DOMWidget:
        def told(seen: Seen) -> str:
            vm = next(vm for vm in seen["vms"] if vm["name"] == name)
            has = self._say("vm-driver" if vm["vf_driver"] else "vm-no-driver")
            return f"{look.named(vm['name'])}: {look.named(vm['state'])}, {has}"

        return HBox([self._line(told), self._button("install-guest-driver", vm=name)])


def _card(seen: Seen, slot: str) -> Seen:
    found: Seen = next(one["card"] for one in seen["slots"] if one["slot"] == slot)
    return found
