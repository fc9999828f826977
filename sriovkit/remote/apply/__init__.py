"""Applying a plan to a host: visits, the journal on disk, and the order of it all.

Rule: what to do is decided in core; here it is asked, written down, sent and looked at, in that order.
"""

from __future__ import annotations

from .book import Book
from .rules import Patience, Rules
from .work import Work

__all__ = ["Book", "Patience", "Rules", "Work"]
