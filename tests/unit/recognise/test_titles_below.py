"""Documents whose titles stand below their tables, and those that only seem to be ones."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipelines.prove.evaluate import evaluate
from pipelines.recognise.below import with_titles_above
from pipelines.recognise.ragged import read_tables
from pipelines.values.pages import Grid, Page
from tests.unit.pages import Rows, grid, page

BOTH: Rows = [
    ["收入", None, "支出", None],
    ["项目", "预算数", "项目", "预算数"],
    ["一般公共预算拨款收入", "33.00", "一般公共服务支出", "12.00"],
    ["事业收入", "2.00", "教育支出", "23.00"],
    ["收入总计", "35.00", "支出总计", "35.00"],
]
REVENUE: Rows = [
    ["科目编码", "科目名称", "合计", "财政拨款收入", "事业收入"],
    ["合计", None, "35.00", "33.00", "2.00"],
    ["201", "一般公共服务支出", "12.00", "12.00", ""],
    ["205", "教育支出", "23.00", "21.00", "2.00"],
]
SPENT: Rows = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["合计", None, "35.00", "30.00", "5.00"],
    ["201", "一般公共服务支出", "12.00", "9.00", "3.00"],
    ["205", "教育支出", "23.00", "21.00", "2.00"],
]
GENERAL: Rows = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["合计", None, "33.00", "29.00", "4.00"],
    ["201", "一般公共服务支出", "12.00", "9.00", "3.00"],
    ["205", "教育支出", "21.00", "20.00", "1.00"],
]
TITLES = ("收支预算总表", "收入预算总表", "支出预算总表", "一般公共预算支出表")
HEAD = ("部门：青禾县教育局", "单位：万元")


TABLES = (BOTH, REVENUE, SPENT, GENERAL)


def _document(*, is_below: bool, titles: Sequence[str] = TITLES) -> list[Page]:
    cover = page(1, ["青禾县教育局2024年部门预算"])
    pages = [cover]
    for number, (title, rows) in enumerate(zip(titles, TABLES, strict=True), 2):
        above, after = (HEAD, (title, f"— {number} —")) if is_below else ((title, *HEAD), (f"— {number} —",))
        pages.append(page(number, above, grid(rows), after=after))
    return pages


def _forms(pages: Sequence[Page]) -> list[tuple[str | None, str, str | None, int]]:
    return [(t.form_code, t.status, t.unit, len(t.items)) for t in read_tables(pages, evaluate).tables]


FORMS = [("B01", 6), ("B02", 8), ("B03", 9), ("B05", 9)]


def test_titles_below_their_tables_are_theirs() -> None:
    assert _forms(_document(is_below=True)) == [(code, "recognised", "万元", n) for code, n in FORMS]


def test_a_document_that_contradicts_itself_once_is_turned_round_all_the_same() -> None:
    pages = _document(is_below=True)
    wrong = [[{"23.00": "23.50"}.get(text or "", text) for text in row] for row in BOTH]
    pages[1] = page(2, HEAD, grid(wrong), after=(TITLES[0],))
    assert [code for code, _, _, _ in _forms(pages)] == [code for code, _ in FORMS]


@pytest.mark.parametrize("is_between", [False, True])
def test_body_and_unit_beside_the_title_stand_below_the_table_with_it(is_between: bool) -> None:
    pages = [page(1, ["青禾县教育局2024年部门预算"])]
    for number, (title, rows) in enumerate(zip(TITLES, TABLES, strict=True), 2):
        after = (*HEAD, title) if is_between else (title, *HEAD)
        pages.append(page(number, [], grid(rows), after=after))
    assert _forms(pages) == [(code, "recognised", "万元", n) for code, n in FORMS]


def test_a_title_below_the_last_page_of_a_table_is_that_of_all_its_pages() -> None:
    pages = _document(is_below=True)
    title = pages[2].lines[-2]
    first: Grid = grid(REVENUE[:3])
    rest: Grid = grid(REVENUE[3:])
    pages[2:3] = [page(3, HEAD, first, after=["— 3 —"]), page(4, [], rest, after=[title.text, "— 4 —"])]
    assert [(code, n) for code, _, _, n in _forms(pages)] == FORMS


def test_the_last_title_may_stand_below_an_empty_form_that_shows_no_table() -> None:
    pages = [*_document(is_below=True), page(6, [*HEAD, "科目编码", "合计", "政府性基金预算支出表"])]
    assert [(code, n) for code, _, _, n in _forms(pages)] == FORMS


def test_titles_above_tables_stay_there() -> None:
    pages = _document(is_below=False)
    assert with_titles_above(pages) is None
    assert [(code, n) for code, _, _, n in _forms(pages)] == FORMS


def test_a_table_before_the_first_title_and_a_title_without_table_turn_nothing_round() -> None:
    about: Rows = [["单位名称", "编制人数"], ["青禾县教育局本级", "12"], ["青禾县第一小学", "80"]]
    pages = _document(is_below=False)
    pages.insert(1, page(9, ["单位基本情况"], grid(about)))
    pages.append(page(10, ["政府性基金预算支出表"]))
    assert with_titles_above(pages) is not None
    assert [(code, n) for code, _, _, n in _forms(pages)][1:] == FORMS
