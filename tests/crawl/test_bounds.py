"""Sites without end, sites below their numbers, sites that may not be asked: each stays within its bounds."""

from __future__ import annotations

import io
import socket
import zipfile
from dataclasses import replace

import pytest

from pipelines.archive.raw import Archive
from pipelines.crawl.engine.addresses import is_public
from pipelines.crawl.names import document_name
from pipelines.crawl.run import CrawlError, CrawlLimits, by_host, crawl_sites
from pipelines.settings import Settings
from tests.crawl import faults
from tests.crawl.conftest import NAME, QUICK, crawl, site_of
from tests.crawl.server import Content, Portal, article, listing, pdf

pytestmark = pytest.mark.slow  # every crawl starts a process of its own
TITLE = "清溪县教育局2024年度部门决算"


def calendar(portal: Portal) -> None:
    """Put up a calendar: every month links to the next and to the year's column, for ever."""

    def month(path: str, form: bytes) -> Content | None:
        if not path.startswith("/calendar"):
            return None
        number = int(path.rpartition("=")[2] or 0)
        links = {f"/calendar?month={number + 1}": "2024年", f"/calendar?year={number + 1}": "部门决算"}
        return Content(listing(links).encode(), has_validators=False)

    portal.answers.append(month)


def test_an_endless_calendar_ends_at_the_depth_allowed(portal: Portal, settings: Settings) -> None:
    calendar(portal)
    report = crawl(settings, site_of(portal, "/calendar?month=0", politeness={"max_depth": 4}))
    assert report.is_good
    assert len([a for a in portal.asked if a.path.startswith("/calendar")]) == 9
    assert report.left["deeper than max_depth 4"] == 4


def test_an_endless_calendar_ends_at_the_pages_allowed(portal: Portal, settings: Settings) -> None:
    calendar(portal)
    report = crawl(
        settings, site_of(portal, "/calendar?month=0", politeness={"max_depth": 20, "max_pages": 12})
    )
    assert len([a for a in portal.asked if a.path.startswith("/calendar")]) == 12
    assert report.refusals["page_cap"] > 0


def test_an_endless_list_ends_at_the_list_pages_allowed(portal: Portal, settings: Settings) -> None:
    def page(path: str, form: bytes) -> Content | None:
        number = int(path.rpartition("=")[2])
        more = f'<a href="/list?page={number + 1}">下一页</a>'
        return (
            Content(listing({f"/f/{number}.pdf": TITLE}, more).encode())
            if path.startswith("/list?")
            else None
        )

    portal.answers.append(lambda p, f: Content(pdf(p)) if p.startswith("/f/") else None)
    portal.answers.append(lambda p, f: page(p, f) if p.startswith("/list?") else None)
    report = crawl(settings, site_of(portal, "/list?page=1", politeness={"max_list_pages": 7}))
    assert report.documents == 7
    assert any("max_list_pages" in note for note in report.notes)


def test_one_page_under_many_addresses_is_read_once(portal: Portal, settings: Settings) -> None:
    """Every answer names a new session in every link."""
    count = iter(range(10**6))

    def answer(path: str, form: bytes) -> Content | None:
        session = f";jsessionid={next(count)}"
        if path.startswith("/list"):
            return Content(listing({f"/a.html{session}": TITLE, f"/list{session}": "部门决算"}).encode())
        if path.startswith("/a.html"):
            return Content(article(TITLE, {f"/f.pdf?_t={next(count)}": "附件.pdf"}).encode())
        return Content(pdf("one")) if path.startswith("/f.pdf") else None

    portal.answers.append(answer)
    report = crawl(settings, site_of(portal, "/list"))
    assert [a.path.partition(";")[0].partition("?")[0] for a in portal.asked] == [
        "/robots.txt",
        "/list",
        "/a.html",
        "/f.pdf",
    ]
    assert report.documents == 1


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('attachment; filename="../../../etc/cron.d/x.pdf"', "x.pdf"),
        ("attachment; filename=\"..\\\\..\\\\a\x01\x02b.pdf\"", "ab.pdf"),
        ('attachment; filename="%E5%86%B3%E7%AE%97.pdf"', "决算.pdf"),
        ("attachment; filename*=UTF-8''%E5%86%B3%E7%AE%97.pdf", "决算.pdf"),
        ('attachment; filename="' + "决" * 300 + '.pdf"', "决" * 176 + ".pdf"),
        ("attachment", "决算公开.pdf"),
        ("", "决算公开.pdf"),
    ],
)  # fmt: skip
def test_a_files_name_is_a_name_and_nothing_else(header: str, expected: str) -> None:
    raw = header.encode("utf-8")
    found = document_name(
        disposition=raw, url="http://x.cn/down.do?iid=1", link_text="决算公开", media_type="application/pdf"
    )
    assert found == expected


def test_a_site_below_its_numbers_fails_visibly_and_alone(portal: Portal, settings: Settings) -> None:
    portal.put("/index.html", listing({"/f/1.pdf": TITLE}))
    portal.put("/f/1.pdf", pdf("1"))
    poor = site_of(portal, name="990101_poor", assertions={"total": {"min": 5}, "years": {2024: {"min": 2}}})
    good = site_of(portal, name="990102_good", assertions={"total": {"min": 1}})
    told = {site.name: outcome for site, outcome in crawl_sites(settings, [poor, good], limits=QUICK)}
    assert not isinstance(told["990101_poor"], CrawlError)
    assert not isinstance(told["990102_good"], CrawlError)
    assert told["990101_poor"].expectations == [
        "1 documents, at least 5 expected",
        "2024: 1 documents, at least 2 expected",
    ]
    assert told["990102_good"].is_good


def test_sites_of_one_host_are_crawled_one_after_another() -> None:
    one = Portal()
    a, b, c = (site_of(one, name=f"99010{n}_x") for n in range(3))
    other = site_of(one, {"url": "http://10.0.0.1/"}, name="990104_y")
    both = site_of(one, {"url": "http://10.0.0.1/"}, name="990105_z", hosts=["127.0.0.1"])
    assert by_host([a, b, other]) == [[a, b], [other]]
    assert by_host([a, other, both, c]) == [[a, other, both, c]]


def not_public(name: str) -> bool:
    try:
        return not any(is_public(str(found[4][0])) for found in socket.getaddrinfo(name, 80))
    except OSError:
        return False


def test_a_name_that_resolves_to_this_machine_is_not_asked(portal: Portal, settings: Settings) -> None:
    """The name is not spelled like a private address; what it resolves to decides."""
    portal.put("/index.html", listing({"/f/1.pdf": TITLE}))
    name = next((n for n in (socket.gethostname(), "ip6-localhost", "ip6-loopback") if not_public(n)), None)
    if name is None:
        pytest.skip("no name resolves to this machine, but for localhost itself")
    entry = {"url": f"http://{name}:{portal.port}/index.html"}
    report = crawl(settings, site_of(portal, entry, allow_private=False))
    assert [p.kind for p in report.problems] == ["private"]
    assert f"{name} resolves to" in report.problems[0].reason
    assert portal.asked == []


def test_a_site_is_crawled_by_one_process_at_a_time(portal: Portal, settings: Settings) -> None:
    portal.put("/index.html", listing({"/f/1.pdf": TITLE}))
    seen: list[str] = []

    def meanwhile(path: str, form: bytes) -> None:
        if path == "/f/1.pdf":
            with pytest.raises(CrawlError, match="another process"):
                crawl(settings, site_of(portal), CrawlLimits())
            seen.append(path)

    portal.answers.append(meanwhile)
    crawl(settings, site_of(portal), CrawlLimits())
    assert seen


def test_a_trial_names_documents_and_keeps_nothing(portal: Portal, settings: Settings) -> None:
    portal.put("/index.html", listing({"/a.html": TITLE, "/news.html": "县长调研"}))
    portal.put("/a.html", article(TITLE, {"/f/1.pdf": "附件1.pdf", "/f/2.pdf": "附件2.pdf"}))
    report = crawl(settings, site_of(portal), replace(QUICK, is_trial=True))
    assert [(f.url, f.fiscal_year, f.report_kind) for f in report.found] == [
        (f"{portal.url}/f/{n}.pdf", 2024, "final_account") for n in (1, 2)
    ]
    assert not (settings.data_dir / "raw").exists()
    assert not list(settings.crawl_dir.glob("*.sqlite"))
    assert Archive.of(settings).sites() == []


def test_an_archives_members_arrive_as_documents(portal: Portal, settings: Settings) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for n in (1, 2):
            file.writestr(f"第{n}单位.pdf", pdf(f"member {n}"))
    portal.put("/index.html", listing({"/f/all.zip": TITLE}))
    portal.put("/f/all.zip", packed.getvalue(), "application/zip")
    crawl(settings, site_of(portal))
    names = sorted(r.member_name or "" for r in Archive.of(settings).records(NAME))
    assert names == ["", "第1单位.pdf", "第2单位.pdf"]


def test_a_robots_delay_is_kept(portal: Portal, settings: Settings) -> None:
    """With half a second between requests, five requests take two seconds at least."""
    portal.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.5\n", "text/plain")
    portal.put("/index.html", listing({f"/f/{n}.pdf": TITLE for n in range(4)}))
    for n in range(4):
        portal.put(f"/f/{n}.pdf", pdf(str(n)))
    report = crawl(settings, site_of(portal))
    assert report.documents == 4
    assert report.seconds >= 1.5


def test_a_host_that_is_down_is_asked_no_more(portal: Portal, settings: Settings) -> None:
    portal.put("/index.html", listing({f"/f/{n}.pdf": TITLE for n in range(30)}))
    portal.faults = {f"/f/{n}.pdf": faults.hang_up for n in range(30)}
    report = crawl(settings, site_of(portal, politeness={"concurrency": 1, "retries": 1}))
    assert report.refusals["connection"] + report.refusals["parked"] == 30
    assert 10 <= report.refusals["connection"] <= 18  # and what was under way: eight requests at most


def test_a_gb_pages_addresses_ask_in_its_own_encoding(portal: Portal, settings: Settings) -> None:
    """As browsers do: the path in UTF-8, the query in the encoding of the page that links."""
    page = listing({"/附件/down.jsp?name=决算.pdf": TITLE}).encode("gb18030")
    portal.put("/index.html", page, "text/html; charset=gbk")
    portal.put("/%E9%99%84%E4%BB%B6/down.jsp?name=%BE%F6%CB%E3.pdf", pdf("1"))
    report = crawl(settings, site_of(portal))
    assert report.problems == []
    assert [r.file_name for r in Archive.of(settings).records(NAME)] == ["决算.pdf"]


def test_a_document_may_be_as_large_as_the_site_file_says(portal: Portal, settings: Settings) -> None:
    portal.put("/index.html", listing({"/f/small.pdf": TITLE, "/f/large.pdf": TITLE}))
    portal.put("/f/small.pdf", pdf("small", 3 * faults.MIB))
    portal.put("/f/large.pdf", pdf("large", 20 * faults.MIB))
    few = crawl(settings, site_of(portal, politeness={"max_document_mib": 4}))
    assert [(p.url, p.kind) for p in few.problems] == [(f"{portal.url}/f/large.pdf", "too_large")]
    assert few.documents == 1
    all_of_them = crawl(settings, site_of(portal))
    assert (all_of_them.documents, all_of_them.problems) == (2, [])
