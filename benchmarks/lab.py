"""How many hosts the lab serves in one process: start-up time, memory, and requests a second.

Rule: every number of hosts has a process of its own, so that none pays for another; the client is in it too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from sriovkit.core.script import collecting_script
from sriovkit.lab import Lab
from sriovkit.lab.fleet import fleet

SIZES = (1, 100, 500)
CLIENTS = 4


def main() -> None:
    """Print one line for each number of hosts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, action="append", help="how many hosts (default: 1, 100 and 500)")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long requests are counted")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(_measured(given.one, given.seconds), flush=True)
        return
    print(
        f"{'hosts':>5} {'start s':>8} {'ms a host':>10} {'memory MiB':>11} {'KiB a host':>11} {'threads':>8}", end=" "
    )
    print(f"{'requests/s':>11} {'visits/s':>9}", flush=True)
    for hosts in given.hosts or SIZES:
        again = [sys.executable, "-m", "benchmarks.lab", "--one", str(hosts), "--seconds", str(given.seconds)]
        subprocess.run(again, check=True, cwd=Path(__file__).parents[1])


def _measured(hosts: int, seconds: float) -> str:
    drawn = list(fleet(hosts))
    before, began = _memory(), time.perf_counter()
    with ExitStack() as stack:
        labs = [stack.enter_context(Lab(host)) for host in drawn]
        start, grown, threads = time.perf_counter() - began, _memory() - before, threading.active_count()
        requests, visits = _rates(labs, seconds)
    kib = grown / 1024 / hosts
    return (
        f"{hosts:5} {start:8.2f} {start / hosts * 1000:10.1f} {grown / 2**20:11.1f} {kib:11.0f} {threads:8} "
        f"{requests:11.0f} {visits:9.1f}"
    )


def _rates(labs: list[Lab], seconds: float) -> tuple[float, float]:
    """HTTP requests and whole visits a second, by a few clients that go from host to host."""
    until = time.perf_counter() + seconds

    def visits(first: int) -> int:
        done = 0
        while time.perf_counter() < until:
            _visit(labs[(first + done * CLIENTS) % len(labs)])
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as clients:
        total = sum(clients.map(visits, range(CLIENTS)))
    return sum(lab.requests.total for lab in labs) / seconds, total / seconds


def _visit(lab: Lab) -> None:
    login = {"username": lab.username, "password": lab.password, "auth": "basic", "encryption": "never"}
    way = WSMan(lab.host, port=lab.port, ssl=False, no_proxy=True, **login)
    with way, RunspacePool(way) as pool:
        PowerShell(pool).add_script(collecting_script()).invoke()


def _memory() -> int:
    """Bytes that this process holds; 0 where the system does not tell in this way."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


if __name__ == "__main__":
    main()
