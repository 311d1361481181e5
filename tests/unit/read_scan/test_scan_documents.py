"""Image files and PDFs with image pages as documents: order, sizes, notes, limits and damage."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

pytest.importorskip("rapidocr", reason="needs the extra that reads images")

from pipelines.formats import tools
from pipelines.read import read, scan
from pipelines.read.scan.image import ImageLimits, ScannedSheet, deskew, find_skew, to_sheet
from pipelines.read.scan.rulings import TooManyRulingsError, find_rulings
from pipelines.values.errors import DocumentError
from samples.fonts.subset import FONT_FILE
from tests.unit.read_scan import scans
from tests.unit.read_scan.scans import TABLE, expected, save, scanned, table_page

pytestmark = pytest.mark.slow

pdfmetrics.registerFont(TTFont("ScanTests", str(FONT_FILE)))
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def mixed_pdf(path: Path, *kinds: str) -> Path:
    """Write a PDF with pages of text, scanned pages (with or without a printed page number) and blank pages."""
    canvas = Canvas(str(path), pagesize=(scans.WIDTH, scans.HEIGHT), invariant=1)
    for number, kind in enumerate(kinds, start=1):
        if kind.startswith("scan"):
            image = scanned(table_page(), skew=0.4, noise=5, quality=60)
            canvas.drawImage(ImageReader(image), 0, 0, scans.WIDTH, scans.HEIGHT)
        canvas.setFont("ScanTests", 10)
        if kind == "text":
            canvas.drawString(60, 200, "部门概况")
        if kind == "scan numbered":
            canvas.drawString(200, 20, f"- {number} -")
        if kind == "scan stamped":
            canvas.setFont("STSong-Light", 10)
            canvas.drawString(200, 20, f"第 {number} 页")
        canvas.showPage()
    canvas.save()
    return path


def test_a_mixed_pdf_keeps_its_pages_in_order(tmp_path: Path) -> None:
    reading = read(mixed_pdf(tmp_path / "report.pdf", "text", "scan", "blank", "scan numbered"))
    assert [(page.number, page.reader) for page in reading.pages] == [
        (1, "pdfium"),
        (2, "rapidocr"),
        (3, "pdfium"),
        (4, "rapidocr"),
    ]
    assert [line.text for line in reading.pages[0].lines] == ["部门概况"]
    for page in (reading.pages[1], reading.pages[3]):
        assert {
            (c.row, c.column): (c.text, c.row_span, c.column_span) for c in page.grids[0].cells
        } == expected(TABLE)
        assert (page.width, page.height) == (scans.WIDTH, scans.HEIGHT)
    assert reading.notes == ("page 3 has no text",)


def test_an_image_page_tells_of_text_that_its_image_cannot_show(tmp_path: Path) -> None:
    reading = read(mixed_pdf(tmp_path / "report.pdf", "scan stamped"))
    assert [page.reader for page in reading.pages] == ["rapidocr"]
    (note,) = reading.notes
    assert note.startswith("page 1 is an image with text in fonts that are not embedded (STSong-Light)")


def test_without_the_extra_scans_are_unsupported_and_mixed_reports_say_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    monkeypatch.setattr(tools, "state", tools.state.__wrapped__)
    image = save(table_page(), tmp_path / "page.png")
    for path in (image, mixed_pdf(tmp_path / "scan.pdf", "scan", "scan")):
        with pytest.raises(DocumentError, match=r"juesuan\[scan\]") as refused:
            read(path)
        assert refused.value.status == "unsupported"
    mixed = read(mixed_pdf(tmp_path / "mixed.pdf", "text", "scan"))
    assert [page.lines != () for page in mixed.pages] == [True, False]
    assert any(note.startswith("page 2 is an image;") and "juesuan[scan]" in note for note in mixed.notes)


def test_the_frames_of_a_tiff_are_pages(tmp_path: Path) -> None:
    pages = []
    for text in ("收入决算表", "支出决算表"):
        sheet = scans.Sheet(300, 100)
        sheet.text(60, 40, text, size=16)
        pages.append(sheet.image.convert("1"))
    path = tmp_path / "report.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(200, 200), compression="group4")
    reading = read(path)
    assert reading.media_type == "image/tiff"
    assert [(p.number, [line.text for line in p.lines]) for p in reading.pages] == [
        (1, ["收入决算表"]),
        (2, ["支出决算表"]),
    ]
    assert [page.number for page in read(path, pages=[2]).pages] == [2]
    with pytest.raises(DocumentError, match="page 3 is not among the 2 pages"):
        read(path, pages=[3])


def test_a_tiff_that_is_cut_off_is_damaged_wherever_it_ends(tmp_path: Path) -> None:
    """A half file names frames that it lacks."""
    sheet = scans.Sheet(300, 100)
    sheet.text(60, 40, "收入决算表", size=16)
    path = tmp_path / "whole.tif"
    image = sheet.image.convert("1")
    image.save(path, save_all=True, append_images=[image] * 9, dpi=(200, 200), compression="group4")
    whole = path.read_bytes()
    for place in range(8, len(whole), 41):
        cut = tmp_path / "cut.tif"
        cut.write_bytes(whole[:place])
        with pytest.raises(DocumentError, match="damaged"):
            read(cut)


def test_a_colour_photo_of_low_resolution_is_brought_to_size(tmp_path: Path) -> None:
    image = table_page().convert("RGBA").resize((700, 500), Image.Resampling.LANCZOS)
    path = tmp_path / "page.png"
    image.save(path)  # no resolution stored: a page of A4's length
    page = read(path).pages[0]
    assert max(page.width, page.height) == pytest.approx(842, abs=1)
    assert {(c.row, c.column): c.text for c in page.grids[0].cells} == {
        k: v[0] for k, v in expected(TABLE).items()
    }


def test_lines_of_a_page_without_tables_come_in_reading_order(tmp_path: Path) -> None:
    sheet = scans.Sheet()
    texts = ["一、收入支出总体情况", "2023年度收入总计510.27万元，比上年增加3.14万元。", "二、支出决算情况"]
    for i, text in enumerate(texts):
        sheet.text(30, 60 + 30 * i, text)
    reading = read(save(scanned(sheet.image, skew=-0.8, noise=6), tmp_path / "page.png"))
    (page,) = reading.pages
    assert [line.text for line in page.lines] == texts
    assert page.grids == ()
    boxes = [line.box for line in page.lines]
    assert all(box is not None and abs(box.x0 - 30) < 6 for box in boxes)


def test_an_image_without_text_is_noted(tmp_path: Path) -> None:
    reading = read(save(scans.Sheet().image, tmp_path / "page.png"))
    assert reading.pages[0].lines == () == reading.pages[0].grids
    assert reading.notes == ("page 1 is an image without text",)


def test_a_damaged_image_is_refused(tmp_path: Path) -> None:
    whole = save(table_page(), tmp_path / "whole.png").read_bytes()
    for name, data in (
        ("cut.png", whole[: len(whole) // 2]),
        ("head.png", whole[:20]),
        ("fake.bmp", b"BM" + b"\1" * 90),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(DocumentError, match="damaged") as refused:
            read(path)
        assert refused.value.status == "failed"


def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    for size, reason in (
        ((20_000, 14_000), "too large; at most 120 million"),
        ((20_000, 6_400), "20000 x 6400 pixels; at most 120 million"),
    ):
        path = tmp_path / "wall.png"
        Image.new("1", size, 1).save(path)
        with pytest.raises(DocumentError, match=reason):
            read(path)
    small = save(table_page(), tmp_path / "page.png")
    with pytest.raises(DocumentError, match="at most 0 million"):
        scan.read_scan(small, limits=ImageLimits(pixels=900_000))


def test_hatching_and_noise_are_refused_or_empty_in_bounded_time(tmp_path: Path) -> None:
    hatched = np.full((1200, 1200), 255, dtype=np.uint8)
    hatched[::12] = hatched[:, ::12] = 0
    with pytest.raises(DocumentError, match="page 1 has more than 4000 cells") as refused:
        read(save(Image.fromarray(hatched), tmp_path / "hatched.png"))
    assert refused.value.page == 1
    dense = np.full((1300, 1300), 255, dtype=np.uint8)
    dense[::8] = dense[:, ::8] = 0
    with pytest.raises(TooManyRulingsError):
        find_rulings(dense)
    noise = np.random.default_rng(5).integers(0, 255, (1200, 1200)).astype(np.uint8)
    assert read(save(Image.fromarray(noise), tmp_path / "noise.png")).pages[0].grids == ()


def test_a_page_far_too_long_is_scaled_down() -> None:
    sheet = to_sheet(np.full((9000, 900), 255, dtype=np.uint8), 324.0, 3240.0)
    assert max(sheet.grey.shape) == 4800
    assert sheet.box(0, 0, sheet.grey.shape[1], 4800) == pytest.approx((0, 0, 324, 3240))


@pytest.mark.parametrize("degrees", [-3.0, -0.31, 0.0, 0.08, 0.8, 2.5])
def test_skew_is_measured_and_taken_back(degrees: float) -> None:
    image = scanned(table_page(), skew=degrees, noise=8)
    sheet = to_sheet(np.asarray(image, dtype=np.uint8), scans.WIDTH, scans.HEIGHT)
    found = find_skew(sheet.grey)
    assert found == pytest.approx(degrees, abs=0.05)
    assert find_skew(deskew(sheet, found).grey) == pytest.approx(0, abs=0.1)


def test_a_page_without_ink_has_no_skew() -> None:
    blank = ScannedSheet(np.full((400, 300), 255, dtype=np.uint8), np.eye(2, 3), 108.0, 144.0)
    assert find_skew(blank.grey) == 0.0
    assert deskew(blank, 0.0) is blank


def test_frames_that_take_next_to_no_bytes_are_no_scan(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    blank = Image.new("1", (1654, 2339), 1)
    blank.save(path, save_all=True, append_images=[blank] * 19, dpi=(200, 200), compression="group4")
    with pytest.raises(
        DocumentError, match=r"the file shows 20 pages as images, as no scan of [\d,]+ bytes does"
    ):
        read(path)
