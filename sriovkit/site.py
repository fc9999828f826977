"""A built guide, served on loopback: for a copy of the site's folder in a room without a network.

Rule: the types are ours, for Windows' registry may call a script plain text and Python's own server believes it.
"""

from __future__ import annotations

import errno
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .core.errors import UsageError

ADDRESS = "127.0.0.1"
TYPES = {
    ".css": "text/css",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}


class _Files(SimpleHTTPRequestHandler):
    """Files of one folder, with our types, saying nothing on the terminal."""

    protocol_version = "HTTP/1.1"

    def guess_type(self, path: object) -> str:
        return TYPES.get(Path(str(path)).suffix.lower(), "application/octet-stream")

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")  # asked again each time: a newer copy of the folder shows at once
        super().end_headers()

    def list_directory(self, path: object) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """An address that is not there gets the guide's own page, in the reader's languages and with the way back."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        told = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", TYPES[".html"])
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of a built site, bound and not yet serving; its port is in `server_address`.

    Raises UsageError where the folder holds no site or the port is taken.
    """
    if not (folder / "index.html").is_file():
        raise UsageError("no-site", host=str(folder))
    try:
        return ThreadingHTTPServer((ADDRESS, port), partial(_Files, directory=str(folder)))
    except OSError as problem:
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            raise UsageError("port-taken", port=port) from None
        raise
