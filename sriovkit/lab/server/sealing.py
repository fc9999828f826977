"""Messages sealed by NTLM inside HTTP: multipart/encrypted to bytes and back.

Rule: exactly one sealed part a message, as WSMan sends it; anything else raises ValueError.
"""

from __future__ import annotations

import re
import struct

from .ntlm import Acceptor

_PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
CONTENT_TYPE = f'multipart/encrypted;protocol="{_PROTOCOL}";boundary="Encrypted Boundary"'
_OPENING = re.compile(
    rb"\A--\s?Encrypted Boundary\r\n\s*Content-Type:[^\r\n]*\r\n\s*OriginalContent:[^\r\n]*?;Length=(\d{1,9})\r\n"
    rb"--\s?Encrypted Boundary\r\n\s*Content-Type: application/octet-stream\r\n"
)
_CLOSING = re.compile(rb"--\s?Encrypted Boundary--(?:\r\n)?\Z")


def is_sealed(content_type: str) -> bool:
    """Whether a Content-Type says that the body is sealed."""
    return content_type.lower().startswith("multipart/encrypted")


def unseal(context: Acceptor, body: bytes) -> bytes:
    """The message in a sealed body; raises ValueError where the form is wrong, SpnegoError where the seal is."""
    opening, closing = _OPENING.match(body), _CLOSING.search(body, max(len(body) - 64, 0))
    if not opening or not closing or closing.start() < opening.end() + 4:
        raise ValueError("not one sealed part")
    sealed = body[opening.end() : closing.start()]
    (size,) = struct.unpack_from("<i", sealed)
    if not 0 < size <= len(sealed) - 4:
        raise ValueError("no signature")
    message = context.unwrap_winrm(sealed[4 : 4 + size], sealed[4 + size :])
    if len(message) != int(opening[1]):
        raise ValueError("a length that is not the message's")
    return message


def seal(context: Acceptor, message: bytes) -> bytes:
    """A message as a sealed body."""
    header, data, padding = context.wrap_winrm(message)
    head = (
        f"--Encrypted Boundary\r\n\tContent-Type: {_PROTOCOL}\r\n"
        f"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={len(message) + padding}\r\n"
        "--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n"
    )
    return head.encode() + struct.pack("<i", len(header)) + header + data + b"--Encrypted Boundary--\r\n"
