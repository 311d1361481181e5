"""One portal with every fault there is: what is refused and why, and that everything else arrives."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
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
from tests.crawl import faults
from tests.crawl.conftest import NAME, crawl, site_of
from tests.crawl.server import Content, Handler, Portal, article, listing, pdf, serving

pytestmark = pytest.mark.slow  # every crawl starts a process of its own
TITLE = "清溪县教育局2024年度部门决算"
SHELL = (
    "<html><head><title>x</title></head><body><div id='app'></div><script src='a.js'></script></body></html>"
)
LOST = "<html><head><title>404 Not Found</title></head><body>页面不存在</body></html>"
RUISHU = b"<html><script>$_ts=window['$_ts'];FSSBBIl1UgzbN7N=1</script></html>"

# Every refusal: the address, the fault, and the kind it is counted by.
REFUSED = {
    "/loop.pdf": (faults.redirect("/loop2.pdf"), "redirect"),
    "/loop2.pdf": (faults.redirect("/loop.pdf"), "redirect"),
    "/to-metadata.pdf": (faults.redirect("http://169.254.169.254/latest/a.pdf"), "private"),
    "/to-ipv6.pdf": (faults.redirect("http://[::1]:9/a.pdf"), "private"),
    "/to-localhost.pdf": (faults.redirect("http://localhost:9/a.pdf"), "private"),
    "/to-elsewhere.pdf": (faults.redirect("http://files.example.com/a.pdf"), "offsite"),
    "/to-file.pdf": (faults.redirect("file:///etc/passwd"), "redirect"),
    "/five-gigabytes.pdf": (faults.announced(5 * 1024**3), "too_large"),
    "/endless.pdf": (faults.endless, "too_large"),
    "/bomb.pdf": (faults.bomb, "too_large or too_slow"),
    "/drip.pdf": (faults.drip, "too_slow"),
    "/stall.pdf": (faults.stall, "too_slow"),
    "/short.pdf": (faults.short, "incomplete"),
    "/cut.pdf": (faults.cut, "incomplete"),
    "/overrun.pdf": (faults.overrun, "incomplete or connection"),
    "/torn-chunks.pdf": (faults.torn_chunks, "incomplete"),
    "/torn-gzip.pdf": (faults.torn_gzip, "incomplete"),
    "/unasked-encoding.pdf": (faults.unasked_encoding, "unreadable"),
    "/garbage.pdf": (faults.garbage, "connection"),
    "/hang-up.pdf": (faults.hang_up, "connection"),
    "/huge-header.pdf": (faults.huge_header, "connection"),
    "/empty.pdf": (faults.status(200, {"Content-Type": "application/pdf"}), "empty"),
    "/denied.pdf": (faults.status(403, body=b"no"), "denied"),
    "/gone.pdf": (faults.status(404, body=b"<html>no</html>"), "missing"),
    "/broken.pdf": (faults.status(500, body=b"<html>no</html>"), "error"),
    "/busy.pdf": (faults.status(503, body=b"<html>no</html>"), "busy"),
    "/part.pdf": (faults.status(206, body=pdf("part")), "error"),
    "/not-modified.pdf": (faults.status(304), "error"),
    "/soft-404.pdf": (faults.status(200, body=LOST.encode()), "missing"),
    "/shell.html": (faults.status(200, body=SHELL.encode()), "shell"),
    "/disguised.pdf": (faults.status(200, body=listing({"/x": "新闻"}, title="新闻").encode()), "disguised"),
    "/json.pdf": (faults.status(200, {"Content-Type": "application/json"}, b'{"code": 1, "msg": "no"}'), "disguised"),
}  # fmt: skip

# What arrives although the first tries fail, or although it comes in an odd way.
ARRIVING = {
    "/once-429.pdf": faults.first(1, faults.status(429, {"Retry-After": "1"}), Content(pdf("429"))),
    "/once-503.pdf": faults.first(2, faults.status(503), Content(pdf("503"))),
    "/dated-503.pdf": faults.first(1, faults.status(503, {"Retry-After": faults.in_a_while(1)}), Content(pdf("dated"))),
    "/soon-503.pdf": faults.first(1, faults.status(503, {"Retry-After": "soon"}), Content(pdf("soon"))),
    "/once-dropped.pdf": faults.first(1, faults.short, Content(pdf("dropped"))),
    "/once-hung-up.pdf": faults.first(2, faults.hang_up, Content(pdf("hung up"))),
    "/once-cut.pdf": faults.first(1, faults.cut, Content(pdf("cut once"))),
    "/once-empty.pdf": faults.first(1, faults.status(200), Content(pdf("empty once"))),
    "/moved.pdf": faults.redirect("/moved-here.pdf", 301),
    "/packed.pdf": lambda h: h.send(Content(gzip.compress(pdf("packed")), headers={"Content-Encoding": "gzip"})),
    "/large.pdf": lambda h: h.send(Content(pdf("large", 3 * faults.MIB))),
}  # fmt: skip


@dataclass(frozen=True)
class Crawled:
    portal: Portal
    settings: Settings
    report: CrawlReport
    blocking: Portal
    waiting: Portal

    def kind(self, url: str) -> str | None:
        return next((p.kind for p in self.report.problems if p.url.endswith(url)), None)


def certificate(folder: Path) -> Path:
    """Write a certificate that nobody has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "certificate.pem"
    file.write_bytes(plain + signed.public_bytes(pem))
    return file


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Crawl the portal with all faults once, with two hosts beside it that block and one with a bad certificate."""
    folder = tmp_path_factory.mktemp("faults")
    settings = settings_module.load(folder / "data", environment={}, folder=folder)
    portal, blocking, waiting = Portal(), Portal(), Portal()
    secure = ThreadingHTTPServer(("127.0.0.1", 0), type("Secure", (Handler,), {"portal": portal}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    secure.daemon_threads = True
    Thread(target=secure.serve_forever, daemon=True).start()
    with serving(portal), serving(blocking), serving(waiting):
        portal.faults = {path: fault for path, (fault, _) in REFUSED.items()} | ARRIVING
        portal.put("/moved-here.pdf", pdf("moved"))
        portal.put("/same/1.pdf", pdf("same bytes"))
        portal.put("/same/2.pdf", pdf("same bytes"))
        portal.put("/robots.txt", "User-agent: *\nDisallow: /forbidden\n", "text/plain")
        portal.put("/forbidden.pdf", pdf("forbidden"))
        blocking.put("/a.pdf", pdf("never seen"))
        blocking.faults["/challenge.pdf"] = faults.status(412, body=RUISHU)
        waiting.faults["/wait.pdf"] = faults.status(429, {"Retry-After": "86400"})
        links = {path: f"{TITLE}（{n}）" for n, path in enumerate([*REFUSED, *ARRIVING])}
        links |= {"/same/1.pdf": TITLE, "/same/2.pdf": TITLE, "/forbidden.pdf": TITLE}
        links |= {
            f"https://127.0.0.1:{secure.server_port}/a.pdf": TITLE,
            f"https://127.0.0.1:{portal.port}/plain.pdf": TITLE,
        }
        links |= {f"{blocking.url}/challenge.pdf": TITLE, f"{waiting.url}/wait.pdf": TITLE}
        links |= {"http://docsplayer.example.com/a.pdf": TITLE}
        after = {f"{blocking.url}/a.pdf": "附件1.pdf", f"{waiting.url}/b.pdf": "附件2.pdf"}
        portal.put("/later.html", article(TITLE, after))
        portal.faults["/later.html"] = faults.late(portal.contents["/later.html"])
        links["/later.html"] = TITLE
        portal.put("/index.html", listing(links))
        polite = {"max_document_mib": 4, "concurrency": 8}
        report = crawl(settings, site_of(portal, politeness=polite))
        yield Crawled(portal, settings, report, blocking, waiting)
    secure.shutdown()
    secure.server_close()


@pytest.mark.parametrize(("path", "kind"), [(path, kind) for path, (_, kind) in REFUSED.items()])
def test_a_fault_is_refused_with_its_reason(crawled: Crawled, path: str, kind: str) -> None:
    told = [p for p in crawled.report.problems if p.url == crawled.portal.url + path]
    assert len(told) == 1
    assert told[0].kind in kind.split(" or ")
    assert told[0].reason
    assert told[0].page_url == crawled.portal.url + "/index.html"


def test_everything_else_arrives_once(crawled: Crawled) -> None:
    archive = Archive.of(crawled.settings)
    paths = [r.source_url.removeprefix(crawled.portal.url) for r in archive.records(NAME)]
    assert sorted(paths) == sorted([*ARRIVING, "/same/1.pdf", "/same/2.pdf"])
    bodies = {archive.path(r).read_bytes() for r in archive.documents(NAME)}
    assert len(bodies) == len(ARRIVING) + 1
    assert all(body.startswith(b"%PDF") and body.endswith(b"%%EOF\n") for body in bodies)
    assert pdf("large", 3 * faults.MIB) in bodies
    assert crawled.report.outcomes["new"] == len(ARRIVING) + 1
    assert crawled.report.outcomes["duplicate"] == 1


def test_the_crawl_comes_to_its_end_and_counts_everything(crawled: Crawled) -> None:
    report = crawled.report
    assert report.stopped == ""
    assert report.is_good
    assert report.outcomes["failed"] + report.outcomes["refused"] == len(report.problems)
    assert sum(report.refusals.values()) == len(report.problems)


def test_nothing_is_left_of_what_was_refused(crawled: Crawled) -> None:
    kept = [p for p in (crawled.settings.data_dir / "raw" / "sha256").rglob("*") if p.is_file()]
    assert len(kept) == len(ARRIVING) + 1
    assert not list(crawled.settings.crawl_dir.glob("*.incoming"))


def test_a_broken_certificate_is_refused(crawled: Crawled) -> None:
    told = [p.kind for p in crawled.report.problems if p.url.startswith("https:")]
    assert told == ["tls", "tls"]


def test_robots_txt_is_obeyed(crawled: Crawled) -> None:
    assert crawled.kind("/forbidden.pdf") == "robots"
    assert not [a for a in crawled.portal.asked if a.path == "/forbidden.pdf"]


def test_a_host_that_challenges_is_asked_no_more(crawled: Crawled) -> None:
    assert crawled.kind("/challenge.pdf") == "challenge"
    assert crawled.kind(f"{crawled.blocking.url}/a.pdf") == "parked"
    assert [a.path for a in crawled.blocking.asked if a.path != "/robots.txt"] == [
        "/challenge.pdf",
        "/challenge.pdf",
    ]


def test_a_wait_beyond_all_patience_is_not_waited_for(crawled: Crawled) -> None:
    assert crawled.kind("/wait.pdf") == "busy"
    assert crawled.kind(f"{crawled.waiting.url}/b.pdf") == "parked"


def test_other_hosts_are_not_even_asked(crawled: Crawled) -> None:
    assert crawled.report.left["another host"] >= 1


def test_an_oversize_body_is_not_read_to_its_end(crawled: Crawled) -> None:
    asked = [a for a in crawled.portal.asked if a.path == "/five-gigabytes.pdf"]
    assert asked
    assert crawled.kind("/five-gigabytes.pdf") == "too_large"
