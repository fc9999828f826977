"""`sriovkit jea`: the files that it writes, what it says, and what it leaves alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sriovkit.core import jea, text
from sriovkit.core.errors import UsageError
from sriovkit.core.script import VERSION, collecting_script

from .engine.role import ALWAYS_SEEN
from .test_cli import call, plain
from .test_powershell_files import Piece, check, checker

__all__ = ["call", "checker", "plain"]

GROUP = "CONTOSO\\SR-IOV 閲覧者"


def files(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_writes_the_files_and_says_how_to_register_them(call: Any, tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "役割 [1]" / "new"
    done = call("jea", "-o", folder, "--group", GROUP, "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert files(folder) == jea.written([GROUP])
    lines = [line.strip() for line in done.out.splitlines()]
    assert [line for line in lines if line in jea.REGISTER] == list(jea.REGISTER)
    assert [line for line in lines if line in jea.UNREGISTER] == list(jea.UNREGISTER)
    for said in (GROUP, "2012 R2", "5.1", "WinRM", "Get-SriovkitSnapshot", "--configuration-name sriovkit"):
        assert said in done.out


def test_without_a_group_it_is_for_administrators(call: Any, tmp_path: Path) -> None:
    assert "BUILTIN\\Administrators" in call("jea", "-o", tmp_path).out
    assert files(tmp_path) == jea.written()


def test_other_files_are_left_alone_unless_forced(call: Any, tmp_path: Path) -> None:
    mine = tmp_path / "sriovkit-jea.pssc"
    mine.write_bytes(b"mine")
    done = call("jea", "-o", tmp_path, "--lang", "en")
    assert done.code == 2 and str(mine) in done.err
    assert files(tmp_path) == {"sriovkit-jea.pssc": b"mine"}
    assert call("jea", "-o", tmp_path, "--force").code == 0
    assert files(tmp_path) == jea.written()
    assert call("jea", "-o", tmp_path).code == 0  # the same files again are no others


@pytest.mark.parametrize("group", ["readers", "CONTOSO\\a'; b", "", "CONTOSO\\\x1b[31m"])
def test_a_group_that_is_none_writes_nothing(call: Any, tmp_path: Path, group: str) -> None:
    done = call("jea", "-o", tmp_path / "new", "--group", group)
    assert done.code == 2 and "[bad-group]" in done.err and "\x1b" not in done.err
    assert not (tmp_path / "new").exists()


def test_a_place_that_cannot_be_written(call: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call("jea", "-o", tmp_path / "file")
    assert done.code == 2 and "[cannot-write]" in done.err


# -- the files -------------------------------------------------------------------------------------------------------


def test_the_body_is_the_script_byte_for_byte() -> None:
    assert jea.role_capability().count(collecting_script()) == 1


def test_proxied_commands_are_named_with_their_module_and_nothing_is_global() -> None:
    text = re.sub(r"(?m)^\s*#.*$", "", jea.role_capability())
    plain = {name for name in ALWAYS_SEEN if re.search(rf"(?<![\\\w-]){name}\b", text, re.IGNORECASE)}
    assert plain == set()
    assert not re.search(r"\bglobal:|-Scope\s+Global|\bfunction\s", text, re.IGNORECASE)


def test_bytes_of_the_files() -> None:
    for place, data in jea.written(["CONTOSO\\閲覧者"]).items():
        assert data.startswith(b"\xef\xbb\xbf# sriovkit ") and data.endswith(b"}\r\n"), place
        assert data.count(b"\n") == data.count(b"\r\n") and b"\t" not in data and b"%" not in data
    assert f"ModuleVersion = '{VERSION}.0'" in jea.module_manifest()


@pytest.mark.parametrize(
    "group", ["", "x", "\\x", "x\\", "a\\b\\c", "a\\b'; c", "a\\b\n", "a\\b\x00", "a\\b\u202e", "*\\x", "a@b"]
)
def test_a_name_that_is_none_is_refused(group: str) -> None:
    with pytest.raises(UsageError) as caught:
        jea.session_configuration([group])
    assert caught.value.code == "bad-group"


def test_without_a_group_nobody_gains_anything() -> None:
    assert jea.session_configuration().count("RoleCapabilities = ") == 1
    assert "'BUILTIN\\Administrators' = @{" in jea.session_configuration()


@pytest.mark.parametrize("windows", ["2016", "2019", "2022", "2025"])
def test_windows_understands_the_files_and_what_registers_them(checker: Path, windows: str) -> None:
    pieces = [Piece(place, data) for place, data in jea.written().items()]
    pieces += [Piece(line, line.encode("utf-8-sig")) for line in (*jea.REGISTER, *jea.UNREGISTER)]
    assert check(checker, pieces, "--target", "5.1", "--windows", windows) == []
