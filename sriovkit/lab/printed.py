"""What PowerShell prints where text is wanted and not objects: output by Format-List, errors as its normal view.

Rule: which view Hyper-V's own commands choose is not known here, so every object is a list of its properties, at the
80 columns of a console that is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from xml.sax.saxutils import escape

from psrpcore.types import PSCustomObject, PSEnumBase, deserialize_clixml

from .listing import Listing
from .server.pipeline import Clixml, ErrorAnswer, PipelineAnswer
from .server.psrp_values import dotnet_name

#: Columns of a console that is none.
WIDTH: Final = 80
_DATES: Final = {"en-US": "{0.month}/{0.day}/{0.year} {hour}:{0:%M:%S %p}", "ja-JP": "{0:%Y/%m/%d} {0.hour}:{0:%M:%S}"}
_OBJECTS: Final = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
#: What CLIXML writes as _xHHHH_: what XML cannot hold, and what would read as such.
_ESCAPED: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def output_text(output: Iterable[Any], culture: str) -> str:
    """Objects as they stand on the screen, lines ending as on Windows."""
    parts: list[str] = []
    for is_object, values in groupby(map(_read, output), lambda value: isinstance(value, PSCustomObject)):
        if is_object:
            rows = [{name: _shown(value, culture) for name, value in _properties(one).items()} for one in values]
            parts.append(Listing(WIDTH).listing([row for row in rows if row]))
        else:
            parts += [f"{_shown(value, culture)}\n" for value in values if value is not None]
    return "".join(parts).replace("\r\n", "\n").replace("\n", "\r\n")


def errors_of(answer: PipelineAnswer) -> list[ErrorAnswer]:
    """All its errors, those among its records and the one that ended it."""
    records = [_error(_read(record.value)) for record in answer.records if record.kind == "error"]
    return [*answer.errors, *records, *([answer.terminating] if answer.terminating else [])]


def error_lines(error: ErrorAnswer) -> list[str]:
    """The lines of one error."""
    whose, reason = f"{error.activity} : " if error.activity else "", error.exception.rpartition(".")[2]
    target = f"({error.target}:{dotnet_name(error.target)})" if error.target is not None else "(:)"
    return [
        *f"{whose}{error.message}".splitlines(),
        f"    + CategoryInfo          : {error.category}: {target} [{error.activity}], {reason}",
        f"    + FullyQualifiedErrorId : {error.fully_qualified_error_id}",
        " ",
    ]


def clixml(lines: Iterable[str]) -> str:
    """Lines of errors as the XML that Windows PowerShell writes to a standard error that is no console."""
    told = "".join(f'<S S="Error">{escape(_ESCAPED.sub(_code, line))}_x000D__x000A_</S>' for line in lines)
    return f"#< CLIXML\r\n{_OBJECTS}{told}</Objs>"


def _read(value: Any) -> Any:
    if not isinstance(value, Clixml):
        return value
    whole = f"{_OBJECTS}{value}</Objs>"
    return deserialize_clixml(whole, None)[0]  # type: ignore[call-overload]  # without a cipher: nothing is secret here


def _error(record: Any) -> ErrorAnswer:
    """An error record of PowerShell's as ours."""
    info, name = record.CategoryInfo, record.Exception.PSObject.type_names[0]
    message, identity = str(record.Exception.Message), str(record.FullyQualifiedErrorId)
    return ErrorAnswer(
        message,
        info.Category.name,
        identity,
        info.TargetName or None,
        name.removeprefix("Deserialized."),
        info.Activity or "",
    )


def _code(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _properties(value: PSCustomObject) -> Mapping[str, Any]:
    return {p.name: getattr(value, p.name) for p in value.PSObject.extended_properties}


def _shown(value: Any, culture: str) -> Any:
    """A value as text, or a list of them; None stays."""
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return [_shown(item, culture) for item in value]
    if isinstance(value, PSEnumBase):
        return "None" if value.name == "none" else str(value.name)
    if isinstance(value, datetime):
        return _DATES[culture].format(value, hour=value.hour % 12 or 12)
    if isinstance(value, PSCustomObject):
        inner = "; ".join(f"{name}={_inner(item, culture)}" for name, item in _properties(value).items())
        return f"@{{{inner}}}"
    return str(value)


def _inner(value: Any, culture: str) -> str:
    # In a list within an object PowerShell shows the type, not the items.
    return "System.Object[]" if isinstance(value, list | tuple) else str(_shown(value, culture) or "")
