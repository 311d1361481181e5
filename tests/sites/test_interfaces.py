"""Lists that are not web pages: XML batches, UUID blocks, JSON rows, Jiangsu's chain of posts."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from pipelines.crawl.idioms import after_failure, walk
from tests.sites.pages import HOME, answer, first_step, page, site

UUIDS = (
    "/columns/0f5b1c1e-7a3f-4b55-9d0e-0a5d3a7c9e11/templates/1a5b1c1e-7a3f-4b55-9d0e-0a5d3a7c9e22"
    "/blocks/2b5b1c1e-7a3f-4b55-9d0e-0a5d3a7c9e33"
)


def test_the_hanweb_proxy_is_asked_in_batches_until_all_rows_came() -> None:
    column = answer(first_step(site(f"{HOME}/col/col77388/index.html")), page("hanweb_column.html"))
    assert "样例市林业局2024年度部门决算" in {link.label for link in column.links}
    (first,) = column.next_steps
    parts = urlsplit(first.url)
    assert (first.method, parts.path) == ("POST", "/module/web/jpage/dataproxy.jsp")
    assert parse_qs(parts.query) == {"startrecord": ["1"], "endrecord": ["45"], "perpage": ["15"]}
    sent = dict(parse_qsl(first.body))
    assert sent["columnid"] == "77388" and sent["unitid"] == "5389" and sent["webid"] == "6"
    assert "rows" not in sent and "proxy" not in sent
    batch = answer(first, page("hanweb_batch.xml"), "text/xml")
    assert [link.date for link in batch.links] == [date(2025, 9, 30), date(2025, 9, 29)]
    # Two of 48 rows came although 45 were asked for: the next batch begins at the third.
    assert "startrecord=3&" in batch.next_steps[0].url


def test_a_lost_batch_is_skipped_by_its_size() -> None:
    (first,) = answer(first_step(site()), page("hanweb_column.html")).next_steps
    following = after_failure(first)
    assert following is not None and "startrecord=46&endrecord=90" in following.url


def test_a_proxy_that_sends_no_rows_ends_with_a_note() -> None:
    (first,) = answer(first_step(site()), page("hanweb_column.html")).next_steps
    ended = answer(first, b"<datastore><totalrecord>48</totalrecord><recordset></recordset></datastore>")
    assert ended.stop_reason == "empty" and ended.next_steps == ()
    assert any("48 rows" in note for note in ended.notes)


def test_hanweb_list_takes_its_uid_from_the_page() -> None:
    listing = answer(first_step(site(f"{HOME}/col/col77388/index.html")), page("hanweb_list.html"))
    assert listing.next_steps[0].url == f"{HOME}/col/col77388/index.html?uid=1737&pageNum=2"
    assert listing.next_steps[0].state.total_pages == 5


def test_a_uuid_column_names_its_block() -> None:
    (first,) = answer(first_step(site(f"{HOME}/columns/x/index.html")), page("uuid_column.html")).next_steps
    assert first.url == f"{HOME}{UUIDS}?page=1"
    block = answer(first, page("uuid_block.html"))
    assert [link.label for link in block.links] == ["样例县残联2024年度部门决算"]
    (second,) = block.next_steps
    assert second.url == f"{HOME}{UUIDS}?page=2"
    in_json = answer(second, b'{"html": "<a href=\\"/columns/n.html\\">\xe6\xa0\xb7\xe4\xbe\x8b</a>"}')
    assert in_json.stop_reason == "end" and in_json.links[0].url == f"{HOME}/columns/n.html"


@pytest.mark.parametrize("wrap", [b"%s", b"jsonp_1(%s);"])
def test_json_rows_become_links(wrap: bytes) -> None:
    rule = {
        "idiom": "json_list",
        "url": "/api/list?pageNo={page}&pageSize=20",
        "items": "data.list",
        "link": "/info/{id}.html",
        "date": "publishTime",
        "total": "data.total",
        "page_rows": 20,
    }
    step = first_step(site(f"{HOME}/index.html", pagination=rule))
    assert step.url == f"{HOME}/api/list?pageNo=1&pageSize=20"
    listing = answer(step, wrap % page("json_list.json"), "application/json")
    assert [(link.url, link.label, link.date) for link in listing.links] == [
        (f"{HOME}/info/901.html", "样例县审计局2024年度部门决算", date(2025, 9, 20)),
        (f"{HOME}/info/902.html", "样例县司法局2024年度部门决算", date(2025, 9, 19)),
    ]
    assert listing.notes == ("1 rows have no address",)
    assert listing.next_steps[0].url == f"{HOME}/api/list?pageNo=2&pageSize=20"
    assert listing.next_steps[0].state.total_pages == 3


def test_json_rows_by_post() -> None:
    rule = {
        "idiom": "json_list",
        "url": "/api",
        "method": "POST",
        "body": {"page": "{page}", "column": "77"},
        "body_is": "json",
        "items": "rows",
    }
    step = first_step(site(pagination=rule))
    assert (step.method, step.body) == ("POST", '{"page": "1", "column": "77"}')


def test_a_json_answer_that_is_a_web_page_is_noted() -> None:
    rule = {"idiom": "json_list", "url": "/api?p={page}", "items": "rows"}
    listing = answer(first_step(site(pagination=rule)), page("login.html"))
    assert listing.stop_reason == "empty" and "is no JSON" in listing.notes[0]


def test_the_jiangsu_chain_reads_every_template_and_every_file() -> None:
    rule = {"idiom": "jiangsu_platform", "area": "164", "types": {"final_account": "2"}}
    platform = site(f"{HOME}/yjsgk/", pagination=rule, first_year=2020)
    steps = walk(platform, platform.entries[0], today=date(2021, 10, 1))
    assert [dict(parse_qsl(step.body))["date"] for step in steps] == ["2021", "2020"]
    departments = answer(steps[0], page("jiangsu_departments.json"))
    assert [dict(parse_qsl(step.body))["groupid"] for step in departments.next_steps] == ["8801", "8802"]
    templates = answer(departments.next_steps[0], page("jiangsu_templates.json"))
    *files, second_page = templates.next_steps
    assert [dict(parse_qsl(step.body))["uuid"] for step in files] == ["'u-1'", "'u-2'"]
    assert dict(parse_qsl(second_page.body))["page_num"] == "2"
    listing = answer(files[0], page("jiangsu_files.json"))
    assert [link.url for link in listing.links] == [
        f"{HOME}/front/budgetfinal/download.do?iid=70001",
        f"{HOME}/front/budgetfinal/download.do?iid=70002",
    ]
    assert listing.links[0].label == "样例区教育局2021年度部门决算 附件1.pdf"
    assert listing.links[0].date == date(2021, 8, 30)


def test_the_jiangsu_chain_stops_at_templates_that_repeat() -> None:
    rule = {"idiom": "jiangsu_platform", "area": "164", "types": {"budget": "1"}}
    platform = site(pagination=rule, first_year=2021)
    (start,) = walk(platform, platform.entries[0], today=date(2021, 1, 1))
    department = answer(start, page("jiangsu_departments.json")).next_steps[0]
    endless = b'{"budgetTemplates": [{"uuid": "u-1"}]}'
    second = answer(department, endless).next_steps[-1]
    assert answer(second, endless).next_steps == ()
