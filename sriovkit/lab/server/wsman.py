"""The WSMan endpoint without a transport: an envelope in, an envelope out, or None for "not yet".

Rule: no sockets, no threads, no waiting. Running a pipeline, telling the time and asking again are the caller's.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from xml.etree import ElementTree

from . import replies
from .command_shell import CommandShell
from .faults import Faults
from .pipeline import DEFAULT_CONFIGURATION, CommandLine, ConsoleAnswer, PipelineAnswer, PipelineRequest
from .powershell_shell import PowerShellShell
from .refusals import (
    INVALID_ACTION,
    INVALID_XML,
    RESOURCE_NOT_FOUND,
    TIMED_OUT,
    TOO_MANY_OPERATIONS,
    TOO_MANY_SHELLS,
    UNSUPPORTED_FEATURE,
    Refusal,
)
from .repeats import Repeats
from .replies import reply
from .shells import DEFAULT_IDLE, Shell, Shells, as_uuid
from .soap import NS, SoapRequest, seconds

_SHELL = NS["rsp"]
_COMMAND_SHELL = f"{_SHELL}/cmd"

Asked = PipelineRequest | CommandLine
Answer = PipelineAnswer | ConsoleAnswer
Run = Callable[[Asked, Callable[[Answer | None], None]], None]


class Endpoint:
    """Shells and what clients may do with them.

    ``run`` starts a pipeline and returns at once; it calls back when the answer is there, or with None when the shell
    is lost, in the caller's own thread. ``changed`` is called whenever a request that got None may get an answer now;
    ``configurations`` gives the names of the session configurations there are, in small letters; ``lines`` says
    whether there is a shell for command lines, too.
    """

    def __init__(
        self,
        run: Run,
        clock: Callable[[], float],
        changed: Callable[[], None],
        configurations: Callable[[], Collection[str]] = lambda: (DEFAULT_CONFIGURATION,),
        faults: Faults | None = None,
        lines: bool = False,
    ) -> None:
        self.shells, self._lines, self._repeats = Shells(), lines, Repeats()
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
            return self._repeats.once(request, self._actions[request.action])
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
        if not self._is_there(request.resource_uri.lower()):
            raise Refusal(RESOURCE_NOT_FOUND)
        if len(self.shells.infos()) >= self.faults.most_shells:
            raise Refusal(TOO_MANY_SHELLS)
        shell = self._opened(request, _body(request, "Shell"))
        shell.touched = self._clock()
        self.shells.add(shell)
        return reply(request, replies.created(request, shell))

    def _is_there(self, resource_uri: str) -> bool:
        place, _, configuration = resource_uri.rpartition("/")
        if resource_uri == _COMMAND_SHELL:
            return self._lines
        return place == NS["pwsh"] and configuration in self._configurations()

    def _opened(self, request: SoapRequest, body: ElementTree.Element) -> Shell:
        shell_id = str(as_uuid(body.get("ShellId", "")) or uuid.uuid4()).upper()
        idle = seconds(body.findtext("rsp:IdleTimeOut", "", NS).strip(), DEFAULT_IDLE)
        if request.resource_uri.lower() == _COMMAND_SHELL:
            code_page = request.options.get("WINRS_CODEPAGE", "")
            return CommandShell(shell_id, idle, request.resource_uri, self._start, code_page)
        shell = PowerShellShell(shell_id, idle, request.resource_uri, self._start)
        shell.open(body.findtext("pwsh:creationXml", "", NS))
        return shell

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
        if sum(one.commands for one in self.shells.infos()) >= self.faults.most_commands:
            raise Refusal(TOO_MANY_OPERATIONS)
        command_id = as_uuid(body.get("CommandId", "")) or uuid.uuid4()
        shell.begin(command_id, body)
        return reply(request, replies.commanded(command_id))

    def _send(self, request: SoapRequest) -> bytes:
        shell = self._shell(request)
        for stream in _body(request, "Send").findall("rsp:Stream", NS):
            if stream.get("CommandId"):
                shell.command(stream.get("CommandId", ""))
            shell.feed(stream.text or "")
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
            shell.say_more(command_id)
        output = shell.take(command_id, request.room)
        if not output.streams and not output.done:
            if late:
                raise Refusal(TIMED_OUT)
            return None
        answer = reply(request, replies.received(output, name))
        shell.last_receive = (request.message_id, answer)
        return answer

    def _signal(self, request: SoapRequest) -> bytes:
        shell, body = self._shell(request), _body(request, "Signal")
        command_id = shell.command(body.get("CommandId", ""))
        if body.findtext("rsp:Code", "", NS).strip().lower().endswith("/terminate"):
            shell.end(command_id)
        else:
            shell.stop(command_id)
        self._changed()
        return reply(request, "<rsp:SignalResponse/>")

    def _start(self, shell: Shell, command_id: uuid.UUID, asked: Asked) -> None:
        def finish(answer: Answer | None) -> None:
            if self.faults.endless or not self.shells.has(shell):
                return
            self.shells.remove(shell) if answer is None else shell.finish(command_id, answer)
            self._changed()

        self._run(asked, finish)


def _body(request: SoapRequest, name: str) -> ElementTree.Element:
    if request.body is None or request.body.tag != f"{{{_SHELL}}}{name}":
        raise Refusal(INVALID_XML)
    return request.body
