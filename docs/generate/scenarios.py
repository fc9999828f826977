"""The list of lab scenarios: what each is about and should show, from its file; how it ended, from the last test run.

Rule: what is to be found is linked to the page of its reason; scenarios.json is written by playing every scenario
(`python -m tests.played`), and a test compares it with what was seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

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
    head = [say(f"scenario{part}", lang) for part in ("", "-story", "-finds", "-way", "-end")]
    parts = (say("scenarios-lead", lang), block(_TRY, "console"), table(head, rows), say("scenarios-played", lang))
    return {"lab/scenarios.md": page(say("scenarios-title", lang), *parts)}


def _row(scenario: Scenario, lang: str) -> list[str]:
    played = _played()[scenario.name]
    story, finds = plain(scenario.about.in_language(lang)), plain(scenario.finds.in_language(lang))
    reasons = "<br>".join([finds, *_reasons(played["found"], lang)])
    return [code(f"lab:{scenario.name}"), story, reasons, _way(played, lang), say(f"end-{played['end']}", lang)]


def _reasons(codes: list[str], lang: str) -> list[str]:
    known = catalogue.load()
    return [f"[{plain(known[one].say('title', lang))}](../reasons/{one}.md)" for one in codes]


def _way(played: Mapping[str, Any], lang: str) -> str:
    """How many commands, acts by hand and starts of the host it took; nothing where it took none."""
    took = [say(f"way-{kind}", lang, count=played[kind]) for kind in ("commands", "acts", "starts") if played[kind]]
    return say("joint", lang).join(took) or say("way-none", lang)


@cache
def _played() -> dict[str, dict[str, Any]]:
    """What was seen when each scenario was last played."""
    read: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("scenarios.json").read_text("utf-8"))
    return read
