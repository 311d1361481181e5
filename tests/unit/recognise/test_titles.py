"""Titles are matched by words, the most specific first, never by ordinal."""

import pytest

from pipelines.forms import catalogue
from pipelines.recognise.context import ContextLine, find_title
from pipelines.recognise.titles import is_contents_entry, match_joined, match_title
from pipelines.values.text import key


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("收入支出决算总表", "F01"),
        ("一、收入支出决算总表", "F01"),
        ("财政拨款收入支出决算总表", "F04"),
        ("政府性基金预算财政拨款收入支出决算表", "F07"),
        ("国有资本经营预算财政拨款收入支出决算表", "F08"),
        ("一般公共预算财政拨款支出决算表", "F05"),
        ("一般公共预算财政拨款基本支出决算明细表", "F06"),
        ("财政拨款“三公”经费支出决算表", "F09"),
        ("财政拨款三公经费支出决算表“”", "F09"),
        ("支出决算表（公开03表）", "F03"),
        ("收 入 决 算 表", "F02"),
        ("2024年度某县教育局支出决算表", "F03"),
        ("2024年部门财务收支预算总表", "B01"),
        ("2025年单位一般公共预算支出功能分类预算表", "B05"),
        ("部门一般公共预算基本支出部门预算经济分类预算表", "B08"),
        ("2024年部门“三公”经费和机关运行经费预算表", "B09"),
        ("一般公共预算基本支出预算表(经济科目)", "B08"),
        ("部门人员类项目支出预算表", "B18"),
        ("财政拨款支出预算表(功能科目)", "B15"),
        ("“三公”经费、会议费、培训费支出预算表", "B14"),
    ],
)
def test_known_titles(line: str, code: str) -> None:
    title = match_title(line)
    assert title is not None and title.form_code == code


@pytest.mark.parametrize(
    "line",
    [
        "政府性基金预算财政拨款项目支出决算表",
        "政府性基金预算支出决算明细表",
        "政府性基金预算支出表（按政府预算经济分类）",
        "部门项目中期规划预算表",
        "对下转移支付预算表",
    ],
)
def test_a_form_without_definition_is_a_title_without_code(line: str) -> None:
    title = match_title(line)
    assert title is not None and title.form_code is None


@pytest.mark.parametrize(
    "line",
    [
        "一、收入支出决算总体情况说明",
        "收入支出决算总表............5",
        "收入决算表……………………7",
        "公开01表",
        "具体内容见下列各表。",
        "本部门2024年度收入决算表反映取得的各项收入；",
        "",
    ],
)
def test_what_is_no_title(line: str) -> None:
    assert match_title(line) is None


@pytest.mark.parametrize(
    "body",
    [
        "中共青河县委机构编制委员会办公室",
        "犍为县档案馆",
        "将乐县教育局",
        "无为市财政局",
        "青河县便民为民服务中心",
        "汉中市将军街道办事处",
        "见龙镇中心小学",
    ],
)
@pytest.mark.parametrize(("title", "code"), [("部门收支决算总表", "F01"), ("2024年度收入决算表", "F02")])
def test_a_body_whose_name_holds_the_words_of_sentences_leads_a_title(
    body: str, title: str, code: str
) -> None:
    read = match_title(body + title)
    assert read is not None and read.form_code == code


@pytest.mark.parametrize(
    "lead", ["下表为青河县教育局", "我局编制", "现将本部门", "情况见", "反映将乐县教育局", "支出反映在"]
)
def test_a_sentence_that_ends_with_a_title_is_none(lead: str) -> None:
    assert match_title(lead + "2024年部门收支总表") is None


@pytest.mark.parametrize(
    "line",
    [
        "工资福利支出预算表",
        "商品和服务支出预算表",
        "一般性支出情况表",
        "事业收入支出预算表",
        "教育支出决算表",
    ],
)
def test_expenditure_of_one_account_or_one_kind_of_money_is_not_all(line: str) -> None:
    title = match_title(line)
    assert title is not None
    assert title.form_code is None


def test_contents_entries_are_told_by_their_leaders() -> None:
    assert is_contents_entry("收入支出决算总表 …………… 5")
    assert not is_contents_entry("收入支出决算总表")


def test_unit_editions_are_told_apart() -> None:
    unit, department = match_title("2025年单位财务收支预算总表"), match_title("2025年部门财务收支预算总表")
    assert unit is not None and unit.is_unit_edition
    assert department is not None and not department.is_unit_edition
    for layout in ("收入决算表（分单位）", "支出决算表（按单位）"):
        listed = match_title(layout, "final_account")
        assert listed is not None and listed.form_code in ("F02", "F03") and not listed.is_unit_edition


def test_no_title_belongs_to_two_forms() -> None:
    owners: dict[str, set[str]] = {}
    for form in catalogue():
        for title in form.all_titles:
            owners.setdefault(key(title), set()).add(form.code)
    assert {title: codes for title, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("form", catalogue(), ids=lambda form: form.code)
def test_every_title_of_every_form_is_recognised_as_that_form(form: object) -> None:
    for title in form.all_titles:  # type: ignore[attr-defined]
        match = match_title(title)
        assert match is not None and match.form_code == form.code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("above", "below", "code"),
    [
        ("2024年政府性基金预算", "支出总体情况表", "B06"),
        ("2024年度一般公共预算财政拨款“三公”经费", "支出决算表", "F09"),
        ("2024年度一般公共预算财政拨款支出决算", "表", "F05"),
        ("2024年度政府采购支出决算", "情况表", "F26"),
        ("青河县教育局2024年度部门决算及“三公”经费公开", "支出决算表", None),
        ("青河县教育局2024年度“三公”经费支出决算", "收入支出决算总表", None),
        ("青河县教育局2024年度部门决算和“三公”经费", "一般公共预算财政拨款支出决算表", None),
    ],
)
def test_a_title_on_two_lines_ends_where_the_upper_one_does(above: str, below: str, code: str | None) -> None:
    joined = match_joined(above, below)
    assert (joined.form_code if joined else None) == code


def test_a_report_named_above_a_title_leaves_the_title_alone() -> None:
    lines = ["青河县教育局2024年度部门决算及“三公”经费公开", "支出决算表"]
    found = find_title([ContextLine(text, 1) for text in lines])
    assert found is not None and found.form_code == "F03"


@pytest.mark.parametrize(
    "line",
    [
        "政府性基金预算财政拨款收入支出决算表 财政拨款“三公”经费支出决算表",
        "国有资本经营预算财政拨款支出决算表 “三公”经费支出决算表",
        "收入决算表 支出决算表",
    ],
)
def test_titles_of_two_forms_on_one_line_name_neither(line: str) -> None:
    title = match_title(line, "final_account")
    assert title is None or title.form_code is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2024年部门预算表 收支预算总表", "B01"),
        ("收入支出决算总表（公开01表）", "F01"),
    ],
)
def test_the_name_of_a_set_of_tables_before_a_title_is_none(line: str, code: str) -> None:
    title = match_title(line)
    assert title is not None and title.form_code == code
