"""Paragraphs and passages: lines joined across pages, without page furniture, under their headings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.recognise.narrative import read_narrative
from pipelines.values.pages import Box, Cell, Grid, Line, Page
from tests.unit.recognise_narrative.final_text import read_final, shorts, typeset

REPORT = (
    "第三部分 2023年度部门决算情况说明",
    "一、收入支出决算总体情况说明",
    "2023年度收、支总计均为2,106.66万元。与上年度相比，收、支总计各减少1,056.95万元，下降33.41%。",
    "二、收入决算情况说明",
    "本年收入合计2,106.66万元，其中：财政拨款收入2,100.46万元，占99.71%；其他收入6.20万元，占0.29%。",
    "五、一般公共预算财政拨款支出决算情况说明",
    "（三）一般公共预算财政拨款支出决算具体情况。",
    "一般公共预算财政拨款支出年初预算为1,993.92万元，支出决算为2,100.46万元，完成年初预算的105.34%。",
    (
        "1．文化旅游体育与传媒支出（类）文化和旅游（款）图书馆（项）。年初预算为1,560.05万元，"
        "支出决算为1,511.89万元，完成年初预算的96.91%。决算数小于年初预算数的主要原因是活动减少。"
    ),
    "2．住房保障支出（类）住房改革支出（款）购房补贴（项）。年初预算为258.50万元，支出决算为258.50万元。",
    "九、“三公”经费支出决算情况说明",
    "“三公”经费支出预算为2.00万元，支出决算为0.95万元，完成预算的47.50%。",
)


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=8, max_value=40), st.integers(min_value=4, max_value=12), st.booleans())
def test_lines_and_pages_change_no_claim(width: int, rows: int, has_geometry: bool) -> None:
    whole = shorts(read_final(*REPORT).claims)
    pages = typeset(REPORT, width, rows, has_geometry=has_geometry)
    narrative = read_narrative(pages, [], "final_account", 2023)
    assert shorts(narrative.claims) == whole
    assert len(whole) == 19
    assert not any("云岭县文化局" in s.text or "共40页" in s.text for s in narrative.sentences)


def test_a_claim_keeps_the_page_its_figure_stands_on() -> None:
    first = Page(7, 0, 0, (Line("本年支出合计812.00万元，其中：基本支出500.00万元，占"),), reader="text")
    second = Page(8, 0, 0, (Line("61.58%；项目支出312.00万元，占38.42%。"),), reader="text")
    claims = read_narrative([first, second], [], "final_account", 2023).claims
    assert [(claim.text_printed, claim.page) for claim in claims] == [
        ("812.00", 7), ("500.00", 7), ("61.58", 8), ("312.00", 8), ("38.42", 8),
    ]  # fmt: skip
    assert {claim.sentence_no for claim in claims} == {1}
    assert claims[2].sentence.startswith("本年支出合计812.00万元")


def test_headings_make_a_path_and_run_in_headings_are_parted() -> None:
    narrative = read_final(
        "五、一般公共预算财政拨款支出决算情况说明",
        "（一）总体情况。2023年度一般公共预算财政拨款支出90.00万元，占支出合计的80.00%。",
        "六、基本支出决算情况说明",
        "我局没有基本支出。",
    )
    assert [sentence.heading for sentence in narrative.sentences] == [
        "五、一般公共预算财政拨款支出决算情况说明",
        "五、一般公共预算财政拨款支出决算情况说明/（一）总体情况",
        "五、一般公共预算财政拨款支出决算情况说明/（一）总体情况",
        "六、基本支出决算情况说明",
        "六、基本支出决算情况说明",
    ]
    assert [sentence.number for sentence in narrative.sentences] == [1, 2, 3, 4, 5]


def test_a_heading_set_in_two_lines_is_one_and_its_text_another() -> None:
    narrative = read_final(
        "九、一般公共预算财政拨款“三公”经费支出决算情况",
        "说明",
        "2023年度本局没有“三公”经费支出。",
    )
    assert [sentence.text for sentence in narrative.sentences] == [
        "九、一般公共预算财政拨款“三公”经费支出决算情况说明",
        "2023年度本局没有“三公”经费支出。",
    ]


def test_a_table_parts_paragraphs() -> None:
    table = Grid(1, 2, (Cell(0, 0, "项目"), Cell(0, 1, "金额")), Box(0, 20, 100, 30))
    lines = (Line("机关运行经费的说明见", Box(0, 10, 90, 15)), Line("下文所述", Box(0, 40, 90, 45)))
    narrative = read_narrative([Page(1, 595, 842, lines, (table,), "pdfium")], [], "final_account", 2023)
    assert [sentence.text for sentence in narrative.sentences] == ["机关运行经费的说明见", "下文所述"]


def test_a_frame_or_a_layout_table_does_not_hide_text() -> None:
    told = "2023年度县文化局机关运行经费支出8.40万元，比上\n年增加1.20万元，增长16.67%。主要原因是文化馆新馆开放，水电费增多。"
    framed = Grid(1, 1, (Cell(0, 0, told),), Box(0, 60, 100, 90))
    rows = (Cell(0, 0, "（一）机关运行经费支出情况"), Cell(1, 0, told))
    for grid in (framed, Grid(2, 1, rows)):
        claims = read_narrative([Page(1, 595, 842, (), (grid,), "word")], [], "final_account", 2023).claims
        assert [claim.text_printed for claim in claims] == ["8.40", "1.20", "16.67"]


def test_a_document_whose_body_prints_no_parts_is_no_glossary() -> None:
    narrative = read_final(
        "第一部分 概况", "一、主要职责", "第二部分 决算情况说明", "一、收入支出决算总体情况说明……3",
        "第三部分 名词解释", "一、主要职责", "负责全县文化工作。", "一、收入支出决算总体情况说明",
        "收、支总计均为55.00万元。",
    )  # fmt: skip
    assert shorts(narrative.claims) == [("收支总计", "amount", "55.00万元")]


def test_definitions_and_project_reviews_state_no_claims() -> None:
    narrative = read_final(
        "第二部分 决算情况说明",
        "十、预算绩效管理情况说明",
        "项目年初预算为70.00万元，本年支出合计40.00万元，财政拨款收入40.00万元，占100%。",
        "第三部分 名词解释",
        "机关运行经费支出：如某局机关运行经费支出10.00万元。",
    )
    assert narrative.claims == ()


def test_figures_that_blanks_leave_open_are_noted() -> None:
    narrative = read_final("本年收入合计 10 20 万元，其中：财政拨款收入 9.50 万元，占 93.14%。")
    assert shorts(narrative.claims) == [
        ("财政拨款收入", "amount", "9.50万元"),
        ("财政拨款收入", "share", "93.14%"),
    ]
    assert [note.kind for note in narrative.notes] == ["ambiguous_figure"]


@pytest.mark.parametrize("junk", ["9", "（", "1,", "2.5 ", "占1.00%，", "三公经费占"])
def test_text_that_is_no_report_states_nothing(junk: str) -> None:
    assert read_final(junk * 3000).claims == ()


def test_a_few_words_behind_an_ordinal_are_a_heading_that_text_follows() -> None:
    """Else the costs would stand under performance, whose figures are of projects."""
    told = read_final(
        "十三、其他重要事项情况说明",
        "（一）项目及绩效目标情况。“审计外勤经费”项目，年度预算120万元。",
        "（二）机关运行经费。2023年机关运行经费支出150万元，比2022年增加10万元，增长7.14%。",
    )
    assert [(claim.kind, claim.text_printed) for claim in told.claims] == [
        ("agency_operating", "150"),
        ("agency_operating", "10"),
        ("agency_operating", "7.14"),
    ]
