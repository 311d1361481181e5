"""Recorded list pages lead where they led when they were recorded; one test per recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.crawl.recording import replay
from pipelines.settings import PACKAGE_DIR
from pipelines.sites.load import load_site, site_files

ROOT = Path(__file__).resolve().parents[2]
RECORDED = sorted(path.parent for path in Path(__file__).with_name("recorded").glob("*/recorded.json"))
FILES = {path.stem: path for path in site_files([PACKAGE_DIR / "sites", ROOT / "samples" / "sites"])}


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)
def test_a_recording_leads_where_it_led(folder: Path) -> None:
    pages = replay(folder, load_site(FILES[folder.name]))
    assert pages
    for asked, then, now in pages:
        assert now == then, asked
