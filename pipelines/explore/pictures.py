"""The bytes of documents and the pictures of their pages, with the cells marked in which figures stand."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pipelines.archive.raw import Archive
from pipelines.explore.store import MissingError
from pipelines.read.pdf.render import render_page_png
from pipelines.settings import Settings
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box

_MOST_KEPT: Final = 64
_SIDES: Final = ("x0", "top", "x1", "bottom")


class Pictures:
    """Draws pages; one page at a time, since a page may take a second, and the last ones are kept."""

    def __init__(self, settings: Settings) -> None:
        self._archive = Archive.of(settings)
        self._drawing = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, tuple[Box, ...]], bytes] = OrderedDict()

    def file(self, document: Mapping[str, Any]) -> Path:
        """Return where a document's bytes lie. Raises MissingError where the raw archive does not hold them."""
        found = self._archive.file_of(document["site"], document["sha256"])
        if found is None:
            raise MissingError
        return found

    def page(self, document: Mapping[str, Any], number: int, marked: Sequence[Box] = ()) -> bytes:
        """Return a page as a PNG. Raises MissingError for what has no pages that can be drawn, or not this one."""
        if document["media_type"] != "application/pdf":
            raise MissingError
        key = (document["sha256"], number, tuple(marked))
        with self._drawing:
            if key not in self._kept:
                try:
                    self._kept[key] = render_page_png(self.file(document), number, mark=marked)
                except DocumentError as error:
                    raise MissingError from error
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


def box_of(figure: Mapping[str, Any]) -> list[Box]:
    """Return the box of a figure's cell in points of its page; none where its format has no places."""
    return [Box(*(figure[side] for side in _SIDES))] if figure.get("x0") is not None else []
