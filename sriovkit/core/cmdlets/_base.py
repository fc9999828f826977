"""What a cmdlet file is made of: `prop`, `record`, and how one raw row becomes one typed record.

Rule: a property is declared once; the collecting script, the parser, the frame and the reference page all read it here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar, TypeVar

#: How the collecting script casts a value, and how a frame stores it.
KINDS = ("text", "int", "bool", "enum", "date", "guid", "texts", "ints", "enums", "guids", "present")
_BY_TYPE = {"str": "text", "int": "int", "bool": "bool", "list[str]": "texts", "list[int]": "ints"}


@dataclass(frozen=True)
class Prop:
    """One property of a cmdlet's objects."""

    #: PowerShell's own name; a dot steps into an embedded object.
    name: str
    meaning: str
    kind: str = ""
    #: Unit of a number ("VFs", "bit/s"), empty where it has none.
    unit: str = ""
    #: For enums: number -> word.
    values: Mapping[int, str] = field(default_factory=dict)
    #: First Windows Server that has the property, empty when all do.
    since: str = ""
    #: The Python name on the record, filled in by `record`.
    attr: str = ""


def prop(name: str, meaning: str, **more: Any) -> Any:
    """Declare a property; `more` is what `Prop` takes (kind, unit, values, since)."""
    return field(default=None, metadata={"prop": Prop(name, meaning, **more)})


class Record:
    """A typed row. `raw` keeps what the host said, unknown properties included."""

    PROPS: ClassVar[tuple[Prop, ...]] = ()
    raw: Mapping[str, Any]

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Any:
        """One typed record of a raw row; a property that is absent, null or unreadable is None."""
        values = {p.attr: _READ[p.kind](row.get(p.name), p) for p in cls.PROPS}
        return cls(**{**values, "raw": row})

    def has(self, attr: str) -> bool:
        """Whether the host said anything of this property, null included."""
        return any(p.attr == attr and p.name in self.raw for p in self.PROPS)


@dataclass(frozen=True)
class Cmdlet:
    """One section of the collecting script and of a snapshot."""

    section: str
    #: The PowerShell that is run, complete.
    command: str
    #: Name of the frame made of its rows.
    table: str
    record: type[Record]
    #: What one row is, for the reference page.
    about: str
    #: The Windows module the command comes from.
    module: str
    #: Attribute that tells two rows apart, and the ones that point at other records.
    key: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    #: First Windows Server that has the command, empty when all do; before that nobody misses its answer.
    since: str = ""


CMDLETS: dict[str, Cmdlet] = {}
R = TypeVar("R", bound=Record)


def record(
    section: str,
    *,
    command: str,
    table: str,
    module: str,
    key: str = "",
    links: Mapping[str, str] | None = None,
    since: str = "",
) -> Callable[[type[R]], type[R]]:
    """Turn a class of `prop` lines into a frozen record and register its cmdlet."""

    def register(cls: type[R]) -> type[R]:
        cls.__annotations__["raw"] = Mapping[str, Any]
        cls.raw = field(default_factory=dict, repr=False, compare=False)
        made: Any = dataclass(frozen=True)(cls)
        made.PROPS = tuple(_props(made))
        about = (made.__doc__ or "").strip().splitlines()[0]
        CMDLETS[section] = Cmdlet(section, command, table, made, about, module, key, dict(links or {}), since)
        return made  # type: ignore[no-any-return]

    return register


def _props(cls: Any) -> Iterator[Prop]:
    for item in fields(cls):
        if item.default is MISSING or "prop" not in item.metadata:
            continue
        declared: Prop = item.metadata["prop"]
        kind = declared.kind or ("enum" if declared.values else _BY_TYPE[str(item.type).removesuffix(" | None")])
        given = {"kind": kind, "attr": item.name}
        yield Prop(**{**{f.name: getattr(declared, f.name) for f in fields(Prop)}, **given})


def snake(name: str) -> str:
    """The Python name of a PowerShell property: NumVFs -> num_vfs, HardwareCapabilities.MaxNumVFs likewise."""
    name = name.replace("VFs", "Vfs").replace("VPorts", "Vports").replace("VPort", "Vport").replace(".", "_")
    name = name.replace("VMQueues", "Vmqueues").replace("PnPDevice", "PnpDevice").replace("iSCSI", "Iscsi")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def as_list(value: Any) -> list[Any]:
    """A list however Windows PowerShell wrote it: plain, one bare item, or wrapped as {"value": [], "Count": 0}."""
    if isinstance(value, Mapping) and set(value) == {"value", "Count"}:
        value = value["value"]
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _text(value: Any, _: Prop) -> str | None:
    return None if value is None or isinstance(value, (dict, list)) else str(value)


def _int(value: Any, _: Prop) -> int | None:
    try:
        return None if value is None or isinstance(value, (dict, list)) else int(str(value).strip())
    except ValueError:
        return None


def _bool(value: Any, _: Prop) -> bool | None:
    if isinstance(value, bool) or value is None:
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower())


def _enum(value: Any, p: Prop) -> str | None:
    """The word of an enum: as given, else looked up by number, else the number itself."""
    if isinstance(value, Mapping):
        word, number = value.get("word"), value.get("number")
    else:
        word, number = value, None
    digits = str(number if word in (None, "") else word).strip()
    if digits.lstrip("-").isdigit():
        return p.values.get(int(digits), digits)
    known = {w.lower(): w for w in p.values.values()}
    return None if digits in ("None", "") else known.get(digits.lower(), digits)


def _guid(value: Any, _: Prop) -> str | None:
    return None if value is None or isinstance(value, (dict, list)) else str(value).strip().strip("{}").lower()


def _list(read: Callable[[Any, Prop], Any]) -> Callable[[Any, Prop], list[Any] | None]:
    def read_all(value: Any, p: Prop) -> list[Any] | None:
        return None if value is None else [read(item, p) for item in as_list(value)]

    return read_all


_READ: dict[str, Callable[[Any, Prop], Any]] = {
    "text": _text,
    "int": _int,
    "bool": _bool,
    "enum": _enum,
    "date": _text,
    "guid": _guid,
    "texts": _list(_text),
    "ints": _list(_int),
    "enums": _list(_enum),
    "guids": _list(_guid),
    "present": _bool,
}
