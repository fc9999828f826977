"""A page for each frame: the tables of `sk.frames`, and those that plans, runs, proofs and widgets give by `.frame()`.

Rule: columns come from the code that makes the frame; their Japanese from properties.ja.toml and python.ja.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from sriovkit.core.cmdlets import CMDLETS, Prop
from sriovkit.view.frames import dtype
from sriovkit.view.tables import HOST, plans

from . import cmdlets, python_words
from .said import block, code, page, plain, say, table

#: Frames of single things: name -> (module of sriovkit.view, its columns, the call that gives it).
OTHERS = {
    "rungs": ("findings_frame", "RUNGS", "nb.ladder(diagnosis).frame()"),
    "findings": ("findings_frame", "FINDINGS", "nb.card(diagnosis.first).frame()"),
    "comparison": ("compare_frame", "COLUMNS", "nb.compare(before, after).frame()"),
    "plan": ("plan_frame", "COLUMNS", "nb.steps(plan).frame()"),
    "run": ("run_frame", "COLUMNS", "run.frame()"),
    "proof": ("proof_frame", "COLUMNS", "proof.frame()"),
    "room": ("room_frame", "COLUMNS", 'nb.room("lab:").frame()'),
    "source": ("source_frame", "COLUMNS", "nb.source().frame()"),
}
_FOLDER = "reference/frames"


def pages(lang: str) -> Mapping[str, str]:
    """The list and every frame: path -> Markdown."""
    made = {f"{_FOLDER}/{name}.md": _table(name, lang) for name in plans()}
    made |= {f"{_FOLDER}/{name}.md": _other(name, lang) for name in OTHERS}
    return {f"{_FOLDER}/index.md": _index(lang), **made}


def tables(lang: str, folder: str = "frames/") -> str:
    """The tables of `sk.frames`, each with a link to its columns."""
    rows = [[f"[{code(name)}]({folder}{name}.md)", plain(about(name, lang))] for name in plans()]
    return table([say(key, lang) for key in ("frame", "a-row")], rows)


def about(name: str, lang: str) -> str:
    """What a row of a table of `sk.frames` is."""
    section = next((c for c in CMDLETS.values() if c.table == name), None)
    if section is not None:
        return cmdlets.about(section, lang)
    english = plans()[name].about
    return english if lang == "en" else str(cmdlets.translated()["tables"].get(name, english))


def columns(name: str) -> Sequence[Prop]:
    """The columns of one of OTHERS."""
    module, attribute, _ = OTHERS[name]
    found: Sequence[Prop] = getattr(import_module(f"sriovkit.view.{module}"), attribute)
    return found


def _index(lang: str) -> str:
    others = [[f"[{code(name)}]({name}.md)", code(OTHERS[name][2])] for name in OTHERS]
    parts = (
        say("frames-lead", lang),
        "## `sk.frames` {#frames}",
        tables(lang, ""),
        f"## {say('frames-others', lang)} {{#others}}",
        table([say("frame", lang), say("frames-call", lang)], others),
    )
    return page(say("frames-title", lang), *parts)


def _table(name: str, lang: str) -> str:
    section = next((c for c in CMDLETS.values() if c.table == name), None)
    parts = [_back(lang), plain(about(name, lang))]
    if section is not None:
        link = f"[{plain(section.section)}](../cmdlets/{cmdlets.address(section.section)}.md)"
        parts.append(say("frame-of", lang, cmdlet=link))
    calls = f'import sriovkit as sk\n\nrows = sk.frames(sk.connect("lab:").collect()).{name}'
    props = (HOST, *plans()[name].columns)
    parts += [block(calls, "python"), _columns(name, props, lang)]
    if section is not None and section.links:
        joins = [f"- {code(f'{name}.{mine}')} = {code(other)}" for mine, other in section.links.items()]
        parts.append(f"## {say('cmdlet-links', lang)} {{#joins}}\n\n" + "\n".join(joins))
    return page(f"frames.{name}", *parts, description=about(name, lang))


def _other(name: str, lang: str) -> str:
    _, _, call = OTHERS[name]
    head = "from sriovkit import notebook as nb\n\n" if call.startswith("nb.") else ""
    parts = (_back(lang), block(f"{head}rows = {call}", "python"), _columns(name, columns(name), lang))
    return page(say("frame-single", lang, name=name), *parts)


def _back(lang: str) -> str:
    return f"[{say('frames-title', lang)}](index.md)"


def _columns(name: str, props: Sequence[Prop], lang: str) -> str:
    head = [say(key, lang) for key in ("column", "frame-dtype", "meaning")]
    return f"## {say('columns', lang)} {{#columns}}\n\n" + table(head, [_row(name, p, lang) for p in props])


def _row(name: str, p: Prop, lang: str) -> list[str]:
    unit = f" ({plain(p.unit)})" if p.unit else ""
    told = plain(meaning(name, p, lang))
    if p.name != p.attr:
        since = f" ({say('since', lang, release=p.since)})" if p.since else ""
        told += f"<br><small>{say('property', lang)}: {code(p.name)}{since}</small>"
    return [code(p.attr), f'<span class="dtype">{dtype(p)}</span>{unit}', told]


def meaning(name: str, p: Prop, lang: str) -> str:
    """What a column means; English where a translation is missing, which a test then names."""
    section = next((c for c in CMDLETS.values() if c.table == name), None)
    if section is not None and p is not HOST:
        return cmdlets.meaning(section, p, lang)
    return p.meaning if lang == "en" else python_words.column(name if p is not HOST else "all", p.attr) or p.meaning
