"""Windows' own sentence of a reason in the languages in which it is known, with what is not certain about it.

Rule: a sentence that nobody knows in a language is never made up in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import text as reader
from .catalogue import Reason
from .console import sentences

if TYPE_CHECKING:
    from .findings import Finding


def quotes(reason: Reason, lang: str) -> tuple[str, ...]:
    """Windows' sentence in each language that is known."""
    return tuple(_quote(reason, spoken, lang) for spoken in reader.LANGUAGES if _known(reason, spoken))


def readers(finding: Finding, lang: str) -> str:
    """The whole sentence in the reader's language where Windows said it in another one; "" where it is not known."""
    told = finding.sentence()
    match = sentences.reasons_in(told) if told else None
    if match is None or match.code != finding.code or match.lang == lang:
        return ""
    return _quote(finding.reason, lang, lang) if _known(finding.reason, lang, whole=True) else ""


def plain(words: str) -> str:
    """A quote as a Japanese console can write it: cp932 lacks the sign of a registered name."""
    return words.replace("\u00ae", "(R)")


def _known(reason: Reason, spoken: str, whole: bool = False) -> bool:
    said = reason.system.get(spoken)
    return said is not None and bool(said.text) and (said.whole or not whole)


def _quote(reason: Reason, spoken: str, lang: str) -> str:
    said = reason.system[spoken]
    marks = [reader.words("explain.beginning", lang)] if not said.whole else []
    if said.confidence not in ("documented", "seen"):
        marks.append(reader.words("card.unconfirmed", lang))
    if spoken == "en" and not _known(reason, "ja"):
        marks.append(reader.words("explain.original-unknown", lang))
    tail = f" ({reader.words('ladder.joint', lang).join(marks)})" if marks else ""
    return f"{reader.words(f'explain.said-{spoken}', lang)}{said.text}{tail}"
