"""The bodies of the endpoint's answers, as XML text with the prefixes of `soap.NS`.

Rule: what goes in is ours or already checked; the rest is escaped here.
"""

from __future__ import annotations

import base64
import uuid
from xml.sax.saxutils import escape

from .shells import Output, Shell
from .soap import MAX_ENVELOPE, NS, SoapRequest, response

CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
_STATE = f"{NS['rsp']}/CommandState/"


def reply(request: SoapRequest, body: str) -> bytes:
    """The envelope that answers a request."""
    return response(request.action + "Response", request.message_id, body)


def received(output: Output, command: str) -> str:
    """Output and, for a command, whether that was all of it."""
    whose = f' CommandId="{escape(command)}"' if command else ""
    streams = "".join(
        f'<rsp:Stream Name="{name}"{whose}>{base64.b64encode(data).decode()}</rsp:Stream>'
        for name, data in output.streams
    )
    state = f"{_STATE}{'Done' if output.done else 'Running'}"
    ended = "" if output.exit_code is None else f"<rsp:ExitCode>{output.exit_code}</rsp:ExitCode>"
    told = f'<rsp:CommandState{whose} State="{state}">{ended}</rsp:CommandState>' if command else ""
    return f"<rsp:ReceiveResponse>{streams}{told}</rsp:ReceiveResponse>"


def commanded(command_id: uuid.UUID) -> str:
    """A command was begun."""
    name = str(command_id).upper()
    return f"<rsp:CommandResponse><rsp:CommandId>{name}</rsp:CommandId></rsp:CommandResponse>"


def created(request: SoapRequest, shell: Shell) -> str:
    """A shell was opened."""
    uri = escape(request.resource_uri)
    selector = f'<w:SelectorSet><w:Selector Name="ShellId">{shell.shell_id}</w:Selector></w:SelectorSet>'
    return (
        f"<x:ResourceCreated><a:Address>{escape(request.to)}</a:Address><a:ReferenceParameters>"
        f"<w:ResourceURI>{uri}</w:ResourceURI>{selector}</a:ReferenceParameters></x:ResourceCreated>" + described(shell)
    )


def described(shell: Shell) -> str:
    """A shell that is open."""
    takes, gives = shell.streams
    return (
        f"<rsp:Shell><rsp:ShellId>{shell.shell_id}</rsp:ShellId>"
        f"<rsp:ResourceUri>{escape(shell.resource_uri)}</rsp:ResourceUri>"
        f"<rsp:ClientIP>127.0.0.1</rsp:ClientIP><rsp:IdleTimeOut>PT{shell.idle_timeout:.3f}S</rsp:IdleTimeOut>"
        f"<rsp:InputStreams>{takes}</rsp:InputStreams><rsp:OutputStreams>{gives}</rsp:OutputStreams>"
        "<rsp:State>Connected</rsp:State></rsp:Shell>"
    )


def config() -> str:
    """The one setting of the service that clients ask for."""
    kilobytes = f"<cfg:MaxEnvelopeSizekb>{MAX_ENVELOPE // 1024}</cfg:MaxEnvelopeSizekb>"
    return f'<cfg:Config xmlns:cfg="{CONFIG}">{kilobytes}</cfg:Config>'
