"""Servers that mean harm: where they send a crawl, what they call things, what they let it wait for."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipelines import settings as settings_module
from pipelines.archive.raw import Archive
from pipelines.crawl.report import CrawlReport
from pipelines.settings import Settings
from pipelines.values.source import SourceRecord
from tests.crawl import faults
from tests.crawl.conftest import NAME, crawl, site_of
from tests.crawl.server import Content, Handler, Portal, QuietServer, listing, pdf, serving

pytestmark = pytest.mark.slow  # every crawl starts a process of its own
TITLE = "清溪县教育局2024年度部门决算"

# Every place that a redirect can name and nothing may be asked of, in every spelling of this machine.
ELSEWHERE = {
    "decimal": "http://2130706433:{port}/secret.pdf",
    "hexadecimal": "http://0x7f.0.0.1:{port}/secret.pdf",
    "octal": "http://0177.0.0.1:{port}/secret.pdf",
    "short": "http://127.1:{port}/secret.pdf",
    "zero": "http://0.0.0.0:{port}/secret.pdf",
    "wide digits": "http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1:{port}/secret.pdf",
    "dotted end": "http://localhost.:{port}/secret.pdf",
    "mapped": "http://[::ffff:7f00:1]:{port}/secret.pdf",
    "mapped dotted": "http://[::ffff:127.0.0.1]:{port}/secret.pdf",
    "zone": "http://[fe80::1%25lo]:{port}/secret.pdf",
    "user": "http://127.0.0.1:{port}@localhost:{port}/secret.pdf",
    "no scheme": "//localhost:{port}/secret.pdf",
    "backslashes": "http:\\\\localhost:{port}\\secret.pdf",
    "ftp": "ftp://127.0.0.1:{port}/secret.pdf",
    "gopher": "gopher://127.0.0.1:{port}/1secret.pdf",
    "file": "file:///etc/passwd",
    "data": "data:application/pdf;base64,JVBERi0xLjQ=",
    "script": "javascript:alert(1)",
    "no port": "http://127.0.0.1:99999/secret.pdf",
    "open bracket": "http://[::1/secret.pdf",
}


def address(name: str) -> str:
    return f"/to-{name.replace(' ', '-')}.pdf"


@dataclass(frozen=True)
class Crawled:
    portal: Portal
    settings: Settings
    report: CrawlReport

    def kind(self, path: str) -> str | None:
        return next((p.kind for p in self.report.problems if p.url == self.portal.url + path), None)


def wall(handler: Handler) -> None:
    """Send everybody round until they bring the cookie, then the document."""
    if "pass=1" in (handler.headers.get("Cookie") or ""):
        handler.send(Content(pdf("behind the wall")))
    else:
        handler.raw(302, {"Location": handler.path, "Set-Cookie": "pass=1", "Content-Length": "0"}, b"")


def round_and_round(handler: Handler) -> None:
    """Send everybody round with a new cookie each time."""
    handler.raw(
        302,
        {"Location": handler.path, "Set-Cookie": f"n={len(handler.portal.asked)}", "Content-Length": "0"},
        b"",
    )


def stacked(handler: Handler) -> None:
    body = gzip.compress(gzip.compress(bytes(faults.MIB)))
    handler.send(Content(body, "application/pdf", {"Content-Encoding": "gzip, gzip"}))


def injected(handler: Handler) -> None:
    """Put line ends and NULs into the headers of an answer."""
    body = pdf("injected")
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nX-A: b\rX-C: d\x00e\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body) + body
    )


def broken_line(handler: Handler) -> None:
    """Redirect to an address with a line end in it, which would begin another header."""
    handler.wfile.write(
        b"HTTP/1.1 302 Found\r\nLocation: /landed.pdf\nSet-Cookie: evil=1\r\nContent-Length: 0\r\n\r\n"
    )


def part(handler: Handler) -> None:
    body = pdf("part", 5000)
    handler.raw(206, {"Content-Range": f"bytes 0-99/{len(body)}", "Content-Length": "100"}, body[:100])


REFUSED = {
    "/wall-for-ever.pdf": (round_and_round, "redirect"),
    "/stacked.pdf": (stacked, "unreadable"),
    "/part.pdf": (part, "error"),
    "/injected.pdf": (injected, "connection"),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("hostile")
    settings = settings_module.load(folder / "data", environment={}, folder=folder)
    with serving(Portal()) as portal:
        for name, where in ELSEWHERE.items():
            portal.faults[address(name)] = faults.redirect(where.format(port=portal.port))
        portal.faults |= {path: fault for path, (fault, _) in REFUSED.items()}
        portal.faults |= {"/wall.pdf": wall, "/line.pdf": broken_line}
        portal.put("/secret.pdf", pdf("secret"))
        named = {"Content-Disposition": 'attachment; filename="../../%00../etc/a\x01b.pdf"'}
        portal.put("/download.do?id=1", pdf("named"), "application/pdf", headers=named)
        paths = [*map(address, ELSEWHERE), *REFUSED, "/wall.pdf", "/line.pdf", "/download.do?id=1"]
        portal.put("/index.html", listing({path: f"{TITLE}（{n}）" for n, path in enumerate(paths)}))
        yield Crawled(portal, settings, crawl(settings, site_of(portal)))


@pytest.mark.parametrize("name", ELSEWHERE)
def test_no_spelling_of_another_place_is_asked(crawled: Crawled, name: str) -> None:
    told = [p for p in crawled.report.problems if p.url == crawled.portal.url + address(name)]
    assert [p.kind for p in told] in (["private"], ["offsite"], ["redirect"], ["connection"])
    assert "Error" not in told[0].reason
    assert not [a for a in crawled.portal.asked if a.path.endswith("secret.pdf")]


@pytest.mark.parametrize(("path", "kind"), [(path, kind) for path, (_, kind) in REFUSED.items()])
def test_what_is_sent_to_harm_is_refused(crawled: Crawled, path: str, kind: str) -> None:
    assert crawled.kind(path) == kind


def test_a_line_end_in_an_address_is_no_header(crawled: Crawled) -> None:
    assert crawled.kind("/line.pdf") == "missing"
    assert [a.path for a in crawled.portal.asked if a.path.startswith("/landed")] == ["/landed.pdf"]


def test_a_session_cookie_opens_what_it_is_asked_for(crawled: Crawled) -> None:
    names = {r.source_url.removeprefix(crawled.portal.url): r.file_name for r in records(crawled)}
    assert names == {"/wall.pdf": "wall.pdf", "/download.do?id=1": "ab.pdf"}


def test_the_crawl_of_all_that_comes_to_its_end(crawled: Crawled) -> None:
    report = crawled.report
    assert (report.stopped, report.is_good) == ("", True)
    assert report.outcomes["failed"] + report.outcomes["refused"] == len(report.problems)


def records(crawled: Crawled) -> tuple[SourceRecord, ...]:
    return Archive.of(crawled.settings).records(NAME)


def flood(handler: Handler) -> None:
    """Send fifty megabytes of rules."""
    rules = b"User-agent: *\nDisallow: /never\n"
    handler.raw(200, {"Content-Type": "text/plain", "Content-Length": str(50 * faults.MIB)}, rules)
    filler = b"# " + b"x" * 1021 + b"\n"
    for _ in range(50 * 1024):
        handler.wfile.write(filler)


ROBOTS = {
    "flood": flood,
    "endless": faults.endless,
    "bomb": faults.bomb,
    "garbage": faults.garbage,
    "elsewhere": faults.redirect("http://localhost:9/robots.txt"),
    "round": faults.redirect("/robots.txt"),
    "broken": faults.status(500, body=b"<html>no</html>"),
    "noise": lambda h: h.send(Content(bytes(range(256)) * 400, "text/plain")),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_a_robots_txt_without_sense_costs_no_crawl(portal: Portal, settings: Settings, name: str) -> None:
    portal.faults["/robots.txt"] = ROBOTS[name]
    portal.put("/a.pdf", pdf("a"))
    portal.put("/index.html", listing({"/a.pdf": TITLE}))
    report = crawl(settings, site_of(portal, politeness={"max_document_mib": 4}))
    assert report.documents == 1


def certified(folder: Path, name: str, begins: int, ends: int) -> tuple[Path, Path]:
    """Return a certificate with its key for 127.0.0.1, good from and to so many days from now, and its authority's."""
    now = datetime.now(UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    own, authority = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in (name, f"{name} authority")
    )
    files = []
    for subject, key, is_authority in ((own, keys[0], False), (authority, keys[1], True)):
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(authority)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.add_extension(
            x509.BasicConstraints(ca=is_authority, path_length=None), critical=True
        )
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        builder = builder if is_authority else builder.add_extension(address, critical=False)
        days = (-100, 100) if is_authority else (begins, ends)
        builder = builder.not_valid_before(now + timedelta(days[0])).not_valid_after(now + timedelta(days[1]))
        pem = builder.sign(keys[1], hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        plain = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = folder / f"{name}-{is_authority}.pem"
        file.write_bytes(pem if is_authority else pem + plain)
        files.append(file)
    return files[0], files[1]


@contextmanager
def secure(portal: Portal, file: Path) -> Iterator[int]:
    """Serve a portal with a certificate; yield the port."""
    server = QuietServer(("127.0.0.1", 0), type("Secure", (Handler,), {"portal": portal}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_a_certificate_that_has_expired_is_not_taken(
    portal: Portal, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, authority = certified(tmp_path, "good", -1, 1)
    expired, other = certified(tmp_path, "expired", -10, -1)
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(authority.read_bytes() + other.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    portal.put("/a.pdf", pdf("a"))
    with secure(portal, good) as first, secure(portal, expired) as second:
        links = {f"https://127.0.0.1:{port}/a.pdf": f"{TITLE}{port}" for port in (first, second)}
        portal.put("/index.html", listing(links))
        report = crawl(settings, site_of(portal))
    assert report.documents == 1
    assert [(p.kind, "expired" in p.reason) for p in report.problems] == [("tls", True)]
