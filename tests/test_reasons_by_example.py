"""Every reason's example, laid over a healthy host, shows that reason as the only root."""

from __future__ import annotations

import pytest

from sriovkit.core import catalogue
from sriovkit.core.diagnose import diagnose
from tests import healthy

REASONS = [r for r in catalogue.load().values() if r.code != "ok"]

TARGETS = {"nic": ["NIC1"], "switch": ["External"], "vm_nic": ["VM01/Network Adapter"]}


def test_the_healthy_host_is_healthy() -> None:
    d = diagnose(healthy.host())
    assert d.ready is True
    assert d.findings == ()
    assert d.unknown == ()
    assert [r.state for r in d.rungs] == ["ok"] * 9


@pytest.mark.parametrize("reason", REASONS, ids=lambda r: r.code)
def test_example_shows_its_reason_as_the_only_root(reason: catalogue.Reason) -> None:
    assert reason.example, f"{reason.code} carries no example"
    # A wish that the host itself does not utter is uttered by the user: a target.
    d = diagnose(healthy.with_example(reason), targets=TARGETS[reason.scope] if reason.wish else ())
    roots = [f.code for f in d.findings if f.code not in reason.also]
    assert roots == [reason.code]
    told = {f.code for f in d.findings} | {g.code for f in d.findings for g in f.folded}
    assert told - {reason.code} <= set(reason.also)
    if reason.severity != "info":
        assert d.ready is False
        assert d.first is not None
        assert d.first.rung == reason.rung


@pytest.mark.parametrize("reason", REASONS, ids=lambda r: r.code)
def test_without_its_example_the_reason_is_gone(reason: catalogue.Reason) -> None:
    assert reason.code not in {f.code for f in diagnose(healthy.host()).findings}
