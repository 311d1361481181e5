"""Articles: every way of attaching a file, and reports that are the article's own body."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.crawl.choose import choose, page_choice
from pipelines.crawl.idioms import Link, read_article
from tests.sites.pages import HOME, answer, first_step, page, rows, site

URL = f"{HOME}/czj/202509/t20250923_1.html"


def test_every_way_of_attaching_is_found_once() -> None:
    article = read_article(URL, page("article_attachments.html"))
    assert (article.title, article.date) == ("样例县教育局2024年度部门决算", date(2025, 9, 23))
    assert [link.url.removeprefix(HOME) for link in article.attachments] == [
        "/czj/202509/W020250923348087558.pdf",
        "/download.do?iid=4711",
        "/module/download/downfile.jsp?classid=0&filename=8f2c.xls",
        "/upload/2025/%E8%A1%A8.xlsx",
        "/upload/2025/text.pdf",
        "/upload/2025/embedded.pdf",
        "/upload/2025/object.ofd",
        "/uploadFile/upload1823/upload20250606/0A1B.html",
        "/upload/2025/scripted.docx",
    ]
    assert [frame.url for frame in article.frames] == [f"{HOME}/inner/table.html"]


def test_links_of_menus_and_footers_are_no_attachments() -> None:
    attached = {link.url for link in read_article(URL, page("article_attachments.html")).attachments}
    assert not attached & {f"{HOME}/files/map.pdf", f"{HOME}/files/law.doc"}


def test_an_article_whose_body_is_the_report() -> None:
    article = read_article(URL, page("article_body.html"))
    assert article.body_is_report and article.attachments == ()
    assert (article.title, article.date) == ("样例县民政局2024年度部门决算", date(2025, 9, 25))


def test_a_list_page_is_no_report() -> None:
    assert not read_article(URL, page("create_page_html_from_one.html")).body_is_report


def test_rows_of_a_table_name_their_links() -> None:
    listing = answer(first_step(site()), page("directory_table.html"))
    assert [link.label for link in listing.links] == ["样例县气象局 查看", "样例县气象局 下载"]
    choices = [choose(site(), link, page_title=listing.title) for link in listing.links]
    assert [(c.action, c.fiscal_year, c.report_kind) for c in choices] == [
        ("take", 2024, "final_account")
    ] * 2


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("部门决算", "column"),
        ("2024年部门预算公开", "column"),
        ("财政预决算", "column"),
        ("2023年", "column"),
        ("财政预决算领域", "column"),
        ("财政信息", "column"),
        ("街道（镇）预决算", "column"),
        ("样例县教育局2024年度部门决算", "article"),
        ("关于公开样例县委办公室2025年部门预算的说明", "article"),
        ("二〇二四年样例县第一中学单位决算", "article"),
        ("样例县2024年政府采购意向公告（预算）", "leave"),
        ("样例县2024年财政预算执行情况和2025年财政预算草案", "article"),
        ("关于做好2024年部门决算公开工作的通知", "leave"),
        ("领导信息", "leave"),
        ("样例县教育局2011年部门决算", "leave"),
    ],
)
def test_what_is_followed_and_what_is_taken(text: str, action: str) -> None:
    assert choose(site(), Link(f"{HOME}/x.html", text)).action == action


def test_links_to_other_hosts_are_left() -> None:
    link = Link("http://www.elsewhere.gov.cn/x.pdf", "样例县教育局2024年度部门决算", kind="document")
    assert choose(site(), link).reason == "another host"
    assert choose(site(hosts=["*.elsewhere.gov.cn"]), link).action == "take"


def test_attachments_of_an_article_are_taken_whatever_they_are_called() -> None:
    link = Link(f"{HOME}/a.xls", "附件2", kind="document")
    assert choose(site(), link).action == "leave"
    choice = choose(site(), link, page_title="样例县教育局2024年度部门决算", in_article=True)
    assert (choice.action, choice.report_kind, choice.fiscal_year) == ("take", "final_account", 2024)


def test_unwanted_kinds_and_years_are_left_with_the_reason() -> None:
    wanted = site(report_kinds=["budget"], first_year=2020)
    final = choose(wanted, Link(f"{HOME}/1.pdf", "教育局2024年度部门决算", kind="document"))
    old = choose(wanted, Link(f"{HOME}/2.pdf", "教育局2019年部门预算", kind="document"))
    assert (final.reason, old.reason) == ("a final_account is not wanted here", "before 2020")


def test_a_lookup_explains_an_odd_title() -> None:
    odd = {
        "title": "^县教体局公开表",
        "report_kind": "final_account",
        "fiscal_year": 2023,
        "organisation": "教育和体育局",
    }
    choice = choose(site(lookups=[odd]), Link(f"{HOME}/1.html", "县教体局公开表（终稿）"))
    assert (choice.action, choice.fiscal_year, choice.organisation) == ("article", 2023, "教育和体育局")
    never = choose(
        site(lookups=[{"title": "部门决算说明会", "take": False}]), Link(f"{HOME}/2.html", "部门决算说明会")
    )
    assert never.action == "leave"


def test_towns_are_columns_when_the_site_file_says_so() -> None:
    link = Link(f"{HOME}/qsz/", "清水镇")
    assert choose(site(), link).action == "leave"
    assert choose(site(sub_columns=["(街道|镇|乡)$"]), link).action == "column"


def test_a_page_that_is_a_report_is_judged_by_its_title() -> None:
    choice = page_choice(site(), "样例县民政局2024年度部门决算")
    assert (choice.action, choice.fiscal_year) == ("take", 2024)
    assert page_choice(site(report_kinds=["budget"]), "样例县民政局2024年度部门决算").action == "leave"


def test_plain_rows_are_articles() -> None:
    listing = answer(first_step(site()), rows("教育局"))
    assert [choose(site(), link).action for link in listing.links] == ["article"]
