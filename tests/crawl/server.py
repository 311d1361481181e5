"""A county portal on this machine: pages and files under addresses, and every way a server can misbehave.

What it was asked and how many bytes of bodies it sent are kept, so that tests can tell what a crawl really did.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Content:
    """What lies under one address. Validators are sent, and conditions heeded, unless it says otherwise."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    has_validators: bool = True

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it, and the bytes of body it sent."""

    method: str
    path: str
    status: int
    sent: int
    headers: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    """Serves one request; faults write what they like to the connection."""

    protocol_version = "HTTP/1.1"
    portal: Portal

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the portal keeps a list."""

    def _serve(self, form: bytes) -> None:
        portal = self.portal
        with portal.lock:
            attempt = portal.attempts[self.path] = portal.attempts.get(self.path, 0) + 1
        failure = portal.failing(self.path, attempt) if portal.failing is not None else None
        fault = failure or portal.faults.get(self.path) or portal.faults.get(urlsplit(self.path).path)
        if fault is not None:
            self.note(0, 0)
            self.close_connection = True
            with suppress(BrokenPipeError, ConnectionResetError):
                fault(self)
            return
        found = portal.find(self.path, form)
        if found is None:
            self.send(Content(b"<html><title>404</title><h1>404 Not Found</h1></html>", status=404))
        else:
            self.send(found)

    def send(self, content: Content) -> None:
        """Send a content as a good server does."""
        headers = dict(content.headers)
        if content.has_validators and content.status == 200:
            headers["ETag"] = content.etag
            if self.headers.get("If-None-Match") == content.etag:
                self.raw(304, headers, b"")
                return
        headers |= {"Content-Type": content.content_type, "Content-Length": str(len(content.body))}
        self.raw(content.status, headers, content.body)

    def raw(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send a status, headers and body as they are given."""
        self.note(status, len(body))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def note(self, status: int, sent: int) -> None:
        """Remember the request."""
        with self.portal.lock:
            self.portal.asked.append(
                Asked(self.command, self.path, status, sent, {k.lower(): v for k, v in self.headers.items()})
            )


Fault = Callable[[Handler], None]


class Portal:
    """The portal's contents by path with query; ``answers`` are computed from path and form."""

    def __init__(self) -> None:
        self.contents: dict[str, Content] = {}
        self.answers: list[Callable[[str, bytes], Content | None]] = []
        self.faults: dict[str, Fault] = {}
        self.failing: Callable[[str, int], Fault | None] | None = None
        self.asked: list[Asked] = []
        self.attempts: dict[str, int] = {}
        self.lock = threading.Lock()
        self.port = 0
        self.released = threading.Event()  # faults that hang end when the server does

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, body: bytes | str, content_type: str = "", **more: Any) -> str:
        """Put a page or file under a path and return the path."""
        data = body.encode() if isinstance(body, str) else body
        kind = content_type or ("application/pdf" if data.startswith(b"%PDF") else "text/html; charset=utf-8")
        self.contents[path] = Content(data, kind, **more)
        return path

    def find(self, path: str, form: bytes) -> Content | None:
        for answer in self.answers:
            if (found := answer(path, form)) is not None:
                return found
        return self.contents.get(path)

    def bodies(self, *, beginning: str = "/") -> int:
        """Return how many bytes of good bodies were sent under a path, robots.txt apart."""
        good = (a for a in self.asked if a.status == 200 and a.path.startswith(beginning))
        return sum(a.sent for a in good if a.path != "/robots.txt")

    def forget(self) -> None:
        """Forget what was asked."""
        self.asked.clear()
        self.attempts.clear()


class QuietServer(ThreadingHTTPServer):
    """A server to whom a client that hangs up is nothing to tell of."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(portal: Portal) -> Iterator[Portal]:
    """Serve a portal on a port of its own."""
    handler = type("PortalHandler", (Handler,), {"portal": portal})
    server = QuietServer(("127.0.0.1", 0), handler)
    portal.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        portal.released.set()
        server.shutdown()
        server.server_close()


def pdf(text: str, size: int = 0) -> bytes:
    """Return the bytes of something that calls itself a whole PDF, different for every text."""
    return b"%PDF-1.4\n% " + text.encode() + b"\n" + b"0" * size + b"\nstartxref\n0\n%%EOF\n"


def listing(links: dict[str, str], more: str = "", title: str = "部门决算") -> str:
    """Return a list page: addresses and their titles."""
    rows = "".join(
        f'<li><a href="{url}" title="{text}">{text}</a><span>2025-09-23</span></li>'
        for url, text in links.items()
    )
    return f"<html><head><title>{title}</title></head><body><ul class='list'>{rows}</ul>{more}</body></html>"


def article(title: str, links: dict[str, str], body: str = "") -> str:
    """Return an article page with attachments."""
    files = "".join(f'<p><a href="{url}">{text}</a></p>' for url, text in links.items())
    return (
        f"<html><head><title>{title}</title><meta name='ArticleTitle' content='{title}'>"
        f"<meta name='PubDate' content='2025-09-23'></head><body><h1>{title}</h1><div class='content'>"
        f"<p>现将有关情况予以公开，欢迎社会各界监督。本单位按照要求公开相关信息，接受公众查询。</p>{body}{files}</div></body></html>"
    )
