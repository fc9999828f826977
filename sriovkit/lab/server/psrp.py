"""The one class that knows psrpcore: a runspace pool as the server sees it, bytes in and bytes out.

Rule: psrpcore is used nowhere else, and what it does not do right for us is put right here and named.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from psrpcore import (
    CreatePipelineEvent,
    EndOfPipelineInputEvent,
    GetAvailableRunspacesEvent,
    GetCommandMetadataEvent,
    PipelineInputEvent,
    PSRPPayload,
    ResetRunspaceStateEvent,
    ServerPipeline,
    ServerRunspacePool,
    SetMaxRunspacesEvent,
    SetMinRunspacesEvent,
    StreamType,
)
from psrpcore.types import PSInvocationState, PSRPMessageType

from .pipeline import ErrorAnswer, PipelineAnswer, PipelineRequest
from .psrp_values import RECORDS, error_record, pipeline_request, written
from .soap import harmless

_CALL_ID = (PSRPMessageType.SetMaxRunspaces, PSRPMessageType.SetMinRunspaces, PSRPMessageType.ResetRunspaceState)
_BARE_SURROGATE = re.compile(rb"&#(5[5-7]\d{3});")  # ElementTree's way out where UTF-8 has no bytes
_NONCHARACTER = {b"\xef\xbf\xbe": b"_xFFFE_", b"\xef\xbf\xbf": b"_xFFFF_"}  # U+FFFE, U+FFFF: no XML
_MAX_MESSAGE = 64 * 1024 * 1024  # bytes a client may send towards one message
_HEAD = 40  # bytes before the XML of a message

OnPipeline = Callable[[uuid.UUID, PipelineRequest], None]


class _Pool(ServerRunspacePool):
    """psrpcore's pool with its known gaps closed: wire XML is checked, `CI` is read, every string is legal XML."""

    def _process_message(self, message: Any) -> Any:
        harmless(message.data)
        if message.message_type in _CALL_ID:
            message._data = message._data.replace(b'N="CI"', b'N="ci"')  # pypsrp writes it so
        return super()._process_message(message)

    def prepare_message(self, message: Any, *args: Any, **kwargs: Any) -> None:
        super().prepare_message(message, *args, **kwargs)
        sent = self._send_buffer[-1]._data
        # For a null psrpcore sends no XML at all; PowerShell sends Nil.
        sent[_HEAD:] = b"<Nil />" if message is None else _legal(written(message) or bytes(sent[_HEAD:]))

    def take(self, target: uuid.UUID | None, size: int) -> bytes:
        """Fragments for one target, at most `size` bytes: psrpcore's buffer is the pool's, first come first served."""
        everything = self._send_buffer
        self._send_buffer = _up_to_opened([m for m in everything if m.pipeline_id == target])
        chosen = {id(m) for m in self._send_buffer}
        payload = self.data_to_send(size)
        sent = chosen - {id(m) for m in self._send_buffer}
        self._send_buffer = [m for m in everything if id(m) not in sent]
        return payload.data if payload else b""

    def has(self, target: uuid.UUID | None) -> bool:
        return any(m.pipeline_id == target for m in self._send_buffer)


def _legal(xml: bytes) -> bytes:
    for raw, escaped in _NONCHARACTER.items():
        xml = xml.replace(raw, escaped)
    return _BARE_SURROGATE.sub(lambda m: b"_x%04X_" % int(m[1]), xml)


def _up_to_opened(messages: list[Any]) -> list[Any]:
    """Windows tells that a pool is open in a Receive of its own, after the negotiation; so do we."""
    for index, message in enumerate(messages):
        if index and message.message_type == PSRPMessageType.RunspacePoolState:
            return messages[:index]
    return messages


class RunspacePool:
    """One client's pool. ``on_pipeline`` is called when a pipeline and its input have arrived whole."""

    def __init__(self, on_pipeline: OnPipeline) -> None:
        self._pool = _Pool()
        self._on_pipeline = on_pipeline
        self._inputs: dict[uuid.UUID, list[Any]] = {}
        self._unfinished = 0  # bytes of messages that have not arrived whole

    def feed(self, data: bytes) -> None:
        """Take in bytes; raises psrpcore's, the XML parser's and our errors when they are no PSRP."""
        self._unfinished += len(data)
        try:
            if self._unfinished > _MAX_MESSAGE:
                raise ValueError("a message without an end")
            self._pool.receive_data(PSRPPayload(data, StreamType.default, None))
            while event := self._pool.next_event():
                self._unfinished = 0
                self._happened(event)
        except Exception:
            self._pool._receive_buffer.clear()  # else one broken fragment would spoil all that follow
            self._pool._incoming_fragments.clear()
            self._unfinished = 0
            raise

    @property
    def negotiated(self) -> bool:
        """Whether the client has said which protocol it speaks."""
        return self._pool.their_capability is not None

    def begin(self, pipeline_id: uuid.UUID) -> None:
        """Make room for a pipeline whose fragments follow."""
        ServerPipeline(self._pool, pipeline_id)

    def finish(self, pipeline_id: uuid.UUID, answer: PipelineAnswer) -> None:
        """Queue an answer; one that comes after the pipeline was stopped is dropped."""
        pipeline = self._pool.pipeline_table.get(pipeline_id)
        if pipeline is None or pipeline.state != PSInvocationState.Running:
            return
        for value in answer.output:
            pipeline.write_output(value)
        for error in answer.errors:
            pipeline.prepare_message(error_record(error), message_type=PSRPMessageType.ErrorRecord)
        for record in answer.records:
            pipeline.prepare_message(record.value, message_type=RECORDS[record.kind])
        if answer.terminating:
            pipeline._change_state(PSInvocationState.Failed, error=error_record(answer.terminating))
        else:
            pipeline.complete()
        pipeline.close()

    def say(self, pipeline_id: uuid.UUID, value: Any) -> None:
        """Queue one more output of a pipeline that goes on."""
        pipeline = self._pool.pipeline_table.get(pipeline_id)
        if pipeline is not None and pipeline.state == PSInvocationState.Running:
            pipeline.write_output(value)

    def stop(self, pipeline_id: uuid.UUID) -> None:
        """End a running pipeline as Ctrl+C does; one that has ended stays as it is."""
        pipeline = self._pool.pipeline_table.get(pipeline_id)
        if pipeline is None:
            return
        if pipeline.state == PSInvocationState.Running:
            pipeline.stop()
        pipeline.close()

    def forget(self, pipeline_id: uuid.UUID) -> None:
        """Drop what is queued for a pipeline; nobody will ask for it again."""
        self.stop(pipeline_id)
        self._pool._send_buffer = [m for m in self._pool._send_buffer if m.pipeline_id != pipeline_id]

    def running(self, pipeline_id: uuid.UUID) -> bool:
        """Whether more may come for a pipeline."""
        return pipeline_id in self._pool.pipeline_table

    def take(self, pipeline_id: uuid.UUID | None, size: int) -> bytes:
        """Bytes for one pipeline, or (None) for the pool itself; empty when nothing waits."""
        return self._pool.take(pipeline_id, size)

    def pending(self, pipeline_id: uuid.UUID | None) -> bool:
        """Whether bytes wait for one pipeline, or (None) for the pool itself."""
        return self._pool.has(pipeline_id)

    def _happened(self, event: Any) -> None:
        if isinstance(event, CreatePipelineEvent):
            self._start(event.pipeline_id)
            self._inputs[event.pipeline_id] = []
            if event.pipeline.no_input:
                self._ready(event.pipeline_id)
        elif isinstance(event, PipelineInputEvent):
            self._inputs[event.pipeline_id].append(event.data)
        elif isinstance(event, EndOfPipelineInputEvent):
            self._ready(event.pipeline_id)
        elif isinstance(event, GetCommandMetadataEvent):
            self._start(event.pipeline_id)
            self.finish(event.pipeline_id, PipelineAnswer(terminating=_NO_METADATA))
        elif isinstance(event, SetMaxRunspacesEvent | SetMinRunspacesEvent | ResetRunspaceStateEvent):
            self._pool.runspace_availability_response(event.ci, True)
        elif isinstance(event, GetAvailableRunspacesEvent):
            free = max(self._pool.max_runspaces - len(self._pool.pipeline_table), 0)
            self._pool.runspace_availability_response(event.ci, free)

    def _start(self, pipeline_id: uuid.UUID) -> None:
        pipeline = self._pool.pipeline_table[pipeline_id]
        if pipeline.state != PSInvocationState.NotStarted:
            raise ValueError("a pipeline can be created only once")
        # psrpcore's start() tells the client; Windows says nothing until there is something to say.
        pipeline._change_state(PSInvocationState.Running, emit=False)

    def _ready(self, pipeline_id: uuid.UUID) -> None:
        if pipeline_id in self._inputs:
            asked = self._pool.pipeline_table[pipeline_id].metadata
            self._on_pipeline(pipeline_id, pipeline_request(asked, self._inputs.pop(pipeline_id)))


_NO_METADATA = ErrorAnswer("Command metadata is not available here.", "NotImplemented", "CommandMetadataNotAvailable")
