"""Text of Word paragraphs as one sees it: insertions in, deletions and hidden text out, fields by result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.read.ooxml import Element, attribute, child, is_on, is_true, local, text_of, value_of
from pipelines.read.word.numbering import Numbering
from pipelines.read.word.pictures import part_of
from pipelines.read.word.runs import PLAIN, RunLook, RunStyles, symbol
from pipelines.values.amounts import looks_like_figure
from pipelines.values.marks import PICTURE, shifted
from pipelines.values.printed import holds_amount

# Deleted and moved-away text, and what holds no text of the document itself.
_SIGNS: Final = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_LEFT_OUT: Final = frozenset(
    ("del", "moveFrom", "delText", "delInstrText", "rt", "pPr", "rPr", "annotationRef")
)
_DRAWN_FIELDS: Final = frozenset(
    ("EQ", "FORMTEXT", "FORMDROPDOWN", "REF", "QUOTE", "DOCPROPERTY", "DOCVARIABLE", "MERGEFIELD", "LINK")
)
_FOLLOWED: Final = frozenset(("fldChar", "instrText", "fldSimple", "hyperlink"))
_SHAPES: Final = frozenset(("drawing", "pict"))
_REFERENCES: Final = frozenset(("footnoteReference", "endnoteReference"))
_ANOTHER_SIZE: Final = 0.85
"""Digits of sizes that differ by more are not of one figure."""
_BREAKS: Final = frozenset(("nextPage", "oddPage", "evenPage"))
_PICTURES: Final = frozenset(("pic", "imagedata"))


@dataclass(slots=True)
class WordParagraph:
    """A paragraph: its text (line breaks as ``\\n``), its text boxes, and the page breaks around it.

    ``pictures`` are the relations of those that are large enough to be a table.
    """

    text: str = ""
    boxes: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    breaks_before: bool = False
    breaks_after: bool = False


@dataclass(slots=True)
class WordField:
    """An open field: its instruction, the entry chosen of a list, and whether a result follows the instruction."""

    code: str = ""
    chosen: str = ""
    has_result: bool = False


@dataclass(slots=True)
class ParagraphReader:
    """Reads paragraphs of one document; counts what it leaves out.

    ``ground`` and ``is_in_cell`` are for its user to set: white text is seen on a coloured ground, and a shape in a
    cell may be a sign of its figure. ``hidden_amounts`` counts the amounts in cells that are hidden text.
    """

    numbering: Numbering
    styles: RunStyles
    left_out: Counter[str] = field(default_factory=Counter)
    ground: str = ""
    is_in_cell: bool = False
    hidden_amounts: int = 0
    _last: tuple[str, int] = ("", 0)
    _fields: list[WordField] = field(default_factory=list)

    def paragraph(self, element: Element) -> WordParagraph:
        """Read a ``<w:p>``. Paragraphs must come in document order, for their numbers."""
        found = WordParagraph()
        properties = child(element, "pPr")
        if properties is not None:
            found.breaks_before = is_on(properties, "pageBreakBefore")
            found.breaks_after = ends_page(child(properties, "sectPr"))
        pieces: list[str] = []
        self._last = ("", 0)
        for kind, text, box in self._pieces(element, properties):
            if box is not None:
                found.boxes.append(box)
            elif kind == "picture":
                found.pictures.append(text)
            elif kind == "page":
                if "".join(pieces).strip():
                    found.breaks_after = True
                else:
                    found.breaks_before = True
                pieces.append(text if self.is_in_cell else "")
            else:
                pieces.append(text)
        text = "".join(pieces)
        number = self.numbering.of(properties, is_in_cell=self.is_in_cell) if text.strip() else ""
        if number == PICTURE and not looks_like_figure(text):
            number = ""
        found.text = number + text.strip("\n")
        return found

    def _pieces(
        self, element: Element, properties: Element | None, look: RunLook = PLAIN
    ) -> Iterator[tuple[str, str, Element | None]]:
        """Yield (kind, text, text box) in order; ``look`` is that of the run they stand in."""
        for one in element:
            name = local(one)
            sign = _sign(name, one, look)
            if sign is not None:
                yield *sign, None
            elif name in _FOLLOWED:
                yield from self._followed(name, one, properties, look)
            elif name == "r":
                yield from self._run(one, properties)
            elif name == "bdo" and attribute(one, "val") == "rtl":
                yield "text", PICTURE, None  # it is shown in reverse
                yield from self._pieces(one, properties, look)
            elif name == "txbxContent":
                yield "box", "", one
            elif name == "AlternateContent":
                yield from self._alternative(one, properties, look)
            elif name == "object" or (name in _SHAPES and self.is_in_cell and _is_bare_shape(one)):
                self.left_out["embedded object" if name == "object" else "shape"] += 1
                yield "text", PICTURE, None
            elif name in _LEFT_OUT:
                self.left_out["deletion"] += name in ("del", "moveFrom")
            elif name:
                if name in _PICTURES:
                    yield from self._picture(one)
                yield from self._pieces(one, properties, look)

    def _picture(self, element: Element) -> Iterator[tuple[str, str, Element | None]]:
        """Yield a picture to be read where it may be a table, else a mark of the place where the text holds it."""
        part = "" if self.is_in_cell else part_of(element)
        if part:
            yield "picture", part, None
            return
        self.left_out["picture"] += 1
        if not _is_floating(element):
            yield "text", PICTURE, None

    def _run(self, run: Element, properties: Element | None) -> Iterator[tuple[str, str, Element | None]]:
        """Yield the pieces of a run as far as a person sees them."""
        look = self.styles.look(child(run, "rPr"), properties)
        if any(is_true(attribute(one, "customMarkFollows")) for one in run if local(one) in _REFERENCES):
            look = replace(look, shift=1)
        if look.is_hidden:
            self.left_out["hidden text"] += 1
            self.hidden_amounts += self.is_in_cell and holds_amount(text_of(run))
            return
        is_unseen = look.is_struck or look.is_lost_on(self.ground)
        for kind, text, box in self._pieces(run, properties, look):
            if kind == "text" and is_unseen and text != PICTURE:
                if text.strip():
                    self.left_out["struck-out text" if look.is_struck else "white text"] += 1
                elif text:
                    is_line = look.is_struck and self.is_in_cell
                    yield kind, PICTURE if is_line else text, box  # a struck blank is a line
                continue
            yield kind, self._apart(text, look.size) if kind == "text" else text, box

    def _apart(self, text: str, size: int) -> str:
        """Return a text with a blank before it where it meets digits of another size: they are not of one figure."""
        before, other = self._last
        if text:
            self._last = (text, size)
        meets = before[-1:].isdecimal() or before[-1:] in (".", ",")
        is_other = min(size, other) <= _ANOTHER_SIZE * max(size, other)
        return f" {text}" if meets and text[:1].isdecimal() and is_other else text

    def _followed(
        self, name: str, element: Element, properties: Element | None, look: RunLook
    ) -> Iterator[tuple[str, str, Element | None]]:
        """Follow a link, and a field: it shows its result; where a cell's has none, what it would show is not known."""
        if name == "hyperlink":
            if self.is_in_cell and attribute(element, "anchor"):
                yield "text", " ", None  # it refers to a note, and is no digit of the figure before it
            yield from self._pieces(element, properties, look)
        elif name == "fldSimple":
            found = list(self._pieces(element, properties, look))
            is_shown = any(text.strip() or box is not None for _, text, box in found)
            yield from found
            if not is_shown and self.is_in_cell and is_drawn_field(attribute(element, "instr") or ""):
                yield "text", PICTURE, None
        elif name == "instrText":
            if self._fields:
                self._fields[-1].code += element.text or ""
        elif attribute(element, "fldCharType") == "begin":
            self._fields.append(WordField(chosen=chosen_entry(element)))
        elif attribute(element, "fldCharType") == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif attribute(element, "fldCharType") == "end" and self._fields:
            ended = self._fields.pop()
            if self.is_in_cell and not ended.has_result and (ended.chosen or is_drawn_field(ended.code)):
                yield "text", ended.chosen or PICTURE, None

    def _alternative(
        self, element: Element, properties: Element | None, look: RunLook
    ) -> Iterator[tuple[str, str, Element | None]]:
        """Take the first of several renderings of the same content that holds something."""
        for one in element:
            found = list(self._pieces(one, properties, look))
            if found:
                yield from found
                return


def _sign(name: str, element: Element, look: RunLook) -> tuple[str, str] | None:
    """Return (kind, text) of what stands for characters or for a break, None for any other element."""
    if name == "t":
        return "text", shifted(element.text or "", look.shift)
    if name in _SIGNS:
        return "text", _SIGNS[name]
    if name == "sym":
        return "text", symbol(element) or PICTURE
    if name in ("br", "cr"):
        return ("page" if attribute(element, "type") == "page" else "text"), "\n"
    return ("page", "") if name == "lastRenderedPageBreak" else None


def is_drawn_field(code: str) -> bool:
    """Tell whether a field shows something although the file holds no result: what is computed or typeset."""
    word = (code.split() or [""])[0].upper()
    return word in _DRAWN_FIELDS or word.startswith("=")


def chosen_entry(begin: Element) -> str:
    """Return the entry of a list that a form field shows, ``''`` for any other field."""
    choices = child(child(begin, "ffData"), "ddList")
    if choices is None:
        return ""
    entries = [attribute(one, "val") or "" for one in choices if local(one) == "listEntry"]
    number = value_of(choices, "result") or value_of(choices, "default") or "0"
    return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""


def _is_bare_shape(element: Element) -> bool:
    """Tell whether a drawing is a line or another shape, without a text or a picture of its own."""
    return not any(local(one) in (*_PICTURES, "txbxContent", "object") for one in element.iter())


def _is_floating(element: Element) -> bool:
    """Tell whether a picture stands anywhere on the page, not where the text holds it."""
    return any(local(one) == "anchor" for one in element.iterancestors())


def ends_page(section: Element | None) -> bool:
    """Tell whether a section's end is followed by a new page."""
    if section is None:
        return False
    kind = child(section, "type")
    return kind is None or attribute(kind, "val") in _BREAKS
