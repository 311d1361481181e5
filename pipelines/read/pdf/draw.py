"""Draw pages of a PDF with the system's fonts: a program of its own, started by ``render.py``.

    python draw.py PDF FOLDER SCALE PAGE …

Writes ``PAGE.png`` into the folder for each page number from 1, with ``SCALE`` pixels per point. It imports
nothing of juesuan: a process that reads has its fonts from juesuan alone (``fonts.py``), this one has not.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2


def draw(path: Path, folder: Path, scale: float, numbers: Sequence[int]) -> None:
    """Write the pages as PNG files."""
    document = pypdfium2.PdfDocument(path)
    for number in numbers:
        page = document[number - 1]
        page.render(scale=scale).to_pil().convert("RGB").save(folder / f"{number}.png")
        page.close()
    document.close()


if __name__ == "__main__":
    pdf, target, pixels, *pages = sys.argv[1:]
    draw(Path(pdf), Path(target), float(pixels), [int(page) for page in pages])
