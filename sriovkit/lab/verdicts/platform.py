"""The platform's verdict on SR-IOV: the reasons that Get-VMHost lists, as codes.

Rule: one line a reason, in the order in which they are mended; with SR-IOV off in the firmware neither PCI Express
control nor ACS at the root ports reaches Windows, so that the two reasons appear together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..machine import Machine

#: Faults of the remapping hardware that a NIC reports as NoIoMmuSupport.
REMAPPING: Final = frozenset(
    {"slat-missing", "no-chipset-support", "iommu-disabled-by-config", "no-dma-remapping", "no-interrupt-remapping"}
)

_FAULTS: Final[tuple[tuple[str, Callable[[Machine], bool]], ...]] = (
    ("slat-missing", lambda m: not m.cpu.slat),
    ("no-chipset-support", lambda m: not m.firmware.vtd),
    ("iommu-disabled-by-config", lambda m: m.boot.iommu_policy == "disable"),
    ("no-dma-remapping", lambda m: not m.chipset.dma_remapping),
    ("no-interrupt-remapping", lambda m: not m.chipset.interrupt_remapping),
    ("bios-wrong-hw-info", lambda m: not m.firmware.right_tables),
    ("no-pcie-bus", lambda m: not m.firmware.pcie_bus),
    ("pcie-os-control", lambda m: not (m.firmware.sriov and m.firmware.pcie_native_control)),
    ("no-acs-root-port", lambda m: not (m.firmware.sriov and m.firmware.acs and m.chipset.root_port_acs)),
    ("chipset-errata", lambda m: m.chipset.errata),
    ("remapping-security-override", lambda m: _weak(m) and m.registry.iov_enable_override != 1),
)


def platform_reasons(machine: Machine) -> tuple[str, ...]:
    """Why no SR-IOV on this host, whatever the NIC; empty where the platform can. A VM has no chipset to look at."""
    if machine.nested:
        return ("no-chipset-support",)
    return tuple(code for code, is_so in _FAULTS if is_so(machine))


def platform_supported(machine: Machine) -> bool:
    """IovSupport of Get-VMHost. No sentence is known for a hypervisor that does not run, so it adds no reason."""
    return machine.hypervisor_runs and not platform_reasons(machine)


def _weak(machine: Machine) -> bool:
    """Remapping hardware with the weakness, in use, and not cured by the firmware."""
    return machine.chipset.remapping_weakness and machine.firmware.vtd and not machine.firmware.remapping_workaround
