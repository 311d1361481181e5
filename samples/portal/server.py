"""Serve the portals on this machine; answers carry an ETag, and an unchanged one is not sent again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from samples.portal.counties import Answers, answers


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, known: Answers) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.known = known


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer("POST")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the crawl's own report tells what was asked."""

    def _answer(self, method: str) -> None:
        reply = self.server.known.get((method, self.path))
        if reply is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        tag = f'"{sha256(reply.body).hexdigest()[:20]}"'
        is_known = self.headers.get("If-None-Match") == tag
        self.send_response(304 if is_known else 200)
        self.send_header("ETag", tag)
        if not is_known:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            if reply.disposition:
                self.send_header("Content-Disposition", reply.disposition)
        self.end_headers()
        if not is_known:
            self.wfile.write(reply.body)


@contextmanager
def serving(samples_dir: Path, port: int = 0) -> Iterator[int]:
    """Serve the portals while the block runs, and give the port; 0 takes a free one."""
    with _Server(port, answers(samples_dir)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
