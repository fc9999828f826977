"""A shell of PowerShell Remoting: a runspace pool, its pipelines being the commands.

Rule: bytes go to the pool and come from it; what they mean is not looked at here.
"""

from __future__ import annotations

import base64
import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

from .pipeline import ErrorAnswer, PipelineAnswer, PipelineRequest, SessionOf
from .psrp import RunspacePool
from .refusals import INVALID_XML, Refusal
from .shells import Output, Shell
from .soap import NS

log = logging.getLogger(__name__)

UNWRITABLE = ErrorAnswer("The lab could not write this answer.", "InvalidData", "LabAnswerNotSerializable")
_ENDLESS = "." * 4_096


class PowerShellShell(Shell):
    """`run` is called with a command's id and what its pipeline asks, once that has arrived whole."""

    streams = ("stdin pr", "stdout")

    def __init__(
        self,
        shell_id: str,
        idle_timeout: float,
        resource_uri: str,
        run: Callable[[Shell, uuid.UUID, PipelineRequest], None],
    ) -> None:
        super().__init__(shell_id, idle_timeout, resource_uri)
        configuration = resource_uri.lower().rpartition("/")[2]
        self._pool = RunspacePool(
            lambda c, request: run(self, c, replace(request, configuration=configuration, client=self._client(c)))
        )

    def _client(self, command_id: uuid.UUID) -> SessionOf:
        return SessionOf(self.shell_id, lambda: not self.gone, lambda: not self.gone and self._pool.running(command_id))

    def open(self, creation: str) -> None:
        """Negotiate; raises Refusal where the client does not say which protocol it speaks."""
        self.feed(creation)
        if not self._pool.negotiated:
            raise Refusal(INVALID_XML)

    def started(self, command_id: uuid.UUID, line: ElementTree.Element) -> None:
        self._pool.begin(command_id)
        self.feed(line.findtext("rsp:Arguments", "", NS))

    def feed(self, encoded: str) -> None:
        try:
            self._pool.feed(base64.b64decode("".join(encoded.split()), validate=True))
        except Refusal:
            raise
        except Exception as error:
            log.debug("PSRP that cannot be read", exc_info=True)  # psrpcore raises whatever broken bytes make it raise
            raise Refusal(INVALID_XML) from error

    def finish(self, command_id: uuid.UUID, answer: PipelineAnswer) -> None:
        try:
            self._pool.finish(command_id, answer)
        except Exception:  # values that PSRP has no form for are the responder's mistake, not the client's
            log.exception("an answer could not be written")
            self._pool.finish(command_id, PipelineAnswer(terminating=UNWRITABLE))

    def say_more(self, command_id: uuid.UUID) -> None:
        self._pool.say(command_id, _ENDLESS)

    def take(self, command_id: uuid.UUID | None, room: int) -> Output:
        data = self._pool.take(command_id, room)
        done = command_id is not None and not (self._pool.running(command_id) or self._pool.pending(command_id))
        return Output((("stdout", data),) if data else (), done)

    def stop(self, command_id: uuid.UUID) -> None:
        self._pool.stop(command_id)

    def forget(self, command_id: uuid.UUID) -> None:
        self._pool.forget(command_id)
