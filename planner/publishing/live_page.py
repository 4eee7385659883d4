"""Watching files, and showing what they make in a browser on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import quote, unquote, urlsplit

from planner.errors import PlannerError

SHOWN = {".html": "text/html", ".svg": "image/svg+xml", ".png": "image/png", ".pdf": "application/pdf"}
HOST = "127.0.0.1"


def state_of(files: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of files, to see whether any has changed."""
    seen = []
    for one in sorted(set(files)):
        try:
            state = one.stat()
        except OSError:
            continue
        seen.append((str(one), state.st_size, state.st_mtime_ns))
    return tuple(seen)


@dataclass
class Board:
    """What there is to show; shared with the server's threads."""

    version: int = 0
    title: str = ""
    error: str = ""
    files: dict[str, Path] = field(default_factory=dict)
    sources: tuple[Path, ...] = ()
    lock: Lock = field(default_factory=Lock)

    def built(self, files: list[Path], title: str) -> None:
        with self.lock:
            self.version, self.title, self.error = self.version + 1, title, ""
            self.files = {f"{number}-{path.name}": path for number, path in enumerate(files)}

    def failed(self, error: str) -> None:
        with self.lock:
            self.version, self.error = self.version + 1, error


def serve_board(board: Board, port: int) -> str:
    """Serves the outputs to this machine; returns the address.

    Raises:
        PlannerError: the port is taken.
    """
    try:
        server = ThreadingHTTPServer((HOST, port), _handler(board))
    except OSError as error:
        raise PlannerError(f"cannot serve on port {port}: {error.strerror or error}; try --port 0") from error
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{HOST}:{server.server_address[1]}/"


def _is_here(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in (HOST, "localhost")
    except ValueError:
        return False


def _handler(board: Board) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers to names of this machine only (another site's name could be made to point here)."""

        def do_GET(self) -> None:
            if not _is_here(self.headers.get("Host", "")):
                return self._send(403, "text/plain", b"only for this machine")
            path = unquote(urlsplit(self.path).path).lstrip("/")
            with board.lock:
                version, error, files, title = board.version, board.error, dict(board.files), board.title
            if path == "":
                return self._send(200, "text/html; charset=utf-8", _page(title, files).encode("utf-8"))
            if path == "state":
                return self._send(200, "application/json", json.dumps({"version": version, "error": error}).encode())
            if path in files and files[path].suffix in SHOWN:
                try:
                    return self._send(200, SHOWN[files[path].suffix], files[path].read_bytes())
                except OSError:
                    pass
            return self._send(404, "text/plain", b"not found")

        def _send(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
            pass

    return Handler


def _page(title: str, files: dict[str, Path]) -> str:
    """A frame for each output, reloaded when the version changes."""
    shown = [name for name, path in files.items() if path.suffix in SHOWN]
    frames = "".join(
        f"<h2>{escape(files[name].name)}</h2>"
        f'<iframe src="/{escape(quote(name))}" title="{escape(files[name].name)}"></iframe>'
        for name in shown
    )
    return (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        "<style>body{font:15px/1.4 Arial,sans-serif;margin:12px}iframe{width:100%;height:80vh;border:1px solid #ccc}"
        "#error{white-space:pre-wrap;background:#fbe9e7;color:#7a1c0b;padding:8px 12px;margin:0}"
        "#error:empty{display:none}h2{font-size:15px}</style>"
        f'<pre id="error" role="alert"></pre>{frames or "<p>nothing to show</p>"}'
        "<script>let at=null;setInterval(async()=>{try{const s=await(await fetch('/state')).json();"
        "document.getElementById('error').textContent=s.error;if(at!==null&&s.version!==at&&!s.error)location.reload();"
        "if(!s.error||at===null)at=s.version}catch{}},500)</script></html>"
    )
