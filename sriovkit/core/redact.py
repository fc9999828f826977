"""Text made fit to be sent to strangers: known words stay, everything else gets a random stand-in.

Rule: nothing passes because it looks harmless, only because it is known; a stand-in is random and cannot be reversed.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import known_words
from .clean import shown
from .snapshot import Snapshot

#: Shortest token of Latin letters that is replaced; in scripts that need fewer characters every unknown one is.
LEAST = 4
#: Letters of stand-ins: no vowels, so that they make no word, and none that a hexadecimal number has.
_LETTERS = "ghjkmnpqrstvwxyz"
#: Longest text that is redacted, in characters; the rest is left out.
LIMIT = 4_000
#: Properties whose values name somebody or something of the host's owner.
_NAMING = re.compile(
    r"(?:(?<!Display)Name|Alias|Domain|Workgroup|Owner|Team|Members|TeamNics|Notes|Contact|User)$", re.IGNORECASE
)

_HEX = "[0-9A-Fa-f]"
_REST = r"[^\s\"'<>|、。「」]"
_BEFORE, _BEHIND = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
#: (kind, pattern) in the order in which they are looked for; what comes later never sees what was found before.
_SHAPES: tuple[tuple[str, str], ...] = (
    ("url", rf"[A-Za-z][A-Za-z0-9+.-]*://{_REST}+"),
    ("eml", r"[^\s\"'<>()\[\]{},;:=、。「」]+@[^\s\"'<>()\[\]{},;:=、。「」]+"),
    ("dir", rf"\\\\{_REST}+|{_BEFORE}[A-Za-z]:[\\/]{_REST}*|(?<![0-9A-Za-z.])/{_REST}*/{_REST}*"),
    ("sid", rf"{_BEFORE}[Ss]-1(?:-(?:0x)?{_HEX}+)+"),
    ("uid", rf"\{{?{_BEFORE}{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}{_BEHIND}\}}?"),
    ("mac", rf"{_BEFORE}{_HEX}{{2}}([-: ])(?:{_HEX}{{2}}\1){{4}}(?:{_HEX}{{2}}\1{_HEX}{{2}}\1)?{_HEX}{{2}}{_BEHIND}"),
    ("mac", rf"{_BEFORE}{_HEX}{{4}}(?:\.{_HEX}{{4}}){{2}}{_BEHIND}"),
    ("mac", rf"{_BEFORE}(?=[A-Fa-f]*[0-9]){_HEX}{{12}}{_BEHIND}"),
    ("ip6", rf"{_BEFORE}(?=(?:{_HEX}*:){{2}})[0-9A-Fa-f:]+(?:(?:\d+\.){{3}}\d+)?(?:%[0-9A-Za-z]+)?(?:/\d+)?"),
    ("ip4", rf"{_BEFORE}\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?:/\d+|:\d+)?{_BEHIND}"),
    ("dir", r"[^\s\"'<>|,;=、。「」\\]+(?:\\[^\s\"'<>|,;=、。「」\\]+)+"),
    ("esc", rf"(?:(?:%|=|\\x|\\u|&\#x?){_HEX}{{2,8}};?){{2,}}"),
)
_TIME = re.compile(r":*|\d{1,2}(?::\d{2}){1,2}")
#: What has the shape of a kind and is none: a time of day is no address, a path of known words names nobody.
_HARMLESS: Mapping[str, Callable[[str], object]] = {"ip6": _TIME.fullmatch, "dir": known_words.passes}
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _SHAPES)
_TOKEN = re.compile(r"[^\s\"<>()\[\]{}|,;:!?=/、。「」『』・…\ue000-\uf8ff\U000f0000-\U0010ffff]+")


class Redactor:
    """One report's worth of stand-ins: the same text gets the same one, and nothing keeps the way back."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """`names` are replaced wherever they stand, even where they are made of known words."""
        found = {_plain(name).strip() for name in names}
        self._names = _any_of(sorted((n for n in found if len(n) > 1), key=len, reverse=True))
        self._stand_ins: dict[tuple[str, str], str] = {}
        self._sources: list[str] = []

    def redact(self, text: str) -> str:
        """`text` on one line, with a stand-in for everything that is not known."""
        text = _plain(text[: 4 * LIMIT])[:LIMIT]
        self._sources.append(text.casefold())
        hidden: list[str] = []
        if self._names:
            text = self._names.sub(lambda m: self._hide("w", m[0], hidden), text)
        for kind, pattern in _PATTERNS:
            text = pattern.sub(self._shape(kind, hidden), text)
        text = _TOKEN.sub(lambda m: self._token(m[0], hidden), text)
        return "".join(hidden[_index(c)] if _is_mark(c) else c for c in text)

    def _shape(self, kind: str, hidden: list[str]) -> Callable[[re.Match[str]], str]:
        def replace(found: re.Match[str]) -> str:
            harmless = _HARMLESS.get(kind)
            return found[0] if harmless and harmless(found[0]) else self._hide(kind, found[0], hidden)

        return replace

    def _token(self, token: str, hidden: list[str]) -> str:
        """A token as it may stand; one of Japanese is looked at in the pieces that hiragana makes of it."""
        pieces = [p for p in known_words.HIRAGANA.split(token) if p]
        good = [_may_stand(p, alone=len(pieces) == 1) for p in pieces]
        kana = [bool(known_words.HIRAGANA.fullmatch(p)) for p in pieces]
        # A name in hiragana may go on in another script: what touches an unknown run is hidden with it.
        bad = [not g or any(_touches(i, j, good, kana) for j in (i - 1, i + 1)) for i, g in enumerate(good)]
        return "".join(self._piece(p, b, hidden) for p, b in zip(pieces, bad, strict=True))

    def _piece(self, piece: str, bad: bool, hidden: list[str]) -> str:
        core = piece.strip("._-'’`*~%&#+$@^\\")
        if not bad or not core:
            return piece
        before, _, behind = piece.partition(core)
        return before + self._hide(_kind(core), core, hidden) + behind

    def _hide(self, kind: str, text: str, hidden: list[str]) -> str:
        """A mark that no text from outside can hold, for the stand-in of `text`."""
        key = (kind, re.sub(r"[-:.{} ]", "", text).casefold() if kind in ("mac", "uid") else text.casefold())
        if key not in self._stand_ins:
            self._stand_ins[key] = f"[{kind}-{self._random()}]"
        hidden.append(self._stand_ins[key])
        return _mark(len(hidden) - 1)

    def _random(self) -> str:
        """Letters that no text redacted so far holds four of in a row, and no other stand-in has."""
        while True:
            made = "".join(secrets.choice(_LETTERS) for _ in range(6))
            seen = any(made[i : i + 4] in source for i in range(3) for source in self._sources)
            if not seen and all(made not in known for known in self._stand_ins.values()):
                return made


def redact(text: str, names: Iterable[str] = ()) -> str:
    """`text` with random stand-ins for all that is not known; two calls never give the same ones."""
    return Redactor(names).redact(text)


def names_in(snapshot: Snapshot) -> set[str]:
    """Everything in a snapshot that names the host, its things and its people."""
    found = {str(snapshot.session.get("computer") or ""), str(snapshot.source.get("address") or "")}
    for section in snapshot.sections:
        for row in snapshot.rows(section):
            found |= set(_named(row))
    return {name for name in found if name}


def _named(row: Mapping[str, Any]) -> Iterable[str]:
    for key, value in row.items():
        if _NAMING.search(key):
            yield from (v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", shown(text)).split())


def _any_of(names: list[str]) -> re.Pattern[str] | None:
    """A pattern for names as whole words where they begin and end with Latin letters or digits."""
    made = [f"{_edge(n[0], _BEFORE)}{re.escape(n)}{_edge(n[-1], _BEHIND)}" for n in names]
    return re.compile("|".join(made), re.IGNORECASE) if made else None


def _edge(c: str, boundary: str) -> str:
    return boundary if c.isascii() and c.isalnum() else ""


def _may_stand(piece: str, alone: bool) -> bool:
    core = piece.strip("._-'’`*~%&#+$@^\\")
    if not core or known_words.passes(core):
        return True
    return len(core) < LEAST and core.isascii() and alone


def _touches(i: int, j: int, good: list[bool], kana: list[bool]) -> bool:
    return 0 <= j < len(good) and not good[j] and kana[j] and not kana[i]


def _kind(core: str) -> str:
    if core.isdigit():
        return "no"
    return "dns" if re.search(r"\w\.\w", core) else "w"


def _mark(index: int) -> str:
    return chr(0xF0000 + index)


def _is_mark(c: str) -> bool:
    return 0xF0000 <= ord(c) <= 0x10FFFD


def _index(mark: str) -> int:
    return ord(mark) - 0xF0000
