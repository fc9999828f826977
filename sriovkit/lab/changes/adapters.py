"""Enable-, Disable- and Set-NetAdapterSriov, Set-NetAdapterAdvancedProperty, Restart-NetAdapter.

Rule: each restarts the adapter, unless -NoRestart lets the value wait for the next restart.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..answers import rows
from ..binding import Signature
from ..machine import Machine
from ..settling import Disturbed
from ..starting import pend, restart_adapter
from ..waiting import Pending
from ._change import Bound, Change, failed, fits, missing

_KEYWORD = "*SRIOV"
_WORDS = {"0": 0, "1": 1, "disabled": 0, "enabled": 1}


def enable(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _set(machine, signature, bound, {"sriov_keyword": 1})


def disable(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _set(machine, signature, bound, {"sriov_keyword": 0})


def set_sriov(machine: Machine, signature: Signature, bound: Bound) -> Change:
    values = {"num_vfs": bound["NumVFs"]} if "NumVFs" in bound else {}
    values |= {"sriov_keyword": int(bound["Enabled"])} if "Enabled" in bound else {}
    return _set(machine, signature, bound, values)


def set_property(machine: Machine, signature: Signature, bound: Bound) -> Change:
    """Only *SRIOV, by keyword or by its display name."""
    for parameter, known in (("RegistryKeyword", _KEYWORD), ("DisplayName", "SR-IOV")):
        if parameter in bound and not fits(known, bound[parameter]):
            return Change(machine, errors=missing(signature, parameter, bound[parameter], [known]))
    given = str((bound.get("RegistryValue") or [bound.get("DisplayValue")])[0]).lower()
    if given not in _WORDS:
        raise failed(signature, f"'{given}' is no value of {_KEYWORD}")
    named = bound if {"Name", "InterfaceDescription"} & set(bound) else {**bound, "Name": ["*"]}
    return _set(machine, signature, named, {"sriov_keyword": _WORDS[given]})


def restart(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _restarted(machine, signature, bound, _meant(machine, "Get-NetAdapter", bound))


def _set(machine: Machine, signature: Signature, bound: Bound, values: Mapping[str, int]) -> Change:
    names = _meant(machine, "Get-NetAdapterSriov", bound)
    for name in names:
        pair = machine.port(name)
        if pair and values.get("num_vfs", 0) > pair[0].max_vfs:
            raise failed(signature, f"'{name}' has {pair[0].max_vfs} VFs at most")
        for item, value in values.items():
            machine = pend(machine, Pending("port", name, item, value))
    return _restarted(machine, signature, bound, names, not bound.get("NoRestart"))


def _restarted(machine: Machine, signature: Signature, bound: Bound, names: list[str], really: bool = True) -> Change:
    by = "Name" if "Name" in bound else "InterfaceDescription"
    section = "Get-NetAdapter" if signature.command == "Restart-NetAdapter" else "Get-NetAdapterSriov"
    errors = missing(signature, by, bound[by], [str(row[by]) for row in rows(machine, section)])
    shows = (section, "Name", tuple(names) if bound.get("PassThru") else ())
    for name in names if really else ():
        machine = restart_adapter(machine, name)
    return Change(machine, tuple(Disturbed("adapter", n) for n in names) if really else (), shows, errors)


def _meant(machine: Machine, section: str, bound: Bound) -> list[str]:
    """Ports that the section lists and the call names."""
    by = "Name" if "Name" in bound else "InterfaceDescription"
    there = [str(row["Name"]) for row in rows(machine, section) if fits(str(row[by]), bound[by])]
    return [name for name in there if machine.port(name)]
