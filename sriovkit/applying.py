"""Doing a plan on a host, going on later, and taking it back: the front door's `apply`, `resume` and `undo`.

Rule: a plan is taken only as it was made; the journal is on the disk before anything is sent.
"""

from __future__ import annotations

import getpass
import os
import platform
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .core.apply import run as _run
from .core.apply.hold import Hold
from .core.errors import UsageError
from .core.plan import Plan
from .door import Host
from .guide import working_folder
from .remote.apply import Book, Patience, Rules, Work, changing, going_back
from .remote.apply.book import load
from .remote.apply.visits import Reached, Visits

if TYPE_CHECKING:
    from .core.apply.questions import Ask, Tell
    from .remote.apply.rules import Stop
    from .view.frames import Table


class Run(_run.Run):
    """What `apply`, `resume` and `undo` give: how a run was left, step by step, as its journal tells it.

    `state` is done, undone, waiting (for somebody's hands or leave), settling (done, and not yet to be seen), stopped,
    refused or unknown; `steps` has a record for each step; `journal` is the file by which it is resumed.
    """

    @classmethod
    def load(cls, journal: str | os.PathLike[str]) -> Run:
        """The run in a journal, without asking any host. Raises UsageError and InputError."""
        return cls.read(load(Path(journal)), Path(journal))  # type: ignore[return-value]

    def frame(self) -> Table:
        """One row a step: state, times, commands, who confirmed it, and what was before and after."""
        from .view.run_frame import run_frame

        return run_frame(self)

    def undo(self, host: Host, **terms: Any) -> Run:
        """Take back everything that the run changed, the last step first; the keywords are those of `sk.undo`."""
        return undo(self.journal, host, **terms)


def apply(
    plan: Plan | Mapping[str, Any],
    host: Host,
    *,
    allow: Iterable[str] | None = (),
    ask: Ask | None = None,
    tell: Tell | None = None,
    stop: Stop | None = None,
    folder: str | os.PathLike[str] | None = None,
    take_over: str = "",
    patience: Patience | None = None,
) -> Run:
    """Do a plan on its host, one proven step after the other, as far as was allowed and answered with yes.

    `allow` names impacts (none, vf-reset, nic-restart, vswitch-rebuild, ...), none implying another. `ask(question)` is
    called before every interrupting step and for what a person confirms; without it nothing that must be asked is done.
    `tell(event)` gets the progress, `stop.is_set()` is looked at between steps. The journal is written to `folder`,
    unless told otherwise "runs" in the working folder. `take_over` are the words for taking over a hold that was left
    behind. What waits, for instance for work by hand, goes on with `resume`.

    Raises UsageError (the call, a folder that cannot be written), InputError (a plan that was edited, or is for another
    host) and HostError (not reached, held by somebody else); nothing was changed then. What `ask` raises is a no, and
    is raised again when nothing is half done any more; so is Ctrl-C.
    """
    _reached(host)
    rules = Rules.of(allow, ask=ask, tell=tell, stop=stop, take_over=take_over, patience=patience or Patience())
    plan = plan if isinstance(plan, Plan) else Plan.from_dict(plan)
    plan = Plan.from_dict(plan.to_dict())
    if plan.what_if:
        raise UsageError("plan-of-what-if", host=plan.host)
    told = {"plan": plan.to_dict(), "by": me(), "address": host.address, "allow": sorted(rules.allow)}
    book = Book.begin(Path(folder) if folder is not None else working_folder() / "runs", plan.host, **told)
    return _done(book, plan, host, rules, changing.run, new=True)


def resume(
    journal: str | os.PathLike[str],
    host: Host,
    *,
    allow: Iterable[str] | None = (),
    ask: Ask | None = None,
    tell: Tell | None = None,
    stop: Stop | None = None,
    take_over: str = "",
    patience: Patience | None = None,
) -> Run:
    """Go on with a run from where its host stands now, whatever ended it; what is done already is not done again.

    `host` is needed because no password is ever written down. A run that is done or undone is given as it is. The
    journal of a drill that was ended in the middle gives the VF back. Keywords and errors are those of `apply`;
    InputError also for a journal that is damaged before its last line.
    """
    _reached(host)
    rules = Rules.of(allow, ask=ask, tell=tell, stop=stop, take_over=take_over, patience=patience or Patience())
    before = Run.load(journal)
    # A drill is never begun again from its journal: what it took away is given back, and no more.
    if before.ledger.state in ("done", "undone") or (before.drill and not before.going_back):
        return before
    return _done(Book.resume(Path(journal)), before.plan, host, rules, changing.run)


def undo(
    journal: str | os.PathLike[str],
    host: Host,
    *,
    allow: Iterable[str] | None = (),
    ask: Ask | None = None,
    tell: Tell | None = None,
    stop: Stop | None = None,
    take_over: str = "",
    patience: Patience | None = None,
) -> Run:
    """Take back every step of a run, the last first, each asked for and written down like a step.

    What the plan calls lost for good stays lost. Keywords and errors are those of `resume`, which goes on with an undo
    that was stopped.
    """
    _reached(host)
    rules = Rules.of(allow, ask=ask, tell=tell, stop=stop, take_over=take_over, patience=patience or Patience())
    plan = Run.load(journal).plan
    return _done(Book.resume(Path(journal)), plan, host, rules, going_back.undo)


def _done(book: Book, plan: Plan, host: Host, rules: Rules, do: Callable[[Work], None], new: bool = False) -> Run:
    mine = Hold(book.name, me(), "", "")
    visits = Visits(host.reached, rules.patience, mine, rules.take_over)
    work = Work(plan, visits, book, rules)
    try:
        if changing.begin(work):
            do(work)
    except BaseException:
        if new and work.ledger.looked is None:
            book.discard()  # nothing was sent, and nothing is to be resumed
        raise
    finally:
        book.close()
    return Run(book.path, plan, tuple(book.records))


def _reached(host: object) -> None:
    """Raises UsageError where that is nothing that can be asked: an address, a snapshot."""
    if not isinstance(getattr(host, "reached", None), Reached):
        raise UsageError("apply-needs-a-host")


def me() -> str:
    """Who runs this, for the host's hold and the record of work: user and computer."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "?"
    return f"{user}@{platform.node() or '?'}"
