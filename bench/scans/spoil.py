"""Ways to spoil a page: what stamps, old printers, phones and fax machines do to its picture."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
"""Height × width × 3, RGB, 200 dots to the inch."""
DPI: Final = 200
_PAPER: Final = 255


def as_scanned(page: Picture, *, quality: int = 85, degrees: float = 0.4) -> Picture:
    """Turn a page a little and save it as JPEG, as every scanner does."""
    image = Image.fromarray(page).rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=(_PAPER,) * 3)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"), dtype=np.uint8)


RED: Final = (215, 40, 40)
BLUE: Final = (40, 60, 200)


def stamped(
    page: Picture,
    *,
    ink: tuple[int, int, int] = RED,
    places: Sequence[tuple[float, float]] = ((0.55, 0.4), (0.75, 0.25)),
    radius: int = 150,
    strength: float = 0.75,
) -> Picture:
    """Press seals over the figures; ``places`` are shares of width and height, ``radius`` is in pixels."""
    inked = page.copy()
    height, width = page.shape[:2]
    for x, y in places:
        centre = (int(x * width), int(y * height))
        cv2.circle(inked, centre, radius, ink, 9)
        for angle in range(0, 360, 24):
            turned, inner = np.deg2rad(angle), 0.73 * radius
            at = (int(centre[0] + inner * np.cos(turned)), int(centre[1] + inner * np.sin(turned)))
            cv2.line(inked, at, (at[0] + 14, at[1] + 18), ink, 5)
        angles = np.deg2rad(np.arange(-90, 630, 144))
        star = [centre + 0.3 * radius * np.array([np.cos(a), np.sin(a)]) for a in angles]
        cv2.fillPoly(inked, [np.array(star, dtype=np.int32)], ink)
    over = inked * strength + page * (1 - strength)
    return np.asarray(np.minimum(over, page * 0.3 + inked * 0.7), dtype=np.uint8)


def in_grey(page: Picture) -> Picture:
    """Scan in grey."""
    return np.dstack([np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8)] * 3)


def dashed(page: Picture) -> Picture:
    """Break every ruling into dashes, as worn printers and Excel's thin borders do."""
    dark = (page.min(axis=2) < 128).astype(np.uint8)
    out = page.copy()
    for size, axis in (((61, 1), 1), ((1, 61), 0)):
        rulings = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        wide = cv2.dilate(rulings, np.ones((3, 3), np.uint8)) > 0
        gaps = np.arange(page.shape[axis]) % 14 < 6
        out[wide & (gaps[None, :] if axis == 1 else gaps[:, None])] = _PAPER
    return out


_SIDEWAYS: Final = ((30, 18), (-14, 0), (-40, -22), (8, -6))


def in_perspective(page: Picture, moves: Sequence[tuple[float, float]] = _SIDEWAYS) -> Picture:
    """Photograph a page from one side; its corners, from the top left one clockwise, move by so many pixels."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    seen = corners + np.array(moves, dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return np.asarray(
        cv2.warpPerspective(page, matrix, (width, height), borderValue=(_PAPER,) * 3), dtype=np.uint8
    )


def curved(page: Picture, *, dots: float = 10) -> Picture:
    """Bend a page as the fold of a book does, by so many dots."""
    height, width = page.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = (y + dots * np.sin(np.pi * x / width)).astype(np.float32)
    return np.asarray(cv2.remap(page, x, bent, cv2.INTER_LINEAR, borderValue=(_PAPER,) * 3), dtype=np.uint8)


def coarse(page: Picture) -> Picture:
    """Scan at 120 dots to the inch."""
    return _resampled(page, 120, 120, cv2.INTER_AREA)


def faxed(page: Picture) -> Picture:
    """Send a page by fax: 204 × 196 dots to the inch, black and white, with dirt."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    dirt = np.random.default_rng(5).random(grey.shape)
    black = np.where(grey < 150, 0, _PAPER)
    black[dirt < 0.0015] = 0
    black[dirt > 0.998] = _PAPER
    return np.asarray(np.dstack([black] * 3), dtype=np.uint8)


def on_a_board(page: Picture) -> Picture:
    """Photograph a page on a notice board: uneven light, a little out of focus, from one side."""
    height, width = page.shape[:2]
    light = np.linspace(1.0, 0.62, width)[None, :] * np.linspace(0.95, 0.8, height)[:, None]
    dim = np.asarray(page * light[..., None], dtype=np.uint8)
    noise = np.random.default_rng(7).normal(0, 6, page.shape)
    blurred = cv2.GaussianBlur(in_perspective(dim), (0, 0), 0.9)
    return np.asarray(np.clip(blurred + noise, 0, 255), dtype=np.uint8)


def at_the_spine(page: Picture) -> Picture:
    """Copy a page of a bound volume: its left edge bends away from the glass and lies in shadow."""
    height, width = page.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    depth = np.exp(-x / (0.12 * width))
    bent = cv2.remap(
        page, (x - 12 * depth).astype(np.float32), (y + 14 * depth).astype(np.float32), cv2.INTER_LINEAR,
        borderValue=(_PAPER,) * 3,
    )  # fmt: skip
    return np.asarray(bent * (1 - 0.6 * np.exp(-x / (0.05 * width)))[..., None], dtype=np.uint8)


def on_a_desk(page: Picture) -> Picture:
    """Photograph a page from above, a little turned and from one side, with the dark desk around it."""
    height, width = page.shape[:2]
    margin = 60
    wide = cv2.copyMakeBorder(page, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(70, 60, 55))
    turn = cv2.getRotationMatrix2D((width / 2 + margin, height / 2 + margin), 1.5, 1.0)
    size = (width + 2 * margin, height + 2 * margin)
    turned = cv2.warpAffine(wide, turn, size, flags=cv2.INTER_CUBIC, borderValue=(70, 60, 55))
    corners = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], dtype=np.float32)
    seen = corners + np.array([[-20, 10], [15, -10], [45, 20], [-35, 5]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    shot = cv2.warpPerspective(turned, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(70, 60, 55))
    noise = np.random.default_rng(9).normal(0, 4, shot.shape)
    return np.asarray(np.clip(cv2.GaussianBlur(shot, (0, 0), 0.8) * 0.9 + noise, 0, 255), dtype=np.uint8)


def faint(page: Picture) -> Picture:
    """Print with little toner, on grey paper."""
    noise = np.random.default_rng(3).normal(0, 5, page.shape)
    return np.asarray(np.clip(225 - (255 - page.astype(np.float64)) * 0.45 + noise, 0, 255), dtype=np.uint8)


def _resampled(page: Picture, across: int, down: int, how: int) -> Picture:
    height, width = page.shape[:2]
    small = cv2.resize(page, (width * across // DPI, height * down // DPI), interpolation=how)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


WAYS: Final[Mapping[str, Callable[[Picture], Picture]]] = {
    "scanned at 200 dpi": lambda page: page,
    "faint print": faint,
    "120 dpi": coarse,
    "fax": faxed,
    "stamps over figures": stamped,
    "blue stamps": lambda page: stamped(page, ink=BLUE),
    "stamps, scanned in grey": lambda page: in_grey(stamped(page)),
    "stamps, by fax": lambda page: faxed(stamped(page)),
    "dashed rulings": dashed,
    "curved page": curved,
    "perspective": in_perspective,
    "notice board": on_a_board,
    "on a desk": on_a_desk,
    "at the spine": at_the_spine,
    "upside down": lambda page: np.ascontiguousarray(page[::-1, ::-1]),
    "turned by 3 degrees": lambda page: as_scanned(page, degrees=3.0),
}
