"""The server room as a list of things with values, and which acts fit it now.

Rule: what waits for the next start stands beside what is in force, never in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Seen = Mapping[str, Any]
#: The firmware that an update brings.
NEWEST = "2.0"


@dataclass(frozen=True)
class Fact:
    """`kind` is power, bios, slot, shelf or vm; `pending` is the value after the next start, None where none waits."""

    kind: str
    name: str
    item: str
    value: Any
    pending: Any = None


def facts(seen: Seen) -> Iterator[Fact]:
    """Everything that hands can see there (`Room.state()`), from the power button down to the VMs."""
    yield Fact("power", "", "power", seen["power"])
    bios = seen["bios"]
    yield Fact("bios", "", "version", bios["version"], NEWEST if bios["update_pending"] else None)
    for item in bios["items"]:
        yield Fact("bios", "", item["item"], item["value"], item["pending"])
    for slot in seen["slots"]:
        yield from _slot(slot)
    for card in seen["shelf"]:
        yield Fact("shelf", card["ports"][0] if card["ports"] else "", "card", card["description"])
    for vm in seen["vms"]:
        yield Fact("vm", vm["name"], "state", vm["state"])
        yield Fact("vm", vm["name"], "vf_driver", vm["vf_driver"])


def _slot(slot: Seen) -> Iterator[Fact]:
    card = slot["card"]
    yield Fact("slot", slot["slot"], "card", card["description"] if card else None)
    if card:
        yield Fact("slot", slot["slot"], "driver", card["driver"])
    rom = card and card["option_rom"]
    for item in ("sriov", "vfs") if rom else ():
        yield Fact("slot", slot["slot"], f"option-rom {item}", rom[item], rom["pending"].get(item))


def waiting(seen: Seen) -> int:
    """How many values wait for the next start."""
    return sum(fact.pending is not None for fact in facts(seen))


def calm(seen: Seen) -> bool:
    """Nothing is on its way: neither a start nor what a change takes to settle."""
    return bool(seen["settled"]) and seen["power"] != "starting"


def free_slots(seen: Seen) -> list[str]:
    """Slots without a card."""
    return [slot["slot"] for slot in seen["slots"] if slot["card"] is None]


def possible(seen: Seen, act: str) -> bool:
    """Whether the power is as the act needs it; there may be other reasons against it, which the lab tells."""
    power = seen["power"]
    if act in ("power-on", "power-off", "restart"):
        return bool((power == "off") == (act == "power-on"))
    if act not in seen["acts"]:
        return False
    needs = seen["acts"][act]["power"]
    return bool({"off": power == "off", "up": seen["reachable"]}.get(needs, True))


def done(seen: Seen, act: str, thing: str = "") -> bool:
    """Whether an act would change nothing: what it brings is there, or comes with the next start."""
    if act == "update-bios":
        return bool(seen["bios"]["update_pending"] or seen["bios"]["version"] == NEWEST)
    if act == "install-driver":
        return any(card["driver_current"] for card in _cards(seen) if thing in card["ports"])
    if act == "install-guest-driver":
        return any(vm["vf_driver"] for vm in seen["vms"] if vm["name"] == thing)
    return False


def _cards(seen: Seen) -> list[Seen]:
    return [slot["card"] for slot in seen["slots"] if slot["card"] is not None]


def shapes(seen: Seen) -> dict[str, tuple[object, ...]]:
    """What is in each group of the room, whatever its values: a group of one shape has the same controls."""
    whose = (seen["host"], seen["scenario"])
    slots = tuple((slot["slot"], *_kind(slot["card"])) for slot in seen["slots"])
    shelf = tuple(card["description"] for card in seen["shelf"])
    return {"bios": whose, "slots": (whose, slots, shelf), "vms": (whose, *(vm["name"] for vm in seen["vms"]))}


def _kind(card: Seen | None) -> tuple[object, ...]:
    return (card["description"], *card["ports"], card["option_rom"] is not None) if card else ()
