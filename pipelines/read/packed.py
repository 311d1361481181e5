"""How much a file may unpack to: pages, sheets and parts that are used over and over make any number of little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from pipelines.read.ooxml import OfficeLimits
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Page

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
CHARACTERS_A_BYTE_OF_PDF: Final = 0.5
"""Published PDFs hold up to 0.2; what is said of them goes for OFD too."""


def require_characters(characters: int, file_bytes: int, a_byte: float = _CHARACTERS_A_BYTE) -> None:
    """Raise DocumentError where a file holds more characters than any of its size: ``a_byte`` for each byte."""
    most = max(FEW_CHARACTERS, int(a_byte * file_bytes))
    if characters > most:
        raise DocumentError(
            f"the file unpacks to more than {most:,} characters, as no document of {file_bytes:,} bytes does"
        )


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


def office_limits(path: Path, limits: OfficeLimits) -> OfficeLimits:
    """Return the limits of an office file: rows and cells that are told to be repeated make any number of one."""
    most = max(_FEW_CELLS, path.stat().st_size // _BYTES_A_CELL)
    return limits if limits.cells <= most else replace(limits, cells=most)
