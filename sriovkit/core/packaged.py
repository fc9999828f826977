"""The catalogue's files, read: TOML that lies in the package, or what it says, handed over by whoever has read it.

Rule: nobody else knows where the catalogue lies. What is handed over says what the files say: the page brings it as one
JSON text, because a browser's Python takes half a second to open sixty files of a zip and to read their TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_handed: dict[str, Mapping[str, Any]] = {}


def toml(path: str) -> Mapping[str, Any]:
    """What a file of the catalogue says ("locale/ja.toml"). Raises FileNotFoundError for one that is not there."""
    if _handed:
        return _handed[path]
    # Imported where nothing was handed over: either costs a browser as long as all of our own modules for a paste.
    import tomllib

    return tomllib.loads(_folder().joinpath(*path.split("/")).read_text(encoding="utf-8"))


def names(folder: str) -> list[str]:
    """The TOML files of a folder of the catalogue, sorted: ["reasons/acs.toml"]."""
    if _handed:
        return sorted(path for path in _handed if path.startswith(f"{folder}/"))
    inside = (item.name for item in _folder().joinpath(folder).iterdir())
    return sorted(f"{folder}/{name}" for name in inside if name.endswith(".toml"))


def stem(path: str) -> str:
    """The name of a file without its folder and its ending: "reasons/acs.toml" is "acs"."""
    return path.rpartition("/")[2].removesuffix(".toml")


def hand(files: Mapping[str, Mapping[str, Any]]) -> None:
    """From now on these are the catalogue: what each of its files says, by its path."""
    _handed.update(files)


@cache
def _folder() -> Traversable:
    from importlib.resources import files

    return files("sriovkit").joinpath("catalogue")
