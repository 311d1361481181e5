"""The guards one by one: addresses, bodies, pauses, names of addresses."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pipelines.crawl.engine.addresses import GuardedResolver, is_public, refuse_private_literal
from pipelines.crawl.engine.body import IN_MEMORY, Body, Intake
from pipelines.crawl.engine.errors import RefusedError
from pipelines.crawl.engine.middlewares import retry_after
from pipelines.crawl.keeper import check_whole
from pipelines.crawl.names import document_name
from pipelines.crawl.walker import normal_url


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:c0a8:101::"),
        *("64:ff9b::7f00:1", "64:ff9b::c0a8:101"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(RefusedError, match="not a public address"):
        refuse_private_literal(address)


@pytest.mark.parametrize(
    "address", ["114.114.114.114", "2400:3200::1", "::ffff:114.114.114.114", "64:ff9b::7272:7272"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)
    refuse_private_literal(address)


def test_a_name_is_judged_by_what_it_resolves_to() -> None:
    async def resolve() -> None:
        await GuardedResolver().resolve("localhost", 80)

    with pytest.raises(RefusedError, match="localhost resolves to") as refused:
        asyncio.run(resolve())
    assert refused.value.kind == "private"


def taken(folder: Path, data: bytes, encoding: str = "", limit: int = 64 * 1024**2, step: int = 1000) -> Body:
    """Feed a body in small chunks."""
    intake = Intake(encoding, limit, folder)
    try:
        for start in range(0, len(data), step):
            intake.feed(data[start : start + step])
        return intake.finish()
    finally:
        intake.close()


TEXT = bytes(range(256)) * 40


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:])),
        ("gzip", gzip.compress(TEXT) + b"\0\0\0"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
    ids=["plain", "identity", "gzip", "x-gzip", "members", "padded", "deflate", "bare deflate"],
)
@pytest.mark.parametrize("step", [1, 700, 10**6])
def test_a_body_is_unpacked_as_it_comes(tmp_path: Path, encoding: str, data: bytes, step: int) -> None:
    assert taken(tmp_path, data, encoding, step=step) == Body(TEXT, len(TEXT))


def test_a_well_packed_body_is_unpacked_whole(tmp_path: Path) -> None:
    """A few kilobytes in, megabytes out, all from one chunk."""
    data = bytes(5 * 1024**2)
    body = taken(tmp_path, gzip.compress(data), "gzip", step=10**6)
    assert body.size == len(data)
    assert body.file is not None
    assert body.file.read_bytes() == data


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_packed_body_that_ends_early_is_no_body(tmp_path: Path, encoding: str, kept: float) -> None:
    packed = gzip.compress(TEXT) if encoding == "gzip" else zlib.compress(TEXT)
    with pytest.raises(RefusedError, match="ended too early") as refused:
        taken(tmp_path, packed[: int(len(packed) * kept)], encoding)
    assert refused.value.kind == "incomplete"


def test_a_bomb_is_stopped_at_the_limit_and_leaves_nothing(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(50 * 1024**2))
    with pytest.raises(RefusedError, match="more than 4 MiB") as refused:
        taken(tmp_path, bomb, "gzip", limit=4 * 1024**2)
    assert refused.value.kind == "too_large"
    assert list(tmp_path.iterdir()) == []


def test_a_large_body_goes_to_a_file(tmp_path: Path) -> None:
    data = b"x" * (IN_MEMORY + 1)
    body = taken(tmp_path / "new", data, step=10**5)
    assert body.file is not None
    assert body.file.read_bytes() == data
    assert len(body.head) < len(data)


def test_an_encoding_that_was_not_asked_for_is_refused(tmp_path: Path) -> None:
    for encoding in ("br", "gzip, gzip", "zstd"):
        with pytest.raises(RefusedError, match="not asked for"):
            taken(tmp_path, TEXT, encoding)


def test_retry_after_is_seconds_or_a_date() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert retry_after(b"120") == 120
    assert 80 < (retry_after(format_datetime(soon, usegmt=True).encode()) or 0) <= 90
    assert retry_after(b"Tue, 23 Sep 2025 08:00:00 GMT") == 0
    assert [retry_after(text) for text in (None, b"soon", b"", b"-5", b"1.5")] == [None] * 5


def test_a_cut_document_has_no_end(tmp_path: Path) -> None:
    file = tmp_path / "x"
    for kind, data in (("application/pdf", b"%PDF-1.4 ..."), ("application/zip", b"PK\x03\x04" + bytes(99))):
        file.write_bytes(data)
        with pytest.raises(RefusedError, match="cut off"):
            check_whole(file, kind)
    check_whole(b"%PDF-1.4 ... %%EOF\r\n\r\n<!-- served by -->", "application/pdf")


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://Www.X.gov.cn:80/a/../b.html#top", "http://www.x.gov.cn/b.html"),
        ("https://x.gov.cn:443/", "https://x.gov.cn/"),
        ("http://x.gov.cn:8080/?b=2&a=1", "http://x.gov.cn:8080/?a=1&b=2"),
        ("http://x.gov.cn/a;jsessionid=1F.n1?id=5&_t=99", "http://x.gov.cn/a?id=5"),
        ("http://x.gov.cn/a?PHPSESSID=5", "http://x.gov.cn/a?PHPSESSID=5"),
    ],
)
def test_addresses_of_one_page_are_one(url: str, normal: str) -> None:
    assert normal_url(url) == normal


@pytest.mark.parametrize(
    ("url", "media_type", "expected"),
    [
        ("http://x.cn/P020240101.pdf", "application/pdf", "P020240101.pdf"),
        ("http://x.cn/%E5%86%B3%E7%AE%97.xls", "application/vnd.ms-excel", "决算.xls"),
        ("http://x.cn/%BE%F6%CB%E3.doc", "application/msword", "决算.doc"),
        ("http://x.cn/down.jsp?fileName=a.pdf", "application/pdf", "a.pdf"),
        ("http://x.cn/art_1.html", "text/html", "教育局部门决算.html"),
        ("http://x.cn/download.do?iid=1", "application/pdf", "教育局部门决算.pdf"),
        ("http://x.cn/download.do?iid=1", "application/octet-stream", "教育局部门决算"),
    ],
)
def test_a_document_is_named_by_its_address_else_by_its_link(
    url: str, media_type: str, expected: str
) -> None:
    name = document_name(disposition=b"", url=url, link_text="教育局部门决算", media_type=media_type)
    assert name == expected
