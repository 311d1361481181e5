"""Paths of an OFD in their short form (GB/T 33190-2016, 9.3): operators and numbers in one text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportlab.pdfgen.pathobject import PDFPathObject

from pipelines.read.ofd.document import numbers
from pipelines.read.pdf.geometry import IDENTITY, Matrix, apply

_OPERANDS: Final = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
Point = tuple[float, float]


def add_path(path: PDFPathObject, data: str, matrix: Matrix = IDENTITY) -> None:
    """Add a path in its short form, moved by a matrix. What is no operator with its numbers is left out.

    An arc is added as its chord: arcs are no rules of tables.
    """
    start = at = (0.0, 0.0)
    for operator, values in _operations(data):
        if operator not in "SM" and not path.getCode():
            continue  # nothing to go on from
        places = values[-2:] if operator == "A" else values
        points = [apply(matrix, x, y) for x, y in zip(places[::2], places[1::2], strict=True)]
        if operator in "SM":
            start = at = points[0]
            path.moveTo(*at)
        elif operator == "C":
            path.close()
            at = start
        elif operator == "B":
            path.curveTo(*points[0], *points[1], *points[2])
            at = points[2]
        elif operator == "Q":
            path.curveTo(*_between(at, points[0]), *_between(points[1], points[0]), *points[1])
            at = points[1]
        else:
            at = points[-1]
            path.lineTo(*at)


def _operations(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield operators with their numbers, as many as each needs."""
    operator, values = "", list[float]()
    for word in data.split():
        if word in _OPERANDS:
            operator, values = word, []
        else:
            values += numbers(word)
        if operator and len(values) == _OPERANDS[operator]:
            yield operator, values
            operator = ""


def _between(end: Point, control: Point) -> Point:
    """Return the control point of a cubic curve for an end and the control point of a quadratic one."""
    return end[0] + (control[0] - end[0]) * 2 / 3, end[1] + (control[1] - end[1]) * 2 / 3


__all__ = ["add_path"]
