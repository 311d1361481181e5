"""Answers that are no documents are told from those that are."""

from __future__ import annotations

import pytest

from pipelines.crawl.refusals import refusal, republished
from tests.sites.pages import page


@pytest.mark.parametrize(
    ("status", "name", "suffix", "kind"),
    [
        (412, "challenge_412.html", "", "challenge"),
        (200, "challenge_412.html", "", "challenge"),
        (521, "challenge_521.html", "", "challenge"),
        (200, "challenge_521.html", "pdf", "challenge"),
        (200, "firewall_200.html", "", "challenge"),
        (403, "firewall_200.html", "", "challenge"),
        (200, "soft_404.html", "", "missing"),
        (200, "soft_404.html", "pdf", "missing"),
        (200, "login.html", "", "login"),
        (200, "empty_shell.html", "", "shell"),
        (200, "article_attachments.html", "pdf", "disguised"),
        (404, "article_body.html", "", "missing"),
    ],
)
def test_pages_that_are_not_what_was_asked_for(status: int, name: str, suffix: str, kind: str) -> None:
    found = refusal(status, {"Content-Type": "text/html"}, page(name), suffix)
    assert found is not None and found.kind == kind, found


@pytest.mark.parametrize(
    "name",
    [
        "article_attachments.html",
        "article_body.html",
        "create_page_html_from_one.html",
        "create_page_html_from_zero.gb.html",
        "directory_table.html",
        "hanweb_column.html",
        "hanweb_batch.xml",
        "json_list.json",
        "jiangsu_files.json",
        "uuid_block.html",
        "uuid_column.html",
    ],
)
def test_pages_that_are_what_was_asked_for(name: str) -> None:
    assert refusal(200, {"content-type": "text/html"}, page(name)) is None


def test_a_table_saved_as_xls_is_a_document() -> None:
    assert refusal(200, {}, page("article_body.html"), "xls") is None


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"\xef\xbb\xbf%PDF-1.4", b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
)
def test_real_files_pass_whatever_their_suffix(data: bytes) -> None:
    assert refusal(200, {"Content-Type": "text/html"}, data, "pdf") is None


def test_a_json_message_is_no_pdf() -> None:
    found = refusal(200, {}, '{"code":500,"msg":"文件不存在"}'.encode(), ".PDF")
    assert found is not None and found.kind == "disguised" and "文件不存在" in found.reason


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "login"), (403, "denied"), (429, "busy"), (503, "busy"), (500, "error"), (410, "missing")],
)
def test_statuses(status: int, kind: str) -> None:
    found = refusal(status, {}, b"")
    assert found is not None and found.kind == kind


def test_an_empty_answer_is_refused() -> None:
    found = refusal(200, {}, b" \r\n", "pdf")
    assert found is not None and found.kind == "empty"


def test_only_challenges_and_logins_stop_a_host() -> None:
    challenge = refusal(521, {}, b"")
    missing = refusal(404, {}, b"")
    assert challenge is not None and challenge.stops_host
    assert missing is not None and not missing.stops_host


def test_an_article_that_mentions_numbers_is_no_error_page() -> None:
    body = "<html><title>样例县档案局2024年度部门决算</title><body><p>共404件，500元。<a href='1.pdf'>附件</a></p></body></html>"
    assert refusal(200, {}, body.encode()) is None


def test_republishers_are_never_a_source() -> None:
    assert republished("https://m.docin.com/p-1.html") is not None
    assert republished("http://www.beiguan.gov.cn/") is None
