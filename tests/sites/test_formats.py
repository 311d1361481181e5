"""What has a reader is seen by a crawl: its links are documents, its names have suffixes, its fakes are refused."""

from __future__ import annotations

import pytest

from pipelines.crawl.choose import choose
from pipelines.crawl.idioms import Link, read_article
from pipelines.crawl.idioms.links import is_document_url
from pipelines.crawl.names import document_name
from pipelines.crawl.refusals import refusal
from pipelines.formats import suffixes
from pipelines.formats.model import Format
from pipelines.formats.registry import DOCX, FORMATS, HTML, MHTML, PDF, XLSX
from tests.sites.pages import HOME, page, site

URL = f"{HOME}/czj/202509/t20250923_1.html"
TITLE = "样例县教育局2024年度部门决算"
FILES = [entry for entry in FORMATS if entry.suffixes and entry.family not in ("page", "other")]


def attached(body: str, title: str = TITLE) -> dict[str, str]:
    """Return the attachments of an article: what each is called, by its path."""
    text = (
        f"<html><title>{title}</title><body><h1>{title}</h1><div class='content'>{body}</div></body></html>"
    )
    links = read_article(URL, text.encode()).attachments
    return {link.url.removeprefix(HOME): link.text for link in links}


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry.name)
def test_every_suffix_of_a_file_leads_to_a_document(entry: Format) -> None:
    for suffix in entry.suffixes:
        for path in (f"/a/b.{suffix}", f"/a/B.{suffix.upper()}"):
            assert is_document_url(HOME + path)
            assert attached(f'<p><a href="{path}">附件：决算公开表</a></p>') == {path: "附件：决算公开表"}
            link = Link(HOME + path, TITLE, kind="document")
            assert choose(site(), link).action == "take"


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: entry.name)
def test_a_document_is_named_with_the_suffix_of_its_kind(entry: Format) -> None:
    def name(url: str, text: str = "部门决算") -> str:
        return document_name(disposition=b"", url=HOME + url, link_text=text, media_type=entry.media_type)

    first = f".{entry.suffixes[0]}" if entry.suffixes else ""
    assert name("/download.do?iid=1") == name("/GetFile.ashx?id=1") == f"部门决算{first}"
    assert name("/view.php", text="") == f"view{first}" if first else "view.php"
    for suffix in set(entry.suffixes) - set(suffixes.PAGES):
        assert name(f"/a/b.{suffix}") == f"b.{suffix}"
    if entry.suffixes and entry.media_type != HTML:
        assert name("/a/b.html", text="") == f"b{first}"


def test_scripts_and_viewers_name_files_of_every_kind() -> None:
    body = (
        "<script>var file = '/upload/2025/scripted.xlsm', banner = '/images/banner.jpg';</script>"
        '<a href="/viewer.html?file=/upload/2025/viewed.docm">在线查看</a>'
        "<a href=\"javascript:open('/upload/2025/opened.mht')\">决算公开</a>"
    )
    assert set(attached(body)) == {
        "/upload/2025/scripted.xlsm",
        "/upload/2025/viewed.docm",
        "/upload/2025/opened.mht",
    }


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<a href="/s/1.jpg">附件1：收入支出决算总表</a>', ["/s/1.jpg"]),
        ('<a href="/s/1.png" title="2024年度部门决算"><img src="/s/1_small.png"></a>', ["/s/1.png"]),
        ('<a href="/s/1.jpg"><img src="/s/1_small.jpg" alt="集体合影"></a>', []),
        ('<a href="/s/1.jpg" title="点击放大"><img src="/s/1_small.jpg"></a>', []),
        ('<a href="/s/1.tif"><img src="/s/1_small.jpg"></a>', ["/s/1.tif"]),
        ('<img src="/s/1.jpg" alt="2024年度部门决算">', []),
        ('<a href="/share?pic=/s/1.jpg">分享</a>', []),
    ],
)
def test_a_picture_is_a_document_only_where_words_link_to_it(body: str, found: list[str]) -> None:
    assert list(attached(f"<p>{body}</p>")) == found


@pytest.mark.parametrize("suffix", ["xlsm", "docm", "xltx", "xlsb", "odt", "rtf", "tgz", "jpg", "7z"])
def test_a_web_page_or_a_message_under_the_name_of_a_file_is_refused(suffix: str) -> None:
    for data in (page("article_attachments.html"), page("article_body.html"), b'{"code":500}'):
        found = refusal(200, {}, data, suffix)
        assert found is not None and found.kind == "disguised", (suffix, found)
        assert f"sent as .{suffix}" in found.reason


@pytest.mark.parametrize("suffix", ["xls", "doc", "csv", "mht", "txt", "md", "html", ""])
def test_a_page_with_tables_may_have_these_names(suffix: str) -> None:
    assert refusal(200, {}, page("article_body.html"), suffix) is None


def test_a_saved_page_is_no_web_page() -> None:
    saved = (
        b"From: <Saved by Browser>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="cut"\r\n\r\n--cut\r\nContent-Type: text/html\r\n\r\n'
        b"<html><body><h1>404</h1></body></html>\r\n--cut--\r\n"
    )
    assert refusal(200, {}, saved, "mht") is None
    assert refusal(200, {}, saved, "doc") is None


def test_an_error_page_is_told_though_its_host_ends_like_a_file() -> None:
    body = '<html><title>404</title><body><p>页面不存在</p><a href="http://www.gz.gov.cn/">首页</a></body></html>'
    found = refusal(200, {}, body.encode())
    assert found is not None and found.kind == "missing"
    linked = body.replace("http://www.gz.gov.cn/", "/upload/1.xlsm")
    assert refusal(200, {}, linked.encode()) is None


@pytest.mark.parametrize(
    ("link_text", "media_type", "expected"),
    [
        ("2024.12", PDF, "2024.12.pdf"),
        ("决算表.XLSM", XLSX, "决算表.XLSM"),
        ("决算.aspx", MHTML, "决算.mht"),
        ("决算", DOCX, "决算.docx"),
    ],
)
def test_a_links_words_are_a_name(link_text: str, media_type: str, expected: str) -> None:
    name = document_name(
        disposition=b"", url=f"{HOME}/download.do?iid=1", link_text=link_text, media_type=media_type
    )
    assert name == expected
