"""Forms as pictures inside Word documents and web pages."""

from __future__ import annotations

import base64
import io
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

pytest.importorskip("rapidocr", reason="needs the extra that reads images")

from docx import Document
from docx.shared import Cm
from PIL import Image

from pipelines.formats.tools import SCAN
from pipelines.prove.evaluate import evaluate
from pipelines.read import read, scan
from pipelines.recognise.ragged import read_tables
from pipelines.values.items import LineItem
from pipelines.values.pages import Page, Reading
from tests.unit.read_scan.scans import TABLE, Sheet

pytestmark = pytest.mark.slow

TITLE, UNIT, BEHIND = "一般公共预算支出表", "单位：万元", "第三部分 名词解释"
PROSE = "本部门负责农业和民政工作，贯彻执行国家方针政策，指导各项工作，管理各项经费。" * 10


@pytest.fixture(scope="module")
def picture() -> bytes:
    sheet = Sheet()
    sheet.table(TABLE)
    return packed(sheet.image)


def packed(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


def word(path: Path, picture: bytes, width: float = 14) -> Reading:
    document = Document()
    for text in ("青禾县民政局2024年部门预算", PROSE, TITLE, UNIT):
        document.add_paragraph(text)
    document.add_picture(io.BytesIO(picture), width=Cm(width))
    document.add_paragraph(BEHIND)
    document.save(str(path))
    return read(path)


def html(source: str) -> str:
    return (
        "<html><head><meta charset='utf-8'><title>青禾县民政局2024年部门预算</title></head><body>"
        f"<h1>青禾县民政局2024年部门预算</h1><p>{PROSE}</p><p>{TITLE}</p><p>{UNIT}</p>"
        f"<p><img src='{source}'></p><p>{BEHIND}</p></body></html>"
    )


def items(reading: Reading) -> list[LineItem]:
    return [item for table in read_tables(reading.pages, evaluate).tables for item in table.items]


def check(reading: Reading) -> None:
    assert [(page.number, page.reader == scan.NAME) for page in reading.pages] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    found = items(reading)
    assert {item.form_code for item in found} == {"B05"}
    told = {(item.item_code or item.item_name, item.measure): item.text_printed for item in found}
    assert told["合计", "total"] == "1,510.27"
    assert told["2101101", "basic"] == "3.14"
    assert len(told) == 11
    assert {item.unit for item in found} == {"万元"}
    (at,) = [item for item in found if (item.item_code, item.measure) == ("201", "total")]
    assert (at.box, at.cell_reference) == (None, "picture 1 table 1 row 4 column 3")
    assert [line.text for line in reading.pages[2].lines] == [BEHIND]
    assert reading.tools == {SCAN.name}
    assert not reading.losses


def test_a_picture_in_a_word_document_is_a_page_of_its_own(tmp_path: Path, picture: bytes) -> None:
    check(word(tmp_path / "budget.docx", picture))


def test_a_picture_in_the_address_of_a_web_page_is_a_page_of_its_own(tmp_path: Path, picture: bytes) -> None:
    path = tmp_path / "budget.html"
    path.write_text(html(f"data:image/png;base64,{base64.b64encode(picture).decode()}"), encoding="utf-8")
    check(read(path))


@pytest.mark.parametrize("source", ["cid:form1@budget", "http://www.example.gov.cn/form1.png"])
def test_a_picture_of_a_saved_page_is_a_page_of_its_own(tmp_path: Path, picture: bytes, source: str) -> None:
    saved = MIMEMultipart("related")
    saved.attach(MIMEText(html(source), "html", "utf-8"))
    part = MIMEImage(picture, "png")
    if source.startswith("cid:"):
        part["Content-ID"] = f"<{source.removeprefix('cid:')}>"
    else:
        part["Content-Location"] = source
    saved.attach(part)
    path = tmp_path / "budget.mht"
    path.write_bytes(saved.as_bytes())
    check(read(path))


def test_a_picture_elsewhere_is_a_loss_below_a_title(tmp_path: Path) -> None:
    path = tmp_path / "budget.html"
    path.write_text(html("form1.png"), encoding="utf-8")
    reading = read(path)
    assert len(reading.pages) == 1
    assert "a picture stands where a table should" in reading.losses[0].text
    assert not reading.tools


def test_pictures_that_are_no_tables_are_counted_and_tell_of_a_loss_below_a_title(tmp_path: Path) -> None:
    blank = packed(Image.new("RGB", (900, 400), "white"))
    reading = word(tmp_path / "budget.docx", blank)
    assert [page.number for page in reading.pages] == [1]
    assert "pictures were not read: 1" in reading.notes
    assert "a picture stands where a table should" in reading.losses[0].text


def test_a_small_picture_is_never_tried(tmp_path: Path, picture: bytes) -> None:
    reading = word(tmp_path / "budget.docx", picture, width=2)
    assert not reading.tools
    assert "pictures were not read: 1" in reading.notes


def test_a_picture_that_cannot_be_opened_is_counted(tmp_path: Path, picture: bytes) -> None:
    path = tmp_path / "budget.html"
    broken = base64.b64encode(picture[:200]).decode()
    path.write_text(html(f"data:image/png;base64,{broken}"), encoding="utf-8")
    reading = read(path)
    assert len(reading.pages) == 1
    assert reading.losses


def test_a_picture_that_is_no_table_is_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    whole = scan.read_picture

    def counted(number: int, image: Image.Image, notes: list[str]) -> tuple[Page, ...]:
        looked.append(number)
        return whole(number, image, notes)

    monkeypatch.setattr(scan, "read_picture", counted)
    blank = packed(Image.new("RGB", (900, 400), "white"))
    document = Document()
    document.add_paragraph(PROSE)
    for _ in range(5):
        document.add_picture(io.BytesIO(blank), width=Cm(14))
    path = tmp_path / "budget.docx"
    document.save(str(path))
    assert "pictures were not read: 5" in read(path).notes
    assert len(looked) == 1
