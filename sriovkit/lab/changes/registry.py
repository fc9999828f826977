"""New-, Set- and Remove-ItemProperty for IOVEnableOverride.

Rule: no other value and no other key is played; what PowerShell says for a key that is not there stays its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ...core.cmdlets.iov_enable_override import RIGHT_PLACE, WRONG_PLACES
from ..binding import Signature
from ..machine import Machine
from ..refusing import Refused, not_played, path_not_found
from ..server.pipeline import ErrorAnswer
from ._change import Bound, Change, failed, listed

VALUE: Final = "IOVEnableOverride"
_PLACES = [place.lower() for place in (RIGHT_PLACE, *WRONG_PLACES)]
#: Registry key -> field of `Registry`.
_FIELDS = dict(zip(_PLACES, ("iov_enable_override", "wrong_place", "wow6432"), strict=True))


def new(machine: Machine, signature: Signature, bound: Bound) -> Change:
    field = _field(machine, signature, bound)
    if getattr(machine.registry, field) is not None and not bound.get("Force"):
        said = ("The property already exists.", "ResourceExists", "System.IO.IOException")
        return Change(machine, errors=(_error(signature, bound, *said),))
    return _written(machine, signature, field, bound)


def set_(machine: Machine, signature: Signature, bound: Bound) -> Change:
    return _written(machine, signature, _field(machine, signature, bound), bound)


def remove(machine: Machine, signature: Signature, bound: Bound) -> Change:
    field = _field(machine, signature, bound)
    if getattr(machine.registry, field) is None:
        said = f"Property {VALUE} does not exist at path {_path(bound)}."
        error = _error(signature, bound, said, "InvalidArgument", "System.Management.Automation.PSArgumentException")
        return Change(machine, errors=(error,))
    return Change(_with(machine, field, None))


def _with(machine: Machine, field: str, value: int | None) -> Machine:
    return replace(machine, registry=replace(machine.registry, **{field: value}))


def _error(signature: Signature, bound: Bound, said: str, category: str, exception: str) -> ErrorAnswer:
    identity = f"{exception},{signature.implementation}"
    return ErrorAnswer(said, category, identity, _path(bound), exception, signature.command)


def _written(machine: Machine, signature: Signature, field: str, bound: Bound) -> Change:
    kind = bound.get("PropertyType") or bound.get("Type") or "DWord"
    if kind.lower() != "dword":
        raise not_played(signature.command, f"PropertyType {kind}")
    try:
        value = int(str(bound.get("Value", 0)), 0)
    except ValueError:
        raise failed(signature, f"'{bound['Value']}' is no number") from None
    show = signature.command == "New-ItemProperty" or bound.get("PassThru")
    return Change(_with(machine, field, value), shows=("IOVEnableOverride", VALUE, (value,) if show else ()))


def _path(bound: Bound) -> str:
    return str(listed(bound.get("LiteralPath") or bound.get("Path"))[0])


def _field(machine: Machine, signature: Signature, bound: Bound) -> str:
    """Which of the known places is meant; the key without a blank in "Windows NT" does not exist by itself."""
    path = _path(bound).rstrip("\\").lower().removeprefix("registry::")
    field = _FIELDS.get(path.replace("hkey_local_machine\\", "hklm:\\"))
    if field is None or (field == "wrong_place" and machine.registry.wrong_place is None):
        raise Refused(path_not_found(signature.command, _path(bound)))
    if str(listed(bound["Name"])[0]).lower() != VALUE.lower():
        raise not_played(signature.command, f"Name {bound['Name']}")
    return field
