"""Bring page images to one form: grey without seals, about 200 dpi, on white, upright, with the way back to points."""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from pipelines.read.packed import require_images
from pipelines.read.scan import DPI
from pipelines.read.scan.seals import Colour, Grey, Mask, without_seals
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box

Affine = NDArray[np.float64]
"""Two rows by three columns: (x, y, 1) to (x', y')."""
Points = NDArray[np.float64]
"""Two rows, x above y, a column for each point."""
PointMap = Callable[[Points], Points]

LONG_SIDE: Final = 4800
"""A page is scaled down to this long side in pixels (A2 at 200 dpi)."""
A4_INCHES: Final = 11.69
SANE_INCHES: Final = (3.0, 34.0)
"""A long side outside this range means that the resolution stored in the file is not the scanner's."""
_STEPS: Final = 5
"""Points along a side of a box that are followed back to the page."""
_DAMAGE: Final = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, struct.error)
"""What Pillow raises for damaged files."""
_CUT_OFF: Final = ("Corrupt EXIF data", "Truncated File Read")
"""How Pillow warns of a directory of a TIFF file that is cut off; the frames behind it are none to it."""
_WITH_PREVIEWS: Final = "MPO"
"""Of a picture by a telephone the further frames are smaller copies, or depths."""
_UNEVEN: Final = (0.3, 0.95)
"""Resolutions of a fax across and down are one as these shares of the other, or they are one and the same."""
_TURNED: Final = (5, 6, 7, 8)
"""Orientations (EXIF) that stand a picture on its side."""
_BLOCK: Final = 24
"""Pixels across within which strokes leave more of their ground than of themselves."""
SKEW: Final = 5.0
"""Skew is looked for up to so many degrees either way."""


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """How large an image file may be: pixels of one frame and number of frames."""

    pixels: int = 120_000_000
    frames: int = 500


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """One page image at about 200 dpi and the way from its pixels to points of the page as displayed.

    The way is ``warps``, the first one first, and then ``to_points``. ``seals`` marks what a seal covers or covered.
    """

    grey: Grey
    to_points: Affine
    width: float
    height: float
    seals: Mask | None = None
    warps: tuple[PointMap, ...] = ()
    is_upright: bool = False
    """The page was turned or bent: only boxes of its own pixels are in reading order and square."""

    def box(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        """Return the box in points around a rectangle in pixels."""
        along, down = np.linspace(x0, x1, _STEPS), np.linspace(top, bottom, _STEPS)
        points = np.array(
            [
                [*along, *along, *np.full(_STEPS, x0), *np.full(_STEPS, x1)],
                [*np.full(_STEPS, top), *np.full(_STEPS, bottom), *down, *down],
            ],
            dtype=np.float64,
        )
        for warp in self.warps:
            points = warp(points)
        xs, ys = self.to_points[:, :2] @ points + self.to_points[:, 2:]
        return Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))

    def placed(self, x0: float, top: float, x1: float, bottom: float) -> tuple[Box, Box | None]:
        """Return the box in points, and the box on the page as displayed where that is another one."""
        shown = self.box(x0, top, x1, bottom)
        if not self.is_upright:
            return shown, None
        scale = math.sqrt(abs(float(np.linalg.det(self.to_points[:, :2]))))
        return Box(x0 * scale, top * scale, x1 * scale, bottom * scale), shown

    def moved(self, grey: Grey, seals: Mask | None, back: Affine) -> ScannedSheet:
        """Return the page with other pixels; ``back`` leads from them to the present ones."""
        if not self.warps:
            return replace(self, grey=grey, seals=seals, to_points=_before(self.to_points, back))
        return self.warped(grey, seals, lambda points: back[:, :2] @ points + back[:, 2:])

    def warped(self, grey: Grey, seals: Mask | None, back: PointMap) -> ScannedSheet:
        """Return the page with other pixels; ``back`` leads from their points to the present ones."""
        return replace(self, grey=grey, seals=seals, warps=(back, *self.warps), is_upright=True)

    def part(self, x0: int, x1: int) -> ScannedSheet:
        """Return the columns from x0 to x1 as a page image; its boxes stay those of the whole page."""
        seals = None if self.seals is None else self.seals[:, x0:x1]
        back = np.array([[1, 0, x0], [0, 1, 0]], dtype=np.float64)
        return self.moved(np.ascontiguousarray(self.grey[:, x0:x1]), seals, back)


def load_frames(
    path: Path, pages: Sequence[int] | None, limits: ImageLimits
) -> Iterator[tuple[int, ScannedSheet]]:
    """Yield the chosen frames (numbers from 1; None: all) of an image file.

    Raises DocumentError for a damaged image and for one beyond the limits.
    """
    with path.open("rb") as stream:  # of files that it opens itself Pillow maps some, and turned ones wrongly
        yield from _frames(stream, path.stat().st_size, pages, limits)


def _frames(
    stream: BinaryIO, size: int, pages: Sequence[int] | None, limits: ImageLimits
) -> Iterator[tuple[int, ScannedSheet]]:
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            file = Image.open(stream)
            count = 1 if file.format == _WITH_PREVIEWS else getattr(file, "n_frames", 1)
    except Image.DecompressionBombError as error:
        reason = f"the image is too large; at most {limits.pixels // 1_000_000} million pixels are read"
        raise DocumentError(reason) from error
    except UnidentifiedImageError as error:
        raise DocumentError("the image is damaged and cannot be opened") from error
    except _DAMAGE as error:
        raise DocumentError(f"the image is damaged and cannot be opened ({error})") from error
    with file:
        if file.format == "TIFF" and any(str(one.message).startswith(_CUT_OFF) for one in told):
            raise DocumentError("the image is damaged: it ends before the frames that it lists")
        if count > limits.frames:
            raise DocumentError(f"the image file has {count} frames; at most {limits.frames} are read")
        require_images(count, count, count, size)
        for number in pages if pages is not None else range(1, count + 1):
            if not 1 <= number <= count:
                raise DocumentError(f"page {number} is not among the {count} pages", page=number)
            yield number, _frame(file, number, limits)


def _frame(file: Image.Image, number: int, limits: ImageLimits) -> ScannedSheet:
    """Return one frame in the orientation its file states."""
    try:
        file.seek(number - 1)
    except _DAMAGE as error:
        raise DocumentError(f"page {number} is damaged and cannot be read ({error})", page=number) from error
    return sheet_of(file, number, limits)


def sheet_of(file: Image.Image, number: int, limits: ImageLimits) -> ScannedSheet:
    """Return an opened image as a page in the orientation that it states.

    Raises DocumentError for a damaged image and for one beyond the limits.
    """
    try:
        width, height = file.size
        if width * height > limits.pixels:
            raise DocumentError(
                f"page {number} is an image of {width} x {height} pixels; at most "
                f"{limits.pixels // 1_000_000} million are read",
                page=number,
            )
        across, down = _resolutions(file)
        image = _on_white(ImageOps.exif_transpose(file))
        pixels = np.asarray(image, dtype=np.uint8)
    except (*_DAMAGE, MemoryError) as error:
        raise DocumentError(f"page {number} is damaged and cannot be read ({error})", page=number) from error
    height, width = pixels.shape[:2]
    inches = max(width / across, height / down)
    if not SANE_INCHES[0] <= inches <= SANE_INCHES[1]:
        across, down = across * inches / A4_INCHES, down * inches / A4_INCHES
    return to_sheet(pixels, width / across * 72, height / down * 72)


def _resolutions(file: Image.Image) -> tuple[float, float]:
    """Return the dots to the inch, across and down as shown, that a file states; 1 where it states none."""
    stored = file.info.get("dpi")
    found = [float(one) for one in stored if one] if isinstance(stored, tuple) else []
    across, down = (found * 2)[:2] or (1.0, 1.0)
    if not _UNEVEN[0] <= min(across, down) / max(across, down) <= _UNEVEN[1]:
        return across, across
    return (down, across) if file.getexif().get(ExifTags.Base.Orientation) in _TURNED else (across, down)


def _on_white(image: Image.Image) -> Image.Image:
    """Return an image in colour or in grey, transparent parts on white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    if image.mode.startswith(("I", "F")):  # 16 and 32 bits
        values = np.asarray(image, dtype=np.float64)
        scaled = values / max(values.max(), 1.0) * 255
        return Image.fromarray(scaled.astype(np.uint8))
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def to_sheet(pixels: Grey | Colour, width: float, height: float) -> ScannedSheet:
    """Return an image of a page of some size in points at 200 dpi, or less where its long side bounds it.

    In colour (rows × columns × RGB), the ink of seals is taken off.
    """
    scale = min(DPI / 72, LONG_SIDE / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if size != (pixels.shape[1], pixels.shape[0]):
        shrinks = size[0] < pixels.shape[1]
        pixels = _grey(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))
    if _is_negative(pixels):
        pixels = _grey(255 - pixels)
    to_points = np.array([[width / size[0], 0, 0], [0, height / size[1], 0]], dtype=np.float64)
    grey, seals = without_seals(pixels) if pixels.ndim == 3 else (pixels, None)
    return ScannedSheet(grey, to_points, width, height, seals)


def _is_negative(pixels: Grey | Colour) -> bool:
    """Tell whether a page is white on black: no place of it is bright, and its strokes are brighter than it.

    A dark photograph has strokes darker than its paper, a page on a dark ground bright paper.
    """
    height, width = pixels.shape[:2]
    small = cv2.resize(
        pixels, (max(1, width // _BLOCK), max(1, height // _BLOCK)), interpolation=cv2.INTER_AREA
    )
    if np.median(small) >= 64 or np.percentile(small, 98) >= 128:
        return False
    dark, middle, bright = np.percentile(pixels, (0.5, 50, 99.5))
    return bool(bright - middle > 16 + 2 * (middle - dark))


def _grey(pixels: object) -> Grey:
    """Return what OpenCV gave as grey pixels."""
    return np.asarray(pixels, dtype=np.uint8)


def whiten(sheet: ScannedSheet) -> ScannedSheet:
    """Return a page with even white paper and its darkest ink black.

    The paper's brightness is what a closing and a median leave of a small copy; faint scans are stretched.
    """
    grey = sheet.grey
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    paper = cv2.medianBlur(paper, 7)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    counts = np.bincount(even.ravel(), minlength=256)
    below = np.cumsum(counts)
    ink = int(np.searchsorted(below, max(50, int(0.002 * even.size))))
    if 60 < ink < 215:
        table = np.clip((np.arange(256) - ink + 30) * (255 / (255 - ink + 30)), 0, 255).astype(np.uint8)
        even = cv2.LUT(even, table)
    return replace(sheet, grey=_grey(even))


def find_skew(grey: Grey) -> float:
    """Return by how many degrees the lines of a page fall to the right; 0.0 for a page without ink.

    The angle is the one whose projection of the ink on the vertical is the sharpest.
    """
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small < 160)
    if len(ys) < 200:
        return 0.0
    step = max(1, len(ys) // 150_000)
    ink_x, ink_y = xs[::step].astype(np.float64), ys[::step].astype(np.float64)
    ink_y += np.arange(len(ink_y)) * 0.618 % 1  # spread over the pixel, or angle 0 alone would not be blurred

    def sharpness(degrees: float) -> float:
        slope = math.tan(math.radians(degrees))
        level = ink_y - ink_x * slope
        level -= level.min()
        rows = level.astype(np.int32)
        share = level - rows  # a pixel counts for both rows that it lies between
        n = int(rows.max()) + 2
        counts = np.bincount(rows, 1 - share, n) + np.bincount(rows + 1, share, n)
        return float(np.square(np.diff(counts)).sum())

    best = 0.0
    for spread, pace in ((SKEW, 0.25), (0.25, 0.05), (0.05, 0.01)):
        around = np.arange(best - spread, best + spread + pace / 2, pace)
        best = float(max(around, key=sharpness))
    return best if abs(best) <= SKEW else 0.0


def deskew(sheet: ScannedSheet, degrees: float) -> ScannedSheet:
    """Return a page turned so that lines falling by some degrees run level; the canvas grows to hold it."""
    if abs(degrees) < 0.02:
        return sheet
    height, width = sheet.grey.shape
    cos, sin = math.cos(math.radians(degrees)), abs(math.sin(math.radians(degrees)))
    new_width, new_height = math.ceil(width * cos + height * sin), math.ceil(height * cos + width * sin)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turn[:, 2] += ((new_width - width) / 2, (new_height - height) / 2)
    size = (new_width, new_height)
    grey = cv2.warpAffine(sheet.grey, turn, size, flags=cv2.INTER_CUBIC, borderValue=(255,))
    seals = None if sheet.seals is None else cv2.warpAffine(sheet.seals, turn, size, flags=cv2.INTER_NEAREST)
    return sheet.moved(_grey(grey), None if seals is None else _grey(seals), _inverse(turn))


def quarter_turn(sheet: ScannedSheet, turns: int) -> ScannedSheet:
    """Return a page turned by quarters clockwise."""
    height, width = sheet.grey.shape
    back = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, 1, 0], [-1, 0, height]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, -1, width], [1, 0, 0]],
    }[turns % 4]
    grey = np.ascontiguousarray(np.rot90(sheet.grey, -turns))
    seals = None if sheet.seals is None else np.ascontiguousarray(np.rot90(sheet.seals, -turns))
    turned = sheet.moved(grey, seals, np.array(back, dtype=np.float64))
    return replace(turned, is_upright=True)


def _inverse(matrix: object) -> Affine:
    """Return the inverse of an affine matrix."""
    return np.asarray(cv2.invertAffineTransform(np.asarray(matrix, dtype=np.float64)), dtype=np.float64)


def _before(second: Affine, first: Affine) -> Affine:
    """Return the matrix that applies ``first`` and then ``second``."""
    square = np.vstack([first, [0.0, 0.0, 1.0]])
    return np.asarray(second @ square, dtype=np.float64)
