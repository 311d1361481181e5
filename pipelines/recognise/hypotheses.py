"""Hypotheses: what the words of a table leave open is tried, and the accounting identities decide.

A table of a known form may print figures under words that nobody knows; a table full of figures may bear a title that
names no form. Every reading that its shape allows is tried; the one that identities of independent figures
confirm, and none contradicts, is taken and says so in ``decided_by``. More than one, or none, is no decision.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.forms import FormDefinition, catalogue, form
from pipelines.lexicon import words
from pipelines.recognise.broken_rows import rejoin
from pipelines.recognise.concepts import concept
from pipelines.recognise.content import account_kind_of, misses_its_accounts
from pipelines.recognise.context import find_table_unit
from pipelines.recognise.figures import TableState
from pipelines.recognise.headers import header_paths, read_columns
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.recognise.matrix import LIST, read_matrix
from pipelines.recognise.rows import own_cell, read_rows
from pipelines.recognise.tables import Kept, TableReader, outcome
from pipelines.recognise.ties import Prove
from pipelines.recognise.titles import Title, nearest_form
from pipelines.values.amounts import looks_like_figure
from pipelines.values.items import PRIOR, Candidate, FormTable, LineItem, Note

_FEWEST_CHECKS: Final = 2
_FEWEST_FIGURES: Final = 2
_SURE: Final = 5
"""So many rows that add up across columns outweigh another form that says otherwise."""
_MOST_ROUNDS: Final = 4
_FEWEST_ITEMS: Final = 4
_MOST_UNKNOWN: Final = 3
_FINAL: Final = "final"
_AMOUNTS: Final = frozenset(
    ("total", "amount", "initial_amount", "adjusted_amount", "budget_amount", "final_amount")
)
_WHOLE: Final = frozenset(
    ("total", "revenue_total", "expenditure_total", "budget", "final", "initial_budget", "adjusted_budget")
)
_BUDGETS: Final = ("initial_budget", "adjusted_budget")
_OF_ROWS: Final = frozenset(
    (
        "unmatched_header",
        "ambiguous_column",
        "ambiguous_row",
        "unparsed_figure",
        "figure_without_label",
        "unknown_code",
        "elided_rows",
        "unit_missing",
    )
)
"""Kinds of notes that the reading of a table's rows leaves."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """One reading of a table, and the identities that confirm it or contradict it."""

    form: FormDefinition
    heads: tuple[ColumnHead, ...]
    state: TableState
    items: tuple[LineItem, ...]
    tried: frozenset[int] = frozenset()
    is_of_form: bool = True
    telling: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
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


def decide_tables(reader: TableReader, prove: Prove) -> None:
    """Read again, under the hypothesis that figures decide, what words left open; ``reader`` is changed in place.

    What one table is found to print may decide another: the round is made again while it finds something.
    """
    for _ in range(_MOST_ROUNDS):
        before = [(table.form_code, len(table.items)) for table in reader.tables]
        _round(reader, prove)
        if before == [(table.form_code, len(table.items)) for table in reader.tables]:
            return


def _round(reader: TableReader, prove: Prove) -> None:
    for kept in reader.kept:
        table = reader.tables[kept.table_no - 1]
        if table.candidates and any(item.decided_by for item in table.items):
            continue
        if kept.state is not None and misses_its_accounts(kept.state.form, table.items):
            table = _refuse(reader, kept, table)
        named = kept.state or _named_state(reader, kept, table)
        trials = _column_trials(kept, named) if named is not None else _form_trials(reader, kept)
        judged = [_judge(reader, kept, trial, prove) for trial in trials]
        if judged:
            _take(reader, kept, table, judged)


def _refuse(reader: TableReader, kept: Kept, table: FormTable) -> FormTable:
    """Take a table from a form whose accounts are not those it prints: economic ones under a functional title."""
    printed = account_kind_of(table.items)
    reason = f"titled as {table.form_code}, but its codes are those of the {printed} classification"
    refused = replace(table, form_code=None, status="unrecognised", reason=reason, items=())
    reader.tables[kept.table_no - 1] = refused
    _drop_notes(reader, kept.table_no)
    return refused


def _named_state(reader: TableReader, kept: Kept, table: FormTable) -> TableState | None:
    """Return the state in which a table is read whose title names a form, and none of whose columns is known."""
    if kept.title is None or kept.title.form_code is None or table.form_code is None:
        return None
    if form(kept.title.form_code).layout not in ("items", "matrix"):
        return None
    grid, rows, _ = kept.parts[0]
    definition = form(kept.title.form_code)
    heads = read_columns(grid, rows, definition, reader.year) if definition.layout == "items" else []
    return TableState(definition, kept.table_no, heads, *_unit(kept), kept.reader)


def _unit(kept: Kept) -> tuple[str | None, bool]:
    """Return the unit of a table, and whether it is that of the table before."""
    unit, _ = find_table_unit(kept.context, kept.title or Title(""), kept.header)
    return unit or kept.unit_before, unit is None and kept.unit_before is not None


def _column_trials(kept: Kept, state: TableState) -> Iterator[_Trial]:
    """Yield the readings of a form's columns that no word explains: measures left over, in the form's order.

    Columns of one side under one word print one measure: those of lists of accounts side by side.
    """
    if state.form.layout == "matrix":
        yield from _list_trials(kept, state)
        return
    unknown = [head for head in state.heads if head.role is Role.UNKNOWN and _holds_figures(kept, head.index)]
    open_words: dict[str, dict[str, list[int]]] = {}
    for head in unknown:
        open_words.setdefault(head.section, {}).setdefault(head.path[-1] if head.path else "", []).append(
            head.index
        )
    if not 0 < sum(map(len, open_words.values())) <= _MOST_UNKNOWN:
        return
    choices: list[list[dict[int, str]]] = []
    for section in state.form.sections:
        if section.name not in open_words:
            continue
        taken = {h.measure for h in state.heads if h.section == section.name and h.role is Role.FIGURE}
        left = [column.measure for column in section.columns if column.measure not in taken]
        own = open_words[section.name]
        choices.append(
            [
                {index: m for columns, m in zip(own.values(), choice, strict=True) for index in columns}
                for choice in itertools.combinations(left, len(own))
                if all(_may_mean(word, measure) for word, measure in zip(own, choice, strict=True))
            ]
        )
    for parts in itertools.product(*choices):
        told = {index: measure for part in parts for index, measure in part.items()}
        heads = tuple(
            replace(head, role=Role.FIGURE, measure=told[head.index]) if head.index in told else head
            for head in state.heads
        )
        yield _trial(kept, state.form, heads, (state.unit, state.is_unit_inferred), frozenset(told))


def _list_trials(kept: Kept, state: TableState) -> Iterator[_Trial]:
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
    yield _trial(kept, state.form, heads, (state.unit, state.is_unit_inferred), frozenset(unknown))


def _may_mean(word: str, measure: str) -> bool:
    """Tell whether a word leaves it open that a column prints a measure.

    A word that is known means what it says: 年初预算数 may be the amount of a form, and never its basic expenditure.
    """
    said = concept(word)
    if said in words("headers") and not (said in _AMOUNTS and measure in _WHOLE):
        return False
    says_budget, says_final = "预算" in word, "决算" in word
    if measure in _BUDGETS:
        return says_budget and not says_final
    return not (measure == _FINAL and says_budget and not says_final)


def _form_trials(reader: TableReader, kept: Kept) -> Iterator[_Trial]:
    """Yield the readings of a table without a form as one of those that the document does not print elsewhere."""
    grid, rows, _ = kept.parts[0]
    printed = {other.form_code for other in reader.tables if other.form_code is not None}
    for candidate in catalogue():
        if candidate.layout != "items" or candidate.code in printed or not candidate.is_core:
            continue
        if reader.kind is not None and candidate.report_kind != reader.kind:
            continue
        heads = read_columns(grid, rows, candidate, reader.year)
        if not _has_labels_and_figures(heads):
            continue
        state = TableState(candidate, kept.table_no, heads, *_unit(kept), kept.reader)
        if any(head.role is Role.UNKNOWN and _holds_figures(kept, head.index) for head in heads):
            trials = [replace(trial, is_of_form=True) for trial in _column_trials(kept, state)]
        else:
            trials = [_trial(kept, candidate, tuple(heads), _unit(kept), frozenset())]
        for trial in trials:
            if len(trial.items) >= _FEWEST_ITEMS and not misses_its_accounts(candidate, trial.items):
                yield trial


def _has_labels_and_figures(heads: Sequence[ColumnHead]) -> bool:
    """Tell whether some column holds labels, and another figures or what is not known yet."""
    roles = {head.role for head in heads}
    return bool(roles & {Role.NAME, Role.CODE}) and bool(roles & {Role.FIGURE, Role.UNKNOWN})


def _holds_figures(kept: Kept, column: int) -> bool:
    return any(
        cell is not None and looks_like_figure(cell.text)
        for grid, rows, _ in kept.parts
        for row in range(rows, grid.n_rows)
        for cell in [own_cell(grid, row, column)]
    )


def _trial(
    kept: Kept,
    definition: FormDefinition,
    heads: tuple[ColumnHead, ...],
    unit: tuple[str | None, bool],
    tried: frozenset[int],
) -> _Trial:
    shape = LIST if definition.layout == "matrix" else ""
    state = TableState(definition, kept.table_no, list(heads), *unit, kept.reader, shape=shape)
    items: list[LineItem] = []
    for grid, rows, page in kept.parts:
        if items and page > items[-1].page:
            items = rejoin(items, grid, rows, heads)
        read = read_matrix if definition.layout == "matrix" else read_rows
        items.extend(read(grid, rows, page, state))
    return _Trial(definition, heads, state, tuple(items), tried, is_of_form=not tried)


def _judge(reader: TableReader, kept: Kept, trial: _Trial, prove: Prove) -> _Trial:
    """Apply the identities to a reading beside all that is recognised: which confirm it, which contradict it.

    Sums down one column hold whatever the column is called: what it is tell only identities that tie it to another
    column, side or form, with figures other than zero on both; or that it is the only one of its list.
    """
    others = [item for table in reader.tables if table.table_no != kept.table_no for item in table.items]
    held: list[str] = []
    telling: list[str] = []
    inside = 0
    contradicted: list[str] = []
    is_outside_only = True
    for tie in prove([*others, *trial.items], reader.elided_tables):
        members = [member for member in tie.members if isinstance(member, LineItem)]
        own = [m for m in members if m.table_no == kept.table_no]
        if trial.tried:
            own = [m for m in own if m.column_no - 1 in trial.tried]
        if not own or not tie.is_hard:
            continue
        tables = {m.table_no for m in members}
        if tie.status == "violated":
            contradicted.append(tie.identity_id)
            is_outside_only = is_outside_only and len(tables) > 1
            continue
        filled = [m for m in members if m.value]
        if len(filled) < _FEWEST_FIGURES or not any(m.value for m in own):
            continue
        held.append(tie.identity_id)
        lists = {(m.table_no, m.section, m.measure) for m in filled}
        if len({m.table_no for m in filled}) > 1 if trial.is_of_form else len(lists) > 1:
            telling.append(tie.identity_id)
            inside += len(tables) == 1
    is_only = bool(trial.tried) and not trial.is_of_form and _is_only_column(trial)
    is_enough = len(held) >= (1 if trial.form.layout == "matrix" else _FEWEST_CHECKS)
    return replace(
        trial,
        telling=tuple(dict.fromkeys(telling)) if is_enough else (),
        confirmed=tuple(dict.fromkeys([*telling, *held])) if is_enough and (telling or is_only) else (),
        contradicted=tuple(contradicted),
        is_sure=is_outside_only and (inside >= _SURE or (is_only and len(held) > _FEWEST_CHECKS)),
    )


def _is_only_column(trial: _Trial) -> bool:
    """Tell whether a list prints no figures but those under the tried words."""
    sides = {head.section for head in trial.heads if head.index in trial.tried}
    return all(
        head.index in trial.tried or head.measure.startswith(PRIOR)
        for head in trial.heads
        if head.section in sides and head.role is Role.FIGURE
    )


def _take(reader: TableReader, kept: Kept, table: FormTable, trials: Sequence[_Trial]) -> None:
    """Take the one reading that identities confirm; keep all as candidates."""
    holding = [trial for trial in _best_told(trials) if trial.holds]
    if len(holding) > 1:
        holding = _nearest(reader, kept, holding)
    candidates = tuple(trial.candidate(is_taken=holding == [trial]) for trial in trials)
    if len(holding) != 1:
        reader.tables[kept.table_no - 1] = replace(table, candidates=candidates)
        return
    trial = holding[0]
    names = " ".join(trial.confirmed)
    items = tuple(
        replace(item, decided_by=names) if not trial.tried or item.column_no - 1 in trial.tried else item
        for item in trial.items
    )
    status, reason = outcome(trial.state, items, table.reason if table.form_code else "")
    reader.tables[kept.table_no - 1] = replace(
        table,
        form_code=trial.form.code,
        status=status,
        reason=reason,
        unit=trial.state.unit,
        is_unit_inferred=trial.state.is_unit_inferred,
        items=items,
        candidates=candidates,
    )
    _drop_notes(reader, kept.table_no)
    reader.notes.extend(trial.state.notes)
    said = (
        trial.candidate().columns
        or f"the table titled {table.title_printed or 'nothing'} as {trial.form.code}"
    )
    detail = f"{said}: decided by {', '.join(trial.confirmed)}"
    reader.notes.append(
        Note("decided_by_proof", table.header_printed, detail, table.page_first, table.table_no)
    )


def _best_told(trials: Sequence[_Trial]) -> list[_Trial]:
    """Return the readings that no other outdoes: one that more identities tell, all of this one's among them.

    A reading as something that nothing else ties is contradicted by nothing: what speaks for it counts first. Where
    nothing tells, the only figures of a list are what the form prints before anything else.
    """
    told = [trial for trial in trials if trial.telling]
    if not told:
        return [trial for trial in trials if trial.confirmed][:1]
    return [t for t in told if not any(set(t.telling) < set(other.telling) for other in told)]


def _nearest(reader: TableReader, kept: Kept, trials: Sequence[_Trial]) -> list[_Trial]:
    """Return the readings that the title, or the order of the forms around, names among several that hold."""
    if kept.title is not None and not any(trial.tried for trial in trials):
        codes = [trial.form.code for trial in trials]
        named = nearest_form(kept.title.parts, reader.kind, codes)
        if named is not None:
            return [trial for trial in trials if trial.form.code == named]
    before = [t.form_code for t in reader.tables[: kept.table_no - 1] if t.form_code]
    after = [t.form_code for t in reader.tables[kept.table_no :] if t.form_code]
    return [
        trial
        for trial in trials
        if all(code < trial.form.code for code in before) and all(trial.form.code < code for code in after)
    ]


def _drop_notes(reader: TableReader, table_no: int) -> None:
    """Take away what the first reading of a table's rows noted."""
    reader.notes[:] = [
        note for note in reader.notes if note.table_no != table_no or note.kind not in _OF_ROWS
    ]
