"""What a real PowerShell behind the lab costs beside the built-in answers: coming up, a command, a visit.

Rule: both labs run in one process and take turns; medians, and ratios to the built-in answers or to the line that says
so. Needs a PowerShell 7 program, named by the option or by SRIOVKIT_PWSH.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from contextlib import ExitStack

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from sriovkit.core.script import collecting_script
from sriovkit.lab import Lab

#: How many commands one script asks for, to tell a command from the pipeline around it.
MANY = 200
LOOP = f"foreach ($n in 1..{MANY}) {{ $found = Get-VMHost }}"
#: What both answer; the built-in answers play no loop.
SCRIPTS = {"Get-VMSwitch": "Get-VMSwitch", "collecting script": collecting_script()}


def main() -> None:
    """Print one line for each thing that is done, with the seconds of both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--powershell", default=os.environ.get("SRIOVKIT_PWSH"), metavar="PROGRAM")
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    if not given.powershell:
        parser.error("name a PowerShell 7 program: --powershell PROGRAM")
    with ExitStack() as stack:
        began = time.perf_counter()
        built_in = stack.enter_context(Lab("healthy"))
        up, began = time.perf_counter() - began, time.perf_counter()
        real = stack.enter_context(Lab("healthy", powershell=given.powershell))
        _line("lab is up", up, time.perf_counter() - began)
        pools = [stack.enter_context(_pool(lab, stack)) for lab in (built_in, real)]
        for name, script in SCRIPTS.items():
            _line(f"{name}, first", *(_seconds(pool, script) for pool in pools))
            turns = [[_seconds(pool, script) for pool in pools] for _ in range(given.rounds)]
            _line(name, *(statistics.median(taken) for taken in zip(*turns, strict=True)))
        # The engine compiles what runs often once more: the first halves are left out.
        loop, bare = (
            statistics.median([_seconds(pools[1], script) for _ in range(2 * given.rounds)][given.rounds :])
            for script in (LOOP, "$null")
        )
        print(
            f"in real PowerShell: a pipeline {1000 * bare:.1f} ms, a command in it {1000 * (loop - bare) / MANY:.2f} ms"
        )


def _pool(lab: Lab, stack: ExitStack) -> RunspacePool:
    login = {"username": lab.username, "password": lab.password, "auth": "basic", "encryption": "never"}
    return RunspacePool(stack.enter_context(WSMan(lab.host, port=lab.port, ssl=False, no_proxy=True, **login)))


def _seconds(pool: RunspacePool, script: str) -> float:
    asked, began = PowerShell(pool), time.perf_counter()
    asked.add_script(script).invoke()
    if asked.had_errors:
        raise SystemExit(f"{script[:40]}: {asked.streams.error}")
    return time.perf_counter() - began


def _line(what: str, built_in: float, real: float) -> None:
    print(f"{what:26} built-in {built_in:7.4f} s   real {real:7.4f} s   x {real / built_in:6.1f}", flush=True)


if __name__ == "__main__":
    main()
