"""Documents, bodies, divisions and accounts: who published what, which edition counts, what is unlisted."""

from __future__ import annotations

from tests.dbt.conftest import Query
from tests.dbt.lake import Lake

INDUSTRY = "北关区工业和信息化局"
WATER = "北关区水利局"


def _document(key: str) -> str:
    return Lake().document(key).document_id


def test_a_failed_document_is_a_row_with_its_reason(query: Query) -> None:
    assert query(
        """
        select status, failure_reason, exclusion_reason, is_in_force from marts.dim_document
        where document_id = ?
        """,
        _document("encrypted"),
    ) == [("failed", "the file needs a password", "unreadable", False)]


def test_a_document_of_nobody_is_kept_and_says_why_it_is_left_out(query: Query) -> None:
    assert query(
        "select organisation_id, exclusion_reason from marts.dim_document where document_id = ?",
        _document("nobody"),
    ) == [(None, "organisation_unknown")]


def test_a_correction_replaces_only_the_form_that_it_prints(query: Query) -> None:
    assert query(
        """
        select final_yuan, final_document_id from marts.fct_budget_vs_final
        inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? and item_code = '201'
        """,
        INDUSTRY,
    ) == [(333, _document("industry-correction"))]
    assert query(
        "select superseded_by_document_id, exclusion_reason from marts.dim_document where document_id = ?",
        _document("industry-first"),
    ) == [(None, None)]
    assert query(
        "select document_id from marts.fct_year_on_year where form_code = 'F03' and amount_yuan = 222"
    ) == [(_document("industry-first"),)]


def test_a_superseded_document_stays_and_names_its_successor(query: Query) -> None:
    assert query(
        """
        select superseded_by_document_id, exclusion_reason, is_in_force from marts.dim_document
        where document_id = ?
        """,
        _document("water-first"),
    ) == [(_document("water-second"), "superseded", False)]
    assert query(
        "select amount_yuan from marts.fct_line_item where document_id = ?", _document("water-first")
    ) == [(444,)]


def test_the_same_bytes_at_two_sites_are_one_document(query: Query) -> None:
    document_id = _document("archive")
    assert query("select site from marts.dim_document where document_id = ?", document_id) == [
        ("410500_anyang",)
    ]
    assert query("select count(*) from marts.fct_line_item where document_id = ?", document_id) == [(1,)]


def test_a_place_name_is_no_part_of_a_body(query: Query) -> None:
    assert query(
        """
        select organisation_name, aliases, document_count from marts.dim_organisation
        where division_code = '410503' and organisation_kind = 'department'
            and organisation_name like '%财政局'
        """
    ) == [("北关区财政局", ["安阳市北关区财政局"], 3)]


def test_the_unit_edition_is_a_body_of_its_own_below_its_department(query: Query) -> None:
    assert query(
        """
        select unit.organisation_name, department.organisation_name
        from marts.dim_organisation as unit
        inner join marts.dim_organisation as department
            on unit.parent_organisation_id = department.organisation_id
        """
    ) == [("北关区财政局（本级）", "北关区财政局")]


def test_one_name_in_two_counties_is_two_bodies(query: Query) -> None:
    rows = query(
        """
        select division_code, organisation_id from marts.dim_organisation
        where organisation_name = '普陀区财政局'
        """
    )
    assert {row[0] for row in rows} == {"310107", "330903"}
    assert len({row[1] for row in rows}) == 2


def test_codes_known_only_from_print_are_kept_and_marked(query: Query) -> None:
    assert query(
        "select account_name, level, source, is_listed from marts.dim_account where account_code = '299'"
    ) == [("未列科目", "class", "printed", False)]
    assert query(
        "select account_name, parent_code, is_listed from marts.dim_account where account_code = '2010699'"
    ) == [("其他财政事务支出", "20106", False)]
    assert query(
        "select division_name, is_listed from marts.dim_division where division_code = '999999'"
    ) == [(None, False)]


def test_a_renamed_account_has_a_row_for_each_time(query: Query) -> None:
    assert query(
        """
        select account_name, valid_from, valid_to, document_count from marts.dim_account
        where account_code = '207' order by valid_from nulls first
        """
    ) == [("文化体育与传媒支出", None, 2018, 0), ("文化旅游体育与传媒支出", 2019, None, 1)]
