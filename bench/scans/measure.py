"""Spoil a report's pages, read them as a document, and compare its figures with those that were typeset."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np
import pypdfium2
from PIL import Image

from bench.scans.spoil import DPI, WAYS, Picture, as_scanned
from pipelines.documents.status import judge
from pipelines.documents.walk import Walk, walk
from pipelines.values.identity import SourceHints
from pipelines.values.items import LineItem
from samples import SampleDocument

Key = tuple[str, str, str, str, str]
_POINTS: Final = 72
_SURE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of a spoilt report: printed, read right, right under a misread label, and wrong.

    Of the wrong ones ``unflagged`` are those that nothing warns of, ``proven`` those of them that count as proven.
    """

    printed: int
    right: int
    misnamed: int
    wrong: int
    unflagged: int
    proven: int
    status: str

    @property
    def recall(self) -> float:
        """Return the share of printed figures that were read right."""
        return self.right / self.printed if self.printed else 1.0


def pictures(document: SampleDocument, pages: Sequence[int]) -> list[Picture]:
    """Draw pages (numbers from 1) at the resolution of a scanner."""
    with closing(pypdfium2.PdfDocument(document.path)) as opened:
        drawn = [opened[number - 1].render(scale=DPI / _POINTS).to_pil().convert("RGB") for number in pages]
    return [np.asarray(image, dtype=np.uint8) for image in drawn]


def spoilt(drawn: Sequence[Picture], way: str, path: Path, *, two_up: bool = False) -> Path:
    """Write pages, spoilt one way, as a PDF of pictures; ``two_up`` puts two of them on each sheet after the cover."""
    images = [as_scanned(WAYS[way](page)) for page in drawn]
    if two_up:
        images = [images[0], *(np.hstack(images[i : i + 2]) for i in range(1, len(images) - 1, 2))]
    first, *rest = [Image.fromarray(image) for image in images]
    first.save(path, "PDF", resolution=DPI, save_all=True, append_images=rest, quality=90)
    return path


def score(path: Path, document: SampleDocument, pages: Sequence[int]) -> Score:
    """Read a spoilt report and compare it with what these pages of the document print."""
    walked = walk(path, SourceHints(path.name, document.division_code), reader="pdfium")
    truth: dict[Key, Decimal] = {}
    for cell in document.cells:
        if cell.page in pages:
            truth[(cell.form, cell.section, cell.code, cell.name, cell.measure)] = cell.value
    left = dict(truth)
    others = []
    for item in walked.examination.items:
        key = (item.form_code, item.section, item.item_code, item.item_name, item.measure)
        if left.get(key) == item.value:
            del left[key]
        else:
            others.append(item)
    right = len(truth) - len(left)
    wrong = [item for item in others if not _is_misnamed(item, left)]
    noted = {(note.page, note.table_no, note.row_no, note.column_no) for note in walked.notes}
    unflagged = [item for item in wrong if _is_sure(item, walked, noted)]
    proofs = [walked.examination.proofs[item.place].status for item in unflagged]
    status = judge(walked)[0]
    return Score(
        len(truth),
        right,
        len(others) - len(wrong),
        len(wrong),
        len(unflagged),
        proofs.count("proven"),
        status,
    )


def _is_misnamed(item: LineItem, left: dict[Key, Decimal]) -> bool:
    """Tell whether a figure is one of those left, in its form and column, under another name, and take it from them."""
    for key, value in left.items():
        form, section, code, _, measure = key
        is_there = (form, section, measure) == (item.form_code, item.section, item.measure)
        if is_there and value == item.value and (code == item.item_code or not code):
            del left[key]
            return True
    return False


def _is_sure(item: LineItem, walked: Walk, noted: Collection[tuple[object, ...]]) -> bool:
    is_doubted = item.confidence is not None and item.confidence < _SURE
    disputed = walked.examination.proofs[item.place].status == "disputed"
    return not (is_doubted or disputed or item.place in noted)
