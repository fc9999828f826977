"""Tables as pandas frames with fixed columns, of one snapshot or of several. The one file that knows pandas.

Rule: columns, their order and their types are the same whatever a host said, and when a table is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

import pandas as pd

from ..core import clean, text
from ..core.cmdlets import Prop
from ..core.snapshot import Snapshot
from .tables import HOST, Plan, Row, plans

#: Column type by a property's kind; lists (kinds in the plural) stay Python lists in a column of type object.
DTYPES = {
    "text": "string",
    "enum": "string",
    "guid": "string",
    "int": "Int64",
    "bool": "boolean",
    "present": "boolean",
    "date": "datetime64[us, UTC]",
}
_INT64 = range(-(2**63), 2**63)
#: A host's text must not become a formula in a notebook.
_BOX = '<div class="tex2jax_ignore mathjax_ignore">{}</div>'


class Table(pd.DataFrame):
    """A pandas frame whose picture in a notebook no text of a host can steer: no markup, no formula, no bidi marks."""

    @property
    def _constructor(self) -> Callable[..., Table]:
        return Table

    def __repr__(self) -> str:
        return clean.shown(super().__repr__())

    def _repr_html_(self) -> str | None:
        # pandas escapes what stands in the cells; its type stubs leave the method out.
        drawn: str | None = super()._repr_html_()  # type: ignore[misc]
        return None if drawn is None else _BOX.format(clean.shown(drawn))


class Frames:
    """The tables of one snapshot or of several, one attribute each; the first column, `host`, tells them apart.

    What nobody told is missing (pd.NA, NaT, None), and so is a whole number beyond 64 bits. `columns("switches")`
    tells what stands in a table; so does `help(Frames.switches)`.
    """

    host: Table
    switches: Table
    nics: Table
    sriov: Table
    vfs: Table
    hardware: Table
    advanced: Table
    vms: Table
    vm_nics: Table
    teams: Table
    team_members: Table
    os: Table
    computer: Table
    processors: Table
    overrides: Table
    pci_devices: Table
    collection: Table
    paths: Table
    slots: Table

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self._hosts = clean.line(", ".join(s.host for s in snapshots))
        self._made = {
            name: frame([{"host": s.host, **row} for s in snapshots for row in plan.rows(s)], (HOST, *plan.columns))
            for name, plan in plans().items()
        }

    @staticmethod
    def columns(table: str) -> Table:
        """What stands in a table: column, property, dtype, unit, meaning, and the first Windows Server that has it.

        Raises KeyError for a table that there is not.
        """
        about: dict[str, Callable[[Prop], str]] = {
            "column": lambda p: p.attr,
            "property": lambda p: p.name,
            "dtype": dtype,
            "unit": lambda p: p.unit,
            "meaning": lambda p: p.meaning,
            "since": lambda p: p.since,
        }
        props = (HOST, *plans()[table].columns)
        return Table({name: [tell(p) for p in props] for name, tell in about.items()}, dtype="string")

    def __iter__(self) -> Iterator[tuple[str, Table]]:
        """Name and table of each."""
        return iter(self._made.items())

    def __repr__(self) -> str:
        lines = [f"Frames: {self._hosts}"] + [f"  {name:<14}{len(table):>6} rows" for name, table in self._made.items()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(_row(plan, len(self._made[name])) for name, plan in plans().items())
        return _BOX.format(f'<p lang="{text.language()}">{escape(self._hosts)}</p><table>{rows}</table>')


def frames(snapshots: Snapshot | Iterable[Snapshot]) -> Frames:
    """The tables of a snapshot; given several, each table holds the rows of all of them."""
    return Frames([snapshots] if isinstance(snapshots, Snapshot) else list(snapshots))


def dtype(p: Prop) -> str:
    """The type of a property's column."""
    return DTYPES.get(p.kind, "object")


def frame(rows: Sequence[Row], columns: Sequence[Prop]) -> Table:
    """Rows as a frame with exactly these columns, in this order, each in its type."""
    return Table({p.attr: _series([row.get(p.attr) for row in rows], p) for p in columns})


def _series(values: list[Any], p: Prop) -> Any:
    kind: Any = dtype(p)
    if p.kind == "date":
        said: Any = pd.Series(values, dtype="string")
        said = pd.to_datetime(said, utc=True, errors="coerce", format="ISO8601")
        return pd.Series(said, dtype=kind)
    if p.kind == "int":
        values = [v if v is None or v in _INT64 else None for v in values]
    return pd.Series(values, dtype=kind)


def _row(plan: Plan, count: int) -> str:
    return f"<tr><td><code>{plan.name}</code></td><td>{count}</td><td>{escape(plan.about)}</td></tr>"


def _documented(plan: Plan) -> property:
    """The attribute of a table, its columns listed with type and unit from the one place that knows them."""
    told = [f"    {p.attr} ({dtype(p)}{', ' + p.unit if p.unit else ''}): {p.meaning}" for p in (HOST, *plan.columns)]
    return property(lambda self: self._made[plan.name], doc="\n".join((plan.about, "", *told)))


for _plan in plans().values():
    setattr(Frames, _plan.name, _documented(_plan))
