"""OFD documents: what a viewer shows is read, and what cannot be drawn is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from pypdfium2 import PdfDocument

from pipelines.formats.detect import detect_media_type
from pipelines.formats.registry import OFD
from pipelines.read import read
from pipelines.read.ofd import read_ofd, to_pdf
from pipelines.read.ooxml import OfficeLimits
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Reading
from samples.ofd import OfdPage, from_pdf, path, write_ofd
from tests.unit.read.pdfs import Sheet, typeset

ROWS = (
    ("科目编码", "科目名称", "小计", "基本支出", "项目支出"),
    ("205", "教育支出", "100.50", "70.25", "30.25"),
    ("2050202", "小学教育", "60.25", "40.25", "20.00"),
)
TITLE = "一般公共预算财政拨款支出决算表"
RES = '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res">{}</ofd:Res>'


def form() -> OfdPage:
    """Return a page with a title and a ruled table."""
    page = OfdPage()
    page.text(TITLE, 60, 30, 5)
    page.text("单位：万元", 170, 40)
    page.grid(20, 45, (25, 60, 30, 30, 30), 8, ROWS)
    return page


def read_pages(
    folder: Path,
    *pages: OfdPage,
    extra: Mapping[str, bytes | str] | None = None,
    limits: OfficeLimits | None = None,
) -> Reading:
    target = write_ofd(folder / "a.ofd", pages, extra=extra)
    return read_ofd(target, limits=limits) if limits else read_ofd(target)


def lines(reading: Reading) -> list[str]:
    return [line.text for page in reading.pages for line in page.lines]


def losses(reading: Reading) -> list[str]:
    return [loss.text for loss in reading.losses]


def table(reading: Reading) -> list[tuple[str, ...]]:
    (grid,) = reading.pages[0].grids
    return [tuple(cell.text for cell in grid.cells if cell.row == n) for n in range(grid.n_rows)]


def test_a_form_is_read_with_its_boxes_in_points(tmp_path: Path) -> None:
    target = write_ofd(tmp_path / "a.ofd", [form()])
    assert detect_media_type(target) == OFD
    reading = read(target)
    assert reading.media_type == OFD and not reading.losses
    assert table(reading) == [tuple(row) for row in ROWS]
    assert TITLE in lines(reading) and reading.pages[0].reader == "ofd"
    box = reading.pages[0].grids[0].box
    assert box is not None and box.x0 == pytest.approx(20 * 72 / 25.4, abs=1)
    assert reading.pages[0].width == pytest.approx(595.3, abs=0.1)


def test_an_ofd_of_a_pdf_reads_like_the_pdf(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(200, 60, TITLE)
        for n, row in enumerate(ROWS):
            for k, text in enumerate(row):
                sheet.text(70 + 90 * k, 115 + 20 * n, text)
        for n in range(len(ROWS) + 1):
            sheet.line(60, 100 + 20 * n, 510, 100 + 20 * n)
        for k in range(len(ROWS[0]) + 1):
            sheet.line(60 + 90 * k, 100, 60 + 90 * k, 160)

    source = typeset(tmp_path / "a.pdf", page, page)
    one, other = read(source), read(from_pdf(source, tmp_path / "a.ofd"))
    assert [[cell.text for cell in g.cells] for p in one.pages for g in p.grids] == [
        [cell.text for cell in g.cells] for p in other.pages for g in p.grids
    ]
    assert lines(one) == lines(other) and len(other.pages) == 2


def test_templates_blocks_and_composites_are_drawn_where_they_stand(tmp_path: Path) -> None:
    page = OfdPage(template=["<ofd:PageBlock>", *form().objects, "</ofd:PageBlock>"])
    page.objects.append('<ofd:CompositeObject ID="70" Boundary="20 100 50 10" ResourceID="7"/>')
    unit = OfdPage()
    unit.text("附表说明", 0, 5)
    res = RES.format(
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="50" Height="10"><ofd:Content>'
        f"{unit.objects[0]}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    reading = read_pages(tmp_path, page, extra={"Doc_0/DocumentRes.xml": res})
    assert table(reading) == [tuple(row) for row in ROWS]
    (note,) = (line for line in reading.pages[0].lines if line.text == "附表说明")
    assert note.box is not None and note.box.top == pytest.approx(101.5 * 72 / 25.4, abs=3)


def test_what_a_viewer_does_not_show_is_not_read(tmp_path: Path) -> None:
    page = form()
    page.text("111.11", 30, 90, Visible="false")
    page.text("222.22", 30, 100, fill='<ofd:FillColor Value="255 255 255"/>')
    page.text("333.33", 30, 110)
    page.area(25, 100, 40, 15, "255 255 255")
    page.text("444.44", 30, 130, Alpha="0")
    page.text("555.55", 30, 140, clips=_clip("M 0 0 L 1 0 L 1 1 L 0 1 C"))
    page.text("666.66", 30, 150, clips=_clip("M 0 0 L 60 0 L 60 10 L 0 10 C"))
    page.text("777.77", 30, 160, Fill="false")
    reading = read_pages(tmp_path, page)
    said = " ".join(lines(reading))
    assert [
        figure for figure in ("111.11", "222.22", "333.33", "444.44", "555.55", "777.77") if figure in said
    ] == []
    assert "666.66" in said
    assert sum("left out" in note for note in reading.notes) >= 3


def _clip(data: str) -> str:
    return (
        '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 60 10">'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
    )


def test_colours_of_a_way_to_draw_hold_for_what_names_it(tmp_path: Path) -> None:
    page = form()
    page.text("888.88", 30, 120, DrawParam="31")
    page.text("999.99", 30, 130, DrawParam="32")
    res = RES.format(
        '<ofd:DrawParams><ofd:DrawParam ID="30"><ofd:FillColor Value="255 255 255"/></ofd:DrawParam>'
        '<ofd:DrawParam ID="31" Relative="30"/>'
        '<ofd:DrawParam ID="32" Relative="30"><ofd:FillColor Value="0 0 0"/></ofd:DrawParam></ofd:DrawParams>'
    )
    said = " ".join(lines(read_pages(tmp_path, page, extra={"Doc_0/DocumentRes.xml": res})))
    assert "888.88" not in said and "999.99" in said


def test_turned_text_and_annotations_are_drawn(tmp_path: Path) -> None:
    page = form()
    page.text("一二三", 100, 150, CTM="0 1 -1 0 0 0")
    noted = OfdPage()
    noted.text("批注说明", 10, 10)
    extra = {
        "Doc_0/Document.xml": _document(1, "<ofd:Annotations>Annotations.xml</ofd:Annotations>"),
        "Doc_0/Annotations.xml": '<Annotations><Page PageID="1"><FileLoc>Annots/1.xml</FileLoc></Page></Annotations>',
        "Doc_0/Annots/1.xml": f'<a xmlns:ofd="x"><Annot><Appearance Boundary="0 200 50 20">{noted.objects[0]}'
        "</Appearance></Annot></a>",
    }
    reading = read_pages(tmp_path, page, extra=extra)
    assert "批注说明" in lines(reading) and "一二三" in lines(reading)


def test_what_cannot_be_drawn_is_told(tmp_path: Path) -> None:
    page = form()
    page.objects.append('<ofd:ImageObject ID="80" Boundary="20 200 50 20" ResourceID="9"/>')
    page.objects.append('<ofd:ImageObject ID="81" Boundary="20 230 50 20" ResourceID="10"/>')
    media = '<ofd:MultiMedias><ofd:MultiMedia ID="10"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    extra: dict[str, bytes | str] = {
        "OFD.xml": "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot><Signatures>/S/S.xml</Signatures></DocBody></OFD>",
        "S/S.xml": '<Signatures><Signature BaseLoc="1.xml"/></Signatures>',
        "S/1.xml": "<Signature><SignedInfo><StampAnnot/></SignedInfo></Signature>",
        "Doc_0/Document.xml": _document(2, "<Attachments>A.xml</Attachments>"),
        "Doc_0/A.xml": '<Attachments><Attachment Name="附表.xlsx"/></Attachments>',
        "Doc_0/DocumentRes.xml": RES.format(media),
        "Doc_0/Res/a.png": b"\x89PNG\r\n\x1a\nbroken",
    }
    reading = read_pages(tmp_path, page, extra=extra)
    assert table(reading) == [tuple(row) for row in ROWS]
    assert losses(reading) == [
        "1 seals of electronic signatures are not drawn",
        "the OFD carries an attached file, which was not read: 附表.xlsx",
        "a picture of the page cannot be read: its file is missing",
        "a picture of the page cannot be read: cannot identify image file",
        "the content of the page is missing",
    ]
    assert [loss.page for loss in reading.losses] == [None, None, 1, 1, 2]


def _document(pages: int, more: str) -> str:
    listed = "".join(f'<Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(pages))
    return (
        '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><CommonData><DocumentRes>DocumentRes.xml</DocumentRes>'
        f"</CommonData><Pages>{listed}</Pages>{more}</ofd:Document>"
    )


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ({"Doc_0/Pages/Page_0/Content.xml": "<a"}, "Content.xml is not well-formed"),
        ({"OFD.xml": "<OFD/>"}, "names no document"),
        ({"Encryptions.xml": "<a/>"}, "protected by a password"),
        ({"Doc_0/Document.xml": "<Document><Pages/></Document>"}, "has no page"),
        (
            {"Doc_0/Document.xml": f"<Document><Pages>{'<Page/>' * 5001}</Pages></Document>"},
            "more than 5,000 pages",
        ),
    ],
)
def test_damaged_and_protected_files_are_refused(
    tmp_path: Path, extra: Mapping[str, bytes | str], told: str
) -> None:
    with pytest.raises(DocumentError, match=told):
        read_pages(tmp_path, form(), extra=extra)


def test_hostile_pages_are_bounded(tmp_path: Path) -> None:
    page = form()
    page.objects.append(
        '<ofd:TextObject Boundary="0 0 9 9" Size="3" ><ofd:TextCode DeltaX="g 999999999 1">附</ofd:TextCode></ofd:TextObject>'
    )
    page.objects.append('<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="7"/>')
    page.objects.append(path(0, 0, "M 1 L x B 1 2 3 C Q 1 1 2 2 A 1 1 0 0 0 9 9 C"))
    page.objects += ["<ofd:PageBlock>" * 100, "</ofd:PageBlock>" * 100]
    again = '<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="7"/>'
    res = RES.format(
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7"><ofd:Content>'
        f"{again}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    extra = {"Doc_0/DocumentRes.xml": res}
    assert table(read_pages(tmp_path, page, extra=extra)) == [tuple(row) for row in ROWS]
    doubled = {"Doc_0/DocumentRes.xml": res.replace(again, again * 2)}
    with pytest.raises(DocumentError, match="more objects than are read"):
        read_pages(tmp_path, page, extra=doubled, limits=OfficeLimits(cells=2_000))


def _packed(folder: Path, pages: Sequence[OfdPage]) -> Path:
    target = folder / "b.ofd"
    with ZipFile(write_ofd(folder / "a.ofd", pages)) as plain, ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for name in plain.namelist():
            packed.writestr(name, plain.read(name))
    return target


def test_more_characters_than_a_file_of_its_size_holds_are_not_drawn(tmp_path: Path) -> None:
    page = OfdPage()
    for _ in range(41):
        page.text("支出" * 5_000, 10, 10)
    with pytest.raises(DocumentError, match=r"unpacks to more than 400,000 characters"):
        read_ofd(_packed(tmp_path, [page]))


def test_pages_behind_as_many_characters_as_are_read_are_told_as_lost(tmp_path: Path) -> None:
    page = OfdPage()
    for line in range(20):
        page.text("年" * 1000, 10, 10 + 10 * line)
    losses = to_pdf(_packed(tmp_path, [page] * 17), tmp_path / "a.pdf")
    assert [(loss.page, loss.text) for loss in losses] == [
        (
            None,
            "the pages from 17 on were not read: of a file of its size no more than 300,000 characters are",
        )
    ]
    with PdfDocument(tmp_path / "a.pdf") as drawn:
        assert len(drawn) == 16
