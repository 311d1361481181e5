"""Time both readers file by file, in turn, each in a process of its own bound to one core."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pdfplumber

from pipelines.model import DocumentError
from pipelines.read import read

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
    unit = 1 if sys.platform == "darwin" else 1024
    while (path := connection.recv()) is not None:
        start = time.perf_counter()
        try:
            pages = len(read(path).pages) if reader == READERS[0] else read_with_pdfplumber(path)
            error = ""
        except DocumentError as refused:
            pages, error = 0, refused.reason
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
        connection.send(Timing(pages, seconds, peak, error))


@contextmanager
def _workers() -> Iterator[dict[str, Connection]]:
    """Start one process per reader and stop both at the end."""
    context = multiprocessing.get_context("spawn")
    connections: dict[str, Connection] = {}
    processes = []
    for reader in READERS:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(reader, theirs), daemon=True)
        process.start()
        connections[reader] = ours
        processes.append(process)
    try:
        yield connections
    finally:
        for connection, process in zip(connections.values(), processes, strict=True):
            connection.send(None)
            process.join()


def measure(paths: Sequence[Path], rounds: int) -> Iterator[tuple[Path, dict[str, list[Timing]]]]:
    """Yield each file's timings by reader; a file that our reader refuses carries its error."""
    with _workers() as connections:
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
