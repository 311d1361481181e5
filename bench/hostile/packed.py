"""Seeds of formats that are packed or made by programs: RAR and 7-Zip archives, rich text, Word 97-2003 documents."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipelines.formats.tools import find_libreoffice

_STORED: Final = 0x30


def rar4(name: str, data: bytes) -> bytes:
    """Return a RAR 4 archive of one stored member, named in GBK as old programs do."""
    shown = name.encode("gbk")
    crc = zlib.crc32(data)
    head = struct.pack("<IIBIIBBHI", len(data), len(data), 2, crc, 0, 20, _STORED, len(shown), 0x20)
    return b"".join(
        (
            b"Rar!\x1a\x07\x00",
            _block(0x73, 0, b"\0" * 6),
            _block(0x74, 0x8000, head + shown),
            data,
            _block(0x7B, 0x4000, b""),
        )
    )


def has_libarchive() -> bool:
    """Tell whether the Python package and the system's library are both there."""
    try:
        import_module("libarchive")
    except (ImportError, OSError):
        return False
    return True


def seven_zip(name: str, data: bytes) -> bytes:
    """Return a 7-Zip archive of one member, made by libarchive."""
    out = io.BytesIO()
    with import_module("libarchive").custom_writer(out.write, "7zip") as archive:
        archive.add_file_from_memory(name, len(data), data)
    return out.getvalue()


def rtf(above: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return rich text: paragraphs, and a table."""
    edges = "".join(f"\\cellx{1800 * (n + 1)}" for n in range(len(rows[0])))
    lines = [f"\\pard {_escaped(text)}\\par" for text in above]
    lines += [f"\\trowd{edges}{_cells(row)}\\row" for row in rows]
    return ("{\\rtf1\\ansi\\uc1\n" + "\n".join(lines) + "\n}").encode("ascii")


def doc(rich: bytes) -> bytes:
    """Return rich text as a document of Word 97-2003, made by LibreOffice."""
    program = find_libreoffice()
    assert program is not None
    with TemporaryDirectory() as folder:
        source = Path(folder) / "report.rtf"
        source.write_bytes(rich)
        subprocess.run(
            [
                *(program, f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", "doc", "--outdir", folder, str(source)),
            ],
            capture_output=True,
            check=True,
            timeout=180,
        )
        return source.with_suffix(".doc").read_bytes()


def _block(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def _cells(row: Sequence[str]) -> str:
    return "".join(f"\\intbl {_escaped(text)}\\cell" for text in row)


def _escaped(text: str) -> str:
    return "".join(one if one.isascii() else f"\\u{ord(one)}?" for one in text)


__all__ = ["doc", "has_libarchive", "rar4", "rtf", "seven_zip"]
