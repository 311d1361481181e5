"""A report's name in the orders that page titles, covers and file names print, for bodies of every kind of name."""

from __future__ import annotations

import pytest

from pipelines.recognise.report_name import from_report_name
from pipelines.values.text import squeeze

_BODIES = (
    "青河县教育局",
    "中共青河县委机构编制委员会办公室",
    "松原市扶余市预算审核中心",
    "青河县财政预算绩效管理局",
    "青河县城关镇人民政府",
    "犍为县第二小学",
)


def _read(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for evidence in from_report_name(squeeze(text), "cover", 1):
        found.setdefault(evidence.field, set()).add(evidence.value)
    return found


@pytest.mark.parametrize("body", _BODIES)
@pytest.mark.parametrize(
    "name",
    [
        "{}2024年部门预算公开",
        "2024年度{}部门预算",
        "2024年{}预算信息公开",
        "{}部门预算公开（2024年）",
        "2024年部门预算（{}）",
        "2024年部门预算公开—{}",
        "【2024年度】{}部门预算公开",
        "{}2024年财政拨款收支预算公开",
        "{}预算公开2024",
        "2024{}部门预算",
        "{}2024部门预算公开",
        "001{}2024年部门预算",
        "1.{}2024年部门预算",
        "关于批复{}2024年部门预算的通知",
        "【部门预算】{}2024年部门预算公开",
        "（2024部门预算公开）{}2024年部门预算编制说明",
    ],
)
def test_body_and_year_are_read_in_any_order(body: str, name: str) -> None:
    found = _read(name.format(body))
    assert found["organisation_name"] == {body}
    assert found["fiscal_year"] == {"2024"}
    assert found["report_kind"] == {"budget"}


def test_the_name_of_the_site_behind_a_title_is_no_body() -> None:
    assert _read("扶余市预算审核中心2020年度部门预算_扶余市人民政府")["organisation_name"] == {
        "扶余市预算审核中心"
    }
    assert "organisation_name" not in _read("2020年度部门预算_扶余市人民政府")
    assert _read("2020年部门预算公开-城关镇人民政府")["organisation_name"] == {"城关镇人民政府"}


@pytest.mark.parametrize(
    "text", ["2024-03-05发布部门预算", "浏览次数2024.5部门预算公开", "青河县公告20245号"]
)
def test_a_date_or_a_number_is_no_year(text: str) -> None:
    assert "fiscal_year" not in _read(text)


def test_what_a_title_says_of_its_table_is_no_body() -> None:
    assert "organisation_name" not in _read("2024年部门财务收支预算总表")
    assert "organisation_name" not in _read("2024年度收入支出决算总表")


@pytest.mark.parametrize(
    ("name", "is_part"),
    [
        ("青河县财政局2024年上半年部门预算执行情况", True),
        ("青河县财政局2024年1-6月部门预算执行情况公开", True),
        ("2024年第一季度青河县财政局部门预算执行情况", True),
        ("青河县2024年前三季度预算执行情况的报告", True),
        ("青河县2024年5月份预算执行情况", True),
        ("青河县财政局2024年1-12月部门预算执行情况", False),
        ("青河县财政局2024年度部门决算公开（2025年9月）", False),
        ("青河县财政局2024年2月8日公开部门预算", False),
        ("关于青河县2023年决算和2024年上半年预算执行情况的报告", False),
    ],
)
def test_a_report_of_a_part_of_the_year_says_so(name: str, is_part: bool) -> None:
    assert _read(name).get("fiscal_period", set()) == ({"part_of_year"} if is_part else set())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("青河县民政局机关2024年度决算", "unit"),
        ("青河县民政局机关本级2024年度部门决算", "unit"),
        ("青河县卫生健康委员会机关2024年部门预算", "unit"),
        ("2024年度青河县民政局机关部门决算", "unit"),
        ("青河县民政局2024年部门综合预算", "department"),
        ("青河县民政局2024年度部门决算公开（本级）", "unit"),
        ("青河县民政局2024年度部门（本级）决算", "unit"),
        ("青河县供销合作社联合社本级2023年度部门决算公开", "unit"),
        ("青河县公路事业发展中心本级2023年度部门决算公开", "unit"),
        ("青河县本级2023年度部门决算公开", "department"),
        ("青河县民政局（汇总）2024年度决算", "department"),
        ("青河县城关镇人民政府（汇总级）2024年度单位决算公开说明", "department"),
        ("青河县民政局2024年度决算公开（汇总）", "department"),
        ("青河县民政局（部门）2024年度预算", "department"),
        ("青河县第二小学（单位）2024年度预算", "unit"),
        ("政协青河县委员会机关2024年度部门决算", "department"),
        ("青河县机关事务管理局2024年度部门决算", "department"),
        ("中共青河县委县直机关工作委员会2024年度部门决算", "department"),
    ],
)
def test_the_own_office_of_a_department_is_a_unit(name: str, kind: str) -> None:
    assert _read(name)["organisation_kind"] == {kind}


@pytest.mark.parametrize("body", _BODIES)
@pytest.mark.parametrize(
    "name", ["{}2016年“三公”经费支出说明", "2016年{}三公经费公开", "{}2016年度财政拨款“三公”经费情况说明"]
)
def test_a_report_of_the_three_public_expenses_alone_says_no_kind(body: str, name: str) -> None:
    assert _read(name.format(body)) == {"organisation_name": {body}, "fiscal_year": {"2016"}}


def test_a_sentence_about_the_three_public_expenses_is_no_report() -> None:
    assert _read("青河县教育局2016年“三公”经费为3.5万元,比2015年少0.5万元。") == {}


@pytest.mark.parametrize(
    ("name", "is_adjusted"),
    [
        ("青河县林业局2024年部门预算调整情况", True),
        ("青河县林业局2024年部门预算（调整后）", True),
        ("青河县林业局调整后的2024年部门预算", True),
        ("青河县林业局2024年预算追加公开", True),
        ("青河县农业结构调整中心2024年部门预算", False),
        ("青河县林业局2024年部门预算公开", False),
        ("2024年部门预算调整情况", False),
    ],
)
def test_a_budget_of_after_the_beginning_of_the_year_says_so(name: str, is_adjusted: bool) -> None:
    """A heading that names no body may be one of a part of the report."""
    assert _read(name).get("budget_basis", set()) == ({"adjusted"} if is_adjusted else set())
