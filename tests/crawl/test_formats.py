"""Files of every kind that is read arrive from a portal, under names that say what they are; fakes do not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from pipelines import settings as settings_module
from pipelines.archive.raw import Archive
from pipelines.crawl.report import CrawlReport
from pipelines.formats import registry
from pipelines.formats.detect import detect_media_type
from pipelines.read import read
from tests.crawl.conftest import NAME, crawl, site_of
from tests.crawl.server import Content, Portal, article, listing, pdf, serving
from tests.unit.read_office.books import FORM, p, with_part, word, workbook

pytestmark = pytest.mark.slow

TITLE = "清溪县教育局2024年度部门决算"
CONTENT_TYPES = "[Content_Types].xml"
ROWS = "".join(f"<tr><td>第{n}类支出</td><td>{n}2.50</td><td>{n}1.25</td></tr>" for n in range(1, 9))
PAGE = f"<html><body><h1>{TITLE}</h1><table><tr><td>支出项目</td><td>决算</td><td>预算</td></tr>{ROWS}</table></body></html>"


def macro_workbook(folder: Path) -> bytes:
    path = folder / "a.xlsm"
    workbook(path, ("决算", FORM))
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return with_part(path, {CONTENT_TYPES: lambda data: data.replace(plain, macro)}).read_bytes()


def macro_document(folder: Path) -> bytes:
    path = word(folder / "a.docm", p("2024年度部门决算说明"))
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    return with_part(path, {CONTENT_TYPES: lambda data: data.replace(plain, macro)}).read_bytes()


def saved_page() -> bytes:
    head = (
        b"From: <Saved by Browser>\r\nSubject: page\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="cut"\r\n\r\n--cut\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head + PAGE.encode() + b"\r\n--cut--\r\n"


def picture(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (200, 100), 255).save(buffer, form)
    return buffer.getvalue()


@dataclass(frozen=True)
class Crawled:
    files: dict[str, bytes]
    archive: Archive
    report: CrawlReport

    def names(self, part: str) -> dict[str, str]:
        """Return the names of the documents under a path, by their address' last part."""
        records = [r for r in self.archive.records(NAME) if part in r.source_url]
        return {r.source_url.rpartition("/")[2]: r.file_name for r in records}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Crawl articles that link to files by their suffixes, and to downloads without names."""
    folder = tmp_path_factory.mktemp("formats")
    files = {
        "a.xlsm": macro_workbook(folder),
        "b.docm": macro_document(folder),
        "c.mht": saved_page(),
        "d.tif": picture("TIFF"),
        "e.jpg": picture("JPEG"),
        "f.pdf": pdf("report"),
        "g.md": f"# {TITLE}\n\n收入支出决算总表\n".encode(),
    }
    settings = settings_module.load(folder / "data", environment={}, folder=folder)
    with serving(Portal()) as portal:
        for name, data in files.items():
            portal.put(f"/f/{name}", data, "application/octet-stream")
            portal.contents[f"/download.do?id={name[0]}"] = Content(
                data + b"\n" * (name != "a.xlsm" and name != "b.docm"), "application/octet-stream"
            )
        portal.put("/img/logo.png", picture("PNG"), "image/png")
        portal.put("/f/fake.xlsm", PAGE)
        portal.put("/f/cut.docm", files["b.docm"][:-60], "application/octet-stream")
        photo = '<p><a href="/img/logo.png"><img src="/img/logo.png" alt="集体合影"></a></p>'
        links = {f"/f/{name}": f"附件：{number}" for number, name in enumerate(files, 1)}
        downloads = {f"/download.do?id={name[0]}": f"{name[0]}表" for name in files}
        bad = {"/f/fake.xlsm": "附件：假", "/f/cut.docm": "附件：残"}
        portal.put("/a.html", article(TITLE, links, photo))
        portal.put("/b.html", article(TITLE, downloads))
        portal.put("/c.html", article(TITLE, bad))
        portal.put("/index.html", listing({f"/{page}.html": TITLE for page in "abc"}))
        report = crawl(settings, site_of(portal))
        yield Crawled(files, Archive.of(settings), report)


def test_files_of_every_kind_that_is_read_are_attachments(crawled: Crawled) -> None:
    assert crawled.names("/f/") == {name: name for name in crawled.files}
    kept = {
        r.file_name: crawled.archive.path(r).read_bytes()
        for r in crawled.archive.records(NAME)
        if "/f/" in r.source_url
    }
    assert kept == crawled.files


def test_a_download_without_a_name_gets_the_suffix_of_what_it_is(crawled: Crawled) -> None:
    suffixes = {"g.md": "txt"}
    expected = {f"{name[0]}表.{suffixes.get(name, name[2:])}" for name in crawled.files}
    expected -= {"a表.xlsm", "b表.docm"}
    assert set(crawled.names("download.do").values()) == expected | {"a表.xlsx", "b表.docx"}


def test_what_arrives_is_what_the_readers_read(crawled: Crawled) -> None:
    paths = {r.file_name: crawled.archive.path(r) for r in crawled.archive.records(NAME)}
    kinds = {name: detect_media_type(paths[name]) for name in ("a.xlsm", "b.docm", "c.mht", "d.tif", "e.jpg")}
    assert list(kinds.values()) == [
        registry.XLSX,
        registry.DOCX,
        registry.MHTML,
        registry.TIFF,
        registry.JPEG,
    ]
    assert read(paths["a.xlsm"]).pages[0].grids
    assert read(paths["b.docm"]).pages[0].lines[0].text == "2024年度部门决算说明"
    assert read(paths["c.mht"]).pages[0].grids


def test_a_fake_and_a_cut_file_are_refused_and_a_photograph_is_not_asked_for(crawled: Crawled) -> None:
    told = {problem.url.rpartition("/")[2]: problem.kind for problem in crawled.report.problems}
    assert told == {"fake.xlsm": "disguised", "cut.docm": "incomplete"}
    assert crawled.names("/img/") == {}
