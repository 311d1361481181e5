"""Text and rules on layers (optional content, ISO 32000-1, 8.11) that are switched off when a page is opened.

PDFium names an object's layer but tells neither states nor conditions; both stand in the catalogue and in the page's
resources. Where a page has content that is off, pdfminer walks it once more for the places of its characters.
"""

from __future__ import annotations

import ctypes
import io
import mmap
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import Any, Final

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from pipelines.read.pdf import native
from pipelines.read.pdf.layered import hidden_origins

_O, _C = b"OC"
_MAY_HAVE_LAYERS: Final = re.compile(rb"/O(?:CProperties|bjStm)")
_DEEPEST: Final = 12
_DAMAGE: Final = (PSException, TypeError, ValueError, KeyError, AttributeError, RecursionError)
"""What pdfminer raises on damaged files."""


class LayerStates:
    """Which layers, and conditions on layers, show when a document is opened."""

    def __init__(self, catalog: Mapping[str, Any]) -> None:
        properties = _dict(catalog.get("OCProperties"))
        default = _dict(properties.get("D"))
        self._base_is_off = _name(default.get("BaseState")) == "OFF"
        self._on = frozenset(map(_identity, _list(default.get("ON"))))
        self._off = frozenset(map(_identity, _list(default.get("OFF"))))
        self.groups = _list(properties.get("OCGs"))

    @property
    def hidden_names(self) -> frozenset[str]:
        """Return the names of the layers that are off."""
        off = (_dict(group) for group in self.groups if not self.shows(group))
        return frozenset(decode_text(group.get("Name", b"")) for group in off)

    def shows(self, content: object, depth: int = 0) -> bool:
        """Tell whether an optional content group, or a membership dictionary, shows; anything else does."""
        found = _dict(content)
        if _name(found.get("Type")) == "OCMD":
            return self._membership(found, depth)
        if _name(found.get("Type")) != "OCG":
            return True
        view = _dict(_dict(found.get("Usage")).get("View"))
        if "ViewState" in view:
            return _name(view["ViewState"]) != "OFF"
        identity = _identity(content)
        if identity in self._off:
            return False
        return identity in self._on or not self._base_is_off

    def _membership(self, found: Mapping[str, Any], depth: int) -> bool:
        expression = resolve1(found.get("VE"))
        if isinstance(expression, list) and expression:
            return self._expression(expression, depth)
        listed = found.get("OCGs")
        groups = _list(listed) if isinstance(resolve1(listed), list) else [listed]
        states = [self.shows(group, depth + 1) for group in groups if _dict(group)]
        if not states:
            return True
        policy = _name(found.get("P")) or "AnyOn"
        if policy == "AllOn":
            return all(states)
        if policy == "AllOff":
            return not any(states)
        return not all(states) if policy == "AnyOff" else any(states)

    def _expression(self, expression: Sequence[Any], depth: int) -> bool:
        """Evaluate a visibility expression: ``[/Not x]``, ``[/And x y]``, ``[/Or x y]``."""
        operator, *operands = expression
        if depth > _DEEPEST:
            return True
        states = []
        for operand in operands:
            inner = resolve1(operand)
            is_nested = isinstance(inner, list)
            states.append(
                self._expression(inner, depth + 1) if is_nested and inner else self.shows(operand, depth + 1)
            )
        match _name(operator):
            case "Not":
                return not states[0] if states else True
            case "And":
                return all(states)
            case _:
                return any(states) or not states


class HiddenLayers:
    """The hidden layers of one document; its catalogue is read only when a page can use layers at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = (ctypes.c_ushort * 256)()
        self._length = ctypes.c_ulong()
        self._name_at = ctypes.addressof(self._name)
        self._length_at = ctypes.addressof(self._length)

    @cached_property
    def _document(self) -> PDFDocument | None:
        """Return the document as pdfminer sees it; None where it has no layers, or pdfminer cannot open it."""
        if not self.possible:
            return None
        try:
            document = PDFDocument(PDFParser(io.BytesIO(self._path.read_bytes())))
            return document if LayerStates(document.catalog).groups else None
        except _DAMAGE:
            return None

    @cached_property
    def _states(self) -> LayerStates | None:
        return LayerStates(self._document.catalog) if self._document is not None else None

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of the layers that are off when the document opens."""
        return self._states.hidden_names if self._states is not None else frozenset()

    @cached_property
    def possible(self) -> bool:
        """Return whether the file can have layers: it names them, or packs its catalogue out of sight."""
        with self._path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _MAY_HAVE_LAYERS.search(data) is not None

    @cached_property
    def _pages(self) -> list[PDFPage]:
        try:
            return list(PDFPage.create_pages(self._document)) if self._document is not None else []
        except _DAMAGE:
            return []

    def hidden_characters(self, number: int) -> list[tuple[str, float, float]]:
        """Return (text, x, y) of the characters of a page that are switched off, by their origins in user space."""
        if self._states is None or number > len(self._pages):
            return []
        return hidden_origins(self._pages[number - 1], self._states.shows)

    @cached_property
    def hide_any(self) -> bool:
        """Return whether any layer is off when the document opens."""
        return self.possible and bool(self.names)

    def hidden_among(self, objects: Sequence[int | None]) -> frozenset[int]:
        """Return those of some page objects that lie on a hidden layer."""
        if not self.hide_any:
            return frozenset()
        present = [obj for obj in objects if obj]
        marked = compress(present, map(native.object_count_marks, present))
        return frozenset(obj for obj in marked if self.hides(obj))

    def hides(self, obj: int) -> bool:
        """Return whether a page object stands in marked content of a hidden layer."""
        if not self.hide_any:
            return False
        for i in range(native.object_count_marks(obj)):
            mark = native.object_mark(obj, i)
            self._name[1] = 0
            native.mark_name(mark, self._name_at, ctypes.sizeof(self._name), self._length_at)
            if self._name[0] == _O and self._name[1] == _C and self._name[2] == 0:
                name = self._parameter(mark)
                if name and name in self.names:
                    return True
        return False

    def _parameter(self, mark: int) -> str:
        """Return the layer's name from a mark, or '' where the mark carries none."""
        if not native.mark_string(mark, b"Name", self._name_at, ctypes.sizeof(self._name), self._length_at):
            return ""
        size = min(self._length.value, ctypes.sizeof(self._name))
        return bytes(self._name)[:size].decode("utf-16-le", "replace").rstrip("\0")


def _dict(value: object) -> Mapping[str, Any]:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    found = resolve1(value)
    return found if isinstance(found, list) else []


def _name(value: object) -> str:
    return str(getattr(resolve1(value), "name", ""))


def _identity(value: object) -> object:
    """Return what tells a group from others: its object number, or itself where it is no reference."""
    return value.objid if isinstance(value, PDFObjRef) else id(value)
