"""A Windows guest's evidence: the answer of the guest script, or what Format-List printed of the same commands.

Rule: a VF is told by its bus (PCI beside VMBus) and its MAC address, never by what its maker calls it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .. import jsontext
from ..clean import mend_all
from ..errors import InputError
from .asking import SCHEMA
from .evidence import SYNTHETIC, VF, Adapter, Counters, Look, Route, grouped, solid

Row = Mapping[str, Any]
#: Characters of an answer that are read; a guest with 100 adapters sends about 60,000.
LIMIT = 4 * 1024 * 1024
_UP = 1  # InterfaceOperationalStatus
_MACS = ("MacAddress", "NetworkAddresses", "PermanentAddress")
#: Rows of one section that are looked at; a guest with more adapters than these is none.
_MOST = 4096


def read(text: str, host: str = "") -> Look:
    """The look in the script's JSON. Raises InputError where it is none."""
    data, _ = mend_all(jsontext.loads(text.strip(), host, LIMIT))
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA or not isinstance(data.get("sections"), Mapping):
        raise InputError("guest-answer", host=host)
    sections = {name: _rows(section) for name, section in data["sections"].items()}
    failed = tuple((name, _said(section)) for name, section in data["sections"].items() if _said(section))
    pings = [(whole(r.get("BufferSize")) or 0, whole(r.get("StatusCode"))) for r in sections.get("pings", ())]
    peer, route = str(data.get("peer") or ""), route_of(sections.get("route", ()))
    adapters = look_at(sections.get("adapters", ()), sections, sections.get("interfaces", ()))
    return Look("windows", str(data.get("computer") or ""), adapters, route, peer, grouped(pings), failed)


def _rows(section: Any) -> tuple[Row, ...]:
    rows = section.get("rows") if isinstance(section, Mapping) else None
    return tuple(r for r in rows[:_MOST] if isinstance(r, Mapping)) if isinstance(rows, Sequence) else ()


def _said(section: Any) -> str:
    """What a command that failed said; "" where it did not fail."""
    if not isinstance(section, Mapping):
        return "?"
    error = section.get("error")
    return "" if section.get("ok") is True else str(error.get("message") if isinstance(error, Mapping) else "?") or "?"


def look_at(
    adapters: Iterable[Row], counted: Mapping[str, Sequence[Row]], interfaces: Sequence[Row]
) -> tuple[Adapter, ...]:
    """The adapters with their counters before and after."""
    mtus = {
        whole(r.get("InterfaceIndex")): whole(r.get("NlMtu")) for r in interfaces if r.get("AddressFamily") != "IPv6"
    }
    return tuple(_adapter(row, counted, mtus) for row in adapters)


def _adapter(row: Row, counted: Mapping[str, Sequence[Row]], mtus: Mapping[int | None, int | None]) -> Adapter:
    name, index = str(row.get("Name") or ""), whole(row.get("InterfaceIndex"))
    status = whole(row.get("InterfaceOperationalStatus"))
    mac = next((mac for key in _MACS if (mac := solid(str(row.get(key) or "").split(" ")[0]))), "")
    kind, mtu = _kind(row), mtus.get(index) if index is not None else None
    before, after = (_counters(name, counted.get(when, ())) for when in ("before", "after"))
    told = " ".join(str(row[key]) for key in ("DriverProvider", "DriverVersion") if row.get(key))
    up = None if status is None else status == _UP
    mtu = mtu if mtu is not None else whole(row.get("MtuSize"))
    return Adapter(name, kind, mac, index, mtu, up, None, told, before, after)


def _kind(row: Row) -> str:
    bus = str(row.get("PnPDeviceID") or "").partition("\\")[0].upper()
    return {"VMBUS": SYNTHETIC, "PCI": VF}.get(bus, "")


def _counters(name: str, rows: Sequence[Row]) -> Counters:
    found = [row for row in rows if row.get("Name") == name]
    if len(found) != 1:
        return Counters()
    return Counters(whole(found[0].get("ReceivedUnicastPackets")), whole(found[0].get("SentUnicastPackets")))


def route_of(rows: Sequence[Row]) -> Route | None:
    """Find-NetRoute gives the local address and the route; no router stands between where the next hop is 0."""
    index = next((whole(r["InterfaceIndex"]) for r in rows if r.get("InterfaceIndex") is not None), None)
    source = next((str(r["IPAddress"]) for r in rows if r.get("IPAddress")), "")
    hop = next((str(r["NextHop"]) for r in rows if r.get("NextHop")), "")
    return Route(index, "", source, _unspecified(hop)) if rows else None


def _unspecified(hop: str) -> bool | None:
    try:
        return ipaddress.ip_address(hop.partition("%")[0]).is_unspecified
    except ValueError:
        return None


def whole(value: Any) -> int | None:
    """A whole number from JSON or from print; None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    told = str(value or "").strip()
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 20 else None
