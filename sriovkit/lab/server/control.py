"""The control endpoint: the server room of a running lab, for its owner's Python, notebook and command line.

Rule: a bearer token in a header, JSON, the lab's own address as Host, and no Origin; the token is in no URL. Who
does not have the token learns nothing, not even which actions there are.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping
from typing import Any, Final, Protocol

from aiohttp import web

from ...core.errors import SriovkitError
from .bodies import SERVER, Turned, gate, read_body

log = logging.getLogger(__name__)

PATH: Final = "/control"
MAX_BODY: Final = 65_536  # bytes


class Keeper(Protocol):
    """Whoever keeps the lab; each call gives what a person sees afterwards and may raise our errors."""

    def panel(self) -> dict[str, Any]: ...

    def info(self) -> dict[str, Any]: ...

    def act(self, name: str, /, **given: Any) -> dict[str, Any]: ...

    def reset(self) -> dict[str, Any]: ...

    def play(self, scenario: str) -> dict[str, Any]: ...

    def guest(self, name: str) -> dict[str, Any]: ...

    def beside(self, name: str) -> dict[str, Any]: ...

    def console(self, name: str, lines: str) -> dict[str, Any]: ...


class Control:
    """Answers control requests for a keeper, for whoever has the token."""

    def __init__(self, keeper: Keeper, token: str) -> None:
        self._keeper, self._token = keeper, token

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one HTTP request, whatever it is."""
        try:
            gate(request, PATH)
            self._known(request)
            asked = _asked(request, await read_body(request, MAX_BODY))
            # In a thread: opening a guest's door and its pings take a moment, and others are served meanwhile.
            return await asyncio.to_thread(self._answer, asked)
        except Turned as turned:
            return web.json_response({"ok": False, "reason": turned.reason}, status=turned.status, headers=SERVER)
        except Exception:
            log.exception("a control request could not be handled")
            return web.json_response({"ok": False, "reason": "defect"}, status=500, headers=SERVER)

    def _known(self, request: web.BaseRequest) -> None:
        given = request.headers.getall("Authorization", [])
        right = f"Bearer {self._token}".encode()
        if len(given) != 1 or not hmac.compare_digest(given[0].encode(errors="surrogateescape"), right):
            raise Turned(401, "The lab's token is needed.")

    def _answer(self, asked: Mapping[str, Any]) -> web.Response:
        try:
            state = self._do(asked)
        except SriovkitError as error:
            return web.json_response({"ok": False, "error": _told(error)}, status=409, headers=SERVER)
        return web.json_response({"ok": True, "state": state}, headers=SERVER)

    def _do(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        action, name, given = asked.get("action"), asked.get("name", ""), asked.get("with", {})
        if not isinstance(name, str) or not _plain(given):
            raise Turned(400, "name is text, with is an object of plain values.")
        if action == "state":
            return self._keeper.panel()
        if action == "reach":
            return self._keeper.info()
        if action == "act":
            return self._keeper.act(name, **given)
        if action == "reset":
            return self._keeper.reset()
        if action == "scenario":
            return self._keeper.play(name)
        if action == "guest":
            return self._keeper.guest(name)
        if action == "host":
            return self._keeper.beside(name)
        if action == "console":
            return self._keeper.console(name, str(given.get("lines", "")))
        raise Turned(400, "action is one of state, reach, act, reset, scenario, guest, host, console.")


def _asked(request: web.BaseRequest, body: bytes) -> Mapping[str, Any]:
    if request.headers.get("Content-Type", "").lower() not in ("application/json", "application/json; charset=utf-8"):
        raise Turned(415, "The lab takes JSON only.")
    try:
        asked = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Turned(400, "The body is no JSON.") from None
    if not isinstance(asked, dict):
        raise Turned(400, "The body is no JSON object.")
    return asked


def _plain(given: Any) -> bool:
    return (
        isinstance(given, dict) and "name" not in given and all(isinstance(v, str | bool | int) for v in given.values())
    )


def _told(error: SriovkitError) -> dict[str, Any]:
    """An error as data: the client words it in its own reader's language."""
    facts = {name: _fact(value) for name, value in error.facts.items()}
    return {"kind": type(error).__name__, "code": error.code, "host": error.host, "facts": facts}


def _fact(value: object) -> int | str | list[str]:
    if isinstance(value, tuple):
        return [str(name) for name in value]
    return value if isinstance(value, int) else str(value)
