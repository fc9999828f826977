"""HTTP in front of the WSMan endpoint: who may speak, how loud, and in what wrapping.

Rule: the order is the safety: Host and Origin, then size, then who it is, then what it says.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from aiohttp import web

from .counts import RequestCount
from .faults import Faults
from .login import Login
from .ntlm import Acceptor
from .refusals import INTERNAL_ERROR, Refusal
from .sealing import CONTENT_TYPE, is_sealed, seal, unseal
from .soap import MAX_ENVELOPE, NS, SoapRequest, fault, identity, read_request, safe_xml
from .wsman import Endpoint

log = logging.getLogger(__name__)

MAX_BODY = MAX_ENVELOPE + 4_096  # bytes; a sealed envelope is a little longer than a bare one
BODY_SECONDS = 30.0  # for a body to arrive
_ASK_AGAIN = 1.0  # seconds; a waiting Receive also tells the shell that its client is there
_PLAIN = "application/soap+xml;charset=UTF-8"


class Turned(Exception):
    """A request that is turned away with a bare HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass
class Front:
    """Everything one request meets on its way to the endpoint."""

    endpoint: Endpoint
    new_login: Callable[[], Login]
    counts: RequestCount
    faults: Faults
    latency: Callable[[], float]
    closing: asyncio.Event
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _logins: WeakKeyDictionary[asyncio.BaseTransport, Login] = field(default_factory=WeakKeyDictionary)

    def wake(self) -> None:
        """Let every waiting Receive look again."""
        self.changed.set()
        self.changed = asyncio.Event()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one HTTP request, whatever it is."""
        self.counts.arrived()
        if not await self._in_mood(request):
            return web.Response(status=503)  # nobody reads it: the connection is gone or the server closing
        try:
            self._gate(request)
            body = await _read(request)
            if request.headers.get("WSMANIDENTIFY", "").lower() == "unauthenticated":
                return self._identify(body)
            return await self._let_in(request, body)
        except Turned as turned:
            self.counts.was("Refused")
            return web.Response(status=turned.status, text=turned.reason + "\n", headers={"Server": "sriovkit-lab"})
        except Exception:
            log.exception("a request could not be handled")
            return web.Response(status=500, headers={"Server": "sriovkit-lab"})

    async def _in_mood(self, request: web.BaseRequest) -> bool:
        verdict = self.faults.verdict()
        if verdict == "stall":
            await self.closing.wait()
        elif verdict == "cut" and isinstance(request.transport, asyncio.WriteTransport):
            request.transport.abort()
        elif (delay := self.latency()) > 0:
            await asyncio.sleep(delay)
        return verdict == "answer"

    @staticmethod
    def _gate(request: web.BaseRequest) -> None:
        host = [name.lower() for name in request.headers.getall("Host", [])]
        if host not in _own_names(request):
            raise Turned(403, "This address is not one of the lab's.")
        if "Origin" in request.headers:
            raise Turned(403, "The lab does not talk to web pages.")
        if request.path != "/wsman":
            raise Turned(404, "The lab listens at /wsman.")
        if request.method != "POST":
            raise Turned(405, "The lab takes POST only.")
        if "Content-Encoding" in request.headers:
            raise Turned(415, "The lab takes no compressed body.")

    def _identify(self, body: bytes) -> web.Response:
        self.counts.was("Identify")
        try:
            asked = safe_xml(body).find(f"s:Body/{{{NS['wsmid']}}}Identify", NS)
        except Refusal as refusal:
            return _reply(fault(refusal), refusal.kind.status, None, ())
        if asked is None:
            raise Turned(401, "Only Identify is answered to strangers.")
        return _reply(identity(), 200, None, ())

    async def _let_in(self, request: web.BaseRequest, body: bytes) -> web.Response:
        if request.transport is None:
            raise Turned(400, "The connection is gone.")
        login = self._logins.setdefault(request.transport, self.new_login())
        verdict = login.check(request.headers.get("Authorization", ""))
        if not verdict.accepted:
            self.counts.was("Authenticate")
            return _reply(b"", 401, None, verdict.tokens)
        sealed = login.context if is_sealed(request.headers.get("Content-Type", "")) else None
        if sealed:
            body = _unsealed(sealed, body)
        if not body:
            self.counts.was("Authenticate")
            return _reply(b"", 200, None, verdict.tokens)
        answer, status = await self._answer(body)
        return _reply(answer, status, sealed, verdict.tokens)

    async def _answer(self, body: bytes) -> tuple[bytes, int]:
        asked: SoapRequest | None = None
        try:
            asked = read_request(body)
            self.counts.was(asked.action.rpartition("/")[2][:32] or "Malformed")
            return await self._wait(asked), 200
        except Refusal as refusal:
            if asked is None:
                self.counts.was("Malformed")
            return fault(refusal), refusal.kind.status
        except Exception:
            log.exception("a request could not be answered")
            return fault(Refusal(INTERNAL_ERROR, message_id=asked.message_id if asked else "")), 500

    async def _wait(self, asked: SoapRequest) -> bytes:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + asked.timeout
        while (answer := self.endpoint.answer(asked, late=loop.time() >= deadline)) is None:
            changed = self.changed
            try:
                await asyncio.wait_for(changed.wait(), max(min(deadline - loop.time(), _ASK_AGAIN), 0.001))
            except TimeoutError:
                continue
        return answer


def _own_names(request: web.BaseRequest) -> tuple[list[str], ...]:
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return tuple([f"{host}:{name[1]}"] for host in ("127.0.0.1", "localhost")) if name else ()


async def _read(request: web.BaseRequest) -> bytes:
    if (request.content_length or 0) > MAX_BODY:
        raise Turned(413, "The request is larger than MaxEnvelopeSize.")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY:
                    raise Turned(413, "The request is larger than MaxEnvelopeSize.")
    except TimeoutError:
        raise Turned(408, "The body did not arrive in time.") from None
    return bytes(body)


def _unsealed(context: Acceptor, body: bytes) -> bytes:
    try:
        return unseal(context, body)
    except Exception as error:  # a broken seal: pyspnego raises its own, and whatever broken bytes make it raise
        raise Turned(400, "The sealed message could not be opened.") from error


def _reply(body: bytes, status: int, sealed: Acceptor | None, tokens: tuple[str, ...]) -> web.Response:
    kind = CONTENT_TYPE if sealed else _PLAIN
    response = web.Response(body=seal(sealed, body) if sealed else body, status=status)
    response.headers["Server"] = "sriovkit-lab"
    if body:
        response.headers["Content-Type"] = kind
    for token in tokens:
        response.headers.add("WWW-Authenticate", token)
    return response
