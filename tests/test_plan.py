"""Plans: the first thing first, each step with what it interrupts, and nothing done to what nobody asked for."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from sriovkit.core import catalogue, clean
from sriovkit.core.diagnose import diagnose
from sriovkit.core.errors import InputError, UsageError
from sriovkit.core.plan import Plan, facts
from sriovkit.core.plan.actions import ACTIONS
from sriovkit.core.plan.step import HANDS, WAITS
from sriovkit.core.snapshot import Snapshot
from sriovkit.view.plan_frame import COLUMNS, plan_frame

from . import healthy, plans

LANGS = pytest.mark.parametrize("lang", ["en", "ja"])
EVERY = pytest.mark.parametrize("name", plans.SCENARIOS)
#: What each scenario's plan does, in order.
STEPS = {
    "article": ["window", "restart", "override", "by-hand", "enable-sriov", "look"],
    "guest-without-driver": ["by-hand", "look"],
    "healthy": [],
    "healthy-no-wishes": [],
    "lbfo-team": ["free-member", "new-switch", "connect", "old-switch", "look"],
    "nested-host": [],
    "nic-driver-missing": ["by-hand", "look"],
    "nic-option-rom-off": ["window", "restart", "enable-sriov", "look"],
    "no-hyper-v": ["by-hand", "look"],
    "slot-without-acs": ["window", "restart"],
    "switch-not-iov": ["remove-switch", "new-switch", "connect", "look"],
    "vf-exhausted": ["set-vfs", "look"],
}


def actions(made: Plan) -> list[str]:
    return [s.action for s in made.steps]


@pytest.mark.parametrize("name", STEPS)
def test_a_scenario_gets_its_steps(name: str) -> None:
    assert actions(plans.made(name)) == STEPS[name]


@EVERY
def test_every_blocking_reason_is_in_a_step_or_refused(name: str) -> None:
    made = plans.made(name)
    blocking = {f.code for f in diagnose(plans.snapshot_of(name)).findings if f.blocks}
    if made.refused or name == "lbfo-team":  # what the team's own adapter says goes with the team
        return
    assert blocking <= {code for s in made.steps for code in s.codes}


@EVERY
@LANGS
def test_a_plan_fits_a_japanese_console(name: str, lang: str) -> None:
    text = plans.made(name).text(lang)
    text.encode("cp932")
    assert [s for s in text.splitlines() if clean.width(s) > 65 and not s.startswith("     ")] == []
    assert [s for s in text.splitlines() if ("{" in s or "plan." in s) and not s.startswith("     ")] == []


@EVERY
@LANGS
def test_text_and_html_say_the_same(name: str, lang: str) -> None:
    made = plans.made(name)
    html = made.html(lang)
    assert html.count("<div") == html.count("</div>") and 'lang="' + lang in html and "<script" not in html
    for step in made.steps:
        assert all(code in html and code in made.text(lang) for code in step.codes)


@EVERY
def test_a_plan_comes_back_from_json_as_it_was(name: str) -> None:
    made = plans.made(name)
    assert Plan.from_dict(json.loads(json.dumps(made.to_dict())), host=made.host.lower()) == made


@EVERY
def test_a_plan_has_the_same_columns_whatever_stands_in_it(name: str) -> None:
    made = plans.made(name)
    table = plan_frame(made)
    assert list(table) == [c.attr for c in COLUMNS] and len(table) == len(made.steps)
    assert {str(t) for t in table.dtypes} <= {"string", "Int64", "boolean", "object"}


@EVERY
def test_each_command_has_its_undo_proof_facts_and_traffic(name: str) -> None:
    for step in plans.made(name).steps:
        if step.kind == "command":
            assert step.undo and step.done and step.facts and step.command
            assert (step.traffic.lasts == "none") == (step.impact == "none")
            assert step.to_dict()["traffic"]["estimate"] is True


def test_hands_come_first_in_one_window_with_what_is_confirmed() -> None:
    first, wait, override, *_ = plans.made("article").steps
    assert (first.kind, first.action, first.restart) == ("hands", "window", "host")
    assert first.needs == ("console", "bitlocker", "drain") and first.traffic.lasts == "outage"
    assert wait.kind == "wait" and override.needs == ("trusted-vms",)
    assert any("firmware" in t.remedy.words["en"] for t in first.tasks if t.code == "remapping-security-override")


def test_the_override_is_taken_back_to_what_was_there() -> None:
    place = {"Place": r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization", "IOVEnableOverride": 0}
    absent = next(s for s in plans.made("article").steps if s.action == "override")
    zero = plans.of(plans.with_rows(plans.snapshot_of("article"), IOVEnableOverride=[place]))
    there = next(s for s in zero.steps if s.action == "override")
    assert absent.undo_lines[0].startswith("Remove-ItemProperty")
    assert there.undo_lines[0].endswith("-Value 0 -Force")
    one = plans.of(plans.with_rows(plans.snapshot_of("article"), IOVEnableOverride=[{**place, "IOVEnableOverride": 1}]))
    assert "override" not in actions(one)


# -- switches --------------------------------------------------------------------------------------------------------


def test_side_by_side_wherever_a_port_is_free() -> None:
    made = plans.of(plans.with_spare("switch-not-iov"))
    assert actions(made) == ["new-switch", "connect", "old-switch", "look"]
    new, move, old, _ = made.steps
    assert new.target == "nic:NIC2" and new.arguments["name"] == "External SR-IOV"
    assert "empty-adapter" in new.needs and new.traffic.switches == ()
    assert move.put_back and move.losses == ("bandwidth",) and "same-network" in move.needs
    assert old.kind == "hands" and not any("Remove-VMSwitch" in str(s.command) for s in made.steps)


def test_only_wanted_vm_nics_go_across() -> None:
    data = copy.deepcopy(dict(plans.with_spare("switch-not-iov").data))
    vms, nics = (data["sections"][s]["rows"] for s in ("Get-VM", "Get-VMNetworkAdapter"))
    other = "99999999-9999-9999-9999-999999999999"
    vms.append({**vms[0], "Name": "VM02", "Id": other})
    nics.append({**nics[0], "VMName": "VM02", "VMId": other, "Id": f"Microsoft:{other}\\1", "IovWeight": 0})
    made = plans.of(Snapshot(data))
    assert [s.target for s in made.steps if s.action == "connect"] == ["vm_nic:VM01/Network Adapter"]
    assert "old-switch" not in actions(made), "something is left on it"
    in_place = {**data["sections"], **plans.snapshot_of("switch-not-iov").sections}
    in_place |= {s: data["sections"][s] for s in ("Get-VM", "Get-VMNetworkAdapter")}
    both = plans.of(Snapshot({**data, "sections": in_place}))
    assert len([s for s in both.steps if s.action == "connect"]) == 2, "in its place everybody goes back"
    removed = both.steps[0]
    assert set(removed.traffic.vm_nics) == {"VM01/Network Adapter", "VM02/Network Adapter"}
    assert len(removed.undo) == 3


def test_the_switch_of_the_host_itself_is_planned_but_guarded() -> None:
    made = plans.of(plans.changed("switch-not-iov", "Get-VMSwitch", AllowManagementOS=True))
    removed, new, *_ = made.steps
    assert removed.guarded and new.guarded and "addresses" in removed.needs
    assert removed.traffic.lasts == "outage" and new.arguments["shared"] is True
    assert not any(s.guarded for s in plans.made("switch-not-iov").steps)
    assert "own console" in made.text("en")


def test_restarting_the_adapter_under_the_host_is_guarded() -> None:
    made = plans.of(plans.changed("vf-exhausted", "Get-VMSwitch", AllowManagementOS=True))
    assert made.steps[0].guarded and "switch:External" not in made.steps[0].traffic.switches
    assert made.steps[0].traffic.switches == ("External",)


@pytest.mark.parametrize("mode", [{"word": "Lacp", "number": 2}, {"word": "Static", "number": 0}, None])
def test_a_team_that_the_physical_switch_takes_part_in_is_refused(mode: Any) -> None:
    made = plans.of(plans.changed("lbfo-team", "Get-NetLbfoTeam", TeamingMode=mode))
    assert [r.code for r in made.refused] == ["agreed-team"] and actions(made) == []


def test_a_new_name_is_never_taken() -> None:
    snapshot = plans.with_spare("switch-not-iov")
    rows = snapshot.rows("Get-VMSwitch")
    other = {**rows[0], "Name": "EXTERNAL sr-iov", "Id": "99999999-9999-9999-9999-999999999999", "IovEnabled": False}
    other |= {
        "NetAdapterInterfaceDescription": None,
        "NetAdapterInterfaceDescriptions": [],
        "NetAdapterInterfaceGuid": [],
    }
    made = plans.of(plans.with_rows(snapshot, Get_VMSwitch=[*rows, other]))
    assert made.steps[0].arguments["name"] == "External SR-IOV 2"
    assert not any("EXTERNAL" in str(s.to_dict()) for s in made.steps), "no other switch is touched"


def test_a_target_that_carries_nothing_gets_a_switch() -> None:
    data = dict(plans.with_spare("healthy-no-wishes").data)
    made = plans.of(Snapshot(data), "NIC2")
    assert actions(made) == ["new-switch", "look"] and made.steps[0].target == "nic:NIC2"
    assert made.steps[0].arguments["name"] == "SR-IOV"
    assert actions(plans.of(Snapshot(data))) == []


def test_a_target_asks_for_a_vf_and_shows_its_policies_first() -> None:
    made = plans.of(plans.changed("healthy", "Get-VMNetworkAdapter", IovWeight=0, IovUsage=0), "VM01/Network Adapter")
    step = made.steps[0]
    assert step.action == "iov-weight" and step.needs == ("port-policies",)
    assert any("Get-VMNetworkAdapterAcl" in str(c) for pipe in step.shows for c in pipe)
    assert step.undo_lines[0].endswith("-IovWeight 0") and str(step.command).endswith("-IovWeight 100")


def test_two_adapters_of_one_name_are_told_apart() -> None:
    snapshot = plans.changed("healthy", "Get-VMNetworkAdapter", IovWeight=0, IovUsage=0, Name="ネットワーク アダプター")
    rows = snapshot.rows("Get-VMNetworkAdapter")
    twin = {**rows[0], "Id": rows[0]["Id"][:-1] + "0"}
    made = plans.of(plans.with_rows(snapshot, Get_VMNetworkAdapter=[*rows, twin]), "VM01/ネットワーク アダプター")
    assert [rows[0]["Id"], twin["Id"]] == [s.arguments["adapter"] for s in made.steps[:-1]]


def test_a_switch_between_adapters_is_addressed_by_id() -> None:
    step = plans.made("vm-nic-on-wrong-switch").steps[0] if "vm-nic-on-wrong-switch" in plans.SCENARIOS else None
    if step is not None:
        assert "-VMSwitch (Get-VMSwitch -Id '" in str(step.command) and "-Name" not in str(step.command)


def test_a_switch_over_several_uplinks_is_not_replaced_in_place() -> None:
    made = plans.made("ruled-by-network-atc")
    assert made.steps == () and [r.code for r in made.refused] == ["several-uplinks"]


def test_a_vm_nic_that_is_wanted_goes_to_the_switch_that_is_there() -> None:
    """Naming it does not make its own vSwitch a thing to be replaced."""
    made = plans.made("vm-nic-on-wrong-switch", "VM01/Network Adapter")
    assert actions(made) == ["connect", "look"]


# -- what is refused -------------------------------------------------------------------------------------------------


def test_what_nobody_collected_is_unknown_and_says_how_to_look() -> None:
    made = plans.made("switch-not-iov")
    assert [(r.code, r.state) for r in made.refusals] == [
        (code, "unknown") for code in ("managed", "containers", "storage", "cluster")
    ]
    assert all(r.commands for r in made.refusals) and "Get-ClusterNode" in made.text("en")


REFUSED = {
    "network-atc": ("Get-NetIntent", [{"IntentName": "x"}]),
    "managed": ("Get-VMSwitchExtension", [{"ExtensionType": {"word": "Forwarding", "number": 3}, "Enabled": True}]),
    "cluster": ("Get-ClusterNode", [{"Name": "HV14", "State": {"word": "Up", "number": 0}}]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_known_to_be_managed_elsewhere_is_refused(code: str) -> None:
    section, rows = REFUSED[code]
    snapshot = plans.with_rows(plans.snapshot_of("switch-not-iov"), **{section: rows})
    os = [{**snapshot.rows("Win32_OperatingSystem")[0], "BuildNumber": "26100"}]
    made = plans.of(plans.with_rows(snapshot, Win32_OperatingSystem=os))
    assert [r.code for r in made.refused] == [code] and made.steps == ()


def test_a_drained_node_and_no_cluster_are_clear() -> None:
    paused = [{"Name": "hv14", "State": {"word": "Paused", "number": 2}}]
    made = plans.of(plans.with_rows(plans.snapshot_of("switch-not-iov"), **{"Get-ClusterNode": paused}))
    assert "cluster" not in [r.code for r in made.refusals] and made.steps


def test_the_honest_end_has_no_steps() -> None:
    made = plans.made("nested-host")
    assert made.steps == () and [r.code for r in made.refused] == ["nested-host"]


def test_a_snapshot_without_rights_or_ids_gives_no_commands() -> None:
    data = copy.deepcopy(dict(plans.snapshot_of("switch-not-iov").data))
    data["session"] = {**data["session"], "elevated": False}
    assert [r.code for r in plans.of(Snapshot(data)).refused] == ["unelevated"]
    made = plans.of(plans.changed("switch-not-iov", "Get-VMSwitch", Id=None))
    assert "no-identity" in [r.code for r in made.refused]


@pytest.mark.parametrize("described", ["Card [x]", "Card *", "Card ?"])
def test_an_adapter_that_could_be_taken_for_a_pattern_is_not_named(described: str) -> None:
    snapshot = plans.snapshot_of("vf-exhausted")
    data = json.loads(json.dumps(snapshot.data).replace("Intel(R) Ethernet Controller X550", described))
    made = plans.of(Snapshot(data))
    assert actions(made) == [] and [r.code for r in made.refused] == ["no-identity"]


@pytest.mark.parametrize("code", [c for c in catalogue.load() if c != "ok"])
@LANGS
def test_every_reason_alone_makes_a_plan_that_can_be_shown(code: str, lang: str) -> None:
    made = plans.of(healthy.with_example(catalogue.load()[code]))
    made.text(lang).encode("cp932")
    assert made.script(lang) and made.html(lang)
    assert Plan.from_dict(json.loads(json.dumps(made.to_dict()))) == made


def test_a_target_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError):
        plans.made("healthy", "NIC9")


# -- read back -------------------------------------------------------------------------------------------------------


def edited(*path: Any, value: Any, name: str = "switch-not-iov") -> dict[str, Any]:
    data = json.loads(json.dumps(plans.made(name).to_dict()))
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data  # type: ignore[no-any-return]


EDITS = {
    "another command": (("steps", 0, "command", "cmdlet"), "Remove-Item"),
    "another switch": (("steps", 0, "arguments", "switch"), "99999999-9999-9999-9999-999999999999"),
    "no switch": (("steps", 0, "arguments", "switch"), "External"),
    "an argument more": (("steps", 0, "arguments", "x"), 1),
    "another action": (("steps", 0, "action"), "format-disk"),
    "a step that made nothing": (("steps", 2, "arguments", "switch"), "made:s1"),
    "fewer questions": (("steps", 0, "needs"), []),
    "a question nobody knows": (("steps", 0, "needs"), ["x"]),
    "not guarded": (("steps", 0, "guarded"), None),
    "a fact": (("steps", 0, "facts"), {}),
    "a fact nobody knows": (("steps", 0, "facts"), {"x": 1}),
    "another order": (("steps", 0, "id"), "s2"),
    "another reason": (("steps", 0, "codes"), ["nothing-like-it"]),
    "another impact": (("steps", 0, "impact"), "none"),
    "another host": (("host",), "HV02"),
    "no steps": (("steps",), None),
    "a word for a truth": (("simulated",), "no"),
    "a refusal": (("refusals",), []),
    "the checksum": (("checksum",), "0"),
    "the undo": (("steps", 0, "undo"), []),
    "traffic": (("steps", 0, "traffic", "lasts"), "never"),
}


@pytest.mark.parametrize(("path", "value"), EDITS.values(), ids=EDITS)
def test_a_plan_changed_by_hand_is_refused(path: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(InputError) as refused:
        Plan.from_dict(edited(*path, value=value))
    assert refused.value.code == "plan-edited" and refused.value.message("ja")


@pytest.mark.parametrize("value", [None, 7, [None], {"x": 1}])
def test_what_is_wrong_in_a_plan_is_told_by_its_place(value: Any) -> None:
    """Whatever stands there, and never in Python's words."""
    made = plans.made("switch-not-iov").to_dict()
    paths: list[tuple[Any, ...]] = [(key,) for key in made if key != "schema" and made[key] != value]
    for several in ("steps", "refusals"):
        paths += [(several, 0), *((several, 0, key) for key in made[several][0] if made[several][0][key] != value)]
    for path in paths:
        with pytest.raises(InputError) as refused:
            Plan.from_dict(edited(*path, value=value))
        place = str(refused.value.facts["place"])
        assert re.fullmatch(r"[\w.\[\]]+", place), (path, place)
        assert place.startswith((str(path[0]), "checksum")) and (len(path) == 1 or place.startswith(f"{path[0]}[0]"))
    del made["steps"]
    with pytest.raises(InputError) as without:
        Plan.from_dict(made)
    assert without.value.facts["place"] == "steps"


def test_a_right_checksum_does_not_let_another_command_in() -> None:
    from sriovkit.core.plan.whole import checksum

    data = edited("steps", 0, "command", "cmdlet", value="Remove-Item")
    data["checksum"] = checksum({k: v for k, v in data.items() if k != "checksum"})
    with pytest.raises(InputError):
        Plan.from_dict(data)


def test_a_plan_for_another_host_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        Plan.from_dict(plans.made("switch-not-iov").to_dict(), host="HV99")
    assert refused.value.code == "plan-of-other-host"


@pytest.mark.parametrize(
    ("data", "code"), [({}, "not-a-plan"), ([], "not-a-plan"), ({"schema": "sriovkit.plan/2"}, "newer-plan")]
)
def test_what_is_no_plan_is_refused(data: Any, code: str) -> None:
    with pytest.raises(InputError) as refused:
        Plan.from_dict(data)
    assert refused.value.code == code


# -- facts -----------------------------------------------------------------------------------------------------------


def test_what_changed_since_is_told_by_its_place() -> None:
    step = plans.made("switch-not-iov").steps[0]
    assert facts.changed(step.facts, plans.snapshot_of("switch-not-iov")) == []
    now = plans.changed("switch-not-iov", "Get-VMSwitch", AllowManagementOS=True)
    (place, was, is_now), *rest = facts.changed(step.facts, now)
    assert place.endswith(".AllowManagementOS") and (was, is_now, rest) == (False, True, [])
    gone = plans.with_rows(now, Get_VMSwitch=[])
    assert {is_now for _, _, is_now in facts.changed(step.facts, gone)} == {None}


def test_a_guid_with_braces_and_in_capitals_is_the_same() -> None:
    step = plans.made("switch-not-iov").steps[0]
    row = plans.snapshot_of("switch-not-iov").rows("Get-VMSwitch")[0]
    bare = plans.snapshot_of("switch-not-iov").rows("Get-NetAdapter")[0]["InterfaceGuid"].strip("{}").lower()
    now = plans.changed("switch-not-iov", "Get-NetAdapter", InterfaceGuid=bare)
    assert facts.changed(step.facts, now) == []
    assert facts.changed(step.facts, plans.changed("switch-not-iov", "Get-VMSwitch", Id=row["Id"].upper())) == []


def test_every_action_and_every_kind_of_work_has_words() -> None:
    from sriovkit.core import text

    assert all(text.has(f"plan.do.{name}") for name in (*ACTIONS, *HANDS, *WAITS))


def test_hostile_names_do_not_steer_a_terminal_or_a_notebook() -> None:
    bad = "x\x1b[31m\u202e<script>alert(1)</script>"
    made = plans.of(plans.changed("switch-not-iov", "Get-VMSwitch", Name=bad, NetAdapterInterfaceDescription="NIC"))
    for lang in ("en", "ja"):
        assert not {"\x1b", "\u202e"} & set(made.text(lang) + made.html(lang))
        assert "<script>" not in made.html(lang)
