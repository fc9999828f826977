"""Notebooks at rest: a widget ends with its kernel, and what it showed stays as the picture that lies beside it.

Rule: only outputs that hold a picture lose their widget; where JupyterLab was told to save the widgets, they stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
HTML = "text/html"
#: Where an output stands: its cell's id (or place, in files that have none) and its number there.
Place = tuple[str | int, int]


def outputs(notebook: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every output with a picture: its place and its data, MIME type -> content."""
    for place, cell in enumerate(notebook.get("cells", ())):
        for number, output in enumerate(cell.get("outputs", ())):
            if HTML in output.get("data", {}):
                yield (cell.get("id", place), number), output["data"]


def still(notebook: dict[str, Any]) -> dict[Place, dict[str, Any]]:
    """Take the widgets out of a notebook; gives what was taken, so that `alive` can put it back."""
    if notebook.get("metadata", {}).get("widgets"):
        return {}
    return {place: {VIEW: data.pop(VIEW), HTML: data[HTML]} for place, data in outputs(notebook) if VIEW in data}


def alive(notebook: dict[str, Any], taken: dict[Place, dict[str, Any]]) -> None:
    """Put widgets back beside the same pictures."""
    for place, data in outputs(notebook):
        kept = taken.get(place)
        if kept and _joined(kept[HTML]) == _joined(data[HTML]):
            data[VIEW] = kept[VIEW]


def _joined(text: Any) -> Any:
    """A text that a notebook's file may hold as its lines."""
    return "".join(map(str, text)) if isinstance(text, list) else text
