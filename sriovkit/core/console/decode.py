"""Bytes of a text file -> text: UTF-8, UTF-16 and the Japanese encodings a console's output is saved in.

Rule: it never fails; what cannot be read becomes U+FFFD, which `read_text` counts and notes.
"""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Share of zero bytes, all at odd or all at even places, from which text must be UTF-16.
_ZEROS = 0.05
_SAMPLE = 1 << 16


def decode(data: bytes) -> str:
    """The text of a file that a console's output was saved in.

    A byte order mark decides; then zero bytes (UTF-16), escape sequences (ISO-2022-JP as in mails), UTF-8, Shift_JIS.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    wide = _without_mark(data)
    if wide:
        return data.decode(wide, "replace")
    if b"\x1b$" in data and data.isascii():
        return data.decode("iso2022_jp_ext", "replace")
    return _narrow(data)


def _without_mark(data: bytes) -> str:
    """The kind of UTF-16 that text without a mark seems to be, else nothing."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(1, _ZEROS * len(sample)) or min(even, odd) * 4 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _narrow(data: bytes) -> str:
    for encoding in ("utf-8", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    readings = [data.decode(encoding, "replace") for encoding in ("utf-8", "cp932")]
    return min(readings, key=lambda text: text.count("\ufffd"))
