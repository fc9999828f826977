"""JSON text from outside, read strictly: size and depth are checked before anything is built from it.

Rule: what is refused is refused with its file and place; NaN and numbers out of range are no JSON.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from .errors import InputError

#: How a JSON object begins; a console may print "{" too, but a list of sentences follows it.
_OBJECT = re.compile(r'[\ufeff\s]*\{\s*["}]')
#: A snapshot nests six levels; nothing of ours nests deeper than this.
_DEPTH = 32
#: A whole string, which is stepped over (the last one may lack its end), or a bracket.
_OUTSIDE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


def begins(text: str) -> bool:
    """Whether text is to be read as a JSON object, told by how it begins."""
    return _OBJECT.match(text) is not None


def loads(text: str, place: str, limit: int) -> Any:
    """The value of JSON text of at most `limit` characters.

    Raises InputError for text that is too large, nests too deep, is no JSON or holds NaN; `place` names the file.
    """
    if len(text) > limit:
        raise InputError("too-large", host=place, limit=f"{limit // 1024 // 1024} MB")
    text = text.removeprefix("\ufeff")
    if deepest(text) > _DEPTH:
        raise InputError("json-too-deep", host=place, depth=_DEPTH)
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except json.JSONDecodeError as error:
        at = {"line": error.lineno, "column": error.colno, "detail": error.msg}
        raise InputError("not-json", host=place, **at) from None
    except ValueError as error:
        raise InputError("not-json", host=place, line="?", column="?", detail=str(error)) from None


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is out of range")
    return number


def deepest(text: str) -> int:
    """How deep JSON text nests, told in one pass and without reading it, so that a hostile depth costs nothing."""
    depth = most = 0
    for found in _OUTSIDE.finditer(text):
        if found[0] in "[{":
            depth += 1
            most = max(most, depth)
        elif found[0] in "]}":
            depth -= 1
    return most
