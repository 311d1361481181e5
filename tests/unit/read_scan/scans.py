"""Typeset page images for the tests of the scan reader. Positions are in points from the top left corner."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from samples.fonts.subset import FONT_FILE

DPI = 200
SCALE = DPI / 72
WIDTH, HEIGHT = 420.0, 300.0
LEFT, TOP, ROW = 30.0, 60.0, 20.0
COLUMNS = (60.0, 140.0, 70.0, 70.0)
PAPER = 250

Slot = str | None
"""A text; None continues the cell to its left, ``"^"`` the cell above."""
Rows = Sequence[Sequence[Slot]]

TABLE: Rows = (
    ("项目", None, "合计", "基本支出"),
    ("科目编码", "科目名称", "^", "^"),
    ("合计", None, "1,510.27", "504.60"),
    ("201", "一般公共服务支出", "340.90", "289.20"),
    ("20805", "行政事业单位养老支出", "93.78", "0.00"),
    ("2101101", "行政单位医疗", "13.84", "3.14"),
    ("213", "农林水支出", "-2.86", ""),
    ("221", "住房保障支出", "1,061.75", "212.26"),
)


class Sheet:
    """A white page in grey to draw on; ``ruled`` is the shade of its lines."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, *, ruled: int = 30) -> None:
        self._ruled = ruled
        self.image = Image.new("L", (round(width * SCALE), round(height * SCALE)), PAPER)
        self._pen = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, text: str, *, size: float = 10.0) -> None:
        """Write text, its top left corner at x, y; line feeds break it."""
        font = ImageFont.truetype(str(FONT_FILE), round(size * SCALE))
        for i, line in enumerate(text.split("\n")):
            self._pen.text((x * SCALE, (y + i * size * 1.25) * SCALE), line, font=font, fill=20)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Rule a line two pixels wide."""
        self._pen.line([value * SCALE for value in (x0, y0, x1, y1)], fill=self._ruled, width=2)

    def pale(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Paint over a ruling so that a scanner sees it paler than print."""
        self._pen.line([value * SCALE for value in (x0, y0, x1, y1)], fill=205, width=4)

    def erase(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Paint a rectangle in the colour of the paper."""
        self._pen.rectangle([value * SCALE for value in (x0, top, x1, bottom)], fill=PAPER)

    def table(
        self,
        rows: Rows,
        columns: Sequence[float] = COLUMNS,
        *,
        x: float = LEFT,
        y: float = TOP,
        row: float = ROW,
    ) -> None:
        """Rule a table and write its texts, figures to the right."""
        edges = [x]
        for width in columns:
            edges.append(edges[-1] + width)
        bottom = y + len(rows) * row
        for r, texts in enumerate(rows):
            for c, text in enumerate(texts):
                top = y + r * row
                if text != "^":
                    self.line(edges[c], top, edges[c + 1], top)
                if text is not None:
                    self.line(edges[c], top, edges[c], top + row)
                if text and text != "^":
                    widest = max(len(part) for part in text.split("\n"))
                    is_figure = c > 1 and text[-1].isdigit()
                    at = edges[c + 1] - 5.4 * widest - 6 if is_figure else edges[c] + 4
                    self.text(at, top + 3, text)
        self.line(edges[-1], y, edges[-1], bottom)
        self.line(x, bottom, edges[-1], bottom)


def expected(rows: Rows) -> dict[tuple[int, int], tuple[str, int, int]]:
    """Return each cell's text, row span and column span by its row and column."""
    cells: dict[tuple[int, int], tuple[str, int, int]] = {}
    for r, texts in enumerate(rows):
        for c, text in enumerate(texts):
            if text is None or text == "^":
                continue
            wide = next((n for n in range(1, len(texts) - c) if texts[c + n] is not None), len(texts) - c)
            high = next((n for n in range(1, len(rows) - r) if rows[r + n][c] != "^"), len(rows) - r)
            cells[r, c] = (text, high, wide)
    return cells


def table_page(rows: Rows = TABLE, **options: float) -> Image.Image:
    """Return a page with a title and one table."""
    sheet = Sheet()
    sheet.text(150, 20, "支出决算表", size=16)
    sheet.text(LEFT, 46, "部门：")
    sheet.text(330, 46, "单位：万元")
    sheet.table(rows, **options)
    return sheet.image


def scanned(
    image: Image.Image, *, skew: float = 0.0, noise: float = 0.0, quality: int = 95, contrast: float = 1.0
) -> Image.Image:
    """Return what a scanner makes of a page: turned by degrees clockwise, noisy, faint, saved as JPEG."""
    if skew:
        image = image.rotate(-skew, resample=Image.Resampling.BICUBIC, fillcolor=PAPER)
    pixels = PAPER - (PAPER - np.asarray(image, dtype=np.float64)) * contrast
    pixels += np.random.default_rng(11).normal(0, noise, pixels.shape) if noise else 0
    buffer = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


def save(image: Image.Image, path: Path) -> Path:
    """Save an image with its resolution and return its path."""
    image.save(path, dpi=(DPI, DPI))
    return path
