"""Seals on pages in grey or in black and white: what lies under one is doubtful, what it does not touch is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from pipelines.read.scan.image import ScannedSheet
from pipelines.read.scan.rulings import INK, ruling_ink
from pipelines.read.scan.seals import APART, Grey, Mask, Seal, find_seals

DOUBTFUL: Final = 2
"""The mark of a seal whose ink could not be told from print by its colour; 1 marks one that could."""


def with_grey_seals(sheet: ScannedSheet) -> ScannedSheet:
    """Return a level page with its grey seals marked, and lightened to paper where they are much paler than print."""
    ink = np.asarray(sheet.grey < INK, dtype=np.uint8)
    plain = cv2.subtract(ink, cv2.dilate(ruling_ink(ink), np.ones((3, 3), np.uint8)))
    seals = find_seals(np.asarray(plain, dtype=np.uint8))
    if not seals:
        return sheet
    grey = sheet.grey.copy()
    marked = np.zeros(grey.shape, dtype=np.uint8) if sheet.seals is None else sheet.seals.copy()
    dark = float(np.percentile(grey[ink > 0], 15))
    for seal in seals:
        window = seal.window(grey.shape)
        inside = seal.covers(window)
        level = _level(grey, ink, seal)
        if level - dark >= APART:
            lightest = level - 0.35 * (level - dark)
            lifted = np.clip((grey[window].astype(np.float32) - dark) / (lightest - dark), 0, 1) * 255
            grey[window] = np.where(inside, lifted.astype(np.uint8), grey[window])
        marked[window] = np.where(inside, DOUBTFUL, marked[window])
    return replace(sheet, grey=grey, seals=marked)


def _level(grey: Grey, ink: Mask, seal: Seal) -> float:
    """Return how light the ink of a ring is: its median along the circle."""
    window = seal.window(grey.shape)
    ys, xs = np.mgrid[window]
    off = np.abs(np.hypot(xs - seal.x, ys - seal.y) - seal.radius)
    core = cv2.erode(ink[window], np.ones((3, 3), np.uint8)).astype(np.bool_)
    own = core & (off <= (0.25 * seal.radius if seal.is_square else 5))
    return float(np.median(grey[window][own])) if own.any() else 0.0
