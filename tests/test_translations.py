"""Japanese that is missing, stale against its English or has other places is found, and named with what to do.

Rule: tests/data/translations.json is written by `python -m tests.translations confirm` alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from . import translations
from .translations import Confirmed, judge
from .twins import Twin, paired, prose, twins

#: Facts that are filled in: {host}; and what a reader puts in himself: <nic>.
_PLACE = re.compile(r"\{\w+\}|<[a-z]+>")
EVERY = list(twins())

BEFORE: list[Twin] = [
    ("locale:door", "Open the door.", "ドアを開けます。"),
    ("locale:window", "Open the window.", "窓を開けます。"),
    ("x.toml:remedy.0", "Restart.", "再起動します。"),
    ("x.toml:remedy.1", "Update.", "更新します。"),
]
CONFIRMED = translations.confirm(BEFORE, {})


def told(found: list[Twin], confirmed: Confirmed = CONFIRMED) -> list[tuple[str, str]]:
    return [(trouble.key, trouble.what) for trouble in judge(found, confirmed)]


def changed(number: int, en: str | None = None, ja: str | None = "") -> list[Twin]:
    """BEFORE with one pair's English or Japanese replaced; None takes the Japanese away."""
    key, english, japanese = BEFORE[number]
    return [*BEFORE[:number], (key, en or english, japanese if ja == "" else ja), *BEFORE[number + 1 :]]


def test_every_japanese_text_is_confirmed_with_its_english() -> None:
    found = [str(trouble) for trouble in judge(EVERY, translations.read())]
    assert not found, "\n" + "\n".join(found)


def test_both_languages_have_the_same_places() -> None:
    """The interface's own are judged in test_words.py; run.toml's Japanese is the next step in one line."""
    for key, en, ja in EVERY:
        english, japanese = (set(_PLACE.findall(words or "")) for words in (en, ja))
        if key.startswith("run.toml"):
            assert japanese <= english, key
        elif not key.startswith("sriovkit/catalogue/locale:"):
            assert english == japanese, key


@pytest.mark.parametrize(
    "of",
    [
        "sriovkit/catalogue/locale:error.no-login.cause",
        "sriovkit/catalogue/reasons/pcie-os-control.toml:title",
        "sriovkit/catalogue/reasons/pcie-os-control.toml:remedy.0",
        "sriovkit/catalogue/reasons/pcie-os-control.toml:remedy.0.undo",
        "sriovkit/catalogue/reasons/pcie-os-control.toml:proof.0",
        "sriovkit/catalogue/reasons/pcie-os-control.toml:note",
        "sriovkit/catalogue/vendors/_any.toml:line.0",
        "sriovkit/catalogue/window.toml:before.console",
        "sriovkit/catalogue/glossary.toml:term.0.meaning",
        "sriovkit/catalogue/properties.ja.toml:Get-VM.Name",
        "sriovkit/catalogue/properties.ja.toml:tables.paths",
        "sriovkit/lab/scenarios/healthy.toml:about",
        "sriovkit/lab/scenarios/healthy.toml:finds",
        "docs/pages/build/before:confirm",
        "docs/generate/words.toml:joint",
        "notebooks/00-start.ipynb:c00",
        "README:1",
    ],
)
def test_every_kind_of_text_is_watched(of: str) -> None:
    assert of in {key for key, _, _ in EVERY}
    mended = [(key, f"{en} More." if key == of else en, ja) for key, en, ja in EVERY]
    assert (of, "stale") in told(mended, translations.confirm(EVERY, {}))


def test_what_is_confirmed_is_quiet() -> None:
    assert told(BEFORE) == []


def test_changed_english_with_the_old_japanese_is_named_with_the_way_out() -> None:
    (trouble,) = judge(changed(0, en="Open the gate."), CONFIRMED)
    assert trouble.what == "stale"
    assert "locale:door" in str(trouble)
    assert "python -m tests.translations confirm --unchanged locale:door" in str(trouble)


@pytest.mark.parametrize("gone", [None, "", "  "])
def test_removed_japanese_is_missing(gone: str | None) -> None:
    found = [(key, en, gone if key == "locale:door" else ja) for key, en, ja in BEFORE]
    assert told(found) == [("locale:door", "missing")]
    assert told(found, translations.confirm(found, {})) == [("locale:door", "missing")], "whatever is confirmed"


def test_a_new_text_has_to_be_confirmed_once() -> None:
    found = [*BEFORE, ("locale:roof", "Look up.", "上を見ます。")]
    assert told(found) == [("locale:roof", "changed")]
    assert told(found, translations.confirm(found, CONFIRMED)) == []


def test_a_text_that_changed_in_both_or_in_japanese_has_to_be_confirmed() -> None:
    assert told(changed(0, en="Open the gate.", ja="門を開けます。")) == [("locale:door", "changed")]
    assert told(changed(0, ja="扉を開けます。")) == [("locale:door", "changed")]


def test_a_text_that_went_leaves_nothing_behind() -> None:
    assert told(BEFORE[1:]) == [("locale:door", "gone")]
    assert told(BEFORE[:3]) == [("x.toml:remedy.*", "gone")]


def test_steps_may_change_places_but_not_their_english() -> None:
    moved = [
        *BEFORE[:2],
        ("x.toml:remedy.0", "Update.", "更新します。"),
        ("x.toml:remedy.1", "Restart.", "再起動します。"),
    ]
    assert told(moved) == []
    swapped = [*BEFORE[:2], ("x.toml:remedy.0", "Update.", "再起動します。"), BEFORE[3]]
    assert told(swapped) == [("x.toml:remedy.0", "stale")]


def test_spaces_and_line_ends_are_no_change() -> None:
    assert told(changed(0, en="Open\r\n the  door. ")) == []


def test_two_texts_in_one_place_are_told() -> None:
    assert told([*BEFORE, BEFORE[0]]) == [("locale:door", "doubled")]


def run(tmp_path: Path, found: list[Twin], *args: str) -> tuple[int, list[tuple[str, str]]]:
    """The command on a file that holds BEFORE: its exit code, and what the file then leaves to tell."""
    file = tmp_path / "translations.json"
    translations.write(CONFIRMED, file)
    code = translations.main(["confirm", *args], file, lambda: found)
    return code, told(found, translations.read(file))


def test_confirm_takes_what_was_translated(tmp_path: Path) -> None:
    assert run(tmp_path, changed(0, en="Open the gate.", ja="門を開けます。")) == (0, [])


def test_confirm_refuses_japanese_that_did_not_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stale = changed(0, en="Open the gate.")
    found = [*stale, ("locale:roof", "Look up.", "上を見ます。")]
    assert run(tmp_path, found) == (1, [("locale:door", "stale")]), "the rest is confirmed"
    assert "--unchanged locale:door" in capsys.readouterr().out
    assert run(tmp_path, found) == (1, [("locale:door", "stale")]), "however often it is asked"


@pytest.mark.parametrize("args", [("--unchanged", "locale:door"), ("--all",)], ids=" ".join)
def test_confirm_takes_unchanged_japanese_when_told(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert run(tmp_path, changed(0, en="Open the gate."), *args) == (0, [])


def test_confirm_names_one_text_only(tmp_path: Path) -> None:
    both = [(key, f"{en}!" if key.startswith("locale:") else en, ja) for key, en, ja in BEFORE]
    assert run(tmp_path, both, "--unchanged", "locale:door") == (1, [("locale:window", "stale")])
    assert run(tmp_path, BEFORE, "--unchanged", "locale:dor") == (1, []), "a key that is not stale is a slip"


@pytest.mark.parametrize("args", [(), ("--all",), ("--unchanged", "locale:door")], ids=" ".join)
def test_nothing_confirms_japanese_that_is_missing(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert run(tmp_path, changed(0, ja=None), *args) == (1, [("locale:door", "missing")])


def test_what_windows_says_is_not_ours_to_translate() -> None:
    tree = {"system": {"en": "To use SR-IOV"}, "title": {"en": "One", "ja": "一"}, "step": [{"en": "Do", "ja": "する"}]}
    assert list(paired("f:", tree)) == [("f:title", "One", "一"), ("f:step.0", "Do", "する")]


def test_a_command_mended_in_both_languages_needs_no_translation_in_one_it_does() -> None:
    page, seite = "Run\n```console\n{}\n```\n", "実行します\n```console\n{}\n```\n"
    before = prose(page.format("dir"), seite.format("dir"))
    assert prose(page.format("ls"), seite.format("ls")) == before
    assert prose(page.format("ls"), seite.format("dir"))[0] != before[0]
    assert prose(page.format("ls"), seite.format("dir"))[1] == before[1]
