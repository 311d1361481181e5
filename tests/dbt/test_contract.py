"""The relations and columns that the data contract names exist, typed, described and commented."""

from __future__ import annotations

import re

import pytest

from tests.dbt.conftest import Query
from tests.dbt.project import Build

YUAN = "DECIMAL(20,2)"
TEXT = "VARCHAR"
WHOLE = "INTEGER"
RATE = "DOUBLE"


def _each(names: str, data_type: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), data_type)


CONTRACT: dict[str, dict[str, str]] = {
    "dim_document": {
        **_each(
            "document_id sha256 division_code organisation_id organisation_name organisation_kind "
            "report_kind title page_url source_url media_type unit status failure_reason "
            "report_id container_sha256 container_document_id member_name",
            TEXT,
        ),
        "fiscal_year": WHOLE,
        "publish_date": "DATE",
        "fetched_at": "TIMESTAMP WITH TIME ZONE",
        "pages": WHOLE,
        "uncertain_fields": "VARCHAR[]",
    },
    "dim_organisation": {
        **_each(
            "organisation_id organisation_name organisation_kind parent_organisation_id division_code",
            TEXT,
        ),
        "aliases": "VARCHAR[]",
    },
    "dim_division": _each("division_code division_name level parent_code city_name province_name", TEXT),
    "dim_account": {
        **_each("account_kind account_code account_name level parent_code", TEXT),
        "valid_from": WHOLE,
        "valid_to": WHOLE,
    },
    "dim_form": {
        **_each("form_code title report_kind role", TEXT),
        "aliases": "VARCHAR[]",
        "precedence": WHOLE,
        "is_core": "BOOLEAN",
    },
    "fct_line_item": {
        **_each(
            "line_item_id document_id division_code organisation_id report_kind form_code section "
            "item_code item_name account_kind measure text_printed unit reader proof_status",
            TEXT,
        ),
        **_each("fiscal_year page table_no row_no column_no", WHOLE),
        **_each("x0 top x1 bottom", "FLOAT"),
        "value_printed": "DECIMAL(24,6)",
        "amount_yuan": YUAN,
    },
    "fct_claim": {
        **_each(
            "claim_id document_id kind subject item_code measure unit sentence text_printed heading proof_status",
            TEXT,
        ),
        "value": "DECIMAL(24,6)",
        "amount_yuan": YUAN,
        "page": WHOLE,
    },
    "fct_identity_check": {
        **_each("check_id document_id identity_id scope status", TEXT),
        **_each("left_yuan right_yuan difference_yuan tolerance_yuan", YUAN),
        **_each("left_value right_value difference tolerance suggested_value", "DECIMAL(24,6)"),
        **_each("quantity suggestion_kind suggestion suggested_id", TEXT),
    },
    "fct_cross_document_check": {
        **_each("check_id document_id other_document_id identity_id scope status left_text right_text", TEXT),
        **_each("left_yuan right_yuan difference_yuan tolerance_yuan", YUAN),
    },
    "fct_reading_doubt": {
        **_each("document_id identity_id what reason why left_text right_text", TEXT),
        **_each("left_page right_page", WHOLE),
        "doubtful_ids": "VARCHAR[]",
        "difference": "DECIMAL(24,6)",
    },
    "fct_disclosure_error": {
        **_each(
            "error_id document_id other_document_id kind identity_id what left_text right_text unit suggestion",
            TEXT,
        ),
        "left_page": WHOLE,
        "right_page": WHOLE,
        "difference": "DECIMAL(24,6)",
    },
    "fct_text_defect": {**_each("defect_id document_id kind what text sentence", TEXT), "page": WHOLE},
    "fct_page_account": {
        "document_id": TEXT,
        **_each("page figures_printed in_cells in_claims as_furniture noted in_prose unaccounted", WHOLE),
    },
    "fct_proof_coverage": {
        **_each("document_id form_code", TEXT),
        **_each("figure_count filled_count proven_count unproven_count disputed_count", "BIGINT"),
        **_each("proven_share unproven_share disputed_share", RATE),
    },
    "fct_narrative_coverage": {
        **_each("document_id division_code organisation_id report_kind", TEXT),
        "fiscal_year": WHOLE,
        **_each("claimed_count unclaimed_count", "BIGINT"),
        "unclaimed_share": RATE,
    },
    "mart_narrative_coverage": {
        **_each("province_name report_kind", TEXT),
        "fiscal_year": WHOLE,
        **_each("document_count claimed_count unclaimed_count", "BIGINT"),
        "unclaimed_share": RATE,
    },
    "mart_proof_coverage": {
        **_each("division_code report_kind", TEXT),
        **_each("filled_count proven_count claim_count proven_claim_count error_count", "BIGINT"),
        "proven_share": RATE,
    },
    "fct_disclosure_coverage": {
        **_each("organisation_id report_kind form_code status", TEXT),
        "fiscal_year": WHOLE,
    },
    "fct_indicator": {
        **_each(
            "document_id project_name level_1 level_2 level_3 target actual deviation reason",
            TEXT,
        ),
        **_each("weight score", "DECIMAL(24,6)"),
        "page": WHOLE,
    },
    "fct_restatement": {
        **_each(
            "restatement_id report_id organisation_id division_code report_kind form_code section "
            "item_code item_name measure document_id other_document_id unit other_unit kind",
            TEXT,
        ),
        **_each("fiscal_year page other_page", WHOLE),
        **_each("amount_yuan other_amount_yuan difference_yuan", YUAN),
        **_each("value_printed other_value_printed", "DECIMAL(24,6)"),
    },
    "fct_budget_vs_final": {
        **_each(
            "organisation_id item_code item_name initial_budget_source initial_budget_document_id "
            "adjusted_budget_source final_document_id",
            TEXT,
        ),
        **_each("fiscal_year initial_budget_page final_page", WHOLE),
        **_each("initial_budget_yuan adjusted_budget_yuan final_yuan difference_yuan", YUAN),
    },
    "fct_execution_rate": {
        "organisation_id": TEXT,
        "fiscal_year": WHOLE,
        "item_code": TEXT,
        **_each("rate_on_initial rate_on_adjusted rate_printed", RATE),
        "rate_printed_basis": TEXT,
        "agrees_with_print": "BOOLEAN",
    },
    "fct_year_on_year": {
        **_each("organisation_id item_code item_name measure prior_source", TEXT),
        "fiscal_year": WHOLE,
        **_each("amount_yuan prior_amount_yuan delta_yuan", YUAN),
        "rate": RATE,
        "agrees_with_print": "BOOLEAN",
    },
    "fct_three_public": {
        "organisation_id": TEXT,
        "fiscal_year": WHOLE,
        "item_name": TEXT,
        "budget_yuan": YUAN,
        "final_yuan": YUAN,
        "execution_rate": RATE,
    },
    "mart_county_comparison": {
        "division_code": TEXT,
        "fiscal_year": WHOLE,
        "functional_class_code": TEXT,
        **_each("organisation_count organisation_count_expected", "BIGINT"),
        **_each("initial_budget_yuan final_yuan prior_final_yuan disputed_amount_yuan", YUAN),
        **_each("execution_rate year_on_year_rate share_of_total disputed_share", RATE),
    },
}

HONEST_RELATIONS = ("fct_table", "fct_reading_note", "dim_document_evidence", "mart_county_total")


@pytest.mark.parametrize("relation", CONTRACT)
def test_relation_has_the_columns_of_the_contract(query: Query, relation: str) -> None:
    sql = "select column_name, data_type from duckdb_columns() where schema_name = 'marts' and table_name = ?"
    columns = {str(name): str(data_type) for name, data_type in query(sql, relation)}
    found = {name: columns.get(name) for name in CONTRACT[relation]}
    assert found == CONTRACT[relation]


def test_every_mart_says_what_one_row_is(query: Query) -> None:
    rows = query("select table_name, comment from duckdb_tables() where schema_name = 'marts'")
    comments = {str(name): comment for name, comment in rows}
    assert set(CONTRACT) | set(HONEST_RELATIONS) <= set(comments)
    assert [
        name for name, comment in comments.items() if not (comment or "").startswith("One row per ")
    ] == []


def test_every_column_of_a_mart_is_described_with_its_chinese_term(query: Query) -> None:
    rows = query("select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'")
    bare = [row[:2] for row in rows if not re.search("[\u4e00-\u9fff]", row[2] or "")]
    assert bare == []


def test_columns_in_yuan_have_two_decimals(query: Query) -> None:
    wrong = query(
        """
        select table_name, column_name, data_type from duckdb_columns()
        where schema_name = 'marts' and suffix(column_name, '_yuan') and data_type <> 'DECIMAL(20,2)'
        """
    )
    assert wrong == []


def test_schemas_bear_the_names_of_the_layers(query: Query) -> None:
    schemas = {
        row[0] for row in query("select distinct schema_name from duckdb_columns() where not internal")
    }
    assert schemas == {"build_state", "staging", "intermediate", "marts"}


def test_build_prints_no_warning(build: Build) -> None:
    assert build.exit_code == 0, build.output
    assert "deprecat" not in build.output.lower()
    assert "WARN=0 ERROR=0 SKIP=0" in build.output


def test_an_empty_lake_builds(empty_build: Build) -> None:
    assert empty_build.exit_code == 0, empty_build.output
