"""Every cmdlet that sriovkit asks, one file each; importing this package registers them all.

Rule: the names here are the order of the collecting script, of a snapshot's sections and of the reference pages.
"""

from __future__ import annotations

from ._base import CMDLETS, Cmdlet, Prop, Record, as_list, snake
from .get_netadapter import Nic
from .get_netadapteradvancedproperty import AdvancedProperty
from .get_netadapterhardwareinfo import Hardware
from .get_netadaptersriov import Pf
from .get_netadaptersriovvf import Vf
from .get_netlbfoteam import Team
from .get_netlbfoteammember import TeamMember
from .get_pnpdeviceproperty import PciDevice
from .get_vm import Vm
from .get_vmhost import VmHost
from .get_vmnetworkadapter import VmNic
from .get_vmswitch import VSwitch
from .iov_enable_override import IovOverride
from .win32_computersystem import ComputerSystem
from .win32_operatingsystem import OperatingSystem
from .win32_processor import Processor

__all__ = [
    "CMDLETS",
    "AdvancedProperty",
    "Cmdlet",
    "ComputerSystem",
    "Hardware",
    "IovOverride",
    "Nic",
    "OperatingSystem",
    "PciDevice",
    "Pf",
    "Processor",
    "Prop",
    "Record",
    "Team",
    "TeamMember",
    "VSwitch",
    "Vf",
    "Vm",
    "VmHost",
    "VmNic",
    "as_list",
    "snake",
]
