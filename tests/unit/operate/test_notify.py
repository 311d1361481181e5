"""The morning report reaches a web hook and a mail server; a channel that fails is named and harms no other."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from pipelines.operate.notify import Channels, Message, NotifyError, send

MESSAGE = Message("juesuan: 3 new reports, 1 contradiction", "# 新增 3\n", "<h1>新增 3</h1>")


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[index,misc]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _hook(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with _serving(HTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}/hook", got


@contextmanager
def _mail_server() -> Iterator[tuple[str, list[str]]]:
    """A mail server that speaks just enough SMTP to take a message without encryption."""
    got: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                command = line.split()[0].upper()
                if command == "DATA":
                    self._say("354 go on")
                    lines = []
                    while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                        lines.append(text)
                    got.append("\n".join(lines))
                self._say("221 bye" if command == "QUIT" else "250 ok")
                if command == "QUIT":
                    return

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"smtp://127.0.0.1:{port}", got


def test_both_channels_get_the_whole_message() -> None:
    with _hook() as (url, posted), _mail_server() as (smtp, mailed):
        channels = Channels(url, smtp, "juesuan@example.org", ("desk@example.org", "two@example.org"))
        assert send(MESSAGE, channels) == ("web hook", "e-mail")
    assert posted == [{"subject": MESSAGE.subject, "markdown": MESSAGE.markdown, "html": MESSAGE.html}]
    mail = message_from_bytes(mailed[0].encode(), policy=policy.default)
    assert mail["To"] == "desk@example.org, two@example.org"
    assert mail["Subject"] == MESSAGE.subject
    html = mail.get_body(("html",))  # type: ignore[attr-defined]
    assert "新增 3" in html.get_content()


def test_nothing_is_sent_where_nothing_is_configured() -> None:
    assert send(MESSAGE, Channels()) == ()


def test_a_failing_hook_is_named_and_the_mail_still_goes() -> None:
    with (
        _hook(500) as (url, _),
        _mail_server() as (smtp, mailed),
        pytest.raises(NotifyError, match="web hook: HTTP Error 500"),
    ):
        send(MESSAGE, Channels(url, smtp, "", ("desk@example.org",)))
    assert len(mailed) == 1


def test_a_password_is_never_told() -> None:
    with pytest.raises(NotifyError) as caught:
        send(MESSAGE, Channels(smtp_url="smtp://user:geheim@127.0.0.1:9", mail_to=("desk@example.org",)))
    assert "geheim" not in str(caught.value)
    with pytest.raises(NotifyError, match="http://"):
        send(MESSAGE, Channels(webhook_url="file:///etc/passwd"))
