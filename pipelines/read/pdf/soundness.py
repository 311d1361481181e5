"""Tell whether a PDF file is complete, before any reader tries to repair it."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from pipelines.values.errors import DocumentError

_REFUSED = "so it must not be taken for a complete document"
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")


def require_complete(path: Path) -> None:
    """Raise DocumentError for a PDF whose end is missing.

    Readers rebuild such a file from the objects that are left, which looks like a shorter document. A whole
    file has a trailer or a cross-reference stream and ends with ``startxref`` and ``%%EOF``; junk after them
    is harmless unless it holds further objects. Wrong offsets are left to the reader to repair.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = data.rfind(b"%%EOF")
        if end < 0 or _OBJECT.search(data, end):
            raise DocumentError(
                f"the PDF is truncated: its end (%%EOF) is missing after {len(data)} bytes, {_REFUSED}"
            )
        has_index = data.rfind(b"trailer", 0, end) >= 0 or data.rfind(b"/XRef", 0, end) >= 0
        if not has_index or data.rfind(b"startxref", 0, end) < 0:
            raise DocumentError(f"the PDF is damaged: it has no cross-reference table, {_REFUSED}")
