"""`sriovkit docs`: a copy of the guide, served on this computer alone and with the right types."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest

from sriovkit import cli, site
from sriovkit.core.errors import UsageError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("index.html", "a.mjs", "b.wasm", "c.zip", "d.js", "ja/index.html", "empty/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    return tmp_path


@pytest.fixture
def port(copy: Path) -> Iterator[int]:
    with site.server(copy) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        assert server.server_address[0] == "127.0.0.1"
        yield int(server.server_address[1])
        server.shutdown()


def get(port: int, path: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/ja/", "text/html; charset=utf-8"),
        ("/a.mjs", "text/javascript"),
        ("/b.wasm", "application/wasm"),
        ("/c.zip", "application/zip"),
        ("/d.js", "text/javascript"),
    ],
)
def test_types_are_right_whatever_the_system_says(port: int, path: str, kind: str) -> None:
    answer = get(port, path)
    assert (answer.status, answer.getheader("Content-Type")) == (200, kind)
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize("path", ["/empty/", "/../pyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/nothing"])
def test_nothing_but_the_files_of_the_folder_is_given(port: int, path: str) -> None:
    assert get(port, path).status == 404


def test_an_address_that_is_not_there_gets_the_guides_own_page(port: int, copy: Path) -> None:
    (copy / "404.html").write_text("ページが見つかりません", "utf-8")
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for method, said in (("GET", "ページが見つかりません"), ("HEAD", ""), ("GET", "ページが見つかりません")):
        connection.request(method, "/nothing/<script>")  # one connection: nothing of an answer is left in it
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Content-Type")) == (404, "text/html; charset=utf-8")
        assert answer.read().decode() == said
    connection.close()


def test_a_folder_without_a_guide_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", "en", "docs", str(tmp_path), "--no-browser"]) == 2
    assert "python run.py docs" in capsys.readouterr().err


def test_a_taken_port_is_told(copy: Path, port: int) -> None:
    with pytest.raises(UsageError) as told:
        site.server(copy, port)
    assert told.value.code == "port-taken"
