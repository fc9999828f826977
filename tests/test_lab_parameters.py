"""What the lab's commands take is what Microsoft's reference pages say, on every Windows.

Rule: parameter by parameter; what is left out or added here is named with its reason.
"""

from __future__ import annotations

from typing import Any

import pytest

from sriovkit.core.cmdlets import CMDLETS
from sriovkit.lab.answers import ROWS, shown
from sriovkit.lab.binding import Parameter, Signature, signatures
from sriovkit.lab.windows import ORDER, RELEASES

from .engine.tables import classes, commands

#: Of these commands the pages of 2012 name the parameter in sets that have no names.
LEFT_OUT = {(f"{verb}-VMNetworkAdapter", "VMNetworkAdapterName") for verb in ("Remove", "Set")}
_FIRST = {"3.0": "2012", "4.0": "2012R2", "5.1": "2016"}
SIGNATURES = sorted(signatures().values(), key=lambda s: s.command)


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda s: s.command)
def test_a_command_takes_what_its_page_says(signature: Signature) -> None:
    page = commands()[signature.command]
    assert page["module"] == signature.module
    # Where a page names no default set one was chosen.
    assert page.get("default_set") in (signature.default_set, None, "")
    assert known(page["in"], page["in"])[0] == (signature.since or ORDER[0])
    wanted = {name: told for name, told in page["parameters"].items() if (signature.command, name) not in LEFT_OUT}
    assert set(signature.parameters) == set(wanted)
    for name, told in wanted.items():
        assert described(signature, signature.parameters[name]) == (
            told["type"].removeprefix("Microsoft.Management.Infrastructure."),
            {s: (bool(place.get("required")), position(place)) for s, place in told["sets"].items()},
            tuple(told.get("aliases", ())),
            () if told["type"].startswith("Int") else tuple(told.get("values", ())),
            known(told.get("in", page["in"]), page["in"]),
        )


def position(place: dict[str, Any]) -> int | None:
    return place["position"] if isinstance(place.get("position"), int) else None


def known(told: list[str], command: list[str]) -> list[str]:
    """The Windows releases behind a list of releases or of versions of PowerShell."""
    if set(command) <= set(ORDER):
        # ServerManager's pages of 2016 and 2019 are missing; what was before and is after was there.
        here = [ORDER.index(release) for release in told]
        return list(ORDER[min(here) : max(here) + 1])
    first = min(ORDER.index(_FIRST[v]) for v in told if v in _FIRST)
    return list(ORDER[first:])


def described(signature: Signature, one: Parameter) -> tuple[Any, ...]:
    here = [r for r in ORDER if RELEASES[r].has(signature.since) and RELEASES[r].has(one.since, one.until)]
    return one.type, dict(one.sets), one.aliases, one.values, here


#: Commands whose objects are of a class that the pages describe; those that the script asks have a test of their own.
OF_CLASS = [s for s in SIGNATURES if s.command in ROWS and s.command not in CMDLETS and s.cim_class in classes()]


@pytest.mark.parametrize("signature", OF_CLASS, ids=lambda s: s.command)
def test_what_an_object_shows_is_in_its_class_with_the_numbers_of_its_page(signature: Signature) -> None:
    page = classes()[signature.cim_class]
    for name, prop in shown(signature.command).items():
        assert name in page
        for number, word in prop.values.items() if page[name].get("values") else ():
            assert page[name]["values"].get(str(number), word) == word, name
