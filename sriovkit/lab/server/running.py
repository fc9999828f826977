"""Pipelines off the event loop: a responder may be slow, block, fail or never return.

Rule: each pipeline has a daemon thread of its own, so that one that never returns keeps nobody from leaving.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

from .pipeline import ErrorAnswer, PipelineAnswer, PipelineRequest, Responder
from .wsman import Run

log = logging.getLogger(__name__)


def in_threads(responder: Responder, loop: asyncio.AbstractEventLoop) -> Run:
    """What the endpoint calls to run a pipeline; the answer comes back in the loop's thread."""

    def run(asked: PipelineRequest, finish: Callable[[PipelineAnswer], None]) -> None:
        def work() -> None:
            answer = _respond(responder, asked)
            with contextlib.suppress(RuntimeError):  # the server was closed meanwhile
                loop.call_soon_threadsafe(finish, answer)

        threading.Thread(target=work, name="sriovkit-lab-pipeline", daemon=True).start()

    return run


def _respond(responder: Responder, asked: PipelineRequest) -> PipelineAnswer:
    try:
        return responder.respond(asked)
    except Exception as error:
        log.exception("the responder failed")
        message = f"The lab could not answer: {type(error).__name__}: {error}"
        return PipelineAnswer(terminating=ErrorAnswer(message, "NotSpecified", "LabResponderFailed"))
