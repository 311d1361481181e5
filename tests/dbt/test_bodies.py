"""Bodies across spellings, renamings and reforms, and what is counted once in the sums of a county."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dbt.county import County

TOTALS, CLASSES = "mart_county_total", "mart_county_comparison"
CLASS, EDUCATION = "201 一般公共服务支出", "205 教育支出"


def _final(county: County, body: str, amount: str, year: int = 2024, **changes: object) -> object:
    accounts = county.final(body, year, **changes)
    county.figure(accounts, "F05", CLASS, amount)
    county.figure(accounts, "F05", "合计", amount)
    return accounts


@pytest.mark.parametrize(
    "names",
    [
        ("中国共产党北关区委员会组织部", "中共北关区委组织部", "北关区委员会组织部", "区委组织部"),
        ("中国人民政治协商会议北关区委员会办公室", "政协北关区委员会", "北关区政协办"),
        ("北关区人民政府办公室", "北关区政府办", "区政府办公室"),
        ("中国共产党北关区纪律检查委员会", "北关区纪委监委", "中共北关区纪委"),
        ("北关区发展和改革委员会", "安阳市北关区发改委"),
        ("北关区教育局", "区教育局", "北关区教育局（机关）", "北关区教育局机关"),
        ("中国民主同盟北关区委员会", "民盟北关区委", "民盟北关区委员会机关"),
        ("共青团北关区委员会", "中国共产主义青年团北关区委员会", "共青团北关区委"),
        ("中国红十字会北关区委员会", "北关区红十字会"),
        ("中共北关区委直属机关工作委员会", "北关区直属机关工委", "中共北关区委区直机关工委"),
        ("北关区文化旅游和广电局", "北关区文化旅游广电局", "北关区文化和旅游广电局"),
        ("北关区政务服务和数据管理局", "北关区政务服务与数据管理局"),
        ("中共北关区纪委", "北关区监察委员会"),
        ("安阳市公安局北关分局", "安阳市公安局北关区分局", "北关区公安分局"),
    ],
)
def test_spellings_of_one_body_are_one(county: County, names: tuple[str, ...]) -> None:
    for name in names:
        county.final(organisation_name=name)
    assert county.ask("dim_organisation", "document_count") == [(len(names),)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北关区第一小学", "北关区第二小学"),
        ("中共北关区委办公室", "北关区人民政府办公室"),
        ("北关区区域合作局", "北关区合作局"),
        ("北关区市政管理局", "北关区政管理局"),
        ("中共北关区委员会", "中共北关区委组织部"),
        ("民盟北关区委员会", "民建北关区委员会"),
        ("安阳市公安局北关分局", "安阳市公安局高新分局"),
        ("安阳市公安局北关分局", "安阳市生态环境局北关分局"),
    ],
)
def test_two_bodies_stay_two(county: County, one: str, other: str) -> None:
    """Also where one reports the year after the other, and is nearly of its name."""
    county.final(organisation_name=one, fiscal_year=2023)
    county.final(organisation_name=other, fiscal_year=2024)
    assert county.ask("dim_organisation", "count(*)") == [(2,)]
    if "小学" in one:
        assert county.ask("dim_organisation_change", "count(*)") == [(0,)]


def test_a_renamed_body_goes_on_under_its_new_name(county: County) -> None:
    """By the list of reforms, by what a report says, and by 局 for 委员会."""
    renamed = [
        ("卫生和计划生育局", "卫生健康委员会"),
        ("科技商务局", "科创局"),
        ("民族宗教事务局", "民族宗教事务委员会"),
    ]
    for old, new in renamed:
        _final(county, old, "100", 2018)
        after = _final(county, new, "110", 2019)
        if old == "科技商务局":
            county.evidence(after, "former_body", f"北关区{old}")  # type: ignore[arg-type]
    assert county.ask("dim_organisation", "replace(organisation_name, '北关区', ''), len(aliases)") == sorted(
        (new, 1) for _, new in renamed
    )
    columns = "fiscal_year, organisation_count, organisation_count_expected, year_on_year_rate"
    assert county.ask(TOTALS, columns) == [(2018, 3, 3, None), (2019, 3, 3, 0.1)]


def test_names_that_report_the_same_year_are_no_renaming(county: County) -> None:
    for body in ("卫生和计划生育局", "卫生健康委员会"):
        _final(county, body, "100", 2018)
    assert county.ask(TOTALS, "organisation_count, final_yuan") == [(2, 200)]


def test_a_merged_body_is_expected_no_more(county: County) -> None:
    _final(county, "旅游局", "5", 2018)
    for year in (2018, 2019):
        _final(county, "文化局馆", "7", year)
    assert county.ask(TOTALS, "fiscal_year, organisation_count_expected") == [(2018, 2), (2019, 1)]


def test_a_body_that_reports_name_as_split_or_merged_is_expected_no_more(county: County) -> None:
    """Each of its parts goes on as a body of its own, and none under its name."""
    for body, amount in (("农林水利局", "9"), ("老干部局", "1"), ("关工委办公室", "1")):
        _final(county, body, amount, 2018)
    for body, former in (("农村发展局", "农林水利局"), ("林草局", "农林水利局"), ("老年工作局", "老干部局")):
        after = _final(county, body, "4", 2019)
        county.evidence(after, "former_body", f"北关区{former}")  # type: ignore[arg-type]
        if body == "老年工作局":
            county.evidence(after, "former_body", "北关区关工委办公室")  # type: ignore[arg-type]
    assert county.ask(TOTALS, "fiscal_year, organisation_count_expected") == [(2018, 3), (2019, 3)]
    assert county.ask("dim_organisation", "replace(organisation_name, '北关区', '')", "ended_fiscal_year = 2018") == [
        ("关工委办公室",), ("农林水利局",), ("老干部局",)]  # fmt: skip


def test_a_member_counts_within_its_department_and_says_so(county: County) -> None:
    """In the years in which the department reports; a list in its report or the member's own words tell."""
    for year in (2023, 2024):
        parent = _final(county, "教育局", "1000", year) if year == 2024 else None
        for body in ("第一高级中学", "实验中学"):
            accounts = _final(county, body, "200", year)
            if body == "实验中学":
                county.evidence(accounts, "parent_body", "北关区教育局")  # type: ignore[arg-type]
        if parent is not None:
            county.evidence(parent, "member_body", "北关区第一高级中学")  # type: ignore[arg-type]
    columns = "fiscal_year, organisation_count, final_yuan, member_organisation_count"
    assert county.ask(TOTALS, columns) == [(2023, 2, 400, 0), (2024, 1, 1000, 2)]
    assert county.ask(
        "dim_document", "fiscal_year, organisation_name, exclusion_reason", "exclusion_reason is not null"
    ) == [(2024, "北关区实验中学", "in_parent_accounts"), (2024, "北关区第一高级中学", "in_parent_accounts")]


@pytest.mark.parametrize("body", ["档案馆", "机关事务服务中心", "人民医院"])
def test_a_department_that_is_called_as_institutions_are_has_members_too(county: County, body: str) -> None:
    parent = _final(county, body, "1000")
    _final(county, "史志研究室", "200")
    county.evidence(parent, "member_body", "北关区史志研究室")  # type: ignore[arg-type]
    columns = "organisation_count, final_yuan, member_organisation_count"
    assert county.ask(TOTALS, columns) == [(1, 1000, 1)]


def test_a_member_of_a_member_is_in_the_accounts_above_both(county: County) -> None:
    """Where the one between is silent, as where it reports."""
    for year in (2023, 2024):
        top = _final(county, "卫生健康局", "1000", year)
        middle = _final(county, "疾病预防控制中心", "300", 2023) if year == 2023 else None
        _final(county, "检验站", "80", year)
        county.evidence(top, "member_body", "北关区疾病预防控制中心")  # type: ignore[arg-type]
        if middle is not None:
            county.evidence(middle, "member_body", "北关区检验站")  # type: ignore[arg-type]
    assert county.ask(TOTALS, "fiscal_year, organisation_count, final_yuan") == [
        (2023, 1, 1000),
        (2024, 1, 1000),
    ]


def test_a_member_that_spends_more_than_its_department_stands_on_its_own(county: County) -> None:
    """In 2024 the bureau prints all its classes, and none of the sports centre's; rounding is no more."""
    for year in (2023, 2024):
        bureau, centre = county.final("教育局", year), county.final("体育中心", year)
        classes = {"205 教育支出": "5000"} | ({"207 文化": "900"} if year == 2023 else {})
        total = str(sum(map(int, classes.values())))
        county.figures(bureau, "F05", {**classes, "合计": total})
        county.figures(centre, "F05", {"207 文化": "1000", "合计": "1000"})
        county.evidence(bureau, "member_body", "北关区体育中心")
    columns = "fiscal_year, organisation_count, final_yuan, organisation_count_expected"
    assert county.ask(TOTALS, columns) == [(2023, 1, 5900, 1), (2024, 2, 6000, 2)]
    told = county.ask(
        "dim_document", "fiscal_year, organisation_name", "exclusion_reason = 'in_parent_accounts'"
    )
    assert told == [(2023, "北关区体育中心")]
    counted = "fiscal_year, organisation_name, final_yuan"
    assert county.ask("mart_body", counted, "not is_counted") == [(2023, "北关区体育中心", 1000)]


def test_an_institution_is_a_member_of_whom_it_stands_under_a_department_is_not(county: County) -> None:
    _final(county, "教育局", "1000")
    for body in ("第一小学", "体育局"):
        county.evidence(_final(county, body, "200"), "superior_body", "北关区教育局")  # type: ignore[arg-type]
    columns = "organisation_count, final_yuan, member_organisation_count"
    assert county.ask(TOTALS, columns) == [(2, 1200, 1)]


def test_what_stays_out_of_the_sums_says_why(county: County) -> None:
    for body, kind in (
        ("甲局", "unit"),
        ("乙局", None),
        ("第一小学", None),
        ("人民政府", "government"),
        ("丙局", "department"),
    ):
        _final(county, body, "1", organisation_kind=kind)
    assert county.ask("dim_document", "replace(organisation_name, '北关区', ''), exclusion_reason") == [
        ("丙局", None),
        ("乙局", None),
        ("人民政府", "government"),
        ("甲局", "unit"),
        ("第一小学", "organisation_kind_unknown"),
    ]
    assert county.ask(TOTALS, "organisation_count, final_yuan") == [(2, 2)]


def test_a_part_of_a_form_never_stands_for_the_whole(county: County) -> None:
    """A later edition that prints some of the same figures, or other ones without a total; a whole one replaces."""
    later = {"publish_date": date(2025, 12, 1)}
    for body, amount, total in (("甲局", "600", "600"), ("乙局", "500", None), ("丙局", "500", "500")):
        whole = county.final(body)
        county.figures(whole, "F05", {CLASS: "600", EDUCATION: "400", "合计": "1000"})
        part = county.final(body, **later)
        county.figure(part, "F05", CLASS, amount)
        if total:
            county.figure(part, "F05", "合计", total)
    assert county.ask_each("fct_budget_vs_final", "final_yuan", "item_key = 'total'") == [
        ("丙局", 500),
        ("乙局", 1000),
        ("甲局", 1000),
    ]


def test_an_adjusted_budget_is_never_the_initial_one(county: County) -> None:
    for title, amount in (
        ("北关区财政局2024年部门预算", "100"),
        ("北关区财政局2024年部门预算调整方案", "150"),
    ):
        month = 2 if amount == "100" else 10
        budget = county.budget(title=title, publish_date=date(2024, month, 1))
        county.figure(budget, "B05", "合计", amount)
    county.figure(county.final(), "F05", "合计", "120")
    columns = "initial_budget_yuan, adjusted_budget_yuan, final_yuan, fund_scope"
    assert county.ask("fct_budget_vs_final", columns) == [(100, 150, 120, "general_public_budget")]
    assert county.ask(TOTALS, "execution_rate, budget_basis") == [(1.2, "initial")]


def test_a_class_that_a_whole_form_leaves_out_is_zero(county: County) -> None:
    """Budgeted and not executed, or cut against the year before; of a form that does not add up nothing is known."""
    for body, total in (("甲局", "100000"), ("乙局", "300000")):
        budget = county.budget(body)
        county.figures(budget, "B05", {CLASS: "100000", EDUCATION: "500000", "合计": "600000"})
        before, now = county.final(body, 2023), county.final(body)
        county.figures(before, "F05", {CLASS: "100000", EDUCATION: "400000", "合计": "500000"})
        county.figures(now, "F05", {CLASS: "100000", "合计": total})
    where = "item_key = '205' and fiscal_year = 2024"
    columns = "initial_budget_yuan, final_yuan, final_figure_source, difference_yuan"
    assert county.ask_each("fct_budget_vs_final", columns, where) == [
        ("乙局", 500000, None, None, None),
        ("甲局", 500000, 0, "absent", -500000),
    ]
    columns = (
        "matched_organisation_count, matched_initial_budget_yuan, execution_rate, final_organisation_count,"
        " year_on_year_rate"
    )
    where = "functional_class_code = '205' and fiscal_year = 2024"
    assert county.ask(CLASSES, columns, where) == [(1, 500000, 0.0, 0, -1.0)]


def test_a_zero_budget_stands_on_neither_side_of_a_rate(county: County) -> None:
    for body, budget, final in (("甲局", "1000", "900"), ("乙局", "0", "500")):
        county.figure(county.budget(body), "B05", "合计", budget)
        county.figure(county.final(body), "F05", "合计", final)
    columns = "matched_organisation_count, execution_rate, final_yuan, initial_budget_yuan"
    assert county.ask(TOTALS, columns) == [(1, 0.9, 1400, 1000)]


def test_the_government_codes_are_no_classes_of_a_department(county: County) -> None:
    accounts = county.final()
    for code, amount in (("301", "80"), ("501", "80"), ("302", "20"), ("502", "20")):
        county.figure(accounts, "F06", f"{code} 经济", amount, measure="final", account_kind="economic")
    assert county.ask("mart_county_comparison_economic", "economic_class_code, share_of_total") == [
        ("301", 0.8),
        ("302", 0.2),
    ]


def test_a_total_is_known_by_any_label_and_by_its_place(county: County) -> None:
    for body, label in (("甲局", "一般公共预算支出合计"), ("乙局", "全部"), ("丙局", "其中：上年结转")):
        county.figures(county.final(body), "F05", {label: "30", CLASS: "10", EDUCATION: "20"})
    assert county.ask_each(
        "fct_budget_vs_final", "final_yuan, final_figure_source", "item_key = 'total'"
    ) == [
        ("丙局", 30, "sum_of_classes"),
        ("乙局", 30, "printed"),
        ("甲局", 30, "printed"),
    ]


def test_an_inferred_unit_travels_and_is_refused_where_it_is_absurd(county: County) -> None:
    for body, total in (("甲局", "500"), ("乙局", "5000000")):
        accounts = county.final(body)
        county.figure(accounts, "F01", "本年支出合计", "600", section="expenditure", measure="final")
        county.figure(accounts, "F05", "合计", total, is_unit_inferred=True)
    assert county.ask_each("fct_budget_vs_final", "final_yuan, is_unit_inferred") == [
        ("乙局", None, False),
        ("甲局", 500, True),
    ]
    assert county.ask(TOTALS, "unit_inferred_organisation_count") == [(1,)]


def test_a_later_report_on_other_matters_leaves_a_narrative_standing(county: County) -> None:
    first = county.final()
    county.claim(first, "2010601", "initial_budget", "12.00", "万元", item_code="2010601")
    county.claim(first, "2010602", "initial_budget", "30.00", "万元", item_code="2010602")
    later = county.final(publish_date=date(2025, 12, 1))
    county.claim(later, "2010602", "initial_budget", "31.00", "万元", item_code="2010602")
    assert county.ask("fct_budget_vs_final", "item_key, initial_budget_yuan") == [
        ("2010601", 120000),
        ("2010602", 310000),
    ]


def test_the_three_public_total_has_no_meetings_and_says_its_basis(county: County) -> None:
    county.form("B14", role="three_public", report_kind="budget", precedence=2)
    for body, subtotal in (("甲局", True), ("乙局", False)):
        budget = county.budget(body)
        lines = {"合计": "300", "公务接待费": "100", "会议费": "200"}
        lines |= {"“三公”经费小计": "100"} if subtotal else {}
        county.figures(budget, "B14", lines, measure="budget")
        county.figure(county.final(body), "F09", "合计", "90", measure="final")
    noted = county.final("丙局")
    county.evidence(noted, "three_public_basis", "adjusted")
    county.figure(noted, "F09", "合计", "50", measure="budget")
    headed = county.final("丁局")
    county.figure(headed, "F09", "合计", "50", measure="budget", header_printed="年初预算数/合计")
    unsaid = county.final("戊局")
    county.figure(unsaid, "F09", "合计", "50", measure="budget")
    columns = "budget_yuan, budget_basis, execution_rate"
    assert county.ask_each("fct_three_public", columns, "line_code = 'total'") == [
        ("丁局", 50, "initial", None),
        ("丙局", 50, "adjusted", None),
        ("乙局", None, None, None),
        ("戊局", 50, "unstated", None),
        ("甲局", 100, "initial", 0.9),
    ]


def test_one_body_is_told_year_by_year(county: County) -> None:
    """mart_body: its name of the year, its budget beside all money that it spends, and the change."""
    for year, body, final in ((2018, "卫生和计划生育局", "100"), (2019, "卫生健康委员会", "120")):
        accounts = county.final(body, year)
        county.figure(accounts, "F05", "合计", final)
        county.figure(accounts, "F01", "本年支出合计", "1200", section="expenditure", measure="final")
    county.figure(county.budget("卫生健康委员会", 2019), "B05", "合计", "150")
    columns = (
        "fiscal_year, replace(printed_name, '北关区', ''), replace(organisation_name, '北关区', ''), document_count,"
        " initial_budget_yuan, final_yuan, prior_final_yuan, year_on_year_rate, rate_on_initial,"
        " all_funds_final_yuan, general_budget_share"
    )
    assert county.ask("mart_body", columns) == [
        (2018, "卫生和计划生育局", "卫生健康委员会", 1, None, 100, None, None, None, 1200, 0.083333),
        (2019, "卫生健康委员会", "卫生健康委员会", 2, 150, 120, 100, 0.2, 0.8, 1200, 0.1),
    ]


def test_totals_of_two_bodies_that_are_the_same_are_told(county: County) -> None:
    """Not zeros, not another year's or county's, and not those of a member, which no sum holds."""
    for body, amount in (("甲局", "100"), ("乙局", "100"), ("丙局", "70"), ("丁局", "0"), ("戊局", "0")):
        _final(county, body, amount)
    _final(county, "丙局", "100", 2023)
    parent = _final(county, "教育局", "500")
    _final(county, "第一高级中学", "500")
    county.evidence(parent, "member_body", "北关区第一高级中学")  # type: ignore[arg-type]
    assert county.ask(TOTALS, "fiscal_year, same_final_organisation_count") == [(2023, 0), (2024, 2)]
    names = "replace(organisation_name, '北关区', '')"
    assert county.ask(
        "mart_body", names, "same_final_count > 0 and fiscal_year = 2024 and final_yuan = 100"
    ) == [
        ("乙局",),
        ("甲局",),
    ]
    assert county.ask("mart_body", "same_final_count", "final_yuan in (0, 70)") == [(0,), (None,), (None,)]


def test_a_county_says_how_much_of_all_money_its_general_budget_is(county: County) -> None:
    """Over bodies that print both; one of other money alone is in the sum, a member and a disputed total are not."""
    for body, general, everything, proof in (
        ("甲局", "80", "1000", "unproven"),
        ("乙局", None, "5000", "unproven"),
        ("丙局", "7", None, "unproven"),
        ("丁局", "20", "9000", "disputed"),
    ):
        accounts = county.final(body)
        if general:
            county.figure(accounts, "F05", "合计", general)
        if everything:
            county.figure(
                accounts, "F03", "合计", everything, measure="expenditure_total", proof_status=proof
            )
    parent, member = county.final("教育局"), county.final("第一高级中学")
    for accounts, amount in ((parent, "1000"), (member, "300")):
        county.figure(accounts, "F03", "合计", amount, measure="expenditure_total")
    county.evidence(parent, "member_body", "北关区第一高级中学")
    columns = "final_yuan, all_funds_organisation_count, all_funds_final_yuan, general_budget_share"
    assert county.ask(TOTALS, columns) == [(107, 3, 7000, 0.08)]


def test_all_money_is_taken_from_the_form_by_function_first(county: County) -> None:
    accounts = county.final("甲局")
    county.figure(accounts, "F05", "合计", "5")
    row = {"section": "expenditure", "measure": "final"}
    county.figure(accounts, "F01", "本年支出合计", "60", **row)
    county.figure(accounts, "F03", "合计", "50", measure="expenditure_total")
    other = county.final("乙局")
    county.figure(other, "F01", "本年支出合计", "70", **row)
    county.figure(other, "F01", "本年收入合计", "80", section="revenue", measure="final")
    assert county.ask("mart_body", "all_funds_final_yuan") == [(50,), (70,)]


def test_a_total_of_revenue_is_none_of_a_form_of_expenditure(county: County) -> None:
    """A later part with 收入合计 alone has no total of its own, so that the whole stays."""
    whole = county.final("甲局")
    county.figures(whole, "F05", {CLASS: "600", EDUCATION: "400", "收入合计": "1000", "合计": "1000"})
    part = county.final("甲局", publish_date=date(2025, 12, 1))
    county.figures(part, "F05", {CLASS: "500", "收入合计": "500"})
    assert county.ask("fct_budget_vs_final", "final_yuan", "item_key = 'total'") == [(1000,)]


def test_a_budget_and_accounts_of_one_year_under_two_endings_are_one_body(county: County) -> None:
    county.figure(county.budget("民族宗教事务委员会"), "B05", "合计", "100")
    _final(county, "民族宗教事务局", "80")
    assert county.ask(TOTALS, "organisation_count, execution_rate") == [(1, 0.8)]


def test_a_year_before_of_nothing_has_no_rate(county: County) -> None:
    _final(county, "甲局", "0", 2023)
    _final(county, "甲局", "5", 2024)
    columns = "prior_final_yuan, year_on_year_rate, prior_source"
    assert county.ask("mart_body", columns, "fiscal_year = 2024") == [(0, None, "prior_document")]


def test_all_money_of_a_member_that_stands_on_its_own_is_in_the_countys(county: County) -> None:
    """教育局 has no class of culture; of a county without any money its general budget is no share."""
    bureau, centre = county.final("教育局"), county.final("体育中心")
    county.figures(bureau, "F05", {EDUCATION: "5000", "合计": "5000"})
    county.figures(centre, "F05", {"207 文化": "1000", "合计": "1000"})
    for accounts, amount in ((bureau, "6000"), (centre, "4000")):
        county.figure(accounts, "F03", "合计", amount, measure="expenditure_total")
    county.evidence(bureau, "member_body", "北关区体育中心")
    nothing = county.final("甲局", 2023)
    county.figure(nothing, "F05", CLASS, "0")
    county.figure(nothing, "F05", "合计", "0")
    county.figure(nothing, "F03", "合计", "0", measure="expenditure_total")
    columns = "fiscal_year, all_funds_organisation_count, all_funds_final_yuan, general_budget_share"
    assert county.ask(TOTALS, columns) == [(2023, 1, 0, None), (2024, 2, 10000, 0.6)]
