"""Refusals of a machine that cannot be: what is not there, what is out of a list, what is wrong.

Rule: each names the place in the file and the thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..core.errors import InputError


def known(place: str, names: Iterable[str], there: Iterable[str], file: str) -> Iterator[InputError]:
    """One for each name that is not there."""
    listed = list(there)
    for name in names:
        if name not in listed:
            yield InputError("lab-no-such", host=file, place=place, name=name, known=", ".join(listed))


def one_of(place: str, value: object, words: Iterable[object], file: str) -> Iterator[InputError]:
    """One where the value is none of the words."""
    listed = list(words)
    if value not in listed:
        yield wrong(place, value, ", ".join(map(str, listed)), file)


def wrong(place: str, value: object, expected: str, file: str) -> InputError:
    return InputError("lab-wrong-value", host=file, place=place, value=value, expected=expected)
