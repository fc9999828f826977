"""run.py: what a newcomer's first command does, and what it says when it cannot.

Every step that would reach a network is replaced; the one test marked slow makes a real environment.
"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-test.txt")
SHIPPED = ("run.py", "run.toml", "pyproject.toml", *LOCKS)


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_under_test", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Steps:
    """Stands in for every program that run.py would run, and notes them."""

    def __init__(self, run: ModuleType) -> None:
        self.run = run
        self.commands: list[str] = []
        self.environs: list[dict[str, str]] = []
        self.pip = "pip 25.0 from somewhere (python 3.12)"
        self.failing = ""

    def watch(self, command: list[str], environ: dict[str, str], count: int = 0) -> list[str]:
        self.commands.append(" ".join(command))
        self.environs.append(environ)
        if "venv" in command:
            python = Path(self.run.python_of(command[-1]))
            python.parent.mkdir(parents=True)
            python.touch()
        if self.failing and self.failing in self.commands[-1]:
            raise self.run.Trouble("ERROR: No matching distribution found for x")
        return [self.pip] if "--version" in command else []

    def names(self) -> list[str]:
        """The steps in short: venv, requirements, project."""
        words = {"-m venv": "venv", "--require-hashes": "requirements", "--editable": "project"}
        return [name for command in self.commands for part, name in words.items() if part in command]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "新しい フォルダー"
    folder.mkdir()
    for name in SHIPPED:
        shutil.copy(ROOT / name, folder)
    for name in ("SRIOVKIT_ENV", "SRIOVKIT_LANG", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    return folder


@pytest.fixture
def run(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py of a checkout whose folder has Japanese and a space in its name, with the system as it is here."""
    module = load(checkout / "run.py")
    monkeypatch.setattr(module, "become", lambda env, arguments: 0)
    monkeypatch.setattr(module, "WINDOWS", False)
    return module


@pytest.fixture
def steps(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    steps, before = Steps(run), Path.cwd()
    monkeypatch.setattr(run, "watch", steps.watch)
    yield steps
    os.chdir(before)


# An older Python


def old_pythons() -> Iterator[str]:
    for name in ("python2", "python2.7", *(f"python3.{minor}" for minor in range(5, 11))):
        found = shutil.which(name)
        asked = found and subprocess.run([found, "-c", "import sys; print(sys.executable)"], capture_output=True)
        if found and asked and asked.returncode == 0:
            yield found


def test_an_older_python_is_told_what_to_install(checkout: Path) -> None:
    for python in old_pythons():
        ran = subprocess.run([python, str(checkout / "run.py"), "start"], capture_output=True)
        assert ran.returncode == 2, python
        assert b"needs Python 3.11 or newer" in ran.stderr
        assert b"py -3.12 run.py start" in ran.stderr
        assert b"Traceback" not in ran.stderr


def test_the_whole_file_parses_on_an_older_python() -> None:
    text = (ROOT / "run.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 7))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.AsyncFunctionDef, ast.YieldFrom, ast.Match)
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert not (node.args.kwonlyargs or node.args.posonlyargs or node.returns), node.name
            assert not any(argument.annotation for argument in node.args.args), node.name
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            assert not any(isinstance(part, ast.Starred) for part in node.elts)
        if isinstance(node, ast.Dict):
            assert None not in node.keys
    assert text.startswith("# -*- coding: utf-8 -*-")


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert names <= set(sys.stdlib_module_names)


# What is done, and when


def test_the_first_run_makes_installs_and_stamps_and_the_second_does_nothing(run: ModuleType, steps: Steps) -> None:
    assert run.main(["start"]) == 0
    assert steps.names() == ["venv", "requirements", "project"]
    packages = next(command for command in steps.commands if "--require-hashes" in command)
    assert "--only-binary :all:" in packages and "requirements-test.txt" not in packages
    project = steps.commands[-1]
    assert "--no-index" in project and "--no-deps" in project and "--no-build-isolation" in project
    steps.commands.clear()
    assert run.main(["start", "--terminal"]) == 0
    assert steps.commands == []


def test_tests_need_more_packages_and_starting_needs_no_fewer(run: ModuleType, steps: Steps) -> None:
    run.main(["start"])
    steps.commands.clear()
    run.main(["test"])
    assert steps.names() == ["requirements", "project"]
    assert "requirements-test.txt" in " ".join(steps.commands)
    steps.commands.clear()
    run.main(["start"])
    run.main(["docs"])
    assert steps.commands == []


@pytest.mark.parametrize(
    ("name", "expected"), [("requirements.txt", ["requirements", "project"]), ("pyproject.toml", ["project"])]
)
def test_a_changed_file_brings_only_what_hangs_on_it(
    run: ModuleType, steps: Steps, checkout: Path, name: str, expected: list[str]
) -> None:
    run.main(["start"])
    steps.commands.clear()
    with (checkout / name).open("a", encoding="utf-8") as handle:
        handle.write("# changed\n")
    run.main(["start"])
    assert steps.names() == expected


def test_line_ends_of_windows_are_no_change(run: ModuleType, steps: Steps, checkout: Path) -> None:
    run.main(["start"])
    steps.commands.clear()
    lock = checkout / "requirements.txt"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    run.main(["start"])
    assert steps.commands == []


def test_the_command_gets_its_own_words(run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def become(env: str, arguments: list[str]) -> int:
        seen.append(arguments)
        return 5

    monkeypatch.setattr(run, "become", become)
    assert run.main(["test", "-k", "nothing", "--wheels", "folder", "-x"]) == 5
    assert run.main(["start", "--fresh", "--terminal"]) == 5
    assert seen == [["-m", "pytest", "-k", "nothing", "-x"], ["-m", "sriovkit", "start", "--terminal"]]


def test_wrong_usage_is_told(run: ModuleType, steps: Steps, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 2
    assert run.main(["--help"]) == 0
    assert "There is no" not in capsys.readouterr().err
    assert run.main(["strat"]) == 2
    said = capsys.readouterr().err
    assert "There is no 'strat'" in said and "--wheels FOLDER" in said
    assert steps.commands == []


def test_help_and_wrong_usage_are_told_in_japanese_too(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    run.main(["--help"])
    assert "sriovkit のコマンドを指定できます" in capsys.readouterr().err
    run.main(["strat"])
    assert "「strat」というコマンドはありません" in capsys.readouterr().err


def test_every_command_of_sriovkit_is_one_of_run_py(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sriovkit import cli

    seen: list[list[str]] = []
    monkeypatch.setattr(run, "become", lambda _, arguments: seen.append(arguments) or 1)
    here = Path.cwd()
    assert set(run.COMMANDS) == {*cli.commands.commands, "test"}  # docs builds the guide here, serves it there
    assert run.main(["diagnose", "--lang", "ja", "-", "-o", "x"]) == 1
    assert seen == [["-m", "sriovkit", "diagnose", "--lang", "ja", "-", "-o", "x"]]
    assert Path.cwd() == here
    assert "requirements-test.txt" not in " ".join(steps.commands)


def test_wheels_are_taken_from_the_folder_alone(run: ModuleType, steps: Steps, tmp_path: Path) -> None:
    run.main(["--wheels", str(tmp_path), "start"])
    packages = next(command for command in steps.commands if "--require-hashes" in command)
    assert f"--no-index --find-links {tmp_path}" in packages


# Half-made, foreign, shared


def test_an_environment_without_its_python_is_made_again(run: ModuleType, steps: Steps) -> None:
    run.main(["start"])
    env = Path(run.choose())
    Path(run.python_of(env)).unlink()
    (env / "lib").mkdir()
    (env / "lib" / "half.py").touch()
    steps.commands.clear()
    assert run.main(["start"]) == 0
    assert steps.names() == ["venv", "requirements", "project"]
    assert not (env / "lib").exists()


@pytest.mark.parametrize("failing", ["-m venv", "--require-hashes", "--editable"])
def test_a_cut_off_run_is_mended_by_the_next(run: ModuleType, steps: Steps, failing: str) -> None:
    steps.failing = failing
    assert run.main(["start"]) == 3
    assert run.stamp_of(run.choose()) == {}
    steps.failing = ""
    steps.commands.clear()
    assert run.main(["start"]) == 0
    assert steps.names() == ["venv", "requirements", "project"]


def test_a_spoilt_stamp_is_no_stamp(run: ModuleType, steps: Steps) -> None:
    run.main(["start"])
    (Path(run.choose()) / run.MARKER).write_text("[1", encoding="utf-8")
    steps.commands.clear()
    assert run.main(["start"]) == 0
    assert steps.names() == ["venv", "requirements", "project"]


def test_somebody_elses_environment_is_left_alone(
    run: ModuleType, steps: Steps, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (".venv", ".venv-sriovkit"):
        assert Path(run.choose()).name == name
        (checkout / name).mkdir()
        (checkout / name / "theirs.txt").touch()
    assert run.main(["start"]) == 3
    assert "was not made by run.py" in capsys.readouterr().err
    assert steps.commands == []
    assert (checkout / ".venv" / "theirs.txt").exists()


def test_two_runs_do_not_prepare_at_once(run: ModuleType, tmp_path: Path) -> None:
    env, entered = str(tmp_path / "env"), threading.Event()

    def second() -> None:
        with run.lock(env):
            entered.set()

    with run.lock(env):
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.2)
    assert entered.wait(30)
    thread.join()


def test_ctrl_c_stops_the_set_up(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "watch", interrupted)
    assert run.main(["start"]) == 130


def test_ctrl_c_is_the_commands_own_on_windows(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = load(checkout / "run.py")
    monkeypatch.setattr(run, "WINDOWS", True)

    class Child:
        waits = iter([None, 7])

        def wait(self) -> int:
            code = next(self.waits)
            if code is None:
                raise KeyboardInterrupt
            return code

    monkeypatch.setattr(run.subprocess, "Popen", lambda *_, **__: Child())
    assert run.become("env", ["-m", "sriovkit"]) == 7


# Where it lies


def test_on_windows_the_environment_lies_in_localappdata(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "WINDOWS", True)
    monkeypatch.setenv("LOCALAPPDATA", "/users/やまだ/AppData/Local")
    (env,) = run.places()
    assert re.fullmatch(r"venv-[0-9a-f]{8}", Path(env).name)
    assert Path(env).parent == Path("/users/やまだ/AppData/Local", "sriovkit")
    monkeypatch.setattr(run.sys, "base_prefix", "C:/Program Files/WindowsApps/PythonSoftwareFoundation.Python.3.12")
    assert "AppData" not in run.places()[0]


def test_a_path_too_long_for_windows_is_refused_beforehand(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "WINDOWS", True)
    fitting = 259 - 1 - run.LONGEST
    monkeypatch.setenv("SRIOVKIT_ENV", "/" + "a" * (fitting - 1))
    assert run.choose()
    monkeypatch.setenv("SRIOVKIT_ENV", "/" + "a" * fitting)
    assert run.main(["start"]) == 3
    assert "259 characters" in capsys.readouterr().err
    assert steps.commands == []


def test_no_installed_file_is_deeper_than_was_allowed_for(run: ModuleType) -> None:
    locked = {name.replace("-", "_") for name in pins(LOCKS[0])}
    site = r"lib/python[^/]*/site-packages/"
    longest = ""
    for found in importlib.metadata.distributions():
        if found.name.lower().replace("-", "_") in locked:
            for file in found.files or []:
                path = os.path.relpath(str(file.locate()), sys.prefix).replace("\\", "/")
                longest = max(longest, re.sub(site, "Lib/site-packages/", path), key=len)
    assert len(longest) <= run.LONGEST, longest


# What it hands on


def test_variables_that_lead_elsewhere_are_dropped_and_the_users_index_stays(run: ModuleType) -> None:
    foreign = ["PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT"]
    kept = ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_CERT", "PIP_PROXY", "PIP_CONFIG_FILE", "HTTPS_PROXY"]
    environ = run.clean(dict.fromkeys([*foreign, *kept, "Pip_Root"], "x") | {"PATH": "p"}, "env")
    assert set(environ) == {*kept, "PATH", "VIRTUAL_ENV", "PYTHONNOUSERSITE"}
    assert environ["PYTHONNOUSERSITE"] == "1"
    assert environ["PATH"].endswith(os.pathsep + "p")


def test_an_older_pip_is_given_the_systems_certificates(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.pip = "pip 24.1.2 from somewhere (python 3.12)"
    run.main(["start"])
    bundle = next(e["PIP_CERT"] for e, c in zip(steps.environs, steps.commands, strict=True) if "--require-hashes" in c)
    assert Path(bundle).name == "certificates.pem" and Path(bundle).is_file()


@pytest.mark.parametrize(("pip", "cert"), [("pip 24.2 from x", None), ("pip 23.0 from x", "/own.pem")])
def test_a_newer_pip_or_a_chosen_certificate_is_left_as_it_is(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch, pip: str, cert: str | None
) -> None:
    steps.pip = pip
    if cert:
        monkeypatch.setenv("PIP_CERT", cert)
    run.main(["start"])
    assert {environ.get("PIP_CERT") for environ in steps.environs} == {cert}


# What it says

RETRY = "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by '%s': /simple/x/\n"
NONE = "ERROR: Could not find a version that satisfies the requirement x==1 (from versions: none)\n"
SAID = {
    "certificate": RETRY % "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate'))"
    + NONE,
    "proxy": RETRY % "ProxyError('Cannot connect to proxy.', NewConnectionError('[Errno 111] Connection refused'))"
    + NONE,
    "network": RETRY % "NewConnectionError('<x>: Failed to establish a new connection: [Errno 11001] getaddrinfo'"
    + NONE,
    "wheel": NONE + "ERROR: No matching distribution found for x==1",
    "hash": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    "disk": "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    "path": "[WinError 206] ファイル名または拡張子が長すぎます。: 'C:\\\\x'",
    "blocked": "[WinError 1260] このプログラムはグループ ポリシーによってブロックされています。",
    "venv": "The virtual environment was not created successfully because ensurepip is not available.",
    "other": "something new",
}
PROXY_407 = RETRY % "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407'))" + NONE


@pytest.mark.parametrize(("kind", "text"), [*SAID.items(), ("proxy", PROXY_407), ("blocked", "[WinError 5] 拒否")])
def test_what_goes_wrong_gets_its_own_message(run: ModuleType, kind: str, text: str) -> None:
    assert run.Trouble(text).kind == kind


def test_every_message_names_the_next_step_in_both_languages(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = tomllib.loads((ROOT / "run.toml").read_text(encoding="utf-8"))
    assert set(SAID) | {"foreign"} == set(blocks)
    for language, japanese in (("ja_JP.UTF-8", True), ("en_US.UTF-8", False)):
        monkeypatch.setenv("LANG", language)
        for kind, block in blocks.items():
            assert run.Trouble(kind=kind).explain("/place/of/it") == 3
            said = capsys.readouterr().err
            assert "Next" in said and "{" not in said
            assert (block["ja"] in said) is japanese


def test_a_console_that_cannot_write_japanese_gets_english(checkout: Path) -> None:
    environ = {**os.environ, "LANG": "ja_JP.UTF-8", "PYTHONIOENCODING": "cp437"}
    ran = subprocess.run([sys.executable, checkout / "run.py", "x"], capture_output=True, env=environ)
    assert b"?" not in ran.stderr and b"run.py start" in ran.stderr


def test_a_program_that_is_blocked_is_told(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def blocked(*_: Any) -> None:
        raise PermissionError(13, "Permission denied", "python.exe")

    monkeypatch.setattr(run, "watch", blocked)
    assert run.main(["start"]) == 3
    assert "virus scanner or a policy" in capsys.readouterr().err


# The locked requirements


def pins(name: str) -> dict[str, list[str]]:
    """Name to pinned versions of a requirements file."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line):
            found.setdefault(match[1].lower(), []).append(match[2])
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_hashes_and_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9._-]+==\S+", block), block[:80]
        assert "--hash=sha256:" in block, block[:80]
    assert "://" not in text and "index" not in text.replace("trove", "")


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_what_its_source_asks_for(name: str) -> None:
    asked, locked = pins(name.replace(".txt", ".in")), pins(name)
    assert asked and all(set(versions) <= set(locked[package]) for package, versions in asked.items())


def test_the_two_locks_agree() -> None:
    first, second = (pins(name) for name in LOCKS)
    assert {name for name in first.keys() & second.keys() if set(second[name]) - set(first[name])} == set()


def test_the_projects_ranges_begin_at_the_locked_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = pins(LOCKS[0])
    for dependency in project["dependencies"]:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)>=([^,]+),<\S+", dependency)
        assert match, dependency
        # Where a system has to stay behind, the range begins at its version.
        assert min(locked[match[1].lower()]) == match[2]


# For real


@pytest.mark.slow
def test_a_folder_without_wheels_is_named_and_the_environment_is_real(checkout: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="環境 ") as short:  # Windows: pytest's own folders are long already
        prove_a_folder_without_wheels(checkout, Path(short))


def prove_a_folder_without_wheels(checkout: Path, place: Path) -> None:
    empty = checkout / "空の フォルダー"
    empty.mkdir()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environ |= {"PYTHONPATH": str(empty), "PIP_CONFIG_FILE": os.devnull, "SRIOVKIT_ENV": str(place / "env")}
    command = [sys.executable, str(checkout / "run.py"), "start", "--wheels", str(empty)]
    ran = subprocess.run(command, capture_output=True, env=environ, timeout=120)
    said = ran.stderr.decode("utf-8", "replace")
    assert ran.returncode == 3, said
    assert "No ready-made package fits" in said and "Traceback" not in said
    assert (place / "env" / "pyvenv.cfg").is_file()
