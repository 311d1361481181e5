"""The user's own population, price index and types of counties: taken as they are, or left out for a reason in one sentence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.accounts.county_figures import CountyFigure, county_figures, refused

HEAD = "division_code,fiscal_year,population,price_index,county_type,source"


def _file(folder: Path, *lines: str, head: str = HEAD) -> Path:
    file = folder / "county_figures.csv"
    file.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8-sig")
    return file


def test_no_file_is_no_figure(tmp_path: Path) -> None:
    assert county_figures(tmp_path / "county_figures.csv") == ()


def test_empty_cells_stay_unknown(tmp_path: Path) -> None:
    file = _file(tmp_path, "410503,2023,254000,,市辖区,统计年鉴 2024", "410503,2024,,102.35,,统计公报")
    assert county_figures(file) == (
        CountyFigure("410503", 2023, 254000, None, "市辖区", "统计年鉴 2024"),
        CountyFigure("410503", 2024, None, Decimal("102.35"), None, "统计公报"),
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("41053,2024,1,,,s", "line 2: division_code must have six digits, not '41053'"),
        ("410503,24,1,,,s", "line 2: fiscal_year must be a year such as 2024, not '24'"),
        ("410503,,1,,,s", "line 2: fiscal_year must be a year such as 2024, not ''"),
        (
            "410503,2024,25.4,,,s",
            "line 2: population must be a whole number of persons above zero, not '25.4'",
        ),
        (
            "410503,2024,25万,,,s",
            "line 2: population must be a whole number of persons above zero, not '25万'",
        ),
        ("410503,2024,0,,,s", "line 2: population must be a whole number of persons above zero, not '0'"),
        ("410503,2024,,nan,,s", "line 2: price_index must be an index above zero, such as 102.3, not 'nan'"),
        ("410503,2024,,-2,,s", "line 2: price_index must be an index above zero, such as 102.3, not '-2'"),
        ("410503,2024,,1.00000001,,s", "line 2: price_index must be an index above zero, such as 102.3"),
        ("410503,2024,1,,,", "line 2: source must say where the figures are from"),
        ("410503,2024,1,,,s\n410503,2024,2,,,s", "line 3: 410503 has a row for 2024 already, in line 2"),
    ],
)
def test_a_bad_row_is_refused_by_line_and_column(tmp_path: Path, line: str, told: str) -> None:
    """It alone: the rows before and after it are taken."""
    file = _file(tmp_path, *line.split("\n"), "330903,2024,7,,,s")
    (why,) = refused(file)
    assert told in why
    assert str(file) in why
    taken = [figure.division_code for figure in county_figures(file)]
    assert taken == ["410503"] * line.count("\n") + ["330903"]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    file = _file(tmp_path, "410503,2024,7,s", head="division_code,fiscal_year,population,source")
    (why,) = refused(file)
    assert "price_index, county_type is not there" in why
    assert county_figures(file) == ()


def test_a_file_that_a_spreadsheet_of_china_saved_is_read(tmp_path: Path) -> None:
    file = tmp_path / "county_figures.csv"
    file.write_bytes(f"{HEAD}\r\n410503,2024,,,市辖区,统计年鉴\r\n".encode("gb18030"))
    assert [(f.county_type, f.source) for f in county_figures(file)] == [("市辖区", "统计年鉴")]
    assert refused(file) == ()


def test_what_is_no_table_is_told_and_ends_nothing(tmp_path: Path) -> None:
    file = _file(tmp_path, "410503,2024,7,,,s", "310107,2024,7,,," + "s" * 200_000, "330903,2024,7,,,s")
    (why,) = refused(file)
    assert "field larger than field limit" in why
    assert [figure.division_code for figure in county_figures(file)] == ["410503"]
    (tmp_path / "folder.csv").mkdir()
    assert "cannot be read" in refused(tmp_path / "folder.csv")[0]
