"""Calls of the notebooks' module that show one thing to read: a reason on a host, and the work procedure of a plan.

Rule: they are offered by `sriovkit.notebook`, like every other call of the notebooks.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..core import catalogue
from ..core import text as reader
from ..core.apply.questions import Question
from ..core.errors import UsageError
from ..core.plan import Plan
from ..core.plan import plan as planned
from ..view.widgets.absent import AbsentShown
from ..view.widgets.card import CardShown
from ..view.widgets.procedure import ProcedureShown
from .in_hand import copy, diagnosis_of, page


def reason(x: Any, code: str, lang: str | None = None) -> CardShown | AbsentShown:
    """The card of one reason on a host, wherever the diagnosis holds it; where it does not hold, that, and how sure.

    `x` is a source, a host, a snapshot or a diagnosis. Raises UsageError for a code that is not in the catalogue.
    """
    found = diagnosis_of(x)
    if code not in catalogue.load():
        raise UsageError("widget-no-reason", reason=code)
    held = [f for top in found.findings for f in (top, *top.folded) if f.code == code]
    return CardShown(held[0], lang, copy, page) if held else AbsentShown(found, code, lang)


def ask(question: Question) -> bool:
    """Show a question of `apply`, `undo` or `prove` in the cell and wait for an answer; YES, in full, is a yes."""
    print(question.text())
    return input(reader.words("plan.script.type-yes") + ": ").strip() == "YES"


def procedure(x: Any, file: str | os.PathLike[str] = "work-procedure.html", lang: str | None = None) -> ProcedureShown:
    """A plan as a work procedure to print (step, who, outage, rollback, evidence), written to `file` as well.

    `x` is a plan, or what can be planned for: a source, a host, a snapshot or a diagnosis. Raises UsageError where
    nothing can be written there.
    """
    shown = ProcedureShown(x if isinstance(x, Plan) else planned(diagnosis_of(x)), Path(file), lang)
    try:
        shown.file.write_text(shown.plan.procedure(shown.lang), "utf-8")
    except OSError as error:
        raise UsageError("cannot-write", host=str(file), detail=error.strerror or "") from None
    return shown
