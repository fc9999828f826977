"""`sriovkit start`: the lab, and JupyterLab on the first notebook, which already shows the lab host's ladder.

Rule: everything started here ends here; JupyterLab is set up for this server only, nothing of the user's is changed.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from . import guide
from .core import text
from .core.errors import UsageError

FIRST = "00-start.ipynb"
#: How long JupyterLab may take to answer, in seconds: an antivirus makes the first start slow.
_PATIENCE = 180
_LOCALES = {"ja": "ja_JP", "en": "en"}

Say = Callable[[str], None]


def terminal(lang: str | None = None, say: Say = print) -> int:
    """The main job without Jupyter: collect from the lab, print the ladder and what to do first."""
    import sriovkit as sk

    say(text.words("start.lab", lang))
    host = sk.connect("lab:")
    say(text.words("start.collect", lang))
    say("")
    say(sk.diagnose(host.collect()).text(lang))
    say("")
    say(text.words("start.then", lang))
    return 0


def jupyter(lang: str | None = None, browser: bool = True, say: Say = print) -> int:
    """Run the lab and JupyterLab until the user ends it; gives JupyterLab's exit code."""
    lang = text.language(lang)
    folder = guide.working_folder()
    signal.signal(signal.SIGTERM, _ended)  # else a SIGTERM would leave the children running
    with _lab(say, lang) as lab_file:
        changed = _copy(folder, say, lang)
        quiet = {"JUPYTER_PREFER_ENV_PATH": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        environment = {**os.environ, **quiet, "SRIOVKIT_LAB": str(lab_file)}
        say(text.words("start.jupyter", lang))
        # Cells that somebody changed are theirs to run.
        first = None if folder / lang / FIRST in changed else _show_first(folder, lang, environment)
        # JupyterLab announces a token that it drew itself; with ours the address is said once, below.
        token = _written(lab_file.with_name("token"), secrets.token_hex(24))
        given = {**environment, "JUPYTER_TOKEN_FILE": str(token)}
        server = subprocess.Popen(_command(folder, lang), env=given, stdin=subprocess.DEVNULL)
        try:
            if first is not None and first.wait():
                say(text.words("start.not-run", lang))
            _announce(server, browser, say, lang)
            return server.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            for child in (first, server):
                _end(child)
            say(text.words("start.ended", lang))


def _ended(*_: object) -> NoReturn:
    """SIGTERM as an orderly end: what was started here is ended on the way out."""
    raise SystemExit(128 + signal.SIGTERM)


@contextmanager
def _lab(say: Say, lang: str) -> Iterator[Path]:
    """The lab as a child that ends with us, and a file only we can read that tells kernels how to reach it."""
    from .lab.running import start_process

    say(text.words("start.lab", lang))
    with tempfile.TemporaryDirectory(prefix="sriovkit-") as private:
        lab = start_process()
        try:
            yield _written(Path(private) / "lab.json", json.dumps(lab.to_dict()))
        finally:
            lab.close()


def _written(place: Path, told: str) -> Path:
    """A file that nobody but us may read: there is a secret in it."""
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(told)
    return place


def _copy(folder: Path, say: Say, lang: str) -> list[Path]:
    """Bring the notebooks; gives the ones that somebody changed."""
    try:
        kept = guide.copy_to(folder)
    except OSError as error:
        raise UsageError("no-working-folder", host=str(folder), detail=error.strerror or error) from None
    say(text.words("start.folder", lang, folder=folder))
    if kept:
        say(text.words("start.kept", lang, names=", ".join(path.name for path in kept)))
    return kept


def _show_first(folder: Path, lang: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Run the first notebook, so that it opens with the ladder in it."""
    run = [sys.executable, "-m", "sriovkit.start", str(folder), f"{lang}/{FIRST}"]
    return subprocess.Popen(run, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _run_notebook(folder: Path, name: str) -> None:
    import nbformat
    from nbclient import NotebookClient

    path = folder / name
    notebook = nbformat.reads(path.read_text("utf-8"), as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    guide.replace(folder, name, nbformat.writes(notebook).encode("utf-8"))


def _command(folder: Path, lang: str) -> list[str]:
    settings = _settings(folder, lang)
    options = {
        "ServerApp.root_dir": str(folder),
        "ServerApp.open_browser": "False",
        "ServerApp.answer_yes": "True",
        "Application.log_level": "ERROR",
        "ServerApp.log_level": "ERROR",
        "LabApp.default_url": f"/lab/tree/{lang}/{FIRST}",
        "LabApp.user_settings_dir": str(settings / "settings"),
        "LabApp.workspaces_dir": str(settings / "workspaces"),
        "LabApp.news_url": "",
    }
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options["ServerApp.allow_root"] = "True"  # in a container there is nobody else; it listens on loopback only
    return [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]


def _settings(folder: Path, lang: str) -> Path:
    """JupyterLab's settings for our server: the reader's language, no news, no pop-up."""
    base = folder / ".jupyterlab" / lang
    for name, value in {
        "translation-extension/plugin": {"locale": _LOCALES[lang]},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }.items():
        place = base / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps(value), "utf-8")
    return base


def _announce(server: subprocess.Popen[bytes], browser: bool, say: Say, lang: str) -> None:
    found = _server_of(server)
    address = f"{found['url']}lab/tree/{lang}/{FIRST}?token={found['token']}"
    say(text.words("start.open", lang, address=address))
    say(text.words("start.stop", lang))
    if browser:
        webbrowser.open(address)


def _server_of(server: subprocess.Popen[bytes]) -> dict[str, Any]:
    """What JupyterLab tells of itself once it listens."""
    from jupyter_server.serverapp import list_running_servers

    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        for found in list_running_servers():
            if found["pid"] == server.pid:
                return dict(found)
        time.sleep(0.2)
    raise UsageError("jupyter-not-started", detail=server.poll())


def _end(child: subprocess.Popen[bytes] | None) -> None:
    """JupyterLab ends its kernels itself when it is asked; a deaf child is killed."""
    if child is None:
        return
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(timeout=15)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()


if __name__ == "__main__":
    _run_notebook(Path(sys.argv[1]), sys.argv[2])
