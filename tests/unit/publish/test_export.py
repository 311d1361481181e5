"""Exports hold the same rows as the warehouse, with units, keys, meanings and provenance."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.messages import use
from pipelines.publish.export.relation import ExportError
from pipelines.publish.export.write import export
from pipelines.settings import Settings
from pipelines.values.text import guarded

AMOUNT = Decimal("7364231234.56")


@pytest.fixture
def published(settings: Settings) -> Settings:
    """A small published warehouse whose columns say what they mean, and the manifest that names their key."""
    settings.warehouse_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.mart_thing (division_code varchar, fiscal_year integer, final_yuan decimal(20, 2),"
            " execution_rate double, is_disputed boolean, aliases varchar[])"
        )
        connection.execute(
            "insert into marts.mart_thing values ('090101', 2024, ?, 0.5, true, ['一局', '二局']),"
            " ('090102', 2024, null, null, false, []), ('090100', 2024, 0, null, null, null)",
            [AMOUNT],
        )
        connection.execute("comment on table marts.mart_thing is 'One row per thing (事物).'")
        connection.execute(
            "comment on column marts.mart_thing.final_yuan is 'Final accounts (决算数) in yuan (元).'"
        )
        connection.execute("create table marts.dim_division (division_code varchar, division_name varchar)")
        connection.execute("insert into marts.dim_division values ('090101', '清溪县')")
        connection.execute(
            """
            create table marts.dim_document as select 'd1' as document_id, '090101' as division_code,
                '教育局' as organisation_name, 2024 as fiscal_year, 'final_account' as report_kind, 'T' as title,
                'a.pdf' as file_name, 12 as pages, 'extracted' as status, date '2025-08-30' as publish_date,
                'http://x/p' as page_url, 'http://x/a.pdf' as source_url, 'abc' as sha256, ? as fetched_at,
                true as is_in_force
        """,
            [datetime(2025, 9, 1, tzinfo=UTC)],
        )
    settings.dbt_target_dir.mkdir(parents=True)
    test = {
        "attached_node": "model.juesuan.mart_thing",
        "test_metadata": {
            "name": "rows_hold",
            "kwargs": {"unique": [["division_code", "fiscal_year"]]},
        },
    }
    manifest = {"nodes": {"test.juesuan.unique": test}}
    (settings.dbt_target_dir / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return settings


def test_csv_keeps_codes_digits_and_the_difference_of_null_and_zero(
    published: Settings, tmp_path: Path
) -> None:
    (file,) = export(published, ["mart_thing"], "csv", tmp_path)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [row["division_code"] for row in rows] == ["090100", "090101", "090102"]
    assert [row["final_yuan"] for row in rows] == ["0.00", str(AMOUNT), ""]
    assert json.loads(rows[1]["aliases"]) == ["一局", "二局"]


def test_csv_guards_texts_that_a_spreadsheet_would_take_for_formulas(
    published: Settings, tmp_path: Path
) -> None:
    texts = ["=1+1", " @a", "+a(1)", "-", "--", "-12.50", "-1+a", "12%", "合计", "\tx", "", "—", "+86,000"]
    with duckdb.connect(str(published.warehouse_file)) as connection:
        connection.execute("create table marts.mart_text as select unnest(?::varchar[]) as name", [texts])
    (file,) = export(published, ["mart_text"], "csv", tmp_path)
    with file.open(encoding="utf-8", newline="") as opened:
        assert sorted(row["name"] for row in csv.DictReader(opened)) == sorted(map(guarded, texts))
    (plain, _) = export(published, ["mart_text"], "fdp", tmp_path / "fdp")
    with plain.open(encoding="utf-8", newline="") as opened:
        assert sorted(row["name"] for row in csv.DictReader(opened)) == sorted(texts)


def test_a_mark_lets_excel_know_utf8(published: Settings, tmp_path: Path) -> None:
    (plain,) = export(published, ["mart_thing"], "csv", tmp_path / "plain")
    (marked,) = export(published, ["mart_thing"], "csv", tmp_path / "marked", with_mark=True)
    assert marked.read_bytes() == b"\xef\xbb\xbf" + plain.read_bytes()


def test_parquet_holds_the_same_rows_and_says_what_they_mean(published: Settings, tmp_path: Path) -> None:
    (file,) = export(published, ["mart_thing"], "parquet", tmp_path)
    with duckdb.connect(str(published.warehouse_file), read_only=True) as connection:
        expected = connection.execute("from marts.mart_thing order by division_code").fetchall()
    assert duckdb.sql(f"from '{file}'").fetchall() == expected
    told = dict(
        duckdb.sql(f"select decode(key), decode(value) from parquet_kv_metadata('{file}')").fetchall()
    )
    assert json.loads(told["primary_key"]) == ["division_code", "fiscal_year"]
    assert json.loads(told["units"]) == {"final_yuan": "元", "execution_rate": "1"}
    assert told["snapshot"].startswith("sha256:")


def test_a_workbook_can_be_sent(published: Settings, tmp_path: Path) -> None:
    use("zh")
    try:
        (file,) = export(published, ["mart_thing"], "xlsx", tmp_path)
    finally:
        use(None)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["mart_thing", "说明 notes", "来源 sources"]
    sheet = book["mart_thing"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("行政区划代码", "县区", "年度", "决算", "执行率", "有争议", "别名")
    assert rows[1][:4] == ("division_code", "division_name", "fiscal_year", "final_yuan")
    assert rows[3][:6] == ("090101", "清溪县", 2024, float(AMOUNT), 0.5, True)
    assert rows[2][1] is None and rows[4][3] is None
    assert sheet.auto_filter.ref == "A2:G5" and sheet.freeze_panes == "A3"
    assert (sheet["D4"].number_format, sheet["E4"].number_format) == ("#,##0.00", "0.00%")
    notes = [[cell.value for cell in row] for row in book["说明 notes"].iter_rows()]
    assert ["mart_thing", "决算", "final_yuan", "元", "Final accounts (决算数) in yuan (元)."] in notes
    told = [[cell.value for cell in row] for row in book["来源 sources"].iter_rows()]
    assert told[0][0] == "快照" and str(told[0][1]).startswith("sha256:")
    assert any(
        row[0] == "d1" and "教育局" in row and "abc" in row and "http://x/a.pdf" in row for row in told
    )


def test_a_fiscal_data_package_names_types_units_and_key(published: Settings, tmp_path: Path) -> None:
    files = export(published, ["mart_thing"], "fdp", tmp_path)
    assert [file.name for file in files] == ["mart_thing.csv", "datapackage.json"]
    package = json.loads(files[1].read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert resource["schema"]["primaryKey"] == ["division_code", "fiscal_year"]
    assert {name: field["type"] for name, field in fields.items()} == {
        "division_code": "string",
        "fiscal_year": "integer",
        "final_yuan": "number",
        "execution_rate": "number",
        "is_disputed": "boolean",
        "aliases": "array",
    }
    assert (fields["final_yuan"]["columnType"], fields["final_yuan"]["unit"]) == ("value", "CNY")
    assert fields["fiscal_year"]["columnType"] == "date:fiscal-year"
    assert package["model"]["measures"]["mart_thing.final_yuan"]["source"] == "final_yuan"
    assert package["provenance"]["documents"] == 1


def test_an_unknown_relation_is_refused_with_those_there_are(published: Settings, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="mart_thing"):
        export(published, ["mart_nothing"], "csv", tmp_path)
