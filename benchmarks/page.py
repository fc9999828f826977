"""What the diagnosis in the page costs: bytes over the wire and time to the first verdict, beside Pyodide alone.

Rule: all in one run of Chromium over a server that compresses as hosts do, taking turns; medians, and ratios to Pyodide
alone running 1+1 from the same files in the same kind of worker. Pyodide must be in tests/node (npm ci).
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
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


def measured(do: Callable[[], float]) -> tuple[float, int]:
    """Seconds, and bytes sent meanwhile."""
    before = _Compressed.sent
    return do(), _Compressed.sent - before


def one_round(browser: Any, home: str, folder: str) -> dict[str, tuple[float, int]]:
    """Each case once, cold ones in a profile of their own."""
    text, told = SAMPLE.read_text("utf-8"), {}
    cold = browser.new_context()
    page = cold.new_page()
    page.goto(f"{home}diagnose/paste/", wait_until="networkidle")
    told["Pyodide alone, cold"] = measured(lambda: page.evaluate(FLOOR, home + folder))
    told["Pyodide alone, cached"] = measured(lambda: page.evaluate(FLOOR, home + folder))
    cold.close()
    used = browser.new_context()
    page = used.new_page()
    page.goto(f"{home}diagnose/paste/", wait_until="networkidle")
    told["verdict, cold"] = measured(lambda: page.evaluate(VERDICT, text))
    page.wait_for_timeout(500)
    page.reload(wait_until="networkidle")
    told["verdict, cached"] = measured(lambda: page.evaluate(VERDICT, text))
    told["verdict, second paste"] = measured(lambda: page.evaluate(VERDICT, text + "\n"))
    used.close()
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


def main() -> None:
    """Print a line a case: seconds (median), ratio to Pyodide alone in the same state, kilobytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, _served(built_site.build(Path(made))) as home:
        (program,) = (Path(made) / "assets" / "program").iterdir()
        with built_site.browser() as browser:
            rounds = [one_round(browser, home, f"assets/program/{program.name}/") for _ in range(given.rounds)]
            pages = [guide_page(browser, home) for _ in range(given.rounds)]
    print(f"{'case':24} {'seconds':>8} {'ratio':>6} {'KB':>7}")
    middle = {case: statistics.median(told[case][0] for told in rounds) for case in rounds[0]}
    for case, (_, sent) in rounds[0].items():
        floor = middle["Pyodide alone, cold" if "cold" in case else "Pyodide alone, cached"]
        print(f"{case:24} {middle[case]:8.2f} {middle[case] / floor:6.2f} {sent / 1000:7.0f}")
    weight = max(sent for _, sent in pages)
    print(f"{'guide page':24} {statistics.median(seconds for seconds, _ in pages):8.2f} {'':6} {weight / 1000:7.0f}")
    ratio = middle["verdict, cold"] / middle["Pyodide alone, cold"]
    good = ratio <= RATIO and middle["verdict, cached"] <= CACHED and weight <= WEIGHT
    aims = f"cold <= {RATIO} x, cached <= {CACHED} s, guide page <= {WEIGHT / 1000:.0f} KB"
    print(f"aims: {aims}: {'met' if good else 'NOT MET'}")


if __name__ == "__main__":
    main()
