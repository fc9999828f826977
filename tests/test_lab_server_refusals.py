"""Messages the lab's server does not take: bombs, broken SOAP, broken PSRP; it lives on after each."""

from __future__ import annotations

import base64
import os
import struct
import uuid

import pytest
from pypsrp.exceptions import WSManFaultError

from sriovkit.lab.server import LabServer

from .echo_server import echo, running, server, still_serving
from .lab_clients import pool, post, say

__all__ = ["echo", "running", "server", "still_serving"]
pytestmark = pytest.mark.usefixtures("still_serving")
S, A = "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/ws/2004/08/addressing"
CREATE = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create"
POWERSHELL = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
BOMB = '<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;">]>'


def envelope(action: str = CREATE, body: str = "", before: str = "") -> bytes:
    header = (
        f'<a:Action xmlns:a="{A}">{action}</a:Action><a:MessageID xmlns:a="{A}">uuid:1</a:MessageID>'
        f'<w:ResourceURI xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">{POWERSHELL}</w:ResourceURI>'
    )
    return (
        f'{before}<s:Envelope xmlns:s="{S}"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>'.encode()
    )


def creation(data: bytes) -> bytes:
    content = (
        f'<creationXml xmlns="http://schemas.microsoft.com/powershell">{base64.b64encode(data).decode()}</creationXml>'
    )
    shell = f'<r:Shell xmlns:r="http://schemas.microsoft.com/wbem/wsman/1/windows/shell" ShellId="{uuid.uuid4()}">'
    return envelope(body=f"{shell}{content}</r:Shell>")


def psrp(message_type: int, xml: bytes) -> bytes:
    message = struct.pack("<II", 2, message_type) + bytes(32) + xml
    return struct.pack(">QQBI", 1, 0, 3, len(message)) + message


@pytest.mark.parametrize(
    "message",
    [
        envelope(before=BOMB),
        envelope(before='<?xml version="1.0" encoding="utf-8"?>' + BOMB),
        envelope(before=BOMB).decode().encode("utf-16"),
        envelope(before=BOMB).decode().encode("utf-16-le"),
        b'<?xml version="1.0" encoding="cp037"?>' + envelope(before=BOMB).decode().encode("cp037"),
        b'<?xml version="1.0" encoding="utf-7"?>' + envelope(before=BOMB),
        envelope().replace(b"<s:Header>", b"<s:Header><![CDATA[<!DOCTYPE]]>"),
    ],
)
def test_document_types_and_entities_are_refused(server: LabServer, message: bytes) -> None:
    answer = post(server, message)
    assert answer.status == 400
    assert "XML is invalid" in answer.text


@pytest.mark.parametrize(
    "message",
    [
        b"<",
        b"nonsense",
        b"<a/>",
        b"\xff\xfe",
        b"\xff\xff",
        envelope()[:-9],
        envelope(body=""),
        envelope(body="<x/>"),
        b"\0",
    ],
)
def test_malformed_soap_is_a_clean_fault(server: LabServer, message: bytes) -> None:
    answer = post(server, message)
    assert answer.status == 400
    assert "s:Fault" in answer.text


def test_deep_nesting_is_a_clean_fault(server: LabServer) -> None:
    assert post(server, envelope(body="<x>" * 50_000 + "</x>" * 50_000)).status == 400
    deep = b"<Obj>" * 20_000 + b"</Obj>" * 20_000
    assert post(server, creation(psrp(0x00010002, deep))).status == 400


def test_an_unknown_action_is_a_fault_that_names_the_message(server: LabServer) -> None:
    answer = post(server, envelope("http://example/Dance"))
    assert answer.status == 500
    assert "action URI is invalid" in answer.text
    assert "uuid:1</a:RelatesTo>" in answer.text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        bytes(21),
        os.urandom(500),
        psrp(0x00010002, BOMB.encode() + b"<Obj/>"),
        psrp(0x00010002, b'<?xml version="1.0" encoding="cp037"?><Obj/>'),
        psrp(0x00010002, b"<Obj><MS><Version N='protocolversion'>x</Version></MS></Obj>"),
        psrp(0xFFFFFFFF, b"<Obj/>"),
    ],
)
def test_broken_powershell_messages_open_no_shell(server: LabServer, data: bytes) -> None:
    answer = post(server, creation(data))
    assert (answer.status, server.shells) == (400, ())


def test_a_broken_fragment_does_not_spoil_the_shell(server: LabServer) -> None:
    with pool(server) as opened:
        for junk in (b"x", os.urandom(300), psrp(0x00010002, BOMB.encode())):
            with pytest.raises(WSManFaultError):
                opened.shell.send("stdin", junk)
        assert say(opened, "fine") == "fine"
