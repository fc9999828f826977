"""What reading and diagnosing costs, from one VM NIC to a thousand, against json.loads of the same bytes.

Rule: all of it in one run, on hosts of the lab; medians and ratios, since a machine's own speed is nobody's news.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sriovkit.core import snapshot
from sriovkit.core.console import read_text
from sriovkit.core.diagnose import diagnose
from sriovkit.lab.collecting import answer_text
from sriovkit.lab.scenario import load
from tests.console_printer import Printer

ROOT = Path(__file__).resolve().parents[1]
NODE = ROOT / "tests" / "node"
SIZES = (1, 100, 1000)
#: Cost of one more VM NIC, at a thousand against at a hundred: 1 is linear, 10 would be quadratic.
AIM = 2.0
_PASTED = {"Get-VMSwitch": "fl *", "Get-VM": "fl *", "Get-VMNetworkAdapter": "fl *"}


def main() -> None:
    """Print what a snapshot and a paste of each size cost, then what importing the core costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="repetitions; the median counts")
    rounds = parser.parse_args().rounds
    hosts = {size: host(size) for size in SIZES}
    print(f"{'VM NICs':>7} {'KB':>7}  {'what':34} {'ms':>9} {'ms/KB':>7} {'floor':>7} {'growth':>7}")
    for what, ways in (("snapshot", _snapshot_ways), ("paste", _paste_ways)):
        _table(what, {size: ways(text) for size, text in hosts.items()}, rounds)
    print()
    for line in (*_bare(rounds), *_browser(pasted(hosts[1]))):
        print(line)


def host(count: int) -> str:
    """The snapshot, as JSON, of a host that one VF is left on and whose VMs all want one."""
    machine = load("healthy").machine
    vms = tuple(replace(machine.vms[0], name=f"VM{number:04}") for number in range(count))
    return answer_text(replace(machine, vms=vms))


def pasted(text: str) -> str:
    """The same host's vSwitches, VMs and VM NICs as a console shows them."""
    seen = snapshot.read(text)
    parts = [f"PS C:\\> {name} | {how}\n{Printer().listing(seen.rows(name))}" for name, how in _PASTED.items()]
    return "\n".join(parts)


@dataclass(frozen=True)
class Way:
    """One thing to be timed, on a text of so many bytes."""

    name: str
    size: int
    run: Callable[[], object]


def _snapshot_ways(text: str) -> list[Way]:
    size, read = len(text.encode()), snapshot.read(text)
    found = diagnose(read)
    return [
        Way("json.loads (the floor)", size, lambda: json.loads(text)),
        Way("read a snapshot", size, lambda: snapshot.read(text)),
        Way("diagnose it", size, lambda: diagnose(read)),
        Way("its ladder", size, lambda: found.text("ja")),
    ]


def _paste_ways(text: str) -> list[Way]:
    said = pasted(text)
    size, read, rows = len(said.encode()), read_text(said), read_text(said).to_json(indent=None)
    return [
        Way("json.loads of its rows (the floor)", size, lambda: json.loads(rows)),
        Way("read console text", size, lambda: read_text(said)),
        Way("diagnose it", size, lambda: diagnose(read)),
    ]


def _table(what: str, ways: dict[int, list[Way]], rounds: int) -> None:
    times = {size: _medians(listed, rounds) for size, listed in ways.items()}
    for size, listed in ways.items():
        print(f"{size:7} {listed[0].size / 1024:7.1f}  {what}")
        for number, way in enumerate(listed):
            taken, floor = times[size][number], times[size][0]
            rate = taken * 1000 / (way.size / 1024)
            grown = _grown([times[n][number] for n in SIZES]) if size == SIZES[-1] else ""
            print(f"{'':17} {way.name:34} {taken * 1000:9.2f} {rate:7.3f} {taken / floor:6.1f}x  {grown}".rstrip())


def _grown(taken: list[float]) -> str:
    """What a VM NIC more costs on the way to the largest host, against the way to the middle one."""
    if taken[-1] < 2 * taken[0]:
        return "none"
    each = [(b - a) / (n - m) for (a, m), (b, n) in itertools.pairwise(zip(taken, SIZES, strict=True))]
    growth = each[1] / each[0]
    return f"{growth:.2f}x" + ("" if growth <= AIM else f"  MORE THAN LINEAR (aim {AIM}x)")


def _medians(ways: list[Way], rounds: int) -> list[float]:
    """Seconds of each way; they take turns, so that a slow moment of the machine hits all of them."""
    for way in ways:
        way.run()  # imports and caches are not what is measured
    turns = [[_timed(way.run) for way in ways] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*turns, strict=True)]


def _timed(run: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()  # as timeit does: when it runs depends on what ran before
    began = time.perf_counter()
    run()
    took = time.perf_counter() - began
    gc.enable()
    return took


def _bare(rounds: int) -> Iterator[str]:
    """Importing the core where nothing but the standard library is."""
    imports = "from sriovkit.core import diagnose, ladder; from sriovkit.core.console import read_text"
    code = {"nothing": "pass", "core": f"import sys; sys.path.insert(0, {str(ROOT)!r}); {imports}"}
    run = {name: [sys.executable, "-I", "-S", "-c", line] for name, line in code.items()}
    turns = [[_timed(lambda c=c: subprocess.run(c, check=True)) for c in run.values()] for _ in range(rounds)]
    nothing, core = (statistics.median(column) * 1000 for column in zip(*turns, strict=True))
    yield f"core in python -I -S: {core - nothing:.0f} ms to import, beside {nothing:.0f} ms for the interpreter alone"


def _browser(text: str) -> Iterator[str]:
    """The same in Pyodide, as a page would load it."""
    if not (shutil.which("node") and (NODE / "node_modules" / "pyodide").is_dir()):
        yield "core in Pyodide: not measured; it needs Node.js, then in tests/node: npm ci --ignore-scripts"
        return
    asked = json.dumps({"package": str(ROOT / "sriovkit"), "text": text})
    done = subprocess.run(["node", str(NODE / "core.mjs")], input=asked, capture_output=True, text=True, check=True)
    there = json.loads(done.stdout)
    start, imported, first, again = (1000 * there["seconds"][name] for name in ("start", "import", "first", "again"))
    here = 1000 * _medians([Way("", 0, lambda: diagnose(read_text(text)))], 5)[0]
    yield f"core in Pyodide (Python {there['python']}): {imported:.0f} ms to import, beside {start:.0f} ms to start it"
    yield f"a paste there: {first:.0f} ms for the first, {again:.1f} ms for the next, {again / here:.1f}x of here"


if __name__ == "__main__":
    main()
