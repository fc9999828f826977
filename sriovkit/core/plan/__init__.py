"""Plans: what to do on a host to get SR-IOV, step by step, shown before anything is done.

Rule: a plan is data. It is made and shown here; running it is for another room.
"""

from __future__ import annotations

from .making import ENDS, plan
from .refusals import Refusal
from .step import Step
from .whole import SCHEMA, Plan

__all__ = ["ENDS", "SCHEMA", "Plan", "Refusal", "Step", "plan"]
