"""What the explorer's pages say of the samples' warehouse, in both languages, and what they refuse."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest
from PIL import Image

from pipelines.messages import translated
from pipelines.messages.words import catalogue
from pipelines.settings import Settings
from tests.conftest import Juesuan
from tests.explore.conftest import Explorer, read, started
from tests.unit.messages.test_catalogue import left_in_english

pytestmark = pytest.mark.slow
_HEAVY = re.compile(r"^/static|\.png|\.zip|/file$|format=|^/sql")
_KEY = re.compile(r"[a-z]+(?:_[a-z]+)+")


def addresses(explorer: Explorer) -> dict[str, str]:
    """Return one address of each kind of page."""
    figure = explorer.one(
        "select line_item_id from marts.fct_line_item where x0 is not null and proof_status = 'proven'"
    )
    return {
        "home": "/",
        "county": f"/county/{explorer.one('select division_code from marts.mart_county_total')}",
        "body": f"/body/{explorer.one('select organisation_id from marts.mart_body order by final_yuan desc')}",
        "item": f"/item/{explorer.one('select item_code from marts.mart_body_execution where item_code is not null')}",
        "figure": f"/figure/{figure}",
        "statement": f"/figure/{explorer.one('select claim_id from marts.fct_claim')}",
        "contradictions": "/contradictions",
        "doubts": "/doubts",
        "contradiction": f"/contradiction/{explorer.one('select error_id from marts.fct_disclosure_error')}",
        "compare": f"/compare?of=county&id={explorer.one('select division_code from marts.mart_county_total')}",
        "documents": "/documents",
        "document": f"/document/{explorer.one('select document_id from marts.fct_line_item')}",
        "sql": "/sql?q=select+1+as+one",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_its_language_and_leads_on(explorer: Explorer, language: str) -> None:
    for name, address in addresses(explorer).items():
        answer = explorer.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
        assert answer.status == 200, name
        page = read(answer)
        heads = [text for tag in ("h1", "h2", "th", "dt", "title") for text in page.texts.get(tag, [])]
        untranslated = [text for text in heads if _KEY.search(text) and name != "sql"]
        assert untranslated == [], name
        assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in answer.text.split(">", 2)[1]
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        inner = [link for link in page.links if link.startswith("/") and not _HEAVY.search(link)]
        assert inner, name
        for link in {re.sub(r"[0-9a-f]{16,}|\d+", "ID", link): link for link in inner}.values():
            assert explorer.get(link).status == 200, (name, link)


def test_every_word_is_in_both_languages() -> None:
    assert [name for name, (zh, en) in catalogue().items() if not zh.strip() or not en.strip()] == []
    english = [name for name, (_, en) in catalogue().items() if re.search("[\u4e00-\u9fff]", en)]
    assert english == ["search_hint"]  # an example of what is typed


def test_what_the_warehouse_says_is_told_in_chinese(explorer: Explorer) -> None:
    told = {
        str(text)
        for relation, column in (
            ("fct_disclosure_error", "what"),
            ("fct_disclosure_error", "suggestion"),
            ("fct_reading_doubt", "what"),
            ("fct_reading_doubt", "why"),
            ("fct_identity_check", "statement"),
            ("fct_cross_document_check", "statement"),
            ("fct_reading_note", "detail"),
            ("fct_text_defect", "what"),
            ("fct_disclosure_coverage", "reason"),
            ("fct_table", "reason"),
            ("dim_document", "failure_reason"),
            ("dim_document", "unnest(notes)"),
        )
        for (text,) in explorer.ask(f"select distinct {column} from marts.{relation}")
        if text is not None
    }
    assert len(told) > 100
    chinese = {text: translated(text, "zh") for text in told}
    assert {text: one for text, one in chinese.items() if left_in_english(one)} == {}


def test_the_language_is_kept_and_the_browsers_is_the_default(explorer: Explorer) -> None:
    chosen = explorer.get("/?lang=en")
    cookie = chosen.headers["set-cookie"].split(";")[0]
    assert "Contradictions" in explorer.get("/doubts", Cookie=cookie).text
    assert "Contradictions" in explorer.get("/doubts", Accept_Language="en-GB").text
    assert "自相矛盾" in explorer.get("/doubts", Accept_Language="de").text


def test_a_name_typed_in_part_leads_to_its_page(explorer: Explorer) -> None:
    name, identity = explorer.ask("select organisation_name, organisation_id from marts.dim_organisation")[0]
    found = read(explorer.get(f"/search?q={str(name)[2:5]}"))
    assert f"/body/{identity}" in found.links
    assert read(explorer.get("/search?q=不存在的单位")).links == []


def test_what_is_typed_is_never_markup(explorer: Explorer) -> None:
    for path in ("/search?q=<script>alert(1)</script>", "/sql?q=select '<script>alert(1)</script>' as a"):
        assert "<script>alert" not in explorer.get(path).text


def test_a_figure_shows_its_print_its_page_and_its_proof(explorer: Explorer) -> None:
    rows = explorer.ask(
        "select line_item_id, text_printed, x0, top, x1, bottom from marts.fct_line_item "
        "where x0 is not null and proof_status = 'proven' and len(proof_identities) > 1 limit 1"
    )
    identity, printed, x0, top, x1, bottom = rows[0]
    page = read(explorer.get(f"/figure/{identity}"))
    assert page.texts["h1"] == [printed]
    assert any(link.startswith("/figure/") and str(identity) not in link for link in page.links)
    picture = Image.open(io.BytesIO(explorer.get(f"/figure/{identity}/page.png").data)).convert("RGB")
    frame = [float(str(side)) * 2 for side in (x0, top, x1, bottom)]
    around = picture.crop(
        (round(frame[0]) - 6, round(frame[1]) - 6, round(frame[2]) + 6, round(frame[3]) + 6)
    )
    reds = [pixel for _, pixel in around.getcolors(1 << 20) or [] if pixel == (220, 0, 0)]
    assert reds


def test_a_contradiction_is_quoted_and_its_evidence_is_whole(explorer: Explorer) -> None:
    identity, left, right, sha256 = explorer.ask(
        "select error_id, left_text, right_text, sha256 from marts.fct_disclosure_error "
        "join marts.dim_document using (document_id) where left_id is not null limit 1"
    )[0]
    page = read(explorer.get(f"/contradiction/{identity}"))
    assert all(str(left) in quoted and str(right) in quoted for quoted in page.texts["blockquote"])
    packed = zipfile.ZipFile(io.BytesIO(explorer.get(f"/contradiction/{identity}/evidence.zip").data))
    assert hashlib.sha256(packed.read(f"source/{sha256}")).hexdigest() == sha256
    assert json.loads(packed.read("contradiction.json"))["error_id"] == identity
    assert str(left) in packed.read("sentence.txt").decode()


def test_the_list_holds_every_contradiction_and_filters(explorer: Explorer) -> None:
    everything = json.loads(explorer.get("/contradictions?table=contradictions&format=json").data)
    assert len(everything) == int(explorer.one("select count(*) from marts.fct_disclosure_error"))
    assert (
        json.loads(explorer.get("/contradictions?county=000000&table=contradictions&format=json").data) == []
    )


def test_a_table_can_be_taken_along_in_every_format(explorer: Explorer) -> None:
    code = explorer.one("select division_code from marts.mart_county_comparison order by fiscal_year desc")
    base = f"/county/{code}?table=classes&format="
    rows = json.loads(explorer.get(base + "json").data)
    names = [row["functional_class_name"] for row in rows]
    assert names
    lines = list(csv.reader(io.StringIO(explorer.get(base + "csv").data.decode("utf-8-sig"))))
    assert [line[1] for line in lines[1:]] == names
    assert (
        pl.read_parquet(io.BytesIO(explorer.get(base + "parquet").data))["functional_class_name"].to_list()
        == names
    )
    sheet = openpyxl.load_workbook(io.BytesIO(explorer.get(base + "xlsx").data)).active
    assert [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)] == names
    assert next(sheet.iter_rows(min_row=2, values_only=True))[0] == "functional_class_code"
    amounts = [row["final_yuan"] for row in rows]
    assert [f"{value:.2f}" for value in (float(a) for a in amounts if a)] == [
        f"{row[3]:.2f}" for row in sheet.iter_rows(min_row=3, values_only=True) if row[3] is not None
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "copy (select 1) to 'x.csv'",
        "select * from read_csv('/etc/passwd')",
        "attach 'x.duckdb'",
        "install httpfs",
        "set memory_limit = '1GB'",
        "select 1; select 2",
        "drop table marts.dim_form",
    ],
)
def test_a_question_reaches_nothing_but_the_warehouse(explorer: Explorer, sql: str) -> None:
    page = read(explorer.get(f"/sql?q={sql}"))
    assert len([text for text in page.texts["p"] if text]) >= 2
    assert "table-answer" not in explorer.get(f"/sql?q={sql}").text
    assert 'role="alert"' in explorer.get(f"/sql?q={sql}").text


def test_rows_are_paged_to_the_end(explorer: Explorer) -> None:
    total = int(explorer.one("select count(*) from marts.dim_document"))
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        answer = json.loads(explorer.get(f"/api/dim_document?limit=2&after={after}").data)
        seen += [row["document_id"] for row in answer["rows"]]
        after = answer["next"]
    assert len(seen) == len(set(seen)) == total
    chosen = json.loads(explorer.get(f"/api/dim_document?document_id={seen[0]}").data)
    assert [row["document_id"] for row in chosen["rows"]] == seen[:1]


def test_rows_asked_for_wrongly_are_refused_with_the_reason(explorer: Explorer) -> None:
    assert explorer.get("/api/dim_document?nothing=1").status == 400
    assert "limit" in explorer.get("/api/dim_document?limit=9999999").text
    assert explorer.get("/api/duckdb_settings").status == 404
    described = json.loads(explorer.get("/api/openapi.json").data)
    marts = {
        str(row[0])
        for row in explorer.ask(
            "select distinct table_name from information_schema.columns where table_schema = 'marts'"
        )
    }
    assert {path.removeprefix("/api/") for path in described["paths"]} == marts


def test_a_file_comes_as_an_attachment_of_no_type_that_opens(explorer: Explorer) -> None:
    identity, sha256 = explorer.ask(
        "select document_id, sha256 from marts.dim_document where status = 'extracted'"
    )[0]
    answer = explorer.get(f"/document/{identity}/file")
    assert hashlib.sha256(answer.data).hexdigest() == sha256
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_host_and_an_unknown_page_are_refused(explorer: Explorer) -> None:
    assert explorer.get("/", Host="elsewhere.example").status == 400
    for path in (
        "/nowhere",
        "/county/000000",
        "/figure/nothing",
        "/document/nothing/file",
        "/contradiction/x",
    ):
        assert explorer.get(path).status == 404


def test_what_is_published_later_is_shown_without_a_new_start(explorer: Explorer, tmp_path: Path) -> None:
    from pipelines import settings as settings_module

    own = settings_module.load(tmp_path / "data", environment={}, folder=tmp_path)
    for name in ("first", "second"):
        file = own.snapshots_dir / name / own.warehouse_file.name
        file.parent.mkdir(parents=True)
        file.write_bytes(explorer.settings.warehouse_file.read_bytes())
        with duckdb.connect(str(file)) as connection:
            connection.execute("update publication.snapshot set snapshot_id = $name", {"name": name})
    own.warehouse_file.hardlink_to(own.snapshots_dir / "first" / own.warehouse_file.name)
    other = started(own)
    assert json.loads(other.get("/api/dim_document").data)["snapshot"] == "first"
    aside = own.warehouse_file.with_name("aside")
    aside.hardlink_to(own.snapshots_dir / "second" / own.warehouse_file.name)
    aside.replace(own.warehouse_file)
    assert json.loads(other.get("/api/dim_document").data)["snapshot"] == "second"
    asked = json.loads(
        other.get("/sql?q=select snapshot_id from publication.snapshot&table=answer&format=json").data
    )
    assert asked == [{"snapshot_id": "second"}]
    own.warehouse_file.unlink()
    told = other.get("/?lang=en")
    assert (told.status, "Nothing is published yet" in told.text) == (503, True)


def test_the_command_says_what_is_missing(juesuan: Juesuan, settings: Settings) -> None:
    done = juesuan("explore", "--port", "0")
    assert done.returncode == 1
    assert str(settings.warehouse_file) in done.stderr
    assert "Traceback" not in done.stderr


def test_what_forms_print_of_an_item_is_shown_where_it_is_asked_for(explorer: Explorer) -> None:
    code = explorer.one("select item_code from marts.mart_body_execution where item_code is not null")
    page = read(explorer.get(f"/item/{code}"))
    assert f"/item/{code}?show=figures#table-figures" in page.links
    printed = explorer.ask(
        "select distinct line_item_id from marts.mart_line_item where is_in_force and amount_yuan is not null "
        f"and item_code = '{code}' and organisation_id in "
        f"(select organisation_id from marts.mart_body_execution where item_code = '{code}')"
    )
    shown = set(read(explorer.get(f"/item/{code}?show=figures")).links)
    assert {f"/figure/{identity}" for (identity,) in printed} <= shown
    taken = explorer.get(f"/item/{code}?table=figures&format=csv").text
    assert len(taken.splitlines()) == len(printed) + 1
