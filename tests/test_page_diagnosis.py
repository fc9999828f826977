"""The diagnosis inside the page, in a real browser: the core's own answers, and what people do to a box."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from sriovkit.core import console
from sriovkit.core.diagnose import diagnose

from . import built_site
from .healthy import data

pytestmark = pytest.mark.browser
SAMPLES = sorted((Path(__file__).parent / "data" / "samples").rglob("*.txt"))
ARTICLE = next(f for f in SAMPLES if f.name == "get-vmswitch-fails-ja.txt").read_text("utf-8")
PATH = "diagnose/paste/"
SECONDS = 60_000


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    built_site.require_program()
    with built_site.served(built_site.folder()) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with built_site.browser() as started:
        yield started


@pytest.fixture(scope="module")
def context(chromium: Any) -> Iterator[Any]:
    """One profile for all: the program is loaded once and kept."""
    made = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def opened(context: Any, home: str) -> Iterator[tuple[Any, list[str]]]:
    """One page for most tests, as somebody has who pastes again and again; and what its console complained of."""
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(built_site.address(home, "ja", PATH))
    yield page, problems
    page.close()


@pytest.fixture
def page(opened: tuple[Any, list[str]]) -> Iterator[Any]:
    page, problems = opened
    yield page
    assert problems == []


def paste(page: Any, text: str) -> None:
    page.fill("#diagnosis-text", text)
    page.click(".diagnosis-form [type=submit]")
    page.locator(".diagnosis-result:visible").wait_for(timeout=SECONDS)


def codes(page: Any) -> list[str]:
    return list(page.locator(".diagnosis-findings > li > code").all_inner_texts())


def test_every_sample_is_diagnosed_as_the_core_does(page: Any) -> None:
    for sample in SAMPLES:
        text = sample.read_text("utf-8")
        paste(page, text)
        assert codes(page) == [f.code for f in diagnose(console.read_text(text)).findings], sample.name


def test_verdict_links_and_copied_commands(page: Any) -> None:
    paste(page, ARTICLE)
    found = diagnose(console.read_text(ARTICLE))
    assert "要対応 4 件" in page.locator(".diagnosis-result .sriovkit").first.inner_text()
    links = page.locator(".diagnosis-findings > li > a")
    assert [link.get_attribute("href").split("/reasons/")[1] for link in links.all()] == [
        f"{f.code}/" for f in found.findings
    ]
    page.locator(".diagnosis-copy").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() and all(line in page.content() for line in copied.splitlines() if "&" not in line)
    assert all((built_site.folder() / "ja" / "reasons" / f.code / "index.html").is_file() for f in found.findings)


def test_a_file_in_utf_16_and_a_snapshot_are_read(page: Any, tmp_path: Path) -> None:
    console_file, snapshot_file = tmp_path / "iov.txt", tmp_path / "host.json"
    console_file.write_bytes(ARTICLE.encode("utf-16"))
    snapshot_file.write_text(json.dumps(data()), "utf-8")
    for file, verdict in ((console_file, "要対応 4 件"), (snapshot_file, "使えます")):
        page.set_input_files(".diagnosis-form [type=file]", str(file))
        page.get_by_text(verdict).first.wait_for(timeout=SECONDS)


def test_text_without_anything_in_it_says_what_to_paste(page: Any) -> None:
    paste(page, "hello")
    assert "Get-VMSwitch" in page.locator(".diagnosis-result").inner_text()


def test_markup_and_script_that_are_pasted_stay_text(page: Any) -> None:
    hostile = "<img src=x onerror=window.ran=1><script>window.ran=1</script>"
    said = f'Name : {hostile}\nIovSupport : False\nIovSupportReasons : {{{hostile}, "onclick="window.ran=1"}}\n'
    paste(page, said)
    page.locator(".diagnosis-result details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    assert page.locator(".diagnosis-result").locator("img, script, [onclick], [onerror]").count() == 0
    assert page.evaluate("window.ran") is None
    assert "onerror" in page.locator(".diagnosis-result").inner_text()


def test_even_markup_that_got_through_runs_nothing(context: Any, home: str) -> None:
    page = context.new_page()
    page.goto(built_site.address(home, "en", PATH))
    page.evaluate("document.querySelector('.diagnosis-result').innerHTML = '<img src=x onerror=window.ran=1>'")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    page.close()


def test_the_newest_paste_wins(page: Any, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text(ARTICLE + "IovSupport : True\nName : x\n" * 150_000, "utf-8")
    page.set_input_files(".diagnosis-form [type=file]", str(long))
    page.get_by_text("読み取っています").wait_for(timeout=SECONDS)
    newest = next(f for f in SAMPLES if f.name == "get-netadaptersriov-noosc-ja.txt").read_text("utf-8")
    paste(page, newest)
    expected = [f.code for f in diagnose(console.read_text(newest)).findings]
    assert codes(page) == expected
    page.wait_for_timeout(500)
    assert codes(page) == expected


def test_a_very_long_paste_goes_past_the_text_field(page: Any) -> None:
    page.evaluate(
        """(text) => {
            const carried = new DataTransfer();
            carried.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
            document.querySelector("#diagnosis-text").dispatchEvent(event);
        }""",
        ARTICLE + "x" * 300_000,
    )
    page.locator(".diagnosis-result:visible").wait_for(timeout=SECONDS)
    assert "要対応 4 件" in page.locator(".diagnosis-result").inner_text()
    assert page.input_value("#diagnosis-text") == ""


def test_more_than_16_mb_is_refused_without_being_read(page: Any, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"IovSupport : False\n" * 900_000)
    page.set_input_files(".diagnosis-form [type=file]", str(large))
    page.get_by_text("16 MB を超えています").wait_for()


def test_the_command_line_is_offered_where_webassembly_is_missing(chromium: Any, home: str) -> None:
    context = chromium.new_context()
    context.add_init_script("delete globalThis.WebAssembly")
    page = context.new_page()
    page.goto(built_site.address(home, "en", PATH))
    page.get_by_text("no WebAssembly").wait_for()
    assert page.locator("#diagnosis-text").is_disabled()
    assert page.get_by_text("sriovkit diagnose --clipboard").count()
    context.close()


def test_without_script_the_page_says_how_to_go_on(chromium: Any, home: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(built_site.address(home, "ja", PATH))
    assert "コマンドライン" in page.locator(".diagnosis-status").inner_text()
    context.close()


def test_a_program_that_does_not_load_is_told_and_can_be_tried_again(chromium: Any, home: str) -> None:
    context = chromium.new_context(service_workers="block")
    page = context.new_page()
    page.route("**/pyodide.mjs", lambda route: route.abort())
    page.goto(built_site.address(home, "en", PATH))
    page.fill("#diagnosis-text", ARTICLE)
    page.keyboard.press("Control+Enter")
    page.get_by_text("did not load").wait_for(timeout=SECONDS)
    page.unroute("**/pyodide.mjs")
    paste(page, ARTICLE)
    assert len(codes(page)) == 4
    context.close()


@pytest.mark.parametrize("part", ["pyodide.asm.wasm", "python_stdlib.zip", "sriovkit.zip", "worker.js"])
def test_a_program_that_arrives_cut_off_is_told(chromium: Any, home: str, part: str) -> None:
    """A half-loaded page: the connection ends in the middle of one of its files."""

    def cut(route: Any) -> None:
        whole = route.fetch()
        route.fulfill(response=whole, body=whole.body()[: len(whole.body()) // 2])

    context = chromium.new_context(service_workers="block")
    page = context.new_page()
    context.route(f"**/{part}", cut)
    page.goto(built_site.address(home, "ja", PATH))
    page.fill("#diagnosis-text", ARTICLE)
    page.keyboard.press("Control+Enter")
    page.get_by_text("プログラムを読み込めませんでした").wait_for(timeout=SECONDS)
    context.close()


@pytest.mark.parametrize("part", ["diagnosis.js", "diagnosis-picture.js"])
def test_a_page_without_its_script_says_how_to_go_on(chromium: Any, home: str, part: str) -> None:
    context = chromium.new_context(service_workers="block")
    page = context.new_page()
    page.route(f"**/assets/{part}", lambda route: route.abort())
    page.goto(built_site.address(home, "ja", PATH), wait_until="networkidle")
    assert "コマンドライン" in page.locator(".diagnosis-status").inner_text()
    assert page.locator("#diagnosis-text").is_disabled()
    context.close()


def test_once_used_it_works_without_a_network(page: Any, context: Any) -> None:
    paste(page, ARTICLE)
    page.wait_for_function(
        """async () => {
            const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
            const names = kept.flat().map((request) => request.url.split("/").pop());
            return ["", "diagnosis.js", "pyodide.asm.wasm", "sriovkit.zip"].every((name) => names.includes(name));
        }""",
        timeout=SECONDS,
    )
    context.set_offline(True)
    try:
        page.reload()
        paste(page, ARTICLE)
        assert len(codes(page)) == 4
    finally:
        context.set_offline(False)


def test_a_verdict_with_the_keyboard_alone(page: Any) -> None:
    page.reload()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "diagnosis-text":
            break
    page.keyboard.insert_text(ARTICLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".diagnosis-result:visible").wait_for(timeout=SECONDS)
    assert page.evaluate("document.activeElement.matches('.diagnosis-result')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.diagnosis-result') !== null")


def test_paper_shows_the_diagnosis_alone(page: Any) -> None:
    paste(page, ARTICLE)
    page.emulate_media(media="print")
    assert page.locator("#diagnosis-text").is_hidden()
    assert page.locator("#host").is_hidden()
    assert page.locator(".diagnosis-result").is_visible()


class Foreign(BaseHTTPRequestHandler):
    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_the_policy_binds_the_worker(chromium: Any, home: str) -> None:
    """From inside the worker that runs Python: another origin is refused by the policy, with the network open."""
    Foreign.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Foreign) as foreign:
        Thread(target=foreign.serve_forever, daemon=True).start()
        other = f"http://127.0.0.1:{foreign.server_address[1]}/"
        page = chromium.new_context(service_workers="block").new_page()
        page.goto(built_site.address(home, "en", PATH))
        with page.expect_worker() as starting:
            page.focus("#diagnosis-text")
        violation = """(address) => new Promise((done) => {
            // Pyodide tries a data: script once, to see what kind of worker it is in; that is refused too.
            self.addEventListener("securitypolicyviolation", (e) => {
                if (e.blockedURI === address) done([e.violatedDirective, e.blockedURI]);
            });
            fetch(address).then(() => done("fetched"), () => {});
        })"""
        assert starting.value.evaluate(violation, other) == ["connect-src", other]
        assert page.evaluate("(a) => fetch(a).then(() => 1, () => 0)", other) == 0
        foreign.shutdown()
    assert Foreign.seen == []
    page.context.close()


def test_the_program_is_the_checkouts_core() -> None:
    built_site.require_program()
    (packed,) = built_site.folder().glob("assets/program/*/sriovkit.zip")
    with zipfile.ZipFile(packed) as archive:
        names = set(archive.namelist())
    assert {"sriovkit/catalogue.json", "sriovkit_page.pyc", "sriovkit/core/diagnose.pyc"} <= names
    rooms = {name.split("/")[1] for name in names if name.startswith("sriovkit/")}
    assert rooms == {"__init__.pyc", "catalogue.json", "core"}
