"""Finding a PowerShell program and running texts in it: one process for many cases, each in a fresh session.

Rule: any PowerShell 7 will do; without one the tests skip, unless SRIOVKIT_REQUIRE_PWSH=1 says that none may.
"""

from __future__ import annotations

import base64
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from sriovkit.lab.powershell.engine import HASTE

_LOOP = Path(__file__).with_name("loop.ps1")
#: Far from UTC, and not English: a date or number that depends on the machine shows itself.
SURROUNDINGS = {"TZ": "Asia/Tokyo", "LANG": "ja_JP.UTF-8", "LC_ALL": "ja_JP.UTF-8", "POWERSHELL_TELEMETRY_OPTOUT": "1"}
SURROUNDINGS |= HASTE


@dataclass(frozen=True)
class Outcome:
    """What one text gave: output as text, errors as (id, words), and the words of what ended it early."""

    output: tuple[str, ...]
    errors: tuple[tuple[str, str], ...] = ()
    thrown: str | None = None

    @property
    def text(self) -> str:
        """The one and only output; an AssertionError tells what came instead."""
        assert self.thrown is None and not self.errors and len(self.output) == 1, self
        return self.output[0]


def program() -> str:
    """The PowerShell program; skips the test where there is none, or fails it where there has to be one."""
    if sys.platform == "win32":
        pytest.skip("on Windows the cmdlets would be those of a real machine")
    named = os.environ.get("SRIOVKIT_PWSH") or shutil.which("pwsh")
    found = shutil.which(named) if named else None
    if not found:
        lacking("no PowerShell: SRIOVKIT_PWSH names none and there is no pwsh on the PATH")
    return str(Path(found).absolute())


def lacking(what: str) -> NoReturn:
    """Ends a test that the PowerShell at hand cannot do: skips it, or fails it where none may skip."""
    if os.environ.get("SRIOVKIT_REQUIRE_PWSH") == "1":
        pytest.fail(what)
    pytest.skip(what)


def call(
    *args: str,
    seconds: float = 60,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """One run of the program with these arguments, in a process of its own."""
    surroundings = {**os.environ, **SURROUNDINGS, **(env or {})}
    return subprocess.run(
        [program(), *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        env=surroundings,
        cwd=cwd,
        check=False,
    )


class Engine:
    """One PowerShell process; every `run` is a fresh session in it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [program(), "-NoProfile", "-NonInteractive", "-File", str(_LOOP)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **SURROUNDINGS},
        )

    def run(self, *texts: str, seconds: float = 60) -> list[Outcome]:
        """Run texts one after the other in one fresh session. TimeoutError ends the process."""
        assert self._process.stdin is not None
        self._process.stdin.write(b" ".join(base64.b64encode(_utf16(text)) for text in texts) + b"\n")
        self._process.stdin.flush()
        return [_outcome(answer) for answer in self._line(seconds).decode("ascii").split("|")]

    def last(self, *texts: str, seconds: float = 60) -> Outcome:
        """The outcome of the last text; those before it must go well and say nothing."""
        *before, last = self.run(*texts, seconds=seconds)
        assert all(outcome == Outcome(()) for outcome in before), before
        return last

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _line(self, seconds: float) -> bytes:
        assert self._process.stdout is not None
        pipe, end, got = self._process.stdout.fileno(), time.monotonic() + seconds, bytearray()
        while not got.endswith(b"\n"):
            ready, _, _ = select.select([pipe], [], [], max(0.0, end - time.monotonic()))
            chunk = os.read(pipe, 1 << 20) if ready else b""
            if not chunk:
                self._process.kill()
                raise TimeoutError("PowerShell ended" if ready else f"PowerShell gave no answer within {seconds:g} s")
            got += chunk
        return bytes(got[:-1])


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The one process that the tests of a file share."""
    made = Engine()
    yield made
    made.close()


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _outcome(answer: str) -> Outcome:
    items = [(item[0], base64.b64decode(item[1:]).decode("utf-16-le", "surrogatepass")) for item in answer.split()]
    errors = [text.partition("\t") for kind, text in items if kind == "e"]
    return Outcome(
        tuple(text for kind, text in items if kind == "o"),
        tuple((name, words) for name, _, words in errors),
        next((text for kind, text in items if kind == "t"), None),
    )
