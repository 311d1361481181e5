"""A warehouse is known to be built from the state of today until anything that it is made of changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.publish.unchanged import is_built, mark, state
from pipelines.settings import Settings


@pytest.fixture
def built(settings: Settings) -> Settings:
    for path in (settings.lake_dir / "line_items" / "s.parquet", settings.warehouse_file):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    mark(settings, state(settings, "v1"))
    return settings


def test_nothing_is_built_before_a_mark(settings: Settings) -> None:
    assert not is_built(settings, state(settings, "v1"))


def test_what_was_marked_is_built(built: Settings) -> None:
    assert is_built(built, state(built, "v1"))


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"xy")


@pytest.mark.parametrize(
    "what", ["lake", "divisions", "county figures", "forms", "code", "published", "gone", "torn"]
)
def test_any_change_is_seen(built: Settings, what: str) -> None:
    if what == "lake":
        _write(built.lake_dir / "documents" / "t.parquet")
    elif what == "divisions":
        _write(built.extra_divisions_file)
    elif what == "county figures":
        _write(built.county_figures_file)
    elif what == "forms":
        _write(built.extra_forms_dir / "f99.yml")
    elif what == "published":
        os.utime(built.warehouse_file, ns=(1, 1))
    elif what == "gone":
        built.warehouse_file.unlink()
    elif what == "torn":
        built.warehouse_file.with_name("built.json").write_text("{", encoding="utf-8")
    assert not is_built(built, state(built, "v2" if what == "code" else "v1"))
