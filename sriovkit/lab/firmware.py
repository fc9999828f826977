"""The server below Windows: processor, firmware settings, chipset abilities, slots.

Rule: plain values as a person would read them off the hardware or its setup menu; verdicts are drawn elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cpu:
    """The processors; `sockets` of them, all alike."""

    name: str = "Simulated CPU 2.40GHz"
    manufacturer: str = "GenuineIntel"
    sockets: int = 2
    cores: int = 8
    threads: int = 16
    #: Second level address translation (EPT, RVI/NPT).
    slat: bool = True


@dataclass(frozen=True)
class Firmware:
    """The items of the setup menu, and what the firmware's tables tell Windows."""

    #: VT-d, AMD-Vi, IOMMU.
    vtd: bool = True
    #: The item "SR-IOV": the firmware prepares its PCI Express roots for it and hands them to Windows.
    sriov: bool = True
    acs: bool = True
    #: Windows may control PCI Express (ACPI _OSC).
    pcie_native_control: bool = True
    above_4g: bool = True
    #: The root port's alternate error delivery, which cures the remapping weakness of the chipset.
    remapping_workaround: bool = False
    #: The firmware's tables describe the hardware rightly, and name a PCI Express bus.
    right_tables: bool = True
    pcie_bus: bool = True
    version: str = "1.0"
    #: Items of this table that the vendor's next version puts right, by name.
    update_mends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chipset:
    """What the board's silicon can and cannot do; no setting changes it."""

    dma_remapping: bool = True
    interrupt_remapping: bool = True
    root_port_acs: bool = True
    #: The security weakness of the remapping hardware (IOVEnableOverride).
    remapping_weakness: bool = False
    #: A known defect of the chipset itself.
    errata: bool = False


@dataclass(frozen=True)
class Slot:
    """One PCI Express slot, or the place of an adapter on the board."""

    name: str
    number: int = 0
    #: Every bridge between this slot and its root port has ACS.
    acs_chain: bool = True
    bus: int = 4
    numa: int = 0
    #: Alternative Routing-ID: more than 8 functions without further bus numbers.
    ari: bool = True
    #: Bus numbers that the firmware kept free behind this slot.
    spare_buses: int = 1
    #: Room below 4 GB for the memory of VFs, MiB.
    mmio_mib: int = 8
    #: As the firmware labels the slot; null where it does not.
    label: str | None = None


@dataclass(frozen=True)
class Boot:
    """How Windows was told to start (boot configuration)."""

    hypervisor_launch: bool = True
    #: hypervisoriommupolicy: default | enable | disable.
    iommu_policy: str = "default"


@dataclass(frozen=True)
class Registry:
    """IOVEnableOverride at the right place and at the two wrong ones; None: no such value there."""

    iov_enable_override: int | None = None
    wrong_place: int | None = None
    wow6432: int | None = None
