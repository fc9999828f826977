"""A run to read, to keep and to print: the same words everywhere, the record of work on A4, fixed columns."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sriovkit as sk
from sriovkit.core import clean, text
from sriovkit.core.apply.questions import STATES
from sriovkit.core.apply.run import RUN_STATES
from sriovkit.lab import load
from sriovkit.view.run_frame import COLUMNS

from .applying import ALL
from .chromium import browser
from .test_apply_journal import QUICK, Model

LANGS = pytest.mark.parametrize("lang", ["en", "ja"])
BAD = "x\x1b[31m\u202e<script>alert(1)</script>'$(throw 1)"


def ran(folder: Path, name: str = "switch-not-iov", machine: Any = None, **terms: Any) -> sk.Run:
    host = Model(machine or load(name).machine)
    plan = sk.plan(sk.diagnose(host.collect()))
    given = {"allow": ALL, "ask": lambda question: True, "patience": QUICK, "folder": folder, **terms}
    return sk.apply(plan, host, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, sk.Run]:
    folder = tmp_path_factory.mktemp("runs")
    return {
        "done": ran(folder),
        "waiting": ran(folder, "article"),
        "refused": ran(folder, "storage-over-the-switch"),
        "stopped": ran(folder, ask=lambda question: False),
        "allow": ran(folder, allow=()),
    }


@LANGS
@pytest.mark.parametrize("name", ["done", "waiting", "refused", "stopped", "allow"])
def test_how_a_run_was_left_fits_a_japanese_console(runs: dict[str, sk.Run], name: str, lang: str) -> None:
    said = runs[name].text(lang)
    said.encode("cp932")
    lines = [line for line in said.splitlines() if str(runs[name].journal) not in line]
    assert [line for line in lines if clean.width(line) > 65] == [] and "{" not in said and "apply." not in said
    assert (repr(runs[name]) and runs[name].state in said) or text.words(f"apply.state.{runs[name].state}", lang)[
        :5
    ] in said


@LANGS
def test_text_html_and_the_record_of_work_say_the_same(runs: dict[str, sk.Run], lang: str) -> None:
    for run in runs.values():
        html, page = run.html(lang), run.evidence(lang)
        assert html.count("<div") == html.count("</div>") and f'lang="{lang}' in html
        for record in run.steps:
            if record.state:
                word = text.words(f"apply.step.{record.state}", lang)
                assert word in html and word in page and word in run.text(lang)


def test_reasons_that_are_left_are_joined_as_the_language_joins(runs: dict[str, sk.Run]) -> None:
    said = ["".join(runs["waiting"].text(lang).split()) for lang in ("en", "ja")]
    assert "pcie-os-control,no-acs-root-port" in said[0] and "pcie-os-control、no-acs-root-port" in said[1]


def test_every_state_and_every_end_has_its_words() -> None:
    for lang in ("en", "ja"):
        keys = set(text.keys(lang))
        assert {f"apply.state.{s}" for s in RUN_STATES} <= keys
        assert {f"apply.next.{s}" for s in RUN_STATES} <= keys
        assert {f"apply.step.{s}" for s in (*STATES, "open")} <= keys


def test_every_reason_to_leave_a_run_has_its_words() -> None:
    root = Path(sk.__file__).parent / "remote" / "apply"
    source = "".join(path.read_text("utf-8") for path in root.glob("*.py"))
    whys = set(re.findall(r'Ended\((?:work\.unbegun\("\w+"\)|"\w+"|state|[^,()]+(?:\([^)]*\))?), "([\w-]+)"', source))
    assert len(whys) > 8 and {f"apply.why.{w}" for w in whys} <= set(text.keys("en"))


@LANGS
def test_the_record_of_work_tells_what_by_whom_when_before_and_after(runs: dict[str, sk.Run], lang: str) -> None:
    run = runs["done"]
    page = run.evidence(lang)
    assert page.startswith("<!DOCTYPE html>") and f'<html lang="{lang}">' in page
    assert run.by.partition("@")[0] in page and run.account.replace("\\", "\\") in page and run.plan.host in page
    for record in run.steps:
        assert record.at[:19].replace("T", " ") in page
        assert all(command[:40] in page.replace("&#x27;", "'") for command in record.sent)
    # What the change changed: the vSwitch's Id there and gone, the VM NIC's vSwitch.
    assert page.count("class=changes") >= 2 and "SwitchId" in page
    assert text.words("apply.evidence.title", lang) in page and text.words("apply.evidence.worker", lang) in page
    assert text.words("ladder.simulated", lang) in page


def test_the_record_of_work_asks_nobody_for_anything(runs: dict[str, sk.Run]) -> None:
    page = runs["done"].evidence("ja")
    assert not re.search(r"https?://|<script|<link|<img|@import|url\(", page)


@LANGS
def test_hostile_names_steer_nothing(tmp_path: Path, lang: str) -> None:
    machine = load("switch-not-iov").machine
    vm = machine.vms[0]
    nics = tuple(replace(n, switch=BAD, name=BAD) for n in vm.nics)
    named = replace(
        machine, switches=(replace(machine.switches[0], name=BAD),), vms=(replace(vm, name=BAD, nics=nics),)
    )
    run = ran(tmp_path, machine=named)
    assert run.state == "done"
    for shown in (run.text(lang), run.html(lang), run.evidence(lang)):
        assert not {"\x1b", "\u202e"} & set(shown)
    assert "<script>" not in run.html(lang) + run.evidence(lang)


def test_the_frame_has_the_same_columns_whatever_became_of_the_run(runs: dict[str, sk.Run]) -> None:
    for run in runs.values():
        table = run.frame()
        assert list(table) == [c.attr for c in COLUMNS] and len(table) == len(run.plan.steps)
        assert {str(t) for t in table.dtypes} <= {"string", "Int64", "object", "datetime64[us, UTC]"}
    done = runs["done"].frame()
    assert list(done["state"]) == ["proven"] * 4 and done["before"].notna().sum() == 3
    assert done["sent"][0][0].startswith("Remove-VMSwitch") and done["confirmed_at"].notna().sum() == 3


def test_a_run_read_back_from_its_journal_is_the_same_run(runs: dict[str, sk.Run]) -> None:
    for run in runs.values():
        again = sk.Run.load(run.journal)
        assert (again.state, again.text("ja"), again.evidence("en")) == (run.state, run.text("ja"), run.evidence("en"))


def test_the_record_of_work_prints_on_a4(runs: dict[str, sk.Run], tmp_path: Path) -> None:
    path = tmp_path / "record.html"
    path.write_text(runs["done"].evidence("ja"), "utf-8")
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 794, "height": 1123})
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.screenshot(path=str(tmp_path / "record.png"), full_page=True)
        pdf = page.pdf(prefer_css_page_size=True)
    assert wide <= 0, "nothing is cut at the right edge"
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert box is not None and abs(float(box[1]) - 595) < 2 and abs(float(box[2]) - 842) < 2
