"""Books of these shapes, read and scored: figures right, missed, wrong or made up, and contradictions told of them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random
from typing import Final

from bench.governments import draw, files
from bench.governments.figures import Area, Column, Line, Table
from bench.governments.makers import MAKERS
from bench.governments.sheets import Sheet, Truth, habits, sheet_of
from pipelines.documents.walk import Walk, walk
from pipelines.values.identity import SourceHints
from pipelines.values.text import item_name

Key = tuple[str, str, str, str, str, int | None, Decimal]
_TABLES: Final = 8


@dataclass(slots=True)
class Book:
    """A book with the shape it was given and what is printed in it."""

    seed: int
    path: Path
    shape: str
    area: str
    year: int
    sheets: list[Sheet]

    @property
    def truth(self) -> list[Truth]:
        """Return the truth of all its tables."""
        return [fact for sheet in self.sheets for fact in sheet.truth]


@dataclass(slots=True)
class Score:
    """What became of the figures of one book; ``lost`` and ``extra`` are those that differ."""

    book: Book
    right: int
    lost: Counter[Key]
    extra: Counter[Key]
    is_known: bool
    told: list[str] = field(default_factory=list)
    noted: int = 0


def plain(text: str) -> str:
    """Return a name as it is compared."""
    return re.sub(r"[\s“”\"()（）:：、]", "", item_name(text))


def _key(
    form: str, section: str, item: str, measure: str, scope: str, year: int | None, value: Decimal
) -> Key:
    path = "/".join(plain(part) for part in section.split("/")) if section else ""
    return form, path, plain(item), measure, plain(scope), year, value.normalize()


def books(seed: int, folder: Path, tables: Sequence[tuple[str, Table]] | None = None) -> Book:
    """Make a book; ``tables`` with the name of their area take the place of made-up ones."""
    rng = Random(seed)
    own, style = habits(rng), draw.style(rng)
    kind = rng.choice(files.FORMATS)
    if kind == "pdf" and style.rules != "grid" and own.unit_at != "line":
        # Titles and headings that wrap would tear the unit.
        own = replace(own, unit_at="line")
    if tables is None:
        area = Area(rng)
        name, year = area.name, area.year
        stages = rng.choice((("executed",), ("final",), ("budget",), ("executed", "budget")))
        stage = rng.choice(stages)
        year = area.year
        made = [maker(area, stage) for maker in rng.sample(MAKERS, _TABLES)]
        is_own = lambda table: table.form in ("G01", "G10", "G18", "G23", "G03")  # noqa: E731
        if not any(map(is_own, made)):
            made.insert(0, MAKERS[0](area, stage))
    else:
        name, made = tables[0][0], [table for _, table in tables]
        year = max(table.year for table in made)
    sheets = [sheet_of(table, name, place, own, rng) for place, table in enumerate(made, 1)]
    lead: list[str] = []
    if rng.random() < 0.5:
        lead = [
            f"关于{name}{year}年预算执行情况的报告",
            f"受{name}人民政府委托，现将{name}{year}年预算执行情况报告如下，请予审议。",
        ]
    path = folder / f"book-{seed}.{kind}"
    if kind == "pdf":
        draw.pdf(sheets, path, style, lead)
        shape = f"pdf {style.rules}"
    elif kind == "xlsx":
        files.xlsx(sheets, path)
        shape = kind
    elif kind == "xls":
        files.xls(sheets, path)
        shape = kind
    else:
        files.web(sheets, path, lead)
        shape = kind
    return Book(seed, path, shape, name, year, sheets)


def read(book: Book) -> Walk:
    """Take a book through the rooms."""
    return walk(
        book.path, SourceHints(f"{book.area}{book.year}年财政预决算{book.path.suffix}"), reader="pdfium"
    )


def score(book: Book) -> Score:
    """Read a book and compare."""
    found = read(book)
    truth = Counter(_key(*fact) for fact in book.truth)
    got: Counter[Key] = Counter()
    for item in found.examination.items:
        text = re.sub(r"[,，%％\s]", "", item.text_printed)
        try:
            value = Decimal(text)
        except InvalidOperation:
            continue
        got[
            _key(
                item.form_code,
                item.section,
                item.item_code or item.item_name,
                item.measure,
                item.scope,
                item.figure_year,
                value,
            )
        ] += 1
    right = sum((truth & got).values())
    told = [error.what for error in found.examination.errors]
    return Score(
        book,
        right,
        truth - got,
        got - truth,
        found.identity.organisation_kind == "government",
        told,
        len(found.notes),
    )


def tables_of(cells: Path, name: str) -> Iterator[tuple[str, Table]]:
    """Yield the tables of a file of cells: form, page, section, code, name, measure, value, unit, scope and year."""
    rows = list(csv.DictReader(cells.open(encoding="utf-8-sig", newline="")))
    groups: list[list[dict[str, str]]] = []
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = (row["section"], row["code"], row["name"], row["measure"], row["scope"])
        fresh = (
            not groups
            or (groups[-1][-1]["form"], groups[-1][-1]["year"]) != (row["form"], row["year"])
            or key in seen
            or (groups[-1][-1]["scope"] == "分地区") != (row["scope"] == "分地区")
        )
        if fresh:
            groups.append([])
            seen = set()
        seen.add(key)
        groups[-1].append(row)
    for group in groups:
        if len(group) > 2 and not any(row["measure"] == "amount" for row in group):
            yield name, _table(group)


def _table(rows: Sequence[dict[str, str]]) -> Table:
    form = rows[0]["form"]
    in_columns = form in ("G07", "G08", "G13", "G17", "G21", "G29")
    scopes = list(dict.fromkeys(row["scope"] for row in rows))
    several = len(scopes) > 1
    bonds = rows[0]["section"] if rows[0]["section"] in ("新增", "再融资") else ""
    columns: list[Column] = []
    lines: dict[tuple[str, str, str], Line] = {}
    money = [row["unit"] for row in rows if row["unit"] != "%"]
    for row in rows:
        column = Column(row["measure"], row["scope"] if several else "", row["section"] if in_columns else "")
        if column not in columns:
            columns.append(column)
        own = "" if in_columns else row["section"]
        depth = 0 if own in ("", "revenue", "expenditure") or bonds else own.count("/") + 1
        above = not any(place[0] == own for place in lines)
        line = lines.setdefault(
            (own, row["code"], row["name"]),
            Line(row["name"], row["code"], own, depth, is_part=depth > 0 and above),
        )
        line.cells[columns.index(column)] = row["value"]
    measures = {row["measure"] for row in rows}
    stage = (
        "final"
        if "final" in measures
        else "executed"
        if "executed" in measures or "amount" in measures
        else "budget"
    )
    if form in ("G23", "G26", "G28") and not measures & {"executed", "final", "budget"}:
        stage = "executed"
    parts = {
        "general" if m.endswith("general") else "special" if m.endswith("special") else "" for m in measures
    }
    part = {"G24": "general", "G25": "special"}.get(form, parts.pop() if len(parts) == 1 else "")
    return Table(
        form, int(rows[0]["year"]), "" if several else scopes[0], stage, columns, list(lines.values()),
        money[0] if money else "万元", part, bonds,
    )  # fmt: skip
