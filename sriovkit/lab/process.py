"""The lab as a process of its own: `python -m sriovkit.lab.process`, and its start from another program.

Rule: an owned lab ends with its owner, whatever ended that; the password goes through the pipe and nowhere else.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from ..core.errors import SriovkitError, UsageError
from . import DEFAULT, Lab
from .control_file import runtime_folder
from .running import RunningLab, shared_lab, start_process

__all__ = ["RunningLab", "main", "print_json", "serve", "shared_lab", "start_process"]

Announce = Callable[[dict[str, Any]], None]
_LOOK = 1.0  # seconds between two looks for the owner
_LEAVE = 5.0  # seconds that closing may take before the process is ended anyway


def serve(
    scenario: str = DEFAULT,
    language: str | None = None,
    latency: float = 0.0,
    *,
    speed: float = 1.0,
    owned: bool = False,
    shared: bool = True,
    announce: Announce | None = None,
    powershell: str | None = None,
) -> None:
    """Run a lab until Ctrl-C or, when `owned`, until standard input ends; `announce` is told how to connect.

    This user's other programs find it when it is `shared`. Raises UsageError or InputError for a scenario that is none,
    and what `Lab` raises for `powershell`.
    """
    place = runtime_folder()
    with Lab(scenario, language, latency, None, speed, place, powershell=powershell, shared=shared) as lab:
        ended = _owner_ended() if owned else threading.Event()
        # The control file goes with the lab, also where the lab is told to go.
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGTERM, lambda *_: ended.set())
        (announce or print_json)(lab.info())
        try:
            owner = os.getppid()
            # A wait without an end cannot be interrupted on Windows.
            while not ended.wait(_LOOK):
                if owned and os.getppid() != owner:
                    break
        except KeyboardInterrupt:
            pass
        if owned:
            threading.Thread(target=_leave_anyway, daemon=True).start()


def print_json(info: dict[str, Any]) -> None:
    """One line of ASCII JSON, at once."""
    print(json.dumps(info), flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of the process; returns the exit code: 0, 2 wrong usage, 3 a file that is no scenario."""
    parser = argparse.ArgumentParser(prog="sriovkit.lab.process", description="Run one simulated host on loopback.")
    parser.add_argument("--scenario", default=DEFAULT, help="name, or path of a .toml file")
    parser.add_argument("--language", choices=("en", "ja"), help="what its Windows speaks")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--speed", type=float, default=1.0, help="seconds of the host's clock in each second")
    parser.add_argument("--powershell", metavar="PROGRAM", help="runs what clients send; no sandbox")
    parser.add_argument("--owned", action="store_true", help="end when standard input ends")
    parser.add_argument("--shared", action="store_true", help="other programs of this user may find it")
    parser.add_argument("--json", action="store_true", help="print one line of JSON when ready (always done)")
    asked = parser.parse_args(argv)
    try:
        serve(
            asked.scenario,
            asked.language,
            asked.latency,
            speed=asked.speed,
            owned=asked.owned,
            shared=asked.shared,
            powershell=asked.powershell,
        )
    except SriovkitError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 3
    return 0


def _owner_ended() -> threading.Event:
    """An event that is set when standard input ends: the owner closed it, or died."""
    # Ctrl-C in a terminal reaches the whole group; the owner decides when its lab ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = threading.Event()

    def watch() -> None:
        try:
            # Not through sys.stdin: its lock, held by a thread, breaks the interpreter's end.
            while os.read(0, 4096):
                pass
        except OSError:
            pass
        ended.set()

    threading.Thread(target=watch, name="sriovkit-lab-owner", daemon=True).start()
    return ended


def _leave_anyway() -> None:
    threading.Event().wait(_LEAVE)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
