"""A build after changes gives the rows of a full build, whatever changed: figures, deletions, re-issues, lists."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.publish.warehouse import build_arguments
from tests.dbt.compiled import CompiledProject, Rows
from tests.dbt.lake import DocumentHandle, Lake
from tests.dbt.project import run_dbt

Change = Callable[[Path], None]
PRIOR = {"201 一般公共服务支出": "20", "205 教育支出": "10"}


def _county(lake: Lake, site: str, code: str, *, bodies: int = 3) -> None:
    for number in range(bodies):
        name = "农业农村局" if number == 1 else f"第{number}局"
        for year in (2023, 2024):
            for kind, form in (("final_account", "F05"), ("budget", "B05")):
                document = lake.document(
                    f"{site}-{number}-{year}-{kind}",
                    site=site,
                    division_code=code,
                    organisation_name=name,
                    fiscal_year=year,
                    report_kind=kind,
                )
                amount = str(10000 * (number + 1) + year)
                lake.figures(document, form, {"合计": amount, "201 一般公共服务支出": amount})
                lake.table(document, form)
                lake.check(document, f"check-{document.document_id}")
                lake.claim(document, "一般公共预算财政拨款支出", "final", amount, "元")
                lake.claim(document, "一般公共预算财政拨款支出", "initial_budget", amount, "元")
                lake.figure(document, "F01", "年初结转和结余", "10", measure="final", section="revenue")
                lake.figure(document, "F01", "年末结转和结余", "10", measure="final", section="expenditure")
                lake.figure(document, "F01", "总计", amount, measure="final", section="expenditure")
                _defects(lake, document)
                words = "final" if kind == "final_account" else "budget"
                lake.claim(document, "公务用车购置费", words, "2.00", "万元", kind="three_public")
                if kind == "final_account":
                    lake.figures(document, "F05", {**PRIOR, "合计": "30"}, measure="prior_total")
                if number == (1 if year == 2023 else 2):
                    lake.evidence(document, "member_body", "第0局")
                    lake.figures(document, "F09", {"合计": "500", "公务接待费": "500"}, measure="final")


def _defects(lake: Lake, document: DocumentHandle) -> None:
    lake.error(document, f"error-{document.document_id}")
    lake.doubt(document, f"doubt-{document.document_id}")
    for relation, key in (("text_defects", "defect_id"), ("reading_notes", "note_id")):
        row = {key: f"{relation}-{document.document_id}", "document_id": document.document_id, "kind": "any"}
        what = {"what": "said", "text": "words"} if relation == "text_defects" else {"text": "words"}
        lake.add(relation, document.site, {**row, **what})
    counts = dict.fromkeys(("in_cells", "in_claims", "as_furniture", "noted", "in_prose", "unaccounted"), 1)
    page = {"document_id": document.document_id, "page": 3, "is_form_page": True, "figures_printed": 6}
    lake.add("page_accounts", document.site, page | counts)


def _drop(folder: Path) -> None:
    """A site is gone from the lake."""
    for file in folder.glob("*/410502_wenfeng.parquet"):
        file.unlink()


def _rewrite(folder: Path, relation: str, site: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    file = folder / relation / f"{site}.parquet"
    change(pl.read_parquet(file)).write_parquet(file)
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 10**9))


def _other_figures(folder: Path) -> None:
    """One document is read otherwise."""
    document = Lake.sha256("410503_beiguan-0-2024-final_account")[:16]
    doubled = pl.when(pl.col("document_id") == document).then(pl.col("amount_yuan") * 2)
    _rewrite(
        folder,
        "line_items",
        "410503_beiguan",
        lambda rows: rows.with_columns(doubled.otherwise(pl.col("amount_yuan")).cast(pl.Decimal(20, 2))),
    )


def _other_member(folder: Path) -> None:
    """A department tells another member."""
    lists = pl.when(pl.col("field") == "member_body").then(pl.lit("第2局")).otherwise(pl.col("value"))
    _rewrite(folder, "document_evidence", "410503_beiguan", lambda rows: rows.with_columns(value=lists))


def _fewer_documents(folder: Path) -> None:
    """One document of a site is gone."""
    document = Lake.sha256("410503_beiguan-1-2023-final_account")[:16]
    for relation in (
        "documents",
        "line_items",
        "tables",
        "claims",
        "identity_checks",
        "disclosure_errors",
        "reading_doubts",
        "text_defects",
        "reading_notes",
        "page_accounts",
        "document_evidence",
    ):
        _rewrite(
            folder, relation, "410503_beiguan", lambda rows: rows.filter(pl.col("document_id") != document)
        )


def _reissue(folder: Path) -> None:
    """Another site issues a report again, with one form only, and names the body's kind no longer.

    It also has the last report of a body that another one took over, whose reports are as they were.
    """
    lake = Lake(serial=90_000)
    lake.standard_references()
    again = lake.document(
        "reissue",
        site="410500_anyang",
        division_code="410503",
        organisation_name="第2局",
        organisation_kind=None,
        publish_date=date(2025, 12, 1),
    )
    lake.figures(again, "F05", {"合计": "77", "201 一般公共服务支出": "77"})
    ended = lake.document(
        "joined",
        site="410500_anyang",
        division_code="410503",
        organisation_name="乡村振兴局",
        fiscal_year=2023,
    )
    lake.figures(ended, "F05", {"合计": "70", "213 农林水支出": "70"})
    lake.write(folder)


def _another_body(folder: Path) -> None:
    """Another site has what tells of bodies of a county whose own documents are as they were.

    A unit of a department, a government with its 三公, a year and a form of which no other body is known yet, a body
    whose total is another's, and a document that names nobody and could not be read.
    """
    lake = Lake(serial=80_000)
    lake.standard_references()

    def document(key: str, **told: Any) -> DocumentHandle:
        return lake.document(key, site="410500_anyang", division_code="410503", **told)

    unit = document("unit", organisation_name="第2局（本级）", organisation_kind="unit")
    lake.figure(unit, "F01", "总计", "7", measure="final", section="expenditure")
    government = document("government", organisation_name="人民政府", organisation_kind="government")
    lake.figures(government, "F09", {"合计": "900", "公务接待费": "900"}, measure="final")
    first = document("first", organisation_name="审计局", fiscal_year=2022)
    lake.figures(first, "F05", {"合计": "12024", "201 一般公共服务支出": "12024"})
    lake.figures(first, "F11", {"合计": "1"})
    twin = document("twin", organisation_name="审计局")
    lake.figures(twin, "F05", {"合计": "12024", "201 一般公共服务支出": "12024"})
    document("unread", organisation_name=None, fiscal_year=None, report_kind=None, status="failed")
    lake.write(folder)


def _another_list(folder: Path) -> None:
    """The list of accounts gives a class another name."""
    _rewrite(
        folder,
        "accounts",
        "accounts",
        lambda rows: rows.with_columns(
            pl.col("account_name").str.replace("一般公共服务支出", "一般公共服务")
        ),
    )


def _rows(file: Path) -> dict[str, Rows]:
    """Return the rows of every table that dbt built."""
    with duckdb.connect(str(file), read_only=True) as connection:
        found = {}
        for name in _columns(connection):
            found[name] = connection.execute(
                f"select to_json(t)::varchar from {name} as t order by 1"
            ).fetchall()
        return found


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """Return names and types of the columns of every table of the intermediate and the marts."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() inner join"
        " duckdb_tables() using (database_name, schema_name, table_name)"
        " where schema_name in ('intermediate', 'marts') order by column_index"
    ).fetchall():
        found.setdefault(table, []).append((column, kind))
    return found


def _expected(project: CompiledProject, folder: Path, file: Path) -> dict[str, Rows]:
    """Return the rows that the project's SQL gives on a lake as it is, in the types of the tables that dbt built."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = _columns(connection)
    with project.warehouse(folder / "lake") as warehouse:
        found = {}
        for name, columns in tables.items():
            cast = ", ".join(f'"{column}"::{kind} as "{column}"' for column, kind in columns)
            found[name] = warehouse.query(
                f"select to_json(t)::varchar from (select {cast} from {name}) as t order by 1"
            )
        return found


def _differing(before: dict[str, Rows], after: dict[str, Rows]) -> dict[str, list[Any]]:
    assert set(before) == set(after)
    return {
        name: sorted(set(rows) ^ set(after[name]))[:4] for name, rows in before.items() if rows != after[name]
    }


def _mode(file: Path) -> str:
    with duckdb.connect(str(file), read_only=True) as connection:
        row = connection.execute("select mode from build_state.build").fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose lake of four sites was built in full."""
    folder = tmp_path_factory.mktemp("first")
    lake = Lake()
    lake.standard_references()
    for site, code in (
        ("410503_beiguan", "410503"),
        ("410502_wenfeng", "310107"),
        ("330903_putuo", "330903"),
        ("310107_putuo", "310107"),
    ):
        _county(lake, site, code)
    lake.write(folder / "lake")
    done = run_dbt(folder, *build_arguments(is_continued=False))
    assert done.exit_code == 0, done.output
    assert _mode(done.warehouse_file) == "full"
    return folder


@pytest.fixture(scope="module")
def changed(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Change], Path]:
    """Return a function that changes the lake of a copy and builds on; each change is built once."""

    @cache
    def build(change: Change) -> Path:
        folder = tmp_path_factory.mktemp("changed") / "folder"
        shutil.copytree(first, folder)
        change(folder / "lake")
        # the views of the copied warehouse name the first folder's lake
        done = run_dbt(folder, "build", "--exclude-resource-type", "unit_test")
        assert done.exit_code == 0, done.output
        return folder

    return build


def test_a_build_leaves_the_tests_of_seeds_to_the_project(first: Path) -> None:
    results = json.loads((first / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    names = {row["unique_id"].split(".")[2] for row in results}
    assert {"three_public_line", "fct_line_item_holds"} <= names
    assert [name for name in names if "three_public_line" in name] == ["three_public_line"]


def test_a_full_build_gives_the_rows_of_the_compiled_sql(project: CompiledProject, first: Path) -> None:
    """So that what follows may be compared with these."""
    built = first / "juesuan.duckdb"
    assert _differing(_rows(built), _expected(project, first, built)) == {}


@pytest.mark.parametrize(
    ("change", "mode"),
    [
        (_other_figures, "changes"),
        (_other_member, "changes"),
        (_fewer_documents, "changes"),
        (_drop, "changes"),
        (_reissue, "changes"),
        (_another_body, "changes"),
        (_another_list, "full"),
    ],
)
def test_a_build_after_changes_equals_a_full_build(
    project: CompiledProject, first: Path, changed: Callable[[Change], Path], change: Change, mode: str
) -> None:
    folder = changed(change)
    built = folder / "juesuan.duckdb"
    assert _mode(built) == mode
    rows = _rows(built)
    assert rows != _rows(first / "juesuan.duckdb")
    assert _differing(rows, _expected(project, folder, built)) == {}


def test_what_only_the_tests_needed_is_gone(changed: Callable[[Change], Path]) -> None:
    with duckdb.connect(str(changed(_other_figures) / "juesuan.duckdb"), read_only=True) as connection:
        left = connection.execute(
            "select table_name from duckdb_tables() where table_name like 'rewritten%'"
        ).fetchall()
    assert left == []


def test_rows_that_were_rewritten_are_tested(first: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(first, folder)
    _rewrite(
        folder / "lake",
        "line_items",
        "410503_beiguan",
        lambda rows: rows.with_columns(pl.lit("doubtful").alias("proof_status")),
    )
    done = run_dbt(folder, "build", "--exclude-resource-type", "unit_test")
    assert done.exit_code == 1
    assert _mode(done.warehouse_file) == "changes"
    assert "fct_line_item_holds" in done.output
    assert "accepted_values proof_status" in done.output


def test_of_a_view_of_bodies_the_changed_counties_are_tested(changed: Callable[[Change], Path]) -> None:
    results = changed(_other_figures) / "target" / "run_results.json"
    (tested,) = (
        row["compiled_code"]
        for row in json.loads(results.read_text(encoding="utf-8"))["results"]
        if ".mart_series_holds." in row["unique_id"]
    )
    with duckdb.connect(str(changed(_other_figures) / "juesuan.duckdb"), read_only=True) as connection:
        rows = connection.execute("select distinct division_code from marts.mart_series").fetchall()
    codes = {code for (code,) in rows}
    assert {code for code in codes if f"'{code}'" in tested} == {"410503"} < codes


def test_a_figure_that_changed_is_in_the_facts(changed: Callable[[Change], Path]) -> None:
    with duckdb.connect(str(changed(_other_figures) / "juesuan.duckdb"), read_only=True) as connection:
        row = connection.execute(
            "select final_yuan from marts.fct_budget_vs_final join marts.dim_organisation using (organisation_id)"
            " where organisation_name = '第0局' and dim_organisation.division_code = '410503'"
            " and item_key = '201' and fiscal_year = 2024"
        ).fetchone()
    assert row == (Decimal("24048.00"),)
