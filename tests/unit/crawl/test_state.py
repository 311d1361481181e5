"""A site's state on disk: what is gone on with, what is begun anew, what is forgotten and what is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.crawl.state import CrawlState, KnownAnswer, key_of

PAGE = KnownAnswer(
    crawl=1,
    kind="page",
    url="https://www.example.gov.cn/list.html",
    content_type="text/html",
    etag='"v1"',
    last_modified=None,
    size=7,
    sha256="ab" * 32,
    body="<清溪>".encode(),
    fetched_at=datetime(2025, 9, 3, 2, 30, tzinfo=UTC),
)
REPORT = replace(PAGE, kind="document", url="https://www.example.gov.cn/a.pdf", etag=None, body=None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "crawl" / "s.sqlite"


@pytest.fixture
def state(file: Path) -> Iterator[CrawlState]:
    opened = CrawlState(file)
    yield opened
    opened.close()


def again(state: CrawlState, file: Path) -> CrawlState:
    """Open the file as the next process does."""
    state.close()
    return CrawlState(file)


def aged(file: Path, by: timedelta) -> None:
    """Let the crawls in a file have begun that much earlier."""
    with sqlite3.connect(file) as db:
        for number, began in db.execute("select id, started_at from crawl").fetchall():
            before = (datetime.fromisoformat(began) - by).isoformat()
            db.execute("update crawl set started_at = ? where id = ?", (before, number))


def test_a_crawl_that_was_cut_short_is_gone_on_with(state: CrawlState, file: Path) -> None:
    crawl, began, goes_on = state.begin()
    assert (crawl, goes_on) == (1, False)
    assert abs(datetime.now(UTC) - began) < timedelta(minutes=5)
    assert again(state, file).begin() == (crawl, began, True)


def test_a_crawl_that_came_to_its_end_is_followed_by_a_new_one(state: CrawlState, file: Path) -> None:
    first, began, _ = state.begin()
    state.finish(first)
    second, later, goes_on = again(state, file).begin()
    assert (second, goes_on) == (first + 1, False)
    assert later >= began


@pytest.mark.parametrize(("hours", "goes_on"), [(71, True), (73, False)])
def test_what_was_cut_short_days_ago_is_begun_anew(
    state: CrawlState, file: Path, hours: int, goes_on: bool
) -> None:
    first, _, _ = state.begin()
    state.close()
    aged(file, timedelta(hours=hours))
    crawl, _, continued = CrawlState(file).begin()
    assert (crawl == first, continued) == (goes_on, goes_on)


def test_the_end_of_a_crawl_closes_those_that_were_given_up(state: CrawlState, file: Path) -> None:
    first, _, _ = state.begin()
    aged(file, timedelta(days=4))
    second, _, _ = state.begin()
    assert second > first
    state.finish(second)
    aged(file, timedelta(days=-4))
    assert state.begin()[2] is False


def test_an_answer_comes_back_as_it_was_kept(state: CrawlState, file: Path) -> None:
    state.keep(b"page", PAGE)
    state.keep(b"report", REPORT)
    opened = again(state, file)
    assert opened.known(b"page") == PAGE
    assert opened.known(b"report") == REPORT
    assert opened.known(b"other") is None


def test_the_last_answer_of_an_address_counts(state: CrawlState) -> None:
    newer = replace(PAGE, body=b"", size=0, sha256="cd" * 32, last_modified="Tue, 23 Sep 2025 08:00:00 GMT")
    state.keep(b"page", PAGE)
    state.keep(b"page", newer)
    assert state.known(b"page") == newer


@pytest.mark.parametrize(
    ("etag", "modified", "can_ask"),
    [
        ('"v1"', None, True),
        (None, "Tue, 23 Sep 2025 08:00:00 GMT", True),
        (None, None, False),
        ("", "", False),
    ],
)
def test_a_server_can_be_asked_for_changes_by_either_validator(
    etag: str | None, modified: str | None, can_ask: bool
) -> None:
    assert replace(PAGE, etag=etag, last_modified=modified).has_validators is can_ask


def test_pages_that_a_whole_crawl_did_not_meet_are_forgotten_and_documents_never(state: CrawlState) -> None:
    for name in ("gone", "met", "changed"):
        state.keep(name.encode(), PAGE)
    state.keep(b"report", REPORT)
    state.confirm(b"met", 2)
    state.keep(b"changed", replace(PAGE, crawl=2, sha256="cd" * 32))
    state.finish(2)
    assert state.known(b"gone") is None
    assert state.known(b"met") == replace(PAGE, crawl=2)
    assert state.known(b"changed") is not None
    assert state.known(b"report") == REPORT


def test_nothing_is_forgotten_before_a_crawl_is_through(state: CrawlState, file: Path) -> None:
    state.keep(b"page", PAGE)
    state.begin()
    assert again(state, file).known(b"page") == PAGE


def test_what_is_written_together_is_written_whole_or_not_at_all(state: CrawlState, file: Path) -> None:
    def write(error: type[BaseException] | None) -> None:
        with state.together():
            state.keep(b"page", PAGE)
            state.log("fetched")
            if error is not None:
                raise error

    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error):
            write(error)
    assert (state.known(b"page"), list(state.lines())) == (None, [])
    write(None)
    opened = again(state, file)
    assert (opened.known(b"page"), list(opened.lines())) == (PAGE, ["fetched"])


def test_lines_are_kept_in_order_until_the_archive_has_them(state: CrawlState, file: Path) -> None:
    for line in ("b", "a", "c"):
        state.log(line)
    opened = again(state, file)
    assert list(opened.lines()) == ["b", "a", "c"]
    opened.forget_lines()
    assert list(opened.lines()) == []


def test_a_request_is_known_by_what_was_asked_and_how() -> None:
    asked = [("GET", "https://a/b", b""), ("POST", "https://a/b", b""), ("POST", "https://a/b", b"x")]
    assert len({key_of(*one) for one in [*asked, ("GET", "https://a/", b"b")]}) == 4
    assert key_of(*asked[0]) == key_of(*asked[0])


@pytest.mark.parametrize("how", ["cut", "page", "emptied", "garbage"])
def test_a_damaged_state_is_set_aside_told_and_begun_anew(file: Path, how: str) -> None:
    state = CrawlState(file)
    with state.together():
        for number in range(400):
            state.keep(f"page {number}".encode(), replace(PAGE, url=f"{PAGE.url}?{number}"))
    state.close()
    data = bytearray(file.read_bytes())
    if how == "cut":
        data = data[: len(data) // 2]
    elif how == "page":
        data[4096 * 3 : 4096 * 4] = bytes(4096)
    else:
        data = bytearray(b"no database " * 500 if how == "garbage" else b"")
    file.write_bytes(data)
    opened = CrawlState(file)
    assert opened.known(b"page 3") is None or how == "emptied"
    assert opened.begin()[2] is False
    opened.close()
    if how != "emptied":  # an empty file is a state without answers
        assert str(file) in opened.damage and "fetched anew" in opened.damage
        assert file.with_name(f"{file.name}.damaged").exists()
    again = CrawlState(file)
    assert again.damage == ""
    again.close()


def test_an_answer_whose_body_is_damaged_is_asked_for_again(state: CrawlState, file: Path) -> None:
    state.keep(b"page", PAGE)
    state.close()
    with sqlite3.connect(file) as db:
        db.execute("update answer set body = substr(body, 1, 4)")
    assert CrawlState(file).known(b"page") is None
