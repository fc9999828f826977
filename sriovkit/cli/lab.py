"""`sriovkit lab`: one simulated host on loopback, for whatever client wants to try something, and its server room.

Rule: the password is drawn at each start and printed here alone; `act` and `state` reach a lab that runs already.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from ..core.errors import UsageError
from ..core.proof import Asked, by_hand
from .screen import Screen
from .words import Command, Group

if TYPE_CHECKING:
    from ..lab.room import Room


@click.group(cls=Group)
@click.option("--scenario", metavar="NAME", default="article", show_default=True)
@click.option("--language", type=click.Choice(("en", "ja")))
@click.option("--latency", type=click.FloatRange(min=0), default=0.0, metavar="MILLISECONDS")
@click.option("--speed", type=click.FloatRange(min=0.01, max=1000), default=1.0, metavar="FACTOR")
@click.option("--powershell", metavar="PROGRAM")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def lab(
    ctx: click.Context,
    /,
    scenario: str,
    language: str | None,
    latency: float,
    speed: float,
    powershell: str | None,
    as_json: bool,
) -> int | None:
    from ..lab.process import print_json, serve

    if ctx.invoked_subcommand is not None:
        return None
    screen: Screen = ctx.obj

    def announce(told: dict[str, Any]) -> None:
        if powershell:
            # Also beside JSON, where it goes to who reads, not to what parses.
            screen.complain(screen.words("lab-powershell", program=powershell))
        if as_json:
            print_json(told)
        else:
            screen.say(screen.words("lab-ready", **told))
            if told["partner"]:
                screen.say(screen.words("lab-ready-partner", **told["partner"]))

    serve(scenario, language, latency / 1000, speed=speed, announce=announce, powershell=powershell)
    return 0


def _which(command: Callable[..., int]) -> Callable[..., int]:
    """The option that says which running lab; without it, the only one."""
    return click.option("--lab", "which", type=click.IntRange(1, 65535), metavar="PORT")(command)


@lab.command(cls=Command)
@click.option("--json", "as_json", is_flag=True)
@_which
@click.pass_obj
def state(screen: Screen, /, as_json: bool, which: int | None) -> int:
    return _show(screen, _room(which).state(), as_json)


@lab.command(cls=Command)
@click.argument("name")
@click.argument("given", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--json", "as_json", is_flag=True)
@_which
@click.pass_obj
def act(screen: Screen, /, name: str, given: tuple[str, ...], as_json: bool, which: int | None) -> int:
    pairs = [word.partition("=") for word in given]
    if not all(equals for _, equals, _ in pairs):
        raise UsageError("lab-act-arguments", act=name, known="KEY=VALUE ...")
    room = _room(which)
    done = room.reset() if name == "reset" else room.act(name, **{key: value for key, _, value in pairs})
    return _show(screen, done, as_json)


@lab.command(name="console", cls=Command)
@click.argument("vm", metavar="VM")
@click.argument("lines", nargs=-1, metavar="[LINE]...")
@click.option("--peer", metavar="ADDRESS")
@_which
@click.pass_obj
def guest_console(screen: Screen, /, vm: str, lines: tuple[str, ...], peer: str | None, which: int | None) -> int:
    typed = lines or by_hand.linux(Asked.of(peer or "192.0.2.10"))
    screen.say(_room(which).console(vm, "\n".join(typed)).rstrip("\n"))
    return 0


def _room(which: int | None) -> Room:
    from .. import labs

    return labs.running(str(which or ""))


def _show(screen: Screen, seen: dict[str, Any], as_json: bool) -> int:
    screen.say(json.dumps(seen) if as_json else "\n".join(_lines(screen, seen)))
    return 0


def _lines(screen: Screen, seen: dict[str, Any]) -> Iterator[str]:
    """The server room in lines: what is in force, and behind an arrow what the next start brings."""

    def value(now: Any, pending: Any = None) -> str:
        words = {True: screen.words("room.on"), False: screen.words("room.off")}
        shown = words.get(now, str(now)) if isinstance(now, bool) else str(now)
        return shown if pending is None else f"{shown} -> {value(pending)}"

    yield f"{seen['host']} ({seen['scenario']}): {screen.words('room.power-' + seen['power'])}"
    yield f"BIOS/UEFI {value(seen['bios']['version'], '2.0' if seen['bios']['update_pending'] else None)}"
    for item in seen["bios"]["items"]:
        yield f"    {item['item']:20} {value(item['value'], item['pending'])}"
    yield screen.words("room.slots")
    for slot in seen["slots"]:
        yield from _slot(slot, value)
    for card in seen["shelf"]:
        yield f"    {screen.words('room.beside'):20} {card['description']} ({', '.join(card['ports'])})"
    yield screen.words("room.vms")
    yield from _vms(seen["vms"])
    if beside := seen["partner"]:
        yield f"{beside['host']}: {screen.words('room.power-' + beside['power'])}"
        yield from _vms(beside["vms"])


def _vms(vms: list[dict[str, Any]]) -> Iterator[str]:
    return (f"    {vm['name']:20} {vm['state']}" for vm in vms)


def _slot(slot: dict[str, Any], value: Any) -> Iterator[str]:
    card = slot["card"]
    if card is None:
        yield f"    {slot['slot']:20} -"
        return
    yield f"    {slot['slot']:20} {card['description']} ({', '.join(card['ports'])})"
    if rom := card["option_rom"]:
        shown = {name: value(rom[name], rom["pending"].get(name)) for name in ("sriov", "vfs")}
        yield f"    {'':20} Option ROM: SR-IOV {shown['sriov']}, VF {shown['vfs']}"
