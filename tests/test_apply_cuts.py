"""Nothing is lost: connections cut and hosts restarted before, in and after each command, over the real wire.

Rule: whatever the first run could say, the resumed one ends done, every command was begun exactly once, and the page
shows what was found here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .cutting import MOMENTS, RUNS, TROUBLES, agree, row, tried


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("moment", MOMENTS)
def test_no_step_is_lost_and_none_is_done_twice(tmp_path: Path, trouble: str, moment: str) -> None:
    outcomes = []
    for name, commands in RUNS.items():
        for command in commands:
            outcome = tried(name, command, trouble, moment, tmp_path)
            assert (outcome.last, outcome.ready) == ("done", True), (name, command, outcome)
            assert outcome.commands == commands, (name, command, outcome)
            outcomes.append(outcome)
    assert {o.first for o in outcomes} <= {"done", "stopped", "unknown", "settling"}
    assert agree([row(trouble, moment, outcomes)])
