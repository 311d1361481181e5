"""Sheets: a table as it is printed, with the truth of each figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Final, NamedTuple

from bench.governments import wording
from bench.governments.figures import Line, Table

_ORDINALS: Final = "一二三四五六七八九十"


class Truth(NamedTuple):
    """A printed figure and what it is: form, section, code or name, measure, scope, year and value."""

    form: str
    section: str
    item: str
    measure: str
    scope: str
    year: int
    value: Decimal


@dataclass(slots=True)
class Sheet:
    """A printed table. ``rows`` below ``header`` are as wide as it; ``labels`` are the columns of words.

    ``unit_at`` is where the unit stands: ``line`` above the table, ``title`` behind the title, ``header`` in a cell.
    """

    title: str
    number: str
    unit: str
    unit_at: str
    header: list[list[str | None]]
    rows: list[list[str]]
    labels: frozenset[int]
    truth: list[Truth]
    notes: list[str] = field(default_factory=list)
    bands: int = 0


@dataclass(frozen=True, slots=True)
class Habits:
    """What one book does alike in all its tables."""

    separators: bool
    zero: str
    ordinals: bool
    indent: str
    numbers: int
    percent_sign: bool
    formula: bool
    unit_at: str
    wide_names: bool
    beside: bool
    numbered: bool
    remarks: bool
    bands: bool
    spaced: bool


def habits(rng: Random) -> Habits:
    """Draw the habits of a book."""
    return Habits(
        separators=rng.random() < 0.5,
        zero=rng.choice(("", "", "0", "-", "")),
        ordinals=rng.random() < 0.5,
        indent=rng.choice(("", "  ", "　　")),
        numbers=rng.randint(0, 6),
        percent_sign=rng.random() < 0.15,
        formula=rng.random() < 0.15,
        unit_at=rng.choice(("line", "line", "line", "title", "header")),
        wide_names=rng.random() < 0.15,
        beside=rng.random() < 0.6,
        numbered=rng.random() < 0.1,
        remarks=rng.random() < 0.15,
        bands=rng.random() < 0.5,
        spaced=rng.random() < 0.15,
    )


def printed(text: str, own: Habits, *, is_percent: bool) -> str:
    """Return a figure as a book prints it."""
    if own.separators and not is_percent:
        text = f"{Decimal(text):,}"
    return f"{text}%" if is_percent and own.percent_sign else text


def sheet_of(table: Table, area: str, place: int, own: Habits, rng: Random) -> Sheet:
    """Print a table as a book of these habits does."""
    title = wording.title_of(table, area, rng)
    number = wording.number_of(place, rng, own.numbers)
    sides = {line.section for line in table.lines}
    if sides == {"revenue", "expenditure"} and own.beside:
        header, rows, labels, truth = _beside(table, own, rng)
    else:
        header, rows, labels, truth = _below(table, own, rng)
    if own.formula and len(header[-1]) > 2 + len(labels) and len(labels) == 1:
        header.append(["栏次", *map(str, range(1, len(header[0])))])
    if own.numbered and len(labels) == 1:
        header = [[("序号" if n == 0 else "^"), *row] for n, row in enumerate(header)]
        rows = [[str(n), *row] for n, row in enumerate(rows, 1)]
        labels = frozenset((0, 1))
    if own.remarks:
        header = [[*row, "备注" if n == 0 else "^"] for n, row in enumerate(header)]
        rows = [[*row, "含上级专款" if n == 2 else ""] for n, row in enumerate(rows)]
        labels = labels | {len(rows[0]) - 1}
    unit_at = own.unit_at
    if unit_at == "header":
        first = header[0][0]
        header[0][0] = f"{first}（单位：{table.unit}）" if first else first
        unit_at = "header" if first else "line"
    return Sheet(title, number, table.unit, unit_at, header, rows, labels, truth)


def _label(line: Line, own: Habits, counters: list[int]) -> str:
    """Return a label with its number and indent."""
    name = line.name
    if own.wide_names and len(name) == 2:
        name = f"{name[0]}  {name[1]}"
    if own.spaced and any(w in name for w in ("合计", "总计")):
        name = " ".join(name)
    if own.ordinals and not line.code and not any(w in name for w in ("合计", "总计", "小计")):
        while len(counters) <= line.depth:
            counters.append(0)
        del counters[line.depth + 1 :]
        counters[line.depth] += 1
        n = counters[line.depth]
        if line.depth == 0 and n <= len(_ORDINALS):
            name = f"{_ORDINALS[n - 1]}、{name}"
        elif line.depth == 1 and n <= len(_ORDINALS):
            name = f"（{_ORDINALS[n - 1]}）{name}"
        elif line.depth > 1:
            name = f"{n}.{name}"
    if line.is_part and not own.ordinals:
        name = f"其中：{name}"
    return own.indent * line.depth + name


def _cells(table: Table, line: Line, own: Habits) -> list[str]:
    found = []
    for index, column in enumerate(table.columns):
        text = line.cells.get(index)
        blank = "" if column.is_percent or column.measure == "delta" else own.zero
        found.append(printed(text, own, is_percent=column.is_percent) if text is not None else blank)
    return found


def _truth(table: Table, line: Line, own: Habits, *, has_code: bool) -> list[Truth]:
    found = []
    for index, column in enumerate(table.columns):
        is_zero = own.zero == "0" and not column.is_percent and column.measure != "delta"
        text = line.cells.get(index, "0" if is_zero else None)
        if text is None:
            continue
        item = line.code if has_code and line.code else line.name
        section = column.section or line.section
        if column.section == "" and any(c.section for c in table.columns):
            section = line.section
        found.append(
            Truth(
                table.form,
                section,
                item,
                column.measure,
                column.scope or table.scope,
                table.year,
                Decimal(text),
            )
        )
    return found


def _below(
    table: Table, own: Habits, rng: Random
) -> tuple[list[list[str | None]], list[list[str]], frozenset[int], list[Truth]]:
    """Print lines below each other; codes stand in a column of their own, before the name, or nowhere."""
    coded = any(line.code for line in table.lines)
    style = rng.choice(("column", "column", "within", "none")) if coded else "none"
    if table.form == "G05" and style == "none":
        style = "column"
    names = [wording.label_of(table, rng)]
    labels = [rng.choice(("科目编码", "项目编码", "科目代码")), *names] if style == "column" else names
    has_kinds = table.form == "G27" and any(line.section for line in table.lines)
    labels = [*labels, rng.choice(wording.KINDS)] if has_kinds else labels
    header = wording.header_of(table, rng, labels)
    counters: list[int] = []
    rows: list[list[str]] = []
    truth: list[Truth] = []
    for line in sorted(table.lines, key=lambda line: line.section == "expenditure"):
        label = _label(line, own, counters)
        if style == "within" and line.code:
            label = own.indent * line.depth + line.code + rng.choice((" ", "")) + line.name
        front = [line.code, label] if style == "column" else [label]
        kind = [line.section] if has_kinds else []
        rows.append([*front, *kind, *_cells(table, line, own)])
        truth.extend(_truth(table, line, own, has_code=style != "none"))
    return header, rows, frozenset(range(len(labels))), truth


def _beside(
    table: Table, own: Habits, rng: Random
) -> tuple[list[list[str | None]], list[list[str]], frozenset[int], list[Truth]]:
    """Print revenue and expenditure beside each other; grand totals stand on one row."""
    left = [line for line in table.lines if line.section == "revenue"]
    right = [line for line in table.lines if line.section == "expenditure"]
    height = max(len(left), len(right))
    label = rng.choice(("项目", "预算科目", "科目名称"))
    names = rng.choice((("收入", "支出"), (label, label), ("收入项目", "支出项目")))
    state = rng.getstate()
    one = wording.header_of(table, rng, [names[0]])
    rng.setstate(state)
    two = wording.header_of(table, rng, [names[1]])
    header = [[*a, *b] for a, b in zip(one, two, strict=True)]
    if names[0] == label and rng.random() < 0.5:
        width = len(one[0])
        top: list[str | None] = ["收入", *[None] * (width - 1), "支出", *[None] * (width - 1)]
        header = [top, *header]
    truth: list[Truth] = []
    sides: list[list[list[str]]] = []
    for lines in (left, right):
        counters: list[int] = []
        made = [[_label(line, own, counters), *_cells(table, line, own)] for line in lines]
        blank = ["", *[""] * len(table.columns)]
        if len(made) < height:
            made[-1:-1] = [list(blank) for _ in range(height - len(made))]
        sides.append(made)
        for line in lines:
            truth.extend(_truth(table, line, own, has_code=False))
    width = len(table.columns) + 1
    return header, [a + b for a, b in zip(*sides, strict=True)], frozenset((0, width)), truth
