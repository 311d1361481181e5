"""Run in a network namespace of its own: a name that answers a public address first, and this machine's own later.

The resolver is the system's, asking a DNS server on this machine. The public address is an alias of the loopback
device with a portal on it; on 127.0.0.1 is the server that nobody outside may reach. Two crawls are told as JSON.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

NAME: Final = "portal.rebind.test"
PUBLIC: Final = "101.200.1.1"
INSIDE: Final = "127.0.0.1"
_SET_FLAGS, _SET_ADDRESS, _UP = 0x8914, 0x8916, 0x1
_A: Final = 1


class Names:
    """A DNS server: every name is at ``address``, for no second longer."""

    def __init__(self) -> None:
        self.address = PUBLIC
        self.asked = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((INSIDE, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            query, asker = self._socket.recvfrom(4096)
            end = query.index(b"\0", 12) + 5
            (kind,) = struct.unpack(">H", query[end - 4 : end - 2])
            answer = b""
            if kind == _A:
                self.asked += 1
                answer = b"\xc0\x0c" + struct.pack(">HHIH", _A, 1, 0, 4) + socket.inet_aton(self.address)
            counts = struct.pack(">HHHH", 1, 1 if answer else 0, 0, 0)
            self._socket.sendto(query[:2] + b"\x81\x80" + counts + query[12:end] + answer, asker)


class Page(BaseHTTPRequestHandler):
    """Answers every request with one page, and notes the server that was asked."""

    asked: list[str] = []  # noqa: RUF012  # one list for all requests

    def do_GET(self) -> None:
        own = str(self.server.server_address[0])
        self.asked.append(own)
        body = f"<meta charset=utf-8><title>{own}</title><ul><li>预算公开</li></ul>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def bring_up() -> None:
    """Bring the loopback device up, with the public address as an alias."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        address = struct.pack("16sH2s4s8s", b"lo:1", socket.AF_INET, b"", socket.inet_aton(PUBLIC), b"")
        fcntl.ioctl(device, _SET_FLAGS, struct.pack("16sh14s", b"lo", _UP, b""))
        fcntl.ioctl(device, _SET_ADDRESS, address)


def main(folder: Path) -> None:
    """Crawl the portal while its name is public, then while it is this machine."""
    from pipelines import settings as settings_module
    from pipelines.crawl.run import crawl_site
    from pipelines.sites.model import Site
    from tests.crawl.conftest import NAME as SITE
    from tests.crawl.conftest import QUICK

    bring_up()
    names = Names()
    for address in (PUBLIC, INSIDE):
        threading.Thread(target=ThreadingHTTPServer((address, 80), Page).serve_forever, daemon=True).start()
    site = Site.model_validate(
        {
            "name": SITE,
            "division_code": SITE[:6],
            "publisher": "清溪县人民政府",
            "verified": False,
            "entries": [{"url": f"http://{NAME}/index.html"}],
            "politeness": {"delay_seconds": 0, "retries": 1},
        }
    )
    told = []
    for names.address in (PUBLIC, INSIDE):
        Page.asked.clear()
        before = names.asked
        report = crawl_site(settings_module.load(folder, environment={}, folder=folder), site, limits=QUICK)
        told.append(
            {
                "pages": report.pages,
                "problems": [problem.kind for problem in report.problems],
                "servers": sorted(set(Page.asked)),
                "lookups": names.asked - before,
            }
        )
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
