"""What a person runs in a guest that nobody reaches from here, and pastes back: exact lines, Windows and Linux.

Rule: commands that the facts know and no others; the only texts from outside in them are a checked address and a
quoted Id.
"""

from __future__ import annotations

from ..plan.actions import ACTIONS
from ..quote import quote
from .asking import Asked

_COUNT = (
    "Get-NetAdapterStatistics -IncludeHidden | Format-List -Property Name, ReceivedUnicastPackets, SentUnicastPackets"
)
_SEEN = "Name, InterfaceDescription, InterfaceIndex, MacAddress, PnPDeviceID, MtuSize"


def windows(asked: Asked) -> tuple[str, ...]:
    """Lines for Windows PowerShell in the guest, each answered in words that no Windows translates."""
    lines = [f"Get-NetAdapter -IncludeHidden | Format-List -Property {_SEEN}"]
    lines += ["Get-NetIPInterface | Format-List -Property InterfaceIndex, AddressFamily, NlMtu"]
    if asked.peer:
        lines += [f"Find-NetRoute -RemoteIPAddress {quote(asked.peer)} | Format-List -Property InterfaceIndex, NextHop"]
    lines += [_COUNT, *(_ping(asked, size) for size in asked.sizes if asked.peer)]
    return (*lines, *([_COUNT] if asked.peer else []))


def _ping(asked: Asked, size: int) -> str:
    which = f"\"Address='{asked.peer}' AND BufferSize={size} AND NoFragmentation=TRUE\""
    one = f"Get-CimInstance -ClassName Win32_PingStatus -Filter {which}"
    return f"1..{asked.count} | ForEach-Object {{ {one} }} | Format-List -Property BufferSize, StatusCode"


def linux(asked: Asked, interface: str = "eth0") -> tuple[str, ...]:
    """Lines for a shell in the guest; `interface` is its hv_netvsc one."""
    lines = ["ip link", 'dmesg | grep -E "hv_netvsc|hv_pci"', f"ethtool -i {interface}"]
    if not asked.peer:
        return (*lines, f"ethtool -S {interface}")
    pings = (f"ping -c {asked.count} -M do -s {size} {asked.peer}" for size in asked.sizes)
    counters = f"ethtool -S {interface}"
    return (*lines, f"ip route get {asked.peer}", counters, *pings, counters)


def direct(vm_id: str) -> tuple[str, ...]:
    """PowerShell Direct: into a Windows guest from the host itself, without any network (2016 and later)."""
    return (f"Enter-PSSession -VMId {quote(vm_id)}",) if vm_id else ()


def put_back(vm_id: str, adapter: str, weight: int) -> tuple[str, ...]:
    """Ask for the VF again, at the host itself."""
    return (str(ACTIONS["iov-weight"].command({"vm": vm_id, "adapter": adapter, "count": weight, "old": 0}, "s1")),)
