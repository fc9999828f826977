"""`sriovkit start`: the lab, and JupyterLab on the first notebook, which already shows the lab host's ladder.

Rule: everything started here ends here; JupyterLab is set up for this server only, nothing of the user's is changed.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from .. import guide
from ..core import text
from ..core.errors import UsageError
from . import served
from .served import FIRST

Say = Callable[[str], None]
_ENDING = 10.0  # seconds that a server may take which was told to end


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


def jupyter(lang: str | None = None, browser: bool = True, say: Say = print, voila: bool = False) -> int:
    """Run the lab and JupyterLab (or Voila) until the user ends it; gives the server's exit code."""
    lang = text.language(lang)
    folder = guide.working_folder()
    for name in ("SIGTERM", "SIGHUP"):
        _orderly(name)
    with _lab(say, lang) as lab_file:
        changed = _copy(folder, say, lang)
        private = lab_file.parent
        given = served.environment(lab_file, private)
        say(text.words("start.voila" if voila else "start.jupyter", lang))
        # Cells that somebody changed are theirs to run; Voila runs a notebook when its page is asked for.
        first = None if voila or folder / lang / FIRST in changed else _show_first(folder, lang, given)
        server = served.serve(folder, lang, given, private, voila)
        try:
            if first is not None and first.wait():
                say(text.words("start.not-run", lang))
            _announce(server, browser, say, lang)
            return server.process.wait()
        except KeyboardInterrupt:
            # Ctrl-C reaches the server too. A second signal while it ends its kernels would leave them behind.
            with suppress(subprocess.TimeoutExpired):
                server.process.wait(_ENDING)
            return 0
        finally:
            for child in (first, server.process):
                _end(child)
            say(text.words("start.ended", lang))


def _announce(server: served.Server, browser: bool, say: Say, lang: str) -> None:
    address = server.address()
    say(text.words("start.open", lang, address=address))
    say(text.words("start.stop", lang))
    if browser:
        webbrowser.open(address)


def _orderly(name: str) -> None:
    """End what was started here on a signal that would leave the children running; one that is ignored stays so."""
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
        signal.signal(number, _ended)


def _ended(number: int, _: object) -> NoReturn:
    """A signal as an orderly end: what was started here is ended on the way out."""
    raise SystemExit(128 + number)


@contextmanager
def _lab(say: Say, lang: str) -> Iterator[Path]:
    """The lab as a child that ends with us, and a file only we can read that tells kernels how to reach it."""
    from ..lab.running import start_process

    say(text.words("start.lab", lang))
    with tempfile.TemporaryDirectory(prefix="sriovkit-") as private:
        lab = start_process(shared=True)
        try:
            yield served.written(Path(private) / "lab.json", json.dumps(lab.to_dict()))
        finally:
            lab.close()


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
    run = [sys.executable, "-m", "sriovkit.start.first", str(folder), f"{lang}/{FIRST}"]
    return subprocess.Popen(run, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


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
