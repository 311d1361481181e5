"""Time both readers file by file, in turn, each in a process of its own bound to one core."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pdfplumber

from bench.workers import peak_mib, workers
from pipelines.read import read
from pipelines.values.errors import DocumentError

READERS = ("juesuan", "pdfplumber")


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


def _serve(reader: str, connection: Connection) -> None:
    """Read each path that arrives and answer with its timing, until None arrives."""
    logging.disable(logging.ERROR)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    while (path := connection.recv()) is not None:
        start = time.perf_counter()
        try:
            pages = len(read(path).pages) if reader == READERS[0] else read_with_pdfplumber(path)
            error = ""
        except DocumentError as refused:
            pages, error = 0, refused.reason
        seconds = time.perf_counter() - start
        connection.send(Timing(pages, seconds, peak_mib(), error))


def measure(paths: Sequence[Path], rounds: int) -> Iterator[tuple[Path, dict[str, list[Timing]]]]:
    """Yield each file's timings by reader; a file that our reader refuses carries its error."""
    with workers(READERS, _serve) as connections:
        for i, path in enumerate(paths):
            timings: dict[str, list[Timing]] = {reader: [] for reader in READERS}
            for turn in range(rounds):
                order = READERS if (i + turn) % 2 == 0 else READERS[::-1]
                if turn == 0:
                    order = READERS
                for reader in order:
                    connections[reader].send(path)
                    timings[reader].append(connections[reader].recv())
                    if timings[reader][-1].error:
                        break
                if any(t.error for t in timings[READERS[0]]):
                    break
            yield path, timings
