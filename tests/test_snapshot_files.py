"""Snapshots as files: read in whatever encoding they come back, written whole or not at all."""

from __future__ import annotations

import codecs
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from sriovkit.core.errors import InputError, UsageError
from sriovkit.core.snapshot import Snapshot
from sriovkit.remote import load, save
from sriovkit.remote.transports import file

from .visits import SNAPSHOT, snapshot_text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_encoding_that_windows_writes(tmp_path: Path, mark: bytes, encoding: str, line_end: str) -> None:
    path = tmp_path / "HV01 収集.json"
    path.write_bytes(mark + (snapshot_text() + line_end).encode(encoding))
    assert load(path).data == SNAPSHOT


def test_what_is_saved_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "hv01.json"
    taken = Snapshot({**SNAPSHOT, "future": {"kept": [1, None, "日本"]}})
    assert save(taken, str(path)) == path.resolve()
    assert load(str(path)) == taken
    assert save(taken, path) and [item.name for item in tmp_path.iterdir()] == ["hv01.json"]


def test_a_link_keeps_pointing_at_the_file_that_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("no right to make links here")
    save(Snapshot(SNAPSHOT), link)
    assert link.is_symlink() and load(real).data == SNAPSHOT


_SAVES = """
import os, sys, time
from sriovkit.core.snapshot import Snapshot
from sriovkit.remote.transports import file
def half(path, data):
    with open(path, "xb") as part:
        part.write(data[: len(data) // 2]); part.flush()
        print("half", flush=True)
        time.sleep(60)
file._write = half
file.save(Snapshot({"schema": "sriovkit.snapshot/1", "sections": {}, "new": True}), sys.argv[1])
"""


def test_a_save_that_is_killed_half_way_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "hv01.json"
    save(Snapshot(SNAPSHOT), path)
    saving = subprocess.Popen([sys.executable, "-c", _SAVES, str(path)], stdout=subprocess.PIPE)
    assert saving.stdout is not None
    assert saving.stdout.readline().strip() == b"half"
    saving.kill()
    saving.wait(10)
    saving.stdout.close()
    assert load(path).data == SNAPSHOT


def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "hv01.json"
    save(Snapshot(SNAPSHOT), path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file.os, "fsync", full)
    with pytest.raises(UsageError) as caught:
        save(Snapshot({"schema": "x"}), path)
    assert caught.value.code == "cannot-write"
    assert str(path) in caught.value.message()
    assert load(path).data == SNAPSHOT
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        save(Snapshot(SNAPSHOT), tmp_path / "none" / "hv01.json")
    assert caught.value.code == "cannot-write"


@pytest.mark.parametrize("name", ["none.json", "", "."])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path / name)
    assert caught.value.code == ("file-not-found" if "none" in name else "is-a-folder")
    assert str(tmp_path / name) in caught.value.message()


def test_a_file_over_the_limit_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as sparse:
        sparse.truncate(300 * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as caught:
            load(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (caught.value.code, caught.value.host) == ("too-large", str(path))
    assert most < 1_000_000, "bytes held at once"


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b'{"schema":\n "\xff"}', "not-text", "2"),
        (b"\xff\xfe{", "not-text", "1"),
        (b'{"schema": "sriovkit.snapshot/1",\n "sections": {,}}', "not-json", "2"),
        (b"", "not-json", "1"),
        (b"[]", "not-a-snapshot", ""),
        (b'{"schema": "sriovkit.snapshot/1", "sections": {"a": 1}}', "damaged-snapshot", "sections.a"),
    ],
)
def test_a_damaged_file_is_refused_with_file_and_place(tmp_path: Path, data: bytes, code: str, place: str) -> None:
    path = tmp_path / "damaged.json"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        load(path)
    assert caught.value.code == code
    assert str(path) in caught.value.message("en") and place in caught.value.message("en")
    assert place in caught.value.message("ja")
