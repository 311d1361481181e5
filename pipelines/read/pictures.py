"""Pictures inside documents that may be forms: read as scanned pages, each on a page of its own.

Documents that hold them (Word, web pages) store no pages, so that one more counts like any other. What was read from a
picture has no place on a page: its cells carry a reference.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from pipelines.formats.tools import SCAN
from pipelines.read import scan
from pipelines.values.amounts import looks_like_figure
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Page

INSIDE: Final = "picture "
"""How the references of cells begin that were read from a picture."""
_MOST: Final = 40
"""So many pictures of one document are read."""
_LEAST: Final = (400, 120)
"""Width and height in pixels below which a picture is a sign or a logo, and no table."""
_FEWEST_FIGURES: Final = 6


@dataclass(slots=True)
class PictureReader:
    """Reads the pictures of one document; counts those that it left out, and tells why."""

    left_out: int = 0
    notes: list[str] = field(default_factory=list)
    is_asked: bool = False
    _read: int = 0
    _known: set[bytes] = field(default_factory=set)
    """The digests of pictures that are no tables: the same one is not looked at again."""

    @property
    def tools(self) -> frozenset[str]:
        """Return the extra that was used, or would have been were it here."""
        return frozenset({SCAN.name}) if self.is_asked else frozenset()

    def page(self, packed: bytes, number: int) -> Page | None:
        """Return a picture as a page; None, counted or noted, where it is no table or cannot be read."""
        digest = sha256(packed).digest()
        page = None if digest in self._known else self._page(packed, number)
        if page is None:
            self._known.add(digest)
            self.left_out += 1
        return page

    def _page(self, packed: bytes, number: int) -> Page | None:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(io.BytesIO(packed)) as image:
                if image.width < _LEAST[0] or image.height < _LEAST[1] or self._read >= _MOST:
                    return None
                self.is_asked = True
                if not scan.is_available():
                    self._tell(f"pictures may be tables; {scan.REMEDY}")
                    return None
                self._read += 1
                doubts: list[str] = []
                pages = scan.read_picture(number, image, doubts)
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
            return None
        except DocumentError as error:
            self._tell(f"a picture was not read: {error}")
            return None
        if not pages or not _is_table(pages[0]):
            return None
        self.notes += doubts
        return _without_places(pages[0], self._read)

    def _tell(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _is_table(page: Page) -> bool:
    texts = [cell.text for grid in page.grids for cell in grid.cells] + [
        word for line in page.lines for word in line.text.split()
    ]
    return sum(map(looks_like_figure, texts)) >= _FEWEST_FIGURES


def _without_places(page: Page, number: int) -> Page:
    """Return a page whose cells refer to their picture, as the document has no page that shows them there."""
    grids = tuple(
        replace(
            grid,
            cells=tuple(
                replace(
                    cell,
                    box=None,
                    shown=None,
                    reference=f"{INSIDE}{number} table {at} row {cell.row + 1} column {cell.column + 1}",
                )
                for cell in grid.cells
            ),
        )
        for at, grid in enumerate(page.grids, start=1)
    )
    return replace(page, width=0.0, height=0.0, grids=grids)
