"""The WSMan endpoint without a transport: an envelope in, an envelope out, or None for "not yet".

Rule: no sockets, no threads, no waiting. Running a pipeline, telling the time and asking again are the caller's.
"""

from __future__ import annotations

import base64
import logging
import uuid
from collections.abc import Callable, Collection
from xml.etree import ElementTree

from . import replies
from .faults import Faults
from .pipeline import DEFAULT_CONFIGURATION, PipelineAnswer, PipelineRequest
from .refusals import (
    ALREADY_EXISTS,
    INVALID_ACTION,
    INVALID_XML,
    RESOURCE_NOT_FOUND,
    TIMED_OUT,
    TOO_MANY_SHELLS,
    UNSUPPORTED_FEATURE,
    Refusal,
)
from .replies import reply
from .shells import DEFAULT_IDLE, Shell, Shells, as_uuid
from .soap import NS, SoapRequest, seconds

log = logging.getLogger(__name__)

_SHELL = NS["rsp"]

_ENDLESS = "." * 4_096
Run = Callable[[PipelineRequest, Callable[[PipelineAnswer], None]], None]


class Endpoint:
    """Shells and what clients may do with them.

    ``run`` starts a pipeline and returns at once; it calls back when the answer is there, in the caller's own thread.
    ``changed`` is called whenever a request that got None may get an answer now; ``configurations`` gives the names of
    the session configurations there are, in small letters.
    """

    def __init__(
        self,
        run: Run,
        clock: Callable[[], float],
        changed: Callable[[], None],
        configurations: Callable[[], Collection[str]] = lambda: (DEFAULT_CONFIGURATION,),
        faults: Faults | None = None,
    ) -> None:
        self.shells = Shells()
        self.faults = faults or Faults()
        self._run, self._clock, self._changed, self._configurations = run, clock, changed, configurations
        self._actions: dict[str, Callable[[SoapRequest], bytes]] = {
            f"{NS['x']}/Create": self._create,
            f"{NS['x']}/Delete": self._delete,
            f"{NS['x']}/Get": self._get,
            f"{_SHELL}/Command": self._command,
            f"{_SHELL}/Send": self._send,
            f"{_SHELL}/Signal": self._signal,
        }
        self._unsupported = {f"{_SHELL}/{verb}" for verb in ("Disconnect", "Reconnect", "Connect")}

    def answer(self, request: SoapRequest, late: bool = False) -> bytes | None:
        """Answer one request. None: ask again once something changed, or with ``late`` when its time is over."""
        try:
            self.expire()
            if request.action == f"{_SHELL}/Receive":
                return self._receive(request, late)
            if request.action in self._unsupported:
                raise Refusal(UNSUPPORTED_FEATURE)
            if request.action not in self._actions:
                raise Refusal(INVALID_ACTION)
            return self._actions[request.action](request)
        except Refusal as refusal:
            refusal.message_id = request.message_id
            raise

    def expire(self) -> None:
        """Let go of the shells that were idle for longer than they asked for."""
        if self.shells.expire(self._clock()):
            self._changed()

    def _shell(self, request: SoapRequest) -> Shell:
        shell = self.shells.get(request.selectors.get("ShellId", ""))
        shell.touched = self._clock()
        return shell

    def _create(self, request: SoapRequest) -> bytes:
        place, _, configuration = request.resource_uri.lower().rpartition("/")
        if place != NS["pwsh"] or configuration not in self._configurations():
            raise Refusal(RESOURCE_NOT_FOUND)
        if self.faults.most_shells is not None and len(self.shells.infos()) >= self.faults.most_shells:
            raise Refusal(TOO_MANY_SHELLS)
        body = _body(request, "Shell")
        shell_id = as_uuid(body.get("ShellId", "")) or uuid.uuid4()
        idle = seconds(body.findtext("rsp:IdleTimeOut", "", NS).strip(), DEFAULT_IDLE)
        shell = Shell(str(shell_id).upper(), idle, self._start, configuration)
        shell.touched = self._clock()
        _feed(shell, body.findtext("pwsh:creationXml", "", NS))
        if not shell.pool.negotiated:
            raise Refusal(INVALID_XML)
        self.shells.add(shell)
        return reply(request, replies.created(request, shell))

    def _delete(self, request: SoapRequest) -> bytes:
        self.shells.remove(self._shell(request))
        self._changed()
        return reply(request, "")

    def _get(self, request: SoapRequest) -> bytes:
        if request.resource_uri == replies.CONFIG:
            return reply(request, replies.config())
        if "ShellId" not in request.selectors:
            raise Refusal(RESOURCE_NOT_FOUND)
        return reply(request, replies.described(self._shell(request)))

    def _command(self, request: SoapRequest) -> bytes:
        shell, body = self._shell(request), _body(request, "CommandLine")
        command_id = as_uuid(body.get("CommandId", "")) or uuid.uuid4()
        if command_id in shell.commands:
            raise Refusal(ALREADY_EXISTS)
        shell.begin(command_id)
        try:
            _feed(shell, body.findtext("rsp:Arguments", "", NS))
        except Refusal:
            shell.end(command_id)
            raise
        return reply(request, replies.commanded(command_id))

    def _send(self, request: SoapRequest) -> bytes:
        shell = self._shell(request)
        for stream in _body(request, "Send").findall("rsp:Stream", NS):
            if stream.get("CommandId"):
                shell.command(stream.get("CommandId", ""))
            _feed(shell, stream.text or "")
        self._changed()
        return reply(request, "<rsp:SendResponse/>")

    def _receive(self, request: SoapRequest, late: bool) -> bytes | None:
        shell, body = self._shell(request), _body(request, "Receive")
        if request.message_id and shell.last_receive[0] == request.message_id:
            return shell.last_receive[1]  # a repeat after a lost answer: what was taken is not taken twice
        wanted = body.find("rsp:DesiredStream", NS)
        name = wanted.get("CommandId", "") if wanted is not None else ""
        command_id = shell.command(name) if name else None
        if command_id is not None and self.faults.endless:
            shell.pool.say(command_id, _ENDLESS)
        data = shell.pool.take(command_id, request.room)
        done = command_id is not None and not (shell.pool.running(command_id) or shell.pool.pending(command_id))
        if not data and not done:
            if late:
                raise Refusal(TIMED_OUT)
            return None
        answer = reply(request, replies.received(data, name, done))
        shell.last_receive = (request.message_id, answer)
        return answer

    def _signal(self, request: SoapRequest) -> bytes:
        shell, body = self._shell(request), _body(request, "Signal")
        command_id = shell.command(body.get("CommandId", ""))
        if body.findtext("rsp:Code", "", NS).strip().lower().endswith("/terminate"):
            shell.end(command_id)
        else:
            shell.pool.stop(command_id)
        self._changed()
        return reply(request, "<rsp:SignalResponse/>")

    def _start(self, shell_id: str, command_id: uuid.UUID, asked: PipelineRequest) -> None:
        def finish(answer: PipelineAnswer) -> None:
            if self.faults.endless:
                return
            try:
                shell = self.shells.get(shell_id)
            except Refusal:
                return  # the client has gone
            shell.finish(command_id, answer)
            self._changed()

        self._run(asked, finish)


def _body(request: SoapRequest, name: str) -> ElementTree.Element:
    if request.body is None or request.body.tag != f"{{{_SHELL}}}{name}":
        raise Refusal(INVALID_XML)
    return request.body


def _feed(shell: Shell, encoded: str) -> None:
    try:
        shell.pool.feed(base64.b64decode("".join(encoded.split()), validate=True))
    except Refusal:
        raise
    except Exception as error:
        log.debug("PSRP that cannot be read", exc_info=True)  # psrpcore raises whatever broken bytes make it raise
        raise Refusal(INVALID_XML) from error
