"""Which Japanese was confirmed with which English: reads, judges and rewrites tests/data/translations.json.

Rule: a Japanese text that stayed as it was while its English changed is confirmed by name only.
    python -m tests.translations confirm [--unchanged KEY ...] [--all]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .twins import Twin, twins

FILE = Path(__file__).parent / "data" / "translations.json"
COMMAND = "python -m tests.translations confirm"
#: What is wrong with a pair, and what to do about it.
NEXT = {
    "missing": "has no twin in one language: write both",
    "doubled": "is there twice: give each its own place",
    "stale": "English changed, Japanese did not: translate it, then {command}; where it is still right: "
    "{command} --unchanged {key}",
    "changed": "is new or changed: see that both say the same, then {command}",
    "gone": "is no longer there: {command}",
}
#: Place without list numbers -> the pairs of hashes ("english japanese") that were confirmed there.
Confirmed = dict[str, set[str]]


@dataclass(frozen=True)
class Trouble:
    """One text whose translation is not confirmed; `what` is a key of NEXT."""

    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.key} {NEXT[self.what].format(command=COMMAND, key=self.key)}"


def group(key: str) -> str:
    """The place a pair is stored under: things in a list may change places."""
    return re.sub(r"(?<=[.:])\d+(?=\.|$)", "*", key)


def digest(words: str) -> str:
    """Eight hexadecimal digits of a text; line ends and spaces do not count."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:8]


def pair(en: str, ja: str) -> str:
    return f"{digest(en)} {digest(ja)}"


def judge(found: Iterable[Twin], confirmed: Confirmed) -> Iterator[Trouble]:
    """What is missing, stale, changed or gone."""
    current: Confirmed = {}
    seen: set[str] = set()
    told: set[str] = set()
    for key, en, ja in found:
        what = "doubled" if key in seen else _state(en, ja, confirmed.get(group(key), set()))
        seen.add(key)
        current.setdefault(group(key), set()).add(pair(en or "", ja or ""))
        if what:
            told.add(group(key))
            yield Trouble(key, what)
    # Where something else was told of a place, that is also why a confirmed pair is missing there.
    yield from (Trouble(p, "gone") for p, pairs in confirmed.items() if p not in told and pairs - current.get(p, set()))


def _state(en: str | None, ja: str | None, known: Collection[str]) -> str:
    if not (en and en.strip() and ja and ja.strip()):
        return "missing"
    if pair(en, ja) in known:
        return ""
    return "stale" if digest(ja) in {told.split()[1] for told in known} else "changed"


def confirm(found: Iterable[Twin], confirmed: Confirmed, unchanged: Collection[str] = ()) -> Confirmed:
    """What is confirmed now. A stale text keeps what it was confirmed with, unless `unchanged` names it."""
    made: Confirmed = {}
    for key, en, ja in found:
        known = confirmed.get(group(key), set())
        state = _state(en, ja, known)
        if state == "missing":
            continue
        assert en and ja
        kept = {told for told in known if told.split()[1] == digest(ja)}
        now = kept if state == "stale" and key not in unchanged else {pair(en, ja)}
        made.setdefault(group(key), set()).update(now)
    return made


def read(file: Path = FILE) -> Confirmed:
    stored = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return {key: set([told] if isinstance(told, str) else told) for key, told in stored.items()}


def write(confirmed: Mapping[str, set[str]], file: Path = FILE) -> None:
    """One line a pair, so that two people's changes meet without a conflict."""
    stored = {key: next(iter(told)) if len(told) == 1 else sorted(told) for key, told in confirmed.items()}
    file.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", "utf-8", newline="\n")


def main(args: list[str] | None = None, file: Path = FILE, source: Callable[[], Iterable[Twin]] = twins) -> int:
    """The command; 1 where something is left that it does not confirm."""
    parser = argparse.ArgumentParser(prog="python -m tests.translations")
    parser.add_argument("command", choices=["confirm"])
    parser.add_argument("--unchanged", action="append", default=[], metavar="KEY", help="its Japanese is still right")
    parser.add_argument("--all", action="store_true", help="take everything as it is now")
    said = parser.parse_args(args)
    found = list(source())
    before = {} if said.all else read(file)
    stale = {t.key for t in judge(found, before) if t.what == "stale"}
    unknown = sorted(set(said.unchanged) - stale) if not said.all else []
    made = confirm(found, before, said.unchanged)
    write(made, file)
    left = [str(trouble) for trouble in judge(found, made)]
    left += [f"{key} is not stale: nothing to confirm" for key in unknown]
    print("\n".join([*left, f"{len(found)} texts, {len(left)} left"]))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
