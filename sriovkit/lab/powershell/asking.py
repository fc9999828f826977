"""The model's side of a session: a command that the engine has bound comes in, its answer goes out.

Rule: the built-in shell answers, so that both ways of answering are one. Its binding is asked once more, by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from threading import Event, Thread
from typing import Any

from ..binding import signatures
from ..refusing import command_not_played
from ..server.pipeline import Command, ErrorAnswer, Lost, PipelineAnswer, PipelineRequest
from .objects import Objects

Respond = Callable[[PipelineRequest], PipelineAnswer]
_LOOK = 0.05  # seconds between two looks whether the pipeline is to stop
_STOPPED = ErrorAnswer("The command was stopped (the lab's words).", "OperationStopped", "LabStopped")


class Model:
    """Answers the questions of one engine; `stopping` ends the wait for an answer, the change itself goes its way."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._objects = Objects()
        self.stopping = Event()
        #: What ran the pipeline is gone (`Lost`).
        self.lost = Event()

    def answer(self, line: str) -> str:
        """One line of JSON for one line of JSON."""
        asked = json.loads(line)
        command, given = str(asked["command"]), dict(asked["given"])
        return json.dumps(self._objects.answer(command, given, self._waited(command, given)))

    def _waited(self, command: str, given: Mapping[str, Any]) -> PipelineAnswer:
        """The answer, or that it was stopped: somebody may not want to wait until the host has come to rest."""
        coming: Future[PipelineAnswer] = Future()
        Thread(target=lambda: coming.set_result(self._said(command, given)), daemon=True).start()
        while not self.stopping.is_set():
            try:
                return coming.result(_LOOK)
            except TimeoutError:
                continue
        return PipelineAnswer(terminating=_STOPPED)

    def _said(self, command: str, given: Mapping[str, Any]) -> PipelineAnswer:
        if self.lost.is_set():
            return PipelineAnswer(terminating=_STOPPED)  # a loop goes on after an error; nothing more is played
        if command.lower() not in signatures():
            return PipelineAnswer(terminating=command_not_played(command))
        try:
            return self._respond(PipelineRequest((Command(command, parameters=tuple(given.items())),)))
        except Lost:
            self.lost.set()
            return PipelineAnswer(terminating=_STOPPED)
        except Exception as error:  # a mistake of the lab's is told, and the session goes on
            said = f"The lab could not answer: {type(error).__name__}: {error}"
            return PipelineAnswer(terminating=ErrorAnswer(said, "NotSpecified", "LabResponderFailed"))
