"""Detect and recognise text with RapidOCR: PP-OCR models from its wheel, run by ONNX Runtime on one thread.

Documents are read side by side in processes; a second thread costs a quarter more core-seconds than it saves.

RapidOCR is an optional extra. Nothing is downloaded: the models that the wheel brings are the ones used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.read.scan.seals import Grey

THREADS: Final = 1
HEIGHT: Final = 48
"""The model reads lines of this height, in pixels; the width follows."""
WIDE: Final = 320
"""The width of the model's training: narrower lines read faster, lone marks read better when padded to it."""
LONGEST: Final = 3200
"""A longer line is squeezed to this width, in pixels at the model's height."""
PACE: Final = 16
"""Lines are padded with paper to a multiple of this width, so that those of one width are read in one run."""
BATCH: Final = 8
"""The most lines of one run; more cost memory and save nothing."""
DETECTED: Final = 2560
"""The longest side that the detector takes as it is, in pixels."""
MULTIPLE: Final = 32
"""The detector squeezes an image whose sides are no multiples of this."""

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
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTED,
        }
        self._ocr: Any = RapidOCR(params=settings)
        self._ocr.recognize_txt([np.full((HEIGHT, HEIGHT, 3), 255, np.uint8)])  # loads the model
        reader: Any = self._ocr.text_rec
        self._characters: list[str] = reader.postprocess_op.character
        self._weights = np.array([_weight(c) for c in self._characters], dtype=np.float32)
        self._network: Any = reader.session

    def detect(self, image: Grey) -> list[TextBox]:
        """Return the lines of text on an image, in its pixels."""
        from rapidocr.main import RapidOCRError

        below, beside = -image.shape[0] % MULTIPLE, -image.shape[1] % MULTIPLE
        if below or beside:
            paper = cv2.copyMakeBorder(image, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=(255,))
            image = np.asarray(paper, dtype=np.uint8)
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

    def detect_in(self, image: Grey) -> list[TextBox]:
        """Detect text at half the resolution, where as many lines are found in a tenth of the time."""
        half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        small = np.asarray(half, dtype=np.uint8)
        fx, fy = image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]
        return [TextBox(b.x0 * fx, b.top * fy, b.x1 * fx, b.bottom * fy) for b in self.detect(small)]

    def recognise(self, lines: Sequence[Grey], *, padded: bool = False) -> list[Read]:
        """Read images of one text line each; ``padded`` widens short ones to the width of the training."""
        sized = [_sized(line, padded=padded) for line in lines]
        by_width: dict[int, list[int]] = defaultdict(list)
        for i, line in enumerate(sized):
            by_width[line.shape[1]].append(i)
        found: dict[int, Read] = {}
        for members in by_width.values():
            for start in range(0, len(members), BATCH):
                batch = members[start : start + BATCH]
                found.update(zip(batch, self._recognise([sized[i] for i in batch]), strict=True))
        return [found[i] for i in range(len(sized))]

    def _recognise(self, lines: Sequence[Grey]) -> list[Read]:
        """Read lines of the model's height and of one width."""
        grey = np.stack(lines).astype(np.float32) / 127.5 - 1
        batch = np.ascontiguousarray(np.repeat(grey[:, None], 3, axis=1))
        chances = self._network(batch) * self._weights
        best = chances.argmax(axis=2)
        sure = np.take_along_axis(chances, best[..., None], axis=2)[..., 0]
        return [self._decoded(marks, chance) for marks, chance in zip(best, sure, strict=True)]

    def _decoded(self, marks: NDArray[np.int64], chances: NDArray[np.float32]) -> Read:
        """Return the text of the model's marks, one for each step: those that repeat and the blank (0) left out."""
        kept = marks != 0
        kept[1:] &= marks[1:] != marks[:-1]
        text = "".join(self._characters[mark] for mark in marks[kept])
        scores = [float(chance) for chance in chances[kept]]
        plain = text.strip()
        if not plain:
            return Read("", 0.0)
        counted = [score for i, score in enumerate(scores) if _counts(text, i)] or scores
        return Read(plain, float(np.clip(min(counted), 0.0, 1.0)))


def _sized(line: Grey, *, padded: bool) -> Grey:
    """Return a line's picture at the model's height, its width a multiple of ``PACE`` with paper at its end."""
    height, width = line.shape
    scaled = min(LONGEST, max(1, round(width * HEIGHT / height)))
    resized = cv2.resize(line, (scaled, HEIGHT), interpolation=_interpolation(height))
    least = WIDE if padded else HEIGHT
    space = max(least - scaled, -scaled % PACE)
    if space:
        resized = cv2.copyMakeBorder(resized, 0, 0, 0, space, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(resized, dtype=np.uint8)


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
