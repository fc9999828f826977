"""What the choices made in widgets mean: a host to connect to, text to read, a plan to apply.

Rule: a secret is handed on in its wrapper and kept nowhere here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sriovkit as sk

from .. import door
from ..brought import from_bytes
from ..core.apply.deciding import wanted
from ..core.diagnose import diagnose
from ..core.errors import HostError
from ..core.plan import Plan
from ..core.plan import plan as planned
from ..view.states.source import WAYS, Asked, Choices, Reading
from ..view.widgets.source import SourceShown
from ..view.widgets.steps import Runs


def opened(address: str) -> Choices:
    """The choices that an address makes."""
    if address == "here:":
        return Choices(door="here")
    if not address or address.startswith("lab:"):
        return Choices(scenario=address.removeprefix("lab:") or Choices.scenario)
    return Choices(door="live", address=address)


def read(asked: Asked) -> Reading:
    """Read what a chooser asks for."""
    chosen = asked.choices
    if chosen.door == "paste":
        return Reading(door.read_text(asked.brought.content.decode("utf-8", "surrogatepass")))
    if chosen.door == "file":
        return Reading(door.Snapshot(from_bytes(asked.brought.content, asked.brought.name).data))
    host = asked.host if asked.host is not None and chosen.door == "live" else _host(chosen, asked.secret)
    try:
        return Reading(host.collect(), host)
    except HostError as error:
        if chosen.door == "lab" and error.code in ("port-closed", "no-answer", "connection-cut"):
            raise HostError("lab-gone", host=f"lab:{chosen.scenario}") from None
        raise


def _host(chosen: Choices, secret: Any) -> door.Host:
    if chosen.door == "lab":
        return door.connect(f"lab:{chosen.scenario}", language=chosen.speaks or None)
    if chosen.door == "here":
        return door.connect("here:")
    ssl, port = WAYS[chosen.way]
    given: dict[str, Any] = {"ssl": ssl, "port": int(chosen.port or port), "password": secret}
    return door.connect(chosen.address.strip(), username=chosen.username.strip() or None, **given)


def scenarios(lang: str) -> list[tuple[str, str]]:
    """The lab's hosts by name, each with its story."""
    from ..lab.scenario import load, names

    return [(name, load(name).about.in_language(lang)) for name in names()]


def looking(x: Any, host: Any) -> Callable[[Plan], Plan] | None:
    """How a plan is made anew from a fresh look: of the same kind, for the same wishes; None without a host.

    `x` is what the first plan was made of. A source is read, so that what follows it sees the same.
    """
    if host is None:
        return None

    def again(plan: Plan) -> Plan:
        if isinstance(host, SourceShown):
            host.read()
            job = host.work.wait()
            if job.error is not None:
                raise job.error
            snapshot = host.snapshot
        else:
            snapshot = host.collect()
        if any(step.action == "look-back" for step in plan.steps):
            return sk.way_back(diagnose(snapshot))
        return planned(diagnose(snapshot, () if isinstance(x, SourceShown) else wanted(plan, snapshot)))

    return again


def applying(target: Any, x: Any, folder: Any, terms: dict[str, Any], keep: Callable[[frozenset[str]], object]) -> Runs:
    """How a plan is applied to a host, or to the host of a source; nothing of it where there is no host."""
    if target is None:
        return Runs()
    source = target if isinstance(target, SourceShown) else None

    def begin(plan: Any, **given: Any) -> Any:
        return sk.apply(plan, source.host if source else target, folder=folder, **given, **terms)

    def go_on(journal: Any, **given: Any) -> Any:
        return sk.resume(journal, source.host if source else target, **given, **terms)

    def back(journal: Any, **given: Any) -> Any:
        return sk.undo(journal, source.host if source else target, **given, **terms)

    return Runs(begin, go_on, back, keep, lambda run: source.read() if source else None, looking(x, target))
