"""How much a file may unpack to: pages, sheets and parts that are used over and over make any number of little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate, chain, takewhile
from pathlib import Path
from typing import Final

from pipelines.read.ooxml import OfficeLimits
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Grid, Loss, Page, Reading

FEW_CHARACTERS: Final = 400_000
"""So many characters a file of any size may hold: a printed book of three hundred pages."""
_FEW_CELLS: Final = 50_000
_FEW_IMAGES: Final = 5
_BEGINS_AS_SCAN: Final = 3
_LEAST_IMAGE: Final = 2_000
"""Bytes that a file holds for each of its scanned pages: published scans have ten times as many."""
_BYTES_A_CELL: Final = 6
"""Published workbooks have eighteen bytes and more for each cell; nothing but rows of random figures comes to seven."""
_CHARACTERS_A_BYTE: Final = 1
"""Published files hold up to 0.5."""
CHARACTERS_A_BYTE_OF_PDF: Final = 0.4
"""Published PDFs hold up to 0.2; what is said of them goes for OFD too."""
_CHARACTERS_OF_OFD: Final = 300_000
_READ_CELLS: Final = 100_000
"""Filled cells that are read of a file of any size; those of published files come to half as many a megabyte."""
_CELLS_OF_TABLE: Final = 40
"""What a table takes beside its cells."""
READ_BYTES_A_CELL: Final = 10
"""Of a larger file so many more cells are read."""
READ_BYTES_A_CELL_OF_TEXT: Final = 4
"""A cell of a text stands there as it is, with its mark."""


def require_characters(characters: int, file_bytes: int, a_byte: float = _CHARACTERS_A_BYTE) -> None:
    """Raise DocumentError where a file holds more characters than any of its size: ``a_byte`` for each byte."""
    most = max(FEW_CHARACTERS, int(a_byte * file_bytes))
    if characters > most:
        raise DocumentError(
            f"the file unpacks to more than {most:,} characters, as no document of {file_bytes:,} bytes does"
        )


def characters_read_of_ofd(file_bytes: int) -> int:
    """Return how many characters are read of an OFD, which is drawn before: half as many again as are published."""
    return max(_CHARACTERS_OF_OFD, 3 * file_bytes // 10)


def require_images(images: int, read: int, total: int, file_bytes: int) -> None:
    """Raise DocumentError where a file shows more scanned pages than any of its size.

    ``images`` are those among the ``read`` pages. Where the first ones all are, the ``total`` are expected to be.
    """
    pages = total if images == read >= _BEGINS_AS_SCAN else images
    if pages > max(_FEW_IMAGES, file_bytes // _LEAST_IMAGE):
        raise DocumentError(
            f"the file shows {pages:,} pages as images, as no scan of {file_bytes:,} bytes does"
        )


def characters_of(pages: Iterable[Page]) -> int:
    """Return how many characters pages hold, in their lines and in the cells of their tables; so is a line's end."""
    return sum(
        sum(len(line.text) + 1 for line in page.lines)
        + sum(len(cell.text) for grid in page.grids for cell in grid.cells)
        for page in pages
    )


def as_far_as_read(reading: Reading, file_bytes: int, bytes_a_cell: int) -> Reading:
    """Return a reading as far as so many cells of tables that reading them takes no more than ten seconds.

    What lies behind is told as lost, with the place from which on: rows of one table, and all tables behind it.
    """
    most = max(_READ_CELLS, file_bytes // bytes_a_cell)
    left = most
    for at, page in enumerate(reading.pages):
        for number, grid in enumerate(page.grids):
            left -= _cost(grid)
            if left < 0:
                rest = [page.grids[number:], *(behind.grids for behind in reading.pages[at + 1 :])]
                kept = _first_rows(grid, _filled(grid) + left)
                lost = sum(map(_filled, chain.from_iterable(rest))) - sum(map(_filled, kept))
                rows = sum(part.n_rows for part in kept)
                first = next((cell.reference for cell in grid.cells if cell.row >= rows), "")
                row = f"row {rows + 1} of table {number + 1} on page {page.number}"
                told = (
                    f"from {first or row} on, {lost:,} cells of tables were not read: of a file of its size"
                    f" no more than {most:,} are"
                )
                pages = (
                    *reading.pages[:at],
                    replace(page, grids=(*page.grids[:number], *kept)),
                    *(replace(behind, grids=()) for behind in reading.pages[at + 1 :]),
                )
                return replace(reading, pages=pages, losses=(*reading.losses, Loss(told)))
    return reading


def _filled(grid: Grid) -> int:
    return sum(1 for cell in grid.cells if cell.text)


def _cost(grid: Grid) -> int:
    return _filled(grid) + _CELLS_OF_TABLE


def _first_rows(grid: Grid, most: int) -> tuple[Grid, ...]:
    """Return as many rows of a grid as ``most`` filled cells allow, as a grid where there are any."""
    filled = Counter(cell.row for cell in grid.cells if cell.text)
    taken = accumulate(filled[row] for row in range(grid.n_rows))
    rows = sum(1 for _ in takewhile(lambda cells: cells <= most, taken))
    cells = tuple(
        cell if cell.row + cell.row_span <= rows else replace(cell, row_span=rows - cell.row)
        for cell in grid.cells
        if cell.row < rows
    )
    return (replace(grid, n_rows=rows, cells=cells),) if cells else ()


def office_limits(path: Path, limits: OfficeLimits) -> OfficeLimits:
    """Return the limits of an office file: rows and cells that are told to be repeated make any number of one."""
    most = max(_FEW_CELLS, path.stat().st_size // _BYTES_A_CELL)
    return limits if limits.cells <= most else replace(limits, cells=most)
