"""The user's own figures of counties: population, price index, type of county. None are shipped, none are made up."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

COLUMNS: Final = ("division_code", "fiscal_year", "population", "price_index", "county_type", "source")

_MOST_DECIMALS: Final = 6
_MOST: Final = Decimal(10**12)


class CountyFiguresError(ValueError):
    """A row of the file cannot be taken; the message names file, line, column and what is expected."""


@dataclass(frozen=True, slots=True)
class CountyFigure:
    """What is known of one division in one year; None where the file leaves a cell empty.

    ``population`` counts persons; ``price_index`` is 100 in a year that the user chooses.
    """

    division_code: str
    fiscal_year: int
    population: int | None
    price_index: Decimal | None
    county_type: str | None
    source: str


def county_figures(file: Path) -> tuple[CountyFigure, ...]:
    """Return the rows of a CSV file with :data:`COLUMNS`; none where there is no file.

    >>> county_figures(Path("missing.csv"))
    ()

    Raises CountyFiguresError for a missing column, a figure that is none, a row without a source and a second row
    of one division and year.
    """
    if not file.exists():
        return ()
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise CountyFiguresError(
                f"{file}: the first line must name the columns {', '.join(COLUMNS)}; {', '.join(missing)} is not there"
            )
        seen: dict[tuple[str, int], int] = {}
        figures = []
        for row in reader:
            figure = _figure(row, f"{file}, line {reader.line_num}")
            key = figure.division_code, figure.fiscal_year
            if key in seen:
                raise CountyFiguresError(
                    f"{file}, line {reader.line_num}: {key[0]} has a row for {key[1]} already, in line {seen[key]}"
                )
            seen[key] = reader.line_num
            figures.append(figure)
    return tuple(figures)


def _figure(row: dict[str, str | None], where: str) -> CountyFigure:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    code = cells["division_code"]
    if not (code.isascii() and code.isdecimal() and len(code) == 6):
        raise CountyFiguresError(f"{where}: division_code must have six digits, not {code!r}")
    year = _positive(cells["fiscal_year"], where, "fiscal_year", "a year such as 2024")
    if year is None or not 1990 <= year <= 2100 or year % 1:
        raise CountyFiguresError(
            f"{where}: fiscal_year must be a year such as 2024, not {cells['fiscal_year']!r}"
        )
    population = _positive(cells["population"], where, "population", "a whole number of persons above zero")
    if population is not None and population % 1:
        raise CountyFiguresError(
            f"{where}: population must be a whole number of persons above zero, not {cells['population']!r}"
        )
    if not cells["source"]:
        raise CountyFiguresError(f"{where}: source must say where the figures are from")
    return CountyFigure(
        division_code=code,
        fiscal_year=int(year),
        population=None if population is None else int(population),
        price_index=_positive(
            cells["price_index"], where, "price_index", "an index above zero, such as 102.3"
        ),
        county_type=cells["county_type"] or None,
        source=cells["source"],
    )


def _positive(text: str, where: str, column: str, expected: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value <= 0 or exponent < -_MOST_DECIMALS or value >= _MOST:
        raise CountyFiguresError(f"{where}: {column} must be {expected}, not {text!r}")
    return value
