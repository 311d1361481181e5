"""What the facts and the county comparison say about the awkward cases of the lake."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.dbt.conftest import Query

FINANCE = "北关区财政局"


def _budget_vs_final(query: Query, columns: str, organisation: str, item_key: str, year: int = 2024) -> Any:
    rows = query(
        f"""
        select {columns} from marts.fct_budget_vs_final
        inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? and item_key = ? and fiscal_year = ?
        """,
        organisation,
        item_key,
        year,
    )
    assert len(rows) == 1
    return rows[0]


def test_a_budget_in_yuan_meets_a_final_in_ten_thousand_yuan(query: Query) -> None:
    columns = "initial_budget_yuan, final_yuan, difference_yuan, initial_budget_source, final_source"
    assert _budget_vs_final(query, columns, FINANCE, "2010601") == (
        Decimal("1000000.00"),
        Decimal("1000000.00"),
        Decimal("0.00"),
        "budget_form_B05",
        "final_account_form_F05",
    )


def test_elided_class_rows_are_summed_up_and_marked(query: Query) -> None:
    columns = (
        "initial_budget_yuan, initial_budget_figure_source, initial_budget_line_item_id, final_figure_source"
    )
    assert _budget_vs_final(query, columns, FINANCE, "201") == (
        Decimal("1250000.00"),
        "sum_of_sub_items",
        None,
        "printed",
    )


def test_a_line_without_code_is_joined_by_its_certain_name(query: Query) -> None:
    assert _budget_vs_final(query, "item_code, final_yuan", FINANCE, "205") == ("205", Decimal("100000.00"))


def test_carry_over_never_enters_a_sum(query: Query) -> None:
    columns = "item_level, item_code, final_yuan"
    assert _budget_vs_final(query, columns, FINANCE, "年初结转和结余") == (None, None, Decimal("990000.00"))
    assert query(
        """
        select sum(final_yuan) from marts.mart_county_comparison
        where division_code = '410503' and fiscal_year = 2023
        """
    ) == [(Decimal("800000.00"),)]


def test_a_line_printed_twice_counts_once_and_a_contradiction_is_disputed(query: Query) -> None:
    columns = "final_yuan, final_proof_status"
    assert _budget_vs_final(query, columns, "北关区水利局", "213") == (Decimal("500.00"), "unproven")
    assert _budget_vs_final(query, columns, "北关区水利局", "2130399") == (Decimal("200.00"), "disputed")


def test_rates_need_a_budget_above_zero(query: Query) -> None:
    rows = query(
        """
        select organisation_name, item_key, rate_on_initial, rate_on_initial_status
        from marts.fct_execution_rate inner join marts.dim_organisation using (organisation_id)
        where fiscal_year = 2024 and (organisation_name, item_key) in (
            ('北关区财政局', '201'), ('北关区教育局', '205'), ('北关区教育局', '201')
        )
        order by 1, 2
        """
    )
    assert rows == [
        ("北关区教育局", "201", None, "budget_missing"),
        ("北关区教育局", "205", None, "budget_zero"),
        ("北关区财政局", "201", 0.8, "computed"),
    ]


def test_no_adjusted_budget_is_taken_from_the_initial_one(query: Query) -> None:
    assert query(
        """
        select count(*) from marts.fct_execution_rate
        where adjusted_budget_yuan is not null or rate_on_adjusted is not null
        """
    ) == [(0,)]


def test_the_year_before_comes_from_its_own_document(query: Query) -> None:
    rows = query(
        """
        select form_code, section, item_key, amount_yuan, prior_amount_yuan, delta_yuan, rate, prior_source
        from marts.fct_year_on_year inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? and fiscal_year = 2024 and measure in ('final', 'total')
            and (item_key in ('201', '205') or section = 'revenue')
        order by form_code, section, item_key
        """,
        FINANCE,
    )
    year = Decimal("1000000.00"), Decimal("800000.00"), Decimal("200000.00"), 0.25, "prior_document"
    assert rows == [
        ("F01", "expenditure", "201", *year),
        ("F01", "revenue", "年初结转和结余", None, Decimal("50000.00"), None, None, "prior_document"),
        ("F05", "", "201", *year),
        # the form of 2023 prints all its classes, and no 205
        ("F05", "", "205", Decimal("100000.00"), Decimal(0), Decimal("100000.00"), None, "absent"),
    ]


def test_both_budgets_of_the_three_public_expenses_stand_side_by_side(query: Query) -> None:
    rows = query(
        """
        select line_code, budget_yuan, budget_source, stated_budget_yuan, budget_disagreement_yuan,
            final_yuan, execution_rate
        from marts.fct_three_public where division_code = '410503' order by line_no
        """
    )
    published = "budget_form_B09"
    assert rows == [
        ("total", Decimal(20000), published, Decimal(25000), Decimal(5000), Decimal(10000), 0.5),
        (
            "vehicle_operation",
            Decimal(20000),
            published,
            Decimal(25000),
            Decimal(5000),
            Decimal(9900),
            0.495,
        ),
        ("official_reception", Decimal(0), published, Decimal(0), Decimal(0), Decimal(100), None),
    ]


def test_a_county_counts_each_department_once(query: Query) -> None:
    rows = query(
        """
        select organisation_count, organisation_count_reporting, organisation_count_expected,
            initial_budget_yuan, final_yuan, matched_organisation_count, matched_initial_budget_yuan,
            matched_final_yuan, execution_rate, prior_final_yuan, year_on_year_final_yuan, year_on_year_rate
        from marts.mart_county_comparison
        where division_code = '410503' and fiscal_year = 2024 and functional_class_code = '201'
        """
    )
    assert rows == [
        (
            4,
            5,
            6,
            Decimal("1250000.00"),
            Decimal(1000000) + Decimal(70000) + Decimal(333) + Decimal(777),
            1,
            Decimal("1250000.00"),
            Decimal("1000000.00"),
            0.8,
            Decimal("800000.00"),
            Decimal("1000000.00"),
            0.25,
        )
    ]


def test_disputed_figures_stand_beside_the_sum(query: Query) -> None:
    rows = query(
        """
        select final_yuan, disputed_amount_yuan, disputed_share, matched_organisation_count, execution_rate
        from marts.mart_county_comparison
        where division_code = '410503' and fiscal_year = 2024 and functional_class_code = '205'
        """
    )
    assert rows == [(Decimal("100000.00"), Decimal("300000.00"), 0.75, 0, None)]


def test_a_class_that_only_the_budget_prints_has_no_final(query: Query) -> None:
    rows = query(
        """
        select organisation_count, initial_budget_yuan, final_yuan, execution_rate, share_of_total
        from marts.mart_county_comparison
        where division_code = '410503' and fiscal_year = 2024 and functional_class_code = '208'
        """
    )
    assert rows == [(1, Decimal("5000.00"), None, None, None)]


def test_two_counties_of_one_name_never_add_up(query: Query) -> None:
    rows = query(
        """
        select province_name, final_yuan from marts.mart_county_comparison
        where division_name = '普陀区' and functional_class_code = '201' order by final_yuan
        """
    )
    assert rows == [("上海市", Decimal("10.00")), ("浙江省", Decimal("20.00"))]


def test_unlisted_codes_and_negative_amounts_stay_in_the_comparison(query: Query) -> None:
    rows = query(
        """
        select functional_class_code, functional_class_name, final_yuan from marts.mart_county_comparison
        where division_code = '310107' and functional_class_code in ('299', '208') order by 1
        """
    )
    assert rows == [("208", "社会保障和就业支出", Decimal("-3.00")), ("299", "未列科目", Decimal("5.00"))]


def test_county_totals_add_printed_totals_or_the_classes(query: Query) -> None:
    assert query("select final_yuan from marts.mart_county_total where division_code = '310107'") == [
        (Decimal("12.00"),)
    ]


def test_an_error_is_one_sentence_with_both_figures(query: Query) -> None:
    rows = query(
        """
        select e.error_id, what, left_text, right_text, difference, unit, difference_yuan
        from marts.fct_disclosure_error as e inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ?
        """,
        FINANCE,
    )
    assert rows == [
        (
            "error-violated",
            "Form F05 on page 7 prints 6.25 万元; its parts add up to 5.00 万元.",
            "6.25 万元",
            "5.00 万元",
            Decimal("1.250000"),
            "万元",
            Decimal("12500.00"),
        )
    ]
    assert query("select kind, text from marts.fct_text_defect") == [("direction_word", "增长下降")]
    sql = """
        select page, is_form_page, in_cells, in_claims, as_furniture, noted, in_prose, unaccounted, fiscal_year
        from marts.fct_page_account
        where figures_printed = in_cells + in_claims + as_furniture + noted + in_prose + unaccounted
    """
    assert query(sql) == [(7, True, 9, 1, 4, 2, 1, 3, 2024)]
    assert query("select check_id, quantity, left_value from marts.fct_identity_check order by 1") == [
        ("check-holds", "money", Decimal("100.000000")),
        ("check-soft", "money", Decimal("100.000000")),
        ("check-violated", "money", Decimal("62500.000000")),
    ]


def test_coverage_tells_disclosed_from_empty_missing_and_unreadable(query: Query) -> None:
    rows = query(
        """
        select organisation_name, form_code, status, report_document_count, unrecognised_table_count
        from marts.fct_disclosure_coverage inner join marts.dim_organisation using (organisation_id)
        where fiscal_year = 2024 and report_kind = 'final_account'
            and (
                (organisation_name = '北关区财政局' and form_code in ('F05', 'F06', 'F07', 'F08', 'F12'))
                or (organisation_name = '北关区司法局' and form_code in ('F05', 'F12'))
            )
        order by 1, 2
        """
    )
    assert rows == [
        ("北关区司法局", "F05", "unreadable", 1, 0),
        ("北关区司法局", "F12", "not_applicable", 1, 0),
        (FINANCE, "F05", "disclosed", 1, 1),
        (FINANCE, "F06", "missing", 1, 1),
        (FINANCE, "F07", "empty_form", 1, 1),
        (FINANCE, "F08", "unreadable", 1, 1),
        (FINANCE, "F12", "not_applicable", 1, 1),
    ]


def test_a_year_before_a_departments_first_report_is_not_known_to_be_owed(query: Query) -> None:
    rows = query(
        """
        select distinct status, report_document_count
        from marts.fct_disclosure_coverage inner join marts.dim_organisation using (organisation_id)
        where organisation_name = '北关区水利局' and fiscal_year = 2023 and form_code between 'F01' and 'F09'
        """
    )
    assert rows == [("unknown", 0)]


def test_what_was_not_understood_is_published(query: Query) -> None:
    assert query("select kind, text from marts.fct_reading_note") == [("unmatched_header", "备注")]
    assert query(
        "select title_printed, reason, figure_count from marts.fct_table where status = 'unrecognised'"
    ) == [("附表", "no title", 0)]
    assert query("select max(figure_count) from marts.fct_table where form_code = 'F05'") == [(7,)]
    assert query(
        "select e.value, source, e.text from marts.dim_document_evidence as e"
        " inner join marts.dim_document using (document_id) where division_code = '410503'"
    ) == [("2024", "cover", "2024年度部门决算")]
    assert query("select subject, amount_yuan from marts.fct_claim where claim_id = 'claim-1'") == [
        ("收支总计", Decimal("1100000.00"))
    ]
