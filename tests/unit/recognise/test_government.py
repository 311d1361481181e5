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

TAXED: list[list[str | None]] = [
    ["收入", None, "支出", None],
    ["项目", "预算数", "项目", "预算数"],
    ["一、税收收入", "800", "一、一般公共服务支出", "500"],
    ["增值税", "500", "二、教育支出", "200"],
    ["企业所得税", "300", "三、城乡社区支出", "300"],
    ["二、非税收入", "200", "", ""],
    ["收入合计", "1000", "支出合计", "1000"],
]
HEAD = [["科目名称", "预算数", "执行数"], ["合计", "3", "2"], ["教育支出", "3", "2"]]


def titled(*titles: str) -> list[Page]:
    return [page(number, [title], grid(HEAD)) for number, title in enumerate(titles, 1)]


@pytest.mark.parametrize(
    "title",
    [
        "安庆县社会保险基金管理局一般公共预算财政拨款支出决算表",
        "安庆县转移支付管理站支出决算表",
        "安庆县社会保险基金管理中心“三公”经费支出决算表",
    ],
)
def test_words_of_a_bodys_name_make_it_no_government(title: str) -> None:
    assert known(titled(title)).organisation_kind != "government"


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


@pytest.mark.parametrize(
    ("lines", "name", "kind"),
    [
        (("关于沙洋县2022年预算执行情况和", "2023年预算草案的报告"), None, None),
        (("关于沙洋县2022年预算执行情况和2023年预算草案的报告",), "沙洋县人民政府", "budget"),
        (("2023年天等县决算（草案）的报告",), "天等县人民政府", "final_account"),
        (("泉港区人民政府关于提请审议", "2023年泉港区财政收支决算草案的议案"), "泉港区人民政府", "final_account"),
        (("蓝山县2024年政府预算公开",), "蓝山县人民政府", "budget"),
        (("重庆市人民政府关于2023年决算的报告",), "重庆市人民政府", "final_account"),
        (("各位代表：", "受县政府委托，现将渠县2024年财政总决算和上半", "年预算执行情况报告如下，请审议。"), "渠县人民政府", "final_account"),
    ],
)  # fmt: skip
def test_a_report_to_the_peoples_congress_is_its_governments_without_any_table(
    lines: tuple[str, ...], name: str | None, kind: str | None
) -> None:
    prose = "全县一般公共预算收入81000万元，占预算的98.0%，下降6.8%。"
    found = known([page(1, [*lines, prose])])
    if name is None:
        assert found.organisation_kind != "government"
    else:
        assert (found.organisation_kind, found.organisation_name, found.report_kind) == (
            "government",
            name,
            kind,
        )


@pytest.mark.parametrize(
    "lines",
    [
        ("沙洋县教育局2023年部门预算", "沙洋县2022年预算执行情况和2023年预算草案的报告"),
        ("沙洋县教育局2023年财政预算公开",),
        ("李市镇人民政府决算公开",),
        ("沙洋县教育局（本级）决算公开",),
        ("现将沙洋县教育局部门决算和预算执行情况报告如下，请审议。",),
        ("现将本中心财政预算执行情况报告如下，请予审议。",),
        ("关于沙洋县李市镇2022年财政预算执行情况和2023年财政预算草案的报告",),
        (
            "沙洋县李市镇第十九届人民代表大会",
            "受镇人民政府委托，现将2022年预算执行情况和2023年预算草案提请审议。",
        ),
    ],
)
def test_a_departments_report_is_none_of_a_government(lines: tuple[str, ...]) -> None:
    assert known([page(1, [*lines, "本年收入合计81.00万元。"])]).organisation_kind != "government"


def test_what_a_book_lists_of_departments_makes_it_no_departments() -> None:
    own = (
        "2024年全县一般公共预算收入决算表",
        "2024年全县社会保险基金收入决算表",
        "2024年全县政府债务限额和余额情况表",
    )
    others = ("2024年县级部门预算执行情况汇总表", "重点项目绩效目标表")
    assert known(titled(*own, *others)).organisation_kind == "government"
    assert known(titled(*own[1:], *others)).organisation_kind != "government"
    heads = ("部门预算执行情况", "预算绩效管理工作开展情况")
    assert known(titled(own[2], *heads)).organisation_kind == "government"


def test_a_towns_accounts_are_none_of_its_county(tmp_path: Path) -> None:
    title = "小林镇2022年一般公共预算收入决算表"
    path = tmp_path / "book.html"
    path.write_text(
        "<p>重庆市铜梁区小林镇人民政府</p><p>2022年决算公开</p>"
        + table(title).replace("教育支出", "税收收入"),
        encoding="utf-8",
    )
    told = walk(path, SourceHints(), reader="pdfium")
    assert (
        told.identity.organisation_kind,
        told.identity.organisation_name,
        told.identity.division_code,
    ) == (
        "government",
        "重庆市铜梁区小林镇人民政府",
        "500151",
    )
    assert {item.scope for item in told.examination.items} == {"小林镇"}


@pytest.mark.parametrize(
    "title",
    ["铜梁区各乡镇一般公共预算收入表", "铜梁区乡镇级政府性基金收入表", "铜梁区对乡镇一般公共预算税收返还表"],
)
def test_a_countys_table_of_its_towns_is_the_countys(title: str) -> None:
    assert known(titled(title)).organisation_name == "铜梁区人民政府"


def test_a_list_of_taxes_is_a_government_s_whatever_its_title() -> None:
    title = "清溪县城关镇2024年财政收支预算表"
    found = known([page(1, [title, "单位：万元"], grid(TAXED))])
    assert (found.organisation_kind, found.organisation_name) == ("government", "清溪县城关镇人民政府")
    others = [["财政拨款收入", *row[1:]] if row[0] == "增值税" else row for row in TAXED]
    assert known([page(1, [title, "单位：万元"], grid(others))]).organisation_kind != "government"


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["松桃苗族自治县2024年一般公共预算支出预算表"], "government"),
        (["松桃苗族自治县2024年一般公共预算支出预算表", "单位：万元"], "government"),
        (["松桃苗族自治县2024年一般公共预算支出预算表", "部门：松桃苗族自治县水利局"], None),
        (["松桃苗族自治县水利局2024年预算", "松桃苗族自治县2024年一般公共预算支出预算表"], None),
        (["松桃苗族自治县水利局2024年一般公共预算支出预算表"], None),
        (["2023年松桃苗族自治县县本级“三公”经费决算汇总表"], "government"),
        (["2023年松桃苗族自治县水利局本级“三公”经费决算汇总表"], None),
    ],
)
def test_a_table_of_an_area_without_any_body_is_its_governments(lines: list[str], kind: str | None) -> None:
    found = known([page(1, lines, grid(HEAD))])
    assert (found.organisation_kind == "government") is (kind == "government")
