"""Lists that are web pages: every idiom finds its next page and knows where it ends."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from pipelines.crawl.choose import choose
from pipelines.crawl.idioms import after_failure, begin, missing_is_end, read_article
from pipelines.crawl.refusals import refusal
from tests.sites.pages import HOME, answer, first_step, page, rows, site


def test_create_page_html_counted_from_one() -> None:
    listing = answer(first_step(site(f"{HOME}/czj/list_zw_wj.shtml")), page("create_page_html_from_one.html"))
    assert [step.url for step in listing.next_steps] == [f"{HOME}/czj/list_zw_wj_2.shtml"]
    (second,) = listing.next_steps
    last = answer(second, rows("c"))
    (third,) = last.next_steps
    assert third.url == f"{HOME}/czj/list_zw_wj_3.shtml"
    assert answer(third, rows("d")).stop_reason == "end"


def test_create_page_html_counted_from_zero_on_a_gbk_page() -> None:
    body = page("create_page_html_from_zero.gb.html")
    listing = answer(first_step(site(f"{HOME}/czyjs/")), body)
    assert [step.url for step in listing.next_steps] == [f"{HOME}/czyjs/index_1.html"]
    assert listing.encoding == "gb18030"
    assert listing.links[1].label == "样例县信访局（含下属單位朱镕基纪念馆）2025年部门预算"
    assert listing.links[0].date == date(2025, 2, 18)


def test_a_cut_text_is_completed_by_the_title_attribute() -> None:
    listing = answer(first_step(site()), page("create_page_html_from_one.html"))
    link = next(link for link in listing.links if link.url.endswith("c1001.shtml"))
    assert (link.label, link.date) == ("样例县教育局2024年度部门决算", date(2025, 9, 23))


def test_a_wrong_base_shows_as_a_repetition_that_is_noted() -> None:
    first = first_step(site(pagination={"idiom": "create_page_html", "base": 0}))
    (second,) = answer(first, page("create_page_html_from_one.html")).next_steps
    repeated = answer(second, page("create_page_html_from_one.html"))
    assert repeated.stop_reason == "repeat"
    assert repeated.notes == ("page 2 of 3 repeats the pages before it",)


def test_js_count_from_zero() -> None:
    listing = answer(first_step(site(f"{HOME}/yjs/index.html")), page("js_count.html"))
    assert [step.url for step in listing.next_steps] == [f"{HOME}/yjs/index_1.html"]
    assert listing.next_steps[0].state.total_pages == 7
    assert listing.links[0].date == date(2024, 9, 30)


def test_next_link_follows_the_base_address() -> None:
    listing = answer(first_step(site()), page("next_link.html"))
    assert [step.url for step in listing.next_steps] == ["http://www.example.gov.cn/zwgk/list-2.html"]
    assert [link.url for link in listing.links] == ["http://www.example.gov.cn/zwgk/a/1.html"]


def test_next_link_that_runs_a_script_is_noted() -> None:
    listing = answer(first_step(site()), page("query.html"))
    assert listing.stop_reason == "end"
    assert "runs a script" in listing.notes[0]


def test_query_pages_until_the_told_last_one() -> None:
    rule = {"idiom": "query", "param": "pageNo"}
    step = first_step(site(f"{HOME}/list.aspx?cid=8&pageNo=1", pagination=rule))
    urls = []
    for name in ("a", "b", "c"):
        listing = answer(step, page("query.html").replace(b"id=77", f"id={name}".encode()))
        urls += [following.url for following in listing.next_steps]
        step = (listing.next_steps or (step,))[0]
    assert urls == [f"{HOME}/list.aspx?cid=8&pageNo=2", f"{HOME}/list.aspx?cid=8&pageNo=3"]
    assert listing.stop_reason == "end"


def test_query_that_counts_rows() -> None:
    rule = {"idiom": "query", "param": "start", "start": 0, "step": 20}
    listing = answer(first_step(site(f"{HOME}/list", pagination=rule)), rows("a"))
    assert listing.next_steps[0].url == f"{HOME}/list?start=20"


def test_index_n_ends_where_a_page_is_missing_or_repeats() -> None:
    rule = {"idiom": "index_n", "template": "column-index-{n}.shtml"}
    (second,) = answer(
        first_step(site(f"{HOME}/c/column-index-1.shtml", pagination=rule)), rows("a")
    ).next_steps
    assert second.url == f"{HOME}/c/column-index-2.shtml"
    assert missing_is_end(second, 404) and not missing_is_end(second, 500)
    assert answer(second, rows("a")).stop_reason == "repeat"
    (third,) = answer(second, rows("b")).next_steps
    assert answer(third, "<html></html>").stop_reason == "empty"


def test_a_first_page_that_is_missing_is_no_end() -> None:
    assert not missing_is_end(first_step(site(pagination={"idiom": "index_n"})), 404)


def test_an_endless_list_stops_at_the_cap() -> None:
    rule = {"idiom": "query", "param": "month"}
    step = first_step(site(pagination=rule, politeness={"max_list_pages": 3}))
    for number in range(1, 4):
        listing = answer(step, rows(f"month{number}"))
        step = (listing.next_steps or (step,))[0]
    assert listing.stop_reason == "cap"
    assert listing.notes == ("stopped at page 3: max_list_pages is 3",)


def test_a_single_page_that_tells_of_more_is_noted() -> None:
    listing = answer(first_step(site(pagination={"idiom": "none"})), page("next_link.html"))
    assert listing.next_steps == ()
    assert listing.notes == ("the page tells of 9 pages and the site file's pagination follows none of them",)


def test_a_lost_page_does_not_end_a_numbered_list() -> None:
    (second,) = answer(first_step(site()), page("create_page_html_from_one.html")).next_steps
    third = after_failure(second)
    assert third is not None and third.url.endswith("list_zw_wj_3.shtml") and third.page_no == 3
    assert after_failure(third) is None


def test_steps_can_be_pickled_and_resumed() -> None:
    (second,) = answer(first_step(site()), page("create_page_html_from_one.html")).next_steps
    assert pickle.loads(pickle.dumps(second)) == second


def test_a_column_found_on_the_way_is_read_by_its_own_marks() -> None:
    platform = site(pagination={"idiom": "jiangsu_platform", "area": "164", "types": {"final_account": "2"}})
    step = begin(platform, f"{HOME}/towns/")
    assert answer(step, page("js_count.html")).next_steps[0].url == f"{HOME}/towns/index_1.html"


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00\x01\x02", b"<" * 5000, b"\x00" * 900, b"%PDF-1.4 no page"]
)
def test_no_page_breaks_the_reading(body: bytes) -> None:
    assert answer(first_step(site()), body).next_steps == ()
    assert read_article(HOME, body).attachments == ()


@pytest.mark.parametrize(
    "address", ["http://files.example.gov.cn:99999/a.pdf", "http://[2001:db8::1/a.pdf", "http://a:b:c/d.pdf"]
)
def test_a_link_without_a_usable_address_costs_only_itself_and_is_told(address: str) -> None:
    body = f"<ul><li><a href='{address}'>甲局2024年度部门决算</a><li><a href='/b.pdf'>乙局2024年度部门决算</a></ul>"
    listing = answer(first_step(site()), body)
    assert [link.url for link in listing.links] == [f"{HOME}/b.pdf"]
    assert any(address in note for note in listing.notes)
    article = read_article(HOME, body.encode())
    assert [link.url for link in article.attachments] == [f"{HOME}/b.pdf"]
    assert any(address in note for note in article.notes)


def test_a_viewer_that_is_given_no_usable_address_is_a_link_like_another() -> None:
    link = f"{HOME}/viewer.html?file=http://[a.pdf"
    listing = answer(first_step(site()), f"<a href='{link}'>甲局2024年度部门决算</a>")
    assert [found.url for found in listing.links] == [link]


@pytest.mark.slow
def test_of_a_page_of_too_many_tags_the_first_ones_are_read_and_the_rest_is_told() -> None:
    body = "<a href='/a.pdf'>甲局2024年度部门决算</a>" + "<br>" * 1_000_001
    listing = answer(first_step(site()), body)
    assert [link.url for link in listing.links] == [f"{HOME}/a.pdf"]
    assert "1,000,000 tags" in listing.notes[0]


def test_a_page_nested_beyond_reason_is_noted_and_not_parsed() -> None:
    listing = answer(first_step(site()), "<div>" * 20_000)
    assert "could not be parsed" in listing.notes[0]


@pytest.mark.parametrize(
    ("piece", "times"),
    [
        ("乡镇", 200),
        ("2024 ", 100),
        ("1", 4000),
        (">", 20_000),
        ("/", 200_000),
        ("公开", 5000),
        ("9", 100_000),
    ],
)
def test_no_text_keeps_the_patterns_busy(piece: str, times: int) -> None:
    text = piece * times + "x"
    body = f"<html><title>{text}</title><body><p>{text}</p><a href='/x.html' title='{text}'>{text}</a></body></html>"
    listing = answer(first_step(site()), body)
    assert [choose(site(), link).action for link in listing.links] in (["leave"], ["column"], ["article"], [])
    assert refusal(200, {}, f"<html>{'<' * 60_000}".encode()) is None
