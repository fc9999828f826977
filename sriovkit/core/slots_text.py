"""The slot map in words: lines for a terminal, and the same as HTML.

Rule: at most 65 columns, one device a line, the bridges above it before it; what cannot be seen is never said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import text as reader
from .clean import line
from .cmdlets import PciDevice
from .columns import clip, wrap
from .ladder_html import COLOURS, framed, safe, tag
from .slots import Slot, SlotMap

_CHIP = re.compile(r"VEN_([0-9A-F]{4})&DEV_([0-9A-F]{4})", re.IGNORECASE)
_STATES = {"whole": "ok", "broken": "blocked", "unknown": "unknown"}


@dataclass(frozen=True)
class Item:
    """One line of the map: how deep it stands, its words, and the state that colours it ("" for none)."""

    depth: int
    words: str
    state: str = ""


def text(slots: SlotMap, lang: str | None = None, columns: int = 65) -> str:
    """The map for a terminal, at most `columns` wide."""
    lang = reader.language(lang)
    lines = wrap(reader.words("slots.title", lang), columns)
    for item in items(slots, lang):
        lines.append(clip(" " * item.depth + item.words, columns))
    for said in remarks(slots, lang):
        lines += wrap(said, columns, "", "  ")
    return "\n".join(lines)


def html(slots: SlotMap, lang: str | None = None) -> str:
    """The map as one <div> that touches nothing else."""
    lang = reader.language(lang)
    return framed(body(slots, lang), lang)


def body(slots: SlotMap, lang: str) -> str:
    """The inner HTML of the map."""
    head = tag("p", "margin: .15em 0; font-weight: bold", safe(reader.words("slots.title", lang)))
    rows = "".join(_row(item) for item in items(slots, lang))
    listed = tag("ul", "list-style: none; padding: 0; margin: .2em 0", rows) if rows else ""
    return head + listed + "".join(tag("p", "margin: .15em 0", safe(s)) for s in remarks(slots, lang))


def _row(item: Item) -> str:
    colour = f"; border-left: .35em solid {COLOURS[item.state]}" if item.state else "; border-left: .35em solid #0000"
    return tag("li", f"padding: .05em 0 .05em {0.4 + 1.2 * item.depth:.1f}em{colour}", safe(item.words))


def items(slots: SlotMap, lang: str) -> Iterator[Item]:
    """The lines from each root bridge down; a bridge that several slots share stands once, above them all."""
    place = {id(slot): number for number, slot in enumerate(slots.slots)}
    first: dict[tuple[str, ...], int] = {}
    for slot in slots.slots:
        for way in _ways(slot):
            first.setdefault(way, place[id(slot)])
    said: set[tuple[str, ...]] = set()
    for slot in sorted(slots.slots, key=lambda s: [(first[way], way) for way in _ways(s)]):
        for depth, (way, device) in enumerate(zip(_ways(slot), (slot.root, *slot.hops), strict=True)):
            if way not in said:
                said.add(way)
                yield _bridge(device, slot, depth, lang)
        yield from _inside(slot, len(slot.hops) + 1, lang)


def _ways(slot: Slot) -> list[tuple[str, ...]]:
    """The way to each bridge of a slot, root bridge first, by identity."""
    names = [(d.instance_id or "") if d else "" for d in (slot.root, *slot.hops)]
    return [tuple(names[: end + 1]) for end in range(len(names))]


def _bridge(device: PciDevice | None, slot: Slot, depth: int, lang: str) -> Item:
    if depth == 0:
        state = {True: "ok", False: "blocked", None: "unknown"}[slot.pcie_control]
        control = reader.words(f"slots.control-{state}", lang)
        name = line(device.instance_id, 24) if device else reader.words("slots.not-named", lang)
        return Item(0, reader.words("slots.root", lang, device=name, control=control), state)
    assert device is not None
    kind = "root-port" if device.device_type == "PciExpressRootPort" else "bridge"
    known = device.acs_support in ("Present", "NotNeeded", "Missing")
    acs = reader.words(f"slots.acs-{device.acs_support}" if known else "slots.acs-unknown", lang)
    mark = f" [{reader.words('slots.candidate', lang)}]" if device is slot.port and slot.candidate else ""
    words = reader.words(f"slots.{kind}", lang, device=short(device), acs=acs) + mark
    state = "blocked" if device.acs_support == "Missing" else "ok" if known else "unknown"
    return Item(depth, words, state)


def _inside(slot: Slot, depth: int, lang: str) -> Iterator[Item]:
    """What sits in a slot: its NICs by name, anything else by its chip."""
    chain = reader.words(f"slots.chain-{slot.acs}", lang)
    for name in slot.nics:
        yield Item(depth, reader.words("slots.nic", lang, name=line(name, 24), chain=chain), _STATES[slot.acs])
    if slot.devices and not slot.nics:
        yield Item(depth, reader.words("slots.other", lang, device=short(slot.devices[0])))


def short(device: PciDevice) -> str:
    """A device in a few columns: its chip, and what tells it from others of the same chip."""
    name = line(device.instance_id or "?", 400)
    chip = _CHIP.search(name)
    last = name.rpartition("\\")[2]
    # The end of an identity tells two alike apart, not its beginning.
    told = f"{chip[1]}:{chip[2]} {last if len(last) < 17 else '..' + last[-14:]}".upper() if chip else name
    return clip(told, 26)


def remarks(slots: SlotMap, lang: str) -> list[str]:
    """What the map leaves open, and what it means for a card in a wrong slot."""
    if not slots:
        return [reader.words(f"slots.{slots.state if slots.state == 'too-old' else 'not-told'}", lang)]
    said = []
    if any(slot.blocking is None for slot in slots.blocked):
        said.append(reader.words("slots.no-hop", lang))
    if slots.candidates:
        said.append(reader.words("slots.candidate-about", lang))
    elif slots.blocked:
        said.append(reader.words("slots.no-candidate", lang))
    return said
