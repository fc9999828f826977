"""What the guide's notebooks ask of their module beside the widgets: one reason on a host, and the work procedure."""

from __future__ import annotations

from pathlib import Path

import pytest

import sriovkit as sk
from sriovkit import notebook as nb
from sriovkit.core.diagnose import diagnose
from tests import plans

LANGS = pytest.mark.parametrize("lang", ["en", "ja"])


@LANGS
def test_a_reason_that_holds_is_its_card_folded_ones_too(lang: str) -> None:
    found = diagnose(plans.snapshot_of("article"))
    for code in ("pcie-os-control", "nic-sriov-disabled"):
        shown = nb.reason(found, code, lang)
        assert f"({code})" in shown.text() and code in shown.html()
        assert list(shown.frame()["code"]) == [code]


@LANGS
def test_a_reason_that_does_not_hold_is_told_apart_from_one_that_nobody_knows(lang: str) -> None:
    absent = {"en": "this host does not have it", "ja": "このホストにはありません"}[lang]
    unknown = {"en": "proves nothing", "ja": "正常の証拠ではありません"}[lang]
    healthy = nb.reason(plans.snapshot_of("healthy"), "nic-missing-acs", lang)
    assert absent in healthy.text() and absent in healthy.html() and healthy.frame().empty
    assert unknown in nb.reason(plans.snapshot_of("article"), "nic-missing-acs", lang).text()


def test_a_reason_that_there_is_not() -> None:
    with pytest.raises(sk.UsageError, match="no-such-code"):
        nb.reason(plans.snapshot_of("healthy"), "no-such-code")


@LANGS
def test_the_work_procedure_is_shown_and_lies_in_its_file(lang: str, tmp_path: Path) -> None:
    place = tmp_path / "手順.html"
    shown = nb.procedure(plans.snapshot_of("article"), place, lang)
    assert place.read_text("utf-8") == plans.made("article").procedure(lang)
    assert str(place) in shown.html() and {"en": "Rollback", "ja": "戻し方"}[lang] in shown.html()
    assert plans.made("article").text(lang) in shown.text()
    assert len(shown.frame()) == len(plans.made("article").steps)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(sk.UsageError):
        nb.procedure(plans.made("article"), tmp_path / "none" / "here.html")
