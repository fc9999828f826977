"""From what a library raised to what a person should check: one table, first match wins.

Rule: exceptions are known by name, so that this file needs none of the libraries; their text is used only where listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...core.errors import HostError
from ...core.script import COMMAND
from ..settings import Settings

#: (name of an exception's class or of one of its bases, code of the error). Special before general.
_CODES = (
    ("Stopped", ""),  # ours: it brings its code
    ("NameResolutionError", "unknown-host"),
    ("UnicodeEncodeError", "login-impossible"),  # requests' Basic has Latin-1 only
    ("gaierror", "unknown-host"),
    ("LocationParseError", "unknown-host"),
    ("InvalidURL", "unknown-host"),
    ("SSLCertVerificationError", "tls-untrusted"),
    ("SSLError", "tls-failed"),
    ("ProxyError", "proxy-failed"),
    ("ConnectionRefusedError", "port-closed"),
    ("ConnectTimeoutError", "no-answer"),
    ("NewConnectionError", "no-answer"),
    ("AuthenticationError", "login-refused"),
    ("SpnegoError", "login-impossible"),
    ("WSManFaultError", "host-fault"),
    ("WinRMTransportError", "not-wsman"),
    ("ReadTimeoutError", "host-silent"),
    ("RemoteDisconnected", "connection-cut"),
    ("BadStatusLine", "not-wsman"),
    ("HTTPException", "connection-cut"),
    ("ProtocolError", "connection-cut"),
    ("ConnectionError", "connection-cut"),
    ("ParseError", "not-wsman"),
    ("WinRMError", "not-wsman"),
    ("error", "not-wsman"),  # struct.error: bytes that are no PSRP
    ("OSError", "connection-cut"),
    ("ValueError", "not-wsman"),
)
_QUOTAS = {2150858815, *range(0x803381A5, 0x803381A9), 0x803381AB, *range(0x803381E4, 0x803381EB)}
#: WSManFault numbers of Windows (wsmerror.h) that mean one thing to check.
_FAULTS = {
    5: "access-denied",
    0x80070005: "access-denied",
    0x80338029: "host-silent",
    0x803381AC: "remote-shells-off",
    **dict.fromkeys(_QUOTAS, "quota"),
}
#: What OpenSSL says when a port answers without TLS, and what a TLS port's alert begins with.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")
_ALERT = "\x15"
#: The port of WinRM's HTTPS listener. On any other, silence is no word about TLS: a host that starts closes in silence.
_HTTPS = 5986
#: What was awaited where something else came. Names of classes tell nobody anything.
_AWAITED = {"BadStatusLine": "no HTTP", "ParseError": "no XML", "error": "no PSRP"}
#: Beginnings of FullyQualifiedErrorId with which an endpoint says that it does not run our script.
_CLOSED_ENDPOINT = ("CommandNotFoundException", "ScriptsNotAllowed")


def explain(error: BaseException, settings: Settings, answered: bool = True) -> HostError:
    """The error to show instead of `error`; it holds no reference to it. `answered`: a byte came from the host."""
    found, code = _match(error)
    facts: dict[str, Any] = {"port": settings.port, "user": settings.username or "", "auth": settings.auth}
    facts |= _details(found)
    code = _in_short(facts.pop("code", None) or code, settings, answered)
    if code == "host-silent":
        facts.setdefault("seconds", f"{settings.read_timeout:g}")
    return HostError(code, host=settings.address, **facts)


def _in_short(code: str, settings: Settings, answered: bool) -> str:
    """The same trouble by a name that says more, where the settings tell it."""
    if code == "login-impossible" and not settings.username:
        return "no-login"
    if code == "connection-cut" and not settings.ssl and not answered:
        return "port-with-tls" if settings.port == _HTTPS else "closed-unanswered"
    return code


def _match(error: BaseException) -> tuple[BaseException, str]:
    chain = list(_chain(error))
    for name, code in _CODES:
        for link in chain:
            if any(base.__name__ == name for base in type(link).__mro__):
                return link, code
    return error, "unexpected"


def _chain(error: BaseException | None, depth: int = 0) -> Iterator[BaseException]:
    """An exception and those inside it, the innermost last; requests keeps them in `args`, urllib3 in `reason`."""
    if not isinstance(error, BaseException) or depth > 8:
        return
    yield error
    for inner in (getattr(error, "reason", None), *error.args, error.__cause__, error.__context__):
        if isinstance(inner, BaseException):
            yield from _chain(inner, depth + 1)


def _details(error: BaseException) -> dict[str, Any]:
    """What the message may quote. Only what is known to hold no secret."""
    name = type(error).__name__
    if name == "Stopped":
        return {"code": error.code, **error.facts}  # type: ignore[attr-defined]
    if name == "WSManFaultError":
        return _fault(error)
    if name == "WinRMTransportError":
        return {"detail": f"HTTP {error.code}"}  # type: ignore[attr-defined]
    if name == "AuthenticationError" and "did not response" in str(error):
        return {"code": "login-not-offered", "offered": str(error).rpartition("actual: ")[2].strip("'")}
    if name == "ValueError" and "incompatible" in str(error):
        return {"code": "login-not-offered", "offered": ""}
    if name in ("SSLCertVerificationError", "SSLError"):
        return _tls(error)
    if name == "BadStatusLine" and str(error.args[:1]).startswith(f"({_ALERT!r}"[:-1]):
        return {"code": "port-with-tls"}
    return {"detail": _AWAITED.get(name, name)}


def _tls(error: BaseException) -> dict[str, Any]:
    """OpenSSL's own words: they are in the innermost of several errors of this name."""
    told = [getattr(link, part, "") for part in ("verify_message", "reason") for link in _chain(error)]
    detail = next((words for words in told if isinstance(words, str) and words), "TLS")
    return {"code": "port-without-tls" if detail in _NO_TLS else None, "detail": detail}


def _fault(error: Any) -> dict[str, Any]:
    if error.code is None and error.reason is None:
        return {"code": "not-wsman", "detail": "XML"}  # well-formed, yet no fault: a web server's page
    number = error.code
    shown = f"0x{number:08X}" if isinstance(number, int) else str(number)
    return {"code": _FAULTS.get(number), "number": shown, "detail": error.reason or ""}


def pipeline_failed(errors: list[Any], settings: Settings) -> HostError:
    """A pipeline that did not complete: an endpoint that does not take the script, or a script that broke."""
    record = errors[-1] if errors else None
    kind = str(getattr(record, "fq_error", None) or "")
    message = str(getattr(getattr(record, "exception", None), "message", None) or record or "")
    if settings.restricted and kind.startswith("CommandNotFoundException"):
        return HostError("no-jea-role", host=settings.address, endpoint=settings.configuration_name, command=COMMAND)
    if kind.startswith(_CLOSED_ENDPOINT):
        return HostError("endpoint-closed", host=settings.address, endpoint=settings.configuration_name, detail=message)
    return HostError("script-failed", host=settings.address, kind=kind, detail=message)
