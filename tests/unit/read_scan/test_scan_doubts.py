"""Figures that cannot be trusted: they come out with low confidence and a note that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("rapidocr", reason="needs the extra that reads images")

from pipelines.read import read
from pipelines.read.scan.engine import Read
from pipelines.read.scan.figures import (
    LOW,
    ColumnHabit,
    break_as,
    fault,
    habit_of,
    is_figure_like,
    leads_a_text,
    settle,
    stands_out,
)
from pipelines.values.pages import Cell, Reading
from tests.unit.read_scan.scans import LEFT, Rows, Sheet, save

pytestmark = pytest.mark.slow

FIGURES = ("340.90", "289.20", "51.70", "93.78", "58.41", "35.36", "39.37", "13.84")
COLUMNS = (60.0, 140.0, 70.0)


def read_table(path: Path, rows: Rows, *, hide_ruling: int | None = None) -> tuple[Reading, list[Cell]]:
    sheet = Sheet()
    sheet.table(rows, COLUMNS)
    if hide_ruling is not None:
        x = LEFT + sum(COLUMNS[:hide_ruling])
        sheet.erase(x - 1.5, 61, x + 1.5, 299)
    reading = read(save(sheet.image, path))
    return reading, list(reading.pages[0].grids[0].cells)


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        ("2.946.25", "more than one point"),
        ("1A0.25", "a letter among the digits"),
        ("34090", "0 decimals where its column has 2"),
        ("03.14", "a leading zero"),
    ],
)
def test_a_forged_figure_keeps_its_text_with_low_confidence(tmp_path: Path, forged: str, reason: str) -> None:
    figures = [*FIGURES[:4], forged, *FIGURES[4:]]
    rows: Rows = tuple(("201", "行政运行", figure) for figure in figures)
    reading, cells = read_table(tmp_path / "page.png", rows)
    column = [cell for cell in cells if cell.column == 2]
    assert [cell.text for cell in column] == figures
    assert [cell.row for cell in column if cell.confidence is None or cell.confidence <= LOW] == [4]
    assert [note for note in reading.notes if "row 5, column 3" in note and forged in note and reason in note]


def test_two_figures_in_one_cell_are_not_taken_for_one(tmp_path: Path) -> None:
    rows: Rows = tuple(("340.90", f"      {figure}") for figure in FIGURES)
    sheet = Sheet()
    sheet.table(rows, (120, 160))
    sheet.erase(LEFT + 118.5, 61, LEFT + 121.5, 219)
    reading = read(save(sheet.image, tmp_path / "page.png"))
    cells = reading.pages[0].grids[0].cells
    assert [cell.text for cell in cells] == [f"340.90 {figure}" for figure in FIGURES]
    assert all(cell.confidence is not None and cell.confidence <= LOW for cell in cells)
    assert sum("a ruling may be missing" in note for note in reading.notes) == len(FIGURES)


def test_a_flat_stroke_is_a_dash_among_figures_and_a_numeral_in_a_count(tmp_path: Path) -> None:
    rows: Rows = (("一", "基本支出", "93.78"), ("二", "项目支出", "—"), ("三", "其他支出", "5.67"))
    _, cells = read_table(tmp_path / "page.png", rows)
    assert [(c.row, c.column, c.text) for c in cells] == [
        (r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("340.90", ""),
        ("1,510.27", ""),
        ("-2.86", ""),
        ("80.76%", ""),
        ("１２．５", ""),
        ("0.00", ""),
        ("(20)", ""),
        ("=100%", ""),
        ("2.946.25", "more than one point"),
        ("1O.25", "a letter among the digits"),
        ("3 40.90", "a blank inside"),
        ("12,34.5", "not a figure"),
        ("408.", "not a figure"),
        ("012.5", "a leading zero"),
    ],
)
def test_the_format_of_a_figure(text: str, wrong: str) -> None:
    assert fault(text) == wrong


def test_what_is_judged_as_a_figure() -> None:
    assert [t for t in ("340.90", "1O.25", "O", "2,946。25", "3O1A") if is_figure_like(t)] == [
        "340.90",
        "1O.25",
        "O",
        "2,946。25",
        "3O1A",
    ]
    assert [t for t in ("2023-2025", "2024年", "合计", "", "GDP", "8:30") if is_figure_like(t)] == []


def test_habits_of_columns() -> None:
    assert habit_of(FIGURES) == ColumnHabit(decimals=2)
    assert habit_of(("201", "20103", "2010301", "208", "20805")) == ColumnHabit(decimals=0, is_codes=True)
    assert habit_of(FIGURES[:4]) == ColumnHabit()
    assert stands_out("201030", ColumnHabit(decimals=0, is_codes=True)) != ""
    assert stands_out("100%", ColumnHabit(decimals=2)) == ""
    assert stands_out("12", ColumnHabit(decimals=2)) == "", "a row or column number"


def test_two_readings_that_agree_are_taken_with_their_share_of_confidence() -> None:
    chosen, doubt = settle(
        [Read("1O.25", 0.95), Read("10.25", 0.9), Read("10.25", 0.8)], ColumnHabit(), as_figure=True
    )
    assert (chosen.text, doubt) == ("10.25", "")
    assert chosen.confidence == pytest.approx(0.6)


def test_a_lone_zero_that_also_reads_as_a_letter_is_taken() -> None:
    readings = [Read("0", 0.93), Read("O", 0.95), Read("O", 0.9), Read("0", 0.99)]
    assert settle(readings, ColumnHabit(), as_figure=True) == (Read("0", 0.99), "")


def test_a_lone_zero_that_only_reads_as_a_letter_is_taken_among_figures() -> None:
    readings = [Read("O", 0.93), Read("o", 0.6), Read("O", 0.9)]
    assert settle(readings, ColumnHabit(), as_figure=True) == (Read("0", 0.93), "")
    chosen, doubt = settle([Read("O", 0.93), Read("6", 0.9)], ColumnHabit(), as_figure=True)
    assert chosen.confidence <= 0.4 and doubt


@pytest.mark.parametrize(
    ("text", "is_led"),
    [
        ("0年末结转和结余", True),
        ("24.81 总计", True),
        ("1,024.81一、教育支出", True),
        ("2024年", False),
        ("2080505机关", False),
        ("0.5万元", False),
        ("10元", False),
    ],
)
def test_a_figure_that_leads_a_text_belongs_to_the_column_before(text: str, is_led: bool) -> None:
    assert leads_a_text(text) is is_led


def test_a_letter_that_looks_like_a_zero_and_is_read_as_nothing_else_is_that_letter() -> None:
    readings = [Read("O", 0.8), Read("O", 0.95)]
    assert settle(readings, ColumnHabit(), as_figure=False) == (Read("O", 0.95), "")


def test_a_figure_that_reads_as_another_stays_doubtful_even_against_a_majority() -> None:
    chosen, doubt = settle(
        [Read("0.64", 0.97), Read("0.84", 0.98), Read("0.84", 0.97)], ColumnHabit(), as_figure=True
    )
    assert (chosen.text, chosen.confidence) == ("0.84", LOW)
    assert "'0.64'" in doubt


def test_readings_that_all_differ_keep_the_best_and_name_the_others() -> None:
    chosen, doubt = settle(
        [Read("2.86", 0.8), Read("2.8.6", 0.99), Read("2.66", 0.5)], ColumnHabit(), as_figure=True
    )
    assert (chosen.text, chosen.confidence) == ("2.86", LOW)
    assert "'2.8.6'" in doubt and "'2.66'" in doubt


def test_ink_without_text_is_noted() -> None:
    assert settle([Read("", 0.0), Read("", 0.0)], ColumnHabit(), as_figure=False) == (
        Read("", 0.0),
        "ink that gives no text",
    )


def test_line_breaks_are_kept_where_lengths_allow() -> None:
    assert break_as("67.90", ["67.9", "O"]) == "67.9\n0"
    assert break_as("67.901", ["67.9", "O"]) == "67.901"
