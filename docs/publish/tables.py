"""Tables for narrow screens: identifiers that break where a person would, columns that can stand below each other.

Rule: the words of a cell stay as they are; only places to break and the names of columns are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

_TABLE = re.compile(r"<table>\n(<thead>.*?</thead>)\n(.*?)</table>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])((?: [^>]*)?)>(.*?)</\1>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CODE = re.compile(r"(<code>)([^<]{12,})(</code>)")
#: Between two words of an identifier: IovVirtual|FunctionCount, net_adapter_|interface, lab:|article.
_JOINT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[_.:/])(?=\w)")
_TAGS = re.compile(r"<[^>]+>")
#: More columns than this stand below each other on a phone.
_BESIDE = 3


def fitted(html: str) -> str:
    """A page's HTML with its tables of Markdown made fit; what a notebook printed stays as it is."""
    return _TABLE.sub(lambda table: _table(table[1], table[2]), html)


def _table(head: str, body: str) -> str:
    names = [_TAGS.sub("", cell[3]).strip() for cell in _CELL.finditer(head)]
    # A column without a name has no heading, not an empty one.
    head = head.replace("<th></th>", "<td></td>")
    stacked = len(names) > _BESIDE
    if stacked:
        body = _ROW.sub(lambda row: "".join(_named(row[0], ["", *names[1:]])), body)
    return f"<table{' data-stacked' if stacked else ''}>\n{head}\n{_CODE.sub(_breakable, body)}</table>"


def _named(row: str, names: list[str]) -> Iterator[str]:
    """A row whose cells know the names of their columns; the first stands at its head and needs none."""
    at = 0
    for name, cell in zip(names, _CELL.finditer(row), strict=True):
        label = f' data-label="{escape(unescape(name))}"' if name and cell[3].strip() else ""
        yield row[at : cell.start()] + f"<{cell[1]}{cell[2]}{label}>{cell[3]}</{cell[1]}>"
        at = cell.end()
    yield row[at:]


def _breakable(code: re.Match[str]) -> str:
    return code[1] + _JOINT.sub("<wbr>", code[2]) + code[3]
