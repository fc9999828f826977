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
