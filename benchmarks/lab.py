"""How many hosts the lab serves in one process: start-up time, memory, and requests a second.

Rule: every number of hosts has a process of its own, so that none pays for another, and what is loaded once is loaded
before anything is measured; the clients are in it too. The ratios compare with the line above, by the host where that
is what it costs.
"""

from __future__ import annotations

import argparse
import json
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
#: Column: what it is called, how it is printed, whether its ratio is by the host, and what is too little for one.
COLUMNS = {
    "start": ("start s", "8.3f", True, 0.0),
    "memory": ("MiB", "8.1f", True, 1.0),
    "threads": ("threads", "8.0f", True, 0.0),
    "requests": ("requests/s", "10.0f", False, 0.0),
    "visits": ("visits/s", "10.1f", False, 0.0),
}


def main() -> None:
    """Print one line for each number of hosts, and one with what each costs against the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, action="append", help="how many hosts (default: 1, 100 and 500)")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long requests are counted")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_measured(given.one, given.seconds)), flush=True)
        return
    print(f"{'hosts':>5}  " + " ".join(f"{name:>{_width(shape)}}" for name, shape, *_ in COLUMNS.values()), flush=True)
    above: dict[str, float] = {}
    for hosts in given.hosts or SIZES:
        again = [sys.executable, "-m", "benchmarks.lab", "--one", str(hosts), "--seconds", str(given.seconds)]
        done = subprocess.run(again, check=True, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE)
        above = _show({"hosts": hosts, **json.loads(done.stdout)}, above)


def _show(found: dict[str, float], above: dict[str, float]) -> dict[str, float]:
    print(f"{found['hosts']:5}  " + " ".join(f"{found[k]:{c[1]}}" for k, c in COLUMNS.items()), flush=True)
    if above:
        print(
            "       " + " ".join(f"{_ratio(k, found, above):>{_width(c[1])}}" for k, c in COLUMNS.items()), flush=True
        )
    return found


def _ratio(key: str, found: dict[str, float], above: dict[str, float]) -> str:
    _, _, by_host, least = COLUMNS[key]
    if above[key] <= least:
        return "-"
    return f"x {found[key] / above[key] * (above['hosts'] / found['hosts'] if by_host else 1):.2f}"


def _width(shape: str) -> int:
    return int(shape.partition(".")[0])


def _measured(hosts: int, seconds: float) -> dict[str, float]:
    drawn = list(fleet(hosts))
    with Lab("healthy") as lab:
        _visit(lab)
    before, began, running = _memory(), time.perf_counter(), threading.active_count()
    with ExitStack() as stack:
        labs = [stack.enter_context(Lab(host)) for host in drawn]
        start, grown, threads = time.perf_counter() - began, _memory() - before, threading.active_count() - running
        requests, visits = _rates(labs, seconds)
    found = {"start": start, "memory": grown / 2**20, "threads": threads}
    return {**found, "requests": requests, "visits": visits}


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
