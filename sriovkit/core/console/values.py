"""Text of one value -> what the snapshot holds: numbers, booleans, enums, lists, by the kind its cmdlet declares.

Rule: a value that does not look like its kind stays the text it is; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..cmdlets import Prop
from .items import Items, split_plain, split_reasons
from .layout import half
from .sentences import reasons_in
from .shape import Field, Notes

_INT = re.compile(r"[+-]?\d{1,20}")
_LISTS = {"texts": "text", "ints": "int", "enums": "enum", "guids": "guid"}
#: The command that shows a list whole, by section.
SHOW_ALL = {"Get-VMSwitch": "(Get-VMSwitch).IovSupportReasons", "Get-VMHost": "(Get-VMHost).IovSupportReasons"}


def fill(row: dict[str, Any], found: Field, prop: Prop | None, section: str, notes: Notes) -> None:
    """Put one field into a row: the value, and `<name>#cut` where the text holds only a part of it."""
    name = prop.name if prop else found.name
    if prop is None or prop.kind not in _LISTS:
        row[name], cut = _scalar(found, prop)
    elif not found.value.strip() and not found.cut:
        row[name], cut = None, False
    else:
        items = _items(found, prop)
        row[name], cut = _list(items, prop), items.cut
        _note_list(items, found, name, section, notes)
        if is_reasons(name):
            _note_unknown(items, found, notes)
    if cut:
        row[f"{name}#cut"] = True
    if found.cut and cut and not (prop and prop.kind in _LISTS):
        notes.add("value-cut", found.line, property=name, value=found.value, command=f"{section} | Format-List {name}")


def is_reasons(name: str) -> bool:
    """Whether a property holds Windows' own sentences."""
    return name == "IovSupportReasons"


def _items(found: Field, prop: Prop) -> Items:
    return (split_reasons if is_reasons(prop.name) else split_plain)(found.value, found.cut)


def _list(items: Items, prop: Prop) -> list[Any]:
    """The items, typed; of one that was cut only text is worth keeping: half a number is another number."""
    texts = [item.text for item in items.items]
    if not items.value_cut or prop.kind == "texts" or not texts:
        return [_item(prop, text) for text in texts]
    last, _ = _finished(texts[-1], prop)
    return [_item(prop, text) for text in texts[:-1]] + ([last] if last is not None else [])


def _note_list(items: Items, found: Field, name: str, section: str, notes: Notes) -> None:
    command = SHOW_ALL.get(section, f"({section}).{name}") if section.startswith("Get-") else ""
    facts = {"property": name, "command": command}
    if items.list_cut:
        notes.add("list-cut", found.line, shown=len(items.items), **facts)
    if items.value_cut:
        last = items.items[-1].text if items.items else ""
        notes.add("value-cut", found.line, value=last, **facts)
    if items.unclosed:
        notes.add("missing-brace", found.line, **facts)


def _note_unknown(items: Items, found: Field, notes: Notes) -> None:
    for item in items.items:
        if item.match is None and reasons_in(item.text) is None:
            notes.add("unknown-sentence", found.line, sentence=item.text)


def _scalar(found: Field, prop: Prop | None) -> tuple[Any, bool]:
    """The value, and whether it is only a part: a cut word that only one value begins with is whole again."""
    text = found.value
    if prop and prop.kind == "present" and (text.strip() or not found.cut):
        return bool(text.strip()), False
    if not text.strip():
        return None, found.cut
    if prop is None:
        return text, found.cut
    if found.cut:
        return _finished(text, prop)
    return _item(prop, text), False


def _finished(text: str, prop: Prop) -> tuple[Any, bool]:
    kind = _LISTS.get(prop.kind, prop.kind)
    words = {"bool": ("True", "False"), "enum": tuple(prop.values.values())}.get(kind, ())
    hits = [word for word in words if word.startswith(text.strip())]
    if len(hits) == 1:
        return _item(prop, hits[0]), False
    return (text if kind in ("text", "date") else None), True


def _item(prop: Prop, text: str) -> Any:
    return _READ[_LISTS.get(prop.kind, prop.kind)](text)


def _solid(text: str) -> str:
    """A word or number without the spaces and line feeds that breaking it over lines left."""
    return "".join(half(text).split())


def _int(text: str) -> Any:
    digits = _solid(text)
    return int(digits) if _INT.fullmatch(digits) else text


def _bool(text: str) -> Any:
    return {"true": True, "false": False}.get(_solid(text).lower(), text)


def _enum(text: str) -> Any:
    word = half(text).strip()
    return {"word": None, "number": int(word)} if _INT.fullmatch(word) else {"word": word, "number": None}


_READ: dict[str, Callable[[str], Any]] = {
    "text": str,
    "date": str,
    "int": _int,
    "bool": _bool,
    "enum": _enum,
    "guid": lambda text: _solid(text).strip("{}").lower(),
}
