"""The places of a page's characters that are switched off, from pdfminer's walk over its operators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException

Shows = Callable[[object], bool]
Origin = tuple[str, float, float]


def hidden_origins(page: PDFPage, shows: Shows) -> list[Origin]:
    """Return (text, x, y) of each character drawn in content that is off, in the page's user space.

    Where nothing of the page's resources is off, the page is not walked.
    """
    if not _has_hidden(page.resources, shows):
        return []
    manager = PDFResourceManager()
    device = _Origins(manager)
    interpreter = _Interpreter(manager, device, shows)
    try:
        device.begin_page(page, (1, 0, 0, 1, 0, 0))
        interpreter.render_contents(page.resources, page.contents, ctm=(1, 0, 0, 1, 0, 0))
    except (PSException, TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError):
        pass  # what a damaged page draws after the damage, PDFium does not read either
    return device.found


def _has_hidden(resources: object, shows: Shows, depth: int = 0) -> bool:
    found = resolve1(resources)
    if not isinstance(found, dict) or depth > 4:
        return False
    properties = resolve1(found.get("Properties"))
    if isinstance(properties, dict) and not all(shows(one) for one in properties.values()):
        return True
    objects = resolve1(found.get("XObject"))
    for one in objects.values() if isinstance(objects, dict) else ():
        attributes = getattr(resolve1(one), "attrs", {})
        if not shows(attributes.get("OC")) or _has_hidden(attributes.get("Resources"), shows, depth + 1):
            return True
    return False


class _Origins(PDFLayoutAnalyzer):
    """Takes characters and keeps those that are off; everything else of a layout is not made."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.found: list[Origin] = []
        self.is_hidden = False

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, *rest: Any) -> float:
        """Return a character's advance, its origin kept where it is off."""
        cid = rest[1]
        try:
            text = font.to_unichr(cid)
        except (PSException, KeyError):
            text = ""
        if self.is_hidden:
            self.found.append((text, matrix[4], matrix[5]))
        return float(font.char_width(cid) * fontsize * scaling)

    def paint_path(self, *_: Any) -> None:
        """Draw nothing."""

    def render_image(self, *_: Any) -> None:
        """Draw nothing."""


class _Interpreter(PDFPageInterpreter):
    """Follows marked content and objects with conditions."""

    def __init__(self, manager: PDFResourceManager, device: _Origins, shows: Shows) -> None:
        super().__init__(manager, device)
        self._sink = device
        self._shows = shows
        self._marks: list[bool] = []

    def subinterp(self) -> _Interpreter:
        """Return an interpreter for a form, which inherits what is off."""
        inner = type(self)(self.rsrcmgr, self._sink, self._shows)
        inner._marks = [any(self._marks)]
        return inner

    def do_BMC(self, tag: Any) -> None:  # noqa: N802  # the operator's name
        """Begin marked content without properties."""
        self._begin(True)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        """Begin marked content; that of ``/OC`` shows as its properties say."""
        content: object = props
        name = getattr(props, "name", None)
        if name is not None:
            listed = resolve1(self.resources.get("Properties"))
            content = listed.get(name) if isinstance(listed, Mapping) else None
        self._begin(self._shows(content) if getattr(tag, "name", "") == "OC" else True)

    def do_EMC(self) -> None:  # noqa: N802
        """End marked content."""
        if self._marks:
            self._marks.pop()
        self._sink.is_hidden = any(self._marks)

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        """Draw a form or an image, off where its own condition or that around it says so."""
        xobject = resolve1(self.xobjmap.get(getattr(xobjid_arg, "name", "")))
        condition = getattr(xobject, "attrs", {}).get("OC")
        self._begin(self._shows(condition))
        try:
            super().do_Do(xobjid_arg)
        finally:
            self.do_EMC()

    def _begin(self, shows: bool) -> None:
        self._marks.append(not shows)
        self._sink.is_hidden = any(self._marks)
