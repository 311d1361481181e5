"""The reading room for Word documents (docx): paragraphs to lines, tables to grids, in document order.

A picture that may be a table is read as a scanned page of its own.

Headers, footers, comments, foot- and endnotes are not read. Word stores no pages: a new page begins where the
file records one (a page break, a section on a new page, the breaks that Word laid out when it last saved).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.formats.registry import DOCX
from pipelines.read.flow import chosen
from pipelines.read.ooxml import LIMITS, OfficeLimits, local, open_package, release
from pipelines.read.packed import office_limits
from pipelines.read.pictures import PictureReader
from pipelines.read.word.controls import emptied
from pipelines.read.word.document import Document
from pipelines.read.word.numbering import Numbering
from pipelines.read.word.paragraphs import ParagraphReader
from pipelines.read.word.pictures import PictureParts
from pipelines.read.word.runs import RunStyles
from pipelines.values.pages import Loss, Reading

READER: Final = "docx"
_BODY_BLOCKS: Final = ("p", "tbl", "sdt", "customXml", "ins", "moveTo", "del", "moveFrom", "altChunk")
_TOLD: Final = {
    "deletion": "tracked deletions were left out: {}",
    "placeholder": "content controls that nobody filled in were left out: {}",
    "hidden text": "pieces of hidden text were left out: {}",
    "struck-out text": "pieces of struck-out text were left out: {}",
    "white text": "pieces of white text on white were left out: {}",
    "shape": "lines and shapes in table cells were not read: {}",
    "hidden row": "hidden table rows were left out: {}",
    "picture": "pictures were not read: {}",
    "embedded object": "embedded objects (such as Excel sheets) were not read: {}",
    "embedded document": "embedded documents were not read: {}",
}


def read_docx(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: OfficeLimits = LIMITS
) -> Reading:
    """Read a Word document; ``reader`` is not used.

    Raises DocumentError for a damaged or protected file and for one beyond the limits.
    """
    limits = office_limits(path, limits)
    with open_package(path, limits) as package:
        main = package.main_part()
        texts = ParagraphReader(Numbering(package, main), RunStyles(package, main))
        pictures = PictureReader()
        document = Document(texts, PictureParts(package, main), pictures, limits, READER)
        for element in package.elements(main, *_BODY_BLOCKS):
            parent = element.getparent()
            if parent is not None and local(parent) == "body":
                texts.left_out["placeholder"] += emptied(element)
                document.block(element)
                release(element)
        texts.left_out["picture"] += pictures.left_out
        notes = _notes(document.left_out + texts.left_out) + pictures.notes
        if any(name.endswith("vbaproject.bin") for name in package.names()):
            notes.append("the document holds macros; they were not run")
    found = chosen(document.finish(), pages)
    losses = [*document.losses]
    if texts.left_out["embedded object"]:
        losses.append(Loss("the document holds embedded objects (such as Excel sheets), which were not read"))
    return Reading(DOCX, found, tuple(notes), pictures.tools, losses=tuple(losses))


def _notes(left_out: Counter[str]) -> list[str]:
    return [told.format(left_out[kind]) for kind, told in _TOLD.items() if left_out[kind]]


__all__ = ["read_docx"]
