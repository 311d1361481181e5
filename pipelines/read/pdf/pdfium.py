"""Read pages through PDFium: the fast reader. PDFium is not thread-safe: use processes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import Final

import pypdfium2.raw as raw

from pipelines.containers import carried
from pipelines.containers.names import file_name, harmless
from pipelines.read.packed import CHARACTERS_A_BYTE_OF_PDF, require_characters, require_images
from pipelines.read.pdf import native
from pipelines.read.pdf.annotations import CARRIES_FILE, attached_files, flattened
from pipelines.read.pdf.chars import CharReader, PageText
from pipelines.read.pdf.document import Drawing, open_document
from pipelines.read.pdf.drawn import large_pictures, with_drawn_figures, with_pictures
from pipelines.read.pdf.geometry import Frame, displayed_frame, enlarged_frame, tilted_frame
from pipelines.read.pdf.layers import HiddenLayers
from pipelines.read.pdf.layout import lay_out
from pipelines.read.pdf.rulings import PageRulings, RulingReader
from pipelines.read.pdf.sight import take_unseen
from pipelines.read.pdf.turned import has_slanted_rules, parted, tilt_of, turns_to_upright, with_places
from pipelines.read.scan.pdfpage import is_overdrawn, read_image_page, shows_image
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Loss, Page

NAME = "pdfium"
_MANY_PIECES: Final = 10_000
"""Pages of small print, each character a piece of its own, were found with up to 1,400."""
_MOST_COMPARED: Final = 40_000**2
"""Over all pages with many pieces, the sum of their squares."""


def page_frame(page: int, turns: int = 0) -> Frame:
    """Return the displayed frame of an open page: media and crop box, inherited or not, and rotation.

    ``turns`` are further quarter turns clockwise.
    """
    box = raw.FS_RECTF()
    native.page_bounds(page, ctypes.addressof(box))
    return displayed_frame(box.left, box.bottom, box.right, box.top, native.page_rotation(page) + turns)


def read_pages(
    path: Path, pages: Sequence[int] | None, notes: list[str], losses: list[Loss]
) -> Iterator[Page]:
    """Yield the chosen pages (numbers from 1; None: all), one open at a time; add oddities to ``notes``.

    What can be seen and was not read is added to ``losses``.
    """
    document = open_document(path)
    drawing = Drawing(path)
    try:
        if not raw.FPDF_DocumentHasValidCrossReferenceTable(document.raw):
            notes.append("the cross-reference table is broken and was rebuilt")
        are_told = _tell_attached(path, attached_files(document.raw), notes, losses)
        handle = ctypes.cast(document.raw, ctypes.c_void_p).value or 0
        if kind := document.get_formtype():
            if kind == raw.FORMTYPE_XFA_FULL:
                losses.append(
                    Loss("the PDF is a form (XFA) that Adobe's programs alone show; it was not read")
                )
            document.init_forms()
        fields = document.formenv.raw if document.formenv else None
        reader = _PageReader(path, len(document), drawing, notes, losses)
        for number in pages if pages is not None else range(1, len(document) + 1):
            if not 1 <= number <= len(document):
                raise DocumentError(f"page {number} is not among the {len(document)} pages", page=number)
            page = native.load_page(handle, number - 1)
            own = 0
            if page:
                page, own, lost = flattened(handle, number - 1, page, fields)
                told = (text for text in lost if not (are_told and text.endswith(CARRIES_FILE)))
                losses.extend(Loss(text, number) for text in told)
            if page and reader.is_crowded(number, page):
                frame = page_frame(page)
                native.close_page(page)
                yield Page(number, frame.width, frame.height, reader=NAME)
                continue
            text_page = native.load_text(page) if page else None
            if not page or not text_page:
                raise DocumentError(f"page {number} is damaged and cannot be read", page=number)
            try:
                yield from reader.read(number, page, text_page, own)
            finally:
                native.close_text(text_page)
                native.close_page(page)
    finally:
        drawing.close()
        document.close()


def _tell_attached(path: Path, names: Sequence[str], notes: list[str], losses: list[Loss]) -> bool:
    """Tell of the files that a PDF carries: those that are documents of their own, and those that nobody reads.

    ``names`` are those of the whole document, others hang on its pages. Return whether all were told here.
    """
    members = list(carried(path))
    taken = (member.name for member in members if member.path is not None)
    notes.extend(
        f"the PDF carries an attached file, which is a document of its own: {name}" for name in taken
    )
    unread = [f"{member.name}: {member.problem}" for member in members if member.path is None]
    known = {member.containers[0] if member.containers else member.file_name for member in members}
    unread += [name or "without a name" for name in names if file_name(harmless(name)[0]) not in known]
    losses.extend(Loss(f"the PDF carries an attached file, which was not read: {name}") for name in unread)
    return bool(members)


class _PageReader:
    """Reads the open pages of one document, each once."""

    def __init__(
        self, path: Path, total: int, drawing: Drawing, notes: list[str], losses: list[Loss]
    ) -> None:
        self._layers = HiddenLayers(path)
        self._chars, self._rulings = CharReader(self._layers), RulingReader(self._layers)
        self._drawing = drawing
        self._notes = notes
        self._losses = losses
        self._file_bytes = path.stat().st_size
        self._total = total
        self._characters = self._images = self._read = self._compared = 0

    def is_crowded(self, number: int, page: int) -> bool:
        """Tell whether a page draws more pieces of text than can be put in order; it is then told as lost.

        PDFium compares each with all others at its height: 40,000 of one height took nine seconds.
        """
        count = native.page_count_objects(page)
        if count <= _MANY_PIECES:
            return False
        objects = map(native.each_object, repeat(native.pointer(page)), range(count))
        kinds = map(native.each_type, map(native.pointer, objects))
        pieces = sum(kind == native.OBJECT_TEXT for kind in kinds)
        if pieces <= _MANY_PIECES:
            return False
        self._compared += pieces * pieces
        if self._compared <= _MOST_COMPARED:
            return False
        self._losses.append(Loss(f"page {number} is drawn of too many pieces of text to be read", number))
        return True

    def read(self, number: int, page: int, text_page: int, own: int) -> tuple[Page, ...]:
        """Return a page from PDFium's handles of it and of its text; what follows ``own`` objects is annotations.

        A scanned sheet may hold two pages, which have its number.
        """
        self._read += 1
        frame = page_frame(page)
        text = self._chars.read(text_page, frame)
        self._characters += len(text.upright) + sum(map(len, text.turned.values()))
        require_characters(self._characters, self._file_bytes, CHARACTERS_A_BYTE_OF_PDF)
        if is_overdrawn(page, text):
            self._losses.append(
                Loss(f"page {number} is drawn of too many lines to be read as an image", number)
            )
        elif shows_image(page, frame, text) or text.is_lying:
            self._images += 1
            require_images(self._images, self._read, self._total, self._file_bytes)
            scanned = read_image_page(self._drawing, number, frame, self._notes)
            if scanned is not None:
                self._notes += [f"page {number} draws other digits than its text has"] * text.is_lying
                return scanned
            if text.is_lying:
                told = f"page {number} draws other digits than its text has"
                self._losses.append(Loss(told, number, is_damage=True))
        if not text.upright and not text.turned:
            self._notes.append(f"page {number} has no text")
        for count, what in (
            (text.unknown, "characters without a known text"),
            (text.outside, "characters outside the visible page"),
            (text.invisible, "characters drawn without ink, which were left out"),
        ):
            if count:
                self._notes.append(f"page {number} has {count} {what}")
        if text.outside_amounts:
            told = f"{text.outside_amounts} figures lie outside the visible page, and were not read"
            self._losses.append(Loss(told, number, is_unseen=True))
        ruled = self._rulings.read(page, frame, own)
        displayed, seen = frame, (text, ruled)
        frame, text, ruled = self._straightened(number, page, text_page, own, (frame, text, ruled))
        unseen = take_unseen(text, ruled, frame, self._layers.hidden_characters(number))
        self._notes.extend(
            f"page {number} has {count} characters that are {why}; they were left out"
            for why, count in unseen.items()
        )
        laid = with_drawn_figures(lay_out(number, frame, text, ruled, NAME), ruled)
        if frame != displayed:
            laid = with_places(laid, frame, displayed)
        laid, unread = with_pictures(laid, displayed, *seen, self._drawing, self._notes)
        self._losses.extend(unread)
        return (laid,)

    def _straightened(
        self, number: int, page: int, text_page: int, own: int, seen: tuple[Frame, PageText, PageRulings]
    ) -> tuple[Frame, PageText, PageRulings]:
        """Return the frame in which a page lies straight, its text and its rules; ``seen`` are the displayed ones."""
        frame, text, ruled = seen
        if (sheet := enlarged_frame(frame)) != frame:
            frame, text, ruled = self._read_in(sheet, page, text_page, own)
        if turns := 0 if large_pictures(ruled, frame) else turns_to_upright(text):
            sheet = enlarged_frame(page_frame(page, turns))
            frame, text, ruled = self._read_in(sheet, page, text_page, own)
            self._notes.append(
                f"the text of page {number} runs another way; it was read as if the sheet were turned"
            )
        if angle := tilt_of(text, ruled):
            frame, text, ruled = self._read_in(tilted_frame(frame, angle), page, text_page, own)
            self._notes.append(f"page {number} is tilted; it was read as if the sheet lay straight")
        if text.upright and has_slanted_rules(ruled):
            told = f"page {number} has rules that slant: its tables may not have been read as they stand"
            self._losses.append(Loss(told, number, is_damage=True))
        return frame, parted(text), ruled

    def _read_in(
        self, frame: Frame, page: int, text_page: int, own: int
    ) -> tuple[Frame, PageText, PageRulings]:
        return frame, self._chars.read(text_page, frame), self._rulings.read(page, frame, own)
