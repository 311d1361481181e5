"""Hypotheses: what the words of a table leave open is tried, and the accounting identities decide.

A table of a known form may print figures under words that nobody knows; a table full of figures may bear a title that
names no form. Every reading that its shape allows is tried; the one that identities of independent figures
confirm, and none contradicts, is taken and says so in ``decided_by``. More than one, or none, is no decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.forms import form
from pipelines.recognise.content import account_kind_of, lacks_items_across, misses_its_accounts
from pipelines.recognise.figures import TableState, outcome
from pipelines.recognise.headers import read_columns
from pipelines.recognise.judgement import judge
from pipelines.recognise.open_table import Kept
from pipelines.recognise.standing import Standing
from pipelines.recognise.tables import TableReader
from pipelines.recognise.ties import Prove
from pipelines.recognise.title_parts import TitleParts
from pipelines.recognise.titles import CLASSIFICATIONS, nearest_form
from pipelines.recognise.trials import (
    Trial,
    column_trials,
    form_trials,
    named_state,
    trial_of,
    unit_of,
)
from pipelines.values.items import FormTable, Note

_MOST_ROUNDS: Final = 4
_ITEMISED: Final = "itemised"


def decide_tables(reader: TableReader, prove: Prove) -> None:
    """Read again, under the hypothesis that figures decide, what words left open; ``reader`` is changed in place.

    What one table is found to print may decide another: the round is made again while it finds something.
    """
    standing = Standing(reader, prove)
    tried: dict[int, int] = {}
    for _ in range(_MOST_ROUNDS):
        before = standing.version
        _round(standing, tried)
        if before == standing.version:
            break
    standing.close()


def _round(standing: Standing, tried: dict[int, int]) -> None:
    """Try every table that words leave open, unless nothing has changed since; ``tried`` is kept up to date."""
    reader = standing.reader
    for number in range(len(reader.kept)):
        kept = reader.kept[number]
        table = reader.tables[kept.table_no - 1]
        if table.candidates and any(item.decided_by for item in table.items):
            continue
        if tried.get(number) == standing.version:
            continue
        if kept.state is not None and misses_its_accounts(kept.state.form, table.items):
            kept, table = _reclassify(standing, kept, table)
        elif (
            kept.title is not None
            and _ITEMISED in kept.title.parts.details
            and lacks_items_across(kept.header)
        ):
            kept, table = _unlisted(standing, kept, table)
        reader.kept[number] = kept
        named = kept.state or named_state(reader, kept, table)
        trials = (
            column_trials(kept, named) if named is not None else form_trials(reader, kept, standing.codes)
        )
        affordable = standing.affordable(kept, trials, of_any_form=named is None)
        judged: Sequence[Trial] = [judge(standing, kept, trial) for trial in affordable]
        if judged and named is not None and not any(trial.confirmed for trial in judged):
            judged = _as_before(standing, kept, named, judged)
        if judged:
            _take(standing, kept, table, judged)
        tried[number] = standing.version


def _as_before(standing: Standing, kept: Kept, state: TableState, judged: Sequence[Trial]) -> Sequence[Trial]:
    """Return the reading that was decided for the same header of the same form before, where none speaks against it.

    The rest of a form on its next page, under its header again, may hold too little to decide anything.
    """
    for taken in standing.taken(kept, state.form.code):
        same = [t for t in judged if t.candidate().columns == taken.columns and not t.contradicted]
        if len(same) == 1:
            return [replace(same[0], confirmed=taken.confirmed)]
    return judged


def _reclassify(standing: Standing, kept: Kept, table: FormTable) -> tuple[Kept, FormTable]:
    """Read a table as the form that its title names for the classification that it prints, or as none.

    一般公共预算基本支出表 with the codes 501 to 599 is the one by the governments' classification.
    """
    printed = account_kind_of(table.items)
    parts = kept.title.parts if kept.title else TitleParts()
    meant = replace(parts, details=parts.details - CLASSIFICATIONS | {printed})
    code = nearest_form(meant, standing.reader.kind)
    again = _read_as(standing, kept, table, code, printed) if code else None
    return again or (kept, _refuse(standing, kept, table))


def _unlisted(standing: Standing, kept: Kept, table: FormTable) -> tuple[Kept, FormTable]:
    """Read a table called 明细表 that lays no economic items across as the form that its other words name."""
    title = kept.title
    assert title is not None
    parts = replace(title.parts, details=title.parts.details - {_ITEMISED})
    code = nearest_form(parts, standing.reader.kind)
    if code is None or code == table.form_code:
        return kept, table
    named = replace(kept, title=replace(title, form_code=code))
    return _read_as(standing, named, table, code, form(code).account_kind or "") or (kept, table)


def _read_as(
    standing: Standing, kept: Kept, table: FormTable, code: str, printed: str
) -> tuple[Kept, FormTable] | None:
    """Read a table again as a form of items with these accounts; None where it is none, or gives no figure."""
    definition = form(code)
    if definition.layout != "items" or definition.account_kind != printed:
        return None
    grid, rows, _ = kept.parts[0]
    heads = tuple(read_columns(grid, rows, definition, standing.reader.year))
    trial = trial_of(kept, definition, heads, unit_of(kept), frozenset())
    if not trial.items or misses_its_accounts(definition, trial.items):
        return None
    kept = replace(kept, state=trial.state)
    status, reason = outcome(trial.state, trial.items, "")
    table = replace(table, form_code=code, status=status, reason=reason, items=trial.items)
    standing.put(kept, table, trial.state.notes)
    return kept, table


def _refuse(standing: Standing, kept: Kept, table: FormTable) -> FormTable:
    """Take a table from a form whose accounts are not those it prints: economic ones under a functional title."""
    printed = account_kind_of(table.items)
    reason = f"titled as {table.form_code}, but its codes are those of the {printed} classification"
    refused = replace(table, form_code=None, status="unrecognised", reason=reason, items=())
    standing.put(kept, refused, ())
    return refused


def _take(standing: Standing, kept: Kept, table: FormTable, trials: Sequence[Trial]) -> None:
    """Take the one reading that identities confirm; keep all as candidates."""
    holding = [trial for trial in _best_told(trials) if trial.holds]
    if len(holding) > 1:
        holding = _nearest(standing.reader, kept, holding)
    if not holding and len(trials) == 1 and trials[0].nil and not trials[0].contradicted:
        # Columns of zeros alone, and one measure left for each: there is nothing else that they could be.
        holding = [replace(trials[0], confirmed=trials[0].nil)]
        trials = holding
    candidates = tuple(trial.candidate(is_taken=holding == [trial]) for trial in trials)
    if len(holding) != 1:
        standing.put(kept, replace(table, candidates=candidates))
        return
    trial = holding[0]
    names = " ".join(trial.confirmed)
    items = tuple(
        replace(item, decided_by=names) if not trial.tried or item.column_no - 1 in trial.tried else item
        for item in trial.items
    )
    status, reason = outcome(trial.state, items, table.reason if table.form_code else "")
    decided = replace(
        table,
        form_code=trial.form.code,
        status=status,
        reason=reason,
        unit=trial.state.unit,
        is_unit_inferred=trial.state.is_unit_inferred,
        items=items,
        candidates=candidates,
    )
    standing.put(kept, decided, trial.state.notes)
    said = (
        trial.candidate().columns
        or f"the table titled {table.title_printed or 'nothing'} as {trial.form.code}"
    )
    detail = f"{said}: decided by {', '.join(trial.confirmed)}"
    standing.note(Note("decided_by_proof", table.header_printed, detail, table.page_first, table.table_no))


def _best_told(trials: Sequence[Trial]) -> list[Trial]:
    """Return the readings that no other outdoes: one that more identities tell, all of this one's among them.

    A reading as something that nothing else ties is contradicted by nothing: what speaks for it counts first. Where
    nothing tells, the only figures of a list are what the form prints before anything else.
    """
    told = [trial for trial in trials if trial.telling]
    if not told:
        return [trial for trial in trials if trial.confirmed][:1]
    return [t for t in told if not any(set(t.telling) < set(other.telling) for other in told)]


def _nearest(reader: TableReader, kept: Kept, trials: Sequence[Trial]) -> list[Trial]:
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
