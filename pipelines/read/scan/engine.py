"""Detect and recognise text with RapidOCR: PP-OCR models from its wheel, run by ONNX Runtime on two threads.

RapidOCR is an optional extra. Nothing is downloaded: the models that the wheel brings are the ones used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import cv2
import numpy as np

from pipelines.read.scan.seals import Grey

THREADS: Final = 2
HEIGHT: Final = 48
"""The model reads lines of this height, in pixels; the width follows."""
WIDE: Final = 320
"""The width of the model's training: narrower lines read faster, lone marks read better when padded to it."""
LONGEST: Final = 3200
"""A longer line is squeezed to this width, in pixels at the model's height."""


RARE: Final = 0.1
"""Weight of characters beyond GB 2312 against those within."""
_FULL_WIDTH: Final = frozenset(map(chr, range(0xFF00, 0xFFF0)))


@dataclass(frozen=True, slots=True)
class Read:
    """One recognised line. ``confidence`` is that of its least certain character; 0 for no text.

    Punctuation beside Chinese text does not count: full and half width look alike there.
    """

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class TextBox:
    """A detected line of text in pixels: x0, top, x1, bottom."""

    x0: float
    top: float
    x1: float
    bottom: float


class Engine:
    """The two models, loaded at first use."""

    def __init__(self, threads: int = THREADS) -> None:
        from rapidocr import RapidOCR

        settings: dict[str, Any] = {
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.use_vertical_padding": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, HEIGHT, HEIGHT],
        }
        self._ocr: Any = RapidOCR(params=settings)
        self._ocr.return_word_box = True
        self._ocr.recognize_txt([np.full((HEIGHT, HEIGHT, 3), 255, np.uint8)])  # loads the model
        reader: Any = self._ocr.text_rec
        weights = np.array([_weight(c) for c in reader.postprocess_op.character], dtype=np.float32)
        network = reader.session
        reader.session = lambda batch: network(batch) * weights

    def detect(self, image: Grey) -> list[TextBox]:
        """Return the lines of text on an image, in its pixels."""
        from rapidocr.main import RapidOCRError

        try:
            _, found = self._ocr.detect_and_crop(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), {})
        except RapidOCRError:  # raised for a page without text
            return []
        return [
            TextBox(
                float(quad[:, 0].min()),
                float(quad[:, 1].min()),
                float(quad[:, 0].max()),
                float(quad[:, 1].max()),
            )
            for quad in found.boxes
        ]

    def recognise(self, lines: Sequence[Grey], *, padded: bool = False) -> list[Read]:
        """Read images of one text line each; ``padded`` widens short ones to the width of the training."""
        return [self._recognise(line, padded) for line in lines]

    def _recognise(self, line: Grey, padded: bool) -> Read:
        height, width = line.shape
        scaled = min(LONGEST, max(1, round(width * HEIGHT / height)))
        resized = cv2.resize(line, (scaled, HEIGHT), interpolation=_interpolation(height))
        if scaled < (WIDE if padded else HEIGHT):
            space = (WIDE if padded else HEIGHT) - scaled
            resized = cv2.copyMakeBorder(resized, 0, 0, 0, space, cv2.BORDER_CONSTANT, value=(255,))
        found = self._ocr.recognize_txt([cv2.cvtColor(resized, cv2.COLOR_GRAY2BGR)])
        text: str = found.txts[0]
        words = found.word_results[0]
        scores: list[float] = list(words.confs) if words is not None else []
        kept = text.strip()
        if len(scores) != len(text):
            scores = [found.scores[0]]
        else:
            scores = [score for i, score in enumerate(scores) if _counts(text, i)] or scores
        return Read(kept, float(np.clip(min(scores), 0.0, 1.0)) if kept else 0.0)


def _weight(character: str) -> float:
    """Return what a character's probability counts: the model also knows traditional and Japanese forms.

    Reports are printed in simplified characters, those of GB 2312; another one must be ten times as likely
    (決 for 决), so that a rare name still comes through.
    """
    if len(character) != 1 or not "\u3040" <= character <= "\U0003ffff" or character in _FULL_WIDTH:
        return 1.0
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return RARE
    return 1.0


def _counts(text: str, i: int) -> bool:
    """Tell whether a character bears on a line's confidence: letters, digits, and marks beside digits."""
    if text[i] in ",.-%":
        return any(c.isdigit() for c in text[max(0, i - 1) : i + 2])
    return text[i].isalnum()


def _interpolation(height: int) -> int:
    """Return how to scale a line of some height to the model's."""
    return cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC


@cache
def load_engine() -> Engine:
    """Return the engine of this process; call only where the extra is installed."""
    return Engine()
