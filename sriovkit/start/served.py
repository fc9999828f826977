"""The notebooks' server as a child of `sriovkit start`: JupyterLab, or Voila in which the code is not seen.

Rule: set up for this run only, on loopback, behind a token; nothing of the user's Jupyter is changed or left in it.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core import text
from ..core.errors import UsageError

FIRST = "00-start.ipynb"
#: How long the server may take to answer, in seconds: an antivirus makes the first start slow.
_PATIENCE = 180
_LOCALES = {"ja": "ja_JP", "en": "en"}
_QUIET = {"JUPYTER_PREFER_ENV_PATH": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
#: Voila's page names style sheets of another host: the browser is told to fetch from us alone.
_OURS_ALONE = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self' ws://localhost:* ws://127.0.0.1:*; frame-ancestors 'self'"
)
#: Where Jupyter's programs find what we bring for them: Voila's page.
_SHARE = Path(__file__).parent / "share"
_LOGGING = {"filters": {"quiet": {"()": "sriovkit.start.quiet.Quiet"}}, "handlers": {"console": {"filters": ["quiet"]}}}
#: Voila shows every deprecation of its libraries once it is imported; they are not the reader's.
_SERVER = """import warnings, voila
warnings.simplefilter("ignore", DeprecationWarning)
from jupyter_server.serverapp import main
main()"""


@dataclass(frozen=True)
class Server:
    """A notebook server that runs. `private` is a folder that only we can read and that goes with the run."""

    process: subprocess.Popen[bytes]
    private: Path
    lang: str
    voila: bool

    def address(self) -> str:
        """Where a browser finds the first notebook, token included.

        Raises UsageError where the server does not come up.
        """
        told = self._told()
        shown = "voila/render" if self.voila else "lab/tree"
        return f"{told['url']}{shown}/{self.lang}/{FIRST}?token={told['token']}"

    def _told(self) -> dict[str, Any]:
        """What the server tells of itself once it listens."""
        from jupyter_server.serverapp import list_running_servers

        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            # The folder is this run's own, so it is ours; on Windows its process id is not that of the child.
            for found in list_running_servers(runtime_dir=str(_runtime(self.private))):
                return dict(found)
            time.sleep(0.2)
        raise UsageError("jupyter-not-started", detail=self.process.poll())


def environment(lab_file: Path, private: Path) -> dict[str, str]:
    """For the server and its kernels: which lab they reach, and a runtime folder that ends with this run.

    Jupyter leaves its runtime files behind where it is killed; in the user's own folder they would pile up.
    """
    return {**os.environ, **_QUIET, "SRIOVKIT_LAB": str(lab_file), "JUPYTER_RUNTIME_DIR": str(_runtime(private))}


def serve(folder: Path, lang: str, given: dict[str, str], private: Path, voila: bool) -> Server:
    """Start the server on the notebooks of `folder`."""
    # It would announce a token that it drew itself; with ours the address is said once, by us.
    token = written(private / "token", secrets.token_hex(24))
    command = _voila(folder, lang) if voila else _lab(folder, lang)
    child = {**given, "JUPYTER_TOKEN_FILE": str(token)}
    if voila:
        child["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(_SHARE), given.get("JUPYTER_PATH")]))
    return Server(subprocess.Popen(command, env=child, stdin=subprocess.DEVNULL), private, lang, voila)


def written(place: Path, told: str) -> Path:
    """A file that nobody but us may read: there is a secret in it."""
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(told)
    return place


def _runtime(private: Path) -> Path:
    return private / "runtime"


def _lab(folder: Path, lang: str) -> list[str]:
    settings = _settings(folder, lang)
    options = {
        "ServerApp.jpserver_extensions": "{'voila.server_extension': False}",
        "LabApp.default_url": f"/lab/tree/{lang}/{FIRST}",
        "LabApp.user_settings_dir": str(settings / "settings"),
        "LabApp.workspaces_dir": str(settings / "workspaces"),
        "LabApp.news_url": "",
        "ServerApp.contents_manager_class": "sriovkit.start.contents.Contents",
    }
    return _started(("-m", "jupyterlab"), folder, options)


def _voila(folder: Path, lang: str) -> list[str]:
    """Voila as an extension of the Jupyter server: its own program asks for no token unless told.

    A cell that fails shows its error in place: ours is a message that says what to do, another one a defect.
    """
    words = {name: text.words(f"start.page.{name}", lang) for name in ("begins", "runs", "rest", "reload")}
    options = {
        "ServerApp.jpserver_extensions": "{'voila.server_extension': True, 'jupyterlab': False}",
        "ServerApp.default_url": f"/voila/render/{lang}/{FIRST}",
        "ServerApp.terminals_enabled": "False",
        "ServerApp.tornado_settings": repr({"headers": {"Content-Security-Policy": _OURS_ALONE}}),
        "HTMLExporter.language_code": lang,
        "VoilaConfiguration.template": "sriovkit",
        "VoilaConfiguration.resources": repr({"sriovkit": {"lang": lang, **words}}),
        "VoilaConfiguration.show_tracebacks": "True",
    }
    return _started(("-c", _SERVER), folder, options)


def _started(run: tuple[str, str], folder: Path, options: dict[str, str]) -> list[str]:
    every = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.root_dir": str(folder),
        "ServerApp.open_browser": "False",
        "ServerApp.answer_yes": "True",
        "Application.log_level": "ERROR",
        "ServerApp.log_level": "ERROR",
        "Application.logging_config": repr(_LOGGING),
        # What cells say and are told stays unread by others on this machine, where the libraries can do it.
        "KernelManager.transport_encryption": "auto" if _curve() else "disabled",
    }
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        every["ServerApp.allow_root"] = "True"  # in a container there is nobody else; it listens on loopback only
    return [sys.executable, *run, *(f"--{name}={value}" for name, value in {**every, **options}.items())]


def _curve() -> bool:
    import zmq

    return bool(zmq.has("curve"))


def _settings(folder: Path, lang: str) -> Path:
    """JupyterLab's settings for our server: the reader's language, no news, no pop-up."""
    base = folder / ".jupyterlab" / lang
    for name, value in {
        "translation-extension/plugin": {"locale": _LOCALES[lang]},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        # Every cell stays in the page: a widget that is scrolled away is not drawn anew, and Ctrl-F finds all.
        "notebook-extension/tracker": {"windowingMode": "none"},
    }.items():
        place = base / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps(value), "utf-8")
    return base
