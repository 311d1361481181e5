"""A government's own accounts are known for what they are, and no form of a department is read in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.accounts import divisions
from pipelines.documents.walk import walk
from pipelines.recognise.divisions import DivisionIndex
from pipelines.values.identity import SourceHints
from pipelines.values.pages import Page
from tests.unit.pages import grid, page
from tests.unit.recognise.test_identity import known

HEAD = [["科目名称", "预算数", "执行数"], ["合计", "3", "2"], ["教育支出", "3", "2"]]


def titled(*titles: str) -> list[Page]:
    return [page(number, [title], grid(HEAD)) for number, title in enumerate(titles, 1)]


@pytest.mark.parametrize(
    ("titles", "name", "code"),
    [
        (("2025年泰安市一般公共预算收入执行情况表",), "泰安市人民政府", "370900"),
        (("1-1 2026年迪庆州一般公共预算收入情况表",), "迪庆藏族自治州人民政府", "533400"),
        (("2024年锡林郭勒盟政府债务限额和余额情况表",), "锡林郭勒盟行政公署", "152500"),
        (
            ("表1 2025年全市一般公共预算收支情况表", "2025年石嘴山市政府债务限额和余额情况表"),
            "石嘴山市人民政府",
            "640200",
        ),
        (("全市2025年社会保险基金预算收入执行情况表", "一般公共预算支出表"), None, None),
        (("市本级政府性基金预算2026年对县（市、区）转移支付支出预算（草案）表",), None, None),
        (("2024年市级政府专项债务限额余额情况表",), None, None),
    ],
)
def test_titles_that_only_a_government_prints_tell_it(
    titles: tuple[str, ...], name: str | None, code: str | None
) -> None:
    found = known(titled(*titles))
    assert (found.organisation_kind, found.organisation_name, found.division_code) == (
        "government",
        name,
        code,
    )


@pytest.mark.parametrize(
    "titles",
    [
        ("一般公共预算支出表", "政府性基金预算支出表", "国有资本经营预算支出表"),
        ("政府性基金预算财政拨款收入支出决算表", "国有资本经营预算收入支出表"),
        ("一般公共预算收入、支出情况表",),
        ("部门收支总表", "政府性基金预算收入表"),
        ("中央对地方专项转移支付绩效目标自评表",),
        ("财政拨款“三公”经费支出表",),
    ],
)
def test_titles_that_departments_print_do_not(titles: tuple[str, ...]) -> None:
    assert known(titled(*titles)).organisation_kind != "government"


def table(title: str) -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in (
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("205", "教育支出", "3.00", "2.00", "1.00"),
        ("", "合计", "3.00", "2.00", "1.00"),
    ))  # fmt: skip
    return f"<p>{title}</p><p>单位：万元</p><table>{rows}</table>"


def test_a_title_that_both_print_is_no_departments_form_in_a_governments_book(tmp_path: Path) -> None:
    shared = "一般公共预算支出表"
    own = tmp_path / "泰安市2025年预算.html"
    own.write_text(
        "<html><body>" + table("2025年泰安市一般公共预算收入表") + table(shared)
        + "<p>2025年一般公共预算支出3.00万元，比上年增长5.0%。</p></body></html>"
    )  # fmt: skip
    told = walk(own, SourceHints(own.name), reader="pdfium")
    assert told.identity.organisation_kind == "government"
    assert told.examination.errors == ()
    forms = {found.title_printed: found.form_code for found in told.examination.tables}
    assert (forms["2025年泰安市一般公共预算收入表"], forms[shared]) == ("G01", "G02")
    department = tmp_path / "某局2025年部门预算.html"
    department.write_text("<html><body><p>某局2025年部门预算</p>" + table(shared) + "</body></html>")
    assert {
        item.form_code
        for item in walk(department, SourceHints(department.name), reader="pdfium").examination.items
    } == {"B05"}


@pytest.mark.parametrize(
    "titles",
    [
        ("政府性基金收入与支出总决算情况表", "“三公”经费决算汇总表"),
        ("政府性基金收入决算表", "财政拨款收入支出决算表"),
        ("政府性基金收入决算表", "部门一般公共预算支出决算表"),
    ],
)
def test_titles_that_only_a_department_prints_outweigh_one_of_a_government(titles: tuple[str, ...]) -> None:
    assert known(titled(*titles)).organisation_kind != "government"


def test_the_counties_that_a_table_lists_tell_the_city(tmp_path: Path) -> None:
    """双塔区 and 龙城区 are of 朝阳市 alone; 全市 names no city."""
    regions = ("朝阳市合计", "市本级", "双塔区", "龙城区", "北票市", "凌源市", "建平县")
    rows = "".join(f"<tr><td>{name}</td><td>{n}</td><td>{n}</td></tr>" for n, name in enumerate(regions, 2))
    path = tmp_path / "book.html"
    path.write_text(
        "<p>关于2025年预算执行情况和2026年预算草案的报告，现提请市人民代表大会审议，并请各位代表提出意见。"
        * 5
        + "</p><p>全市2025年政府债务限额余额情况表</p><p>单位：万元</p>"
        "<table><tr><td>地区</td><td>2025年债务限额</td><td>2025年债务余额</td></tr>" + rows + "</table>",
        encoding="utf-8",
    )
    found = walk(path, SourceHints(), reader="pdfium").identity
    assert (found.organisation_name, found.division_code) == ("朝阳市人民政府", "211300")


def test_counties_of_several_cities_tell_none() -> None:
    index = DivisionIndex(divisions())
    assert index.superior(("双塔区", "龙城区", "北票市")) == "211300"
    assert index.superior(("双塔区", "龙城区")) is None
    assert index.superior(("双塔区", "龙城区", "北票市", "港口区", "防城区", "上思县")) is None
    assert index.superior(("甲县", "乙县", "丙县")) is None
