"""Every English text of the project that has a Japanese twin: where it stands, and both.

Rule: found by walking, never listed; a number in a key is a place in a list, where things may move without a change.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from sriovkit.core import text
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.view.tables import plans

from .japanese import _QUOTED, CATALOGUE, ROOT, TABLES

#: Where it stands ("file:place"), the English, the Japanese; None where one has none.
Twin = tuple[str, str | None, str | None]
_FENCE = re.compile(r"^(?P<mark>`{3,}|~{3,}).*?^(?P=mark)$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} .*?(?:\{#([\w-]+)\})?\s*$")


def twins() -> Iterator[Twin]:
    """Every pair of texts: interface, catalogue, lab, properties, pages and notebooks."""
    yield from _locale()
    for file in TABLES:
        if file.parent.name != "locale" and not file.name.endswith(".ja.toml"):
            yield from paired(f"{_name(file)}:", tomllib.loads(file.read_text("utf-8")))
    yield from _properties()
    yield from _python()
    for file in sorted([ROOT / "README.md", *(ROOT / "docs" / "pages").rglob("*.en.md")]):
        place = file.with_name(file.name.removesuffix(".md").removesuffix(".en"))
        yield from _zipped(_name(place), _sections(file), _sections(place.with_name(f"{place.name}.ja.md")))
    for file in sorted((ROOT / "notebooks" / "en").glob("*.ipynb")):
        yield from _zipped(f"notebooks/{file.name}", _cells(file), _cells(ROOT / "notebooks" / "ja" / file.name))


def paired(place: str, tree: Any) -> Iterator[Twin]:
    """The pairs of a tree in which `en` and `ja` stand side by side, as texts, lists of texts or tables."""
    if isinstance(tree, list):
        for number, item in enumerate(tree):
            own = item.get("id") if isinstance(item, dict) else None
            yield from paired(_under(place, str(own or number)), item)
    elif isinstance(tree, dict):
        if "en" in tree or "ja" in tree:
            yield from _both(place, tree.get("en"), tree.get("ja"))
        for key, item in tree.items():
            if key not in ("en", "ja", *_QUOTED):
                yield from paired(_under(place, key), item)


def _both(place: str, en: Any, ja: Any) -> Iterator[Twin]:
    if isinstance(en, dict) or isinstance(ja, dict):
        english, japanese = en or {}, ja or {}
        for key in dict.fromkeys([*english, *japanese]):
            yield from _both(_under(place, key), english.get(key), japanese.get(key))
    else:
        yield place, _line(en), _line(ja)


def _line(value: Any) -> str | None:
    return "\n".join(map(str, value)) if isinstance(value, list) else value


def _under(place: str, key: str) -> str:
    return f"{place}{key}" if place.endswith(":") else f"{place}.{key}"


def _locale() -> Iterator[Twin]:
    en, ja = text.keys("en"), text.keys("ja")
    for key in dict.fromkeys([*en, *ja]):
        yield f"{_name(CATALOGUE / 'locale')}:{key}", en.get(key), ja.get(key)


def _properties() -> Iterator[Twin]:
    """The English stands where a property is declared."""
    file = CATALOGUE / "properties.ja.toml"
    told = tomllib.loads(file.read_text("utf-8"))
    for section, cmdlet in CMDLETS.items():
        place, own = f"{_name(file)}:{section}", told.get(section, {})
        yield f"{place}.about", cmdlet.about, own.get("about")
        for p in cmdlet.record.PROPS:
            parts = (
                [told["capabilities"].get(part) for part in p.name.split(".")] if "." in p.name else [own.get(p.name)]
            )
            yield f"{place}.{p.name}", p.meaning, None if None in parts else "".join(parts)
    for name, plan in plans().items():
        if name not in {c.table for c in CMDLETS.values()}:
            yield f"{_name(file)}:tables.{name}", plan.about, told["tables"].get(name)


def _python() -> Iterator[Twin]:
    """Docstrings and columns, whose English stands in the code, as docs/generate shows them."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        frames, python_api, python_words = (
            import_module(f"generate.{n}") for n in ("frames", "python_api", "python_words")
        )
    finally:
        sys.path.remove(str(ROOT / "docs"))
    place = _name(python_words.FILE)
    for name, english in python_api.documented():
        yield f"{place}:api.{name}", english, python_words.documented(name)
    for name in frames.OTHERS:
        for p in frames.columns(name):
            yield f"{place}:columns.{name}.{p.attr}", p.meaning, python_words.column(name, p.attr)
    for name in ("collection", "paths", "slots"):
        for p in plans()[name].columns:
            yield f"{place}:columns.{name}.{p.attr}", p.meaning, python_words.column(name, p.attr)


def _sections(file: Path) -> dict[str, str]:
    """A page by its anchors; by the numbers of its headings where those have none. "head" is what precedes them."""
    if not file.exists():
        return {}
    found, here, fenced = {"head": ""}, "head", False
    for line in file.read_text("utf-8").splitlines():
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading:
            here = heading[1] or str(len(found))
        found[here] = found.get(here, "") + line + "\n"
    return {key: words for key, words in found.items() if words.strip()}


def _cells(file: Path) -> dict[str, str]:
    cells = json.loads(file.read_text("utf-8"))["cells"] if file.exists() else []
    return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"}


def _zipped(place: str, en: dict[str, str], ja: dict[str, str]) -> Iterator[Twin]:
    for key in dict.fromkeys([*en, *ja]):
        english, japanese = en.get(key), ja.get(key)
        yield (f"{place}:{key}", *(prose(english, japanese) if english and japanese else (english, japanese)))


def prose(en: str, ja: str) -> tuple[str, str]:
    """Both without their code; code that the Japanese does not show letter for letter stays in the English.

    So a command mended in both languages asks for no new translation, and one mended in a single language does. A
    diagram is words, and stays in both.
    """
    same = {block[0] for block in _FENCE.finditer(ja)}
    return (
        _FENCE.sub(lambda block: "" if block[0] in same else block[0], en),
        _FENCE.sub(lambda block: block[0] if block[0].startswith("```mermaid") else "", ja),
    )


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
