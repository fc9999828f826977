"""Which language is spoken: what the call says, then SRIOVKIT_LANG, then the notebook's folder, then the system's.

Rule: each is tried with all that come after it saying the other language, so that none of them can stand in for it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from sriovkit.core import text
from sriovkit.core.diagnose import diagnose
from sriovkit.core.snapshot import Snapshot
from tests import healthy

OTHER = {"en": "ja", "ja": "en"}
#: From the strongest to the weakest.
ORDER = ("call", "variable", "folder", "system")


class Reader:
    """Says a language in each of the four ways; "" says nothing."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch, self.said = folder, monkeypatch, ""
        monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))

    def says(self, way: str, lang: str) -> None:
        if way == "call":
            self.said = lang
        elif way == "variable":
            self.patch.setenv("SRIOVKIT_LANG", lang)
        elif way == "folder":
            place = self.folder / (lang or "mine")
            place.mkdir(exist_ok=True)
            self.patch.chdir(place)
        else:
            self.patch.setattr(text, "_system", lambda: lang or None)

    @property
    def language(self) -> str:
        return text.language(self.said or None)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader(tmp_path, monkeypatch)
    for way in ORDER:
        made.says(way, "")
    return made


@pytest.mark.parametrize("lang", text.LANGUAGES)
@pytest.mark.parametrize("way", ORDER)
def test_each_way_goes_before_those_behind_it(reader: Reader, way: str, lang: str) -> None:
    for weaker in ORDER[ORDER.index(way) + 1 :]:
        reader.says(weaker, OTHER[lang])
    reader.says(way, lang)
    assert reader.language == lang


@pytest.mark.parametrize("way", ORDER[:-1])
@pytest.mark.parametrize("unknown", ["de", "C"])
def test_a_language_that_we_do_not_speak_leaves_it_to_the_next(reader: Reader, way: str, unknown: str) -> None:
    reader.says(way, unknown)
    reader.says(ORDER[ORDER.index(way) + 1], "ja")
    assert reader.language == "ja"


def test_nothing_said_is_english(reader: Reader) -> None:
    assert reader.language == "en"


def test_a_folder_counts_in_notebooks_alone(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.says("folder", "ja")
    assert reader.language == "ja"
    monkeypatch.delitem(sys.modules, "ipykernel")
    assert reader.language == "en"


@pytest.mark.parametrize("name", ["LC_ALL", "LC_MESSAGES", "LANG"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it otherwise")
def test_the_systems_language_is_read_from_its_variables(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for other in ("SRIOVKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "ja_JP.UTF-8")
    assert text._system() == "ja_JP.UTF-8"


def test_a_ladder_speaks_the_language_of_that_order(reader: Reader) -> None:
    diagnosis = diagnose(Snapshot(healthy.data()))
    reader.says("system", "en")
    assert "Verdict:" in diagnosis.text()
    reader.says("folder", "ja")
    assert "判定:" in diagnosis.text()
    reader.says("variable", "en")
    assert "Verdict:" in diagnosis.text()
    assert "判定:" in diagnosis.text("ja")
