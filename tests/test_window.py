"""All work by hands stands in one window, with what belongs before the first outage."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from sriovkit.core import catalogue, clean, window
from sriovkit.core.diagnose import diagnose
from tests import healthy
from tests.test_diagnose import article, of

PLACES = ("bios", "nic-firmware", "server-room")
DATA = Path(__file__).parents[1] / "sriovkit/catalogue/window.toml"
LANGS = pytest.mark.parametrize("lang", ["en", "ja"])


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_healthy_host_has_no_window() -> None:
    d = diagnose(healthy.host())
    assert not d.window and d.window.html("en") == "" and d.window.short("en") == []
    assert d.window.before == () and "power-off" not in d.text("en")
    assert d.window.text("en") == "No work by hand is known to be needed."


def test_every_hands_on_step_of_what_blocks_is_in_it_once() -> None:
    d = of(article())
    asked = {
        (step.where, step.words["en"])
        for f in d.findings
        if f.blocks
        for step in f.reason.remedy
        if step.where in PLACES
    }
    assert {(t.where, t.step.words["en"]) for t in d.window.tasks} == asked
    assert len(d.window.tasks) == len(asked) > 4
    places = [PLACES.index(t.where) for t in d.window.tasks]
    assert places == sorted(places)


def test_the_same_step_for_two_reasons_is_one_task_that_names_both() -> None:
    data = article()
    data["sections"]["Get-VMHost"]["rows"][0]["IovSupportReasons"] = [
        catalogue.load()[code].system["en"].text for code in ("pcie-os-control", "no-dma-remapping")
    ]
    tasks = [t for t in of(data).window.tasks if len(t.codes) > 1]
    assert all(len(set(t.codes)) == len(t.codes) for t in tasks)
    every = [(t.where, t.step.words["en"]) for t in of(data).window.tasks]
    assert len(every) == len(set(every))


def test_information_and_steps_on_the_host_are_not_in_it() -> None:
    reason = catalogue.load()["switch-not-iov"]
    assert not diagnose(healthy.with_example(reason)).window


@LANGS
def test_console_bitlocker_and_drain_come_first(lang: str) -> None:
    d = of(article())
    text = flat(d.window.text(lang))
    words = ("iDRAC", "Suspend-BitLocker -MountPoint 'C:'", "Suspend-ClusterNode -Drain")
    places = [text.index(word) for word in words]
    assert places == sorted(places) and places[-1] < text.index("ACPI" if "ACPI" in text else "BIOS ")
    assert "-RebootCount '<n>'" in text and "Resume-ClusterNode" in text
    assert [c.id for c in d.window.before] == ["console", "bitlocker", "drain"]


@LANGS
def test_what_is_general_knowledge_is_marked(lang: str) -> None:
    mark = {"en": "[unconfirmed]", "ja": "[未確認]"}[lang]
    d = of(article())
    unsure = [c for c in (*d.window.before, *d.window.after) if c.confidence == "general-knowledge"]
    unsure_steps = [t for t in d.window.tasks if t.step.confidence == "general-knowledge"]
    assert d.window.text(lang).count(mark) == len(unsure) + len(unsure_steps)
    assert d.window.html(lang).count(mark) == len(unsure) + len(unsure_steps)


@LANGS
@pytest.mark.parametrize("code", [c for c in catalogue.load() if c != "ok"])
def test_every_window_fits_a_japanese_console(code: str, lang: str) -> None:
    d = diagnose(healthy.with_example(catalogue.load()[code]))
    text = d.window.text(lang) + "\n" + "\n".join(d.window.short(lang))
    text.encode("cp932")
    assert [s for s in text.splitlines() if clean.width(s) > 65 and not s.startswith("     ")] == []


@LANGS
def test_the_ladder_names_it_after_the_card(lang: str) -> None:
    text = of(article()).text(lang)
    short = of(article()).window.short(lang)[1]
    assert text.index(short) > text.index("(pcie-os-control)")
    assert "BitLocker" in text and "<details" in of(article())._repr_html_()


def test_it_is_plain_data_too() -> None:
    told = json.loads(json.dumps(of(article()).window.to_dict()))
    assert set(told) == {"before", "tasks", "after"}
    assert told["tasks"][0]["codes"] == ["pcie-os-control"] and told["tasks"][0]["ja"]


def test_hostile_names_are_text_in_it() -> None:
    found = next(f for f in of(article()).findings if f.code == "nic-no-sriov")
    work = window.of([replace(found, target="nic:<script>alert(1)</script>\x1b[31m\u202e")])
    assert "alert(1)" in work.text("en"), "the target is named"
    assert "<script>" not in work.html("en")
    assert not {"\x1b", "\u202e"} & set(work.text("en") + work.html("en"))


def test_the_words_are_written_as_the_style_asks() -> None:
    raw = tomllib.loads(DATA.read_text(encoding="utf-8"))
    for care in (*raw["before"], *raw["after"]):
        assert care["sources"] and care["confidence"] in ("documented", "seen", "general-knowledge")
        assert care["en"].isascii() and care["en"].endswith(".") and care["ja"].endswith("。")
        assert not re.search(r"[ぁ-んァ-ヴー一-龠][A-Za-z0-9]|[A-Za-z0-9][ぁ-んァ-ヴー一-龠]", care["ja"])
        assert all(re.search(r"(?:ます|です|ません)$", s) for s in care["ja"].split("。")[:-1]), care["ja"]


def test_an_empty_list_of_findings_has_no_window() -> None:
    assert not window.of([])
