"""The user's own figures of counties: population, price index, type of county. None are shipped, none are made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
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
    """Return the rows of a CSV file with :data:`COLUMNS` that can be taken; none where there is no file.

    >>> county_figures(Path("missing.csv"))
    ()

    What :func:`refused` tells of is left out: a file without one of the columns, a figure that is none, a row without a
    source, a second row of one division and year.
    """
    return tuple(row for row in _read(file) if isinstance(row, CountyFigure))


def refused(file: Path) -> tuple[str, ...]:
    """Return why rows of the file were not taken: file, line, column and what is expected, one sentence each."""
    return tuple(str(row) for row in _read(file) if isinstance(row, CountyFiguresError))


def _read(file: Path) -> Iterator[CountyFigure | CountyFiguresError]:
    if not file.exists():
        return
    try:
        reader = csv.DictReader(io.StringIO(_text(file), newline=""))
        names = reader.fieldnames or ()
    except (OSError, csv.Error) as error:
        yield CountyFiguresError(f"{file}: cannot be read: {error}")
        return
    if missing := [name for name in COLUMNS if name not in names]:
        yield CountyFiguresError(
            f"{file}: the first line must name the columns {', '.join(COLUMNS)}; {', '.join(missing)} is not there"
        )
        return
    try:
        yield from _rows(file, reader)
    except csv.Error as error:
        yield CountyFiguresError(
            f"{file}, line {reader.line_num}: {error}; the lines behind it were not read"
        )


def _rows(file: Path, reader: csv.DictReader[str]) -> Iterator[CountyFigure | CountyFiguresError]:
    seen: dict[tuple[str, int], int] = {}
    for row in reader:
        where = f"{file}, line {reader.line_num}"
        try:
            figure = _figure(row, where)
            key = figure.division_code, figure.fiscal_year
            if key in seen:
                raise CountyFiguresError(
                    f"{where}: {key[0]} has a row for {key[1]} already, in line {seen[key]}"
                )
        except CountyFiguresError as error:
            yield error
            continue
        seen[key] = reader.line_num
        yield figure


def _text(file: Path) -> str:
    """Return the file's text: UTF-8, or GB 18030 as spreadsheets of China save it."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


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
