"""The notebooks: the same code in both languages, stored without outputs, true on the lab, never overwritten."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from sriovkit import guide
from sriovkit.core.text import LANGUAGES
from sriovkit.core.text import keys as words

NAMES = sorted(path.name for path in (guide.source() / "en").glob("*.ipynb"))


def notebook(lang: str, name: str) -> Any:
    return nbformat.read(guide.source() / lang / name, as_version=4)


def code(lang: str, name: str) -> list[str]:
    return [cell.source for cell in notebook(lang, name).cells if cell.cell_type == "code"]


def test_both_languages_have_the_same_notebooks() -> None:
    assert [name[:2] for name in NAMES] == ["00", "10", "20", "30", "40", "50", "90"]
    for lang in LANGUAGES:
        assert sorted(path.name for path in (guide.source() / lang).glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_code_cells_are_the_same_in_both_languages(name: str) -> None:
    assert code("ja", name) == code("en", name)


@pytest.mark.parametrize("name", NAMES)
def test_prose_and_calls_only(name: str) -> None:
    for source in code("en", name):
        assert not re.search(r"^\s*(def|class|for|if|while|try|with)\b", source, re.MULTILINE), source


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_notebooks_and_headings_that_there_are(lang: str, name: str) -> None:
    prose = "\n".join(cell.source for cell in notebook(lang, name).cells if cell.cell_type == "markdown")
    heads = {line.lstrip("# ").replace(" ", "-") for line in prose.splitlines() if line.startswith("#")}
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        assert target.removeprefix("#") in (heads if target.startswith("#") else NAMES), target


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_command_says_where_it_runs_what_it_interrupts_and_its_way_back(lang: str, name: str) -> None:
    """In the cell that shows a host's command, or in the first one where it says that it holds for all."""
    cells = [cell.source for cell in notebook(lang, name).cells if cell.cell_type == "markdown"]
    place = {"ja": "実行場所|\\*\\*ホスト \\(管理者\\)\\*\\*", "en": "Runs on|Done in|the \\*\\*host"}[lang]
    stops = {"ja": "止まる|停止する", "en": "[Ii]nterrupts"}[lang]
    for source in cells:
        if "```powershell" in source:
            assert re.search(place, source) and re.search(stops, source), source
            changes = re.search(r"^(New|Set|Remove|Connect|Move|Start)-", source, re.MULTILINE)
            assert not changes or re.search({"ja": "戻し方", "en": "Undo"}[lang], source), source


#: Quoted in the notebooks, and no control: words of Windows, verdicts, and what a sign looks like.
NO_CONTROLS = {"レジストリ キー", "可", "条件付きで可", "判断できません", "ありません", "判断できなかったこと", ">"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_control_is_called_what_stands_on_it(lang: str, name: str) -> None:
    prose = "\n".join(cell.source for cell in notebook(lang, name).cells if cell.cell_type == "markdown")
    prose = re.sub(r"```.*?```|`[^`]*`", "", prose, flags=re.DOTALL)
    quoted = set(re.findall({"ja": "「([^」]+)」", "en": '"([^"]+)"'}[lang], prose)) - NO_CONTROLS
    assert quoted <= set(words(lang).values()), quoted - set(words(lang).values())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_stored_without_outputs(lang: str, name: str) -> None:
    for cell in notebook(lang, name).cells:
        assert cell.cell_type != "code" or (cell.outputs == [] and cell.execution_count is None)


def test_a_changed_copy_is_kept(tmp_path: Path) -> None:
    assert guide.copy_to(tmp_path) == []
    mine = tmp_path / "ja" / "00-start.ipynb"
    mine.write_text(mine.read_text("utf-8") + " ", "utf-8")
    before = mine.read_bytes()
    assert guide.copy_to(tmp_path) == [mine]
    assert mine.read_bytes() == before


def test_an_unchanged_copy_is_brought_up_to_date(tmp_path: Path) -> None:
    guide.copy_to(tmp_path)
    old = tmp_path / "en" / "00-start.ipynb"
    ledger = json.loads((tmp_path / ".sriovkit-notebooks.json").read_text())
    old.write_bytes(b"an older edition")
    ledger["en/00-start.ipynb"] = guide._mark(b"an older edition")
    guide.note(tmp_path, ledger)
    assert guide.copy_to(tmp_path) == []
    assert old.read_bytes() == (guide.source() / "en" / "00-start.ipynb").read_bytes()


def test_a_second_copy_changes_nothing(tmp_path: Path) -> None:
    guide.copy_to(tmp_path)
    assert guide.copy_to(tmp_path) == []


def test_the_working_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRIOVKIT_HOME", str(tmp_path / "新しい フォルダー"))
    assert guide.working_folder() == tmp_path / "新しい フォルダー"


ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home folder with a space and Japanese in its name, as Windows names it to programs."""
    home = tmp_path / "山田 太郎"
    (home / "AppData" / "Local").mkdir(parents=True)
    for name in ("SRIOVKIT_HOME", *ONEDRIVE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "elsewhere" / "Local"))
    return home


def test_copies_lie_in_the_home_folder_beside_onedrives(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert guide.working_folder() == profile / "sriovkit"
    for name in ONEDRIVE:
        monkeypatch.setenv(name, str(profile / "OneDrive - Contoso"))
    assert guide.working_folder() == profile / "sriovkit"
    # A name that only begins alike is another folder.
    monkeypatch.setenv("OneDrive", str(profile)[:-1])
    assert guide.working_folder() == profile / "sriovkit"


@pytest.mark.parametrize("name", ONEDRIVE)
def test_copies_do_not_lie_in_onedrive(profile: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    local = profile.parent / "elsewhere" / "Local"
    for reach in (profile, profile.parent, profile / "AppData" / ".."):
        monkeypatch.setenv(name, str(reach))
        assert guide.working_folder() == local / "sriovkit" / "notebooks"
    monkeypatch.setenv(name, "")
    assert guide.working_folder() == profile / "sriovkit"


def test_a_folder_that_was_named_is_taken_even_in_onedrive(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDrive", str(profile))
    monkeypatch.setenv("SRIOVKIT_HOME", str(profile / "here"))
    assert guide.working_folder() == profile / "here"
