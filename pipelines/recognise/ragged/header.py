"""Headers of tables whose columns only blanks separate: which measures are printed, in which order.

The printed header is glued together and cut into the words that the form's definition knows; the row that
numbers the columns (栏次) must count as many as were found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.recognise.ragged.tokens import Kind, Token
from pipelines.values.text import key

_NEUTRAL: Final = (
    "项目",
    "科目",
    "编码",
    "代码",
    "名称",
    "科目编码",
    "科目代码",
    "科目名称",
    "功能分类",
    "功能分类科目编码",
    "功能分类科目",
    "功能分类科目名称",
    "支出功能分类",
    "支出功能分类科目编码",
    "支出功能分类科目",
    "经济分类",
    "经济分类科目编码",
    "经济分类科目",
    "部门预算支出经济分类科目",
    "支出经济分类",
    "功能科目编码",
    "功能科目名称",
    "行次",
    "栏次",
    "序号",
    "类",
    "款",
    "项",
    "目",
    "类款项",
    "本年支出",
    "本年收入",
    "收入",
    "支出",
    "人员经费",
    "公用经费",
    "其中",
    "单位",
    "万元",
    "元",
    "金额",
    "合计",
    "小计",
    "按功能分类",
)
_LINE_WORDS: Final = ("行次", "序号")
_NAME_WORD: Final = "项目"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure column: its side, its measure (or, in a matrix form, also its item) and the printed word."""

    section: str
    measure: str
    word: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was understood: its figure columns in printed order; ``problem`` where it was not."""

    measures: tuple[Measure, ...]
    has_line_numbers: bool
    problem: str = ""


def read_header(lines: Sequence[Sequence[Token]], form: FormDefinition) -> Header:
    """Understand a header block, the column numbers' row included where one is printed."""
    numbers = [row for row in lines if _is_number_row(row)]
    count = sum(token.kind is Kind.NUMBER for token in numbers[-1]) if numbers else 0
    words = [[token.text for token in row] for row in lines if row not in numbers]
    text = key("".join("".join(row) for row in words))
    if form.layout == "matrix":
        return _matrix_header(text, count, form)
    has_lines = any(word in text for word in _LINE_WORDS)
    measures, rest = _find(text, form)
    if not measures and not count:
        return Header((), has_lines, "no column of the form is named")
    problem = ""
    if count and count != len(measures):
        every = _all_columns(form)
        if count == len(every) and len(form.own_sections) == 1:
            measures = every
        else:
            problem = f"{count} columns are numbered, {len(measures)} are understood"
    elif not count and not _is_fragment(rest, form):
        problem = f"the header prints {rest}, which no column of the form is named"
    if not problem and not _keeps_order(lines, measures):
        problem = "the columns stand in another order than the form's"
    return Header(measures, has_lines, problem)


def is_header_like(row: Sequence[Token], form: FormDefinition) -> bool:
    """Tell whether a line prints header words of the form (or parts of them) and no figure."""
    if _is_number_row(row):
        return True
    if any(token.kind is Kind.NUMBER for token in row):
        return False
    words = _vocabulary(form)
    texts = [key(token.text) for token in row]
    if any(text in words or any(len(word) > 2 and word in text for word in words) for text in texts):
        return True
    return bool("".join(texts)) and not _cut("".join(texts), words)[1]


def _is_number_row(row: Sequence[Token]) -> bool:
    """Tell whether a line numbers the columns: 栏次 1 2 3, or 1 2 3 … alone."""
    digits = [token.text for token in row if token.kind is Kind.NUMBER]
    others = [key(token.text) for token in row if token.kind is not Kind.NUMBER]
    if digits != [str(n) for n in range(1, len(digits) + 1)]:
        return False
    if others and set("".join(others)) <= set("栏次行类款项"):
        return "栏" in "".join(others)
    return not others and len(digits) >= 3


def is_number_row(row: Sequence[Token]) -> bool:
    """Tell whether a line only numbers the columns."""
    return _is_number_row(row)


@cache
def _vocabulary(form: FormDefinition) -> tuple[str, ...]:
    columns = [column for section in form.own_sections for column in section.columns] + list(
        form.item_measures
    )
    words = [part for column in columns for word in column.header for part in word.split("/")]
    words += [part for item in form.items for word in item.header for part in word.split("/")]
    words += [word for section in form.own_sections for word in section.header]
    return tuple(sorted({key(word) for word in [*words, *_NEUTRAL]}, key=lambda word: (-len(word), word)))


def _all_columns(form: FormDefinition) -> tuple[Measure, ...]:
    return tuple(
        Measure(section.name, column.measure, _single(column.header))
        for section in form.own_sections
        for column in section.columns
        if not column.by_word
    )


def _single(aliases: Sequence[str]) -> str:
    """Return the first header alias of one level, which names the column wherever it stands."""
    return next((alias for alias in aliases if "/" not in alias), aliases[0])


def _cut(text: str, words: Sequence[str]) -> tuple[list[str], str]:
    """Cut glued text into known words, the longest first; return them in order, and what is left over."""
    found: list[str] = []
    rest = ""
    index = 0
    while index < len(text):
        word = next((w for w in words if w and text.startswith(w, index)), "")
        if word:
            found.append(word)
            index += len(word)
        else:
            rest += "" if text[index].isdecimal() else text[index]
            index += 1
    return found, rest


def _find(text: str, form: FormDefinition) -> tuple[tuple[Measure, ...], str]:
    """Return the figure columns that a glued header names, in the form's order, and what was not understood."""
    words, rest = _cut(text, _vocabulary(form))
    sides = _sides(words, form)
    found: list[Measure] = []
    for section, own in zip(form.own_sections, sides, strict=True):
        taken: set[str] = set()
        for column in section.columns:
            aliases = {key(alias.split("/")[-1]): alias for alias in column.header}
            word = next((w for w in aliases if w in own and w not in taken), "")
            if word:
                taken.add(word)
                printed = aliases[word] if "/" not in aliases[word] else _single(column.header)
                found.append(Measure(section.name, column.measure, printed))
    return tuple(found), rest


def _sides(words: list[str], form: FormDefinition) -> list[list[str]]:
    """Share a header's words among the sides of a form: the second 项目 begins the second side."""
    if len(form.own_sections) == 1:
        return [words]
    marks = [index for index, word in enumerate(words) if word == _NAME_WORD]
    if len(marks) != len(form.own_sections):
        return [[] for _ in form.own_sections]
    return [words[start:end] for start, end in zip(marks, [*marks[1:], len(words)], strict=True)]


def _is_fragment(rest: str, form: FormDefinition) -> bool:
    """Tell whether what is left of a header is only a piece of a known word (决算 of 决算数), or nothing."""
    return not rest or (len(rest) > 1 and any(rest in word for word in _vocabulary(form)))


def _keeps_order(lines: Sequence[Sequence[Token]], measures: Sequence[Measure]) -> bool:
    """Tell whether words that stand on one line keep the form's order; words of one line stand left to right."""
    if len({measure.section for measure in measures}) > 1:
        return True
    order = {key(measure.word): index for index, measure in enumerate(measures)}
    for row in lines:
        places = [order[key(token.text)] for token in row if key(token.text) in order]
        if places != sorted(places):
            return False
    return True


def _matrix_header(text: str, count: int, form: FormDefinition) -> Header:
    """Understand the three-level header of “三公”: all items under 预算数, then under 决算数, or both per item."""
    measures = {key(word): column.measure for column in form.item_measures for word in column.header}
    leaves = {key(part): item.name for item in form.items for word in item.header for part in word.split("/")}
    leaves = {leaf: name for leaf, name in leaves.items() if leaf != "小计"}
    words, _ = _cut(text, sorted({*measures, *leaves, *_vocabulary(form)}, key=lambda w: (-len(w), w)))
    items = _item_order([leaves[word] for word in words if word in leaves], form)
    named = [measures[word] for word in words if word in measures]
    if form.default_measure and not named:
        columns = [(form.default_measure, item) for item in items]
    elif len(set(named)) == 2 and len(named) == 2:
        columns = [(measure, item) for measure in named for item in items]
    elif len(set(named)) == 2 and len(named) == 2 * len(items) and named == named[:2] * len(items):
        columns = [(measure, item) for item in items for measure in named[:2]]
    else:
        return Header((), False, "the levels of the header are not understood")
    found = tuple(Measure("", measure, _word_of(measure, form), item) for measure, item in columns)
    if count and count != len(found):
        return Header(found, False, f"{count} columns are numbered, {len(found)} are understood")
    return Header(found, False)


def _word_of(measure: str, form: FormDefinition) -> str:
    return next((column.header[0] for column in form.item_measures if column.measure == measure), "")


def _item_order(printed: Sequence[str], form: FormDefinition) -> list[str]:
    """Return the items in column order: the vehicles' parts follow their subtotal, the rest is as printed."""
    vehicles = [item.name for item in form.items if "公务用车" in item.name and not item.unit]
    subtotal = next((name for name in vehicles if name.endswith("小计")), "")
    order: list[str] = []
    for name in dict.fromkeys(printed):
        if name == subtotal:
            order += [subtotal, *(part for part in vehicles if part != subtotal)]
        elif name not in vehicles:
            order.append(name)
    known = [item.name for item in form.items]
    return order if subtotal in order else [name for name in known if name in set(printed)]


def printed_header(header: Header) -> str:
    """Return the understood columns in one line, for notes."""
    return re.sub(r"\s+", " ", " | ".join(filter(None, (f"{m.item}{m.word}" for m in header.measures))))
