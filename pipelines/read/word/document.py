"""Walk the body of a Word document once, in order, and lay its paragraphs and tables onto pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from pipelines.read.flow import Flow, unseen
from pipelines.read.ooxml import Element, OfficeLimits, child, local
from pipelines.read.pictures import PictureReader
from pipelines.read.word.paragraphs import ParagraphReader, WordParagraph
from pipelines.read.word.pictures import PictureParts
from pipelines.read.word.runs import ground_of
from pipelines.read.word.tables import SourceTable, build_grid, source_table, unwrapped
from pipelines.values.amounts import looks_like_figure
from pipelines.values.errors import DocumentError
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Loss, Page

_DIGIT: Final = re.compile(r"\d")
BLOCKS = ("p", "tbl")
Content = list[WordParagraph | Element]


@dataclass(slots=True)
class Document:
    """Takes block after block; :meth:`finish` returns the pages."""

    reader: ParagraphReader
    parts: PictureParts
    pictures: PictureReader
    limits: OfficeLimits
    name: str
    pages: list[Page] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    losses: list[Loss] = field(default_factory=list)
    _flow: Flow = field(default_factory=Flow)
    _page_number: int = 1
    _breaks: int = 0
    _tables: int = 0
    _cells: int = 0

    def block(self, element: Element) -> None:
        """Take a paragraph, a table, or what wraps them."""
        name = local(element)
        if name == "p":
            self._paragraph(self.reader.paragraph(element))
        elif name == "tbl":
            self._table(element)
        elif name in ("del", "moveFrom"):
            self.left_out["deletion"] += 1
        elif name == "altChunk":
            self.left_out["embedded document"] += 1
        else:
            for one in unwrapped(element, *BLOCKS):
                self.block(one)

    def finish(self) -> list[Page]:
        """Return the pages, at least one."""
        if not self._flow.is_empty or not self.pages:
            self._end_page()
        return self.pages

    def _end_page(self) -> None:
        self.losses += [Loss(text, self._page_number) for text in self._flow.losses]
        self.pages.append(self._flow.page(self._page_number, self.name))

    def _paragraph(self, paragraph: WordParagraph) -> None:
        self._break(paragraph.breaks_before)
        for line in paragraph.text.splitlines():
            if line.strip():
                self._turn()
                self._flow.add_line(" ".join(line.split()))
        for box in paragraph.boxes:
            for one in unwrapped(box, *BLOCKS):
                self.block(one)
        for picture in paragraph.pictures:
            self._picture(picture)
        self._break(paragraph.breaks_after)

    def _picture(self, relation: str) -> None:
        """Take a picture: a page of its own where it shows a table, else a mark where a table may have stood."""
        self._turn()
        number = self._page_number + (0 if self._flow.is_empty else 1)
        page = self.pictures.page(self.parts.data(relation), number)
        if page is None:
            self._flow.add_line(PICTURE)
            return
        if not self._flow.is_empty:
            self._end_page()
            self._flow = Flow()
        self.pages.append(page)
        self._page_number = number + 1

    def _break(self, is_recorded: bool) -> None:
        self._breaks = max(self._breaks, int(is_recorded))

    def _turn(self) -> None:
        """Begin the new page that the breaks before this block call for; a break before any text is none."""
        if not self._breaks:
            return
        if not self._flow.is_empty:
            self._end_page()
            self._page_number += self._breaks
            self._flow = Flow()
        self._breaks = 0

    def _table(self, element: Element) -> None:
        table = source_table(element)
        self._count(table)
        self.left_out["deletion"] += table.deleted_rows
        self.left_out["hidden row"] += table.hidden_rows
        hidden_before = self.reader.hidden_amounts
        ground = self.reader.styles.ground_of_table(child(element, "tblPr"))
        contents = [[self._cell(cell.element, ground) for cell in row] for row in table.rows]
        if not contents:
            return
        if _is_frame(table, contents):
            for row in contents:
                for content in row:
                    for one in content:
                        if isinstance(one, WordParagraph):
                            self._paragraph(one)
                        else:
                            self._table(one)
            return
        self._lay_out(table, contents, table.hidden_amounts + self.reader.hidden_amounts - hidden_before)

    def _lay_out(self, table: SourceTable, contents: list[list[Content]], hidden_amounts: int) -> None:
        """Add a table to its page, and those inside its cells after it."""
        self._tables += 1
        if any(
            p.breaks_before for content in contents[0] for p in content[:1] if isinstance(p, WordParagraph)
        ):
            self._break(True)
        self._turn()
        if hidden_amounts:
            self.losses.append(unseen(hidden_amounts, self._page_number))
        texts = _with_inner([[self._text(content) for content in row] for row in contents], contents)
        self._flow.add_grid(build_grid(table, texts, self._tables, self.limits))
        for row in contents:
            for content in row:
                for one in content:
                    if not isinstance(one, WordParagraph):
                        self._table(one)
        self._breaks = max(self._breaks, sum(map(_is_broken, contents[1:])))

    def _count(self, table: SourceTable) -> None:
        """Count a table's cells before any is read."""
        self._cells += sum(map(len, table.rows))
        if self._cells > self.limits.cells:
            raise DocumentError(f"the document has more than {self.limits.cells:,} table cells")

    def _cell(self, cell: Element, ground: str) -> Content:
        """Return a cell's content; on a coloured ground white text is seen."""
        outer, was_in_cell = self.reader.ground, self.reader.is_in_cell
        self.reader.is_in_cell = True
        self.reader.ground = ground_of(child(child(cell, "tcPr"), "shd")) or ground
        content = self._content(cell)
        self.reader.ground, self.reader.is_in_cell = outer, was_in_cell
        return content

    def _content(self, cell: Element) -> Content:
        """Return a cell's paragraphs and inner tables in order; an inner table of one cell is what stands in it."""
        content: Content = []
        for one in unwrapped(cell, *BLOCKS):
            inner = [found for row in unwrapped(one, "tr") for found in unwrapped(row, "tc")]
            if local(one) == "p":
                content.append(self.reader.paragraph(one))
            elif len(inner) == 1:
                content += self._content(inner[0])
            else:
                content.append(one)
        return content

    def _text(self, content: Content) -> str:
        """Join the paragraphs of a cell, those of its text boxes included."""
        lines: list[str] = []
        for one in content:
            if isinstance(one, WordParagraph):
                lines.extend(line.strip() for line in one.text.replace("\t", " ").splitlines())
                lines.extend(self._text(self._content(box)) for box in one.boxes)
        return "\n".join(line for line in lines if line)


def _with_inner(texts: list[list[str]], contents: list[list[Content]]) -> list[list[str]]:
    """Return a table's texts with a mark where a cell among figures holds figures in a table of its own."""
    if not any(looks_like_figure(text) for row in texts for text in row):
        return texts
    return [
        [text or (PICTURE if _holds_figures(content) else "") for text, content in zip(*row, strict=True)]
        for row in zip(texts, contents, strict=True)
    ]


def _holds_figures(content: Content) -> bool:
    inner = (one for one in content if not isinstance(one, WordParagraph))
    return any(local(one) == "t" and _DIGIT.search(one.text or "") for table in inner for one in table.iter())


def _is_broken(row: list[Content]) -> bool:
    """Tell whether a page ended inside or right before a row."""
    paragraphs = [one for content in row for one in content if isinstance(one, WordParagraph)]
    return any(one.breaks_before or one.breaks_after for one in paragraphs)


def _is_frame(table: SourceTable, contents: list[list[Content]]) -> bool:
    """Tell whether a table only frames what stands in it: one cell, or in each row one filled cell or tables alone.

    Its content is then read as if it stood on the page.
    """
    if sum(map(len, table.rows)) == 1:
        return True
    rows = [[content for content in row if _is_filled(content)] for row in contents]
    is_nested = any(map(_holds_table, (content for row in rows for content in row)))
    return is_nested and all(len(row) <= 1 or all(map(_holds_table, row)) for row in rows)


def _holds_table(content: Content) -> bool:
    return any(not isinstance(one, WordParagraph) for one in content)


def _is_filled(content: Content) -> bool:
    return any(not isinstance(one, WordParagraph) or one.text.strip() or one.boxes for one in content)
