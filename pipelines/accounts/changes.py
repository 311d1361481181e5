"""Divisions over time: which code replaced which since 2013, and the divisions that are no longer listed.

A change of a year shows in that year's list of GB/T 2260: the old code is valid to the year before. Reports about
a year may still be filed under the code that was valid when they were written.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.accounts import Division


@dataclass(frozen=True, slots=True)
class DivisionChange:
    """One change: the code and name before and after it. ``old_code`` is None for a division newly established."""

    year: int
    change_kind: str  # renamed | recoded | merged | county_to_district | county_to_city | established | …
    level: str
    old_code: str | None
    old_name: str | None
    new_code: str
    new_name: str
    notice: str | None
    source: str


@dataclass(frozen=True, slots=True)
class DivisionValidity:
    """A division, listed today or not, and the years its code is valid in (None: open or before 2013)."""

    division: Division
    valid_from: int | None
    valid_to: int | None
    successor_code: str | None
    former_names: tuple[str, ...]


@cache
def division_changes() -> tuple[DivisionChange, ...]:
    """Return the changes of county and city codes since 2013, by year."""
    text = (files("pipelines.accounts") / "division_changes.csv").read_text(encoding="utf-8")
    return tuple(
        DivisionChange(
            year=int(row["year"]),
            change_kind=row["change_kind"],
            level=row["level"],
            old_code=row["old_code"] or None,
            old_name=row["old_name"] or None,
            new_code=row["new_code"],
            new_name=row["new_name"],
            notice=row["notice"] or None,
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def divisions_over_time(
    listed: Sequence[Division], changes: Sequence[DivisionChange]
) -> tuple[DivisionValidity, ...]:
    """Return the listed divisions and the ones that the changes replaced, with their validity, by code.

    A former division names the division listed today that took its place, through any number of changes; None
    where the chain of changes ends in a code that is not listed.
    """
    by_code = {division.division_code: division for division in listed}
    replaced = {c.old_code: c for c in changes if c.old_code is not None and c.old_code != c.new_code}
    found = [_current(division, changes) for division in listed]
    found += [_former(change, by_code, replaced) for code, change in replaced.items() if code not in by_code]
    return tuple(sorted(found, key=lambda validity: validity.division.division_code))


def _current(division: Division, changes: Sequence[DivisionChange]) -> DivisionValidity:
    own = [c for c in changes if c.new_code == division.division_code]
    names = {c.old_name for c in own if c.old_code == c.new_code and c.old_name}
    began = [c.year for c in own if c.old_code != c.new_code and c.change_kind != "merged"]
    return DivisionValidity(
        division=division,
        valid_from=min(began, default=None),
        valid_to=None,
        successor_code=None,
        former_names=tuple(sorted(names - {division.division_name})),
    )


def _former(
    change: DivisionChange, listed: Mapping[str, Division], replaced: Mapping[str, DivisionChange]
) -> DivisionValidity:
    assert change.old_code is not None and change.old_name is not None
    began = [c.year for c in replaced.values() if c.new_code == change.old_code]
    parent = f"{change.old_code[:4]}00" if change.level == "county" else f"{change.old_code[:2]}0000"
    above, province = listed.get(parent), listed.get(f"{change.old_code[:2]}0000")
    former_above = replaced.get(parent)
    return DivisionValidity(
        division=Division(
            division_code=change.old_code,
            division_name=change.old_name,
            level=change.level,
            parent_code=parent if above or former_above else province.division_code if province else None,
            city_name=above.division_name if above else former_above.old_name if former_above else None,
            province_name=province.division_name if province else None,
        ),
        valid_from=min(began, default=None),
        valid_to=change.year - 1,
        successor_code=_successor(change, listed, replaced),
        former_names=(),
    )


def _successor(
    change: DivisionChange, listed: Mapping[str, Division], replaced: Mapping[str, DivisionChange]
) -> str | None:
    seen: set[str] = set()
    code = change.new_code
    while code not in listed:
        following = replaced.get(code)
        if following is None or code in seen:
            return None
        seen.add(code)
        code = following.new_code
    return code
