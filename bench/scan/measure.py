"""Time both ways of reading scanned pages in turn, each in a process of its own, both on one thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.workers import peak_mib, workers
from pipelines.read.pdf.document import Drawing, open_document
from pipelines.read.scan import DPI
from pipelines.read.scan.engine import THREADS, Engine, load_engine
from pipelines.read.scan.image import ScannedSheet, to_sheet
from pipelines.read.scan.page import read_sheet
from pipelines.read.scan.pdfpage import LONG_SIDE

WAYS: Final = ("by cell", "whole page")


@dataclass(frozen=True, slots=True)
class Timing:
    """One page read once: seconds, figures read (texts with digits), the process's peak memory in MiB."""

    seconds: float
    figures: int
    peak_mib: float


def draw(path: Path, number: int) -> ScannedSheet:
    """Draw a page of a PDF (numbers from 1) in grey at the resolution of the scan reader."""
    with closing(Drawing(path)) as drawing, closing(open_document(path)) as document:
        (image,) = drawing.draw(number, DPI, long_side=LONG_SIDE)
        width, height = document.get_page_size(number - 1)
        return to_sheet(np.asarray(image, dtype=np.uint8), width, height)


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF."""
    with closing(open_document(path)) as document:
        return len(document)


def _by_cell(engine: Engine, sheet: ScannedSheet) -> int:
    """Read a page as the scan reader does; return how many cells and lines hold digits."""
    pages = read_sheet(1, sheet, engine, [])
    texts = [cell.text for page in pages for grid in page.grids for cell in grid.cells]
    texts += [line.text for page in pages for line in page.lines]
    return sum(any(c.isdigit() for c in text) for text in texts)


def _whole_page(ocr: Any, sheet: ScannedSheet) -> int:
    """Read a page as RapidOCR does by itself; return how many of its lines hold digits."""
    texts = ocr(np.dstack([sheet.grey] * 3)).txts or ()
    return sum(any(c.isdigit() for c in text) for text in texts)


def _serve(way: str, connection: Connection) -> None:
    """Read each page that arrives and answer with its timing, until None arrives."""
    logging.disable(logging.ERROR)
    engine, ocr = None, None
    if way == WAYS[0]:
        engine = load_engine()
    else:
        from rapidocr import RapidOCR

        settings = {"EngineConfig.onnxruntime.intra_op_num_threads": THREADS, "Global.log_level": "error"}
        ocr = RapidOCR(params=settings)
    while (task := connection.recv()) is not None:
        sheet = draw(*task)
        start = time.perf_counter()
        figures = _by_cell(engine, sheet) if engine is not None else _whole_page(ocr, sheet)
        seconds = time.perf_counter() - start
        connection.send(Timing(seconds, figures, peak_mib()))


def measure(pages: Sequence[tuple[Path, int]]) -> Iterator[tuple[Path, int, dict[str, Timing]]]:
    """Yield each page's timings; the first page is read once before, so that models are loaded."""
    with workers(WAYS, _serve) as connections:
        for i, (path, number) in enumerate([pages[0], *pages] if pages else []):
            timings: dict[str, Timing] = {}
            for way in WAYS if i % 2 == 0 else WAYS[::-1]:
                connections[way].send((path, number))
                timings[way] = connections[way].recv()
            if i:
                yield path, number, timings
