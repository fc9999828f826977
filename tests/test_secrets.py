"""The password stays where it is: not in logs, tracebacks, reprs, pickles or copies, in no spelling."""

from __future__ import annotations

import base64
import copy
import html
import io
import json
import logging
import pickle
import sys
import traceback
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sriovkit.core.errors import SriovkitError
from sriovkit.lab.server import LabServer
from sriovkit.remote import connect
from sriovkit.remote.secret import Secret
from sriovkit.remote.transports import guard

from .visits import Endpoint, Says, http, reach, snapshot_text

PASSWORD = 'pa"ss\\w<or>d & /+=%'
PROXY = "http://proxyuser:proxy%20secret@127.0.0.1:9"


def spellings(secret: str) -> set[bytes]:
    """Every form in which a secret might be written down."""
    utf8, wide = secret.encode(), secret.encode("utf-16-le")
    login = f"Administrator:{secret}".encode()
    texts = {
        secret,
        repr(secret)[1:-1],
        ascii(secret)[1:-1],
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        urllib.parse.quote(secret),
        urllib.parse.quote_plus(secret),
        html.escape(secret),
        utf8.hex(),
        wide.hex(),
        repr(utf8)[2:-1],
    }
    coded = {base64.b64encode(part).rstrip(b"=") for part in (utf8, wide, login, b"\0" + utf8)}
    return {text.encode() for text in texts} | {utf8, wide, secret.encode("utf-16-be")} | coded


def clean_of(shown: str, *secrets: str) -> None:
    for secret in secrets:
        for data in (shown.encode("utf-8", "surrogatepass"), shown.encode("utf-16-le", "surrogatepass")):
            for spelling in spellings(secret):
                assert spelling not in data, spelling


def test_the_search_finds_what_it_looks_for() -> None:
    for shown in (PASSWORD, json.dumps(PASSWORD), base64.b64encode(PASSWORD.encode()).decode(), repr(PASSWORD)):
        with pytest.raises(AssertionError):
            clean_of(f"... {shown} ...", PASSWORD)


@pytest.fixture(scope="module")
def server() -> Iterator[LabServer]:
    with LabServer(Says(snapshot_text()), password=PASSWORD) as running:
        yield running


def verbose(error: BaseException) -> str:
    """A traceback with all the locals that Python and IPython know to show."""
    from IPython.core.ultratb import VerboseTB

    lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
    ipython = VerboseTB(include_vars=True, ostream=io.StringIO())
    kind = type(error)
    return "".join(lines) + ipython.text(kind, error, error.__traceback__, context=9) + str(error) + repr(error)


def _raise_in_adapter(error: BaseException) -> Callable[..., Any]:
    def send(self: guard.Adapter, *args: Any, **more: Any) -> Any:
        raise error

    return send


TROUBLE: dict[str, dict[str, Any]] = {
    "wrong name": {"username": "Nobody"},
    "bad choice": {"auth": "digest"},
    "unknown keyword": {"pasword": "x"},
    "unprotected": {"address": "192.0.2.1"},
    "closed port": {"port": 1},
    "bad address": {"address": "a b"},
    "proxy": {"proxy": PROXY, "auth": "ntlm", "address": "hv01"},
    "TLS untrusted": {"ssl": True},
    "key password": {"ssl": True, "auth": "certificate", "certificate_key_password": PASSWORD},
}


def _visit(server: LabServer, given: dict[str, Any]) -> BaseException:
    """The error of one visit. Only frames below this one count: a caller's own variables are the caller's."""
    given = {"username": server.username, "auth": "basic", "ssl": False, "port": server.port, **given}
    if given["ssl"]:
        given["port"] = server.tls_port
    try:
        connect(given.pop("address", "127.0.0.1"), password=server.password, **given).collect(3)
    except BaseException as error:
        assert error.__traceback__ is not None
        error.__traceback__ = error.__traceback__.tb_next
        return error
    raise AssertionError("this visit should have failed")


@pytest.mark.parametrize("name", TROUBLE)
def test_a_verbose_traceback_shows_no_secret(server: LabServer, name: str) -> None:
    error = _visit(server, TROUBLE[name])
    assert isinstance(error, SriovkitError)
    clean_of(verbose(error), PASSWORD, PROXY, "proxy secret", "proxy%20secret")
    clean_of(repr(vars(error)), PASSWORD, PROXY)


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
@pytest.mark.parametrize("raised", [KeyboardInterrupt(), RuntimeError("odd"), MemoryError(), SystemExit(3)])
def test_whatever_is_raised_below_us_brings_no_frame_along(
    server: LabServer, monkeypatch: pytest.MonkeyPatch, auth: str, raised: BaseException
) -> None:
    monkeypatch.setattr(guard.Adapter, "send", _raise_in_adapter(raised))
    error = _visit(server, {"auth": auth})
    clean_of(verbose(error), PASSWORD)
    frames = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
    assert not any("pypsrp" in name or "requests" in name for name in frames)


@pytest.mark.parametrize(("auth", "tls"), [("basic", False), ("ntlm", False), ("basic", True), ("negotiate", True)])
def test_debug_logs_show_no_secret(
    server: LabServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], auth: str, tls: bool
) -> None:
    for name in ("", "pypsrp", "spnego", "urllib3", "requests", "sriovkit"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    for password in (PASSWORD, PASSWORD + "!"):
        host = reach(server, auth, tls=tls, cert_validation=False, password=password)
        if password == PASSWORD:
            host.collect()
        else:
            _fails(host)
    assert len(caplog.records) > 10
    shown = "\n".join(record.getMessage() + repr(record.args) for record in caplog.records)
    clean_of(shown + caplog.text, PASSWORD)
    clean_of("".join(capfd.readouterr()), PASSWORD)


def _fails(host: Any) -> None:
    with pytest.raises(SriovkitError):
        host.collect()


@pytest.mark.parametrize("given", [{"auth": "digest"}, {"language": "en"}, {"port": 1, "ssl": False}])
def test_the_front_door_shows_no_secret_either(given: dict[str, Any]) -> None:
    import sriovkit

    address = "lab:" if given.get("auth") == "digest" else "127.0.0.1"
    try:
        sriovkit.connect(address, username="a", password=PASSWORD, proxy=None, **given).collect(3)
    except SriovkitError as error:
        assert error.__traceback__ is not None
        error.__traceback__ = error.__traceback__.tb_next
        clean_of(verbose(error), PASSWORD)
    else:
        raise AssertionError("this should have failed")


def test_basic_cannot_carry_every_password(server: LabServer) -> None:
    error = _visit(server, {"username": "管理者"})
    assert error.code == "login-impossible"  # type: ignore[attr-defined]
    clean_of(verbose(error), PASSWORD)


def test_pypsrp_says_nothing_by_default(server: LabServer, capfd: pytest.CaptureFixture[str]) -> None:
    # In a process of its own: here pytest has set up logging.
    import subprocess

    script = (
        "import logging, sys; logging.basicConfig(level=logging.DEBUG)\n"
        "import sriovkit.remote as r\n"
        "h = r.connect('127.0.0.1', port=int(sys.argv[1]), ssl=False, auth='ntlm', username='a', password='b')\n"
        "try: h.collect()\n"
        "except Exception as e: print(e.code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(server.port)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "login-refused"
    assert "pypsrp" not in done.stderr
    assert "spnego" not in done.stderr


def test_a_host_shows_no_secret(server: LabServer) -> None:
    host = reach(server, proxy=None)
    proxied = connect("hv01", username="a", password=PASSWORD, proxy=PROXY)
    for shown in (host, proxied):
        texts = [repr(shown), str(shown), f"{shown}", repr(shown._transport), repr(vars(shown._transport))]
        clean_of("".join(texts), PASSWORD, PROXY, "proxy%20secret")


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"])
def test_a_host_and_a_secret_are_not_written_down(server: LabServer, write: Callable[[Any], Any]) -> None:
    host = reach(server)
    for thing in (host, host._transport.settings.password, Secret(PASSWORD)):  # type: ignore[attr-defined]
        with pytest.raises(TypeError):
            write(thing)
    with pytest.raises(TypeError):
        pickle.dumps(host._transport)
    with pytest.raises(TypeError):
        json.dumps(Secret(PASSWORD))


def test_an_error_can_be_pickled_and_holds_no_secret(server: LabServer) -> None:
    error = _visit(server, {"username": "Nobody"})
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert PASSWORD.encode() not in pickle.dumps(error)


def test_what_the_endpoint_says_is_shown_without_control_characters() -> None:
    with Endpoint(http("401 Unauthorized", "", "WWW-Authenticate: \x1b[31mDigest\u202e")) as endpoint:
        host = connect("127.0.0.1", port=endpoint.port, ssl=False, username="a", password=PASSWORD)
        with pytest.raises(SriovkitError) as caught:
            host.collect(3)
    assert "\x1b" not in str(caught.value)
    clean_of(str(caught.value), PASSWORD)
