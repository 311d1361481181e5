"""Tell which page objects lie on a layer (optional content group) that is switched off by default."""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Sequence
from functools import cached_property
from itertools import compress
from pathlib import Path

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import dict_value, list_value, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from pipelines.read.pdf import native

_O, _C = b"OC"


class HiddenLayers:
    """The hidden layers of one document; its catalogue is read only when a page uses layers at all.

    PDFium names an object's layer but does not tell the default state, which stands in the catalogue.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = (ctypes.c_ushort * 256)()
        self._length = ctypes.c_ulong()
        self._name_at = ctypes.addressof(self._name)
        self._length_at = ctypes.addressof(self._length)

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of the layers that are off when the document opens."""
        with self._path.open("rb") as stream:
            try:
                catalog = PDFDocument(PDFParser(stream)).catalog
                properties = dict_value(catalog.get("OCProperties"))
                default = dict_value(properties.get("D"))
                groups = list_value(properties.get("OCGs"))
                off = list_value(default.get("OFF"))
                on = list_value(default.get("ON"))
            except PSException:
                return frozenset()
            base = resolve1(default.get("BaseState"))
            hidden = [g for g in groups if g not in on] if getattr(base, "name", "") == "OFF" else off
            return frozenset(decode_text(dict_value(g).get("Name", b"")) for g in hidden)

    @cached_property
    def possible(self) -> bool:
        """Return whether the file can have layers: it names them, or packs its catalogue out of sight."""
        with self._path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return data.find(b"/OCProperties") >= 0 or data.find(b"/ObjStm") >= 0

    def hidden_among(self, objects: Sequence[int | None]) -> frozenset[int]:
        """Return those of some page objects that lie on a hidden layer."""
        if not self.possible:
            return frozenset()
        present = [obj for obj in objects if obj]
        marked = compress(present, map(native.object_count_marks, present))
        return frozenset(obj for obj in marked if self.hides(obj))

    def hides(self, obj: int) -> bool:
        """Return whether a page object stands in marked content of a hidden layer."""
        if not self.possible:
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
