"""int_body_lineage, int_all_funds and dim_organisation: one body under several names, and all its money."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dbt.county import County

LINEAGES = "select body_name, lineage_name, evidence from intermediate.int_body_lineage order by all"
BODIES = "replace(organisation_name, '北关区', ''), first_fiscal_year, last_fiscal_year"
PUTUO = {"site": "310107_putuo", "division_code": "310107"}


def _lineages(county: County) -> list[tuple[str, str, str]]:
    county.ask("dim_organisation", "1")
    return county.query(LINEAGES)  # type: ignore[return-value]


def test_a_body_is_followed_over_three_names(county: County) -> None:
    """Each report names the body that it was; names alone tell nothing."""
    names = ("甲局", "乙局", "丙局", "丁局")
    reports = [county.final(name, year) for year, name in enumerate(names, 2020)]
    assert _lineages(county) == []
    for report, former in zip(reports[1:], names, strict=False):
        county.evidence(report, "former_body", f"北关区{former}")
    assert _lineages(county) == [(name, "丁局", "report") for name in ("丙局", "乙局", "甲局")]
    assert county.ask("dim_organisation", BODIES) == [("丁局", 2020, 2023)]


def test_what_tells_of_a_succession_is_kept(county: County) -> None:
    """A list, two endings of one name, or a report's own word, which comes before the list."""
    for old, new in (
        ("国土资源局", "自然资源局"),
        ("民族宗教事务局", "民族宗教事务委员会"),
        ("农业局", "农业农村局"),
    ):
        county.final(old, 2018)
        after = county.final(new, 2019)
        if old == "农业局":
            county.evidence(after, "former_body", f"北关区{old}")
    assert _lineages(county) == [
        ("农业局", "农业农村局", "reform_list"),
        ("国土资源局", "自然资源局", "reform_list"),
        ("民族宗教事务局", "民族宗教事务委员会", "spelling"),
    ]


def test_a_name_is_succeeded_in_its_own_place(county: County) -> None:
    """The same names in another county are other bodies, and what one report says is of its county."""
    county.final("甲局", 2018)
    county.evidence(county.final("乙局", 2019), "former_body", "北关区甲局")
    county.final(organisation_name="普陀区甲局", fiscal_year=2018, **PUTUO)
    county.final(organisation_name="普陀区丙局", fiscal_year=2019, **PUTUO)
    assert _lineages(county) == [("甲局", "乙局", "report")]
    assert len(county.ask("dim_organisation", "organisation_id")) == 3


@pytest.mark.parametrize(("old_years", "new_years"), [((2018, 2019), (2019, 2020)), ((2019,), (2018,))])
def test_a_name_beside_or_before_the_other_is_no_successor(
    county: County, old_years: tuple[int, ...], new_years: tuple[int, ...]
) -> None:
    for year in old_years:
        county.final("国土资源局", year)
    for year in new_years:
        county.final("自然资源局", year)
    assert _lineages(county) == []


def test_a_name_goes_on_in_what_a_report_says_where_that_of_the_list_stands_beside_it(county: County) -> None:
    for name in ("国土资源局", "自然资源局"):
        county.final(name, 2018)
    county.evidence(county.final("规划局", 2019), "former_body", "北关区国土资源局")
    assert _lineages(county) == [("国土资源局", "规划局", "report")]


def test_a_name_that_goes_on_in_two_is_not_renamed(county: County) -> None:
    county.final("甲局", 2018)
    for name in ("乙局", "丙局"):
        county.evidence(county.final(name, 2019), "former_body", "北关区甲局")
    assert _lineages(county) == []


def test_a_body_bears_its_latest_name_whatever_is_printed_most(county: County) -> None:
    """Of spellings of that name the one printed most, then the later, the longer and the first."""
    for year in (2016, 2017, 2018):
        county.final("国土资源局", year)
    county.final("自然资源局", 2019)
    for body in ("中共北关区委宣传部", "北关区委宣传部"):
        county.final(organisation_name=body, fiscal_year=2024)
    assert county.ask("dim_organisation", "organisation_name") == [
        ("中共北关区委宣传部",),
        ("北关区自然资源局",),
    ]


def test_a_merged_body_ends_before_the_reform_or_with_its_last_report(county: County) -> None:
    """One that goes on reporting after the reform's year is none that was merged."""
    for place, last in (
        ({}, 2018),
        (PUTUO, 2019),
        ({"site": "330903_putuo", "division_code": "330903"}, 2020),
    ):
        for year in range(2017, last + 1):
            county.final(organisation_name="旅游局", fiscal_year=year, **place)  # type: ignore[arg-type]
    columns = "division_code, last_fiscal_year, ended_fiscal_year"
    assert county.ask("dim_organisation", columns) == [
        ("310107", 2019, 2019),
        ("330903", 2020, None),
        ("410503", 2018, 2018),
    ]


def test_a_member_says_which_report_names_its_department(county: County) -> None:
    """A unit of a department's own name has that as its parent before any other."""
    county.final("教育局")
    county.final("民政局")
    school, office = county.final("第一小学"), county.final("教育局", organisation_kind="unit")
    county.evidence(school, "parent_body", "北关区教育局")
    county.evidence(office, "parent_body", "北关区民政局")
    rows = county.query(
        "select child.organisation_kind, parent.organisation_name, child.parent_evidence, child.parent_document_id"
        " from marts.dim_organisation as child inner join marts.dim_organisation as parent"
        " on child.parent_organisation_id = parent.organisation_id order by all"
    )
    assert rows == [
        ("department", "北关区教育局", "report", school.document_id),
        ("unit", "北关区教育局", "same_name", None),
    ]


def test_all_money_of_a_year_is_the_total_of_one_form(county: County) -> None:
    """Of final accounts, of all columns together; the form by function before the one beside revenue."""
    county.form("F00", role="expenditure_by_function", precedence=2)
    for body in "甲乙丙丁":
        report = county.final(f"{body}局")
        county.figure(report, "F01", "本年支出合计", "5", measure="final", section="expenditure")
        county.figure(report, "F01", "本年收入合计", "6", measure="final", section="revenue")
        county.figure(report, "F01", "总计", "7", measure="final", section="expenditure")
        county.figure(report, "F01", "本年支出合计", "8", measure="initial_budget", section="expenditure")
        if body != "甲":
            county.figure(report, "F03", "合计", "9", measure="basic_expenditure")
            county.figure(report, "F03", "201 一般公共服务支出", "10", measure="expenditure_total")
        if body in "丙丁":
            county.figure(report, "F03", "合计", "11" if body == "丙" else None, measure="expenditure_total")
            county.figure(report, "F00", "合计", "12", measure="expenditure_total")
    county.figure(county.budget("戊局"), "B03", "合计", "13", measure="expenditure_total")
    county.ask("dim_organisation", "1")
    rows = county.query(
        "select replace(organisation_name, '北关区', ''), amount_yuan from intermediate.int_all_funds"
        " inner join marts.dim_organisation using (organisation_id) order by all"
    )
    assert rows == [("丁局", 12), ("丙局", 11), ("乙局", 5), ("甲局", 5)]


LATER = {"publish_date": date(2025, 12, 1)}
CLASS, EDUCATION = "201 一般公共服务支出", "205 教育支出"


def _excerpts(county: County) -> list[tuple[str, str]]:
    county.ask("dim_form", "1")
    return county.query(  # type: ignore[return-value]
        "select distinct document_id, form_code from intermediate.int_form_excerpt order by all"
    )


def test_an_edition_with_the_same_figures_or_others_is_no_excerpt(county: County) -> None:
    """One that prints fewer of them is; so is one of other figures of the same rows and without their total."""
    whole = county.final()
    county.figures(whole, "F05", {CLASS: "600", EDUCATION: "400", "合计": "1000"})
    same, other, part, moved = (county.final(**LATER) for _ in range(4))
    county.figures(same, "F05", {CLASS: "600", EDUCATION: "400", "合计": "1000"})
    county.figures(other, "F05", {"208 社会保障和就业支出": "5"})
    county.figures(part, "F05", {CLASS: "600", "合计": "600"})
    county.figures(moved, "F05", {EDUCATION: "300"})
    assert _excerpts(county) == sorted([(part.document_id, "F05"), (moved.document_id, "F05")])


def test_an_excerpt_is_one_of_its_own_form_and_report(county: County) -> None:
    """Not of another form of the document, of another body, year or kind of budget, nor of itself."""
    whole = county.final("甲局")
    county.figures(whole, "F05", {CLASS: "600", EDUCATION: "400", "合计": "1000"})
    county.figures(whole, "F03", {CLASS: "600"}, measure="expenditure_total")
    for body, year in (("乙局", 2024), ("甲局", 2023)):
        county.figure(county.final(body, year), "F05", CLASS, "600")
    later = county.final("甲局", **LATER)
    county.figures(later, "F03", {CLASS: "600", EDUCATION: "1"}, measure="expenditure_total")
    county.figures(county.budget("丙局"), "B05", {CLASS: "600", EDUCATION: "400", "合计": "1000"})
    adjusted = county.budget("丙局", title="2024年部门预算调整方案", **LATER)
    county.figure(adjusted, "B05", CLASS, "600")
    assert _excerpts(county) == [(whole.document_id, "F03")]


def test_an_excerpt_is_told_by_code_or_name_and_by_what_is_printed(county: County) -> None:
    """A count has no amount in yuan; a code is the same under another name; a name without a code is itself."""
    whole = county.final()
    county.figures(whole, "F09", {"公务接待费": "5", "公务用车购置数": "7"}, measure="final")
    for item, value in (("国内公务接待批次", 3), ("国内公务接待人次", 40)):
        county.figure(whole, "F09", item, None, measure="count", value_printed=value)
    part, other = county.final(**LATER), county.final(**LATER)
    county.figure(part, "F09", "国内公务接待批次", None, measure="count", value_printed=3)
    county.figure(part, "F09", "合计", "5", measure="final")
    county.figure(other, "F09", "国内公务接待批次", None, measure="count", value_printed=4)
    county.figure(other, "F09", "合计", "5", measure="final")
    renamed = county.final("甲局", 2023)
    county.figures(renamed, "F05", {CLASS: "600", EDUCATION: "400", "合计": "1000"})
    again = county.final("甲局", 2023, publish_date=date(2024, 12, 1))
    county.figures(again, "F05", {"201 一般公共服务": "600", "合计": "600"})
    assert _excerpts(county) == sorted([(part.document_id, "F09"), (again.document_id, "F05")])
