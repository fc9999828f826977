"""The host's event log, as far as it speaks of SR-IOV: what a change of the machine leaves behind.

Rule: only events whose numbers public lists of the provider give. Since which Windows it exists is not known, so only
the newest one writes them; which moment sets one off, and the sentences, are the lab's choice and marked as its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from .event_log import ATTACH_FAILED, AVAILABILITY, NO_MORE, Logged
from .machine import Machine
from .verdicts.paths import bound_ports, switch_reasons, unserved
from .verdicts.uplink import offered_vfs

PROVIDER: Final = "Microsoft-Windows-Hyper-V-Hierarchical-NIC-Switch"
LOG: Final = "System"
#: "Newer hosts" have the provider; which was the first is not known.
SINCE: Final = "2025"
#: The log keeps so many.
KEPT: Final = 200
_SAID: Final = {
    ATTACH_FAILED: {
        "en": "The NIC switch could not be attached for the vSwitch {thing} (the lab's words).",
        "ja": "仮想スイッチ {thing} の NIC スイッチをアタッチできませんでした (ラボの文言)。",
    },
    NO_MORE: {
        "en": "The maximum number of VFs is in use on the vSwitch {thing} (the lab's words).",
        "ja": "仮想スイッチ {thing} の VF が上限に達しました (ラボの文言)。",
    },
    AVAILABILITY: {
        "en": "The adapter {thing} offers {number} VFs now (the lab's words).",
        "ja": "アダプター {thing} で使える VF は {number} 個になりました (ラボの文言)。",
    },
}


def logged(old: Machine, new: Machine) -> Machine:
    """The new machine with all that came to pass on the way from the old one written down."""
    if not (new.windows.has(SINCE) and new.hyperv and new.power == "on"):
        return new
    at = max(new.clock, new.booted)
    came = tuple(Logged(at, *what) for what in _came(old, new))
    return replace(new, events=(*new.events, *came)[-KEPT:]) if came else new


def entries(machine: Machine) -> Iterator[dict[str, Any]]:
    """What Get-WinEvent shows of each; a level is not known of any."""
    for number, one in enumerate(machine.events, 1):
        yield {
            "TimeCreated": one.at,
            "Id": one.id,
            "RecordId": number,
            "ProviderName": PROVIDER,
            "LogName": LOG,
            "MachineName": machine.name,
            "Message": _SAID[one.id][machine.language].format(thing=one.thing, number=one.number),
        }


def _came(old: Machine, new: Machine) -> Iterator[tuple[int, str, int]]:
    failed, before = _without_sriov(new), _without_sriov(old)
    yield from ((ATTACH_FAILED, name, 0) for name in failed if name not in before)
    now, then = _offered(new), _offered(old)
    for port in [*now, *(name for name in then if name not in now)]:
        if now.get(port, 0) != then.get(port, 0):
            yield AVAILABILITY, port, now.get(port, 0)
    short, was = unserved(new), unserved(old)
    for nic, switch in short.items():
        if nic not in was:
            yield NO_MORE, switch, 0


def _without_sriov(machine: Machine) -> list[str]:
    """vSwitches that were made for SR-IOV on a port that cannot do it."""
    return [s.name for s in machine.switches if s.iov and s.uplinks and switch_reasons(machine, s)]


def _offered(machine: Machine) -> dict[str, int]:
    bound = [pair for switch in machine.switches for pair in bound_ports(machine, switch)]
    return {port.name: offered_vfs(machine, card, port) for card, port in bound}
