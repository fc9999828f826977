"""Whatever a client sends to the lab's commands is answered: with rows, or with an error record.

Rule: nothing that a parameter holds ends in a defect, and a refused command leaves a machine that can be.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sriovkit.lab.binding import Signature, signatures
from sriovkit.lab.collecting import answer_text
from sriovkit.lab.life import Life
from sriovkit.lab.neighbourhood import Neighbourhood
from sriovkit.lab.possible import check
from sriovkit.lab.shell import Shell

from .test_lab_changes import ask
from .test_lab_every_windows import full

SIGNATURES = sorted(signatures().values(), key=lambda s: s.command)
WORDS = st.sampled_from(
    (
        *("", "*", "[", "VM01", "External", "NIC1", "Management", "HV99", "Network Adapter", "::/0", "0.0.0.0/0"),
        *("198.51.100.7", "192.0.2.0/33", "1-4094000000000", "10,20-29", "00155D000001", "\x00", "あ", "$(1)", "IPv4"),
    )
)
NUMBERS = st.sampled_from([-1, 0, 1, 2, 33, 4094, 4095, 2**31, 2**63])
THINGS = st.one_of(
    WORDS, NUMBERS, st.booleans(), st.none(), st.dictionaries(WORDS, WORDS, max_size=2), st.lists(WORDS, max_size=3)
)


SWITCHES = {"SwitchParameter": st.booleans(), "Boolean": st.booleans(), "Guid": st.just(str(uuid.UUID(int=7)))}


def value(kind: str, words: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Mostly what the parameter takes, sometimes anything."""
    bare = kind.removesuffix("[]")
    numbers = NUMBERS if bare.startswith(("Int", "UInt", "Byte")) else WORDS
    right = SWITCHES.get(bare, st.sampled_from(words) if words else numbers)
    return st.one_of(right, st.lists(right, max_size=2) if kind.endswith("[]") else right, THINGS)


@st.composite
def calls(draw: st.DrawFn, signature: Signature) -> dict[str, Any]:
    """Parameters of one set, each left out now and then."""
    sets = sorted({name for p in signature.parameters.values() for name in p.sets})
    chosen = draw(st.sampled_from(sets))
    here = [p for p in signature.parameters.values() if p.play and {chosen, "(All)"} & set(p.sets)]
    wanted = [p for p in here if p.sets.get(chosen, (False, None))[0] or draw(st.booleans())]
    return {p.name: draw(value(p.type, p.values)) for p in wanted}


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda s: s.command)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_whatever_is_sent_is_answered(signature: Signature, data: st.DataObject) -> None:
    machine = full("2025", "ja")
    lives = Life(machine, speed=0), Life(replace(machine, name="HV99", vms=()), speed=0)
    Neighbourhood(*lives)
    shell = Shell(lives[0])
    said = ask(shell, signature.command, **data.draw(calls(signature)))
    assert said.terminating is None or said.terminating.fully_qualified_error_id
    for life in lives:
        # Whatever happened, the host can be, and answers.
        check(life.machine)
        assert answer_text(life.seen)
