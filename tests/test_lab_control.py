"""The server room: acts, what they need, what waits for a start; and who may ask the control endpoint.

Rule: whoever lacks the token, comes from a web page, or means another host learns nothing and changes nothing.
"""

from __future__ import annotations

import http.client
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sriovkit import labs
from sriovkit import notebook as nb
from sriovkit.core.errors import HostError, InputError, SriovkitError, UsageError
from sriovkit.lab import Lab, control_file, names
from sriovkit.lab.acts import ACTS, BIOS
from sriovkit.lab.panel import panel
from sriovkit.lab.room import Room

from .widget_parts import parts


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab("slot-without-acs", "en", speed=300) as running:
        yield running


def token(lab: Lab) -> str:
    assert lab.control_file is not None
    return control_file.read(lab.control_file).token


def send(
    lab: Lab, body: Any = None, method: str = "POST", path: str = "/control", **headers: str | None
) -> tuple[int, Any]:
    port = lab.server.control_port
    given: dict[str, str | None] = {"Host": f"127.0.0.1:{port}", "Authorization": f"Bearer {token(lab)}"}
    given |= {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", port or 0, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    data = body if isinstance(body, bytes) else json.dumps(body or {"action": "state"}).encode()
    for name, value in {**given, "Content-Length": str(len(data))}.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(data)
    answer = connection.getresponse()
    said = answer.status, answer.read()
    connection.close()
    return said


# -- who may ask -----------------------------------------------------------------------------------------------------

STRANGERS: dict[str, tuple[int, dict[str, Any]]] = {
    "no token": (401, {"Authorization": None}),
    "a wrong token": (401, {"Authorization": "Bearer " + "A" * 43}),
    "another scheme": (401, {"Authorization": "Basic QWRtaW46eA=="}),
    "an empty token": (401, {"Authorization": "Bearer "}),
    "a foreign Host": (403, {"Host": "evil.example"}),
    "a Host without its port": (403, {"Host": "127.0.0.1"}),
    "no Host": (400, {"Host": None}),
    "a web page": (403, {"Origin": "http://localhost:8888"}),
    "a page of nobody": (403, {"Origin": "null"}),
    "a form": (415, {"Content_Type": "application/x-www-form-urlencoded", "body": b"action=act&name=power-off"}),
    "a form in plain text": (415, {"Content_Type": "text/plain"}),
    "a file upload": (415, {"Content_Type": "multipart/form-data; boundary=x"}),
    "no kind of content": (415, {"Content_Type": None}),
    "a GET": (405, {"method": "GET"}),
    "another place": (404, {"path": "/wsman"}),
    "a token in the URL": (401, {"path": "/control?token=x", "Authorization": None}),
    "no JSON": (400, {"body": b"{"}),
    "a list": (400, {"body": b"[]"}),
    "a deep nest": (400, {"body": b"[" * 60_000}),
    "too much": (413, {"body": b" " * 70_000}),
    "another action": (400, {"body": {"action": "quit"}}),
    "arguments of another kind": (400, {"body": {"action": "act", "name": "bios", "with": {"item": ["x"]}}}),
}


@pytest.mark.parametrize(("status", "given"), STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_is_turned_away_and_the_lab_lives_on(lab: Lab, status: int, given: dict[str, Any]) -> None:
    said, answer = send(lab, **given)
    assert said == status
    assert b"HV12" not in answer and token(lab).encode() not in answer
    assert (lab.machine.power, Room(lab).state()["host"]) == ("on", "HV12")


def test_its_owner_is_answered(lab: Lab) -> None:
    status, answer = send(lab)
    assert (status, json.loads(answer)["state"]["power"]) == (200, "on")
    assert send(lab, Host=f"localhost:{lab.server.control_port}")[0] == 200


def test_the_token_lies_in_a_file_of_its_owner_and_nowhere_else(lab: Lab) -> None:
    path = lab.control_file
    assert path is not None and lab.info()["control_file"] == str(path)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert token(lab) not in json.dumps(lab.info()) + repr(lab) + repr(Room(lab)) + repr(control_file.read(path))
    lab.close()
    assert not path.exists() and not path.parent.exists()


def test_the_token_reaches_no_browser(lab: Lab) -> None:
    shown = nb.room(Room(lab))
    everything = [part.get_state() for part in parts(shown.widget)]
    assert "HV12" in str(everything)
    page = str(everything) + shown.html() + str(shown._repr_mimebundle_())
    assert token(lab) not in page and lab.password not in page


def test_a_file_that_others_may_read_or_a_link_is_not_believed(lab: Lab, tmp_path: Path) -> None:
    assert lab.control_file is not None
    open_file = tmp_path / "open.json"
    open_file.write_bytes(lab.control_file.read_bytes())
    open_file.chmod(0o644)
    with pytest.raises(UsageError) as refused:
        Room(open_file).state()
    assert refused.value.code == "lab-file-open"
    link = tmp_path / "link.json"
    link.symlink_to(lab.control_file)
    for broken in (link, tmp_path / "none.json"):
        with pytest.raises(UsageError):
            Room(broken).state()


def test_the_room_of_a_lab_that_has_ended_says_so(lab: Lab, tmp_path: Path) -> None:
    assert lab.control_file is not None
    kept = tmp_path / "kept.json"
    kept.write_bytes(lab.control_file.read_bytes())
    kept.chmod(0o600)
    lab.close()
    with pytest.raises(HostError) as refused:
        Room(kept).state()
    assert refused.value.code == "lab-control-refused"


# -- acts ------------------------------------------------------------------------------------------------------------


def test_a_setup_item_waits_for_the_next_start(lab: Lab) -> None:
    room = Room(lab)

    def item(state: dict[str, Any]) -> tuple[Any, Any]:
        return next((i["value"], i["pending"]) for i in state["bios"]["items"] if i["item"] == "vtd")

    assert item(room.act("bios", item="vtd", value="off")) == (True, False)
    assert lab.machine.firmware.vtd
    assert room.act("restart")["power"] == "starting"
    assert (item(room.settle()), room.state()["power"]) == ((False, None), "on")


def test_the_option_rom_waits_too_and_a_value_taken_back_is_gone(lab: Lab) -> None:
    room = Room(lab)
    state = room.act("option-rom", card="Slot 1", sriov=False, vfs=8)
    (rom,) = [s["card"]["option_rom"] for s in state["slots"] if s["slot"] == "Slot 1"]
    assert rom["pending"] == {"sriov": False, "vfs": 8} and rom["sriov"]
    room.act("option-rom", card="NIC1", sriov=True)
    room.act("restart")
    assert lab.machine.cards[0].firmware.sriov and lab.machine.cards[0].firmware.vfs == 8


def test_a_card_is_moved_only_with_the_power_off(lab: Lab) -> None:
    room = Room(lab)
    with pytest.raises(InputError) as refused:
        room.act("move-card", card="Slot 1", slot="Slot 2")
    assert refused.value.code == "lab-power-on" and "move-card" in refused.value.message("ja")
    room.act("power-off")
    assert not room.state()["reachable"]
    state = room.act("move-card", card="Slot 1", slot="Slot 2")
    assert [s["card"] is not None for s in state["slots"]] == [False, True, True]


def test_a_card_taken_out_lies_beside_and_its_switch_loses_its_uplink(lab: Lab) -> None:
    room = Room(lab)
    room.act("power-off")
    assert [c["ports"] for c in room.act("remove-card", card="NIC1")["shelf"]] == [["NIC1"]]
    assert lab.machine.switches[0].uplinks == ()
    assert room.act("insert-card", card="NIC1", slot="Slot 2")["shelf"] == []
    room.act("power-on")
    room.settle()
    assert lab.machine.port("NIC1") is not None


def test_an_update_mends_what_the_vendor_mended() -> None:
    with Lab("article", "en", speed=300) as lab:
        from dataclasses import replace

        lab.machine = replace(
            lab.machine, firmware=replace(lab.machine.firmware, update_mends=("remapping_workaround",))
        )
        room = Room(lab)
        assert room.act("update-bios")["bios"]["update_pending"]
        room.act("restart")
        assert lab.machine.firmware.remapping_workaround and not room.settle()["bios"]["update_pending"]


def test_a_vm_is_made_on_the_sriov_switch_without_a_vf_and_starts() -> None:
    with Lab("healthy", speed=50) as lab:
        assert [vm["name"] for vm in Room(lab).act("make-vm")["vms"]] == ["VM01", "VM02"]
        Room(lab).settle()
        (made,) = (vm for vm in lab.machine.vms if vm.name == "VM02")
        assert (made.nics[0].switch, made.nics[0].iov_weight) == ("External", 0)
        assert {vm["name"]: vm["state"] for vm in Room(lab).state()["vms"]} == {"VM01": "Running", "VM02": "Running"}


def test_no_vm_is_made_where_no_hypervisor_runs() -> None:
    with Lab("no-hyper-v", speed=50) as lab, pytest.raises(InputError) as refused:
        Room(lab).act("make-vm")
    assert refused.value.code == "lab-no-hypervisor"


REFUSED: list[tuple[str, dict[str, Any], str, type[SriovkitError]]] = [
    ("explode", {}, "lab-no-act", UsageError),
    ("bios", {}, "lab-act-arguments", UsageError),
    ("bios", {"item": "vtd", "value": True, "more": 1}, "lab-act-arguments", UsageError),
    ("bios", {"item": "turbo", "value": True}, "lab-not-here", InputError),
    ("bios", {"item": "vtd", "value": "maybe"}, "lab-act-value", InputError),
    ("option-rom", {"card": "Slot 1", "vfs": 64}, "lab-act-value", InputError),
    ("option-rom", {"card": "Slot 1", "vfs": "many"}, "lab-act-value", InputError),
    ("option-rom", {"card": "LOM", "sriov": True}, "lab-no-such-item", InputError),
    ("option-rom", {"card": "Slot 9", "sriov": True}, "lab-not-here", InputError),
    ("power-on", {}, "lab-already", InputError),
    ("remove-card", {"card": "Slot 1"}, "lab-power-on", InputError),
    ("install-guest-driver", {"vm": "VM01"}, "lab-not-here", InputError),
    ("trunk", {"port": "NIC9", "vlan": 5, "value": True}, "lab-not-here", InputError),
    ("trunk", {"port": "NIC1", "vlan": 5000, "value": True}, "lab-act-value", InputError),
]


@pytest.mark.parametrize(("name", "given", "code", "kind"), REFUSED)
def test_what_hands_cannot_do_is_said_in_both_languages(
    lab: Lab, name: str, given: dict[str, Any], code: str, kind: type[SriovkitError]
) -> None:
    with pytest.raises(kind) as refused:
        Room(lab).act(name, **given)
    assert refused.value.code == code
    for lang in ("en", "ja"):
        assert refused.value.message(lang)


def test_with_the_power_off_a_taken_slot_and_an_absent_windows_are_told(lab: Lab) -> None:
    room = Room(lab)
    room.act("power-off")
    for name, given, code in (
        ("move-card", {"card": "Slot 1", "slot": "LOM"}, "lab-slot-occupied"),
        ("install-driver", {"card": "Slot 1"}, "lab-power-off"),
        ("restart", {}, "lab-power-off"),
        ("power-off", {}, "lab-already"),
    ):
        with pytest.raises(InputError) as refused:
            room.act(name, **given)
        assert refused.value.code == code


def test_reset_and_another_scenario(lab: Lab) -> None:
    room = Room(lab)
    room.act("power-off")
    assert (room.reset()["power"], room.scenario("healthy")["host"]) == ("on", "HV10")
    with pytest.raises(UsageError) as refused:
        room.scenario("../article")
    assert refused.value.code == "lab-no-scenario"


def test_the_panel_is_plain_data_and_names_every_act_and_item(lab: Lab) -> None:
    seen = panel(lab.machine)
    assert json.loads(json.dumps(seen)) == seen
    assert set(seen["acts"]) == set(ACTS) and {i["item"] for i in seen["bios"]["items"]} == set(BIOS)


# -- the same running lab from everywhere ----------------------------------------------------------------------------


def test_notebook_and_command_line_act_on_the_same_lab(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from sriovkit.lab import control_file
    from sriovkit.lab.running import shared_lab

    monkeypatch.delenv("SRIOVKIT_LAB", raising=False)
    room = labs.room("healthy-no-wishes")
    assert room.act("bios", item="acs", value=False)["scenario"] == "healthy-no-wishes"
    port = control_file.read(Path(shared_lab("healthy-no-wishes").control_file)).port
    assert labs.running(str(port)).state()["scenario"] == "healthy-no-wishes"

    told = tmp_path / "lab.json"
    told.write_text(json.dumps(shared_lab("healthy-no-wishes").to_dict()))
    told.chmod(0o600)
    monkeypatch.setenv("SRIOVKIT_LAB", str(told))
    assert next(i for i in labs.running().state()["bios"]["items"] if i["item"] == "acs")["pending"] is False


def test_where_no_lab_runs_that_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SRIOVKIT_LAB", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR" if os.name == "posix" else "LOCALAPPDATA", str(tmp_path))
    with pytest.raises(UsageError) as refused:
        labs.running()
    assert refused.value.code == "lab-none-running"


def test_a_long_list_of_what_there_is_arrives_whole(lab: Lab) -> None:
    with pytest.raises(UsageError) as refused:
        Room(lab).scenario("nowhere")
    assert all(name in str(refused.value) for name in names())
