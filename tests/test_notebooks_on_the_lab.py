"""The notebooks on the lab, from top to bottom: what they show is what a person read (tests/data/notebooks).

Rule: a line of the expected output stands for a fact; where one is missing or out of order the notebook is wrong.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbclient
import pytest

from sriovkit import guide
from sriovkit.core.text import LANGUAGES
from tests.reader_hands import HANDS, ROM, SCENARIO, room
from tests.worked_through import lab_for_kernels, played, shown

NAMES = sorted(path.name for path in (guide.source() / "en").glob("*.ipynb"))
DATA = Path(__file__).parent / "data" / "notebooks"


def expected(lang: str, name: str) -> list[str]:
    return (DATA / lang / name.replace(".ipynb", ".txt")).read_text("utf-8").splitlines()


def missing(text: str, parts: list[str]) -> str:
    """The first expected part that is not shown behind the one before it; "" where all are there."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return part
        at = found + len(part)
    return ""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_shows_what_a_person_read(lang: str, name: str, tmp_path: Path) -> None:
    with lab_for_kernels(SCENARIO, tmp_path):
        text = shown(played(lang, name, tmp_path, HANDS.get(name)))
    part = missing(text, expected(lang, name))
    assert not part, f"{part!r} is not shown, or not in its place:\n{text}"


@pytest.mark.parametrize("name", NAMES)
def test_every_notebook_has_an_expected_output_in_both_languages(name: str) -> None:
    assert len(expected("ja", name)) == len(expected("en", name)) >= 8


def test_a_host_with_a_reason_less_does_not_pass(tmp_path: Path) -> None:
    """Else the comparison would compare nothing."""
    name = "20-switch-and-reasons.ipynb"
    with lab_for_kernels(SCENARIO, tmp_path):
        text = shown(played("en", name, tmp_path, {0: [room(ROM, "'restart'")]}))
    assert missing(text, expected("en", name))


def test_a_notebook_out_of_order_says_how_to_go_on(tmp_path: Path) -> None:
    """Notebook 30 on a host without VM01."""
    with lab_for_kernels(SCENARIO, tmp_path), pytest.raises(nbclient.exceptions.CellExecutionError) as stopped:
        played("ja", "30-vf-and-guest.ipynb", tmp_path)
    assert "VM01" in str(stopped.value) and "次の一手" in str(stopped.value)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notebook_server_elsewhere_opens_the_files(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VS Code or JupyterHub: nobody said where a lab is, so the first cell starts one."""
    for name in [n for n in os.environ if n.startswith("SRIOVKIT_")]:
        monkeypatch.delenv(name)
    text = shown(played(lang, "00-start.ipynb", tmp_path, first=True))
    assert {"ja": "要対応 4 件", "en": "4 blockers"}[lang] in text
