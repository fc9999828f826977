"""Proof that a VF works: from the host's word, the guest's evidence, traffic, and a drill.

Rule: pure. What was not seen stays unproven, and what would prove it is said.
"""

from __future__ import annotations

from . import by_hand, drilling, pasted
from .asking import Asked, guest_script
from .claim import CLAIMS, FAILED, PROVEN, UNPROVEN, Claim, Said, said
from .drill import Drill, Moment
from .evidence import SYNTHETIC, Look
from .target import Target, again, find
from .whole import SCHEMA, Proof, judge

__all__ = [
    "CLAIMS",
    "FAILED",
    "PROVEN",
    "SCHEMA",
    "SYNTHETIC",
    "UNPROVEN",
    "Asked",
    "Claim",
    "Drill",
    "Look",
    "Moment",
    "Proof",
    "Said",
    "Target",
    "again",
    "by_hand",
    "drilling",
    "find",
    "guest_script",
    "judge",
    "pasted",
    "said",
]
