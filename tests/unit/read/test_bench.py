"""The comparison with pdfplumber notices what differs and stays silent where nothing does."""

from __future__ import annotations

from pathlib import Path

from bench.read.compare import Tally, compare
from bench.read.measure import READERS, WHOLE, measure
from tests.unit.read.pdfs import COLUMN, LEFT, ROW, TOP, Sheet, typeset


def _table(sheet: Sheet) -> None:
    sheet.text(LEFT, TOP - 10, "收入决算表")
    sheet.rules(2, 2)
    sheet.fill_cells([["项目", "决算数"], ["合计", "1,234.50"]])


def _with_hidden_rule(sheet: Sheet) -> None:
    _table(sheet)
    sheet.canvas.setStrokeColorRGB(1, 1, 1)
    sheet.line(LEFT, TOP + 12, LEFT + 2 * COLUMN, TOP + 12)


def _doubled(sheet: Sheet) -> None:
    _table(sheet)
    sheet.text(LEFT + 5.2, TOP + ROW + 16, "合计")


def test_equal_tables_give_no_difference(tmp_path: Path) -> None:
    tally = Tally()
    assert list(compare(typeset(tmp_path / "a.pdf", _table, _table), tally)) == []
    assert (tally.pages, tally.tables, tally.equal_tables, tally.cells, tally.equal_cells) == (2, 2, 2, 8, 8)


def test_difference_names_page_table_and_cell(tmp_path: Path) -> None:
    tally = Tally()
    differences = list(compare(typeset(tmp_path / "a.pdf", _table, _with_hidden_rule, _doubled), tally))
    assert differences[0].startswith(
        "a.pdf page 2: table 1: cell at (40, 60, 120, 84) against (40, 60, 120, 72)"
    )
    assert any(
        "page 3: table 1: cell at (40, 84, 120, 108): '合计' against '合合计计'" in d for d in differences
    )
    assert tally.equal_tables == 1


def test_both_readers_are_timed_and_refused_files_carry_the_reason(tmp_path: Path) -> None:
    good = typeset(tmp_path / "a.pdf", _table)
    empty = tmp_path / "b.pdf"
    empty.touch()
    (_, timed), (_, refused) = measure([good, empty], rounds=2)
    assert {reader: [t.pages for t in timed[reader]] for reader in READERS} == {r: [1, 1] for r in READERS}
    assert all(t.peak_mib > 1 for timings in timed.values() for t in timings)
    assert refused["juesuan"][0].error == "the file is empty (0 bytes)"
    assert refused["pdfplumber"] == []


def test_the_way_from_bytes_to_rows_is_timed_beside_reading(tmp_path: Path) -> None:
    good = typeset(tmp_path / "a.pdf", _table)
    ((_, timed),) = measure([good], rounds=1, readers=(READERS[0], WHOLE, READERS[1]))
    assert [(reader, t.pages, t.error) for reader, (t,) in timed.items()] == [
        ("juesuan", 1, ""),
        (WHOLE, 1, ""),
        ("pdfplumber", 1, ""),
    ]
    assert timed[WHOLE][0].seconds > timed["juesuan"][0].seconds
