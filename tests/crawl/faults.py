"""Everything a server can do wrong, one function each, for :class:`tests.crawl.server.Portal`."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.crawl.server import Content, Fault, Handler, pdf

MIB = 1024**2


def redirect(location: str, status: int = 302) -> Fault:
    """Redirect to an address, for ever."""

    def fault(handler: Handler) -> None:
        handler.raw(status, {"Location": location, "Content-Length": "0"}, b"")

    return fault


def announced(size: int) -> Fault:
    """Announce a size and send zeros for as long as somebody reads."""

    def fault(handler: Handler) -> None:
        handler.raw(200, {"Content-Type": "application/pdf", "Content-Length": str(size)}, b"%PDF-1.4\n")
        for _ in range(size // MIB):
            handler.wfile.write(bytes(MIB))

    return fault


def endless(handler: Handler) -> None:
    """Send chunks without end."""
    handler.raw(200, {"Content-Type": "application/pdf", "Transfer-Encoding": "chunked"}, b"")
    while not handler.portal.released.is_set():
        handler.wfile.write(b"10000\r\n" + bytes(65536) + b"\r\n")


def drip(handler: Handler) -> None:
    """Send one byte at a time, each well before any read would time out."""
    handler.raw(200, {"Content-Type": "application/pdf", "Content-Length": "100000"}, b"%PDF-1.4\n")
    while not handler.portal.released.wait(0.05):
        handler.wfile.write(b"0")


def stall(handler: Handler) -> None:
    """Send headers and then nothing."""
    handler.raw(200, {"Content-Type": "application/pdf", "Content-Length": "1000"}, b"%PDF-1.4\n")
    handler.portal.released.wait(20)


def short(handler: Handler) -> None:
    """Announce more than is sent, then hang up: what a dropped connection looks like."""
    whole = pdf("short")
    handler.raw(200, {"Content-Type": "application/pdf", "Content-Length": str(len(whole) + 500)}, whole)


def cut(handler: Handler) -> None:
    """Send half of a document and call it the whole."""
    whole = pdf("cut", 5000)
    handler.send(Content(whole[: len(whole) // 2], "application/pdf"))


def overrun(handler: Handler) -> None:
    """Announce less than is sent: the rest stands where the next answer should begin."""
    whole = pdf("overrun", 5000)
    handler.raw(200, {"Content-Type": "application/pdf", "Content-Length": str(len(whole) // 2)}, whole)


def torn_chunks(handler: Handler) -> None:
    """End a chunked body without its last chunk."""
    handler.raw(200, {"Content-Type": "application/pdf", "Transfer-Encoding": "chunked"}, b"")
    handler.wfile.write(b"20\r\n%PDF-1.4\n1234567890123456789012\r\n")


def bomb(handler: Handler) -> None:
    """Send 200 MiB of zeros packed into 200 KiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(bytes(MIB)) for _ in range(200)) + packer.flush()
    handler.send(Content(body, "application/pdf", {"Content-Encoding": "gzip"}))


def torn_gzip(handler: Handler) -> None:
    """Send half of a packed body under the right length."""
    packed = gzip.compress(pdf("torn gzip", 5000))
    handler.send(Content(packed[: len(packed) // 2], "application/pdf", {"Content-Encoding": "gzip"}))


def unasked_encoding(handler: Handler) -> None:
    """Pack the body in a way that was not asked for."""
    handler.send(Content(b"\x0b\x02\x80", "application/pdf", {"Content-Encoding": "br"}))


def garbage(handler: Handler) -> None:
    """Answer in no HTTP at all."""
    handler.wfile.write(b"\x00\x01\x02 hello\r\n\r\n")


def hang_up(handler: Handler) -> None:
    """Close the connection without a word."""
    handler.connection.close()


def huge_header(handler: Handler) -> None:
    """Send a header of two megabytes."""
    handler.raw(200, {"X-Filler": "x" * (2 * MIB), "Content-Length": "0"}, b"")


def status(code: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Fault:
    """Answer with a status."""

    def fault(handler: Handler) -> None:
        handler.raw(
            code, {"Content-Type": "text/html", "Content-Length": str(len(body)), **(headers or {})}, body
        )

    return fault


def in_a_while(seconds: int) -> str:
    """Return a Retry-After that is a date."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def first(times: int, fault: Fault, then: Content) -> Fault:
    """Misbehave some times, then answer well."""
    left = [times]

    def both(handler: Handler) -> None:
        left[0] -= 1
        if left[0] >= 0:
            fault(handler)
        else:
            handler.send(then)

    return both


def late(then: Content) -> Fault:
    """Answer well after a second."""

    def fault(handler: Handler) -> None:
        handler.portal.released.wait(1)
        handler.send(then)

    return fault
