"""`sriovkit start` as a newcomer runs it: the ladder in the terminal, JupyterLab with the ladder in notebook 00."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from sriovkit.core.text import words
from tests.chromium import browser
from tests.jupyterlab import Running, environment, shoot, started


@pytest.mark.parametrize(
    ("lang", "verdict"),
    [("ja", "判定: SR-IOV は使えません。要対応 4 件、不明 3 段。"), ("en", "4 blockers, 3 rungs unknown.")],
)
def test_terminal_prints_the_ladder_and_what_to_do_first(lang: str, verdict: str, tmp_path: Path) -> None:
    run = [sys.executable, "-m", "sriovkit", "start", "--terminal"]
    done = subprocess.run(
        run, env=environment(tmp_path / "home", lang), capture_output=True, encoding="utf-8", timeout=180
    )
    assert done.returncode == 0, done.stderr
    assert verdict in done.stdout
    assert "pcie-os-control" in done.stdout
    assert {"ja": "模擬ホスト", "en": "SIMULATED"}[lang] in done.stdout
    assert "python run.py" in done.stdout.splitlines()[-1]
    assert "sriovkit diagnose FILE" in done.stdout.splitlines()[-2]


@pytest.fixture(scope="module", params=["ja", "en"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("home") / "ノート ブック", request.param) as running:
        yield running


@pytest.mark.browser
def test_the_first_notebook_opens_with_the_ladder_in_it(running: Running) -> None:
    lang = running.lang
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(running.address)
        ladder = page.locator(f'.sriovkit[lang="{lang}"]').first
        ladder.wait_for(timeout=60_000)
        page.wait_for_timeout(3000)
        shoot(page, f"jupyterlab-00-{lang}")
        text = ladder.inner_text()
        menu = page.locator(".lm-MenuBar").first.inner_text()
        popups = page.get_by_text("Would you like to get notified").count()
    assert {"ja": "要対応 4 件", "en": "4 blockers"}[lang] in text
    assert {"ja": "模擬ホスト", "en": "SIMULATED"}[lang] in text
    assert {"ja": "ファイル", "en": "File"}[lang] in menu
    assert popups == 0


def test_nothing_but_its_own_lines_is_said(running: Running) -> None:
    address = running.address
    time.sleep(1)
    assert sum(address in line for line in running.lines) == 1
    assert [line for line in running.lines if re.search(r"\[[IWC] |Warning|ServerApp|LabApp", line)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_a_termination_ends_everything_where_interrupts_are_ignored(tmp_path: Path) -> None:
    """So a shell starts what it puts into the background."""
    command = ["sh", "-c", 'trap "" INT; exec "$0" -m sriovkit start --no-browser', sys.executable]
    given = {"env": environment(tmp_path / "home", "en"), "encoding": "utf-8", "start_new_session": True}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **given) as process:  # type: ignore[call-overload]
        running = Running(process, tmp_path / "home", "en")
        Thread(target=lambda: running.lines.extend(iter(process.stdout.readline, "")), daemon=True).start()
        assert running.address
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=90) == 143
        assert [line for line in running.lines if re.search(r"\[[A-Z] |signal", line)] == []
    end = time.monotonic() + 12
    while time.monotonic() < end and members(process.pid):
        time.sleep(0.3)
    assert members(process.pid) == []


def test_nothing_is_put_into_the_users_own_jupyter_folders(running: Running) -> None:
    assert running.address
    (private,) = (running.home.parent / "temporary").glob("sriovkit-*")
    assert list(private.glob("runtime/jpserver-*.json"))
    assert private.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_interrupt_ends_everything_it_started_and_says_so_once(running: Running) -> None:
    running.until(re.escape(words("start.stop", running.lang)), 300)
    group, said = running.process.pid, len(running.lines)
    os.killpg(group, signal.SIGINT)
    assert running.process.wait(timeout=90) in (0, 130)
    until = time.monotonic() + 5
    while time.monotonic() < until and len(running.lines) == said:
        time.sleep(0.1)
    heard = [line.strip() for line in running.lines[said:] if line.strip()]
    assert heard.count(words("start.ended", running.lang)) == 1
    # A kernel that a page holds open may still say, as itself, that its server is gone.
    assert [line for line in heard if re.search(r"ServerApp|LabApp|received signal|Shutting down", line)] == []
    end = time.monotonic() + 12
    while time.monotonic() < end and members(group):
        time.sleep(0.3)
    assert members(group) == []


@pytest.fixture(scope="module", params=["ja", "en"])
def voila(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("voila") / "home", request.param, "--voila") as running:
        yield running


@pytest.mark.browser
def test_voila_shows_the_first_ladder_and_no_code(voila: Running) -> None:
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(voila.address)
        found = {"ja": "要対応 4 件", "en": "4 blockers"}[voila.lang]
        ladder = page.locator(f".sriovkit-widget.sriovkit-{voila.lang}").first
        ladder.get_by_text(found).first.wait_for(timeout=60_000)
        shoot(page, f"voila-00-{voila.lang}")
        assert ladder.locator(".sriovkit-row").count() == 9
        assert ladder.get_attribute("lang") == voila.lang
        assert page.locator("html").get_attribute("lang") == voila.lang
        assert "from sriovkit import" not in page.content()
        loaded = page.evaluate("performance.getEntriesByType('resource').filter(r => r.transferSize).map(r => r.name)")
    assert asked and [url for url in loaded if "//localhost:" not in url and "//127.0.0.1:" not in url] == []


@pytest.mark.parametrize("place", ["voila/render/ja/00-start.ipynb", "voila/tree", "api/contents", "api/kernels"])
def test_voila_asks_for_a_token(voila: Running, place: str) -> None:
    home = voila.address.partition("voila/")[0]
    opened = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opened.open(home + place, timeout=60) as answer:
            assert "/login?next=" in answer.url
    except urllib.error.HTTPError as refused:
        assert refused.code == 403


def test_voila_listens_on_loopback_alone(voila: Running) -> None:
    port = int(voila.address.split(":")[2].split("/")[0])
    listening = subprocess.run(["ss", "-ltnH", f"sport = :{port}"], capture_output=True, text=True).stdout
    assert {line.split()[3].rsplit(":", 1)[0] for line in listening.splitlines()} <= {"127.0.0.1", "[::1]"}
    assert listening


def members(group: int) -> list[str]:
    """The processes still in a group, as ps shows them."""
    listed = subprocess.run(["ps", "-eo", "pgid,pid,stat,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if line.split()[0] == str(group) and " Z" not in line]
