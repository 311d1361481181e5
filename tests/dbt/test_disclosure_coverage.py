"""fct_disclosure_coverage (公开情况): what is expected of a body, and whether it is there."""

from __future__ import annotations

from datetime import date

from pipelines.lake.rules import WITHHELD
from tests.dbt.county import County

MART = "fct_disclosure_coverage"
CLASS = "201 一般公共服务支出"


def test_a_form_is_disclosed_empty_unreadable_or_missing(county: County) -> None:
    """Read as empty before found but not read; forms 01-09 are expected of every report."""
    accounts = county.final()
    county.figures(accounts, "F05", {CLASS: "1", "205 教育支出": "2"})
    county.table(accounts, "F05")
    county.table(accounts, "F07", status="empty_form")
    county.table(accounts, "F08", status="unreadable")
    county.table(accounts, None, status="unrecognised")
    county.table(accounts, None, status="unrecognised")
    columns = "form_code, status, figure_count, document_id, report_document_count, unrecognised_table_count"
    document = accounts.document_id
    missing = [(f"F0{n}", "missing", 0, None, 1, 2) for n in (1, 2, 3, 4, 6, 9)]
    assert county.ask(MART, columns) == sorted(
        [
            *missing,
            ("F05", "disclosed", 2, document, 1, 2),
            ("F07", "empty_form", 0, document, 1, 2),
            ("F08", "unreadable", 0, None, 1, 2),
            ("F11", "not_applicable", 0, None, 1, 2),
            ("F12", "not_applicable", 0, None, 1, 2),
        ]
    )


def test_a_form_is_missing_only_where_all_documents_of_its_body_were_read_whole(county: County) -> None:
    """What a part that was not read may hold is not known; what is there all the same is told as ever."""
    partial = county.final("甲局", 2024, status="partial")
    county.figures(partial, "F05", {CLASS: "1"})
    county.figures(county.final("乙局", 2024), "F05", {CLASS: "1"})
    found = county.ask_each(MART, "form_code, status", "form_code in ('F05', 'F09', 'F12')")
    assert found == [
        ("乙局", "F05", "disclosed"),
        ("乙局", "F09", "missing"),
        ("乙局", "F12", "not_applicable"),
        ("甲局", "F05", "disclosed"),
        ("甲局", "F09", "unknown"),
        ("甲局", "F12", "not_applicable"),
    ]


def test_a_form_of_a_withheld_document_says_which(county: County) -> None:
    """What is known is sharper than that not all was read: the document, which stays in the raw archive."""
    reason = f"{WITHHELD}fct_claim_holds, unique claim_id (1 row)"
    county.final("甲局", 2024, status="failed", failure_reason=reason, file_name="甲局决算.pdf")
    county.figures(county.final("乙局", 2024), "F05", {CLASS: "1"})
    county.final("乙局", 2024, status="failed", failure_reason=reason, file_name="乙局补充.pdf")
    told = "withheld, as its rows break rules of the warehouse: "
    assert county.ask_each(MART, "form_code, status, reason", "form_code in ('F05', 'F09')") == [
        ("乙局", "F05", "disclosed", None),
        ("乙局", "F09", "unknown", f"{told}乙局补充.pdf"),
        ("甲局", "F05", "unreadable", f"{told}甲局决算.pdf"),
        ("甲局", "F09", "unreadable", f"{told}甲局决算.pdf"),
    ]


def test_a_body_owes_the_years_between_its_reports_and_no_others(county: County) -> None:
    for year in range(2018, 2023):
        county.final("甲局", year)
    for year in (2019, 2021):
        county.final("乙局", year)
    rows = county.ask_each(MART, "fiscal_year, status, reason", "form_code = 'F05'")
    outside = ("unknown", "the body is not known to have existed in that year")
    assert [row[1:] for row in rows if row[0] == "乙局"] == [
        (2018, *outside),
        (2019, "missing", None),
        (2020, "missing", None),
        (2021, "missing", None),
        (2022, *outside),
    ]
    assert {row[2:] for row in rows if row[0] == "甲局"} == {("missing", None)}


def test_a_form_is_not_owed_for_the_years_before_there_was_one(county: County) -> None:
    for year in (2018, 2019):
        county.final("甲局", year)
        county.budget("甲局", year)
    county.table(county.final("甲局", 2017), "F08", status="empty_form")
    rows = county.ask(MART, "form_code, fiscal_year, status", "form_code in ('F02', 'F08', 'B07')")
    assert rows == [
        ("B07", 2018, "not_applicable"),
        ("B07", 2019, "missing"),
        ("F02", 2017, "missing"),
        ("F02", 2018, "missing"),
        ("F02", 2019, "missing"),
        ("F08", 2017, "empty_form"),
        ("F08", 2018, "not_applicable"),
        ("F08", 2019, "missing"),
    ]


def test_a_document_with_something_unread_was_not_read_whole(county: County) -> None:
    """What prints a table of figures that is no known form may print any, though no form was read in it."""
    unread = ("unread_content", "table_without_form", "title_without_table", "unseen_figures")
    for body, kind in (*zip("甲丙丁戊", unread, strict=True), ("乙", "unknown_code")):
        document = county.final(f"{body}局", status="no_figures")
        row = {"note_id": body, "document_id": document.document_id, "kind": kind}
        county.add("reading_notes", document.site, row)
    found = dict(county.ask_each(MART, "status", "form_code = 'F05'"))
    assert found == {
        "甲局": "unknown",
        "丙局": "unknown",
        "丁局": "unknown",
        "戊局": "unknown",
        "乙局": "missing",
    }


def test_an_unread_document_without_body_or_year_leaves_open_what_it_may_hold(county: County) -> None:
    """Any report of its county that is not there; of reports that are, those beside which it was published."""
    beside = {"page_url": "https://www.example.gov.cn/a.html"}
    nowhere = {"organisation_name": None, "organisation_kind": None, "fiscal_year": None, "report_kind": None}
    for year in (2022, 2024):
        county.final("甲局", year)
        county.final("乙局", year, **(beside if year == 2024 else {}))
    county.final("甲局", 2023)
    county.final("丙局", 2023, site="310107_putuo", division_code="310107")
    county.final("x", 2024, **nowhere, **beside, status="failed")
    county.final("y", 2024, **nowhere, status="no_figures")
    assert county.ask_each(MART, "fiscal_year, status, reason", "form_code = 'F05'") == [
        ("丙局", 2023, "missing", None),
        ("乙局", 2022, "missing", None),
        ("乙局", 2023, "unknown", "documents of the county could not be read whole and name no body or year"),
        ("乙局", 2024, "unknown", "a document beside the report could not be read"),
        ("甲局", 2022, "missing", None),
        ("甲局", 2023, "missing", None),
        ("甲局", 2024, "missing", None),
    ]


def test_an_unread_document_of_the_body_without_a_year_may_be_of_any(county: County) -> None:
    county.final("甲局", 2024)
    county.final("甲局", 2024, fiscal_year=None, status="partial")
    county.final("乙局", 2024)
    reason = "not all documents of the body were read whole"
    assert county.ask_each(MART, "status, reason", "form_code = 'F05'") == [
        ("乙局", "missing", None),
        ("甲局", "unknown", reason),
    ]


def test_a_form_beyond_nine_is_expected_where_a_body_of_the_county_has_it(county: County) -> None:
    """An empty one counts; another county's, an older edition's or one found but not read does not."""
    county.figure(county.final("甲局", 2022), "F11", "总分", "1", measure="score")
    county.table(county.final("乙局"), "F12", status="unreadable")
    county.table(county.budget("乙局"), "B14", status="empty_form")
    county.budget("甲局")
    elsewhere = county.final("丙局", site="310107_putuo", division_code="310107")
    county.figure(elsewhere, "F12", "总分", "1", measure="score")
    assert county.ask_each(
        MART, "division_code, fiscal_year, form_code, status", "form_code > 'F09' or form_code = 'B14'"
    ) == [
        ("丙局", "310107", 2024, "F11", "not_applicable"),
        ("丙局", "310107", 2024, "F12", "disclosed"),
        ("乙局", "410503", 2022, "F11", "unknown"),
        ("乙局", "410503", 2022, "F12", "not_applicable"),
        ("乙局", "410503", 2024, "B14", "empty_form"),
        ("乙局", "410503", 2024, "F11", "missing"),
        ("乙局", "410503", 2024, "F12", "unreadable"),
        ("甲局", "410503", 2022, "F11", "disclosed"),
        ("甲局", "410503", 2022, "F12", "not_applicable"),
        ("甲局", "410503", 2024, "B14", "missing"),
        ("甲局", "410503", 2024, "F11", "missing"),
        ("甲局", "410503", 2024, "F12", "not_applicable"),
    ]


def test_a_department_is_expected_to_report_where_another_of_its_county_does(county: County) -> None:
    """In the same year and kind of report; units and bodies of no known kind are not, and governments owe no department's forms.

    A body is known to have existed from its first report to its last: outside of these years nothing is missing.
    """
    county.final("甲局", 2023)
    county.budget("甲局", 2024)
    county.final("乙局", 2024)
    county.final("乙局（本级）", 2022, organisation_kind="unit")
    county.final("人民政府", 2021, organisation_kind="government")
    county.final("不明", 2020, organisation_kind=None)
    county.final("丙局", 2019, site="310107_putuo", division_code="310107")
    columns = "report_kind, fiscal_year, report_document_count, status"
    assert county.ask_each(MART, columns, "form_code in ('F05', 'B05')") == [
        ("不明", "final_account", 2020, 1, "missing"),
        ("丙局", "final_account", 2019, 1, "missing"),
        ("乙局", "budget", 2024, 0, "missing"),
        ("乙局", "final_account", 2023, 0, "unknown"),
        ("乙局", "final_account", 2024, 1, "missing"),
        ("乙局（本级）", "final_account", 2022, 1, "missing"),
        ("甲局", "budget", 2024, 1, "missing"),
        ("甲局", "final_account", 2023, 1, "missing"),
        ("甲局", "final_account", 2024, 0, "missing"),
    ]


def test_a_report_of_which_no_document_can_be_read_is_unreadable_in_its_core_forms(county: County) -> None:
    """One readable document, were it without figures, leaves the others unknown."""
    cases = {
        "甲局": (["failed"], "unreadable"),
        "乙局": (["unsupported", "failed"], "unreadable"),
        "丙局": (["failed", "extracted"], "unknown"),
        "丁局": (["failed", "partial"], "unknown"),
        "戊局": (["no_figures", "failed"], "unknown"),
    }
    for body, (statuses, _) in cases.items():
        for status in statuses:
            county.final(body, status=status)
    assert county.ask_each(MART, "report_document_count, status", "form_code = 'F09'") == sorted(
        (body, len(statuses), status) for body, (statuses, status) in cases.items()
    )
    assert {row[0] for row in county.ask(MART, "status", "form_code = 'F11'")} == {"not_applicable"}


def test_rows_of_one_report_are_its_own(county: County) -> None:
    """Documents, tables and forms of another body, year or kind of report say nothing about it."""
    for body, year in (("甲局", 2023), ("甲局", 2024), ("乙局", 2024)):
        county.final(body, year)
        county.budget(body, year)
    county.final("乙局", 2022)
    figures = county.final("甲局", 2023)
    county.figure(figures, "F05", CLASS, "1")
    county.table(figures, None, status="unrecognised")
    county.table(figures, "F06", status="unreadable")
    columns = "fiscal_year, report_kind, form_code, status, report_document_count, unrecognised_table_count"
    rows = county.ask_each(MART, columns, "form_code in ('F05', 'F06', 'B05')")
    own = ("甲局", 2023, "final_account")
    silent = (("乙局", 2023),)
    assert [row for row in rows if row[:3] != own and row[1] > 2022] == sorted(
        (body, year, kind, form, "missing", int((body, year) not in silent), 0)
        for body, year in (("甲局", 2023), ("甲局", 2024), ("乙局", 2024), *silent)
        for kind, form in (("final_account", "F05"), ("final_account", "F06"), ("budget", "B05"))
        if (body, year, kind) != own
    )
    assert [row[3:] for row in rows if row[:3] == own] == [
        ("F05", "disclosed", 2, 1),
        ("F06", "unreadable", 2, 1),
    ]


def test_a_form_of_projects_counts_the_figures_of_all_and_names_the_first(county: County) -> None:
    first, second = county.final(), county.final()
    for document, projects in ((first, ("乙项目", "丙项目")), (second, ("甲项目",))):
        for project in projects:
            county.figure(document, "F11", "总分", "1", measure="score", section=project)
    expected = second if min("甲乙丙") == "甲" else first
    assert county.ask(MART, "status, figure_count, document_id", "form_code = 'F11'") == [
        ("disclosed", 3, expected.document_id)
    ]


def test_figures_and_tables_of_a_superseded_edition_are_seen_but_not_counted(county: County) -> None:
    old = county.final()
    county.figures(old, "F05", {CLASS: "1", "205 教育支出": "1"})
    new = county.final(publish_date=date(2025, 12, 1))
    county.figure(new, "F05", CLASS, "2")
    assert county.ask(
        MART, "status, figure_count, document_id, report_document_count", "form_code = 'F05'"
    ) == [("disclosed", 1, new.document_id, 2)]


def test_a_document_without_body_year_or_kind_expects_nothing(county: County) -> None:
    for changes in (
        {"organisation_name": None},
        {"fiscal_year": None},
        {"report_kind": None},
        {"division_code": None},
    ):
        county.final(**changes)
    assert county.ask(MART, "count(*)") == [(0,)]


def test_tables_of_the_same_bytes_at_two_sites_count_once(county: County) -> None:
    for site in ("410503_beiguan", "310107_putuo"):
        document = county.final(key="一份", site=site)
        county.table(document, None, status="unrecognised", table_id="表")
    assert county.ask(MART, "unrecognised_table_count", "form_code = 'F05'") == [(1,)]


def test_two_forms_of_one_role_in_a_county_expect_each_form_once(county: County) -> None:
    """B09 and B14 both print the budgets of the three public expenses."""
    county.figure(county.budget("甲局"), "B09", "公务接待费", "1", measure="budget")
    county.figure(county.budget("乙局"), "B14", "公务接待费", "1", measure="budget")
    rows = county.ask_each(MART, "form_code", "form_code in ('B09', 'B14')")
    assert rows == [("乙局", "B09"), ("乙局", "B14"), ("甲局", "B09"), ("甲局", "B14")]


def test_a_government_owes_none_of_the_forms_of_departments(county: County) -> None:
    county.final("甲县人民政府", organisation_kind="government")
    county.figures(county.final("乙局"), "F05", {CLASS: "1"})
    assert {row[0] for row in county.ask_each(MART, "form_code", "true")} == {"乙局"}


def test_unread_documents_beside_a_report_are_those_of_its_county(county: County) -> None:
    """On its page, in its archive or attached to its PDF; two of them leave each form open once, and another county's leave none."""
    nowhere = {"organisation_name": None, "organisation_kind": None, "fiscal_year": None, "report_kind": None}
    page, other_page = ({"page_url": f"https://www.example.gov.cn/{name}.html"} for name in "ab")
    archive = {"container_sha256": "a" * 64}
    county.final("甲局", **page)
    county.final("乙局", **archive)
    county.final("丙局", **other_page)
    county.final("丁局", sha256="b" * 64)
    for place in (page, page, archive, {"container_sha256": "b" * 64}):
        county.final("x", **nowhere, **place, status="failed")
    there = {"site": "310107_putuo", "division_code": "310107"}
    county.final("x", **nowhere, **other_page, **there, status="failed")
    assert county.ask_each(MART, "status, reason", "form_code = 'F05'") == [
        ("丁局", "unknown", "a document beside the report could not be read"),
        ("丙局", "missing", None),
        ("乙局", "unknown", "a document beside the report could not be read"),
        ("甲局", "unknown", "a document beside the report could not be read"),
    ]


def test_a_form_whose_money_the_text_denies_is_not_missing(county: County) -> None:
    """One that is printed is told by what it prints; without the sentence it is missing, and of another role too."""
    said, other = county.final("甲局"), county.final("乙局")
    for report in (said, other):
        county.figures(report, "F05", {CLASS: "1"})
        county.evidence(report, "stated_nil", "government_fund")
    county.table(other, "F07", status="unreadable")
    county.figures(county.final("丙局"), "F05", {CLASS: "1"})
    rows = county.ask_each(MART, "form_code, status, reason, document_id", "form_code in ('F07', 'F08')")
    assert rows == [
        ("丙局", "F07", "missing", None, None),
        ("丙局", "F08", "missing", None, None),
        ("乙局", "F07", "unreadable", None, None),
        ("乙局", "F08", "missing", None, None),
        ("甲局", "F07", "empty_form", "the text states that there is none", said.document_id),
        ("甲局", "F08", "missing", None, None),
    ]
