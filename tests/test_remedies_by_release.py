"""A card names no command that the host's Windows does not have; where that is unknown, it says for which it is.

Rule: what is rendered is looked at, in the terminal and in HTML; the tables of tests/data/cmdlets know who has what.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core import catalogue, ladder_html, releases, window
from sriovkit.core.cmdlets import CMDLETS
from sriovkit.core.diagnose import Finding, diagnose
from sriovkit.core.snapshot import Snapshot
from tests import healthy

TABLES = Path(__file__).parent / "data/cmdlets"
#: The PowerShell that each Windows Server came with.
SHELLS = {"2012": "3.0", "2012R2": "4.0", "2016": "5.1", "2019": "5.1", "2022": "5.1", "2025": "5.1"}
RELEASES = pytest.mark.parametrize("release", releases.BUILDS)
CODES = pytest.mark.parametrize("code", [code for code in catalogue.load() if code != "ok"])
LANGS = pytest.mark.parametrize("lang", ["en", "ja"])
WITH_RELEASE = [(r.code, s) for r in catalogue.load().values() for s in r.remedy if s.since or s.until]


@cache
def commands() -> dict[str, Any]:
    return {name: c for f in TABLES.glob("*.json") for name, c in json.loads(f.read_text("utf-8"))["cmdlets"].items()}


def lacks(release: str, listed: list[str]) -> bool:
    return release not in listed and SHELLS[release] not in listed


def too_new(text: str, release: str) -> Iterator[str]:
    """Cmdlets in a text, and parameters behind them, that a release does not have."""
    for part in re.split(r"[|;\n]", text):
        for name in set(re.findall(r"[A-Z][a-z]+-[A-Z]\w+", part)) & set(commands()):
            known = commands()[name]
            if lacks(release, known["in"]):
                yield name
            for said in re.findall(r"\s-([A-Z]\w+)", part):
                if lacks(release, known["parameters"].get(said, {}).get("in", known["in"])):
                    yield f"{name} -{said}"


def on(release: str, code: str) -> Snapshot:
    """The example of a reason on a host of a release, without what its collecting script cannot ask there."""
    data = json.loads(healthy.with_example(catalogue.load()[code]).to_json())
    data["sections"]["Win32_OperatingSystem"]["rows"][0].update(BuildNumber=str(releases.BUILDS[release]))
    for section in list(data["sections"]):
        if section in CMDLETS and not releases.meets(release, CMDLETS[section].since, ""):
            del data["sections"][section]
    return Snapshot(data)


def card(code: str, release: str) -> Finding:
    reason = catalogue.load()[code]
    return Finding(code, reason.rung, "found", "nic:NIC1", (), reason.severity, release=release)


def rendered(code: str, release: str, lang: str) -> str:
    finding = card(code, release)
    work = window.of([finding])
    shown = [finding.text(lang), ladder_html.finding(finding, lang), work.text(lang), work.html(lang)]
    return unescape("\n".join(shown))


@LANGS
@RELEASES
@CODES
def test_a_card_names_no_command_that_the_windows_lacks(code: str, release: str, lang: str) -> None:
    assert list(too_new(rendered(code, release, lang), release)) == []
    if release < "2016":
        assert not re.search(r"\bSET\b", rendered(code, release, lang)), "Switch Embedded Teaming came with 2016"


@RELEASES
@CODES
def test_the_ladder_of_such_a_host_names_none(code: str, release: str) -> None:
    d = diagnose(on(release, code))
    assert {f.release for root in d.findings for f in (root, *root.folded)} <= {release}
    shown = "\n".join([d.text("en"), unescape(ladder_html.html(d, "en")), d.window.text("en")])
    assert list(too_new(shown, release)) == []


@LANGS
@RELEASES
@pytest.mark.parametrize(("code", "step"), WITH_RELEASE, ids=lambda v: v if isinstance(v, str) else v.since or v.until)
def test_a_step_is_shown_from_its_first_to_its_last_windows(
    code: str, step: catalogue.Step, release: str, lang: str
) -> None:
    order = list(releases.BUILDS)
    there = order.index(step.since or "2012") <= order.index(release) <= order.index(step.until or "2025")
    finding = card(code, release)
    assert ("".join(step.words[lang].split()) in "".join(finding.text(lang).split())) is there
    assert (step.words[lang] in unescape(ladder_html.finding(finding, lang))) is there
    assert (step in finding.steps) is there


@pytest.mark.parametrize(("code", "step"), WITH_RELEASE, ids=lambda v: v if isinstance(v, str) else v.since or v.until)
def test_an_unknown_windows_gets_the_step_with_its_mark(code: str, step: catalogue.Step) -> None:
    finding = card(code, "")
    marks = {
        "en": f"Windows Server {step.since}+" if step.since else f"up to Windows Server {step.until}",
        "ja": f"Windows Server {step.since} 以降" if step.since else f"Windows Server {step.until} まで",
    }
    for lang, mark in marks.items():
        said = mark.replace("R2", " R2")
        assert f"{said}] {step.words[lang]}" in unescape(ladder_html.finding(finding, lang))
        assert "".join(f"{said}]{step.words[lang]}".split()) in "".join(finding.text(lang).split())
        assert said not in card(code, step.since or step.until).text(lang)


@CODES
def test_every_windows_keeps_something_to_do(code: str) -> None:
    for release in releases.BUILDS:
        assert card(code, release).steps, release


@pytest.mark.parametrize(
    ("told", "release"),
    [
        ({"BuildNumber": "14393"}, "2016"),
        ({"BuildNumber": "19045"}, "2019"),
        ({"BuildNumber": None, "Version": "6.3.9600"}, "2012R2"),
        ({"BuildNumber": "", "Version": "10.0.26100"}, "2025"),
        ({"BuildNumber": None, "Version": "unknown"}, ""),
        ({"BuildNumber": "7601", "Version": "6.1.7601"}, ""),
        ({"BuildNumber": "²"}, ""),
    ],
)
def test_the_release_is_told_by_the_build(told: dict[str, str | None], release: str) -> None:
    data = healthy.data()
    row = data["sections"]["Win32_OperatingSystem"]["rows"][0]
    row.pop("BuildNumber")
    row.update(told)
    assert releases.of(Snapshot(data)) == release
