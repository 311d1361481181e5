"""What documents break together withholds them, not the publication: real builds on awkward lakes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.lake.frames import encode
from pipelines.lake.rules import WITHHELD
from pipelines.publish import warehouse
from pipelines.publish.dbt import DbtError, run_dbt
from pipelines.publish.withhold import ROUNDS, withhold_broken
from pipelines.settings import Settings
from tests.dbt.awkward import awkward_lake
from tests.dbt.lake import DocumentHandle, Lake

pytestmark = pytest.mark.slow

SITE = "410506_longan"
GENERAL = "201 一般公共服务支出"


def report(lake: Lake, key: str, name: str, **changes: Any) -> DocumentHandle:
    """Add a department's report with a form of two figures."""
    row = {"site": SITE, "organisation_name": name, **changes}
    document = lake.document(key, **row)
    lake.table(document, "F05")
    lake.figures(document, "F05", {"合计": "500000", GENERAL: "500000"})
    return document


def build(settings: Settings) -> tuple[dict[str, str], str | None]:
    """Build as the graph does; return what was withheld, and dbt's words where a build failed for good."""
    withheld: dict[str, str] = {}
    for _ in range(ROUNDS + 1):
        warehouse.begin_build(settings)
        try:
            run_dbt(settings, warehouse.build_arguments(is_continued=False))
        except DbtError as error:
            more = withhold_broken(settings, withheld)
            if not more:
                return withheld, str(error)
            withheld |= more
        else:
            return withheld, None
    return withheld, "no round passed"


def asking(settings: Settings) -> Callable[[str], list[tuple[Any, ...]]]:
    """Return a function that asks the warehouse under construction."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(settings.build_file), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return ask


def test_documents_that_break_a_test_together_are_withheld_and_the_rest_is_published(
    settings: Settings,
) -> None:
    lake = awkward_lake()
    twice = [report(lake, f"same-{n}", f"龙安区第{n}局") for n in "一二"]
    for document in twice:
        lake.claim(document, "合计", "final", "50.00", "万元", claim_id="claim-of-two")
    pages = report(lake, "pages", "龙安区第三局")
    lake.add(
        "page_accounts",
        SITE,
        {
            "document_id": pages.document_id,
            "page": 1,
            "is_form_page": True,
            **dict.fromkeys(("in_claims", "as_furniture", "noted", "in_prose", "unaccounted"), 0),
            "figures_printed": 9,
            "in_cells": 2,
        },
    )
    sound = report(lake, "sound", "龙安区第五局")
    lake.write(settings.lake_dir)

    withheld, failed = build(settings)

    assert failed is None
    bad = {document.document_id for document in (*twice, pages)}
    assert set(withheld) == bad
    # two relations have the rule: dbt's queue tells which of them is tested first
    assert re.search(r"\b(?:fct|int)_claim_holds, unique claim_id \(1 row\)", withheld[twice[0].document_id])
    assert "assert_page_accounts_add_up (1 row)" in withheld[pages.document_id]
    ask = asking(settings)
    told = {
        row[0]: row
        for row in ask("select document_id, status, failure_reason, organisation_id from marts.dim_document")
    }
    for key in bad:
        assert told[key][1] == "failed"
        assert told[key][2].startswith(WITHHELD)
    assert told[pages.document_id][3] is not None
    assert told[sound.document_id][1] == "extracted"
    counts = dict(ask("select document_id, count(*) from marts.fct_line_item group by all"))
    assert counts[sound.document_id] == 2
    assert not counts.keys() & bad
    owed = ask(
        "select distinct status from marts.fct_disclosure_coverage"
        f" where organisation_id = '{told[pages.document_id][3]}' and fiscal_year = 2024"
        " and report_kind = 'final_account'"
    )
    assert ("missing",) not in owed
    assert ("disclosed",) not in owed
    reasons = ask(
        "select distinct c.reason, d.file_name from marts.fct_disclosure_coverage as c"
        " inner join marts.dim_document as d on c.organisation_id = d.organisation_id"
        f" where d.document_id = '{pages.document_id}' and c.fiscal_year = 2024"
        " and c.report_kind = 'final_account' and c.status in ('unreadable', 'unknown')"
    )
    assert [reason for reason, _ in reasons] == [
        f"withheld, as its rows break rules of the warehouse: {reasons[0][1]}"
    ]


def test_what_leads_to_no_document_fails_the_build(settings: Settings) -> None:
    lake = awkward_lake()
    lake.write(settings.lake_dir)
    path = settings.lake_dir / "forms" / "forms.parquet"
    forms = pl.read_parquet(path)
    path.write_bytes(encode(pl.concat([forms, forms.head(1)])))
    before = {file: file.read_bytes() for file in settings.lake_dir.rglob("*.parquet")}

    withheld, failed = build(settings)

    assert withheld == {}
    assert failed is not None and "unique form_code" in failed
    assert {file: file.read_bytes() for file in before} == before
