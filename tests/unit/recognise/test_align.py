"""A table's next page laid onto the columns of its first by where its texts stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.recognise.align import align
from pipelines.values.pages import Box, Cell, Grid

NAMES, FIGURES, OTHERS = (214.0, 264.0), (296.0, 326.0), (358.0, 388.0)


def cell(row: int, column: int, text: str, reach: tuple[float, float], span: int = 1) -> Cell:
    top = 70.0 + 20 * row
    return Cell(row, column, text, 1, span, Box(reach[0], top, reach[1], top + 10))


def test_a_text_that_nothing_parts_from_its_neighbours_stands_where_its_place_is() -> None:
    first = Grid(
        1,
        4,
        (
            cell(0, 0, "5.00", (157.0, 197.0)),
            cell(0, 1, "十四、资源勘探工业信", NAMES),
            cell(0, 2, "3.00", FIGURES),
            cell(0, 3, "3.00", OTHERS),
        ),
        is_ruled=False,
    )
    rest = Grid(
        2,
        4,
        (
            cell(0, 0, "息等支出", (214.0, 254.0), span=3),
            cell(1, 0, "9.00", (157.0, 197.0)),
            cell(1, 1, "支出总计", (214.0, 254.0)),
            cell(1, 2, "9.00", FIGURES),
            cell(1, 3, "9.00", OTHERS),
        ),
        is_ruled=False,
    )
    laid = align(rest, first)
    assert laid is not None
    assert [(c.column, c.column_span) for c in laid.cells if c.text == "息等支出"] == [(1, 1)]


def unruled(*rows: tuple[tuple[str, tuple[float, float], int, int], ...]) -> Grid:
    """Draw rows of texts, each with its reach, first column and number of columns."""
    cells = tuple(
        cell(row, column, text, reach, span)
        for row, texts in enumerate(rows)
        for text, reach, column, span in texts
    )
    return Grid(len(rows), max(c.column + c.column_span for c in cells), cells, is_ruled=False)


def test_code_and_name_may_be_parted_on_the_first_page_alone() -> None:
    figure = ("343.20", (349.0, 373.0), 3, 1)
    first = unruled(
        (("功能分类科目", (142.0, 190.0), 2, 1), ("小计", (323.0, 339.0), 3, 1)),
        (
            ("1", (38.0, 42.0), 0, 1),
            ("208", (48.0, 60.0), 1, 1),
            ("社会保障和就业支出", (64.0, 136.0), 2, 1),
            figure,
        ),
        (("2", (38.0, 42.0), 0, 1), ("20805行政事业单位养老支出", (56.0, 156.0), 1, 2), figure),
    )
    labels = ["21002 公立医院", "2100299 其他公立医院支出", "21011行政事业单位医疗", "213 农林水支出"]
    lefts = [56.0, 64.0, 56.0, 48.0]
    rest = unruled(
        (("功能分类科目", (142.0, 190.0), 1, 1), ("小计", (323.0, 339.0), 2, 1)),
        *(
            (
                (str(n), (38.0, 42.0), 0, 1),
                (text, (left, left + 5.3 * len(text)), 1, 1),
                ("685.36", (349.0, 373.0), 2, 1),
            )
            for n, (text, left) in enumerate(zip(labels, lefts, strict=True), start=3)
        ),
    )
    laid = align(rest, first)
    assert laid is not None
    assert [(c.text, c.column, c.column_span) for c in laid.cells if c.text in labels] == [
        (text, 1, 2) for text in labels
    ]
    assert {c.column for c in laid.cells if c.text == "685.36"} == {3}


def ruled(columns: tuple[tuple[float, float], ...], shift: float, confidence: float | None) -> Grid:
    cells = tuple(cell(0, n, str(n), (a + shift, b + shift)) for n, (a, b) in enumerate(columns))
    right = columns[-1][1] + shift
    return Grid(
        1,
        len(columns),
        tuple(replace(one, confidence=confidence) for one in cells),
        Box(columns[0][0] + shift, 70, right, 80),
    )


@pytest.mark.parametrize(("confidence", "fits"), [(0.99, True), (None, False)])
def test_a_scanned_sheet_may_lie_shifted_on_the_glass(confidence: float | None, fits: bool) -> None:
    whole = ((52.0, 120.0), (120.0, 300.0), (300.0, 420.0), (420.0, 540.0))
    joined = ((52.0, 120.0), (120.0, 420.0), (420.0, 540.0))
    laid = align(ruled(joined, -11.0, confidence), ruled(whole, 0.0, confidence))
    assert (laid is not None) == fits
    if laid is not None:
        assert [(one.column, one.column_span) for one in laid.cells] == [(0, 1), (1, 2), (3, 1)]
    other = ((52.0, 200.0), (200.0, 420.0), (420.0, 540.0))
    assert align(ruled(other, -11.0, confidence), ruled(whole, 0.0, confidence)) is None
