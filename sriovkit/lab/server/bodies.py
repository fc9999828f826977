"""What every HTTP endpoint of the lab asks and gives: who is meant, a body of bounded size, an answer.

Rule: no request is trusted before its Host, its Origin and its size were looked at.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from .ntlm import Acceptor
from .sealing import CONTENT_TYPE, seal, unseal

BODY_SECONDS = 30.0  # for a body to arrive
_PLAIN = "application/soap+xml;charset=UTF-8"
SERVER = {"Server": "sriovkit-lab"}
_PIECE, _PAUSE = 64, 0.02  # bytes, seconds: an answer that dribbles


class Turned(Exception):
    """A request that is turned away with a bare HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Gone(Exception):
    """The host is not there (any more): the connection ends without an answer."""


def gate(request: web.BaseRequest, path: str) -> None:
    """Raises Turned unless the request is a POST to that path, meant for the lab and from no web page."""
    host = [name.lower() for name in request.headers.getall("Host", [])]
    if host not in _own_names(request):
        raise Turned(403, "This address is not one of the lab's.")
    if "Origin" in request.headers:
        raise Turned(403, "The lab does not talk to web pages.")
    if request.raw_path.partition("?")[0] != path:  # no other host before it either
        raise Turned(404, f"The lab listens at {path}.")
    if request.method != "POST":
        raise Turned(405, "The lab takes POST only.")
    if "Content-Encoding" in request.headers:
        raise Turned(415, "The lab takes no compressed body.")


def _own_names(request: web.BaseRequest) -> tuple[list[str], ...]:
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return tuple([f"{host}:{name[1]}"] for host in ("127.0.0.1", "localhost")) if name else ()


async def read_body(request: web.BaseRequest, most: int) -> bytes:
    """The body; raises Turned where it is larger than `most` bytes or does not arrive."""
    too_large = Turned(413, "The request is larger than MaxEnvelopeSize.")
    if (request.content_length or 0) > most:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise too_large
    except TimeoutError:
        raise Turned(408, "The body did not arrive in time.") from None
    return bytes(body)


def hang_up(request: web.BaseRequest) -> web.Response:
    """Reset the connection; nobody reads what is returned."""
    if isinstance(request.transport, asyncio.WriteTransport):
        request.transport.abort()
    return web.Response(status=503)


def unsealed(context: Acceptor, body: bytes) -> bytes:
    """The message in a sealed body; raises Turned where it cannot be opened."""
    try:
        return unseal(context, body)
    except Exception as error:  # a broken seal: pyspnego raises its own, and whatever broken bytes make it raise
        raise Turned(400, "The sealed message could not be opened.") from error


def reply(body: bytes, status: int, sealed: Acceptor | None, tokens: tuple[str, ...]) -> web.Response:
    """An answer of the WSMan endpoint."""
    kind = CONTENT_TYPE if sealed else _PLAIN
    response = web.Response(body=seal(sealed, body) if sealed else body, status=status, headers=SERVER)
    if body:
        response.headers["Content-Type"] = kind
    for token in tokens:
        response.headers.add("WWW-Authenticate", token)
    return response


async def dribble(request: web.BaseRequest, answer: web.Response) -> web.StreamResponse:
    """The same answer, a few bytes at a time."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    slow = web.StreamResponse(status=answer.status, headers=answer.headers)
    slow.content_length = len(body)
    await slow.prepare(request)
    for start in range(0, len(body), _PIECE):
        await slow.write(body[start : start + _PIECE])
        await asyncio.sleep(_PAUSE)
    return slow
