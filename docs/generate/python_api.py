"""The page of Python's names: every function and class of the front door and of the notebooks' module, as they are.

Rule: signatures and English come from the code; the Japanese of a docstring stands in python.ja.toml.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import sriovkit
from sriovkit import notebook

from . import python_words
from .said import block, code, page, plain, say, table

#: What has a page of its own, and what other rooms of the code call.
_NOT_SHOWN = ("Frames", "Host.reached", "Host.step", "Run.ledger", "Run.read", "Plan.of")
_CODE = re.compile(r"`([^`\n]+)`")
#: Where the calls of the notebooks stand; their helpers lie beside them.
CALLS = ("sriovkit.notebook", "sriovkit.notebook.pages")


def pages(lang: str) -> Mapping[str, str]:
    """The one page: path -> Markdown."""
    parts = [
        say("python-lead", lang, page="[Python](api.md)"),
        f"## {say('python-calls', lang)} {{#calls}}",
        *(_callable(f"sk.{name}", name, thing, lang) for name, thing in functions()),
        f"## {say('python-notebook', lang)} {{#notebook}}",
        *(_callable(name, name, thing, lang) for name, thing in calls_of_notebooks()),
        f"## {say('python-classes', lang)} {{#classes}}",
        *(_class(name, thing, lang) for name, thing in classes()),
    ]
    return {"reference/python.md": page(say("python-title", lang), *parts)}


def functions() -> Iterator[tuple[str, Any]]:
    """The functions of the front door."""
    yield from ((name, thing) for name, thing in _front() if inspect.isfunction(thing))


def classes() -> Iterator[tuple[str, Any]]:
    yield from ((name, thing) for name, thing in _front() if inspect.isclass(thing))


def calls_of_notebooks() -> Iterator[tuple[str, Any]]:
    """Every call of the notebooks' module, "nb.ladder"."""
    for name, thing in vars(notebook).items():
        if inspect.isfunction(thing) and not name.startswith("_") and thing.__module__ in CALLS:
            yield f"nb.{name}", thing


def members(name: str, kind: Any) -> Iterator[tuple[str, Any]]:
    """What a class offers and says something of: (name, function). What errors share is told at their base."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("sriovkit") and (base is kind or not issubclass(base, sriovkit.SriovkitError)):
            found |= vars(base)
    for own, value in found.items():
        target = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
        called = isinstance(value, (property, staticmethod, classmethod)) or inspect.isfunction(value)
        if (
            called
            and not own.startswith("_")
            and inspect.getdoc(target)
            and not {name, f"{name}.{own}"} & {*_NOT_SHOWN}
        ):
            yield own, target


def documented() -> Iterator[tuple[str, str]]:
    """Every name of the page and its English: what python.ja.toml has the Japanese of."""
    for name, thing in (*functions(), *calls_of_notebooks(), *classes()):
        yield name, inspect.getdoc(thing) or ""
    for name, kind in classes():
        yield from ((f"{name}.{own}", _first(thing)) for own, thing in members(name, kind))


def _front() -> Iterator[tuple[str, Any]]:
    yield from ((name, getattr(sriovkit, name)) for name in sriovkit.__all__ if not name.startswith("__"))


def _callable(shown: str, name: str, thing: Any, lang: str) -> str:
    anchor = shown.replace(".", "-").lower()
    words = _words(name, inspect.getdoc(thing) or "", lang)
    return f"### `{shown}` {{#{anchor}}}\n\n{block(shown + _signature(thing), 'python')}\n\n{words}"


def _class(name: str, kind: Any, lang: str) -> str:
    words = _words(name, inspect.getdoc(kind) or "", lang)
    rows = [
        [code(own + _arguments(kind, own)), _words(f"{name}.{own}", _first(f), lang)] for own, f in members(name, kind)
    ]
    shape = "\n\n" + table([say("python-member", lang), say("meaning", lang)], rows) if rows else ""
    return f"### `sk.{name}` {{#class-{name.lower()}}}\n\n{words}{shape}"


def _arguments(kind: Any, own: str) -> str:
    """ "()" behind what is called, nothing behind what is read."""
    return "" if isinstance(inspect.getattr_static(kind, own), property) else "()"


def _signature(thing: Any) -> str:
    """As Python tells it, without quotation marks around annotations; a parameter a line where it is long."""
    told = inspect.signature(thing)
    inside, starred = [], False
    for name, p in told.parameters.items():
        if p.kind is p.KEYWORD_ONLY and not starred:
            inside, starred = [*inside, "*"], True
        mark = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        default = "" if p.default is p.empty else f" = {p.default!r}"
        inside.append(f"{mark}{name}: {p.annotation}{default}")
    line = f"({', '.join(inside)}) -> {told.return_annotation}"
    return line if len(line) < 80 else "(\n    " + ",\n    ".join(inside) + f",\n) -> {told.return_annotation}"


def _first(thing: Any) -> str:
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def _words(name: str, english: str, lang: str) -> str:
    """A docstring as Markdown; English where its Japanese is missing, which a test then names."""
    said = english if lang == "en" else python_words.documented(name) or english
    return "\n\n".join(_marked(" ".join(part.split())) for part in said.strip().split("\n\n"))


def _marked(text: str) -> str:
    parts = _CODE.split(text)
    return "".join(code(part) if at % 2 else plain(part) for at, part in enumerate(parts))
