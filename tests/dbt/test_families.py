"""Reports published in several documents: linked, never counted twice, their differences recorded."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.conftest import Query
from tests.dbt.families import ARCHIVES, CULTURE, OTHER_SITE, SPORTS, TRANSPORT
from tests.dbt.lake import Lake


def _document(key: str) -> str:
    return Lake.sha256(key)[:16]


def _report_ids(query: Query, *keys: str) -> set[str | None]:
    documents = [_document(key) for key in keys]
    rows = query("select report_id from marts.dim_document where list_contains(?, document_id)", documents)
    assert len(rows) == len(keys)
    return {row[0] for row in rows}


def test_text_and_tables_in_two_documents_are_one_report(query: Query) -> None:
    ids = _report_ids(query, "archives-body", "archives-tables", "archives-attachment")
    assert len(ids) == 1 and None not in ids
    assert query(
        """
        select organisation_name, count(distinct report_id) from marts.dim_document
        where report_id = ? group by all
        """,
        ids.pop(),
    ) == [(ARCHIVES, 1)]
    forms = query(
        """
        select form_code, document_id, report_document_count from marts.fct_disclosure_coverage
        inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? and fiscal_year = 2024 and status = 'disclosed' order by form_code
        """,
        ARCHIVES,
    )
    assert forms == [
        ("F02", _document("archives-tables"), 3),
        ("F03", _document("archives-attachment"), 3),
        ("F05", _document("archives-tables"), 3),
    ]
    assert query(
        "select exclusion_reason from marts.dim_document where document_id = ?", _document("archives-body")
    ) == [("no_figures",)]
    assert query(
        "select count(*) from marts.fct_claim where document_id = ?", _document("archives-body")
    ) == [(1,)]


def test_a_report_needs_its_body_its_year_and_its_kind(query: Query) -> None:
    assert query(
        """
        select count(*) from marts.dim_document
        where (report_id is null)
            <> (organisation_id is null or fiscal_year is null or report_kind is null)
        """
    ) == [(0,)]
    finals = _report_ids(query, "finance-2023", "finance-2024", "finance-budget-2024", "finance-unit")
    assert len(finals) == 4


def test_two_formats_of_one_day_count_once(query: Query) -> None:
    assert query(
        """
        select item_code, final_yuan, final_document_id from marts.fct_budget_vs_final
        inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? and item_code = '206'
        """,
        CULTURE,
    ) == [("206", Decimal("72300.00"), _document("culture-pdf"))]
    assert query(
        "select superseded_by_document_id, exclusion_reason from marts.dim_document where document_id = ?",
        _document("culture-book"),
    ) == [(_document("culture-pdf"), "superseded")]


def test_editions_that_disagree_are_recorded_and_rounding_is_not(query: Query) -> None:
    rows = query(
        """
        select item_code, document_id, other_document_id, amount_yuan, other_amount_yuan, difference_yuan,
            value_printed, other_value_printed, unit, other_unit, page, other_page, kind
        from marts.fct_restatement inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ?
        """,
        CULTURE,
    )
    assert rows == [
        (
            "206",
            _document("culture-pdf"),
            _document("culture-book"),
            Decimal("72300.00"),
            Decimal("72350.01"),
            Decimal("-50.01"),
            Decimal("7.230000"),
            Decimal("72350.010000"),
            "万元",
            "元",
            7,
            2,
            "edition",
        )
    ]


def test_a_reissue_replaces_its_project_and_tells_both_figures(query: Query) -> None:
    rows = query(
        """
        select section, item_name, document_id, other_document_id, amount_yuan, other_amount_yuan,
            value_printed, other_value_printed, unit, kind
        from marts.fct_restatement inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? order by item_name
        """,
        TRANSPORT,
    )
    new, old = _document("transport-bridge-again"), _document("transport-bridge")
    score = Decimal("98.000000"), Decimal("91.500000")
    assert rows == [
        (
            "桥梁检测",
            "年度资金总额",
            new,
            old,
            Decimal(31000),
            Decimal(30000),
            Decimal("3.1"),
            Decimal(3),
            "万元",
            "reissue",
        ),
        ("桥梁检测", "总分", new, old, None, None, *score, "分", "reissue"),
    ]
    assert query(
        """
        select document_id, is_in_force, superseded_by_document_id from marts.dim_document
        where organisation_name = ? order by publish_date, is_in_force
        """,
        TRANSPORT,
    ) == [(old, False, new), (_document("transport-road"), True, None), (new, True, None)]
    assert query(
        """
        select status, figure_count from marts.fct_disclosure_coverage
        inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? and form_code = 'F11' and fiscal_year = 2024
        """,
        TRANSPORT,
    ) == [("disclosed", 4)]
    assert query("select count(*) from marts.fct_indicator where project_name = '桥梁检测'") == [(2,)]


def test_a_correction_of_one_figure_names_both_documents(query: Query) -> None:
    rows = query(
        """
        select organisation_name, item_code, amount_yuan, other_amount_yuan, kind
        from marts.fct_restatement inner join marts.dim_organisation using (organisation_id)
        where fct_restatement.division_code = '410503' order by amount_yuan
        """
    )
    assert rows == [
        ("北关区工业和信息化局", "201", Decimal("333.00"), Decimal("111.00"), "reissue"),
        ("北关区水利局", "213", Decimal("500.00"), Decimal("444.00"), "reissue"),
    ]


def test_members_of_an_archive_keep_their_container(query: Query) -> None:
    zipped = _document("sports-zip")
    rows = query(
        """
        select document_id, container_document_id, member_name from marts.dim_document
        where container_sha256 is not null order by member_name
        """
    )
    assert rows == [
        (_document("sports-orphan"), None, "2023.pdf"),
        (_document("sports-body"), zipped, "说明.docx"),
        (_document("sports-tables"), zipped, "附件/决算表.xlsx"),
    ]
    assert query("select report_id, media_type from marts.dim_document where document_id = ?", zipped) == [
        (None, "application/zip")
    ]


def test_a_member_beside_the_same_file_outside_is_one_document(query: Query) -> None:
    document_id = _document("sports-tables")
    assert query("select site from marts.dim_document where document_id = ?", document_id) == [(OTHER_SITE,)]
    assert query("select count(*) from marts.fct_line_item where document_id = ?", document_id) == [(1,)]
    assert query(
        """
        select final_yuan from marts.fct_budget_vs_final
        inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? and item_code = '206'
        """,
        SPORTS,
    ) == [(Decimal("5000.00"),)]
