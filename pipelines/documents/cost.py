"""How long a document's reading takes, estimated before it is opened: what batches are cut by.

What an earlier reading took is known best; without one the pages that the lake tells of it, and without these its
bytes and format. An estimate decides how documents are put together, never how they are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Final, TypeVar

from pipelines.disk import write_atomically
from pipelines.formats.registry import PDF
from pipelines.lake.files import KnownDocument
from pipelines.lake.parts import ReadDocument
from pipelines.values.source import SourceRecord

Item = TypeVar("Item")

_LEAST: Final = 0.2
"""Core-seconds of opening, recognising and typing a document of one short page."""
_PER_PAGE: Final = {PDF: 0.06}
_PER_PAGE_OTHERWISE: Final = 0.03
_IMAGES: Final = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp"})
_IMAGE: Final = 4.0
_THROUGH_OFFICE: Final = frozenset({".doc", ".wps", ".rtf", ".et", ".xls"})
_OFFICE: Final = 3.0
"""Starting LibreOffice, which converts these."""
_CONTAINERS: Final = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"})
_PER_MIB: Final = {".pdf": 6.0, ".ofd": 6.0}
"""A PDF with text has some 100 pages a MiB; one of scans some 8, each of which takes 60 times as long."""
_PER_MIB_OTHERWISE: Final = 2.0
_MIB: Final = 1024**2


def estimate(record: SourceRecord, known: KnownDocument | None, took: float | None = None) -> float:
    """Return the core-seconds that reading a document may take.

    ``known`` is what the lake holds of it, ``took`` what its last reading took.
    """
    if took is not None:
        return max(took, _LEAST)
    if known is not None and known.pages and known.status != "failed":
        scanned = (
            _IMAGE if known.reader == "scan" else _PER_PAGE.get(known.media_type or "", _PER_PAGE_OTHERWISE)
        )
        return _LEAST + known.pages * scanned
    suffix = PurePath(record.file_name).suffix.lower()
    mib = record.size_bytes / _MIB
    if suffix in _IMAGES:
        return _IMAGE
    if suffix in _CONTAINERS:
        return _LEAST
    start = _OFFICE if suffix in _THROUGH_OFFICE else _LEAST
    return start + mib * _PER_MIB.get(suffix, _PER_MIB_OTHERWISE)


def cut(items: Iterable[tuple[Item, float]], most: float) -> Iterator[list[tuple[Item, float]]]:
    """Put items together in their order until the next one would pass ``most``; one that alone does stands alone."""
    taken: list[tuple[Item, float]] = []
    total = 0.0
    for item, cost in items:
        if taken and total + cost > most:
            yield taken
            taken, total = [], 0.0
        taken.append((item, cost))
        total += cost
    if taken:
        yield taken


def remembered(lake_dir: Path, site: str) -> dict[str, float]:
    """Return what the last reading of a site's documents took in seconds, by document id."""
    try:
        kept = json.loads(_ledger(lake_dir, site).read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(lake_dir: Path, read: Iterable[ReadDocument]) -> None:
    """Keep what readings took; no row depends on it."""
    by_site: dict[str, dict[str, float]] = {}
    for one in read:
        by_site.setdefault(one.site, {})[one.document_id] = round(one.seconds, 2)
    for site, took in by_site.items():
        known = {**remembered(lake_dir, site), **took}
        write_atomically(_ledger(lake_dir, site), json.dumps(dict(sorted(known.items()))).encode())


def _ledger(lake_dir: Path, site: str) -> Path:
    return lake_dir / "_costs" / f"{site}.json"
