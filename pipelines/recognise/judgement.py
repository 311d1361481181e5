"""Judgement: what the accounting identities say of one reading of a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pipelines.recognise.heads import Role
from pipelines.recognise.open_table import Kept
from pipelines.recognise.standing import Standing
from pipelines.recognise.trials import Trial
from pipelines.values.items import PRIOR, LineItem

_FEWEST_CHECKS: Final = 2
_FEWEST_FIGURES: Final = 2
_SURE: Final = 5
"""So many rows that add up across columns outweigh another form that says otherwise."""


def judge(standing: Standing, kept: Kept, trial: Trial) -> Trial:
    """Apply the identities to a reading beside all that is recognised: which confirm it, which contradict it.

    Sums down one column hold whatever the column is called: what it is tell only identities that tie it to another
    column, side or form, with figures other than zero on both; or that it is the only one of its list.
    """
    held: list[str] = []
    telling: list[str] = []
    inside = 0
    contradicted: list[str] = []
    is_outside_only = True
    nil: list[str] = []
    for tie in standing.ties(kept.table_no, trial.items):
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
        if not any(m.value for m in own):
            nil.append(tie.identity_id)
            continue
        if len(filled) < _FEWEST_FIGURES:
            continue
        held.append(tie.identity_id)
        lists = {(m.table_no, m.section, m.measure) for m in filled}
        # The items of a form of named items are told by their names, and their sum by nothing else.
        is_named = trial.form.layout == "matrix" and trial.is_of_form
        if is_named or (len({m.table_no for m in filled}) > 1 if trial.is_of_form else len(lists) > 1):
            telling.append(tie.identity_id)
            inside += len(tables) == 1
    is_only = bool(trial.tried) and not trial.is_of_form and _is_only_column(trial)
    is_enough = len(held) >= (1 if trial.form.layout == "matrix" else _FEWEST_CHECKS)
    return replace(
        trial,
        telling=tuple(dict.fromkeys(telling)) if is_enough else (),
        confirmed=tuple(dict.fromkeys([*telling, *held])) if is_enough and (telling or is_only) else (),
        contradicted=tuple(contradicted),
        nil=tuple(dict.fromkeys(nil)) if trial.tried and not held else (),
        is_sure=is_outside_only and (inside >= _SURE or (is_only and len(held) > _FEWEST_CHECKS)),
    )


def _is_only_column(trial: Trial) -> bool:
    """Tell whether a list prints no figures but those under the tried words."""
    sides = {head.section for head in trial.heads if head.index in trial.tried}
    return all(
        head.index in trial.tried or head.measure.startswith(PRIOR)
        for head in trial.heads
        if head.section in sides and head.role is Role.FIGURE
    )
