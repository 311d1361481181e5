"""OpenDocument texts (odt): paragraphs to lines, tables to grids, in document order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.formats.registry import ODT
from pipelines.read.flow import Flow, chosen, unseen
from pipelines.read.ooxml import LIMITS, Element, OfficeLimits, attribute, local, open_package
from pipelines.read.opendocument.styles import CONTENT, PLAIN, Style, Styles, refuse_protected
from pipelines.read.opendocument.texts import Texts, paragraphs, table_rows
from pipelines.read.packed import office_limits
from pipelines.read.word.tables import SourceTable, WordCell, build_grid
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Loss, Page, Reading
from pipelines.values.printed import holds_amount

READER: Final = "odt"
_TEXT_BLOCKS: Final = ("p", "h")
_PASSED_OVER: Final = frozenset(
    ("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", "annotation")
)


def read_odt(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: OfficeLimits = LIMITS
) -> Reading:
    """Read a text document; ``reader`` is not used.

    A page begins where the file asks for one or where it was last laid out on one. Raises DocumentError for a
    damaged or protected file and for one beyond the limits.
    """
    limits = office_limits(path, limits)
    with open_package(path, limits) as package:
        refuse_protected(package)
        content = package.tree(CONTENT)
        document = _Document(Styles(package, content), limits)
        for body in (one for part in content if local(part) == "body" for one in part):
            if local(body) == "text":
                document.blocks(body)
    found = document.finish()
    return Reading(ODT, chosen(found, pages), document.notes(), losses=tuple(document.losses))


class _Document:
    def __init__(self, styles: Styles, limits: OfficeLimits) -> None:
        self._styles = styles
        self._texts = Texts(styles)
        self._limits = limits
        self._pages: list[Page] = []
        self._flow = Flow()
        self._number = 1
        self._tables = 0
        self._cells = 0
        self._hidden_rows = 0
        self._is_broken = False
        self.losses: list[Loss] = []

    def blocks(self, parent: Element) -> None:
        """Take the blocks of the body, a section, a list or an index, in order."""
        for one in parent:
            name = local(one)
            if name in _TEXT_BLOCKS:
                self._paragraph(one, PLAIN)
            elif name == "table":
                self._table(one)
            elif name == "soft-page-break":
                self._is_broken = True
            elif name == "section" and attribute(one, "display") in ("none", "condition"):
                self._texts.left_out["hidden"] += 1
            elif name and name not in _PASSED_OVER:
                self.blocks(one)

    def finish(self) -> list[Page]:
        """Return the pages, at least one."""
        if not self._flow.is_empty or not self._pages:
            self._end_page()
        return self._pages

    def notes(self) -> tuple[str, ...]:
        """Tell what was left out."""
        told: Counter[str] = self._texts.left_out
        notes = [f"pieces of {why} text were left out: {count}" for why, count in told.items()]
        if self._hidden_rows:
            notes.append(f"hidden table rows were left out: {self._hidden_rows}")
        return tuple(notes)

    def _end_page(self) -> None:
        self.losses += [Loss(text, self._number) for text in self._flow.losses]
        self._pages.append(self._flow.page(self._number, READER))

    def _turn(self) -> None:
        if self._is_broken and not self._flow.is_empty:
            self._end_page()
            self._number += 1
            self._flow = Flow()
        self._is_broken = False

    def _paragraph(self, element: Element, around: Style) -> None:
        style = self._styles.of(element, "paragraph")
        self._is_broken = self._is_broken or style.breaks_before
        for line in self._texts.paragraph(element, around).splitlines():
            if line.strip():
                self._turn()
                self._flow.add_line(" ".join(line.split()))
        for table in _tables_inside(element):
            self._table(table)
        inside = any(local(one) == "soft-page-break" for one in element.iter())
        self._is_broken = self._is_broken or style.breaks_after or inside

    def _table(self, element: Element) -> None:
        style = self._styles.of(element, "table")
        if not style.is_shown:
            self._texts.left_out["hidden"] += 1
            return
        self._is_broken = self._is_broken or style.breaks_before
        rows: list[list[WordCell]] = []
        amounts = 0
        for row in table_rows(element):
            if row.is_hidden:
                self._hidden_rows += row.repeated
                amounts += sum(holds_amount("".join(cell.element.itertext())) for cell in row.cells)
                continue
            for _ in range(min(row.repeated, self._limits.cells)):
                rows.append(
                    [
                        WordCell(cell.element, cell.column + place * cell.span, cell.span, "", cell.rows)
                        for cell in row.cells
                        for place in range(cell.repeated)
                    ]
                )
                self._count(len(rows[-1]))
        cells = [cell for row in rows for cell in row]
        if len(cells) == 1:
            self.blocks(cells[0].element)
            return
        if not cells:
            return
        self._turn()
        if amounts:
            self.losses.append(unseen(amounts, self._number))
        self._tables += 1
        texts = [[self._text(cell.element) for cell in row] for row in rows]
        self._flow.add_grid(build_grid(SourceTable(rows), texts, self._tables, self._limits))
        for cell in cells:
            for table in _tables_inside(cell.element):
                self._table(table)
        self._is_broken = self._is_broken or style.breaks_after

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self._limits.cells:
            raise DocumentError(f"the document has more than {self._limits.cells:,} table cells")

    def _text(self, cell: Element) -> str:
        ground = self._styles.of(cell, "table-cell")
        lines = (self._texts.paragraph(one, ground).replace("\n", " ").strip() for one in paragraphs(cell))
        return "\n".join(line for line in lines if line)


def _tables_inside(element: Element) -> list[Element]:
    """Return the tables directly inside an element, those of text frames too, not those inside a table."""
    found: list[Element] = []
    for one in element:
        if local(one) == "table":
            found.append(one)
        else:
            found += _tables_inside(one)
    return found
