"""What if: one fact of a collected host flipped, and the diagnosis says what would change; marked as supposed."""

from __future__ import annotations

import pytest

from sriovkit.core.diagnose import diagnose
from sriovkit.core.errors import UsageError
from sriovkit.core.plan import plan
from sriovkit.core.whatif import what_if

from . import plans


def codes(name: str, *without: str, **change: object) -> list[str]:
    return [f.code for f in diagnose(what_if(plans.snapshot_of(name), without, change)).findings if f.blocks]


def test_a_bios_item_set_takes_its_sentence_away() -> None:
    assert "pcie-os-control" not in codes("article", "pcie-os-control")
    assert codes("article", "pcie-os-control")[0] == "no-acs-root-port"


def test_all_of_it_mended_leaves_what_the_adapter_itself_says() -> None:
    all_four = [f.code for f in diagnose(plans.snapshot_of("article")).findings if f.blocks]
    left = codes("article", *all_four)
    assert not set(left) & set(all_four)
    host = what_if(plans.snapshot_of("article"), all_four).rows("Get-VMHost")[0]
    assert host["IovSupport"] is True and host["IovSupportReasons"] == []


def test_another_slot_takes_missing_acs_away() -> None:
    assert "nic-missing-acs" not in codes("slot-without-acs", "nic-missing-acs")


def test_another_driver_takes_its_reason_away() -> None:
    assert codes("nic-driver-missing") == ["nic-missing-pf-driver"]
    assert "nic-missing-pf-driver" not in codes("nic-driver-missing", "nic-missing-pf-driver")


def test_a_property_set_changes_what_is_inferred() -> None:
    place = "Get-VMSwitch[Name=External].IovEnabled"
    supposed = what_if(plans.snapshot_of("switch-not-iov"), change={place: True})
    assert "switch-not-iov" not in [f.code for f in diagnose(supposed).findings]


def test_the_snapshot_itself_stays_as_it_is() -> None:
    snapshot = plans.snapshot_of("article")
    before = snapshot.to_json()
    what_if(snapshot, ["pcie-os-control"], {"Get-VMSwitch[Name=External].IovSupport": True})
    assert snapshot.to_json() == before and "what_if" not in snapshot.source


@pytest.mark.parametrize(("lang", "mark"), [("en", "[WHAT IF]"), ("ja", "[仮定]")])
def test_it_is_marked_wherever_it_is_shown(lang: str, mark: str) -> None:
    supposed = diagnose(what_if(plans.snapshot_of("article"), ["pcie-os-control"]))
    text = supposed.text(lang)
    assert mark in text.splitlines()[0] and "- pcie-os-control" in text
    assert supposed.to_dict()["what_if"] == ["- pcie-os-control"]
    made = plan(supposed)
    assert "pcie-os-control" in made.text(lang).splitlines()[2] and made.what_if
    with pytest.raises(UsageError):
        made.script(lang)


def test_suppositions_add_up() -> None:
    once = what_if(plans.snapshot_of("article"), ["pcie-os-control"])
    assert what_if(once, ["no-acs-root-port"]).source["what_if"] == ["- pcie-os-control", "- no-acs-root-port"]


@pytest.mark.parametrize("code", ["slat-missing", "nothing-like-it", "switch-not-iov"])
def test_a_reason_that_nothing_here_states_is_refused(code: str) -> None:
    with pytest.raises(UsageError) as refused:
        what_if(plans.snapshot_of("article"), [code])
    assert code in refused.value.message("en")


@pytest.mark.parametrize("place", ["", "Get-VMSwitch", "Get-VMSwitch[Name=No].X", "Get-Nothing[Name=a].X", "[=].X"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(UsageError):
        what_if(plans.snapshot_of("article"), change={place: 1})
