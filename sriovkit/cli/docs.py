"""`sriovkit docs`: the guide from a folder, served on loopback until Ctrl-C.

Rule: everything is done by sriovkit.site; here is only how it is called.
"""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from .screen import Screen
from .words import Command


@click.command(cls=Command)
@click.argument("folder", default="site", type=click.Path(path_type=Path))
@click.option("--port", "docs_port", type=click.IntRange(0, 65535), default=0, metavar="NUMBER")
@click.option("--no-browser", is_flag=True)
@click.pass_obj
def docs(screen: Screen, /, folder: Path, docs_port: int, no_browser: bool) -> int:
    from .. import site

    with site.server(folder, docs_port) as server:
        address = f"http://{site.ADDRESS}:{server.server_address[1]}/{'' if screen.lang == 'en' else f'{screen.lang}/'}"
        screen.say(screen.words("docs-ready", address=address))
        if not no_browser:
            webbrowser.open(address)
        server.serve_forever()
    return 0
