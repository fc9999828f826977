"""Whether a machine could stand in a room: names that meet, one card a slot, nothing its Windows does not have.

Rule: every refusal names the place and the thing; what is merely badly set up is no refusal but the point of a lab.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..core.errors import InputError
from .answers._values import VM_STATE
from .impossible import known as _known
from .impossible import one_of as _one_of
from .impossible import wrong as _wrong
from .machine import Machine
from .possible_buses import buses
from .possible_moments import moments
from .possible_network import NETWORK
from .possible_numbers import numbers
from .verdicts.network import all_host_nics
from .windows import LANGUAGES, RELEASES

MODERATION = ("Default", "Adaptive", "Off", "Low", "Medium", "High")
MIRRORING = ("None", "Source", "Destination")


def check(machine: Machine, file: str = "") -> Machine:
    """The machine itself; raises InputError (codes lab-*) where it cannot be."""
    for test in (_words, numbers, _names, _slots, buses, _networks, _vms, _release, *NETWORK, moments):
        for error in test(machine, file):
            raise error
    return machine


def _words(m: Machine, file: str) -> Iterator[InputError]:
    """Values out of closed lists and ranges."""
    yield from _one_of("release", m.release, RELEASES, file)
    yield from _one_of("language", m.language, LANGUAGES, file)
    yield from _one_of("boot.iommu_policy", m.boot.iommu_policy, ("default", "enable", "disable"), file)
    yield from _one_of("power", m.power, ("on", "off"), file)
    for switch in m.switches:
        yield from _one_of(f"switches.{switch.name}.kind", switch.kind, ("Private", "Internal", "External"), file)
    for vm in m.vms:
        yield from _one_of(f"vms.{vm.name}.state", vm.state, VM_STATE.values(), file)
        yield from _one_of(f"vms.{vm.name}.generation", vm.generation, (1, 2), file)
    for vm, nic in m.vm_nics:
        yield from _one_of(f"vms.{vm.name}.nics.moderation", nic.moderation, MODERATION, file)
        yield from _one_of(f"vms.{vm.name}.nics.port_mirroring", nic.port_mirroring, MIRRORING, file)
        if not 0 <= nic.iov_weight <= 100:
            yield _wrong(f"vms.{vm.name}.nics.iov_weight", nic.iov_weight, "0 ... 100", file)
        if nic.queue_pairs < 1:
            yield _wrong(f"vms.{vm.name}.nics.queue_pairs", nic.queue_pairs, "1 ...", file)
    for card in m.cards:
        if not 0 <= card.firmware.vfs <= card.max_vfs:
            yield _wrong(f"cards.{card.slot}.firmware.vfs", card.firmware.vfs, f"0 ... {card.max_vfs}", file)


def _names(m: Machine, file: str) -> Iterator[InputError]:
    """No two things of one kind with one name; a VM's name may come twice, as in life, with an id of its own."""
    adapters = [port.name for _, port in m.ports] + [team.name for team in m.teams]
    adapters += [nic.alias for nic in all_host_nics(m)]
    adapters += [port.name for card in m.shelf for port in card.ports]
    kinds = {
        "slots": [slot.name for slot in m.slots],
        "cards.ports": adapters,
        "switches": [switch.name for switch in m.switches],
        "vms": [m.vm_id(vm) for vm in m.vms],
    }
    for place, names in kinds.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield InputError("lab-duplicate", host=file, place=place, name=name)


def _slots(m: Machine, file: str) -> Iterator[InputError]:
    taken: dict[str, str] = {}
    slots = [slot.name for slot in m.slots]
    for card in m.cards:
        if card.slot:
            yield from _known("cards.slot", [card.slot], slots, file)
            if card.slot in taken:
                facts = {"slot": card.slot, "first": taken[card.slot], "second": card.description}
                yield InputError("lab-slot-taken", host=file, **facts)
            taken[card.slot] = card.description
        elif card.capable or not m.nested:
            yield InputError("lab-missing-key", host=file, place=f"cards.{card.description}.slot")


def _networks(m: Machine, file: str) -> Iterator[InputError]:
    ports = [port.name for _, port in m.ports]
    for team in m.teams:
        yield from _known(f"teams.{team.name}.members", team.members, ports, file)
    used = [name for team in m.teams for name in team.members]
    for switch in m.switches:
        place = f"switches.{switch.name}.uplinks"
        yield from _known(place, switch.uplinks, [*ports, *(team.name for team in m.teams)], file)
        wanted = (0, 0) if switch.kind != "External" else (1, 8 if switch.embedded_teaming else 1)
        if not wanted[0] <= len(switch.uplinks) <= wanted[1]:
            yield _wrong(place, len(switch.uplinks), f"{wanted[0]} ... {wanted[1]}", file)
        for name in switch.uplinks:
            if name in used:
                yield InputError("lab-uplink-taken", host=file, place=place, name=name)
            used.append(name)


def _vms(m: Machine, file: str) -> Iterator[InputError]:
    for vm, nic in m.vm_nics:
        if nic.switch:
            yield from _known(f"vms.{vm.name}.nics.switch", [nic.switch], [s.name for s in m.switches], file)
        if nic.legacy and vm.generation == 2:
            yield _wrong(f"vms.{vm.name}.nics.legacy", True, "generation = 1", file)


def _release(m: Machine, file: str) -> Iterator[InputError]:
    """What a Windows does not have yet, or no longer."""
    not_yet = {
        "2012R2": {f"vms.{vm.name}.generation" for vm in m.vms if vm.generation == 2},
        "2016": {f"switches.{s.name}.embedded_teaming" for s in m.switches if s.embedded_teaming}
        | ({"nested"} if m.nested else set()),
    }
    for since, places in not_yet.items():
        for place in sorted(places) if not m.windows.has(since) else ():
            yield InputError("lab-not-in-release", host=file, place=place, release=m.release)
    teams = {team.name for team in m.teams}
    if m.windows.has("2022"):
        for switch in m.switches:
            if teams & set(switch.uplinks):
                yield InputError("lab-not-in-release", host=file, place=f"switches.{switch.name}", release=m.release)
    if not m.hyperv and (m.switches or m.vms):
        yield _wrong("hyperv", False, "true", file)
    if m.hyperv and m.windows.has("2016") and not m.cpu.slat:
        # From 2016 on Hyper-V is not installed without SLAT.
        yield InputError("lab-not-in-release", host=file, place="cpu.slat = false", release=m.release)
