"""The Japanese of what Python says of itself: columns of frames that no cmdlet gives, functions, classes, members.

Rule: the English stands in the code, as a column's meaning or a docstring; python.ja.toml has its Japanese.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("python.ja.toml")


@cache
def told() -> Mapping[str, Any]:
    """[columns.<frame>] and [api]."""
    return tomllib.loads(FILE.read_text("utf-8"))


def column(frame: str, attr: str) -> str:
    """The Japanese of a column; "" where there is none."""
    return str(told()["columns"].get(frame, {}).get(attr, ""))


def documented(name: str) -> str:
    """The Japanese of a name's docstring ("apply", "Plan", "Plan.text", "nb.ladder"); "" where there is none."""
    return str(told()["api"].get(name, ""))
