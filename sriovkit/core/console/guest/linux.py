"""A Linux guest's own outputs: dmesg, ip link, ls of /sys/class/net, ethtool -i and -S, lspci -nn.

Rule: in dmesg the last line about the data path decides; an interface nobody named is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ... import vendors
from .guests import Adapter, Guest, Guests, Link
from .shells import Block

_LONGEST = 2000
_NETVSC = re.compile(
    r"\bhv_netvsc ([\w-]{1,60}) (?:([\w.-]{1,40})|\(unnamed net_device\) \(uninitialized\)): (.{1,300})"
)
_KERNEL = re.compile(r"\s{0,4}(?:\[ {0,8}\d{1,8}\.\d{3,9}\]|\w{3} {1,2}\d{1,2} [\d:]{8} .{0,80}kernel:) ")
_OURS = re.compile(r"\bhv_pci \S{1,60}: |registering driver hv_(?:netvsc|pci)\b|\bhv_netvsc [\w-]{1,60}: ")
_JOINED = re.compile(r"([\w-]{1,40}) [0-9a-fA-F:.]{7,16} ([\w.-]{1,40}): joined to ([\w.-]{1,40})\s*$")
_SLOT = re.compile(r"VF slot \d{1,10} (added|removed)\s*")
_REGISTER = re.compile(r"VF (un)?registering: ([\w.-]{1,40})\s*")
_PATH = re.compile(r"Data path switched (to|from) VF: ([\w.-]{1,40})\s*")
_LINK = re.compile(r"(?:\d{1,6}: )?([\w.-]{1,40})(?:@[\w.-]{1,40})?: <([A-Z0-9_,-]{0,200})> ?(.{0,400})")
_MASTER = re.compile(r"\bmaster ([\w.-]{1,40})")
_ETHER = re.compile(r"link/ether ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\b", re.IGNORECASE)
_LOWER = re.compile(r"/sys/class/net/([\w.-]{1,40})/lower_([\w.-]{1,40})")
_NO_LOWER = re.compile(r"ls: .{0,100}/sys/class/net/([\w.-]{1,40})/lower_\*")
_LOWER_IN = re.compile(r"(?:sudo )?ls(?: -\w{1,5}){0,2} /sys/class/net(?:/([\w.-]{1,40}))?/?\s{0,4}")
_LOWER_ITEM = re.compile(r"(?<!\S)lower_([\w.-]{1,40})")
_LSPCI = re.compile(
    r"(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] [^\[\n]{1,80}\[([0-9a-f]{4})\]: (.{1,300}?)"
    r"\[([0-9a-f]{4}):([0-9a-f]{4})\](?: \(.{1,60}\)){0,2}\s*",
    re.IGNORECASE,
)
_ETHTOOL = re.compile(r"ethtool (?:-([iS]) )([\w.-]{1,40})\s*$")
_DRIVER = re.compile(r"\s{0,4}driver: ([\w-]{1,40})\s*")
_INFO = re.compile(r"\s{0,4}(?:version|firmware-version|expansion-rom-version|bus-info|supports-[\w-]{1,40}):.{0,200}")
_COUNTER = re.compile(r"\s{1,12}(\w{1,60}): {1,8}(\d{1,20})\s*")
_WORD = r"[\w|\\]{0,80}hv_netvsc[\w|\\]{0,80}"
_GREP = rf" {{0,2}}\| {{0,2}}e?grep(?: -[Ei]{{1,2}})? (?:{_WORD}|'{_WORD}'|\"{_WORD}\")"
#: Commands that show all there is of what is asked here.
_WHOLE = {
    "dmesg": re.compile(rf"(?:sudo )?dmesg(?: -[TxeH]{{1,4}}){{0,2}}(?:{_GREP})?\s{{0,4}}"),
    "ip": re.compile(r"(?:sudo )?ip(?: -\w{1,8}){0,2} (?:l|link|a|addr)(?: show)?\s{0,4}"),
    "lspci": re.compile(r"(?:sudo )?lspci(?: -[nkvD]{1,4}){1,2}\s{0,4}"),
}


@dataclass
class _Reading:
    """The block that is being read."""

    block: Block
    guests: Guests
    read: set[int]
    interface: str = ""
    logged: bool = False
    pending: tuple[str, Link] | None = None

    def guest(self, interface: str = "", device: str = "", mac: str = "") -> Guest:
        computer = self.block.computer if self.block.kind == "shell" else ""
        return self.guests.of(self.block.vm, computer, interface, device, mac)


def read(block: Block, guests: Guests) -> set[int]:
    """Read what a Linux guest says in a block; the places of the lines that were read."""
    reading = _Reading(block, guests, set())
    tool = _ETHTOOL.search(block.text)
    reading.interface = tool[2] if tool else ""
    for at, line in block.lines:
        if line.blank:
            _store(reading)
        elif len(line.text) <= _LONGEST and any(look(reading, line.text) for look in _LOOKS):
            reading.read.add(at)
    _store(reading)
    for kind, pattern in _WHOLE.items():
        if reading.read and block.ended and pattern.fullmatch(block.text):
            reading.guest().whole.add(kind)
    return reading.read | (_rest_of_log(block) if reading.logged else set())


def _rest_of_log(block: Block) -> set[int]:
    """Other lines of a kernel's log."""
    return {at for at, line in block.lines if _KERNEL.match(line.text[:_LONGEST])}


def _dmesg(reading: _Reading, text: str) -> bool:
    read = _logged(reading, text)
    reading.logged = reading.logged or read
    return read


def _logged(reading: _Reading, text: str) -> bool:
    said = _NETVSC.search(text)
    if said:
        guest = reading.guest(said[2] or "", said[1])
        _netvsc(guest, guest.adapter(said[2], said[1]), said[3])
        return True
    joined = _JOINED.search(text) if ": joined to " in text else None
    if joined:
        guest = reading.guest()
        adapter = guest.adapter(joined[3])
        adapter.present, adapter.bound, adapter.able = True, joined[2], True
        guest.drivers[joined[2]] = joined[1]
        return True
    return bool(_OURS.search(text))


def _netvsc(guest: Guest, adapter: Adapter, said: str) -> None:
    slot, register, path = (p.fullmatch(said) for p in (_SLOT, _REGISTER, _PATH))
    if slot:
        adapter.present, adapter.bound = slot[1] == "added", None if slot[1] == "added" else ""
        adapter.on_vf = None if adapter.present else False
    elif register:
        _rename(guest, adapter, register[2])
        adapter.bound, adapter.able = ("", adapter.able) if register[1] else (register[2], True)
        adapter.present = adapter.present if register[1] else True
    elif path:
        _rename(guest, adapter, path[2])
        adapter.present, adapter.bound, adapter.able = True, path[2], True
        adapter.on_vf = path[1] == "to"


def _rename(guest: Guest, adapter: Adapter, name: str) -> None:
    """The VF of an adapter keeps its driver when it gets another name."""
    if adapter.bound and adapter.bound != name and adapter.bound in guest.drivers:
        guest.drivers.setdefault(name, guest.drivers[adapter.bound])


def _ip(reading: _Reading, text: str) -> bool:
    link, ether = _LINK.match(text), _ETHER.search(text)
    if link and (" mtu " in f" {link[3]}" or "UP" in link[2]):
        _store(reading)
        master = _MASTER.search(link[3])
        mac = ether[1].lower() if ether else ""
        reading.pending = (link[1], Link(mac, frozenset(link[2].split(",")), master[1] if master else ""))
        return True
    if reading.pending is None or not text[:1].isspace():
        _store(reading)
        return False
    # Behind the first MAC address stand those that the PF gave to VFs of its own.
    if ether and not reading.pending[1].mac:
        reading.pending[1].mac = ether[1].lower()
    return True


def _store(reading: _Reading) -> None:
    """An interface is kept once its MAC address could tell whose it is."""
    if reading.pending is not None:
        name, link = reading.pending
        reading.guest(name, mac=link.mac).links[name] = link
        reading.pending = None


def _lower(reading: _Reading, text: str) -> bool:
    none = _NO_LOWER.match(text)
    if none:
        reading.guest().adapter(none[1]).bound = ""
        return True
    inside = _LOWER_IN.fullmatch(reading.block.text)
    within = inside[1] if inside else None
    found = _LOWER.findall(text) or ([(within, vf) for vf in _LOWER_ITEM.findall(text)] if within else [])
    guest = reading.guest() if found else None
    for master, vf in found:
        if guest is not None and (guest.is_synthetic(master) or re.fullmatch(r"eth\d{1,4}", master)):
            adapter = guest.adapter(master)
            adapter.present, adapter.bound, adapter.able = True, vf, True
    return bool(found) or bool(inside and not text.startswith("ls:"))


def _lspci(reading: _Reading, text: str) -> bool:
    device = _LSPCI.fullmatch(text)
    if not device:
        return False
    vendor, number = device[3].lower(), device[4].lower()
    family = vendors.family_of(f"PCI\\VEN_{vendor}&DEV_{number}")
    is_vf = family is not None and number in (*(family.vf or ()), *(family.vf_hyperv or ()))
    if device[1] == "0200" and (is_vf or "virtual function" in device[2].lower()):
        known = (f"{vendor}:{number}", family.id if family and is_vf else "")
        reading.guest().devices.append(known)
    return True


def _ethtool(reading: _Reading, text: str) -> bool:
    if not reading.interface:
        return False
    driver, counter = _DRIVER.fullmatch(text), _COUNTER.fullmatch(text)
    if driver:
        reading.guest().drivers[reading.interface] = driver[1]
    elif counter and counter[1].startswith("vf_"):
        reading.guest().counters.setdefault(reading.interface, {})[counter[1]] = int(counter[2])
    return bool(driver or counter or _INFO.fullmatch(text) or text.strip() == "NIC statistics:")


_LOOKS = (_dmesg, _ip, _lower, _lspci, _ethtool)
