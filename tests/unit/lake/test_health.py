"""A damaged lake file is set aside, told, and its site read again; other sites are untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.lake import files as lake
from pipelines.lake.frames import frames
from pipelines.lake.health import set_aside_damaged


def write(folder: Path, site: str) -> None:
    for number in range(3):
        key = f"{site}{number}"
        rows = {
            "documents": [{"document_id": key, "status": "extracted"}],
            "reading_notes": [
                {"note_id": f"{key}-{n}", "document_id": key, "text": "数" * n} for n in range(200)
            ],
        }
        with lake.SiteWriter(folder, site) as writer:
            writer.add(key, frames(rows))


@pytest.mark.parametrize("how", ["cut", "flipped", "emptied"])
def test_a_damaged_file_goes_and_its_site_counts_as_unread(tmp_path: Path, how: str) -> None:
    for site in ("a", "b"):
        write(tmp_path, site)
    path = tmp_path / "reading_notes" / "a.parquet"
    data = bytearray(path.read_bytes())
    if how == "cut":
        data = data[: len(data) // 2]
    elif how == "emptied":
        data = bytearray()
    else:
        data[40 : len(data) // 2] = bytes(len(data) // 2 - 40)
    path.write_bytes(data)
    told = set_aside_damaged(tmp_path, "a")
    assert len(told) == 1 and "reading_notes" in told[0]
    assert not path.exists()
    assert lake.known_documents(tmp_path, "a") == {}
    assert len(lake.known_documents(tmp_path, "b")) == 3
    assert len(list((tmp_path / "_damaged").iterdir())) == 2
    assert set_aside_damaged(tmp_path, "b") == set_aside_damaged(tmp_path, "a") == []
