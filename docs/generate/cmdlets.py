"""A page for each cmdlet that a visit asks, and their list.

Rule: properties come from core/cmdlets; their Japanese meanings from catalogue/properties.ja.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sriovkit.core import packaged
from sriovkit.core.cmdlets import CMDLETS, Cmdlet, Prop

from .said import block, code, page, plain, say, table


def pages(lang: str) -> Mapping[str, str]:
    """The list and every cmdlet: path -> Markdown; the address is the section's name in lower case."""
    made = {f"reference/cmdlets/{address(name)}.md": _page(c, lang) for name, c in CMDLETS.items()}
    return {"reference/cmdlets/index.md": _index(lang), **made}


def address(section: str) -> str:
    """The last part of a cmdlet page's address."""
    return section.lower().replace("_", "-")


def _index(lang: str) -> str:
    return page(say("cmdlets-title", lang), say("cmdlets-lead", lang), _sections(lang, ""))


def asked(lang: str) -> str:
    """What one visit asks, as a table for a page of reference/."""
    return _sections(lang, "cmdlets/")


def _sections(lang: str, folder: str) -> str:
    rows = [
        [f"[{plain(name)}]({folder}{address(name)}.md)", plain(c.module), code(c.table), plain(about(c, lang))]
        for name, c in CMDLETS.items()
    ]
    return table([say(key, lang) for key in ("section", "module", "frame", "a-row")], rows)


def about(cmdlet: Cmdlet, lang: str) -> str:
    """What a row is; English where a translation is missing, which tests/test_site.py then names."""
    return cmdlet.about if lang == "en" else str(translated().get(cmdlet.section, {}).get("about", cmdlet.about))


def meaning(cmdlet: Cmdlet, prop: Prop, lang: str) -> str:
    """What a property means; English where a translation is missing."""
    group, _, name = prop.name.rpartition(".")
    words = translated().get("capabilities" if group else cmdlet.section, {})
    if lang == "en" or name not in words:
        return prop.meaning
    return str(words.get(group, "")) + str(words[name])


@cache
def translated() -> Mapping[str, Mapping[str, Any]]:
    """Japanese meanings: section -> property -> words."""
    return packaged.toml("properties.ja.toml")


def _page(cmdlet: Cmdlet, lang: str) -> str:
    head = [say(key, lang) for key in ("property", "meaning", "kind", "first-release", "column")]
    parts = (
        f"[{say('cmdlets-title', lang)}](index.md)",
        plain(about(cmdlet, lang)),
        say("since", lang, release=cmdlet.since) if cmdlet.since else "",
        say("cmdlet-runs", lang),
        block(cmdlet.command, "powershell"),
        f"## {say('cmdlet-properties', lang)} {{#properties}}",
        say(
            "cmdlet-properties-lead",
            lang,
            table=f"[{code(f'sk.frames(snapshot).{cmdlet.table}')}](../frames/{cmdlet.table}.md)",
        ),
        table(head, [_row(cmdlet, p, lang) for p in cmdlet.record.PROPS]),
        _values(cmdlet, lang),
        _links(cmdlet, lang),
    )
    return page(cmdlet.section, *parts, description=about(cmdlet, lang))


def _row(cmdlet: Cmdlet, prop: Prop, lang: str) -> list[str]:
    since = prop.since or cmdlet.since or say("all-releases", lang)
    kind = say(f"kind-{prop.kind}", lang) + (f" ({plain(prop.unit)})" if prop.unit else "")
    return [code(prop.name), plain(meaning(cmdlet, prop, lang)), kind, since, code(prop.attr)]


def _values(cmdlet: Cmdlet, lang: str) -> str:
    rows = [
        [code(p.name), ", ".join(f"{number} {plain(word)}" for number, word in p.values.items())]
        for p in cmdlet.record.PROPS
        if p.values
    ]
    head = [say("property", lang), say("cmdlet-values", lang)]
    return f"## {say('cmdlet-values', lang)} {{#values}}\n\n{table(head, rows)}" if rows else ""


def _links(cmdlet: Cmdlet, lang: str) -> str:
    lines = [f"- {code(f'{cmdlet.table}.{mine}')} = {code(other)}" for mine, other in cmdlet.links.items()]
    return f"## {say('cmdlet-links', lang)} {{#joins}}\n\n" + "\n".join(lines) if lines else ""
