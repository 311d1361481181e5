"""Images as scanners, faxes and telephones store them: one form is made of all, before anything is recognised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="needs the extra that reads images")

from PIL import Image, ImageOps

from pipelines.formats.detect import detect_media_type
from pipelines.formats.registry import BY_MEDIA_TYPE
from pipelines.read.scan.image import ImageLimits, ScannedSheet, load_frames, to_sheet
from tests.unit.read_scan import scans
from tests.unit.read_scan.scans import table_page

SIZE = (scans.WIDTH, scans.HEIGHT)


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return table_page()


def loaded(path: Path) -> ScannedSheet:
    ((_, sheet),) = load_frames(path, None, ImageLimits())
    return sheet


def is_like(sheet: ScannedSheet, page: Image.Image) -> bool:
    there = np.asarray(page.resize(sheet.grey.shape[::-1]), dtype=np.float64)
    return bool(np.abs(sheet.grey - there).mean() < 20)


def test_a_page_in_white_on_black_is_turned_to_black_on_white(page: Image.Image) -> None:
    negative = ImageOps.invert(page)
    assert is_like(to_sheet(np.asarray(negative), *SIZE), page)
    assert is_like(to_sheet(np.asarray(negative.convert("RGB")), *SIZE), page)


def test_dark_photographs_and_pages_on_a_dark_ground_stay_as_they_are(page: Image.Image) -> None:
    dark = page.point([8 + level // 5 for level in range(256)])
    assert is_like(to_sheet(np.asarray(dark), *SIZE), dark)
    ground = Image.new("L", (2 * page.width, 2 * page.height), 10)
    ground.paste(page, (page.width // 2, page.height // 2))
    assert is_like(to_sheet(np.asarray(ground), 2 * SIZE[0], 2 * SIZE[1]), ground)


@pytest.mark.parametrize("lines", [98, 196, 391])
def test_a_fax_has_its_shape_whatever_its_lines_to_the_inch(
    tmp_path: Path, page: Image.Image, lines: int
) -> None:
    file = tmp_path / "fax.tif"
    fax = page.resize((page.width, round(page.height * lines / 200))).convert("1", dither=Image.Dither.NONE)
    fax.save(file, compression="group4", dpi=(200, lines))
    sheet = loaded(file)
    assert (sheet.width, sheet.height) == pytest.approx(SIZE, rel=0.03)
    assert is_like(sheet, page)


@pytest.mark.parametrize("compression", [None, "group4"])
def test_a_tiff_that_says_it_lies_on_its_side_is_upright(
    tmp_path: Path, page: Image.Image, compression: str | None
) -> None:
    file = tmp_path / "side.tif"
    side = page.transpose(Image.Transpose.ROTATE_90)
    (side.convert("1", dither=Image.Dither.NONE) if compression else side).save(
        file, compression=compression, dpi=(200, 200), tiffinfo={274: 6}
    )
    sheet = loaded(file)
    assert (sheet.width, sheet.height) == pytest.approx(SIZE, rel=0.01)
    assert is_like(sheet, page)


@pytest.mark.parametrize(
    ("suffix", "options"),
    [("gif", {}), ("webp", {"quality": 90}), ("jp2", {}), ("j2k", {}), ("bmp", {}), ("png", {}), ("jpg", {})],
)
def test_images_of_every_format_are_read(
    tmp_path: Path, page: Image.Image, suffix: str, options: dict[str, Any]
) -> None:
    file = tmp_path / f"page.{suffix}"
    page.save(file, **options)
    found = BY_MEDIA_TYPE[detect_media_type(file)]
    assert suffix in found.suffixes
    assert found.reader == "scan"
    assert is_like(loaded(file), page)


def test_the_previews_in_a_picture_of_a_telephone_are_no_pages(tmp_path: Path, page: Image.Image) -> None:
    file = tmp_path / "photo.jpg"
    page.save(file, format="MPO", save_all=True, append_images=[page.resize((100, 70))])
    assert is_like(loaded(file), page)
