"""Damaged lake files: whatever bit of one has changed, it is found, whether its values still decode or not."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from random import Random

import polars as pl
import pytest

from pipelines.lake.checksums import is_sound
from pipelines.lake.frames import encode
from pipelines.lake.health import all_damaged, set_aside_damaged

SITE = "甲县"


def lake(folder: Path) -> Path:
    for relation in ("documents", "line_items"):
        (folder / relation).mkdir(parents=True)
        frame = pl.DataFrame({"document_id": [f"{n:05d}" for n in range(5_000)], "元": range(5_000)})
        (folder / relation / f"{SITE}.parquet").write_bytes(encode(frame))
    return folder


def flip(path: Path, at: int, bit: int = 0) -> None:
    """Change one bit and nothing that a listing shows."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_flipped_bit_is_found_wherever_it_is_but_in_the_name_of_the_checksum(tmp_path: Path) -> None:
    path = lake(tmp_path) / "line_items" / f"{SITE}.parquet"
    whole = path.read_bytes()
    rows = pl.read_parquet(path)
    name = whole.rindex(b"juesuan.crc32")
    random = Random(20)
    changed = 0
    for at in random.sample([n for n in range(len(whole)) if not name <= n < name + 15], 400):
        flip(path, at, random.randrange(8))
        assert is_sound(path) is False, f"byte {at}"
        with contextlib.suppress(pl.exceptions.PolarsError, pl.exceptions.PanicException):
            changed += not pl.read_parquet(path).equals(rows)
        path.write_bytes(whole)
    assert changed, "some flips decode to other values"
    assert is_sound(path) is True


def test_the_same_rows_have_the_same_bytes_and_read_as_they_were_written() -> None:
    frame = pl.DataFrame({"金额": ["1.20", None], "n": [1, 2]})
    assert encode(frame) == encode(frame)
    assert pl.read_parquet(encode(frame)).equals(frame)


def test_a_checksum_is_found_before_a_long_footer(tmp_path: Path) -> None:
    wide = pl.DataFrame({f"column {n:05d} {'x' * 80}": [n] for n in range(2_000)})
    path = tmp_path / "wide.parquet"
    path.write_bytes(encode(wide))
    assert is_sound(path) is True
    flip(path, 5)
    assert is_sound(path) is False


def test_a_file_without_a_checksum_is_decoded(tmp_path: Path) -> None:
    folder = lake(tmp_path)
    path = folder / "line_items" / f"{SITE}.parquet"
    pl.read_parquet(path).write_parquet(path)
    assert is_sound(path) is None
    assert all_damaged(folder) == {}
    path.write_bytes(path.read_bytes()[:-20])
    assert list(all_damaged(folder)) == [path]


@pytest.mark.parametrize("at", [40, -10])
def test_damage_that_no_listing_shows_is_set_aside_once(tmp_path: Path, at: int) -> None:
    folder = lake(tmp_path)
    assert set_aside_damaged(folder, SITE) == []
    flip(folder / "line_items" / f"{SITE}.parquet", at)
    (told,) = set_aside_damaged(folder, SITE)
    assert "line_items" in told and "written again" in told
    assert not (folder / "documents" / f"{SITE}.parquet").exists(), "every document is read again"
    assert set_aside_damaged(folder, SITE) == []
