"""Time the readers file by file, in turn, each in a process of its own bound to one core.

``WHOLE`` goes from a PDF's bytes to all its rows of the lake: read, recognised, proven, compared with its page.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pdfplumber

from bench.workers import peak_mib, workers
from pipelines.documents.extract import extract
from pipelines.read import read
from pipelines.values.errors import DocumentError
from pipelines.values.source import SourceRecord

PDFPLUMBER: Final = "pdfplumber"
READERS: Final = ("juesuan", PDFPLUMBER)
WHOLE: Final = "to rows"


@dataclass(frozen=True, slots=True)
class Timing:
    """One file read once: pages, seconds, peak memory of the reader's process in MiB; or an error."""

    pages: int
    seconds: float
    peak_mib: float
    error: str = ""


def read_with_pdfplumber(path: Path) -> int:
    """Find and extract all tables and the text of a PDF with pdfplumber; return the number of pages."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.find_tables():
                table.extract()
            page.extract_text()
            page.close()
        return len(document.pages)


def rows_of(path: Path) -> int:
    """Make all the lake's rows of a PDF; return the number of its pages. Raises DocumentError when refused."""
    content = path.read_bytes()
    (document,) = extract(
        SourceRecord(
            sha256=hashlib.sha256(content).hexdigest(),
            site="bench",
            file_name=path.name,
            source_url=path.as_uri(),
            page_url=None,
            page_title=None,
            page_date=None,
            fetched_at=datetime.now(UTC),
            size_bytes=len(content),
            division_code=None,
            archived_as="",
        ),
        path,
    )["documents"]
    if not document["pages"]:
        raise DocumentError(str(document["failure_reason"]))
    return int(str(document["pages"]))


_RUN: Final[dict[str, Callable[[Path], int]]] = {
    READERS[0]: lambda path: len(read(path).pages),
    PDFPLUMBER: read_with_pdfplumber,
    WHOLE: rows_of,
}


def _serve(reader: str, connection: Connection) -> None:
    """Read each path that arrives and answer with its timing, until None arrives."""
    logging.disable(logging.ERROR)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    while (path := connection.recv()) is not None:
        start = time.perf_counter()
        try:
            pages, error = _RUN[reader](path), ""
        except DocumentError as refused:
            pages, error = 0, refused.reason
        seconds = time.perf_counter() - start
        connection.send(Timing(pages, seconds, peak_mib(), error))


def measure(
    paths: Sequence[Path], rounds: int, readers: Sequence[str] = READERS
) -> Iterator[tuple[Path, dict[str, list[Timing]]]]:
    """Yield each file's timings by reader, the first of which is ours; a file that it refuses carries its error."""
    with workers(readers, _serve) as connections:
        for i, path in enumerate(paths):
            timings: dict[str, list[Timing]] = {reader: [] for reader in readers}
            for turn in range(rounds):
                order = readers if turn == 0 or (i + turn) % 2 == 0 else readers[::-1]
                for reader in order:
                    connections[reader].send(path)
                    timings[reader].append(connections[reader].recv())
                    if timings[reader][-1].error:
                        break
                if any(t.error for t in timings[readers[0]]):
                    break
            yield path, timings
