"""`sriovkit start` as a newcomer runs it: the ladder in the terminal, JupyterLab with the ladder in notebook 00."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

SHOTS = Path(os.environ.get("SRIOVKIT_SCREENSHOTS", "build/screenshots"))


def environment(home: Path, lang: str) -> dict[str, str]:
    given = {"SRIOVKIT_HOME": str(home), "SRIOVKIT_LANG": lang, "PYTHONIOENCODING": "utf-8"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SRIOVKIT_LAB")}
    return {**clean, **given}


@pytest.mark.parametrize(
    ("lang", "verdict"),
    [("ja", "判定: SR-IOV は使えません。要対応 4 件、不明 3 段。"), ("en", "4 blockers, 3 rungs unknown.")],
)
def test_terminal_prints_the_ladder_and_what_to_do_first(lang: str, verdict: str, tmp_path: Path) -> None:
    run = [sys.executable, "-m", "sriovkit", "start", "--terminal"]
    done = subprocess.run(run, env=environment(tmp_path, lang), capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    assert verdict in done.stdout
    assert "pcie-os-control" in done.stdout
    assert {"ja": "模擬ホスト", "en": "SIMULATED"}[lang] in done.stdout
    assert "python run.py" in done.stdout.splitlines()[-1]
    assert "sriovkit diagnose FILE" in done.stdout.splitlines()[-2]


@dataclass
class Running:
    """A `sriovkit start` that runs, with the lines it has said."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def until(self, pattern: str, seconds: float) -> str:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in self.lines:
                if found := re.search(pattern, line):
                    return found[0]
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{pattern} not said:\n" + "".join(self.lines))


@pytest.fixture(scope="module", params=["ja", "en"])
def started(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    lang = request.param
    home = tmp_path_factory.mktemp("home") / "ノート ブック"
    process = subprocess.Popen(
        [sys.executable, "-m", "sriovkit", "start", "--no-browser"],
        env=environment(home, lang),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )
    running = Running(process)
    Thread(target=lambda: running.lines.extend(iter(process.stdout.readline, "")), daemon=True).start()  # type: ignore[union-attr]
    address = running.until(r"http://\S+", 120)
    yield lang, home, running, address
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def chromium() -> str:
    found = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), "")
    if not found:
        if os.environ.get("SRIOVKIT_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium, and SRIOVKIT_REQUIRE_BROWSER is set")
        pytest.skip("no Chromium on this machine")
    return found


@pytest.mark.browser
def test_the_first_notebook_opens_with_the_ladder_in_it(started: Any) -> None:
    lang, _, _, address = started
    from playwright.sync_api import sync_playwright

    program = chromium()
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        ladder = page.locator(f'.sriovkit[lang="{lang}"]').first
        ladder.wait_for(timeout=60_000)
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(3000)
        page.screenshot(path=str(SHOTS / f"jupyterlab-00-{lang}.png"))
        text = ladder.inner_text()
        ladder.screenshot(path=str(SHOTS / f"ladder-{lang}.png"))
        menu = page.locator(".lm-MenuBar").first.inner_text()
        popups = page.get_by_text("Would you like to get notified").count()
        browser.close()
    assert {"ja": "要対応 4 件", "en": "4 blockers"}[lang] in text
    assert {"ja": "模擬ホスト", "en": "SIMULATED"}[lang] in text
    assert {"ja": "ファイル", "en": "File"}[lang] in menu
    assert popups == 0


def test_nothing_but_its_own_lines_is_said(started: Any) -> None:
    _, _, running, address = started
    time.sleep(1)
    assert sum(address in line for line in running.lines) == 1
    assert [line for line in running.lines if re.search(r"\[[IWC] |Warning|ServerApp|LabApp", line)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_a_termination_ends_everything_where_interrupts_are_ignored(tmp_path: Path) -> None:
    """So a shell starts what it puts into the background."""
    command = ["sh", "-c", 'trap "" INT; exec "$0" -m sriovkit start --no-browser', sys.executable]
    given = {"env": environment(tmp_path, "en"), "encoding": "utf-8", "start_new_session": True}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **given) as process:  # type: ignore[call-overload]
        running = Running(process)
        Thread(target=lambda: running.lines.extend(iter(process.stdout.readline, "")), daemon=True).start()
        running.until(r"http://\S+", 120)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 143
    end = time.monotonic() + 12
    while time.monotonic() < end and members(process.pid):
        time.sleep(0.3)
    assert members(process.pid) == []


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_interrupt_ends_everything_it_started(started: Any) -> None:
    _, _, running, _ = started
    group = running.process.pid
    os.killpg(group, signal.SIGINT)
    assert running.process.wait(timeout=40) in (0, 130)
    end = time.monotonic() + 12
    while time.monotonic() < end and members(group):
        time.sleep(0.3)
    assert members(group) == []


def members(group: int) -> list[str]:
    """The processes still in a group, as ps shows them."""
    listed = subprocess.run(["ps", "-eo", "pgid,pid,stat,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if line.split()[0] == str(group) and " Z" not in line]
