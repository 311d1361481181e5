"""Archives written byte by byte, for what no ordinary writer makes."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


def zip_of(path: Path, *members: tuple[str, bytes]) -> Path:
    """Write an ordinary zip with UTF-8 names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def raw_zip(
    path: Path,
    *members: tuple[bytes, bytes],
    flags: int = 0,
    mode: int = 0,
    extra: bytes = b"",
    says: int | None = None,
) -> Path:
    """Write a zip of stored members with names as bytes; ``says`` forges the unpacked size."""
    body, directory = b"", b""
    for name, data in members:
        size = len(data) if says is None else says
        crc, offset = zlib.crc32(data), len(body)
        body += _LOCAL.pack(b"PK\3\4", 20, flags, 0, 0, 0, crc, len(data), size, len(name), len(extra))
        body += name + extra + data
        directory += _CENTRAL.pack(
            *(b"PK\1\2", 0x0314, 20, flags, 0, 0, 0, crc, len(data), size, len(name), len(extra)),
            *(0, 0, 0, mode << 16, offset),
        )
        directory += name + extra
    end = _END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(body), 0)
    path.write_bytes(body + directory + end)
    return path


def overlapping_zip(path: Path, copies: int) -> Path:
    """Write a zip whose directory names one stored kernel again and again."""
    kernel = zlib.compress(b"\0" * 4_000_000)[2:-4]
    crc, name = zlib.crc32(b"\0" * 4_000_000), b"a.txt"
    body = _LOCAL.pack(b"PK\3\4", 20, 0, 8, 0, 0, crc, len(kernel), 4_000_000, len(name), 0) + name + kernel
    entry = _CENTRAL.pack(
        *(b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(kernel), 4_000_000, len(name), 0, 0, 0, 0, 0, 0)
    )
    directory = (entry + name) * copies
    end = _END.pack(b"PK\5\6", 0, 0, copies, copies, len(directory), len(body), 0)
    path.write_bytes(body + directory + end)
    return path


def rar4(path: Path, *members: tuple[bytes, bytes], flags: int = 0) -> Path:
    """Write a RAR 4 archive of stored members with names as bytes."""
    data = b"Rar!\x1a\x07\x00" + _rar_block(0x73, 0, b"\0" * 6)
    for name, content in members:
        head = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 2, zlib.crc32(content), 0, 20, 0x30, len(name), 0x20
        )
        data += _rar_block(0x74, 0x8000 | flags, head + name) + content
    path.write_bytes(data + _rar_block(0x7B, 0x4000, b""))
    return path


def _rar_block(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def rar5(path: Path, *members: tuple[str, bytes]) -> Path:
    """Write a RAR 5 archive of stored members."""
    data = b"Rar!\x1a\x07\x01\x00" + _rar5_block(bytes((1, 0, 0)))
    for name, content in members:
        raw = name.encode()
        size = _vint(len(content))
        head = b"\x02\x02" + size + b"\x04" + size + b"\x20" + struct.pack("<I", zlib.crc32(content))
        data += _rar5_block(head + b"\x00\x00" + _vint(len(raw)) + raw) + content
    path.write_bytes(data + _rar5_block(bytes((5, 0, 0))))
    return path


def _rar5_block(body: bytes) -> bytes:
    sized = _vint(len(body)) + body
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _vint(number: int) -> bytes:
    data = b""
    while number > 0x7F:
        data += bytes((number & 0x7F | 0x80,))
        number >>= 7
    return data + bytes((number,))
