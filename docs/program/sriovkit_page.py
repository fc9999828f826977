"""What a browser asks of sriovkit: pasted text or a file's bytes in, everything that the page shows out.

Rule: the core decides and words everything; this file only gathers it, and what goes out is JSON.
"""

from __future__ import annotations

import json
from typing import Any

from sriovkit.core import catalogue, console, jsontext, ladder_html, packaged, snapshot, vendors
from sriovkit.core.diagnose import Diagnosis, diagnose
from sriovkit.core.errors import InputError, SriovkitError
from sriovkit.core.findings import Finding
from sriovkit.core.snapshot import Snapshot
from sriovkit.core.text import words


def warm() -> None:
    """Read the catalogue before anybody asks."""
    packaged.hand(json.loads(_beside("sriovkit/catalogue.json")))
    catalogue.load()
    vendors.load()


def _beside(name: str) -> bytes:
    """A file of the zip that this one lies in."""
    return bytes(__loader__.get_data(__file__.rpartition("/")[0] + f"/{name}"))


def answer(given: str | bytes, lang: str) -> str:
    """The diagnosis of console text or of a snapshot's JSON, or what stood in its way, as JSON."""
    try:
        told = _diagnosis(diagnose(_read(given)), lang)
    except SriovkitError as error:
        told = {"error": error.code, "cause": error.cause(lang), "next": error.next_step(lang)}
    except Exception as error:
        told = {"error": "defect", "cause": type(error).__name__, "next": ""}
    return json.dumps(told)


def _read(given: str | bytes) -> Snapshot:
    size = len(given) if isinstance(given, bytes) else len(given.encode("utf-8", "surrogatepass"))
    if size > console.LIMIT:
        raise InputError("paste-too-large", limit=f"{console.LIMIT // 1024 // 1024} MB")
    text = console.decode(given) if isinstance(given, bytes) else given
    return snapshot.read(text) if jsontext.begins(text) else console.read_text(text)


def _diagnosis(d: Diagnosis, lang: str) -> dict[str, Any]:
    return {
        "ready": d.ready,
        "ladder": ladder_html.html(d, lang),
        "findings": [_finding(f, lang) for f in d.findings],
        "text": d.text(lang),
        "report": d.report(lang),
        "diagnosis": d.to_dict(),
    }


def _finding(f: Finding, lang: str) -> dict[str, Any]:
    rung = f"{catalogue.RUNGS.index(f.rung) + 1} {words(f'rung.{f.rung}', lang)}" if f.rung in catalogue.RUNGS else ""
    state = "" if not f.blocks else words("state.blocked" if f.severity == "blocker" else "state.at-risk", lang)
    return {
        "code": f.code,
        "title": f.reason.say("title", lang),
        "about": [part for part in (state, rung, words(f"impact.{f.reason.impact}", lang)) if part],
        "card": ladder_html.finding(f, lang),
    }
