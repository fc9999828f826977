"""What the diagnosis in the page costs: bytes over the wire and time to the first verdict, beside Pyodide alone.

Rule: all in one run of Chromium over a server that compresses as hosts do, taking turns; medians with their quartiles,
and ratios to Pyodide alone running 1+1 from the same files, on the same page, in the same kind of worker. Beside the
clock stands what the worker's thread computed, which other work on the machine hardly touches (Linux tells it). Pyodide
must be in tests/node (npm ci).
"""

from __future__ import annotations

import argparse
import gzip
import math
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from sriovkit.site import TYPES
from tests import built_site

SAMPLE = built_site.ROOT / "tests" / "data" / "samples" / "get-vmswitch-fails-ja.txt"
#: Aims: a cold verdict at most this many times Pyodide alone; a cached one in seconds; a guide page in bytes.
RATIO, CACHED, WEIGHT = 1.25, 3.0, 500_000
FLOOR = """async (folder) => {
    const source = `self.onmessage = async ({ data }) => {
        const { loadPyodide } = await import(data + "pyodide.mjs");
        const python = await loadPyodide({ indexURL: data });
        postMessage(python.runPython("1+1"));
    };`;
    // Kept, so that its thread can still be asked for its time.
    const worker = (window.alone = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" }))));
    const began = performance.now();
    const done = new Promise((answer) => (worker.onmessage = () => answer(performance.now() - began)));
    worker.postMessage(folder);
    return (await done) / 1000;
}"""
VERDICT = """async (text) => {
    const began = performance.now();
    document.querySelector("#diagnosis-text").value = text;
    document.querySelector(".diagnosis-form").requestSubmit();
    const result = document.querySelector(".diagnosis-result");
    while (result.hidden) await new Promise((later) => setTimeout(later, 5));
    return (performance.now() - began) / 1000;
}"""


class _Compressed(BaseHTTPRequestHandler):
    """Files as a static host sends them: compressed, kept by the browser; counts the bytes of their bodies."""

    site: Path
    sent = 0
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = _file(self.site / self.path.partition("?")[0].lstrip("/"))
        type(self).sent += len(body)
        self.send_response(200 if body else 404)
        suffix = Path(self.path).suffix or ".html"
        for name, value in (
            ("Content-Type", TYPES.get(suffix, "text/plain")),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "max-age=600"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@cache
def _file(path: Path) -> bytes:
    path = path / "index.html" if path.is_dir() else path
    return gzip.compress(path.read_bytes(), 6) if path.is_file() else b""


@contextmanager
def _served(site: Path) -> Iterator[str]:
    _Compressed.site = site
    for file in site.rglob("*"):
        if file.is_file() and file.suffix != ".map":
            _file(file)  # compressed before anything is timed
    with ThreadingHTTPServer(("127.0.0.1", 0), _Compressed) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@dataclass(frozen=True)
class Cost:
    """One measurement: seconds by the clock, seconds that the worker's thread computed (nan: nobody told), bytes."""

    clock: float
    thread: float
    sent: int


def measured(page: Any, script: str, given: str) -> Cost:
    """What a script costs on a page that then has one worker."""
    before = _Compressed.sent
    clock = page.evaluate(script, given)
    return Cost(clock, _of_the_worker(page.context.browser), _Compressed.sent - before)


def _of_the_worker(browser: Any) -> float:
    """Seconds on a processor of the one worker's thread, from its start."""
    asked = browser.new_browser_cdp_session()
    processes = [told["id"] for told in asked.send("SystemInfo.getProcessInfo")["processInfo"]]
    asked.detach()
    threads = [thread for process in processes for thread in Path(f"/proc/{process}/task").glob("*")]
    workers = [t for t in threads if (t / "comm").read_text().startswith("DedicatedWorker")]
    return max((int((t / "schedstat").read_text().split()[0]) / 1e9 for t in workers), default=math.nan)


def one_round(browser: Any, home: str, folder: str) -> dict[str, Cost]:
    """Each case once: Pyodide alone and a verdict, cold in a profile of its own, then with the page loaded again."""
    text, told = SAMPLE.read_text("utf-8"), {}
    for case, script, given in (("Pyodide alone", FLOOR, home + folder), ("verdict", VERDICT, text)):
        with browser.new_context() as profile:
            page = profile.new_page()
            page.goto(f"{home}diagnose/paste/", wait_until="networkidle")
            told[f"{case}, cold"] = measured(page, script, given)
            page.wait_for_timeout(500)
            page.reload(wait_until="networkidle")
            told[f"{case}, cached"] = first = measured(page, script, given)
            if case == "verdict":
                again = measured(page, script, text + "\n")
                told["verdict, second paste"] = replace(again, thread=again.thread - first.thread)
    return told


def guide_page(browser: Any, home: str) -> tuple[float, int]:
    """Seconds until the first page can be read, and its bytes with everything that it loads."""
    context = browser.new_context()
    page = context.new_page()
    before = _Compressed.sent
    page.goto(f"{home}ja/", wait_until="networkidle")
    seconds = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN") / 1000
    context.close()
    return seconds, _Compressed.sent - before


def _median(values: list[float]) -> float:
    return statistics.median(values)


def _middle(values: list[float]) -> str:
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:8.2f} ({low:5.2f}-{high:5.2f})"


def _ratio(values: dict[str, list[float]], case: str, floor: str) -> str:
    return f"{_median(values[case]) / _median(values[floor]):6.2f}"


def main() -> None:
    """Print a line a case: seconds, ratio to Pyodide alone in the same state, the same of the thread, kilobytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, _served(built_site.build(Path(made))) as home:
        (program,) = (Path(made) / "assets" / "program").iterdir()
        with built_site.browser() as browser:
            rounds = [one_round(browser, home, f"assets/program/{program.name}/") for _ in range(given.rounds)]
            pages = [guide_page(browser, home) for _ in range(given.rounds)]
    clock, thread = ({c: [getattr(told[c], by) for told in rounds] for c in rounds[0]} for by in ("clock", "thread"))
    print(f"{'case':22} {'seconds (quartiles)':>22} {'ratio':>6} {'thread':>7} {'ratio':>6} {'KB':>7}")
    for case, cost in rounds[0].items():
        floor = "Pyodide alone, cold" if "cold" in case else "Pyodide alone, cached"
        seconds = f"{_middle(clock[case])} {_ratio(clock, case, floor)}"
        print(f"{case:22} {seconds} {_median(thread[case]):7.2f} {_ratio(thread, case, floor)} {cost.sent / 1000:7.0f}")
    weight = max(sent for _, sent in pages)
    print(f"{'guide page':22} {_middle([seconds for seconds, _ in pages])} {'':21} {weight / 1000:7.0f}")
    ratio = _median(clock["verdict, cold"]) / _median(clock["Pyodide alone, cold"])
    good = ratio <= RATIO and _median(clock["verdict, cached"]) <= CACHED and weight <= WEIGHT
    aims = f"cold <= {RATIO} x, cached <= {CACHED} s, guide page <= {WEIGHT / 1000:.0f} KB"
    print(f"aims: {aims}: {'met' if good else 'NOT MET'}")


if __name__ == "__main__":
    main()
