"""Text of Word paragraphs as one sees it: insertions in, deletions and hidden text out, fields by result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pipelines.read.ooxml import Element, attribute, child, is_on, local
from pipelines.read.word.numbering import Numbering
from pipelines.read.word.runs import PLAIN, RunLook, RunStyles, symbol
from pipelines.values.marks import PICTURE, shifted

# Deleted and moved-away text, and what holds no text of the document itself.
_SIGNS: Final = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_LEFT_OUT: Final = frozenset(
    ("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr", "annotationRef")
)
_BREAKS: Final = frozenset(("nextPage", "oddPage", "evenPage"))
_PICTURES: Final = frozenset(("pic", "imagedata"))


@dataclass(slots=True)
class WordParagraph:
    """A paragraph: its text (line breaks as ``\\n``), its text boxes, and the page breaks around it."""

    text: str = ""
    boxes: list[Element] = field(default_factory=list)
    breaks_before: bool = False
    breaks_after: bool = False


@dataclass(slots=True)
class ParagraphReader:
    """Reads paragraphs of one document; counts what it leaves out.

    ``is_on_colour`` and ``is_in_cell`` are for its user to set: white text is seen on a coloured ground, and a shape
    in a cell may be a sign of its figure.
    """

    numbering: Numbering
    styles: RunStyles
    left_out: Counter[str] = field(default_factory=Counter)
    is_on_colour: bool = False
    is_in_cell: bool = False

    def paragraph(self, element: Element) -> WordParagraph:
        """Read a ``<w:p>``. Paragraphs must come in document order, for their numbers."""
        found = WordParagraph()
        properties = child(element, "pPr")
        if properties is not None:
            found.breaks_before = is_on(properties, "pageBreakBefore")
            found.breaks_after = ends_page(child(properties, "sectPr"))
        pieces: list[str] = []
        for kind, text, box in self._pieces(element, properties):
            if box is not None:
                found.boxes.append(box)
            elif kind == "page":
                if "".join(pieces).strip():
                    found.breaks_after = True
                else:
                    found.breaks_before = True
            else:
                pieces.append(text)
        text = "".join(pieces)
        number = self.numbering.of(properties) if text.strip() else ""
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
            elif name == "r":
                yield from self._run(one, properties)
            elif name == "txbxContent":
                yield "box", "", one
            elif name == "AlternateContent":
                yield from self._alternative(one, properties, look)
            elif name == "object":
                self.left_out["embedded object"] += 1
                yield "text", PICTURE, None
            elif name in ("drawing", "pict") and self.is_in_cell and _is_bare_shape(one):
                self.left_out["shape"] += 1
                yield "text", PICTURE, None
            elif name in _LEFT_OUT:
                self.left_out["deletion"] += name in ("del", "moveFrom")
            elif name:
                if name in _PICTURES:
                    self.left_out["picture"] += 1
                    if not _is_floating(one):
                        yield "text", PICTURE, None
                yield from self._pieces(one, properties, look)

    def _run(self, run: Element, properties: Element | None) -> Iterator[tuple[str, str, Element | None]]:
        """Yield the pieces of a run as far as a person sees them."""
        look = self.styles.look(child(run, "rPr"), properties)
        if look.is_hidden:
            self.left_out["hidden text"] += 1
            return
        is_unseen = look.is_struck or (look.is_white and not self.is_on_colour)
        for kind, text, box in self._pieces(run, properties, look):
            if kind == "text" and is_unseen and text.strip() and text != PICTURE:
                self.left_out["struck-out text" if look.is_struck else "white text"] += 1
                continue
            yield kind, text, box

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
