"""What one port can do: SriovSupport, whether SR-IOV is on, its VFs, and why a vSwitch on it gets none.

Rule: the platform's faults come first in SriovSupport; the reason given here is the card's, its slot's or its driver's.
"""

from __future__ import annotations

from ..machine import Machine
from ..nic import Card, Port
from .platform import REMAPPING, platform_reasons

#: A reason of the card's own -> its word in the SriovSupport enum.
_WORDS = {
    "nic-missing-acs": "MissingAcs",
    "nic-no-bus-resources": "NoBusResources",
    "nic-no-vf-bar": "NoVfBarSpace",
    "nic-missing-pf-driver": "MissingPfDriver",
}


def sriov_support(machine: Machine, card: Card) -> str:
    """The word of the SriovSupport enum for a card's ports."""
    if not card.capable:
        return "Unknown"
    platform = set(platform_reasons(machine))
    if platform & REMAPPING:
        return "NoIoMmuSupport"
    if "pcie-os-control" in platform:
        return "NoOscSupport"
    if "no-acs-root-port" in platform:
        return "MissingAcs"
    return _WORDS.get(_place_fault(machine, card) or "", "Supported")


def sriov_enabled(machine: Machine, card: Card, port: Port) -> bool:
    """Enabled of Get-NetAdapterSriov: Option ROM, *SRIOV keyword and everything below let the driver switch it on."""
    return _switched_on(machine, card, port) and sriov_support(machine, card) == "Supported"


def own_reason(machine: Machine, card: Card, port: Port) -> str | None:
    """The code of what keeps a vSwitch on this port from VFs, the platform apart; None where nothing does."""
    if not (card.capable and _switched_on(machine, card, port)):
        return "nic-no-sriov"
    return _place_fault(machine, card)


def _switched_on(machine: Machine, card: Card, port: Port) -> bool:
    return card.firmware.sriov and port.sriov_keyword and machine.release not in card.driver.not_on


def shown_vfs(card: Card) -> int:
    """NumVFs of Get-NetAdapterSriov: the driver's default until the Option ROM says otherwise (Emulex: always)."""
    default = min(card.driver.num_vfs, card.max_vfs)
    return default if card.driver.shows_defaults or not card.firmware.sriov else min(default, card.firmware.vfs)


def offered_vfs(machine: Machine, card: Card, port: Port) -> int:
    """VFs that a vSwitch made for SR-IOV gets from this port."""
    return min(shown_vfs(card), card.firmware.vfs) if sriov_enabled(machine, card, port) else 0


def has_nic_switch(machine: Machine, port: Port) -> bool:
    """A vSwitch made for SR-IOV is bound to the port, and with it the NIC switch inside the adapter."""
    return any(switch.iov and port.name in switch.uplinks for switch in machine.switches)


def _place_fault(machine: Machine, card: Card) -> str | None:
    """What slot, firmware room or driver keep a capable card from; the first one, as Windows names only one."""
    slot = machine.slot(card)
    if slot is None:
        return None
    vfs = min(shown_vfs(card), card.firmware.vfs) * len(card.ports)
    if not slot.acs_chain:
        return "nic-missing-acs"
    if vfs + len(card.ports) > (256 if slot.ari else 8) + 256 * slot.spare_buses:
        return "nic-no-bus-resources"
    if vfs * card.vf_bar_mib > slot.mmio_mib and not machine.firmware.above_4g:
        return "nic-no-vf-bar"
    return None if card.driver.pf_support else "nic-missing-pf-driver"
