"""Tell office files apart: packages by their content types, compound files by the streams in their root."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from pipelines.formats.compound import root_streams

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC: Final = "application/msword"
XLS: Final = "application/vnd.ms-excel"
PPT: Final = "application/vnd.ms-powerpoint"
RTF: Final = "application/rtf"
PROTECTED: Final = "application/x-encrypted-office"
UNKNOWN_COMPOUND: Final = "application/x-ole-storage"

_CONTENT_TYPES: Final = "[Content_Types].xml"
_MOST_BYTES: Final = 4 * 1024**2
# Macro-enabled files, templates and binary workbooks name their main part in ways of their own.
_MAIN_PARTS: Final = (
    (
        re.compile(rb"(?:wordprocessingml|ms-word)\.(?:document|template)[\w.]*\.main\+xml", re.IGNORECASE),
        DOCX,
    ),
    (
        re.compile(rb"(?:spreadsheetml|ms-excel)\.(?:sheet|template)[\w.]*\.main(?:\+xml)?", re.IGNORECASE),
        XLSX,
    ),
    (re.compile(rb"(?:presentationml|ms-powerpoint)\.[\w.]+\.main\+xml", re.IGNORECASE), PPTX),
)
_STREAMS: Final = (
    ("EncryptedPackage", PROTECTED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
)


def package_kind(archive: zipfile.ZipFile) -> str | None:
    """Return the media type that a package's content types give its main part, None where they give none."""
    try:
        with archive.open(_CONTENT_TYPES) as stream:
            listed = stream.read(_MOST_BYTES)
    except (KeyError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return None
    return next((kind for pattern, kind in _MAIN_PARTS if pattern.search(listed)), None)


def compound_kind(path: Path) -> str:
    """Return the media type of a compound file.

    Where its directory is damaged, the name of a stream anywhere in the file decides.
    """
    streams = root_streams(path)
    if streams is not None:
        folded = {name.casefold() for name in streams}
        return next((kind for name, kind in _STREAMS if name.casefold() in folded), UNKNOWN_COMPOUND)
    data = path.read_bytes()
    for name, kind in _STREAMS:
        if ("\0" + name + "\0").encode("utf-16-le")[1:] in data:
            return kind
    return UNKNOWN_COMPOUND
