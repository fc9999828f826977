"""run.py with a folder of wheels: a real environment, a real lock with hashes, and no network at all.

Rule: the project is a small one and its wheels are made on the fly; run.py, pip and build backend are real.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
#: What builds the project, packed again from the environment that the tests run in; what it needs comes with it.
BACKEND = ("hatchling", "editables")
PROJECT = {
    "sriovkit/__init__.py": "",
    "sriovkit/__main__.py": "import sys, greeting\nprint(greeting.WORDS, *sys.argv[1:])\n",
    "README.md": "# A small project\n",
    "LICENSE": "none\n",
    "notebooks/en/x.ipynb": "{}",
    "notebooks/ja/x.ipynb": "{}",
}


def pack(folder: Path, name: str, version: str, files: dict[str, bytes]) -> str:
    """Writes a wheel; gives its line of a lock."""
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files.setdefault(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode())
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in files.items())
    wheel = folder / f"{info.removesuffix('.dist-info')}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def installed(name: str) -> tuple[str, dict[str, bytes]]:
    """Version and files of a distribution as it is installed here, without what installing added."""
    found = importlib.metadata.distribution(name)
    added = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
    files = [f for f in found.files or [] if ".." not in f.parts and f.suffix != ".pyc" and f.name not in added]
    return found.version, {file.as_posix(): file.read_binary() for file in files}


def with_needs(*names: str) -> set[str]:
    """These distributions and all that they need here."""
    needs = [Requirement(need) for name in names for need in importlib.metadata.requires(name) or []]
    more = {need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})} - set(names)
    return with_needs(*names, *sorted(more)) if more else set(names)


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="環境 ") as short:  # Windows: pytest's own folders are long already
        yield Path(short)


@pytest.fixture
def checkout(place: Path) -> Path:
    """A small project beside its wheels, with run.py as it is."""
    folder, wheels = place / "小さな checkout", place / "wheels 置き場"
    wheels.mkdir()
    for name, words in PROJECT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words, "utf-8")
    for name in ("run.py", "run.toml", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    lock = [pack(wheels, "greeting", "1.0", {"greeting.py": "WORDS = 'こんにちは'\n".encode()})]
    lock += [pack(wheels, name, *installed(name)) for name in sorted(with_needs(*BACKEND))]
    (folder / "requirements.txt").write_text("".join(lock), "utf-8")
    return folder


def start(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`run.py start`, where every index and proxy is a closed port."""
    closed = "http://127.0.0.1:9"
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("PIP_", "SRIOVKIT_"))}
    environ = {**kept, "PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": f"{closed}/simple", "PIP_RETRIES": "0"}
    environ |= {"HTTP_PROXY": closed, "HTTPS_PROXY": closed, "NO_PROXY": "", "PYTHONIOENCODING": "utf-8"}
    environ |= {"SRIOVKIT_ENV": str(checkout.parent / "env"), "PIP_NO_CACHE_DIR": "1"}
    environ |= {"LANG": "en_US.UTF-8", "LC_ALL": ""}
    command = [sys.executable, str(checkout / "run.py"), "start", *words]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environ, cwd=checkout.parent, timeout=180, check=False
    )


@pytest.mark.slow
def test_a_folder_of_wheels_is_enough(checkout: Path) -> None:
    wheels = checkout.parent / "wheels 置き場"
    first = start(checkout, "--wheels", str(wheels), "--terminal")
    assert (first.returncode, first.stdout.strip()) == (0, "こんにちは start --terminal"), first.stderr
    assert (
        f"[2/3] Installing about {len(with_needs(*BACKEND)) + 1} packages" in first.stderr
        and "Ready after" in first.stderr
    )
    # What is installed stays: neither folder nor network is asked again.
    shutil.rmtree(wheels)
    second = start(checkout)
    assert (second.returncode, second.stdout.strip(), second.stderr) == (0, "こんにちは start", "")


@pytest.mark.slow
def test_a_wheel_that_is_not_the_one_of_the_lock_is_refused(checkout: Path) -> None:
    wheels = checkout.parent / "wheels 置き場"
    pack(wheels, "greeting", "1.0", {"greeting.py": b"WORDS = 'something else'\n"})
    ran = start(checkout, "--wheels", str(wheels))
    assert ran.returncode == 3 and "its hash differs" in ran.stderr and "Traceback" not in ran.stderr
    # Once folder and lock agree, the same command goes on from there.
    lock = (checkout / "requirements.txt").read_text("utf-8").splitlines(keepends=True)
    lock[0] = pack(wheels, "greeting", "1.0", {"greeting.py": "WORDS = 'こんにちは'\n".encode()})
    (checkout / "requirements.txt").write_text("".join(lock), "utf-8")
    again = start(checkout, "--wheels", str(wheels))
    assert again.returncode == 0, again.stderr
