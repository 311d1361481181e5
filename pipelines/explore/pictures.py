"""The bytes of documents and the pictures of their pages, with the cells marked in which figures stand.

A page of a PDF or an OFD and a frame of an image are drawn as they are. Documents of office programs are drawn as
LibreOffice prints them, where it is installed, and the figure is found there by the words beside it. Web pages and
plain text have no pages: an excerpt of the table shows the figure (:mod:`.excerpt`).
"""

from __future__ import annotations

import io
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines.explore.located import Beside, locate
from pipelines.explore.store import MissingError
from pipelines.formats.registry import (
    DOC,
    DOCX,
    ODP,
    ODS,
    ODT,
    OFD,
    PDF,
    PPT,
    PPTX,
    RTF,
    XLS,
    XLSB,
    XLSX,
)
from pipelines.formats.tools import find_libreoffice
from pipelines.read.pictures import INSIDE
from pipelines.settings import Settings
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box

if TYPE_CHECKING:
    from pipelines.archive.raw import Archive

Row = Mapping[str, Any]
_MOST_KEPT: Final = 64
_MOST_CONVERTED: Final = 200
_SECONDS: Final = 90
_SIDES: Final = ("x0", "top", "x1", "bottom")
_OFFICE: Final = {
    DOC: ".doc",
    DOCX: ".docx",
    ODP: ".odp",
    ODS: ".ods",
    ODT: ".odt",
    PPT: ".ppt",
    PPTX: ".pptx",
    RTF: ".rtf",
    XLS: ".xls",
    XLSB: ".xlsb",
    XLSX: ".xlsx",
}
"""Formats that LibreOffice prints, and the suffix by which it knows each."""


class Pictures:
    """Draws pages; one page at a time, since a page may take seconds, and the last ones are kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = (settings.cache_dir or settings.data_dir / "traces") / "printed"
        self._drawing = threading.Lock()
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()

    @cached_property
    def _archive(self) -> Archive:
        from pipelines.archive.raw import Archive

        return Archive.of(self._settings)

    def file(self, document: Row) -> Path:
        """Return where a document's bytes lie. Raises MissingError where the raw archive does not hold them."""
        found = self._archive.file_of(document["site"], document["sha256"])
        if found is None:
            raise MissingError("the document's bytes are not in the raw archive")
        return found

    def of(self, document: Row, figure: Row, beside: Beside) -> bytes:
        """Return the page of a figure or a statement as a PNG, its place marked.

        ``beside`` is what it is found by where its format has no pages.
        Raises MissingError, with the reason, for what cannot be drawn.
        """
        kind = document["media_type"]
        number, boxes = figure["page"], tuple(box_of(figure))
        if kind == PDF:
            return self._keeping(
                (document["sha256"], number, boxes), lambda: _page(self.file(document), number, boxes)
            )
        if kind.startswith("image/"):
            return self._keeping(
                (document["sha256"], number, boxes), lambda: _frame(self.file(document), number, boxes)
            )
        if kind == OFD or (kind in _OFFICE and find_libreoffice() and boxes):
            return self._keeping(
                (document["sha256"], number, boxes), lambda: _page(self._as_pdf(document), number, boxes)
            )
        if (figure.get("cell_reference") or "").startswith(INSIDE):
            raise MissingError("it was read from a picture inside the document")
        if kind in _OFFICE and find_libreoffice():
            text = figure["text_printed"]
            key = (document["sha256"], text, beside)
            return self._keeping(key, lambda: self._printed(document, text, beside))
        raise MissingError("its format has no pages")

    def _keeping(self, key: Hashable, draw: Callable[[], bytes]) -> bytes:
        with self._drawing:
            if key not in self._kept:
                try:
                    self._kept[key] = draw()
                except DocumentError as error:
                    raise MissingError(str(error)) from error
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    def _printed(self, document: Row, text: str, beside: Beside) -> bytes:
        printed = self._as_pdf(document)
        found = locate(printed, text, beside)
        if found is None:
            raise MissingError("it was not found again among the pages that LibreOffice prints")
        number, box = found
        return _page(printed, number, [box])

    def _as_pdf(self, document: Row) -> Path:
        """Return a document as it is printed; the last ones are kept."""
        target = self._folder / f"{document['sha256']}.pdf"
        if target.exists():
            return target
        with tempfile.TemporaryDirectory(prefix="juesuan-") as name:
            made = _print(self.file(document), document["media_type"], Path(name))
            self._folder.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            shutil.copyfile(made, part)
            part.replace(target)
        kept = sorted(self._folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-_MOST_CONVERTED]:
            old.unlink(missing_ok=True)
        return target


def _print(path: Path, kind: str, folder: Path) -> Path:
    """Return a document as a PDF inside ``folder``. Raises DocumentError, or MissingError without LibreOffice."""
    if kind == OFD:
        from pipelines.read.ofd import to_pdf

        drawn = folder / "drawn.pdf"
        to_pdf(path, drawn)
        return drawn
    from pipelines.read.office import convert
    from pipelines.read.ooxml import OfficeLimits

    program = find_libreoffice()
    if program is None:
        raise MissingError("LibreOffice is not installed")
    limits = OfficeLimits(conversion_seconds=_SECONDS, processor_seconds=_SECONDS)
    return convert(program, path, _OFFICE[kind], folder, limits, form="pdf")


def can_be_drawn(document: Row) -> bool:
    """Tell whether a document's format has pages that this machine may draw."""
    kind = document["media_type"] or ""
    return (
        kind in (PDF, OFD)
        or kind.startswith("image/")
        or (kind in _OFFICE and find_libreoffice() is not None)
    )


def warm_up() -> None:
    """Load what draws, so that the first picture waits for nothing else."""
    import pipelines.read.pdf.render  # noqa: F401


def _page(path: Path, number: int, boxes: Sequence[Box]) -> bytes:
    from pipelines.read.pdf.render import render_page_png

    return render_page_png(path, number, mark=boxes)


def _frame(path: Path, number: int, boxes: Sequence[Box]) -> bytes:
    """Return a frame of an image file as a PNG with boxes marked, which are in points of its size."""
    from PIL import Image, ImageDraw, ImageOps

    from pipelines.read.pdf.render import MARGIN, MARK
    from pipelines.read.scan.image import ImageLimits, load_frames

    ((_, sheet),) = load_frames(path, [number], ImageLimits())
    with Image.open(path) as image:
        image.seek(number - 1)
        shown = ImageOps.exif_transpose(image).convert("RGB")
    scale = shown.width / sheet.width
    pen = ImageDraw.Draw(shown)
    for box in boxes:
        frame = (box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN)
        pen.rectangle([side * scale for side in frame], outline=MARK, width=max(2, round(scale)))
    packed = io.BytesIO()
    shown.save(packed, "PNG")
    return packed.getvalue()


def box_of(figure: Row) -> list[Box]:
    """Return the box of a figure's cell in points of its page; none where its format has no places."""
    return [Box(*(figure[side] for side in _SIDES))] if figure.get("x0") is not None else []
