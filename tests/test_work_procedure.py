"""The work procedure to take along: every step with who, outage, rollback and evidence, in both languages, to print."""

from __future__ import annotations

import re
from html import unescape

import pytest

from sriovkit.core import catalogue
from sriovkit.core.plan import Plan
from sriovkit.core.plan.show_procedure import html
from tests import plans
from tests.chromium import browser

LANGS = pytest.mark.parametrize("lang", ["ja", "en"])
HEADS = {
    "ja": ["手順", "担当と場所", "停止するもの", "戻し方", "証跡"],
    "en": ["Step", "Who, where", "Outage", "Rollback", "Evidence"],
}


def rows(page: str) -> list[list[str]]:
    """The cells of the table of steps, as text."""
    body = page[page.rindex("<tbody>") :]
    found = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [[unescape(re.sub(r"<[^>]+>", " ", cell)) for cell in re.findall(r"<td.*?</td>", row)] for row in found]


def steps(plan: Plan) -> list[str]:
    """Number of every row that there has to be."""
    numbers: list[str] = []
    for step in plan.steps:
        number = step.id.removeprefix("s")
        numbers += [f"{number}.", *(f"{number}-{index}" for index, _ in enumerate(step.tasks, 1))]
    return numbers


@LANGS
@pytest.mark.parametrize("name", plans.SCENARIOS)
def test_every_step_and_task_has_its_row_with_five_cells(name: str, lang: str) -> None:
    plan = plans.made(name)
    page = plan.procedure(lang)
    if not plan.steps:
        assert "<th " not in page
        return
    assert re.findall(r"<th [^>]*>(.*?)</th>", page) == HEADS[lang]
    told = rows(page)
    assert [cells[0].split()[0] for cells in told] == steps(plan)
    assert all(len(cells) == 5 and all(cell.strip() for cell in cells) for cells in told)


@LANGS
def test_each_command_stands_with_its_undo_and_its_evidence(lang: str) -> None:
    plan = plans.made("article")
    told = rows(plan.procedure(lang))
    commands = [s for s in plan.steps if s.command is not None]
    assert commands
    for step in commands:
        (row,) = (cells for cells in told if cells[0].strip().startswith(f"{step.id.removeprefix('s')}. "))
        assert str(step.command) in row[0]
        assert all(line in row[3] for line in step.undo_lines) and step.undo_lines
        assert all(code in row[4] for code in step.proves)
        assert {"ja": "ホスト (管理者)", "en": "host, as administrator"}[lang] in row[1]


@LANGS
def test_work_by_hand_says_where_and_what_goes_down(lang: str) -> None:
    plan = plans.made("article")
    told = {cells[0].split()[0]: cells for cells in rows(plan.procedure(lang))}
    window = plan.steps[0]
    for index, task in enumerate(window.tasks, 1):
        cells = told[f"1-{index}"]
        assert task.remedy.words[lang].split()[0] in cells[0]
        assert cells[1].strip() and cells[2].strip()
        undo = task.remedy.undo
        assert (undo[lang] if isinstance(undo, dict) else {"ja": "分かっていません", "en": "Not known"}[lang]) in cells[
            3
        ]


@LANGS
def test_what_is_confirmed_and_what_nobody_knows_comes_before_the_steps(lang: str) -> None:
    plan = plans.made("article")
    page = unescape(plan.procedure(lang))
    first = page[: page.index("<th ")]
    from sriovkit.core.plan import words

    for need in plan.needs:
        assert words.say(f"need.{need}", lang) in first
    for refusal in plan.refusals:
        assert words.refusal(refusal, lang) in first
        assert all(command in first for command in refusal.commands)
    assert {"ja": "模擬ホスト", "en": "SIMULATED"}[lang] in first


@LANGS
def test_an_honest_end_has_no_table(lang: str) -> None:
    page = plans.made("nested-host").procedure(lang)
    assert "<th " not in page
    assert {"ja": "ホスト自体が VM です", "en": "is itself a VM"}[lang] in page


def test_hostile_names_are_text_in_it() -> None:
    evil = "<script>alert(1)</script>\x1b[31m\u202e"
    page = plans.of(plans.changed("switch-not-iov", "Get-VMSwitch", Name=evil)).procedure("ja")
    assert "alert(1)" in page and "<script" not in page
    assert not {"\x1b", "\u202e"} & set(page)


def test_it_asks_nothing_of_anybody() -> None:
    page = plans.made("article").procedure("ja")
    assert page.startswith('<!DOCTYPE html>\n<html lang="ja">')
    assert not re.search(r"<script|<link|src=|href=|https?://", page)


@pytest.mark.browser
def test_it_fits_a4() -> None:
    width = round((297 - 24) / 25.4 * 96)
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": width, "height": 740})
        for name in ("article", "lbfo-team"):
            page.set_content(plans.made(name).procedure("ja"))
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_on_a_phone_the_table_is_scrolled_and_the_page_is_not() -> None:
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 390, "height": 740})
        page.set_content(html(plans.made("article"), "ja"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.getAttribute('role') === 'region'")
        page.wait_for_function("document.activeElement.scrollLeft > 0")
        assert page.locator("th").first.evaluate("e => e.offsetWidth") > 200, "no column of one letter"


def test_every_reason_of_a_plan_is_known_to_the_catalogue() -> None:
    assert {c for s in plans.made("article").steps for c in s.codes} <= set(catalogue.load())
