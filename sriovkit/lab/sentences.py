"""The host's own sentences for reasons, in its language where they are known.

Rule: none is invented. Where the Japanese original is unknown the English one stands; a reason that Windows never
puts into words has none.
"""

from __future__ import annotations

from ..core import catalogue
from .machine import Machine


def sentences(machine: Machine, codes: tuple[str, ...]) -> list[str]:
    """The items of an IovSupportReasons list; codes without a known sentence are left out."""
    found = (sentence(code, machine.language) for code in codes)
    return [text for text in found if text]


def sentence(code: str, language: str) -> str:
    """One reason's sentence, "" where none is known; a code that the catalogue does not have raises KeyError."""
    system = catalogue.load()[code].system
    known = [system[lang].text for lang in (language, "en") if lang in system and system[lang].text]
    return known[0] if known else ""
