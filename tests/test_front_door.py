"""`import sriovkit as sk`: what it offers, what it costs, and that what people hold can be saved."""

from __future__ import annotations

import ast
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sriovkit as sk
from sriovkit import labs
from sriovkit.core import snapshot as core_snapshot
from sriovkit.core.snapshot import Snapshot

BARE = {"schema": "sriovkit.snapshot/1", "sections": {"Get-VMHost": {"ok": True, "rows": [{"IovSupport": True}]}}}
HEAVY = ("pandas", "numpy", "pypsrp", "requests", "aiohttp", "psrpcore", "click", "jupyter_server", "cryptography")


def loaded_by(code: str) -> set[str]:
    """The modules that an interpreter has after running `code`."""
    code += "\nimport sys; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(sk.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return set(done.stdout.split())


def test_importing_costs_nothing() -> None:
    assert not loaded_by("import sriovkit").intersection((*HEAVY, "sriovkit.core", "sriovkit.remote", "sriovkit.lab"))


def test_reading_and_diagnosing_needs_no_heavy_library() -> None:
    code = "import sriovkit as sk\nrepr(sk.diagnose(sk.read_text('IovSupport : True\\nIovEnabled : True')))"
    assert not loaded_by(code).intersection(HEAVY)


def test_every_name_is_there_and_no_other_is_promised() -> None:
    for name in sk.__all__:
        assert getattr(sk, name) is not None
    assert set(sk.__all__) <= set(dir(sk))
    assert len(set(sk.__all__)) == len(sk.__all__)
    with pytest.raises(AttributeError, match="no attribute 'repair'"):
        sk.repair  # type: ignore[attr-defined]  # noqa: B018


def test_type_checkers_see_the_names_that_are_fetched_late() -> None:
    tree = ast.parse(Path(sk.__file__).read_text("utf-8"))
    seen = {a.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level for a in node.names}
    assert seen | {"__version__"} == set(sk.__all__)


def test_the_version_is_told() -> None:
    assert sk.__version__[0].isdigit()


def test_a_saved_snapshot_comes_back_equal(tmp_path: Path) -> None:
    before = sk.read_text(json.dumps(BARE))
    place = before.save(tmp_path / "hv01.json")
    assert place == (tmp_path / "hv01.json").resolve()
    assert sk.load(place) == before
    assert isinstance(sk.load(place), sk.Snapshot)


def test_ours_and_cores_snapshot_are_equal_when_their_data_are() -> None:
    assert sk.Snapshot(BARE) == Snapshot(BARE)
    assert Snapshot(BARE) == sk.Snapshot(BARE)
    assert sk.Snapshot(BARE) != Snapshot({**BARE, "taken": "2026-11-22T05:03:00Z"})
    assert sk.Snapshot(BARE) != 1


def test_a_snapshot_is_told_from_console_text_by_its_content(tmp_path: Path) -> None:
    text = "PS C:\\> Get-VMSwitch | fl *iov*\r\n\r\nIovEnabled : True\r\nIovSupport : False\r\n"
    (tmp_path / "a.json").write_bytes(text.encode("utf-16"))
    (tmp_path / "b.txt").write_text(core_snapshot.Snapshot(BARE).to_json(), "utf-8-sig")
    assert sk.load(tmp_path / "a.json").rows("Get-VMSwitch")[0]["IovSupport"] is False
    assert sk.load(tmp_path / "b.txt") == Snapshot(BARE)


def test_a_damaged_file_is_refused_with_its_name_and_place(tmp_path: Path) -> None:
    place = tmp_path / "hv01.json"
    place.write_text('{"schema": "sriovkit.snapshot/1",\n "sections": {', "utf-8")
    with pytest.raises(sk.InputError) as caught:
        sk.load(place)
    assert caught.value.code == "not-json"
    assert "hv01.json" in str(caught.value)
    assert "line 2" in caught.value.message("en")


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty-text"), ("\n", "empty-text"), ("{" * 100_000, "nothing-in-text")]
)
def test_text_with_nothing_in_it_is_refused(text: str, code: str) -> None:
    with pytest.raises(sk.InputError) as caught:
        sk.read_text(text)
    assert caught.value.code == code


def test_json_over_the_limit_of_a_paste_is_refused() -> None:
    text = '{"schema": "' + "x" * (16 * 1024 * 1024) + '"}'
    with pytest.raises(sk.InputError) as caught:
        sk.read_text(text)
    assert caught.value.code == "paste-too-large"


def clockless(sections: Any) -> Any:
    """Without the one value that runs on by itself."""
    (system,) = sections["Win32_OperatingSystem"]["rows"]
    return {**sections, "Win32_OperatingSystem": {**system, "LocalDateTime": None}}


def test_a_lab_host_is_started_used_again_and_looks_like_any_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SRIOVKIT_LAB", raising=False)
    host = sk.connect("lab:")
    before = host.collect()
    assert isinstance(before, sk.Snapshot)
    assert before.source["verified"] is True
    assert [f.code for f in sk.diagnose(before).findings if f.blocks] == [
        "pcie-os-control",
        "no-acs-root-port",
        "remapping-security-override",
        "nic-no-sriov",
    ]
    again = sk.connect("lab:").collect()
    assert clockless(again.data["sections"]) == clockless(before.data["sections"])
    from sriovkit.lab.running import shared_lab

    assert shared_lab("article", None).password not in f"{host!r}"
    with pytest.raises(TypeError):
        pickle.dumps(host)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: sk.connect("lab:nothing-of-this-name"), "lab-no-scenario"),
        (lambda: sk.connect("lab:", auth="ntlm"), "not-for-labs"),
        (lambda: sk.connect("hv01", language="ja"), "only-for-labs"),
    ],
)
def test_a_wrong_call_says_so_before_anything_is_sent(call: object, code: str) -> None:
    with pytest.raises(sk.UsageError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.code == code


@pytest.mark.parametrize("keyword", ["password", "proxy", "certificate_key_password"])
def test_no_frame_of_a_failed_call_holds_a_secret(keyword: str) -> None:
    """A notebook's verbose traceback prints every local variable."""
    secret = "never-" + "shown"
    with pytest.raises(sk.UsageError) as caught:
        sk.connect("no address", **{keyword: secret})
    ours = str(Path(sk.__file__).parent)
    frames = [entry.frame.f_locals for entry in caught.traceback if str(entry.path).startswith(ours)]
    assert len(frames) >= 2
    assert not any(secret in repr(local) for local in frames)


def lab_file(folder: Path, **more: object) -> Path:
    told = {"host": "127.0.0.1", "tls_port": 1, "username": "u", "password": "p", "scenario": "article"}
    place = folder / "lab.json"
    place.write_text(json.dumps({**told, "certificate": "PEM", **more}), "utf-8")
    place.chmod(0o600)
    return place


def test_a_lab_that_runs_already_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SRIOVKIT_LAB", str(lab_file(tmp_path)))
    assert "port=1," in repr(sk.connect("lab:"))
    assert "port=1," in repr(sk.connect("lab:article"))


def test_a_lab_file_that_is_gone_is_no_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SRIOVKIT_LAB", str(tmp_path / "gone.json"))
    assert sk.connect("lab:").collect().host


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_lab_file_that_others_may_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = lab_file(tmp_path)
    place.chmod(0o644)
    monkeypatch.setenv("SRIOVKIT_LAB", str(place))
    with pytest.raises(sk.UsageError) as caught:
        labs.connect()
    assert caught.value.code == "lab-file-open"


@pytest.mark.parametrize("more", [{"host": "192.0.2.1"}, {"host": None}])
def test_a_lab_file_never_sends_a_password_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, more: dict[str, object]
) -> None:
    monkeypatch.setenv("SRIOVKIT_LAB", str(lab_file(tmp_path, **more)))
    with pytest.raises(sk.UsageError) as caught:
        labs.connect()
    assert caught.value.code == "lab-file-broken"
