"""PDFs whose replacement text (ActualText) differs from the glyphs: PDFium takes the one, pdfminer the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pipelines.reread import MOST_CELLS, reread
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from tests.unit.prove.figures import claim
from tests.unit.reread.forms import ROWS, figure, first_reading, status, told, violated, write_pdf


def test_a_second_text_that_settles_all_ties_is_taken(tmp_path: Path) -> None:
    first = first_reading(write_pdf(tmp_path / "a.pdf", layer={(4, 2): "420.90"}))
    assert figure(first.items, "2010601", "total").value == Decimal("420.90")
    assert {"W13 F05[2010601]", "W07 F05[20106].total"} <= set(violated(first.checks))
    result = first.again()
    taken = figure(result.items, "2010601", "total")
    assert (taken.value, taken.amount_yuan) == (Decimal("402.90"), Decimal("4029000.00"))
    assert (taken.text_printed, taken.first_text, taken.reader) == ("402.90", "420.90", "pdfminer")
    assert {"W07", "W13"} <= set(taken.settled_by.split())
    assert violated(result.checks) == []
    assert status(result, "2010601", "total") == "proven"


def test_everything_else_stays_as_it_was_read(tmp_path: Path) -> None:
    first = first_reading(write_pdf(tmp_path / "a.pdf", layer={(4, 2): "420.90"}))
    result = first.again()
    assert [i for i in result.items if i.place != (1, 1, 5, 3)] == [
        i for i in first.items if i.place != (1, 1, 5, 3)
    ]
    assert result.notes == ()


def test_checks_are_those_of_the_items_returned(tmp_path: Path) -> None:
    result = first_reading(write_pdf(tmp_path / "a.pdf", layer={(4, 2): "420.90"})).again()
    by_place = {item.place: item for item in result.items}
    assert all(by_place[member.place] == member for check in result.checks for member in check.members)


def test_two_cells_of_one_tie_are_settled_together(tmp_path: Path) -> None:
    layer = {(4, 2): "420.90", (4, 3): "400.32"}
    first = first_reading(write_pdf(tmp_path / "a.pdf", layer=layer))
    result = first.again()
    assert violated(result.checks) == []
    assert {item.text_printed for item in result.items if item.settled_by} == {"402.90", "400.23"}


def test_a_wrong_second_text_beside_cells_settled_together_is_noted(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[4][2] = "930.00"  # the glyphs of 938.00
    layer = {(4, 2): "420.90", (4, 3): "400.32", (5, 2): "938.00"}
    first = first_reading(write_pdf(tmp_path / "a.pdf", rows=rows, layer=layer))
    result = first.again()
    assert violated(result.checks) == []
    assert {item.text_printed for item in result.items if item.settled_by} == {"402.90", "400.23"}
    assert told(result.notes) == [("938.00", "pdfminer")]


def test_a_misprint_that_both_readers_see_stays_as_printed(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[3][2] = "420.90"
    first = first_reading(write_pdf(tmp_path / "a.pdf", rows=rows))
    result = first.again()
    assert result.items == first.items
    assert violated(result.checks) == violated(first.checks) != []
    assert result.notes == ()
    assert result.unsure == {}


def test_a_second_text_that_leaves_a_tie_open_is_not_taken_but_noted(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[3][2] = "402.40"  # the glyphs misprint too
    first = first_reading(write_pdf(tmp_path / "a.pdf", rows=rows, layer={(4, 2): "420.90"}))
    result = first.again()
    assert result.items == first.items
    assert told(result.notes) == [("420.90", "pdfminer")]
    assert result.unsure == {(1, 1, 5, 3): "pdfminer reads '402.40'"}
    assert result.notes[0].page == 1
    assert (result.notes[0].row_no, result.notes[0].column_no) == (5, 3)


def test_a_second_text_that_breaks_another_tie_is_not_taken(tmp_path: Path) -> None:
    """The glyphs would close the row, but the class above ties the first text."""
    rows = [list(row) for row in ROWS]
    rows[5][4] = "64.00"
    rows[5][2] = "168.37"  # row 208 agrees in itself, and with nothing else
    layer = {(6, 2): "169.37"}
    first = first_reading(write_pdf(tmp_path / "a.pdf", rows=rows, layer=layer))
    assert "W13 F05[208]" in violated(first.checks)
    result = first.again()
    assert figure(result.items, "208", "total").value == Decimal("169.37")


def test_a_wrong_glyph_text_does_not_replace_a_figure_that_nothing_disputes(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[3][2] = "420.90"
    first = first_reading(write_pdf(tmp_path / "a.pdf", rows=rows, layer={(4, 2): "402.90"}))
    assert violated(first.checks) == []
    result = first.again()
    assert result.items == first.items
    assert result.notes == ()


def test_nothing_is_opened_where_nothing_is_doubtful(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf")
    first = first_reading(path)
    path.unlink()
    result = first.again()
    assert (result.items, violated(result.checks), result.notes) == (first.items, [], ())


def test_a_document_that_cannot_be_read_again_keeps_its_first_reading(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", layer={(4, 2): "420.90"})
    first = first_reading(path)
    path.write_bytes(path.read_bytes()[:400])
    result = first.again()
    assert result.items == first.items
    (note,) = result.notes
    assert note.detail.startswith("the document could not be read a second time: ")
    accused = {member.place for check in first.checks if check.accuses for member in check.members}
    assert result.unsure == dict.fromkeys(accused, note.detail)


def test_a_claim_is_sure_where_the_second_reader_finds_its_figure_on_the_page(tmp_path: Path) -> None:
    first = first_reading(write_pdf(tmp_path / "a.pdf"))
    total = figure(first.items, "", "total")

    def against(text: str, page: int) -> list[Check]:
        stated = replace(claim("total_yoy", "支出", "amount", text), page=page)
        tie = next(iter(first.checks))
        return [
            replace(tie, status="violated", is_hard=True, left_items=(stated,), right_items=((1, total),))
        ]

    for text, page, unsure in (("402.90", 1, False), ("999.99", 1, True)):
        checks = against(text, page)
        result = reread(
            first.path, "application/pdf", first.pages, first.items, checks, lambda _, c=checks: c
        )
        assert (checks[0].left_items[0].place in result.unsure) is unsure
        assert total.place not in result.unsure
    doubted = [replace(check, is_doubtful=True) for check in against("999.99", 1)]
    first.path.unlink()
    result = reread(first.path, "application/pdf", first.pages, first.items, doubted, lambda _: doubted)
    assert result.notes == ()  # nothing was opened: nobody is accused by it


def test_hundreds_of_doubtful_cells_are_not_read_again(tmp_path: Path) -> None:
    first = first_reading(write_pdf(tmp_path / "a.pdf", layer={(4, 2): "420.90"}))
    flood = [replace(first.items[0], confidence=0.1, table_no=n) for n in range(MOST_CELLS + 1)]

    def nothing(items: Sequence[LineItem]) -> list[Check]:
        return []

    result = reread(first.path, "application/pdf", first.pages, flood, [], nothing)
    assert result.items == tuple(flood)
    assert "none was read again" in result.notes[0].detail
