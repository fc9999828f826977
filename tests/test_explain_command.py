"""`sriovkit explain` and `sk.explain`: the search from the outside."""

from __future__ import annotations

import json
from typing import Any

import pytest

import sriovkit as sk
from sriovkit import cli


def test_the_front_door_has_it() -> None:
    assert sk.explain("NoOscSupport", "en")[0].code == "pcie-os-control"
    assert repr(sk.explain("NoOscSupport", "en")[0]).startswith("<pcie-os-control 1.00 (value): Firmware")


def test_what_is_found_shows_itself_as_a_card_and_the_others_by_name() -> None:
    found = sk.explain("SR-IOV", "en")
    assert repr(found).startswith(found[0].text("en")) and found._repr_html_().startswith(found[0]._repr_html_())
    for other in found[1:]:
        assert f"({other.code})" in repr(found) and f"({other.code})</li>" in found._repr_html_()
    assert "Less likely" not in repr(sk.explain("NoOscSupport", "en"))
    none = sk.explain("<b>banana republic</b>", "ja")
    assert not none and "似たものはカタログにありません" in repr(none)
    assert "似たものはカタログにありません" in none._repr_html_() and "<b>" not in none._repr_html_()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_command_shows_the_card(lang: str, capsys: Any) -> None:
    assert cli.run(["explain", "PCI", "Express", "を制御", "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert "(pcie-os-control)" in out and "[cli" not in out


def test_the_command_says_when_nothing_is_alike(capsys: Any) -> None:
    assert cli.run(["explain", "banana republic", "--lang", "en"]) == 3
    told = capsys.readouterr()
    assert told.out == "" and 'Nothing in the catalogue resembles "banana republic".' in told.err


def test_the_command_without_text_is_wrong_usage() -> None:
    assert cli.run(["explain"]) == 2


def test_the_command_speaks_json(capsys: Any) -> None:
    assert cli.run(["explain", "SriovSupport", "7", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0] == {"code": "pcie-os-control", "score": 1.0, "how": "value"}
