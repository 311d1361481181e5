"""Identity: who, where, when and what — with evidence, and uncertainty where it is due."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from pipelines.accounts import divisions
from pipelines.accounts.changes import division_changes, divisions_over_time
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.identity import identify
from pipelines.recognise.tables import TableReader
from pipelines.values.identity import ReportIdentity, SourceHints
from pipelines.values.pages import Page
from tests.unit.pages import grid, page

DIVISIONS = DivisionIndex(divisions(), divisions_over_time(divisions(), division_changes()))
HEAD = [
    ["项目", None, "合计", "基本支出", "项目支出"],
    ["科目代码", "科目名称", "^", "^", "^"],
    ["合计", None, "3", "2", "1"],
]


def known(pages: Sequence[Page], hints: SourceHints | None = None) -> ReportIdentity:
    tables = TableReader(pages)
    return identify(pages, tables.tables, tables.context_of, hints or SourceHints("report.pdf"), DIVISIONS)


def final_account(number: int, body: str) -> Page:
    lines = ["一般公共预算财政拨款支出决算表", f"部门：{body} 2024年度 金额单位：万元"]
    return page(number, lines, grid(HEAD))


def test_a_henan_cover_in_four_lines() -> None:
    cover = page(1, ["2024 年度", "安阳市北关区样例局", "部门决算", "二〇二五年九月"])
    found = known([cover, final_account(2, "安阳市北关区样例局")])
    assert (found.report_kind, found.organisation_kind, found.fiscal_year) == (
        "final_account",
        "department",
        2024,
    )
    assert (found.organisation_name, found.division_code) == ("安阳市北关区样例局", "410503")
    assert (found.title, found.uncertain_fields) == ("2024年度安阳市北关区样例局部门决算", ())
    assert found.publish_date is None  # the day is not printed
    assert ("publish_date", "2025-09") in {(e.field, e.value) for e in found.evidence}


@pytest.mark.parametrize("has_cover", [False, True])
@pytest.mark.parametrize(
    "heading",
    [
        ["炎陵县交通运输局", "2016年度部门决算"],
        ["2016年度", "炎陵县交通运输局", "部门决算公开"],
        ["附件1：炎陵县交通运输局2016年部门决算公开表"],
        ["关于公开炎陵县交通运输局2016年部门决算的公告"],
        ["炎陵县交通运输局部门决算公开（2016年）"],
        ["炎陵县交通运输局", "部门决算公开", "2016年", "2017年9月15日"],
        ["2016年部门决算", "炎陵县交通运输局"],
        ["2016年度部门决算公开说明", "炎陵县交通运输局", "2017年9月10日"],
        ["炎陵县2016年度部门决算公开", "部门名称：炎陵县交通运输局"],
        ["2016年度炎陵县交通运输局整体支出决算公开情况"],
        ["炎陵县交通运输局2016年度", "部门决算公开工作的情况说明", "（含三公经费）"],
    ],
)
def test_lines_above_the_first_form_name_the_report_as_a_cover_does(
    heading: list[str], has_cover: bool
) -> None:
    """As a web page, a spreadsheet or a Word document without a cover has them."""
    form = ["一般公共预算财政拨款支出决算表", "单位：万元"]
    pages = (
        [page(1, heading), page(2, form, grid(HEAD))]
        if has_cover
        else [page(1, [*heading, *form], grid(HEAD))]
    )
    found = known(pages)
    assert (found.organisation_name, found.division_code) == ("炎陵县交通运输局", "430225")
    assert (found.fiscal_year, found.report_kind) == (2016, "final_account")


def test_prose_above_the_first_form_names_no_report() -> None:
    lines = [
        "根据2015年部门决算编制的要求，现将有关情况公开如下",
        "一般公共预算财政拨款支出决算表",
        "单位：万元",
    ]
    found = known([page(1, lines, grid(HEAD))])
    assert (found.organisation_name, found.fiscal_year) == (None, None)


def test_a_shanghai_cover_that_labels_the_body() -> None:
    cover = page(
        1, ["上海市普陀区2024年区级部门预算", "预算主管部门：上海市普陀区样例街道办事处", "2024年2月5日"]
    )
    found = known(
        [
            cover,
            page(2, ["2024年部门支出预算总表", "编制部门：上海市普陀区样例街道办事处 单位：元"], grid(HEAD)),
        ]
    )
    assert (found.report_kind, found.fiscal_year, found.unit) == ("budget", 2024, "元")
    assert (found.organisation_name, found.division_code) == ("上海市普陀区样例街道办事处", "310107")
    assert found.publish_date == date(2024, 2, 5)


def test_the_file_name_alone_is_weak_evidence() -> None:
    found = known(
        [page(1, [], grid([["甲", "乙"], ["1", "2"]]))], SourceHints("样例市样例局2023年度部门决算.pdf")
    )
    assert (found.report_kind, found.fiscal_year, found.organisation_name) == (
        "final_account",
        2023,
        "样例市样例局",
    )
    assert {"report_kind", "fiscal_year", "organisation_name"} <= set(found.uncertain_fields)


def test_a_two_digit_year_in_a_file_name() -> None:
    found = known([final_account(1, "上海市普陀区样例局")], SourceHints("上海市普陀区样例局24年预算.pdf"))
    assert found.fiscal_year == 2024


def test_conflicting_years_are_uncertain_and_both_kept() -> None:
    cover = page(1, ["2023年度", "安阳市北关区样例局", "部门决算"])
    found = known([cover, final_account(2, "安阳市北关区样例局")])
    assert "fiscal_year" in found.uncertain_fields
    assert {e.value for e in found.evidence if e.field == "fiscal_year"} == {"2023", "2024"}


def test_a_final_accounts_report_is_not_a_budget_for_saying_budget() -> None:
    narrative = page(
        3, ["2024年度一般公共预算财政拨款支出年初预算为30万元，支出决算为30万元，完成年初预算的100%。"]
    )
    cover = page(1, ["安阳市北关区样例局", "2024年度部门决算"])
    assert known([cover, final_account(2, "安阳市北关区样例局"), narrative]).report_kind == "final_account"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("甲县司法局2019年度一般公共预算财政拨款“三公”经费支出决算情况说明", "final_account"),
        ("甲县林业局2018年一般公共预算财政拨款“三公”经费支出决算", "final_account"),
        ("甲县教育局2018年政府性基金预算支出决算情况", "final_account"),
        ("甲县编办2016年“三公”经费支出预算情况说明", "budget"),
        ("甲县2016年度一般公共预算", "budget"),
        ("关于甲县环境保护局2014年度“三公”经费预算执行情况的公告", "final_account"),
    ],
)
def test_the_name_of_a_fund_says_no_kind_where_another_word_does(title: str, kind: str) -> None:
    found = known([page(1, [title, "“三公”经费共12.90万元。"])])
    assert (found.report_kind, found.fiscal_year) == (kind, int(title[title.index("20") :][:4]))


def test_the_title_above_the_table_of_a_first_page_names_the_report() -> None:
    found = known(
        [page(1, ["2015年甲县司法局部门“三公”经费预算情况统计表", "单位：万元"], grid([["项目", "数"]]))]
    )
    assert (found.report_kind, found.fiscal_year, found.organisation_name) == ("budget", 2015, "甲县司法局")


@pytest.mark.parametrize(
    ("title", "body", "year", "kind"),
    [
        ("样例县第三中学部门决算（2023年度）", "样例县第三中学", 2023, "final_account"),
        ("样例县第三中学预算公开（2023年）", "样例县第三中学", 2023, "budget"),
        ("2023年预算公开—样例县第三中学", "样例县第三中学", 2023, "budget"),
        ("样例县教育局关于2022年部门决算公开的说明", "样例县教育局", 2022, "final_account"),
        ("2022—2024年样例县医院部门预算", "样例县医院", 2024, "budget"),
        (
            "样例县上派镇2019年财政预算执行情况和2020年财政预算草案的报告",
            "样例县上派镇",
            2020,
            "budget",
        ),
        ("样例县人民医院部门决算公开2023年8月", None, None, "final_account"),  # a date is no fiscal year
    ],
)
def test_a_title_names_body_year_and_kind_in_any_order(
    title: str, body: str | None, year: int | None, kind: str
) -> None:
    found = known([page(1, [])], SourceHints("report.pdf", page_title=title))
    assert (found.organisation_name, found.fiscal_year, found.report_kind) == (body, year, kind)


def test_a_unit_edition_is_a_unit() -> None:
    lines = ["2025年单位财务收支预算总表", "编制单位：上海市普陀区样例中心 单位：元"]
    rows = [
        ["本年收入", None, "本年支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["收入总计", "3", "支出总计", "3"],
    ]
    found = known(
        [
            page(1, ["上海市普陀区2025年区级单位预算", "预算单位：上海市普陀区样例中心"]),
            page(2, lines, grid(rows)),
        ]
    )
    assert (found.organisation_kind, found.organisation_name) == ("unit", "上海市普陀区样例中心")


def test_the_title_of_the_performance_form_does_not_make_a_unit_a_department() -> None:
    rows = [
        ["", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "部门预算总额", "1", "1", "1", "10", "100%", "10"],
    ]
    cover = page(1, ["2024年度", "安阳市北关区样例中心", "单位决算"])
    found = known([cover, page(2, ["部门整体支出绩效自评情况表"], grid(rows))])
    assert (found.organisation_kind, "organisation_kind" in found.uncertain_fields) == ("unit", False)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("上海市普陀区财政局", ("310107",)),
        ("中共上海市普陀区委社会工作部", ("310107",)),
        ("安阳市北关区便民服务中心", ("410503",)),
        ("河南省新乡市红旗区行政审批局", ("410702",)),
        ("江苏省委办公厅", ("320000",)),
        ("普陀区司法局", ("310107", "330903")),
        ("县教育局", ()),
        # Branches of national organisations stand before their place.
        ("政协安阳市北关区委员会", ("410503",)),
        ("中国人民政治协商会议房县委员会办公室", ("420325",)),
        ("共青团桐庐县委员会", ("330122",)),
        ("九三学社桐庐县委员会", ("330122",)),
        # Parts of other names are none.
        ("白云县民政局", ()),
        ("关于云县民政局", ("530922",)),
        # Autonomous counties by their short names.
        ("紫云县民政局", ("520425",)),
        ("威宁县民政局", ("520526",)),
        ("积石山县财政局", ("622927",)),
        # Former counties and districts, alone and below their cities.
        ("南和县民政局", ("130527",)),
        ("邢台市南和县林业局", ("130527",)),
        ("上海市闸北区民政局", ("310108",)),
        ("西宁市湟中县民政局", ("630122",)),
        ("藁城市财政局", ("130182",)),
        ("茂名市电白县财政局", ("440923",)),
        ("炎陵县财政局", ("430225",)),
        # A county that nobody knows is not its city; a zone of the city is none of its own.
        ("安阳市无名县财政局", ()),
        ("安阳市高新区管委会", ("410500",)),
        ("安阳市市场监督管理局", ("410500",)),
        # A zone is called after its county or city without its last word.
        ("江西湖口高新技术产业园区管理委员会", ("360429",)),
        ("河北南和经济开发区管理委员会", ("130506",)),
        ("江苏省南通经济技术开发区", ("320600",)),
        ("湖南长沙经济技术开发区", ("430100", "430121")),
        ("河南省产业集聚区管理办公室", ("410000",)),
    ],
)
def test_divisions_in_names(name: str, codes: tuple[str, ...]) -> None:
    match = DIVISIONS.find(name)
    assert (match.codes if match else ()) == codes


def test_a_name_that_two_counties_share_is_left_open_unless_the_site_tells() -> None:
    pages = [page(1, ["普陀区样例局", "2024年度部门决算"]), final_account(2, "普陀区样例局")]
    assert known(pages).division_code is None
    assert "division_code" in known(pages).uncertain_fields
    told = known(pages, SourceHints("report.pdf", division_code="330903"))
    assert (told.division_code, "division_code" in told.uncertain_fields) == ("330903", False)


@pytest.mark.parametrize("has_table", [False, True])
def test_the_lines_above_the_first_form_are_the_title(has_table: bool) -> None:
    """A line that is a date and nothing else is that of the report."""
    lines = ["安阳市北关区样例局2024年部门预算调整情况", "2024年10月20日", "一般公共预算支出预算表"]
    found = known([page(1, lines, *([grid(HEAD)] if has_table else []))], SourceHints("附件1.docx"))
    assert (found.title, found.publish_date) == (lines[0], date(2024, 10, 20))
    assert ("budget_basis", "adjusted") in {(e.field, e.value) for e in found.evidence}


@pytest.mark.parametrize(
    ("folders", "label", "body", "code"),
    [
        (("安阳市北关区水利局",), "", "安阳市北关区水利局", "410503"),
        (("安阳市北关区部门决算", "03.水利局"), "", "水利局", "410503"),
        (("安阳市北关区水利局",), "部门：水利局", "安阳市北关区水利局", "410503"),
        (("安阳市北关区水利局",), "部门：安阳市北关区第一小学", "安阳市北关区第一小学", "410503"),
        (("安阳市北关区", "党群部门"), "", None, "410503"),
        (("福州市2024年", "鼓楼区统计局"), "", "鼓楼区统计局", "350102"),
        (("安阳市文峰区",), "部门：安阳市北关区水利局", "安阳市北关区水利局", "410503"),
    ],
)
def test_the_folders_of_an_archive_tell_whose_report_it_is(
    folders: tuple[str, ...], label: str, body: str | None, code: str
) -> None:
    pages = [page(1, ["2024年度部门决算公开表", label, "一般公共预算财政拨款支出决算表"], grid(HEAD))]
    found = known(pages, SourceHints("公开表.xlsx", folders=folders))
    assert (found.organisation_name, found.division_code) == (body, code)
    assert ("organisation_name" in found.uncertain_fields) == (not label)


def test_every_choice_has_marked_evidence() -> None:
    found = known(
        [page(1, ["安阳市北关区样例局", "2024年度部门决算"]), final_account(2, "安阳市北关区样例局")]
    )
    chosen = {e.field for e in found.evidence if e.is_chosen}
    assert chosen == {
        "report_kind",
        "organisation_kind",
        "organisation_name",
        "division_code",
        "fiscal_year",
        "unit",
    }
    assert all(e.text for e in found.evidence)


def test_nothing_is_made_up_for_a_document_that_tells_nothing() -> None:
    found = known([page(1, ["关于召开会议的通知"])], SourceHints("通知.pdf"))
    assert (found.report_kind, found.organisation_name, found.fiscal_year, found.division_code) == (
        None,
        None,
        None,
        None,
    )
    assert len(found.uncertain_fields) == 5


def test_a_web_page_tells_its_title_and_the_day_it_was_published() -> None:
    lines = ["发布时间：2025-09-23 来源：样例局", "收入支出决算总表"]
    base = page(1, lines, grid([["甲", "乙"], ["1", "2"]]))
    article = Page(
        1, base.width, base.height, base.lines, base.grids, "html", "安阳市北关区样例局2024年度部门决算"
    )
    found = known([article], SourceHints("art_5_77.html"))
    assert (found.title, found.fiscal_year, found.report_kind) == (
        "安阳市北关区样例局2024年度部门决算",
        2024,
        "final_account",
    )
    assert (found.organisation_name, found.publish_date) == ("安阳市北关区样例局", date(2025, 9, 23))


def test_a_name_that_a_page_edge_cuts_is_the_longer_one_above_the_tables() -> None:
    cover = page(1, ["北关区样例局2024年部门决算"])
    found = known([cover, final_account(2, "安阳市北关区样例局")])
    assert (found.organisation_name, found.division_code) == ("安阳市北关区样例局", "410503")
    assert "organisation_name" not in found.uncertain_fields


def test_the_beginning_of_a_longer_name_is_another_body() -> None:
    cover = page(1, ["安阳市北关区教育局2024年部门决算"])
    found = known([cover, final_account(2, "安阳市北关区教育局第二小学")])
    assert found.organisation_name == "安阳市北关区教育局"
    assert "organisation_name" in found.uncertain_fields


def test_a_body_within_a_longer_name_is_another_one() -> None:
    cover = page(1, ["教育局2024年部门决算"])
    found = known([cover, final_account(2, "安阳市北关区教育局第二小学")])
    assert "organisation_name" in found.uncertain_fields


def test_a_cut_name_is_read_whole_from_the_text() -> None:
    cover = page(1, ["阳市北关区样例服务中2024年部门决算"])
    told = page(2, ["安阳市北关区样例服务中心负责全区的样例工作。"])
    table = page(3, ["一般公共预算财政拨款支出决算表", "单位：万元"], grid(HEAD))
    found = known([cover, told, table])
    assert (found.organisation_name, found.division_code) == ("安阳市北关区样例服务中心", "410503")


def test_the_body_that_leads_two_titles_is_named() -> None:
    titles = ("收入决算表", "一般公共预算财政拨款支出决算表")
    pages = [
        page(n, [f"安阳市北关区样例局{title}", "单位：万元"], grid(HEAD)) for n, title in enumerate(titles, 1)
    ]
    assert known(pages).organisation_name == "安阳市北关区样例局"


def test_the_unit_in_a_title_is_no_body() -> None:
    titles = (
        "2024年度收入支出决算总表（单位：万元）",
        "2024年度一般公共预算财政拨款支出决算表（单位：万元）",
    )
    pages = [page(n, [title, "部门：安阳市北关区样例局"], grid(HEAD)) for n, title in enumerate(titles, 1)]
    found = known(pages)
    assert found.organisation_name == "安阳市北关区样例局"
    assert "organisation_name" not in found.uncertain_fields


_CUT_TWICE = """
from tests.unit.recognise.test_identity import HEAD, grid, known, page
cover = page(1, ["阳市北关区样例服务中2024年部门决算"])
told = page(2, ["安阳市北关区样例服务中心负责全区。", "安阳市北关区样例服务局负责全区。"])
table = page(3, ["一般公共预算财政拨款支出决算表", "部门：关区样例服务局 金额单位：万元"], grid(HEAD))
print(ascii([(e.field, e.value, e.source) for e in known([cover, told, table]).evidence]))
"""


def test_evidence_stands_in_one_order_in_every_process() -> None:
    def run(seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", _CUT_TWICE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert run("1") == run("2") != ""


@pytest.mark.parametrize(
    ("name", "codes", "superiors"),
    [
        ("南阳市公安局卧龙分局", ("411303",), ("411300",)),
        ("河南省南阳市公安局卧龙区分局", ("411303",), ("411300",)),
        ("洛阳市生态环境局伊川分局", ("410329",), ("410300",)),
        ("安阳市自然资源和规划局北关区分局", ("410503",), ("410500",)),
        ("安阳市自然资源和规划局北关分局2023年度部门决算", ("410503",), ("410500",)),
        ("上海市公安局浦东分局", ("310115",), ("310000",)),
        ("上海市公安局闸北分局", ("310108",), ("310000",)),
        # A place that is no division of that city, and a district's own bureau.
        ("安阳市公安局高新分局", ("410500",), ()),
        ("安阳市公安局卧龙分局", ("410500",), ()),
        ("北关区公安局红旗路分局", ("410503",), ()),
        ("北关区公安分局", ("410503",), ()),
    ],
)
def test_a_branch_of_a_citys_bureau_is_where_its_name_says(
    name: str, codes: tuple[str, ...], superiors: tuple[str, ...]
) -> None:
    match = DIVISIONS.find(name)
    assert match is not None
    assert (match.codes, match.superiors) == (codes, superiors)


@pytest.mark.parametrize(
    ("above", "site", "code", "is_uncertain"),
    [
        ("", "", "411303", True),
        ("", "411303", "411303", False),
        ("", "411300", "411300", False),
        ("南阳市卧龙区2023年部门决算公开", "", "411303", False),
        ("南阳市2023年市级部门决算公开", "", "411300", False),
    ],
)
def test_whose_a_branch_is_is_certain_where_its_report_or_site_says_so(
    above: str, site: str, code: str, is_uncertain: bool
) -> None:
    """Filed under the city for certain, it was counted there, and missed in its district."""
    body = "南阳市公安局卧龙分局"
    pages = [page(1, [above, f"{body}2023年度部门决算", "目录"]), final_account(2, body)]
    found = known(pages, SourceHints("1.pdf", division_code=site or None))
    assert (found.organisation_name, found.division_code) == (body, code)
    assert ("division_code" in found.uncertain_fields) is is_uncertain
