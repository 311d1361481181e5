"""Trials: the readings of a table that its words leave open, each with the figures it would give."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from pipelines.accounts import accounts
from pipelines.forms import FormDefinition, catalogue, form
from pipelines.lexicon import words
from pipelines.recognise.broken_rows import rejoin
from pipelines.recognise.concepts import concept
from pipelines.recognise.content import misses_its_accounts
from pipelines.recognise.context import find_table_unit
from pipelines.recognise.figure_rows import prints_figures
from pipelines.recognise.figures import TableState
from pipelines.recognise.headers import header_paths, read_columns
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.recognise.matrix import LIST, read_matrix, read_matrix_columns
from pipelines.recognise.open_table import Kept
from pipelines.recognise.parts import is_part_alone
from pipelines.recognise.rows import read_rows
from pipelines.recognise.tables import TableReader
from pipelines.recognise.titles import Title
from pipelines.values.items import Candidate, FormTable, LineItem
from pipelines.values.text import row_key

_FEWEST_ITEMS: Final = 4
_FEWEST_NAMED: Final = 2
_MOST_UNKNOWN: Final = 3
_FINAL: Final = "final"
_AMOUNTS: Final = frozenset(
    ("total", "amount", "initial_amount", "adjusted_amount", "budget_amount", "final_amount")
)
_WHOLE: Final = frozenset(
    ("total", "revenue_total", "expenditure_total", "budget", "final", "initial_budget", "adjusted_budget")
)
_BUDGETS: Final = ("initial_budget", "adjusted_budget")


@dataclass(frozen=True, slots=True)
class Trial:
    """One reading of a table, and the identities that confirm it or contradict it.

    ``nil`` are those that hold of tried columns which print zeros alone: they tell nothing of what these are.
    """

    form: FormDefinition
    heads: tuple[ColumnHead, ...]
    state: TableState
    items: tuple[LineItem, ...]
    tried: frozenset[int] = frozenset()
    is_of_form: bool = True
    telling: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    nil: tuple[str, ...] = ()
    is_sure: bool = False

    @property
    def holds(self) -> bool:
        """Tell whether identities decide for it: none speaks against it, or only other forms do and it is sure."""
        return bool(self.confirmed) and (not self.contradicted or self.is_sure)

    def candidate(self, *, is_taken: bool = False) -> Candidate:
        """Return what is shown of it to people."""
        columns = tuple((head.printed, head.measure) for head in self.heads if head.index in self.tried)
        against = tuple(dict.fromkeys(self.contradicted))
        return Candidate(self.form.code, columns, self.confirmed, against, is_taken)


def named_state(reader: TableReader, kept: Kept, table: FormTable) -> TableState | None:
    """Return the state in which a table is read whose title names a form, and none of whose columns is known."""
    if kept.title is None or kept.title.form_code is None or table.form_code is None:
        return None
    if form(kept.title.form_code).layout not in ("items", "matrix"):
        return None
    grid, rows, _ = kept.parts[0]
    definition = form(kept.title.form_code)
    heads = read_columns(grid, rows, definition, reader.year) if definition.layout == "items" else []
    return TableState(definition, kept.table_no, heads, *unit_of(kept), kept.reader)


def unit_of(kept: Kept) -> tuple[str | None, bool]:
    """Return the unit of a table, and whether it is that of the table before."""
    unit, _ = find_table_unit(kept.context, kept.title or Title(""), kept.header)
    return unit or kept.unit_before, unit is None and kept.unit_before is not None


Attempt = Callable[[], Trial | None]
"""Reads a table in one way, which takes as long as its cells are many; None: it is no reading of a form."""


def column_trials(kept: Kept, state: TableState) -> Iterator[Callable[[], Trial]]:
    """Yield the readings of a form's columns that no word explains: measures left over, in the form's order.

    Columns of one side under one word print one measure where they stand in lists of accounts side by side; in one
    list each column prints another.
    """
    if state.form.layout == "matrix":
        yield from _list_trials(kept, state)
        return
    unknown = [head for head in state.heads if head.role is Role.UNKNOWN and _holds_figures(kept, head.index)]
    open_words: dict[str, dict[tuple[str, int], list[int]]] = {}
    for head, word in zip(unknown, _words_in_lists(state.heads, unknown), strict=True):
        open_words.setdefault(head.section, {}).setdefault(word, []).append(head.index)
    if not 0 < sum(map(len, open_words.values())) <= _MOST_UNKNOWN:
        return
    choices: list[list[dict[int, str]]] = []
    for section in state.form.sections:
        if section.name not in open_words:
            continue
        taken = {h.measure for h in state.heads if h.section == section.name and h.role is Role.FIGURE}
        left = [
            column.measure
            for column in section.columns
            if not column.by_word
            and column.measure not in taken
            and not is_part_alone(column.measure, taken, state.form)
        ]
        own = open_words[section.name]
        choices.append(
            [
                {index: m for columns, m in zip(own.values(), choice, strict=True) for index in columns}
                for choice in itertools.combinations(left, len(own))
                if all(_may_mean(word, measure) for (word, _), measure in zip(own, choice, strict=True))
            ]
        )
    blank = {head.index for head in unknown if not head.path or not head.path[-1]}
    for parts in itertools.product(*choices):
        told = {index: measure for part in parts for index, measure in part.items()}
        if any(_is_out_of_order(state, told, index) for index in blank):
            continue
        heads = tuple(
            replace(head, role=Role.FIGURE, measure=told[head.index]) if head.index in told else head
            for head in state.heads
        )
        unit = (state.unit, state.is_unit_inferred)
        yield partial(trial_of, kept, state.form, heads, unit, frozenset(told))


def _is_out_of_order(state: TableState, told: Mapping[int, str], index: int) -> bool:
    """Tell whether a column without a word would print a measure that the form has on another side of its neighbours.

    Sums do not say which of their terms is which; of such a column only its place does.
    """
    section = next(head.section for head in state.heads if head.index == index)
    order = [c.measure for part in state.form.sections if part.name == section for c in part.columns]
    known = [h for h in state.heads if h.role is Role.FIGURE and h.section == section and h.measure in order]
    own = order.index(told[index])
    before = max((h for h in known if h.index < index), key=lambda h: h.index, default=None)
    behind = min((h for h in known if h.index > index), key=lambda h: h.index, default=None)
    return (before is not None and order.index(before.measure or "") > own) or (
        behind is not None and order.index(behind.measure or "") < own
    )


def _words_in_lists(heads: Sequence[ColumnHead], columns: Sequence[ColumnHead]) -> Iterator[tuple[str, int]]:
    """Yield the word over each of some columns, and how many columns before it in its list stand under the same."""
    labels = [head.index for head in heads if head.role in (Role.CODE, Role.NAME)]
    seen: Counter[tuple[int, str, str]] = Counter()
    for head in columns:
        word = head.path[-1] if head.path else ""
        place = max((index for index in labels if index < head.index), default=-1), head.section, word
        yield word, seen[place]
        seen[place] += 1


def _list_trials(kept: Kept, state: TableState) -> Iterator[Callable[[], Trial]]:
    """Yield the reading of a list of a form's items whose one column of figures no word explains."""
    grid, rows, _ = kept.parts[0]
    unknown = [index for index in range(grid.n_columns) if _holds_figures(kept, index)]
    if len(unknown) != 1 or not state.form.default_measure or any(h.role is Role.FIGURE for h in state.heads):
        return
    heads = tuple(
        ColumnHead(index, path, Role.FIGURE, measure=state.form.default_measure)
        if index in unknown
        else ColumnHead(index, path, Role.NAME if index < unknown[0] else Role.ASIDE)
        for index, path in enumerate(header_paths(grid, rows))
    )
    unit = (state.unit, state.is_unit_inferred)
    yield partial(trial_of, kept, state.form, heads, unit, frozenset(unknown))


def _may_mean(word: str, measure: str) -> bool:
    """Tell whether a word leaves it open that a column prints a measure.

    A word that is known means what it says: 年初预算数 may be the amount of a form, and never its basic expenditure;
    so does the name of an economic account (机关工资福利支出).
    """
    said = concept(word)
    if row_key(word) in _economic_names():
        return False
    if said in words("headers") and not (said in _AMOUNTS and measure in _WHOLE):
        return False
    says_budget, says_final = "预算" in word, "决算" in word
    if measure in _BUDGETS:
        return says_budget and not says_final
    return not (measure == _FINAL and says_budget and not says_final)


@cache
def _economic_names() -> frozenset[str]:
    """Return the comparison keys of the names of all accounts of the economic classifications."""
    return frozenset(row_key(one.account_name) for one in accounts() if one.account_kind != "functional")


def form_trials(reader: TableReader, kept: Kept, printed: Collection[str]) -> Iterator[Attempt]:
    """Yield the readings of a table without a form as one of those that the document does not print elsewhere.

    ``printed`` are the codes of the forms that it prints.
    """
    grid, rows, _ = kept.parts[0]
    unit = unit_of(kept)
    for candidate in catalogue():
        if candidate.code in printed or not candidate.is_core:
            continue
        if reader.kind is not None and candidate.report_kind != reader.kind:
            continue
        if candidate.layout == "matrix":
            yield partial(_matrix_trial, kept, candidate, unit, reader.year)
        if candidate.layout != "items":
            continue
        heads = read_columns(grid, rows, candidate, reader.year)
        if not _has_labels_and_figures(heads):
            continue
        state = TableState(candidate, kept.table_no, heads, *unit, kept.reader)
        if any(head.role is Role.UNKNOWN and _holds_figures(kept, head.index) for head in heads):
            for attempt in column_trials(kept, state):
                yield partial(_of_form, attempt)
        else:
            yield partial(_of_form, partial(trial_of, kept, candidate, tuple(heads), unit, frozenset()))


def _of_form(attempt: Callable[[], Trial]) -> Trial | None:
    """Return the reading of a table as a form of items, None of one that prints too few, or accounts of another."""
    trial = replace(attempt(), is_of_form=True)
    is_form = len(trial.items) >= _FEWEST_ITEMS and not misses_its_accounts(trial.form, trial.items)
    return trial if is_form else None


def _matrix_trial(
    kept: Kept, definition: FormDefinition, unit: tuple[str | None, bool], year: int | None
) -> Trial | None:
    """Return the reading of a table as a form of named items, where it prints nothing but these and their total."""
    grid, rows, _ = kept.parts[0]
    shape, heads = read_matrix_columns(grid, rows, definition, year)
    trial = trial_of(kept, definition, tuple(heads), unit, frozenset(), shape)
    if not trial.items:
        lists = _list_trials(kept, TableState(definition, kept.table_no, [], *unit, kept.reader))
        trial = next((attempt() for attempt in lists), trial)
    is_form = len({item.item_name for item in trial.items}) >= _FEWEST_NAMED and not trial.state.notes
    return trial if is_form else None


def _has_labels_and_figures(heads: Sequence[ColumnHead]) -> bool:
    """Tell whether some column holds labels, and another figures or what is not known yet."""
    roles = {head.role for head in heads}
    return bool(roles & {Role.NAME, Role.CODE}) and bool(roles & {Role.FIGURE, Role.UNKNOWN})


def _holds_figures(kept: Kept, column: int) -> bool:
    return any(prints_figures(grid, rows, column) for grid, rows, _ in kept.parts)


def trial_of(
    kept: Kept,
    definition: FormDefinition,
    heads: tuple[ColumnHead, ...],
    unit: tuple[str | None, bool],
    tried: frozenset[int],
    shape: str = LIST,
) -> Trial:
    """Read a table as a form with these columns; ``unit`` is its unit, and whether that is the table's before.

    ``shape`` is that of a form of named items.
    """
    shape = shape if definition.layout == "matrix" else ""
    state = TableState(definition, kept.table_no, list(heads), *unit, kept.reader, shape=shape)
    items: list[LineItem] = []
    for grid, rows, page in kept.parts:
        if items and page > items[-1].page:
            items = rejoin(items, grid, rows, heads)
        read = read_matrix if definition.layout == "matrix" else read_rows
        items.extend(read(grid, rows, page, state))
    return Trial(definition, heads, state, tuple(items), tried, is_of_form=not tried)
