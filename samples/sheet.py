"""A form being laid out: its slots, spans, and which slot prints which fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from samples.accounts import CLASSES, FUNCTIONAL, ordinal
from samples.layout import Layout
from samples.table import TableCell


@dataclass(frozen=True, slots=True)
class Fact:
    """What a printed figure says: section, account code, item name and measure of the data contract."""

    section: str
    code: str
    name: str
    measure: str


@dataclass(frozen=True, slots=True)
class Plant:
    """A figure that is misprinted on purpose: which one, and the identities it breaks."""

    form: str
    code: str
    measure: str
    identities: str
    what: str


@dataclass
class Sheet:
    """One form. ``cells`` are slots by row; ``weights`` share out the page's width among the columns."""

    form: str
    title: str
    layout: Layout
    weights: tuple[float, ...]
    plant: Plant | None = None
    cells: list[list[TableCell | None]] = field(default_factory=list)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    facts: dict[tuple[int, int], Fact] = field(default_factory=dict)
    true_text: dict[tuple[int, int], str] = field(default_factory=dict)  # of misprinted figures
    header_rows: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def columns(self) -> int:
        """How many columns the form has."""
        return len(self.weights)

    def header(self, rows: Sequence[Sequence[str | None]]) -> None:
        """Add header rows. ``None`` extends the cell to its left, ``"^"`` the cell above."""
        first = len(self.cells)
        for row in rows:
            if len(row) != self.columns:
                raise ValueError(f"{self.form}: header row of {len(row)} cells for {self.columns} columns")
            self.cells.append([self._head(t) for t in row])
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text is None or text == "^":
                    continue
                wide = 1
                while c + wide < len(row) and row[c + wide] is None:
                    wide += 1
                tall = 1
                while r + tall < len(rows) and rows[r + tall][c] == "^":
                    tall += 1
                if (tall, wide) != (1, 1):
                    self.spans[first + r, c] = (tall, wide)
        self.header_rows = len(self.cells)

    def _head(self, text: str | None) -> TableCell | None:
        if text is None or text == "^":
            return None
        return TableCell(text, "center", self.layout.header_fill)

    def row(self, cells: Iterable[TableCell | str | None]) -> int:
        """Add a row (short rows are filled with blanks) and return its number."""
        made: list[TableCell | None] = [TableCell(c) if isinstance(c, str) else c for c in cells]
        made += [TableCell()] * (self.columns - len(made))
        self.cells.append(made)
        return len(self.cells) - 1

    def put(self, row: int, column: int, fen: int, fact: Fact) -> None:
        """Print an amount in a slot; a blank zero leaves no fact."""
        text = true = self.layout.money(fen, self.form)
        plant = self.plant
        if plant and (plant.form, plant.code, plant.measure) == (self.form, fact.code, fact.measure):
            text = swapped(true)
            self.true_text[row, column] = true
        old = self.cells[row][column] or TableCell()
        self.cells[row][column] = replace(old, text=text, align="right")
        if text:
            self.facts[row, column] = fact

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Merge slots into the cell at (row, column)."""
        self.spans[row, column] = (rows, columns)


def swapped(text: str) -> str:
    """Return a figure with its last two different neighbouring digits before the point exchanged.

    >>> swapped("512.34"), swapped("1,224.00")
    ('521.34', '1,242.00')
    """
    end = text.index(".") if "." in text else len(text)
    for i in range(end - 2, -1, -1):
        a, b = text[i], text[i + 1]
        if a.isdigit() and b.isdigit() and a != b:
            return text[:i] + b + a + text[i + 2 :]
    raise ValueError(f"{text}: no two neighbouring digits differ")


def code_cells(layout: Layout, code: str) -> list[TableCell]:
    """Return the cells of an account code: one, or 类 | 款 | 项."""
    if not layout.split_codes:
        return [TableCell(code)]
    parts = [code[:3], code[3:5], code[5:7]]
    return [TableCell(p, "center") for p in parts]


def code_header(
    sheet: Sheet,
    heads: Sequence[str],
    groups: Sequence[str | None] | None = None,
    words: tuple[str, str] = ("科目代码", "科目名称"),
) -> None:
    """Add the merged header of a form by code. ``groups`` is a row above ``heads`` ("" for none)."""
    layout = sheet.layout
    upper: list[str | None]
    lower: list[str | None]
    marks: list[str | None]
    if groups is None:
        upper, lower = list(heads), ["^"] * len(heads)
    else:
        upper = [h if g == "" else g for g, h in zip(groups, heads, strict=True)]
        lower = ["^" if g == "" else h for g, h in zip(groups, heads, strict=True)]
    if layout.split_codes:
        budget = sheet.form.startswith("B")
        second = ["功能分类科目编码" if budget else "支出功能分类科目编码", None, None, words[1]]
        rows: list[list[str | None]] = [["项目", None, None, None, *upper], [*second, *lower]]
        if layout.total_place(sheet.form) != "header":
            marks = ["类", "款", "项"]
            rows.append([*marks, "^", *["^"] * len(heads)])
        sheet.header(rows)
        return
    sheet.header([["项目", None, *upper], [*words, *lower]])
    if layout.line_numbers:
        sheet.header([["栏次", None, *[str(i + 1) for i in range(len(heads))]]])


def code_weights(layout: Layout, measures: int, amount: float = 15) -> list[float]:
    """Return column weights of a form by code with this many amounts."""
    return [*([5, 5, 5] if layout.split_codes else [11]), 34, *[amount] * measures]


Amounts = dict[str, int]


def add_functional_rows(
    sheet: Sheet, measures: Sequence[str], columns: Sequence[Amounts], *, empty: str = "", year: int = 0
) -> None:
    """Add rows by functional code: ``columns`` holds for each measure the amounts by 类, 款 and 项.

    The 合计 row is the sum of the 类. ``empty`` names what a form without figures would have shown.
    """
    layout, split = sheet.layout, 3 if sheet.layout.split_codes else 1
    codes = sorted({c for column in columns for c, v in column.items() if v} or ())
    place = layout.total_place(sheet.form)

    def total() -> None:
        r = _total_row(sheet, split, place)
        if not codes and sheet.form not in layout.zeros_in_empty:
            return
        for i, (measure, column) in enumerate(zip(measures, columns, strict=True)):
            value = sum(v for c, v in column.items() if len(c) == 3)
            sheet.put(r, split + 1 + i, value, Fact("", "", "合计", measure))

    if place != "last":
        total()
    if not codes:
        for i in range(6 if place == "last" else 1):
            sheet.row([TableCell(layout.empty_row if i == 0 else "", "center")])
        sheet.notes.append(layout.empty_note.format(year=year, what=empty))
    for code in codes:
        r = sheet.row([*code_cells(layout, code), TableCell(FUNCTIONAL[code])])
        for i, (measure, column) in enumerate(zip(measures, columns, strict=True)):
            sheet.put(r, split + 1 + i, column.get(code, 0), Fact("", code, FUNCTIONAL[code], measure))
    if place == "last":
        total()


def _total_row(sheet: Sheet, split: int, place: str) -> int:
    if place == "header":
        marks = ("类", "款", "项") if split == 3 else ("",)
        r = sheet.row([TableCell(t, "center", sheet.layout.header_fill) for t in (*marks, "合计")])
        sheet.header_rows = r + 1
        return r
    r = sheet.row([TableCell("合计", "center"), *[None] * split])
    sheet.merge(r, 0, 1, split + 1)
    return r


Line = tuple[str, Sequence[tuple[str, int]]]  # printed label, (measure, 分) from left to right


def label_name(label: str) -> str:
    """Return a printed label without its ordinal: 一、, 1. or （一）.

    >>> label_name("二十一、国有资本经营预算支出"), label_name("1. 一般公共预算")
    ('国有资本经营预算支出', '一般公共预算')
    """
    head, mark, rest = label.partition("、")
    if mark and all(c in "一二三四五六七八九十" for c in head):
        return rest
    head, mark, rest = label.partition(".")
    return rest.strip() if mark and head.isdigit() else label


def add_sides(
    sheet: Sheet,
    left: Sequence[Line | None],
    right: Sequence[Line | None],
    *,
    start: tuple[int, int] = (1, 1),
    measures: tuple[int, int] = (1, 1),
    numbered: bool | None = None,
) -> None:
    """Add the rows of a two-sided form; ``None`` is an empty line.

    ``start`` gives the first 行次 of each side, ``measures`` how many amounts each side prints; ``numbered``
    says whether the form has 行次 (default: as the layout does).
    """
    numbered = sheet.layout.line_numbers if numbered is None else numbered
    offset = 1 + numbered + measures[0]
    for i, (income, spending) in enumerate(zip(left, right, strict=True)):
        r = sheet.row([])
        _side(sheet, r, 0, "revenue", income, start[0] + i if numbered else None)
        _side(sheet, r, offset, "expenditure", spending, start[1] + i if numbered else None)
    if sheet.layout.merged_blanks:
        _merge_blanks(sheet, len(sheet.cells) - len(left), left, range(1 + numbered + measures[0]))
        _merge_blanks(sheet, len(sheet.cells) - len(left), right, range(offset, sheet.columns))


def _side(sheet: Sheet, r: int, c: int, section: str, line: Line | None, number: int | None) -> None:
    if number is not None:
        sheet.cells[r][c + 1] = TableCell(str(number), "center")
    if line is None:
        return
    label, amounts = line
    centred = label_name(label) == label and label.endswith(("合计", "总计"))
    sheet.cells[r][c] = TableCell(label, "center" if centred else "left")
    first = c + 1 + (number is not None)
    for i, (measure, fen) in enumerate(amounts):
        sheet.put(r, first + i, fen, Fact(section, "", label_name(label), measure))


def _merge_blanks(sheet: Sheet, first: int, lines: Sequence[Line | None], columns: range) -> None:
    run = 0
    for i, line in enumerate([*lines, ("", ())]):
        if line is None:
            run += 1
            continue
        if run > 1:
            for c in columns:
                sheet.merge(first + i - run, c, run, 1)
        run = 0


def class_lines(spent: Callable[[str], Sequence[tuple[str, int]]], *, only_used: bool) -> list[Line]:
    """Return a line per class of expenditure, numbered; ``spent`` gives the amounts of a class code."""
    lines: list[Line] = []
    for code, name in CLASSES:
        amounts = spent(code)
        if only_used and not any(v for _, v in amounts):
            continue
        lines.append((f"{ordinal(len(lines) + 1)}、{name}", amounts))
    return lines
