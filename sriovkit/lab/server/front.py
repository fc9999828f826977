"""HTTP in front of the WSMan endpoint: who may speak, how loud, and in what wrapping.

Rule: the order is the safety: Host and Origin, then size, then who it is, then what it says.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary, WeakSet

from aiohttp import web

from .bodies import SERVER, Gone, Turned, dribble, gate, hang_up, read_body, reply, unsealed
from .broken import half, scrambled
from .counts import RequestCount
from .faults import Faults, Verdict
from .host_state import HostState
from .login import Login
from .refusals import ACCESS_DENIED, INTERNAL_ERROR, Refusal
from .sealing import is_sealed
from .soap import MAX_ENVELOPE, NS, SoapRequest, fault, identity, read_request, safe_xml
from .wsman import Endpoint

log = logging.getLogger(__name__)

MAX_BODY = MAX_ENVELOPE + 4_096  # bytes; a sealed envelope is a little longer than a bare one
_ASK_AGAIN = 1.0  # seconds; a waiting Receive also tells the shell that its client is there


@dataclass
class Front:
    """Everything one request meets on its way to the endpoint."""

    endpoint: Endpoint
    new_login: Callable[[], Login]
    counts: RequestCount
    faults: Faults
    latency: Callable[[], float]
    closing: asyncio.Event
    host: HostState
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _logins: WeakKeyDictionary[asyncio.BaseTransport, Login] = field(default_factory=WeakKeyDictionary)
    _connections: WeakSet[asyncio.WriteTransport] = field(default_factory=WeakSet)

    def wake(self) -> None:
        """Let every waiting Receive look again."""
        self.changed.set()
        self.changed = asyncio.Event()

    def cut(self) -> None:
        """Reset every connection."""
        for connection in tuple(self._connections):
            connection.abort()

    def __post_init__(self) -> None:
        self._boot = self.host.boot

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one HTTP request, whatever it is."""
        self.counts.arrived()
        if isinstance(request.transport, asyncio.WriteTransport):
            self._connections.add(request.transport)
        verdict = await self._mood()
        if verdict in ("stall", "cut") or not self._there():
            return hang_up(request)
        try:
            gate(request, "/wsman")
            answer = await self._heard(request, await read_body(request, MAX_BODY), verdict)
            return await dribble(request, answer) if verdict == "slow" else answer
        except Gone:
            return hang_up(request)
        except Turned as turned:
            self.counts.was("Refused")
            return web.Response(status=turned.status, text=turned.reason + "\n", headers=SERVER)
        except Exception:
            log.exception("a request could not be handled")
            return web.Response(status=500, headers=SERVER)

    async def _mood(self) -> Verdict:
        verdict = self.faults.verdict()
        if verdict == "stall":
            await self.closing.wait()
        elif verdict != "cut" and (delay := self.latency()) > 0:
            await asyncio.sleep(delay)
        return verdict

    def _there(self) -> bool:
        """Whether the host can be reached; one that was started anew knows no shell of before."""
        boot = self.host.boot
        if boot not in (None, self._boot):
            self.endpoint.shells.clear()
            self._boot = boot
        return self.host.reachable

    async def _heard(self, request: web.BaseRequest, body: bytes, verdict: Verdict) -> web.Response:
        if request.headers.get("WSMANIDENTIFY", "").lower() == "unauthenticated":
            return self._identify(body)
        return await self._let_in(request, body, verdict)

    def _identify(self, body: bytes) -> web.Response:
        self.counts.was("Identify")
        try:
            asked = safe_xml(body).find(f"s:Body/{{{NS['wsmid']}}}Identify", NS)
        except Refusal as refusal:
            return reply(fault(refusal), refusal.kind.status, None, ())
        if asked is None:
            raise Turned(401, "Only Identify is answered to strangers.")
        return reply(identity(), 200, None, ())

    async def _let_in(self, request: web.BaseRequest, body: bytes, verdict: Verdict) -> web.Response:
        if request.transport is None:
            raise Turned(400, "The connection is gone.")
        login = self._logins.setdefault(request.transport, self.new_login())
        proved = login.check(request.headers.get("Authorization", ""))
        if not proved.accepted:
            self.counts.was("Authenticate")
            return reply(b"", 401, None, proved.tokens)
        sealed = login.context if is_sealed(request.headers.get("Content-Type", "")) else None
        if sealed:
            body = unsealed(sealed, body)
        if not body:
            self.counts.was("Authenticate")
            return reply(b"", 200, None, proved.tokens)
        answer, status = await self._answer(body, verdict)
        answer = {"garble": half, "scramble": scrambled}.get(verdict, bytes)(answer)
        return reply(answer, status, sealed, proved.tokens)

    async def _answer(self, body: bytes, verdict: Verdict) -> tuple[bytes, int]:
        asked: SoapRequest | None = None
        try:
            asked = read_request(body)
            self.counts.was(asked.action.rpartition("/")[2][:32] or "Malformed")
            if verdict == "deny":
                raise Refusal(ACCESS_DENIED, message_id=asked.message_id)
            return await self._wait(asked), 200
        except Refusal as refusal:
            if asked is None:
                self.counts.was("Malformed")
            return fault(refusal), refusal.kind.status
        except Gone:
            raise
        except Exception:
            log.exception("a request could not be answered")
            return fault(Refusal(INTERNAL_ERROR, message_id=asked.message_id if asked else "")), 500

    async def _wait(self, asked: SoapRequest) -> bytes:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + asked.timeout
        while (answer := self.endpoint.answer(asked, late=loop.time() >= deadline)) is None:
            if not self._there():
                raise Gone
            changed = self.changed
            try:
                await asyncio.wait_for(changed.wait(), max(min(deadline - loop.time(), _ASK_AGAIN), 0.001))
            except TimeoutError:
                continue
        return answer
