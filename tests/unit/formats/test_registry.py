"""The registry: every format has one way to end, and whoever reads or unpacks it is there."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from pipelines.formats import registry, suffixes
from pipelines.formats.model import Format
from pipelines.formats.tools import TOOLS
from pipelines.read import ROOMS, bound


@pytest.mark.parametrize("entry", registry.FORMATS, ids=lambda entry: entry.name)
def test_a_format_is_read_unpacked_or_refused_with_a_reason(entry: Format) -> None:
    assert (entry.media_type in ROOMS) == bool(entry.reader)
    if entry.reader:
        module = ROOMS[entry.media_type].__module__ + "."
        assert module.startswith(f"pipelines.read.{entry.reader}."), module
    if entry.unpacker:
        assert callable(import_module(f"pipelines.containers.{entry.unpacker}").entries)
    assert [bool(entry.reader), bool(entry.unpacker), bool(entry.unsupported)].count(True) == 1


def test_tools_are_those_that_are_looked_for() -> None:
    assert {entry.tool for entry in registry.FORMATS} - {""} == TOOLS.keys()


def test_a_format_without_its_room_and_a_room_without_its_format_stop_the_start() -> None:
    lacking = {media_type: room for media_type, room in ROOMS.items() if media_type != registry.MHTML}
    with pytest.raises(ValueError, match=f"disagree on {registry.MHTML}$"):
        bound(lacking)
    with pytest.raises(ValueError, match=f"disagree on {registry.XML}$"):
        bound({**ROOMS, registry.XML: ROOMS[registry.PNG]})


def test_media_types_and_suffixes_belong_to_one_format_each() -> None:
    assert len(registry.BY_MEDIA_TYPE) == len(registry.FORMATS)
    assert sum(len(entry.suffixes) for entry in registry.FORMATS) == len(suffixes.BY_SUFFIX)
    assert all(s == s.lower() and s.isalnum() for s in suffixes.BY_SUFFIX)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "one of reader, unpacker and unsupported"),
        ({"reader": "toy.read_toy", "unsupported": "save it as PDF"}, "one of reader, unpacker"),
        ({"unpacker": "zips"}, "containers have an unpacker"),
        ({"family": "container", "reader": "toy.read_toy"}, "containers have an unpacker"),
        ({"reader": "toy.read_toy", "worn_by_pages": ("doc",)}, "a suffix that it does not have"),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Format(**{"media_type": "application/x-toy", "name": "toy", "family": "document"} | given)


def test_a_suffix_is_never_both_a_page_and_no_page() -> None:
    sets = [set(suffixes.PAGES), set(suffixes.WORN_BY_PAGES), set(suffixes.NEVER_PAGES)]
    assert sum(map(len, sets)) == len(set().union(*sets))
    assert not set(suffixes.PROGRAMS) & suffixes.BY_SUFFIX.keys()
    assert {"xlsm", "docm", "xlsb", "jpg", "7z", "rtf"} <= set(suffixes.NEVER_PAGES)
    assert {"doc", "xls", "csv"} <= set(suffixes.WORN_BY_PAGES)
