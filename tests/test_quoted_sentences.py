"""What Windows said is quoted in the reader's other language too, where that sentence is known and nowhere else."""

from __future__ import annotations

from html import unescape

import pytest

from sriovkit.core import catalogue, clean, ladder_html
from sriovkit.core.diagnose import Evidence, Finding

BOTH = [r.code for r in catalogue.load().values() if r.code != "ok" and all(r.system.get(s) for s in ("en", "ja"))]
ALONE = [
    r.code
    for r in catalogue.load().values()
    if r.origin == "system" and r.system.get("en") and r.system["en"].text and not r.system.get("ja")
]
LEAD = {"en": "Windows says in English: ", "ja": "Windows の文 (日本語): "}
OTHER = {"en": "ja", "ja": "en"}
LANGS = pytest.mark.parametrize("lang", ["en", "ja"])


def said(code: str, sentence: str) -> Finding:
    reason = catalogue.load()[code]
    seen = Evidence("host", "Get-VMHost.IovSupportReasons", sentence)
    return Finding(code, reason.rung, "found", "host", (seen,), reason.severity)


def solid(text: str) -> str:
    return "".join(text.replace("\u00ae", "(R)").split())


@LANGS
@pytest.mark.parametrize("code", BOTH)
def test_both_sentences_stand_where_the_host_speaks_another_language(code: str, lang: str) -> None:
    system = catalogue.load()[code].system
    finding = said(code, system[OTHER[lang]].text)
    for shown in (finding.text(lang), unescape(ladder_html.finding(finding, lang))):
        assert solid(system[OTHER[lang]].text) in solid(shown)
        assert (solid(LEAD[lang] + system[lang].text) in solid(shown)) is system[lang].whole
        mark = {"en": "(unconfirmed)", "ja": "(未確認)"}[lang]
        unsure = system[lang].confidence not in ("documented", "seen")
        assert (solid(system[lang].text + mark) in solid(shown)) is unsure
    text = finding.text(lang)
    text.encode("cp932")
    assert [s for s in text.splitlines() if clean.width(s) > 65 and not s.startswith("     ")] == []


@LANGS
@pytest.mark.parametrize("code", BOTH)
def test_a_host_in_the_readers_language_is_quoted_once(code: str, lang: str) -> None:
    system = catalogue.load()[code].system
    finding = said(code, system[lang].text)
    for shown in (finding.text(lang), unescape(ladder_html.finding(finding, lang))):
        assert LEAD[lang] not in shown and solid(system[OTHER[lang]].text) not in solid(shown)


@pytest.mark.parametrize("code", ALONE)
def test_no_japanese_sentence_is_made_up(code: str) -> None:
    finding = said(code, catalogue.load()[code].system["en"].text)
    for shown in (finding.text("ja"), unescape(ladder_html.finding(finding, "ja"))):
        assert LEAD["ja"] not in shown
        assert solid(catalogue.load()[code].system["en"].text) in solid(shown)


def test_a_sentence_that_nobody_knows_is_only_quoted() -> None:
    shown = said("pcie-os-control", "Something else altogether.").text("ja")
    assert LEAD["ja"] not in shown and "Something else" in shown


def test_the_part_that_a_console_left_is_quoted_whole_in_the_readers_language() -> None:
    system = catalogue.load()["pcie-os-control"].system
    shown = said("pcie-os-control", system["ja"].text[:30] + "...").text("en")
    assert solid(system["en"].text) in solid(shown)
