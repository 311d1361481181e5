"""Typeset small PDFs for the reader's tests. Positions are in points from the top left corner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.read import read
from pipelines.values.pages import Grid, Page
from samples.fonts.subset import FONT_FILE

FONT = "STSong-Light"
WIDTH, HEIGHT = 400.0, 300.0
LEFT, TOP, COLUMN, ROW = 40.0, 60.0, 80.0, 24.0

EMBEDDED = "SamplesSerif"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))
pdfmetrics.registerFont(TTFont(EMBEDDED, str(FONT_FILE)))

Drawing = Callable[["Sheet"], None]


class Sheet:
    """A page to draw on, with y downwards from the top edge, in a font that is not embedded or in one that is."""

    def __init__(self, canvas: Any, font: str = FONT) -> None:
        self.canvas = canvas
        self.font = font

    def text(self, x: float, y: float, text: str, *, size: float = 10.0, turn: float = 0.0) -> None:
        """Write text with its baseline at y, turned counter-clockwise by degrees."""
        self.canvas.saveState()
        self.canvas.setFont(self.font, size)
        self.canvas.translate(x, HEIGHT - y)
        self.canvas.rotate(turn)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Stroke a line."""
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def rect(
        self, x0: float, top: float, x1: float, bottom: float, *, fill: int = 1, stroke: int = 0
    ) -> None:
        """Paint a rectangle."""
        self.canvas.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top, fill=fill, stroke=stroke)

    def clip(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Clip what follows to a rectangle."""
        path = self.canvas.beginPath()
        path.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top)
        self.canvas.clipPath(path, stroke=0, fill=0)

    def rules(self, rows: int, columns: int, *, x: float = LEFT, y: float = TOP) -> None:
        """Stroke all lines of a table with equal cells."""
        for r in range(rows + 1):
            self.line(x, y + r * ROW, x + columns * COLUMN, y + r * ROW)
        for c in range(columns + 1):
            self.line(x + c * COLUMN, y, x + c * COLUMN, y + rows * ROW)

    def cell_text(self, row: float, column: float, text: str, *, x: float = LEFT, y: float = TOP) -> None:
        """Write text into a cell of the equal table."""
        self.text(x + column * COLUMN + 5, y + row * ROW + 16, text)

    def fill_cells(self, texts: Sequence[Sequence[str]]) -> None:
        """Write the texts of the equal table; '' leaves a cell empty."""
        for r, row in enumerate(texts):
            for c, text in enumerate(row):
                if text:
                    self.cell_text(r, c, text)


def typeset(path: Path, *drawings: Drawing, rotation: int = 0, font: str = FONT, **options: Any) -> Path:
    """Write a PDF with one page per drawing and return its path."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, **options)
    for draw in drawings:
        if rotation:
            canvas.setPageRotation(rotation)
        draw(Sheet(canvas, font))
        canvas.showPage()
    canvas.save()
    return path


def read_page(path: Path, *, reader: str = "pdfium") -> Page:
    """Return the only page of a PDF."""
    (page,) = read(path, reader=reader).pages
    return page


def layout(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    """Return a grid's cells as (row, column, row span, column span, text)."""
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in grid.cells]


def texts(grid: Grid) -> list[list[str]]:
    """Return the texts of a grid without spans or holes, row by row."""
    assert len(grid.cells) == grid.n_rows * grid.n_columns
    return [[cell.text for cell in grid.row(r)] for r in range(grid.n_rows)]


def raw_pdf(content: bytes, *, page: bytes = b"", catalog: bytes = b"", extra: Sequence[bytes] = ()) -> bytes:
    """Return a PDF of one page (400 x 300) from its content stream; ``extra`` objects are numbered from 6."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 400 300] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R "
        + (page or b"/Resources << /Font << /F1 5 0 R >> >>")
        + b" >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *extra,
    ]
    data = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))
    return data + table + trailer
