"""The arrows between the rooms, read from the imports of every file."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "sriovkit"
FILES = sorted(PACKAGE.rglob("*.py"))
ROOMS = ("core", "remote", "lab", "view", "cli")
#: What a room may import of the house beside itself; files outside the rooms (the front door) may use all of them.
ARROWS = {
    "core": (),
    "remote": ("core",),
    "lab": (
        "core.apply.runner",
        "core.cmdlets",
        "core.snapshot",
        "core.script",
        "core.catalogue",
        "core.text",
        "core.errors",
        "core.clean",
        "core.vendors",
        "core.proof.asking",
    ),
    "view": ("core",),
    "cli": ("",),
}
#: Libraries that belong to one place each.
HOMES = {
    "pandas": ("view/frames.py",),
    "click": ("cli/",),
    "pyperclip": ("cli/", "notebook/in_hand.py"),
    "pypsrp": ("remote/",),
    "requests": ("remote/",),
    "urllib3": ("remote/",),
    "aiohttp": ("lab/",),
    "psrpcore": ("lab/",),
    "spnego": ("lab/", "remote/"),
    "cryptography": ("lab/",),
    "ipywidgets": ("view/widgets/",),
    "traitlets": ("view/widgets/",),
    "IPython": ("notebook/", "view/"),
    "jupyter_server": ("start/served.py", "start/contents.py"),
    "nbformat": ("start/first.py",),
    "nbclient": ("start/first.py",),
}


def imports(file: Path) -> Iterator[str]:
    """Every module a file imports, in full: "sriovkit.core.errors", "pandas"; inside functions too."""
    inside = ["sriovkit", *file.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(file.read_text("utf-8"), str(file))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*inside[: len(inside) + 1 - node.level], node.module or ""]) if node.level else node.module
            yield from (f"{base.rstrip('.')}.{alias.name}" for alias in node.names)


def name(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def room_of(file: Path) -> str:
    first = file.relative_to(PACKAGE).parts[0]
    return first if first in ROOMS else ""


def is_below(module: str, wanted: str) -> bool:
    return not wanted or module == wanted or module.startswith(f"{wanted}.")


@pytest.mark.parametrize("file", FILES, ids=name)
def test_the_arrows_between_the_rooms_hold(file: Path) -> None:
    room = room_of(file)
    if not room:
        return
    house = [module.removeprefix("sriovkit").lstrip(".") for module in imports(file) if is_below(module, "sriovkit")]
    allowed = (room, *ARROWS[room])
    assert [m for m in house if not any(is_below(m, wanted) for wanted in allowed)] == []


@pytest.mark.parametrize("file", [f for f in FILES if room_of(f) == "core"], ids=name)
def test_core_imports_the_standard_library_alone(file: Path) -> None:
    first = {module.partition(".")[0] for module in imports(file)}
    assert first <= {*sys.stdlib_module_names, "sriovkit"}


@pytest.mark.parametrize("file", [f for f in FILES if room_of(f) == "core"], ids=name)
def test_core_reaches_for_no_network_thread_or_process(file: Path) -> None:
    first = {module.partition(".")[0] for module in imports(file)}
    assert not first & {"socket", "ssl", "threading", "subprocess", "asyncio", "multiprocessing", "urllib", "http"}


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_known_in_its_own_place_only(library: str) -> None:
    users = [name(f) for f in FILES if any(is_below(module, library) for module in imports(f))]
    assert [user for user in users if not user.startswith(HOMES[library])] == []


def test_core_runs_where_nothing_is_installed() -> None:
    """No site packages, no environment: what a browser has."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from sriovkit.core import catalogue, diagnose, ladder, ladder_html, script, snapshot\n"
        "from sriovkit.core.console import read_text\n"
        "said = 'PS C:\\\\> Get-VMSwitch | fl *iov*\\n\\nIovEnabled : True\\nIovSupport : False\\n'\n"
        "found = diagnose.diagnose(read_text(said))\n"
        "print(found.text('ja').isascii(), len(found.rungs), '<div' in found._repr_html_())"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (["False", "9", "True"], "")
