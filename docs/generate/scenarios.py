"""The list of lab scenarios, from the scenario files.

Rule: what a person should find is linked to the page of its reason.
"""

from __future__ import annotations

from collections.abc import Mapping

from sriovkit.core import catalogue
from sriovkit.lab.scenario import Scenario, load, names

from .said import block, code, page, plain, say, table

_TRY = """\
sriovkit collect lab:slot-without-acs -o slot.json
sriovkit diagnose slot.json
"""


def pages(lang: str) -> Mapping[str, str]:
    """The one page: path -> Markdown."""
    rows = [_row(load(name), lang) for name in names()]
    head = [say(key, lang) for key in ("scenario", "scenario-story", "scenario-finds")]
    parts = (say("scenarios-lead", lang), block(_TRY, "console"), table(head, rows))
    return {"lab/scenarios.md": page(say("scenarios-title", lang), *parts)}


def _row(scenario: Scenario, lang: str) -> list[str]:
    return [code(f"lab:{scenario.name}"), plain(scenario.about.in_language(lang)), _found(scenario, lang)]


def _found(scenario: Scenario, lang: str) -> str:
    known = catalogue.load()
    links = [f"[{plain(known[c].say('title', lang))}](../reasons/{c}.md)" for c in scenario.finds.codes]
    return say("joint", lang).join(links) or say("scenario-healthy", lang)
