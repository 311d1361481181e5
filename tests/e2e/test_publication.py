"""What a run leaves for those who operate it: a snapshot with keys, structured logs, a morning report."""

from __future__ import annotations

import json

from pipelines.publish import publication, snapshots, warehouse
from tests.conftest import Built


def test_the_published_warehouse_is_a_snapshot_that_tells_its_id(built: Built) -> None:
    current = publication.published(built.settings)
    assert current is not None
    with warehouse.connect(built.settings) as connection:
        row = connection.execute("select snapshot_id from publication.snapshot").fetchone()
        assert row == (current.snapshot_id,)
        for mart, columns in current.keys.items():
            listed = ", ".join(columns)
            counted = connection.execute(
                f"select count(*), count(distinct ({listed})) from {mart}"
            ).fetchone()
            assert counted is not None and counted[0] == counted[1] == current.rows[mart], mart
    assert current.keys["fct_line_item"] == ("line_item_id",)
    assert len(current.keys["fct_year_on_year"]) > 1
    shown = built.juesuan("publish", "--list")
    assert current.snapshot_id in shown.stdout and "published" in shown.stdout


def test_with_one_snapshot_there_is_nothing_to_compare_or_to_go_back_to(built: Built) -> None:
    assert len(snapshots.kept(built.settings.snapshots_dir)) == 1
    compared = built.juesuan("diff")
    assert (compared.returncode, "only one snapshot" in compared.stderr) == (1, True)
    back = built.juesuan("publish", "--rollback")
    assert (back.returncode, "no snapshot before" in back.stderr) == (1, True)


def test_every_run_has_a_file_of_json_lines_that_tells_its_steps(built: Built) -> None:
    files = sorted(built.settings.logs_dir.glob("*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    ended = {line["step"] for line in lines if line["event"] == "STEP_SUCCESS"}
    reading = {"raw_documents", "lake.plan", "lake.commit"}
    assert reading | {"dbt_models", "warehouse_snapshot", "published_warehouse"} <= ended
    assert any(step.startswith("lake.read[") for step in ended if step)
    assert {line["job"] for line in lines} >= {"ingest", "build"}


def test_the_morning_tells_of_the_documents_that_need_a_person(built: Built) -> None:
    done = built.juesuan("morning")
    assert done.returncode == 0, done.stderr
    assert "zero_bytes.pdf" in done.stdout
    assert "dbt_models" in done.stdout
    assert "New contradictions: " in done.stdout
    pages = list(built.settings.reports_dir.glob("*.html"))
    assert sorted(page.suffixes for page in pages) == [[".html"], [".zh", ".html"]]
    assert all("<table>" in page.read_text(encoding="utf-8") for page in pages)
