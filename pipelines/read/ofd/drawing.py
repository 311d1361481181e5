"""Draw the pages of an OFD to a PDF: text by its own positions, paths, pictures (GB/T 33190-2016, chapters 8 to 11)."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image
from reportlab.lib.rl_accel import fp_str
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.read.ofd.document import Document, OfdPage, Resources, numbers
from pipelines.read.ofd.paths import add_path
from pipelines.read.ooxml import Element, OfficeLimits, child, children, local
from pipelines.read.packed import CHARACTERS_A_BYTE_OF_PDF, characters_read_of_ofd, require_characters
from pipelines.read.pdf.geometry import IDENTITY, Matrix, multiply
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Loss

_FONT: Final = "STSong-Light"
"""One of the fonts that viewers of PDFs bring: its codes are the characters themselves."""
_POINTS: Final = 72 / 25.4
_LINE: Final = 0.353
"""Width in millimetres of lines that give none."""
_DEEPEST: Final = 32
_MOST_PIXELS: Final = 100_000_000
_SOLID: Final = 255
_BLACK: Final = (0.0, 0.0, 0.0)
_GREY: Final = (0.5, 0.5, 0.5)
"""Stands for patterns and shadings."""
_FILLED, _OUTLINED, _BOTH, _NEITHER = range(4)
"""Render modes of text (ISO 32000-1, 9.3.6)."""


def draw(document: Document, path: Path, limits: OfficeLimits, file_bytes: int) -> None:
    """Draw the pages of a file of so many bytes to a PDF at ``path``; ``limits.cells`` is the most objects.

    Those behind as many characters as are read are told as lost. Raises DocumentError for a document beyond the limits
    or without pages.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    canvas = Canvas(str(path), invariant=1)
    drawn = 0
    written = _Written(file_bytes)
    most = characters_read_of_ofd(file_bytes)
    for page in document.pages():
        if written.characters > most:
            told = (
                f"the pages from {page.number} on were not read: of a file of its size no more than {most:,}"
                " characters are"
            )
            document.losses.append(Loss(told))
            break
        pen = _Pen(canvas, document, page, limits.cells - drawn, written)
        pen.draw()
        drawn += pen.drawn
    if not canvas.getPageNumber() > 1:
        raise DocumentError("the document has no page")
    canvas.save()


@dataclass(slots=True)
class _Written:
    """How many characters were drawn of a file of so many bytes."""

    file_bytes: int
    characters: int = 0

    def take(self, characters: int) -> None:
        """Count characters; raise DocumentError where they are more than a file of this size holds."""
        self.characters += characters
        require_characters(self.characters, self.file_bytes, CHARACTERS_A_BYTE_OF_PDF)


@dataclass(frozen=True, slots=True)
class _Look:
    """What layers, composites and ways to draw say of colours and lines."""

    fill: Element | None = None
    stroke: Element | None = None
    line_width: float = _LINE
    dashes: tuple[float, ...] = ()

    def of(self, element: Element, resources: Resources) -> _Look:
        """Return the look of an element inside this one."""
        look, params = self, list(_params(element.get("DrawParam"), resources))
        for one in (*reversed(params), element):
            look = look._with(one)
        return look

    def _with(self, element: Element) -> _Look:
        fill, stroke = child(element, "FillColor"), child(element, "StrokeColor")
        width, dashes = numbers(element.get("LineWidth")), numbers(element.get("DashPattern"))
        return _Look(
            self.fill if fill is None else fill,
            self.stroke if stroke is None else stroke,
            width[0] if width else self.line_width,
            tuple(dashes) or self.dashes,
        )


def _params(name: str | None, resources: Resources) -> Iterator[Element]:
    """Yield a way to draw and those it is relative to, the nearest first."""
    seen: set[str] = set()
    while name and name in resources.draw_params and name not in seen:
        seen.add(name)
        yield resources.draw_params[name]
        name = resources.draw_params[name].get("Relative")


class _Pen:
    """Draws one page, in millimetres from its top left."""

    def __init__(
        self, canvas: Canvas, document: Document, page: OfdPage, most: int, written: _Written
    ) -> None:
        self._canvas = canvas
        self._document = document
        self._page = page
        self._most = most
        self._written = written
        self.drawn = 0

    def draw(self) -> None:
        """Draw the page and close it."""
        x, y, width, height = self._page.box
        canvas = self._canvas
        canvas.setPageSize((width * _POINTS, height * _POINTS))
        canvas.transform(_POINTS, 0, 0, -_POINTS, -x * _POINTS, (y + height) * _POINTS)
        for layer, resources in self._page.layers:
            self._draw_all(layer, _Look().of(layer, resources), resources, 0)
        for annotation in self._page.annotations:
            canvas.saveState()
            canvas.translate(*_boundary(annotation)[:2])
            self._draw_all(annotation, _Look(), self._page.resources, 0)
            canvas.restoreState()
        canvas.showPage()

    def _draw_all(self, holder: Iterable[Element], look: _Look, resources: Resources, depth: int) -> None:
        for element in holder if depth <= _DEEPEST else ():
            kind = local(element)
            if kind == "PageBlock":
                self._draw_all(element, look, resources, depth + 1)
            elif kind in ("TextObject", "PathObject", "ImageObject", "CompositeObject"):
                self._draw_object(element, kind, look.of(element, resources), resources, depth)

    def _draw_object(
        self, element: Element, kind: str, look: _Look, resources: Resources, depth: int
    ) -> None:
        self.drawn += 1
        if self.drawn > self._most:
            raise DocumentError("the document draws more objects than are read", page=self._page.number)
        if element.get("Visible") == "false":
            return
        canvas = self._canvas
        canvas.saveState()
        x, y = _boundary(element)[:2]
        canvas.addLiteral(f"1 0 0 1 {_written(x)} {_written(y)} cm")
        matrix = _matrix(element)
        if matrix is not None:
            canvas.transform(*matrix)
        self._clip(element)
        if kind == "TextObject":
            self._draw_text(element, look)
        elif kind == "PathObject":
            self._draw_path(element, look)
        elif kind == "ImageObject":
            if matrix is None:
                canvas.scale(*_boundary(element)[2:])
            self._draw_image(resources.pictures.get(str(element.get("ResourceID"))))
        else:
            content = child(resources.units.get(str(element.get("ResourceID"))), "Content")
            self._draw_all(content if content is not None else (), look, resources, depth + 1)
        canvas.restoreState()

    def _clip(self, element: Element) -> None:
        """Leave to see what the clips of an object leave."""
        for clip in children(child(element, "Clips"), "Clip"):
            path = self._canvas.beginPath()
            for area in children(clip, "Area"):
                for one in children(area, "Path"):
                    x, y, _, _ = _boundary(one)
                    moved = multiply(_matrix(one) or IDENTITY, (1, 0, 0, 1, x, y))
                    add_path(path, _data(one), multiply(moved, _matrix(area) or IDENTITY))
            if path.getCode():
                self._canvas.clipPath(path, stroke=0, fill=0)

    def _draw_path(self, element: Element, look: _Look) -> None:
        canvas = self._canvas
        strokes = element.get("Stroke") != "false"
        fills = element.get("Fill") == "true" and look.fill is not None
        self._ink(element, look)
        canvas.setLineWidth(look.line_width)
        if look.dashes:
            canvas.setDash(list(look.dashes))
        path = canvas.beginPath()
        add_path(path, _data(element))
        if not path.getCode():
            return
        even = 0 if element.get("Rule") == "Even-Odd" else 1
        canvas.drawPath(path, stroke=int(strokes), fill=int(fills), fillMode=even)

    def _draw_text(self, element: Element, look: _Look) -> None:
        size = (numbers(element.get("Size")) or [0.0])[0]
        if not 0 < size < 1_000:
            return
        self._ink(element, look)
        wide = (numbers(element.get("HScale")) or [1.0])[0]
        turn = math.radians((numbers(element.get("CharDirection")) or [0.0])[0])
        across, down = math.cos(turn), math.sin(turn)
        fills, strokes = element.get("Fill") != "false", element.get("Stroke") == "true"
        text = self._canvas.beginText()
        text.setFont(_FONT, size)
        text.setTextRenderMode(
            (_BOTH if strokes else _FILLED) if fills else (_OUTLINED if strokes else _NEITHER)
        )
        self._canvas.drawText(text)
        axes = fp_str(wide * across, wide * down, down, -across)
        at = (0.0, 0.0)
        shown: list[str] = []
        for code in children(element, "TextCode"):
            before = len(shown)
            for character, x, y in _placed(code, at, size * wide):
                code_of = character.encode("utf-16-be").hex()
                shown.append(f"{axes} {_written(x)} {_written(y)} Tm <{code_of}> Tj")
                at = x, y
            self._written.take(len(shown) - before)
        # What the text object has set goes on to hold; reportlab takes ten times as long to set each character.
        self._canvas.addLiteral("\n".join(("BT", *shown, "ET")))

    def _ink(self, element: Element, look: _Look) -> None:
        canvas = self._canvas
        alpha = (numbers(element.get("Alpha")) or [_SOLID])[0] / _SOLID
        for colour, set_colour, set_alpha in (
            (look.fill, canvas.setFillColorRGB, canvas.setFillAlpha),
            (look.stroke, canvas.setStrokeColorRGB, canvas.setStrokeAlpha),
        ):
            set_colour(*_rgb(colour))
            own = numbers(colour.get("Alpha")) if colour is not None else []
            if (solid := alpha * (own or [_SOLID])[0] / _SOLID) < 1:
                set_alpha(max(solid, 0.0))

    def _draw_image(self, part: str | None) -> None:
        """Draw a picture in the unit square."""
        try:
            if part is None:
                raise OSError("its file is missing")
            picture = Image.open(io.BytesIO(self._document.picture(part)))
            if picture.width * picture.height > _MOST_PIXELS:
                raise OSError("it has too many points")
            drawn = ImageReader(picture.convert("RGBA" if "A" in picture.getbands() else "RGB"))
            self._canvas.transform(1, 0, 0, -1, 0, 1)
            self._canvas.drawImage(drawn, 0, 0, 1, 1, mask="auto")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, DocumentError) as error:
            reason = error.reason if isinstance(error, DocumentError) else str(error)
            told = (
                f"a picture of the page cannot be read: {reason.partition('<')[0].strip() or 'it is damaged'}"
            )
            self._document.losses.append(Loss(told, self._page.number))


def _placed(code: Element, at: tuple[float, float], size: float) -> Iterator[tuple[str, float, float]]:
    """Yield the characters of a TextCode with their origins, in millimetres.

    They go on by the deltas; where these end, by the font's own widths.
    """
    text = "".join(code.itertext())
    x, y = (numbers(code.get("X")) or [at[0]])[0], (numbers(code.get("Y")) or [at[1]])[0]
    across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
    for i, character in enumerate(text):
        if character.isprintable():
            yield character, x, y
        if i < len(across):
            x += across[i]
        elif i >= len(down):
            x += pdfmetrics.stringWidth(character, _FONT, size)
        y += down[i] if i < len(down) else 0.0


def _deltas(text: str | None, most: int) -> list[float]:
    """Return at most so many steps; ``g 3 2.5`` stands for three of 2.5."""
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if len(found) >= most:
            break
        if word == "g":
            count, step = numbers(next(words, "")), numbers(next(words, ""))
            found += (step or [0.0]) * int(min(max((count or [0.0])[0], 0), most - len(found)))
        else:
            found += numbers(word)
    return found


@lru_cache(maxsize=1 << 14)
def _written(number: float) -> str:
    """Return a number as a PDF writes it; characters of thousands of cells stand at the same few places in these."""
    return str(fp_str(number))


def _rgb(colour: Element | None) -> tuple[float, float, float]:
    """Return a colour's channels from 0 to 1."""
    if colour is None:
        return _BLACK
    values = [min(max(value / 255, 0.0), 1.0) for value in numbers(colour.get("Value"))]
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    if len(values) == 3:
        return values[0], values[1], values[2]
    return _GREY if len(colour) else _BLACK


def _boundary(element: Element) -> tuple[float, float, float, float]:
    found = numbers(element.get("Boundary"))
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 else (0.0, 0.0, 1.0, 1.0)


def _matrix(element: Element) -> Matrix | None:
    found = numbers(element.get("CTM"))
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else None


def _data(element: Element) -> str:
    found = child(element, "AbbreviatedData")
    return str(found.text or "") if found is not None else ""


__all__ = ["draw"]
