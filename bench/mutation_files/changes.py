"""Changes of what a file prints or how: of figures, rows, columns, headers, units, order and looks, in any format.

A change returns the changed book, of which ``seen`` still tells what a person reads, or None where it finds nothing
to change. ``MUST_BE_TOLD``: the print contradicts itself or lacks something, and silence about it would be an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Final

from bench.mutation_files.book import LABELS, Book, Sheet, Slot

Change = Callable[[Book, Random], Book | None]


def _pick(book: Book, random: Random) -> tuple[int, Sheet, int, int]:
    number = random.randrange(len(book.sheets))
    sheet = book.sheets[number]
    return number, sheet, *random.choice(list(sheet.figures()))


def _of_slot(change: Callable[[Slot, Random], Slot | None]) -> Change:
    def apply(book: Book, random: Random) -> Book | None:
        number, sheet, row, column = _pick(book, random)
        slot = change(sheet.rows[row][column], random)
        return None if slot is None else book.with_sheet(number, sheet.with_slot(row, column, slot))

    return apply


def _digit(slot: Slot, random: Random) -> Slot:
    place = random.choice([n for n, c in enumerate(slot.text) if c.isdigit()])
    other = random.choice([d for d in "123456789" if d != slot.text[place]])
    return replace(slot, text=slot.text[:place] + other + slot.text[place + 1 :])


def _cut(slot: Slot, _: Random) -> Slot | None:
    """Cut the decimals off, as a narrow column does: a person cannot tell what stood there."""
    whole, dot, decimals = slot.text.partition(".")
    return replace(slot, text=whole) if dot and decimals.strip("0") else None


def _pointless(slot: Slot, _: Random) -> Slot | None:
    return replace(slot, text=slot.text.replace(".", "")) if "." in slot.text else None


def _gone(slot: Slot, _: Random) -> Slot:
    return replace(slot, text="")


def _glued(slot: Slot, random: Random) -> Slot:
    """Glue the code of the next row to the figure: a person sees that it is no figure of the table."""
    return replace(slot, text=f"{slot.text}{random.choice(('2101103', '20805', '2210201'))}", is_clear=False)


def _marked(slot: Slot, random: Random) -> Slot:
    return replace(slot, mark=random.choice("123①②"))


def _marked_on_the_line(slot: Slot, random: Random) -> Slot:
    """Put a footnote's digit on the baseline: only the decimals of the table tell it from the figure."""
    return replace(slot, text=slot.text + random.choice("123"), is_clear=False)


def _look(look: str) -> Change:
    return _of_slot(lambda slot, _: replace(slot, look=look, is_seen=False))


def _negative(slot: Slot, _: Random) -> Slot:
    return replace(slot, text=f"-{slot.text}")


def _two_in_one(book: Book, random: Random) -> Book | None:
    """Put two neighbours into one cell, and leave the other empty."""
    number, sheet, row, column = _pick(book, random)
    slots = sheet.rows[row]
    if column + 1 >= len(slots) or not slots[column + 1].text:
        return None
    both = f"{slots[column].text} {slots[column + 1].text}"
    changed = sheet.with_slot(row, column, Slot(both, is_seen=False)).with_slot(row, column + 1, Slot(""))
    return book.with_sheet(number, changed)


def _row_gone(book: Book, random: Random) -> Book:
    number, sheet, row, _ = _pick(book, random)
    return book.with_sheet(number, replace(sheet, rows=(*sheet.rows[:row], *sheet.rows[row + 1 :])))


def _row_twice(book: Book, random: Random) -> Book:
    number, sheet, row, _ = _pick(book, random)
    return book.with_sheet(
        number, replace(sheet, rows=(*sheet.rows[:row], sheet.rows[row], *sheet.rows[row:]))
    )


def _rows_swapped(book: Book, random: Random) -> Book | None:
    """Exchange the figures of two rows."""
    number, sheet, row, _ = _pick(book, random)
    other = random.randrange(len(sheet.rows))
    one, two = sheet.rows[row], sheet.rows[other]
    if [slot.text for slot in one[LABELS:]] == [slot.text for slot in two[LABELS:]]:
        return None
    changed = sheet.with_row(row, one[:LABELS] + two[LABELS:]).with_row(other, two[:LABELS] + one[LABELS:])
    return book.with_sheet(number, changed)


def _shifted(book: Book, random: Random) -> Book:
    """Move the figures of a row one column to the left."""
    number, sheet, row, _ = _pick(book, random)
    slots = sheet.rows[row]
    return book.with_sheet(number, sheet.with_row(row, (*slots[:LABELS], *slots[LABELS + 1 :], Slot(""))))


def _columns(sheet: Sheet, order: list[int]) -> Sheet:
    """Return a sheet with other columns of figures, their headers with them."""
    places = [*range(LABELS), *(LABELS + n for n in order)]
    return replace(
        sheet,
        header=tuple(sheet.header[n] for n in places),
        measures=tuple(sheet.measures[n] for n in order),
        rows=tuple(tuple(slots[n] for n in places) for slots in sheet.rows),
    )


def _column_gone(book: Book, random: Random) -> Book:
    number, sheet, _, column = _pick(book, random)
    order = [n for n in range(len(sheet.measures)) if n + LABELS != column]
    return book.with_sheet(number, _columns(sheet, order))


def _column_moved(book: Book, random: Random) -> Book:
    """Move columns with their headers: they are as well understood as before."""
    number = random.randrange(len(book.sheets))
    order = list(range(len(book.sheets[number].measures)))
    random.shuffle(order)
    return book.with_sheet(number, _columns(book.sheets[number], order))


def _heads_swapped(book: Book, random: Random) -> Book | None:
    """Exchange two headers: the print says what it says."""
    number, sheet, _, column = _pick(book, random)
    other = random.randrange(LABELS, len(sheet.header))
    if other == column:
        return None
    order = list(range(len(sheet.header)))
    order[column], order[other] = other, column
    measures = tuple(sheet.measures[n - LABELS] for n in order[LABELS:])
    changed = replace(sheet, header=tuple(sheet.header[n] for n in order), measures=measures)
    return book.with_sheet(number, changed)


def _head_gone(book: Book, random: Random) -> Book:
    """Blank a header: whoever knows the form may tell its figures by their sums."""
    number, sheet, _, column = _pick(book, random)
    header = (*sheet.header[:column], "", *sheet.header[column + 1 :])
    return book.with_sheet(number, replace(sheet, header=header))


def _title_gone(book: Book, random: Random) -> Book:
    number = random.randrange(len(book.sheets))
    return book.with_sheet(number, replace(book.sheets[number], title="附表"))


def _unit_gone(book: Book, random: Random) -> Book:
    number = random.randrange(len(book.sheets))
    return book.with_sheet(number, replace(book.sheets[number], unit=""))


def _unit_wrong(book: Book, random: Random) -> Book:
    number = random.randrange(len(book.sheets))
    return book.with_sheet(number, replace(book.sheets[number], unit="金额单位：元"))


def _units_wrong(book: Book, _: Random) -> Book:
    sheets = tuple(replace(sheet, unit="金额单位：元") for sheet in book.sheets)
    return replace(book, sheets=sheets, words=book.words.replace("万元", "元"))


def _form_gone(book: Book, random: Random) -> Book:
    number = random.randrange(len(book.sheets))
    return replace(book, sheets=(*book.sheets[:number], *book.sheets[number + 1 :]))


def _order(book: Book, random: Random) -> Book | None:
    sheets = list(book.sheets)
    random.shuffle(sheets)
    return None if tuple(sheets) == book.sheets else replace(book, sheets=tuple(sheets))


def _code(book: Book, random: Random) -> Book | None:
    """Change a digit of a code: the row is another item's, of which the form has none."""
    number, sheet, row, _ = _pick(book, random)
    code = sheet.rows[row][0].text
    if not code:
        return None
    place = random.randrange(1, len(code))
    other = code[:place] + random.choice([d for d in "123456789" if d != code[place]]) + code[place + 1 :]
    if any(printed[0].text == other for printed in sheet.rows):
        return None
    return book.with_sheet(number, sheet.with_slot(row, 0, Slot(other)))


CHANGES: Final[Mapping[str, Change]] = {
    "digit": _of_slot(_digit),
    "cut": _of_slot(_cut),
    "pointless": _of_slot(_pointless),
    "gone": _of_slot(_gone),
    "glued": _of_slot(_glued),
    "mark_on_line": _of_slot(_marked_on_the_line),
    "mark": _of_slot(_marked),
    "minus": _of_slot(_negative),
    "white": _look("white"),
    "struck": _look("struck"),
    "hidden": _look("hidden"),
    "two_in_one": _two_in_one,
    "row_gone": _row_gone,
    "row_twice": _row_twice,
    "rows_swapped": _rows_swapped,
    "shifted": _shifted,
    "column_gone": _column_gone,
    "column_moved": _column_moved,
    "heads_swapped": _heads_swapped,
    "head_gone": _head_gone,
    "title_gone": _title_gone,
    "unit_gone": _unit_gone,
    "unit_wrong": _unit_wrong,
    "units_wrong": _units_wrong,
    "form_gone": _form_gone,
    "order": _order,
    "code": _code,
}
HARMLESS: Final = frozenset({"mark", "column_moved", "order"})
"""Changes after which a person reads the same figures: nothing has to be told."""
NAMES: Final = {
    "digit": "one digit is another one",
    "cut": "the decimals of a figure are cut off",
    "pointless": "a figure lost its point",
    "gone": "a figure is blank",
    "glued": "the next row's code is glued to a figure",
    "mark_on_line": "a footnote's digit on the line behind a figure",
    "mark": "a raised or circled mark behind a figure",
    "minus": "a minus before a figure",
    "white": "a white figure",
    "struck": "a figure struck out",
    "hidden": "a covered or hidden figure",
    "two_in_one": "two figures in one cell",
    "row_gone": "a row is gone",
    "row_twice": "a row is printed twice",
    "rows_swapped": "the figures of two rows changed places",
    "shifted": "a row's figures stand one column too far to the left",
    "column_gone": "a column is gone",
    "column_moved": "the columns stand in another order",
    "heads_swapped": "two headers changed places",
    "head_gone": "a header is blank",
    "title_gone": "a form has lost its title",
    "unit_gone": "a form has lost its unit",
    "unit_wrong": "one form says 元 for 万元",
    "units_wrong": "the whole report says 元 for 万元",
    "form_gone": "a form is gone",
    "order": "the forms stand in another order",
    "code": "one digit of a code is another one",
}
