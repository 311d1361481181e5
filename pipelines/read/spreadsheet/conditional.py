"""Conditional formats that take figures of a sheet out of sight: white on white, struck out, shown as nothing.

A condition that compares a cell with a number is decided; of any other nothing is known, and the figures that it may
hide are marked, so that they are told and not read. Formulas are never computed.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.read.ooxml import Element, attribute, child, local
from pipelines.read.spreadsheet.formats import sections, stored_number
from pipelines.read.spreadsheet.looks import PAPER, children, ground_of, unseen, whole
from pipelines.read.spreadsheet.sheet import Sheet, Value
from pipelines.values.amounts import looks_like_figure, parse_figure
from pipelines.values.marks import PICTURE

_RANGE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_COMPARISON: Final = re.compile(
    r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})\s*(=|<>|<=?|>=?)\s*(-?\d+(?:\.\d+)?|\"[^\"]*\")"
)
_NEVER_FIGURES: Final = re.compile(r"(?:ISERROR|ISERR|ISNA|ISBLANK|ISTEXT)\(", re.IGNORECASE)
_NO_FIGURE: Final = frozenset(("containsErrors", "containsBlanks"))
_COMPARE: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    **dict.fromkeys(("equal", "="), operator.eq),
    **dict.fromkeys(("notEqual", "<>"), operator.ne),
    **dict.fromkeys(("lessThan", "<"), operator.lt),
    **dict.fromkeys(("lessThanOrEqual", "<="), operator.le),
    **dict.fromkeys(("greaterThan", ">"), operator.gt),
    **dict.fromkeys(("greaterThanOrEqual", ">="), operator.ge),
}
Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class HidingRule:
    """A condition under which the cells of some areas are not seen, and why; ``formulas`` as the file holds them."""

    areas: tuple[Area, ...]
    why: str
    kind: str
    operator: str
    formulas: tuple[str, ...]

    def holds(self, sheet: Sheet, row: int, column: int, number: Decimal) -> bool | None:
        """Tell whether a figure is hidden; None where that is not known."""
        if self.kind in _NO_FIGURE:
            return False
        if self.kind == "expression":
            return self._is_met(sheet, row, column) if len(self.formulas) == 1 else None
        limits = [limit for text in self.formulas if (limit := stored_number(text)) is not None]
        if self.kind != "cellIs" or not limits or len(limits) < len(self.formulas):
            return None
        if self.operator in ("between", "notBetween"):
            return (min(limits) <= number <= max(limits)) is (self.operator == "between")
        compare = _COMPARE.get(self.operator)
        return compare(number, limits[0]) if compare is not None else None

    def _is_met(self, sheet: Sheet, row: int, column: int) -> bool | None:
        """Decide a formula that compares one cell with a constant, seen from the first cell of the areas."""
        formula = self.formulas[0].strip()
        if _NEVER_FIGURES.match(formula):
            return False
        match = _COMPARISON.fullmatch(formula)
        if match is None or not self.areas:
            return None
        top, left = self.areas[0][:2]
        at_row = int(match[4]) - 1 + (0 if match[3] else row - top)
        at_column = _column(match[2]) + (0 if match[1] else column - left)
        value = sheet.rows.get(at_row, {}).get(at_column)
        if match[6].startswith('"'):
            is_same = (value.text if value else "") == match[6][1:-1]
            return {"=": is_same, "<>": not is_same}.get(match[5])
        number = _number(value)
        return None if number is None else _COMPARE[match[5]](number, Decimal(match[6]))


def _number(value: Value | None) -> Decimal | None:
    """Return the number of a cell; a blank is zero, a text is none."""
    if value is None:
        return Decimal(0)
    if not looks_like_figure(value.text):
        return None
    figure = parse_figure(value.text)
    return figure.value if figure else None


def hiding_formats(styles: Element) -> dict[int, str]:
    """Return the numbers of the differential formats of a styles part that hide text, and why."""
    found: dict[int, str] = {}
    for number, entry in enumerate(children(styles, "dxfs")):
        ground = ground_of(child(entry, "fill")) if child(entry, "fill") is not None else PAPER
        why = unseen(child(entry, "font"), ground)
        code = child(entry, "numFmt")
        if not why and code is not None and _shows_nothing(attribute(code, "formatCode") or ""):
            why = "hidden"
        if why:
            found[number] = why
    return found


def _shows_nothing(code: str) -> bool:
    parts = sections(code)
    return bool(code) and not any(part.has("digit") or part.has("general") for part in parts[:1])


def hiding_rules(element: Element, hiding: dict[int, str]) -> Iterator[HidingRule]:
    """Yield the rules of a ``conditionalFormatting`` that use a format which hides text."""
    areas = tuple(_areas(attribute(element, "sqref") or ""))
    for rule in element:
        why = hiding.get(whole(attribute(rule, "dxfId"))) if attribute(rule, "dxfId") else None
        if why is None:
            continue
        formulas = tuple(one.text or "" for one in rule if local(one) == "formula")
        kind, compared = (attribute(rule, name) or "" for name in ("type", "operator"))
        yield HidingRule(areas, why, kind, compared, formulas)


def _areas(text: str) -> Iterator[Area]:
    for match in _RANGE.finditer(text):
        left, top, right, bottom = match[1], match[2], match[3] or match[1], match[4] or match[2]
        yield int(top) - 1, _column(left), int(bottom) - 1, _column(right)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def hide(sheet: Sheet, rules: Sequence[HidingRule]) -> None:
    """Take what the rules hide out of a sheet, and mark the figures of which that is not known."""
    changed: list[tuple[int, int, HidingRule, bool]] = []
    for rule in rules:
        for top, left, bottom, right in rule.areas:
            for row, cells in sheet.rows.items():
                for column in (one for one in cells if top <= row <= bottom and left <= one <= right):
                    number = _number(cells[column])
                    is_hidden = False if number is None else rule.holds(sheet, row, column, number)
                    if is_hidden is not False:
                        changed.append((row, column, rule, is_hidden is True))
    for row, column, rule, is_hidden in changed:
        value = sheet.rows[row].get(column)
        if value is not None and is_hidden:
            del sheet.rows[row][column]
            sheet.leave_out(value, rule.why)
        elif value is not None and not value.text.startswith(PICTURE):
            sheet.rows[row][column] = Value(f"{PICTURE}{value.text}")
