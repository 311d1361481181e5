"""Changes: what is done to the bytes of a seed, at random; of a package also to its members and their names."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

Change = Callable[[bytes, Random], bytes]
_TOKENS: Final = (
    b"\x00", b"\xff\xfe", b"%%EOF", b"endstream", b"obj", b"<table>", b"</td>", b"<td colspan=99999999>", b"&#x110000;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<![CDATA[", b"PK\x05\x06", b"PK\x03\x04", b"-1", b"9" * 400, b"1e308",
    b"\r\n\r\n", b"=?utf-8?B?//8=?=", b"\xe4\xb8", "合计".encode(), "单位：元".encode(), b"(" * 200, b"/Kids",
)  # fmt: skip
_NAMES: Final = ("../../etc/passwd", "/abs", "a\x00b", "con", "x" * 300, "word/document.xml", chr(0xDCFF), "")
_MOST_AT_ONCE: Final = 6
_LONGEST: Final = 400_000


def changed(data: bytes, random: Random) -> bytes:
    """Return a seed after one or more changes."""
    changes: Sequence[Change] = [*_CHANGES, *(_PACKAGE_CHANGES * 2 if data.startswith(b"PK\x03\x04") else ())]
    for _ in range(random.choice((1, 1, 1, 2, 3, _MOST_AT_ONCE))):
        data = random.choice(changes)(data, random)[:_LONGEST]
        if not data.startswith(b"PK\x03\x04"):
            changes = _CHANGES
    return data


def _at(data: bytes, random: Random) -> int:
    return random.randrange(len(data) + 1)


def _flip(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :]


def _noise(data: bytes, random: Random) -> bytes:
    place = _at(data, random)
    return data[:place] + random.randbytes(random.randrange(1, 64)) + data[place + random.randrange(64) :]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: _at(data, random)]


def _headless(data: bytes, random: Random) -> bytes:
    return data[random.randrange(1, 64) :]


def _gone(data: bytes, random: Random) -> bytes:
    place = _at(data, random)
    return data[:place] + data[place + random.randrange(1, 2000) :]


def _repeated(data: bytes, random: Random) -> bytes:
    place = _at(data, random)
    part = data[place : place + random.randrange(1, 400)]
    return data[:place] + part * random.choice((2, 3, 200)) + data[place:]


def _moved(data: bytes, random: Random) -> bytes:
    one, other = sorted((_at(data, random), _at(data, random)))
    return data[other:] + data[one:other] + data[:one]


def _zeroed(data: bytes, random: Random) -> bytes:
    place, length = _at(data, random), random.randrange(1, 512)
    return data[:place] + bytes(min(length, len(data) - place)) + data[place + length :]


def _token(data: bytes, random: Random) -> bytes:
    place = _at(data, random)
    return data[:place] + random.choice(_TOKENS) + data[place:]


def _digits(data: bytes, random: Random) -> bytes:
    places = [place for place, byte in enumerate(data) if chr(byte).isdigit()]
    if not places:
        return data
    place = random.choice(places)
    return (
        data[:place]
        + random.choice((b"", b"-", b"99999999999", b"0x7f", b".", b"\xef\xbc\x91"))
        + data[place + 1 :]
    )


_CHANGES: Final[tuple[Change, ...]] = (
    _flip, _flip, _noise, _cut, _headless, _gone, _repeated, _moved, _zeroed, _token, _token, _digits,
)  # fmt: skip


def _members(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # a package that an earlier change broke is changed as bytes
        return []


def _packed(members: list[tuple[str, bytes]], data: bytes) -> bytes:
    if not members:
        return data
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in members:
                archive.writestr(zipfile.ZipInfo(name), body)
    except (ValueError, UnicodeError, OSError):
        return data
    return out.getvalue()


def _member_changed(data: bytes, random: Random) -> bytes:
    members = _members(data)
    if members:
        at = random.randrange(len(members))
        name, body = members[at]
        members[at] = (name, random.choice(_CHANGES)(body, random))
    return _packed(members, data)


def _member_named(data: bytes, random: Random) -> bytes:
    members = _members(data)
    if members:
        at = random.randrange(len(members))
        members[at] = (random.choice(_NAMES), members[at][1])
    return _packed(members, data)


def _member_twice(data: bytes, random: Random) -> bytes:
    members = _members(data)
    if members:
        members.insert(_place(members, random), (random.choice(members)[0], random.choice(members)[1]))
    return _packed(members, data)


def _member_gone(data: bytes, random: Random) -> bytes:
    members = _members(data)
    if len(members) > 1:
        del members[random.randrange(len(members))]
    return _packed(members, data)


def _place(members: list[tuple[str, bytes]], random: Random) -> int:
    return random.randrange(len(members) + 1)


_PACKAGE_CHANGES: Final[tuple[Change, ...]] = (
    _member_changed, _member_changed, _member_changed, _member_named, _member_twice, _member_gone,
)  # fmt: skip
