"""Plan a night over many sites: which documents belong to which site, by one pass and by one pass a site.

``python -m bench.plan --sites 2850 --records 160`` writes the records of that many sites into a temporary archive and
prints processor seconds. The pass a site is timed on a few sites and multiplied.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipelines.archive.raw import Archive

_SAMPLE = 3
T = TypeVar("T")
_START = datetime(2025, 9, 1, tzinfo=UTC)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.plan", description=__doc__)
    parser.add_argument("--sites", type=int, default=2_850)
    parser.add_argument("--records", type=int, default=160)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), options.sites, options.records)
        first, found = _timed(lambda: Archive(Path(folder)).documents_by_site())
        archive = Archive(Path(folder))
        archive.documents_by_site()
        one = sum(_timed(partial(archive.documents, site))[0] for site in archive.sites()[:_SAMPLE])
    documents = sum(map(len, found.values()))
    print(f"{options.sites:,} sites, {documents:,} documents")
    print(f"one pass for all sites        {first:8.1f} CPU-s")
    print(f"one pass a site, by {_SAMPLE} of them {one / _SAMPLE * options.sites:8.1f} CPU-s")
    return 0


def _write(folder: Path, sites: int, records: int) -> None:
    """Write the journals of an archive without its files."""
    (folder / "records").mkdir(parents=True)
    for site in range(sites):
        lines = (json.dumps(_record(site, number)) for number in range(records))
        (folder / "records" / f"s{site:04d}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _record(site: int, number: int) -> dict[str, object]:
    sha256 = hashlib.sha256(f"{site} {number}".encode()).hexdigest()
    return {
        "sha256": sha256,
        "file_name": f"{number}.pdf",
        "source_url": f"https://s{site}.example/{number}.pdf",
        "page_url": f"https://s{site}.example/{number}.html",
        "page_title": "部门决算公开",
        "page_date": "2025-09-01",
        "fetched_at": (_START + timedelta(seconds=number)).isoformat(),
        "size_bytes": 1,
        "division_code": "330903",
        "archived_as": f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}.pdf",
    }


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    before = time.process_time()
    found = work()
    return time.process_time() - before, found


if __name__ == "__main__":
    raise SystemExit(main())
