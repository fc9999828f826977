"""The notebooks: the same code in both languages, stored without outputs, true on the lab, never overwritten."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from sriovkit import guide
from sriovkit.core.text import LANGUAGES

NAMES = sorted(path.name for path in (guide.source() / "en").glob("*.ipynb"))


def notebook(lang: str, name: str) -> Any:
    return nbformat.read(guide.source() / lang / name, as_version=4)


def code(lang: str, name: str) -> list[str]:
    return [cell.source for cell in notebook(lang, name).cells if cell.cell_type == "code"]


def test_both_languages_have_the_same_notebooks() -> None:
    assert NAMES[:2] == ["00-start.ipynb", "20-switch-and-reasons.ipynb"]
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
def test_stored_without_outputs(lang: str, name: str) -> None:
    for cell in notebook(lang, name).cells:
        assert cell.cell_type != "code" or (cell.outputs == [] and cell.execution_count is None)


def played(lang: str, name: str, folder: Path) -> Any:
    """The notebook after a run from top to bottom on the lab, in its language's folder."""
    place = folder / lang
    place.mkdir(exist_ok=True)
    run = notebook(lang, name)
    NotebookClient(run, timeout=120, resources={"metadata": {"path": str(place)}}).execute()
    return run


def shown(run: Any) -> str:
    """What the outputs of a notebook say, as plain text."""
    data = [o.data for cell in run.cells if cell.cell_type == "code" for o in cell.outputs if "data" in o]
    return "\n".join(d.get("text/plain", "") for d in data)


#: Read by a person on the lab's default host: what each notebook must show, in this order.
EXPECTED = {
    ("ja", "00-start.ipynb"): [
        "[模擬ホスト]",
        "判定: SR-IOV は使えません。要対応 4 件、不明 3 段。",
        "次の一手: BIOS/UEFI を設定します (段 2)。ホストは停止します。",
        "5 NIC ファームウェア [要対応] SR-IOV 非対応と報告",
        "4 ハイパーバイザー   [要対応] 安全措置により無効",
        ">2 BIOS/UEFI          [要対応] 2 件: PCIe 制御、ルート ポート ACS",
        "Get-VMSwitch",
        "貼り付けたテキスト",
        "PCIe 制御",
    ],
    ("en", "00-start.ipynb"): [
        "[SIMULATED]",
        "Verdict: SR-IOV cannot be used. 4 blockers, 3 rungs unknown.",
        "Next: set BIOS/UEFI (rung 2). The host goes down.",
        "5 NIC firmware [BLOCKED] reports no SR-IOV",
        "4 Hypervisor   [BLOCKED] disabled for safety",
        ">2 BIOS/UEFI    [BLOCKED] 2: PCIe control, root port ACS",
        "Get-VMSwitch",
        "Pasted text",
        "PCIe control",
    ],
    ("ja", "20-switch-and-reasons.ipynb"): [
        "要対応 4 件",
        "(pcie-os-control)",
        "554FLR-1",
        "(nic-sriov-disabled)",
        "(no-acs-root-port)",
        "(remapping-security-override)",
        "(nic-no-sriov)",
        "判定: SR-IOV は仮想スイッチまで使えます。",
        "VF 16",
    ],
    ("en", "20-switch-and-reasons.ipynb"): [
        "4 blockers",
        "(pcie-os-control)",
        "554FLR-1",
        "(nic-sriov-disabled)",
        "(no-acs-root-port)",
        "(remapping-security-override)",
        "(nic-no-sriov)",
        "Verdict: SR-IOV is ready up to the vSwitch.",
        "16 VFs",
    ],
}


@pytest.mark.parametrize(("lang", "name"), list(EXPECTED))
def test_runs_on_the_lab_and_shows_what_a_person_read(lang: str, name: str, tmp_path: Path) -> None:
    text = shown(played(lang, name, tmp_path))
    at = 0
    for part in EXPECTED[lang, name]:
        found = text.find(part, at)
        assert found >= 0, f"{part!r} is not shown after character {at}:\n{text}"
        at = found


def test_every_notebook_has_its_expected_output() -> None:
    assert {name for _, name in EXPECTED} == set(NAMES)


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
