"""Answers that are broken on purpose: cut off in the middle, or whole around a content that is none.

Rule: bytes to bytes; the same answer breaks in the same way.
"""

from __future__ import annotations

import base64
import re

_STREAM = re.compile(rb"(<rsp:Stream[^>]*>)([^<]+)")


def half(answer: bytes) -> bytes:
    """XML that ends in the middle."""
    return answer[: len(answer) // 2]


def scrambled(answer: bytes) -> bytes:
    """Right SOAP, in which the bytes of the streams stand in reverse."""
    return _STREAM.sub(lambda m: m[1] + base64.b64encode(base64.b64decode(m[2])[::-1]), answer)
