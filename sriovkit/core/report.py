"""A report about sentences that nobody knows yet, without a name in it, ready to be sent.

Rule: whatever a host or a person wrote goes through the redactor; a fact stands as it is only in its expected shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import text as reader
from .snapshot import Snapshot
from .vendors import family_of

if TYPE_CHECKING:
    from .diagnose import Diagnosis

#: Gaps that a report is about: fact with the words, by the gap's code.
REPORTED = {"unknown-sentence": "sentence", "not-understood": "text"}
#: Sentences in one report, and characters of each, at most.
_MOST, _LONGEST = 20, 2_000
_VERSION = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,6}){0,3}")
_CULTURE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2}|-[0-9]{3})?")


def of(d: Diagnosis, lang: str | None = None) -> str:
    """The report of a diagnosis; "" where everything in it is known."""
    told = [str(g.facts.get(REPORTED[g.code]) or "") for g in d.unknown if g.code in REPORTED]
    return report([t for t in told if t], d.snapshot, lang)


def report(sentences: Iterable[str], snapshot: Snapshot, lang: str | None = None) -> str:
    """Unknown sentences and the facts of the host that matter to them, redacted; "" without a sentence."""
    told = list(dict.fromkeys(sentences))[:_MOST]
    if not told:
        return ""
    # Most diagnoses have nothing to report, and a browser waits for every import.
    from .redact import Redactor, names_in

    lang = reader.language(lang)
    redactor = Redactor(names_in(snapshot))
    said = [redactor.redact(s[:_LONGEST]) for s in told]
    facts = [f"{reader.words(f'report.{key}', lang)}: {value}" for key, value in _facts(snapshot, lang)]
    head = [reader.words("report.title", lang), reader.words("report.about", lang), "", *facts, ""]
    numbered = [f"{number}. {words}" for number, words in enumerate(said, 1)]
    return "\n".join([*head, f"{reader.words('report.sentences', lang)}:", *numbered])


def _facts(snapshot: Snapshot, lang: str) -> list[tuple[str, str]]:
    system = next(iter(snapshot.rows("Win32_OperatingSystem")), {})
    script = snapshot.data.get("script") or {}
    session, none = snapshot.session, reader.words("report.unknown", lang)
    cultures = [_shaped(session.get(key), _CULTURE, none) for key in ("culture", "ui_culture")]
    told = [
        ("software", f"sriovkit {_own_version()}"),
        ("windows", _shaped(system.get("BuildNumber"), _VERSION, none)),
        ("product", _shaped(_number(system.get("ProductType")), _VERSION, none)),
        ("culture", " / ".join(cultures)),
        ("powershell", _shaped(session.get("powershell"), _VERSION, none)),
        ("script", _shaped(script.get("version"), _VERSION, none)),
    ]
    return told + [("nic", words) for words in _nics(snapshot, none)]


def _nics(snapshot: Snapshot, none: str) -> list[str]:
    """The families of the NICs, which are names of ours, and the versions of their drivers."""
    found = []
    for row in snapshot.rows("Get-NetAdapter"):
        family = family_of(str(row.get("PnPDeviceID") or ""), str(row.get("InterfaceDescription") or ""))
        if family is not None:
            found.append(f"{family.name}, {_shaped(row.get('DriverVersion'), _VERSION, none)}")
    return list(dict.fromkeys(found))


def _number(value: Any) -> Any:
    return value.get("number") if isinstance(value, Mapping) else value


def _shaped(value: Any, shape: re.Pattern[str], otherwise: str) -> str:
    """A fact of the expected shape; anything else could be a name, and is left out."""
    told = "" if value is None else str(value)
    return told if shape.fullmatch(told) else otherwise


def _own_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sriovkit")
    except PackageNotFoundError:
        return "?"
