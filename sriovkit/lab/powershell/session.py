"""A client's session: the engine that runs its pipelines, one after the other, and tells what came of each.

Rule: a pipeline that nobody waits for any more, or that takes too long or says too much, is stopped; what does not stop
is ended with its process, and the session's next pipeline gets another one.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from psrpcore.types import serialize_clixml

from ..server.pipeline import Clixml, Command, ErrorAnswer, Lost, PipelineAnswer, PipelineRequest, Record
from .engine import Engine

LONGEST: Final = 3600.0  # seconds that a pipeline may run
MOST: Final = 64 << 20  # characters that a pipeline may say
_LOOK = 0.1
_GRACE = 3.0  # seconds for a pipeline to stop


@dataclass
class _Heard:
    """What a pipeline has said so far; `why` is what it is being stopped for."""

    output: list[Clixml] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    size: int = 0
    end: ErrorAnswer | None = None
    why: ErrorAnswer | None = None
    kill_at: float = 0.0

    def take(self, kind: str, text: str) -> bool:
        """Take in one message; whether more may come."""
        if kind in ("done", "ended", "failed"):
            self.end = {"done": lambda _: None, "ended": _ended, "failed": _failed}[kind](text)
            return False
        self.size += len(text)
        if self.why is None and kind == "output":
            self.output.append(Clixml(text))
        elif self.why is None:
            self.records.append(Record(kind, Clixml(text)))
        return True

    def answer(self) -> PipelineAnswer:
        return PipelineAnswer(tuple(self.output), terminating=self.why or self.end, records=tuple(self.records))


class Session:
    """`engine` gives one that shows the host as it is now: the one at hand where that still fits."""

    def __init__(self, engine: Callable[[Engine | None], Engine], longest: float = LONGEST, most: int = MOST) -> None:
        self._fitting, self._longest, self._most = engine, longest, most
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self._closed = False

    def run(self, asked: PipelineRequest) -> PipelineAnswer:
        """Run one pipeline to its end. Raises HostError without an engine, Lost where the host is gone."""
        with self._lock:
            if self._closed:
                raise Lost
            engine = self._engine = self._fitting(self._engine)
            if self._closed:  # meanwhile
                engine.close()
                raise Lost
            engine.model.stopping.clear()
            engine.send(_message(asked))
            return self._heard(engine, asked)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._closed = True
        if self._engine:
            self._engine.close()

    def _heard(self, engine: Engine, asked: PipelineRequest) -> PipelineAnswer:
        heard, until = _Heard(), time.monotonic() + self._longest
        while True:
            if engine.model.lost.is_set():
                return self._whole(engine, heard, died=True)
            self._stop_if_due(engine, asked, heard, until)
            try:
                said = engine.next(_LOOK)
            except TimeoutError:
                if heard.why and time.monotonic() > heard.kill_at:
                    engine.close()
                continue
            if said is None or not heard.take(said["kind"], said["text"]):
                return self._whole(engine, heard, died=said is None)

    def _stop_if_due(self, engine: Engine, asked: PipelineRequest, heard: _Heard, until: float) -> None:
        if heard.why is not None:
            return
        if not asked.client.waits():
            heard.why = _stopped("nobody waits for it any more")
        elif time.monotonic() > until:
            heard.why = _stopped(f"it ran for more than {self._longest:g} seconds")
        elif heard.size > self._most:
            heard.why = _stopped(f"it said more than {self._most} characters")
        if heard.why is not None:
            heard.kill_at = time.monotonic() + _GRACE
            engine.model.stopping.set()
            engine.send({"kind": "stop"})

    def _whole(self, engine: Engine, heard: _Heard, died: bool) -> PipelineAnswer:
        if engine.model.lost.is_set() or self._closed:
            engine.close()
            raise Lost
        if died:
            engine.close()
            heard.end = ErrorAnswer(f"{engine.ended().cause('en')} (the lab's words)", "OperationStopped", "LabEnded")
        return heard.answer()


def _message(asked: PipelineRequest) -> dict[str, Any]:
    return {
        "kind": "run",
        "statements": [[_command(command) for command in statement] for statement in asked.statements],
        "input": [_clixml(item) for item in asked.input],
    }


def _command(command: Command) -> dict[str, Any]:
    given = [[name, _clixml(value)] for name, value in command.parameters]
    return {"text": command.name, "script": command.is_script, "parameters": given}


def _clixml(value: Any) -> str:
    # Without a cipher: a SecureString cannot be read here, and no command of the lab's takes one.
    return serialize_clixml([value], None)  # type: ignore[arg-type]


def _stopped(why: str) -> ErrorAnswer:
    return ErrorAnswer(f"The pipeline was stopped: {why} (the lab's words).", "OperationStopped", "PipelineStopped")


def _ended(text: str) -> ErrorAnswer:
    told = json.loads(text)
    more = (told.get("target"), told["exception"], told["activity"])
    return ErrorAnswer(told["message"], told["category"], told["id"], *more)


def _failed(text: str) -> ErrorAnswer:
    return ErrorAnswer(text)
