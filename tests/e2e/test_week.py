"""Seven nights over two portals: new reports, a re-issue, outages, crashes, a damaged lake, analysts throughout.

At the end the warehouse equals, row for row and in every column, one built from the raw archive alone, and the
lake its bytes. Nothing is left out of the comparison: the times of fetching stand in the raw archive.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.defs.run import Runner
from pipelines.documents.progress import Progress
from pipelines.lake import files as lake
from pipelines.publish import publication, snapshots, warehouse
from pipelines.settings import Settings
from tests.conftest import ROOT
from tests.crawl.server import Portal, serving
from tests.defs.nights import REPORTS, Nights, make, publish_on

pytestmark = [pytest.mark.slow, pytest.mark.nights]
A, B = "990101_qingxi", "990102_baihe"
ANALYSTS = 8
QUERY = """
import json, sys, time
from pathlib import Path
import duckdb
seen, failed = set(), []
while not Path(sys.argv[2]).exists():
    if Path(sys.argv[1]).exists():
        try:
            with duckdb.connect(sys.argv[1], read_only=True) as c:
                one = c.execute("select snapshot_id from publication.snapshot").fetchone()[0]
                documents = c.execute("select count(*) from marts.dim_document").fetchone()[0]
                figures = c.execute("select count(*) from marts.fct_line_item").fetchone()[0]
                again = c.execute("select snapshot_id from publication.snapshot").fetchone()[0]
            seen.add((one, documents, figures))
            if again != one:
                failed.append("two snapshots in one connection")
        except Exception as error:
            failed.append(str(error))
    time.sleep(0.7)
print(json.dumps({"seen": sorted(seen), "failed": failed}))
"""


@contextmanager
def analysts(settings: Settings, folder: Path) -> Iterator[list[dict[str, list[object]]]]:
    """Let eight processes query the published warehouse until the block ends; then tell what they saw."""
    end = folder / "the week is over"
    command = [sys.executable, "-c", QUERY, str(settings.warehouse_file), str(end)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(ANALYSTS)]
    told: list[dict[str, list[object]]] = []
    try:
        yield told
    finally:
        end.touch()
        told += [json.loads(process.communicate(timeout=60)[0]) for process in running]


def killed_night(settings: Settings, is_time: Callable[[], bool]) -> None:
    """Run a night in a process of its own and kill it, without its children, when it is time."""
    program = "from pipelines.cli import main; main()"
    command = [sys.executable, "-c", program, "--data-dir", str(settings.data_dir), "night"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "JUESUAN_SITES_DIR": str(settings.sites_dir)}
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=settings.data_dir
    ) as running:
        while not is_time():
            assert running.poll() is None, "the night ended before it could be killed"
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)


def rows(file: Path) -> dict[str, list[str]]:
    """Return every mart's rows as sorted texts."""
    found = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        marts = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
        ).fetchall()
        for (mart,) in marts:
            listed = connection.execute(f'select m::varchar from marts."{mart}" as m order by 1').fetchall()
            found[mart] = [str(row) for (row,) in listed]
    return found


def lake_bytes(settings: Settings) -> dict[str, bytes]:
    files = sorted(settings.lake_dir.glob("[a-z]*/*.parquet"))
    return {str(path.relative_to(settings.lake_dir)): path.read_bytes() for path in files}


def from_scratch(nights: Nights, folder: Path) -> Settings:
    """Build a warehouse from nothing but the raw archive and the user's reference lists."""
    settings = replace(nights.settings, data_dir=folder / "data")
    for name in ("raw", "reference"):
        shutil.copytree(nights.settings.data_dir / name, settings.data_dir / name)
    with Runner(settings, Progress(), "scratch") as runner:
        runner.reread([A, B], "pdfium", [], again=False)
        runner.build()
    return settings


def test_a_week_of_nights_ends_where_one_build_from_scratch_does(tmp_path: Path) -> None:
    nights = make(tmp_path)
    settings = nights.settings
    first, second, budget = (nights.reports[key] for key in REPORTS)
    evening = datetime.now(UTC)
    costs: dict[str, float] = {}

    def night(number: int, name: str = "") -> dict[str, object]:
        begun = time.monotonic()
        outcome = nights.run(evening + timedelta(days=number))
        costs[name or str(number)] = time.monotonic() - begun
        return outcome.totals | {"failures": outcome.crawled.get("failures", {})}

    portal = Portal()
    with serving(portal), analysts(settings, tmp_path) as told:
        nights.write_site(A, portal, "/a.html")
        nights.write_site(B, portal, "/b.html")
        publish_on(portal, [first], "/a.html")
        publish_on(portal, [budget], "/b.html")

        assert night(0, "first")["statuses"] == {"extracted": 2}

        quiet = night(1, "nothing new")
        assert (quiet["read"], quiet["unchanged"]) == (0, 2)

        publish_on(portal, [first, second], "/a.html")
        portal.faults["/b.html"] = lambda handler: handler.raw(503, {}, b"")
        down = night(2)
        assert down["statuses"] == {"extracted": 1}
        assert set(down["failures"]) == {B}  # type: ignore[call-overload]

        # The writer of DuckDB dies in the middle of the build; its dbt goes on and is ended by the next night.
        published = snapshots.published_id(settings.warehouse_file)
        settings.build_file.unlink(missing_ok=True)
        forget(settings)
        killed_night(
            settings, lambda: settings.build_file.exists() and settings.build_file.stat().st_size > 0
        )
        assert snapshots.published_id(settings.warehouse_file) == published

        # The site is back, with a report issued again under its old address, and one that cannot be read.
        del portal.faults["/b.html"]
        publish_on(portal, [budget], "/b.html")
        reissued = f"/files/b.html{budget.key}.pdf"
        portal.put(reissued, budget.path.read_bytes() + b"\n% issued again\n")
        bad = f"/files/a.html{second.key}-annex.pdf"
        portal.put(bad, b"%PDF-1.7\n" + b"\0" * 5000 + b"\n%%EOF\n")
        page = portal.contents["/a.html"].body.decode()
        item = f'<li><a href="{bad}">清溪县教育局2024年度部门决算附件</a><span>2025-09-24</span></li>'
        portal.put("/a.html", page.replace("</ul>", item + "</ul>"))
        assert night(4)["statuses"] == {"extracted": 1, "failed": 1}

        # A lake file rots, and the night dies between build and publication.
        path = settings.lake_dir / "line_items" / f"{A}.parquet"
        path.write_bytes(path.read_bytes()[:-100])
        known = set(settings.snapshots_dir.iterdir())
        published = snapshots.published_id(settings.warehouse_file)
        forget(settings)
        killed_night(settings, lambda: any(map(has_manifest, set(settings.snapshots_dir.iterdir()) - known)))
        after = snapshots.published_id(settings.warehouse_file)
        assert after is not None and after >= (published or "")

        assert night(6)["failures"] == {}

    end = publication.published(settings)
    assert end is not None
    scratch = from_scratch(nights, tmp_path / "scratch")
    assert lake_bytes(settings) == lake_bytes(scratch)
    assert rows(settings.warehouse_file) == rows(scratch.warehouse_file)
    with warehouse.connect(settings) as connection:
        assert connection.execute("select count(*) from dim_document").fetchone() == (5,)

    whole = {
        (one.snapshot_id, one.rows["dim_document"], one.rows["fct_line_item"])
        for one in snapshots.kept(settings.snapshots_dir)
    }
    for analyst in told:
        assert analyst["failed"] == []
        assert {tuple(seen) for seen in analyst["seen"]} <= whole  # type: ignore[arg-type]
    assert len({seen[0] for analyst in told for seen in analyst["seen"]}) >= 3  # type: ignore[index]
    print({name: round(seconds) for name, seconds in costs.items()})


def has_manifest(folder: Path) -> bool:
    return (folder / "manifest.json").exists()


def forget(settings: Settings) -> None:
    """Date the crawls' reports back, so that a night at the clock's own time finds the sites due."""
    for path in settings.crawl_dir.glob("*.report.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        told.pop("checksum", None)
        told["started_at"] = (datetime.now(UTC) - timedelta(days=3)).isoformat()
        path.write_text(json.dumps(told), encoding="utf-8")


def test_the_same_raw_archive_read_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    nights = make(tmp_path, only=[REPORTS[0]])
    found = []
    for number in range(2):
        settings = replace(nights.settings, data_dir=tmp_path / f"data{number}")
        if number == 0:
            with Runner(settings, Progress(), "ingest") as runner:
                runner.ingest([nights.reports[REPORTS[0]].path], A, "pdfium")
        else:
            shutil.copytree(tmp_path / "data0" / "raw", settings.raw_dir)
            with Runner(settings, Progress(), "reread") as runner:
                runner.reread([A], "pdfium", [], again=False)
        found.append(lake_bytes(settings))
        assert lake.sites(settings.lake_dir) == [A]
    assert found[0] == found[1]
