"""NIC families: a table for the page about choosing a card, and a page with all that is known of each.

Rule: everything stands in sriovkit/catalogue/vendors; what nobody told is shown as unknown, what is unsure is marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sriovkit.core import vendors
from sriovkit.core.text import words
from sriovkit.core.vendors import Family, Told

from .said import code, page, plain, say, source, table


def pages(lang: str) -> Mapping[str, str]:
    """The one page: path -> Markdown."""
    parts = [_family(family, lang) for family in vendors.load().values()]
    return {"reference/nics.md": page(say("nics-title", lang), say("nics-lead", lang), *parts)}


def fragment(lang: str) -> str:
    """Each family in one line, for a page of understand/."""
    rows = [
        [f"[{plain(f.name)}](../reference/nics.md#{f.id})", _limit(f, lang), _where(f, lang)]
        for f in vendors.load().values()
        if f.pf
    ]
    return table([say(key, lang) for key in ("nic-family", "nic-limit", "nic-enabled")], rows)


def _limit(family: Family, lang: str) -> str:
    limit = family.max_vfs
    if limit is None or (limit.value is None and not limit.words):
        return say("nic-unknown", lang)
    if limit.value is None:
        return say("nic-see-page", lang)
    per = say(f"nic-per-{limit.per}", lang) if limit.per else ""
    return f"{limit.value} {per}".strip() + _mark(limit, lang)


def _where(family: Family, lang: str) -> str:
    switch = family.enabled_in
    if switch is None:
        return say("nic-unknown", lang)
    places = [words(f"rung.{ {'bios': 'firmware', 'driver': 'nic-driver'}.get(w, w) }", lang) for w in switch.where]
    return say("joint", lang).join(places) + _mark(switch, lang) if places else say("nic-nowhere", lang)


def _mark(told: Told, lang: str) -> str:
    return "" if told.confirmed else f" ({say('unconfirmed', lang)})"


def _family(family: Family, lang: str) -> str:
    rows = [
        [say("nic-pf-ids", lang), _ids(family.vendors, family.pf, lang)],
        [say("nic-vf-ids", lang), _ids(family.vendors, family.vf, lang)],
        [say("nic-vf-hyperv", lang), _ids(family.vendors, family.vf_hyperv, lang)],
        [say("nic-limit", lang), _limit(family, lang)],
        [say("nic-enabled", lang), _where(family, lang)],
    ]
    told = "\n".join(f"- {line}" for line in _told(family, lang))
    sources = say("sources", lang) + ": " + "; ".join(source(told, lang) for told in family.sources)
    shape = table([say("nic-fact", lang), say("value", lang)], rows)
    return f"## {plain(family.name)} {{#{family.id}}}\n\n{shape}\n\n{told}\n\n<small>{sources}</small>"


def _told(family: Family, lang: str) -> Iterator[str]:
    for fact in (family.max_vfs, family.enabled_in, *family.notes):
        if fact and fact.words:
            yield plain(fact.say(lang)) + _mark(fact, lang)


def _ids(vendor: tuple[str, ...], ids: tuple[str, ...] | None, lang: str) -> str:
    if ids is None:
        return say("nic-unknown", lang)
    if not ids:
        return say("nic-none", lang)
    return " ".join(code(f"{maker}:{number}") for maker in vendor for number in ids)
