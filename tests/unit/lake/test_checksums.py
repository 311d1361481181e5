"""Damaged lake files: found by decoding, or by a checksum that is no longer theirs."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from pipelines.lake.health import set_aside_damaged

SITE = "甲县"


def lake(folder: Path) -> Path:
    for relation in ("documents", "line_items"):
        (folder / relation).mkdir(parents=True)
        frame = pl.DataFrame({"document_id": [f"{n:05d}" for n in range(5_000)]})
        frame.write_parquet(folder / relation / f"{SITE}.parquet", compression="uncompressed")
    return folder


def flip(path: Path, at: int) -> None:
    """Change one byte and nothing that a listing shows."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_file_whose_bytes_are_those_that_were_decoded_is_not_decoded_again(tmp_path: Path) -> None:
    folder = lake(tmp_path)
    assert set_aside_damaged(folder, SITE) == []
    ledger = folder / "_sound" / f"{SITE}.json"
    assert ledger.exists()
    written = ledger.stat().st_mtime_ns
    assert set_aside_damaged(folder, SITE) == [] and ledger.stat().st_mtime_ns == written


@pytest.mark.parametrize("ledger", ["", "{", "[]", '{"line_items": 1, "documents": "x"}'])
def test_damage_is_found_whatever_the_ledger_says(tmp_path: Path, ledger: str) -> None:
    folder = lake(tmp_path)
    assert set_aside_damaged(folder, SITE) == []
    (folder / "_sound" / f"{SITE}.json").write_text(ledger, encoding="utf-8")
    flip(folder / "line_items" / f"{SITE}.parquet", -10)
    (told,) = set_aside_damaged(folder, SITE)
    assert "line_items" in told and "written again" in told
    assert not (folder / "documents" / f"{SITE}.parquet").exists(), "every document is read again"


def test_damage_that_no_listing_shows_is_found_after_a_sound_night(tmp_path: Path) -> None:
    folder = lake(tmp_path)
    assert set_aside_damaged(folder, SITE) == []
    flip(folder / "line_items" / f"{SITE}.parquet", -10)
    assert len(set_aside_damaged(folder, SITE)) == 1
    assert set_aside_damaged(folder, SITE) == []
