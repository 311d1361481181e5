"""Seals on pages in grey or in black and white: what lies under one is doubtful, what it does not touch is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from pipelines.read.scan.image import ScannedSheet
from pipelines.read.scan.rulings import INK, ruling_ink
from pipelines.read.scan.seals import APART, LEAST_INK, Grey, Mask, Seal, find_circles, find_seals

DOUBTFUL: Final = 2
"""The mark of a seal whose ink could not be told from print by its colour; 1 marks one that could."""

LONG_RUN: Final = 160
"""A straight run of ink this long in pixels is a ruling; where a ring runs level or upright it is shorter."""


def with_grey_seals(sheet: ScannedSheet) -> ScannedSheet:
    """Return a level page with its grey seals marked, and lightened to paper where they are much paler than print."""
    ink = np.asarray(sheet.grey < INK, dtype=np.uint8)
    if not ink.any():
        return sheet
    dark = float(np.percentile(sheet.grey[ink > 0], 15))
    seals = _pale_seals(sheet.grey, dark)
    seals += [seal for seal in _black_seals(ink) if not any(seal.is_near(other) for other in seals)]
    if not seals:
        return sheet
    grey = sheet.grey.copy()
    marked = np.zeros(grey.shape, dtype=np.uint8) if sheet.seals is None else sheet.seals.copy()
    rulings = ruling_ink(ink, LONG_RUN)
    for seal in seals:
        window = seal.window(grey.shape)
        inside = seal.covers(window)
        level = _level(grey, ink, seal)
        if level - dark >= APART:
            pale = np.asarray(inside & (np.abs(grey[window] - level) < 0.5 * (level - dark)), dtype=np.uint8)
            solid = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
            touched = cv2.dilate(solid, np.ones((7, 7), np.uint8)) > 0
            lightest = level - 0.35 * (level - dark)
            lifted = np.clip((grey[window].astype(np.float32) - dark) / (lightest - dark), 0, 1) * 255
            pale_print = touched & (rulings[window] == 0)  # thin rulings are as pale as a seal
            grey[window] = np.where(pale_print, lifted.astype(np.uint8), grey[window])
        else:
            touched = inside
            solid = cv2.morphologyEx(ink[window], cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
            star = cv2.dilate(solid, np.ones((7, 7), np.uint8)) > 0
            own = (seal.rings(window) | (inside & star)) & (rulings[window] == 0)
            grey[window] = np.where(own, 255, grey[window])
        marked[window] = np.where(touched, DOUBTFUL, marked[window])
    return replace(sheet, grey=grey, seals=marked)


def _pale_seals(grey: Grey, dark: float) -> list[Seal]:
    """Return the seals whose ink is paler than print: what is left of pale ink without the edges of strokes."""
    pale = np.asarray((grey > dark + 0.8 * APART) & (grey < INK), dtype=np.uint8)
    solid = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    if int(solid.sum()) < LEAST_INK:
        return []
    loose = cv2.subtract(solid, ruling_ink(np.asarray(solid, dtype=np.uint8), LONG_RUN))
    joined = cv2.morphologyEx(loose, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return find_seals(np.asarray(joined, dtype=np.uint8))


def _black_seals(ink: Mask) -> list[Seal]:
    """Return the seals as black as print: circles through pieces of ink that the rulings leave of their rings."""
    plain = cv2.subtract(ink, cv2.dilate(ruling_ink(ink, LONG_RUN), np.ones((3, 3), np.uint8)))
    return find_circles(np.asarray(plain, dtype=np.uint8))


def _level(grey: Grey, ink: Mask, seal: Seal) -> float:
    """Return how light the ink of a ring is: its median along the circle."""
    window = seal.window(grey.shape)
    ys, xs = np.mgrid[window]
    off = np.abs(np.hypot(xs - seal.x, ys - seal.y) - seal.radius)
    core = cv2.erode(ink[window], np.ones((3, 3), np.uint8)).astype(np.bool_)
    own = core & (off <= (0.25 * seal.radius if seal.is_square else 5))
    return float(np.median(grey[window][own])) if own.any() else 0.0
