"""Compose a report: cover, contents, duties, forms, explanations, terms, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from samples.accounts import ordinal
from samples.books import Books
from samples.budget_forms import budget_forms
from samples.final_forms import final_forms
from samples.layout import Layout
from samples.narrative import Paragraph, budget_explanations, duties, explanations, terms
from samples.sheet import Plant, Sheet
from samples.table import Bold, TableCell, draw_table, draw_text, register_font, row_heights, width_of, wrap

A4 = (595.28, 841.89)
MARGIN, TOP = 57.0, 72.0
_NOTHING = TableCell()
KINDS = {"final_account": "部门决算", "budget": "部门预算"}


@dataclass(frozen=True, slots=True)
class ExpectedCell:
    """A figure as a document prints it, keyed as in the data contract."""

    form: str
    page: int
    section: str
    code: str
    name: str
    measure: str
    value: Decimal
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class PlantedError:
    """A misprinted figure: where it stands, what it says, what the books say, the identities it breaks."""

    form: str
    page: int
    code: str
    name: str
    measure: str
    printed: str
    expected: str
    identities: str
    what: str


@dataclass(frozen=True, slots=True)
class Composed:
    """What a report says and how long it is."""

    pages: int
    cells: tuple[ExpectedCell, ...]
    planted: tuple[PlantedError, ...]


class Composer:
    """A canvas with a position on the page, and page numbers at its foot."""

    def __init__(self, path: Path, title: str, layout: Layout) -> None:
        register_font()
        self.canvas: Any = Canvas(str(path), pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.layout, self.y, self.size, self.empty, self.numbered = layout, TOP, A4, True, False
        self.may_flow = False  # whether a form may follow on this page

    @property
    def page(self) -> int:
        """The current page's number."""
        return int(self.canvas.getPageNumber())

    @property
    def bottom(self) -> float:
        """Where content ends on a page."""
        return self.size[1] - 62.0

    def turn(self) -> None:
        """Finish the page, with its number."""
        if self.numbered:
            text = self.layout.page_number.format(n=self.page)
            draw_text(self.canvas, text, self.size[0] / 2, self.size[1] - 36, 9, align="center")
        self.canvas.showPage()
        self.canvas.setPageSize(self.size)
        self.y, self.empty = TOP, True

    def start(self, *, portrait: bool) -> None:
        """Begin a page of the given orientation, unless the current one is untouched."""
        size = A4 if portrait else (A4[1], A4[0])
        if not self.empty:
            self.turn()
        self.size, self.y = size, TOP
        self.canvas.setPageSize(size)

    def line(
        self,
        text: str,
        size: float,
        *,
        align: str = "left",
        indent: float = 0.0,
        bold: Bold | None = None,
        space: float = 1.6,
    ) -> None:
        """Print a line at the current position and move below it."""
        self.y += size * space
        at = {"left": MARGIN + indent, "center": self.size[0] / 2, "right": self.size[0] - MARGIN}[align]
        draw_text(self.canvas, text, at, self.y, size, align=align, bold=bold)
        self.empty = False

    def prose(self, paragraphs: Sequence[Paragraph], *, size: float = 12) -> None:
        """Print paragraphs, first lines indented by two characters."""
        for style, text in paragraphs:
            if style == "part":
                self.line(text, 18, align="center", bold=Bold.STROKED)
                self.y += 14
                continue
            for line in wrap("　　" + text, self.size[0] - 2 * MARGIN, size):
                if self.y + size * 1.8 > self.bottom:
                    self.turn()
                shown = line.lstrip("　")
                self.line(
                    shown,
                    size,
                    indent=2 * size if shown != line else 0.0,
                    bold=Bold.STROKED if style == "heading" else None,
                    space=1.8,
                )

    def finish(self) -> int:
        """Write the file and return the number of pages."""
        if not self.empty:
            self.turn()
        self.canvas.save()
        return self.page - 1


def compose(
    path: Path, books: Books, report_kind: str, layout: Layout, plant: Plant | None = None
) -> Composed:
    """Write one report as a PDF and return what it prints."""
    kind, body = KINDS[report_kind], books.body
    year = f"{books.year}年" + ("度" if report_kind == "final_account" else "")
    composer = Composer(path, f"{body.full_name}{year}{kind}", layout)
    final = report_kind == "final_account"
    sheets = final_forms(books, layout, plant) if final else budget_forms(books, layout)
    _cover(composer, body.full_name, year, kind, layout.date_of(report_kind, books.year))
    _contents(composer, books, year, kind, sheets)
    composer.numbered = True
    composer.start(portrait=True)
    composer.prose(duties(books, kind))
    composer.start(portrait=True)
    composer.y = 320
    composer.line("第二部分", 24, align="center", bold=Bold.STROKED)
    composer.line(f"{year}{kind}表", 24, align="center", bold=Bold.STROKED)
    cells: list[ExpectedCell] = []
    planted: list[PlantedError] = []
    for i, sheet in enumerate(sheets):
        following = sheets[i + 1] if i + 1 < len(sheets) else None
        pages = _form(composer, sheet, books, following, early=i > 0 and sheet.form == layout.early_title)
        cells += _expected(sheet, pages)
        planted += _planted(sheet, pages)
    composer.start(portrait=True)
    composer.prose(explanations(books, layout) if final else budget_explanations(books))
    composer.start(portrait=True)
    composer.prose(terms())
    return Composed(composer.finish(), tuple(cells), tuple(planted))


def _cover(composer: Composer, organisation: str, year: str, kind: str, date: str) -> None:
    composer.y = 200
    composer.line(year, 30, align="center", bold=Bold.STROKED, space=2)
    composer.line(organisation, 30, align="center", bold=Bold.STROKED, space=2)
    composer.line(kind, 36, align="center", bold=Bold.STROKED, space=2.2)
    composer.y = 660
    composer.line(date, 18, align="center")
    composer.turn()


def _contents(composer: Composer, books: Books, year: str, kind: str, sheets: Sequence[Sheet]) -> None:
    composer.line("目  录", 20, align="center", bold=Bold.STROKED, space=2)
    composer.y += 20
    entries = [f"第一部分 {books.body.full_name}概况", f"第二部分 {year}{kind}表"]
    entries += [f"　　{ordinal(i)}、{sheet.title}" for i, sheet in enumerate(sheets, 1)]
    entries += [f"第三部分 {year}{kind}情况说明", "第四部分 名词解释"]
    for entry in entries:
        room = A4[0] - 2 * MARGIN - width_of(entry, 12) - 6
        text = entry + "…" * max(0, int(room // 12)) if composer.layout.separators else entry
        shown = text.lstrip("　")
        composer.line(shown, 12, indent=24 if shown != text else 0, space=2)
    composer.turn()


def _form(
    composer: Composer, sheet: Sheet, books: Books, following: Sheet | None, *, early: bool
) -> dict[tuple[int, int], int]:
    """Print a form and return the page of every slot. ``early``: its title stands on the page before."""
    layout, portrait = sheet.layout, sheet.form in sheet.layout.portrait
    size = A4 if portrait else (A4[1], A4[0])
    width = size[0] - 2 * MARGIN
    widths = [width * w / sum(sheet.weights) for w in sheet.weights]
    heights = row_heights(sheet.cells, widths, spans=sheet.spans, style=layout.style_of(sheet.form))
    fits = composer.y + sum(heights) + 110 < composer.bottom and composer.size == size
    if not (layout.flow and composer.may_flow and fits and not early):
        composer.start(portrait=portrait)
    else:
        composer.y += 16
    if not early:
        _title(composer, sheet)
    _head_lines(composer, sheet, books)
    style = layout.style_of(sheet.form)
    breaks: tuple[int, ...] = ()
    if sheet.form == layout.lone_total:
        style, breaks = _filling(composer, sheet, widths), (len(sheet.cells) - 1,)
    drawn = draw_table(
        composer.canvas,
        sheet.cells,
        widths,
        x=MARGIN,
        top=composer.y,
        bottom=composer.bottom,
        spans=sheet.spans,
        style=style,
        header_rows=sheet.header_rows,
        repeat_header=layout.repeat_header and not breaks,
        break_before=breaks,
        next_top=TOP,
        next_page=composer.turn,
    )
    composer.y, composer.empty, composer.may_flow = drawn.bottom, False, True
    for note in sheet.notes:
        if composer.y + 16 > composer.bottom + 8:
            composer.turn()
        composer.line(note, 9, space=1.7)
    if following is not None and following.form == layout.early_title:
        _early_title(composer, following)
    return drawn.pages()


def _title(composer: Composer, sheet: Sheet) -> None:
    composer.line(sheet.title, 16, align="center", bold=sheet.layout.title_bold, space=1.2)
    composer.y += 4


def _early_title(composer: Composer, sheet: Sheet) -> None:
    if composer.y + 40 > composer.bottom:
        composer.turn()
    composer.y = max(composer.y, composer.bottom - 26)
    _title(composer, sheet)


def _head_lines(composer: Composer, sheet: Sheet, books: Books) -> None:
    layout, form = sheet.layout, sheet.form
    final = form.startswith("F")
    if layout.form_numbers and final:
        composer.line(f"公开{form[1:]}表", 9, align="right", space=1.4)
    unit = f"{layout.unit_label}{layout.unit_of(form)}"
    label = layout.body_label["final_account" if final else "budget"]
    composer.y += 9 * 1.5
    if label:
        draw_text(composer.canvas, f"{label}{books.body.full_name}", MARGIN, composer.y, 9)
    if layout.form_numbers and final:
        draw_text(composer.canvas, f"{books.year}年度", composer.size[0] / 2, composer.y, 9, align="center")
    draw_text(composer.canvas, unit, composer.size[0] - MARGIN, composer.y, 9, align="right")
    composer.y += 5
    composer.empty = False


def _filling(composer: Composer, sheet: Sheet, widths: Sequence[float]) -> Any:
    """Return a style whose rows, the last one aside, just fill the page."""
    style, room = sheet.layout.style_of(sheet.form), composer.bottom - composer.y
    low = replace(style, size=8, min_height=9, padding=1)
    for height in range(60, 18, -1):
        tried = replace(low, min_height=height / 2)
        if sum(row_heights(sheet.cells, widths, spans=sheet.spans, style=tried)[:-1]) <= room:
            return tried
    return low


def _expected(sheet: Sheet, pages: dict[tuple[int, int], int]) -> list[ExpectedCell]:
    unit = sheet.layout.unit_of(sheet.form)
    out = []
    for (r, c), fact in sorted(sheet.facts.items()):
        text = (sheet.cells[r][c] or _NOTHING).text
        value = Decimal(text.replace(",", ""))
        out.append(
            ExpectedCell(
                sheet.form, pages[r, c], fact.section, fact.code, fact.name, fact.measure, value, unit, text
            )
        )
    return out


def _planted(sheet: Sheet, pages: dict[tuple[int, int], int]) -> list[PlantedError]:
    out = []
    for slot, true in sheet.true_text.items():
        fact, plant = sheet.facts[slot], sheet.plant
        if plant is not None:
            text = (sheet.cells[slot[0]][slot[1]] or _NOTHING).text
            out.append(
                PlantedError(
                    sheet.form,
                    pages[slot],
                    fact.code,
                    fact.name,
                    fact.measure,
                    text,
                    true,
                    plant.identities,
                    plant.what,
                )
            )
    return out
