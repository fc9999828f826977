"""What one visit costs in requests and time, against an empty one and against asking cmdlet by cmdlet.

Rule: all of it in one run on the lab, by the same client, taking turns; medians, and ratios to the empty visit.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from sriovkit.core.cmdlets import CMDLETS
from sriovkit.lab.scenario import load
from sriovkit.lab.server import LabServer
from sriovkit.lab.shell import Shell
from sriovkit.remote import connect

Login = dict[str, Any]
LATENCIES = (0.0, 0.05)
AIM = 1.1
#: What one command answers; the PCI devices take two and a loop, which nobody would ask one by one either.
_ONE_COMMAND = tuple(section for section in CMDLETS if section != "Get-PnpDeviceProperty")
_OVERRIDE = r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization"


def main() -> None:
    """Print one line for each latency, login and way of asking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="repetitions; the two compared run 6 times as often")
    parser.add_argument(
        "--latency", type=float, action="append", help="seconds before each answer (default: 0 and 0.05)"
    )
    given = parser.parse_args()
    print(f"{'latency':>7}  {'login':5}  {'way':32} {'requests':>8} {'median ms':>10} {'ratio':>6}")
    with LabServer(Shell(load().machine), tls=False) as server:
        for latency in given.latency or LATENCIES:
            for auth in ("basic", "ntlm"):
                _compare(server, auth, latency, given.rounds)


def _compare(server: LabServer, auth: str, latency: float, rounds: int) -> None:
    login: Login = {"username": server.username, "password": server.password, "auth": auth}
    login |= {"ssl": False, "port": server.port}
    server.latency = latency
    for way in WAYS.values():
        way(login)  # imports and caches are not what is measured
    times: dict[str, list[float]] = {name: [] for name in WAYS}
    requests = {}
    for _ in range(rounds):
        for name, way in [*[(name, WAYS[name]) for name in (VISIT, EMPTY)] * 5, *WAYS.items()]:
            server.requests.reset()
            times[name].append(_timed(way, login))
            requests[name] = server.requests.total
    empty = statistics.median(times[EMPTY])
    for name, taken in times.items():
        median = statistics.median(taken)
        line = f"{name:32} {requests[name]:8} {median * 1000:10.1f} {median / empty:5.2f}x"
        print(f"{latency * 1000:4.0f} ms  {auth:5}  {line}{_verdict(name, median / empty, requests)}")


def _verdict(name: str, ratio: float, requests: dict[str, int]) -> str:
    if name != VISIT:
        return ""
    held = ratio <= AIM and requests[VISIT] == requests[EMPTY]
    return f"  aim ({AIM}x, same requests): {'held' if held else 'MISSED'}"


def _timed(way: Callable[[Login], object], login: Login) -> float:
    began = time.perf_counter()
    way(login)
    return time.perf_counter() - began


def _visit(login: Login) -> None:
    connect("127.0.0.1", **login).collect()


def _empty(login: Login) -> None:
    with _pool(login) as pool:
        PowerShell(pool).add_script("1").invoke()


def _one_pool(login: Login) -> None:
    with _pool(login) as pool:
        for section in _ONE_COMMAND:
            _ask(pool, section)


def _one_session_each(login: Login) -> None:
    for section in _ONE_COMMAND:
        with _pool(login) as pool:
            _ask(pool, section)


def _pool(login: Login) -> Any:
    encryption = "never" if login["auth"] == "basic" else "auto"
    return RunspacePool(WSMan("127.0.0.1", no_proxy=True, encryption=encryption, **login), idle_timeout=60)


def _ask(pool: Any, section: str) -> None:
    asking = PowerShell(pool)
    if section.startswith("Win32_"):
        asking.add_cmdlet("Get-CimInstance").add_parameter("ClassName", section)
    elif section == "IOVEnableOverride":
        asking.add_cmdlet("Get-ItemProperty").add_parameter("LiteralPath", _OVERRIDE)
    elif section == "Get-VMNetworkAdapter":
        asking.add_cmdlet(section).add_parameter("All")
    else:
        asking.add_cmdlet(section)
    asking.invoke()
    if asking.had_errors:
        raise SystemExit(f"{section}: {asking.streams.error[-1]}")


VISIT, EMPTY = "one visit (sriovkit)", "(a) empty pipeline, script 1"
WAYS: dict[str, Callable[[Login], None]] = {
    VISIT: _visit,
    EMPTY: _empty,
    "(b) one pipeline a cmdlet": _one_pool,
    "(c) one session a cmdlet": _one_session_each,
}

if __name__ == "__main__":
    main()
