"""Reference lists: account codes (政府收支分类) and administrative divisions (GB/T 2260).

Names of confidence ``high`` were printed in a document or stated in a notice of the ministry; the others are
recalled candidates and never correct or reject what a document prints.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """One account code and the fiscal years it is valid in (None: open)."""

    account_kind: str
    account_code: str
    account_name: str
    level: str
    parent_code: str | None
    valid_from: int | None
    valid_to: int | None
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division; ``city_name`` and ``province_name`` are its ancestors' names."""

    division_code: str
    division_name: str
    level: str
    parent_code: str | None
    city_name: str | None
    province_name: str | None


def _rows(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(text.splitlines())


@cache
def accounts() -> tuple[Account, ...]:
    """Return every known account code: functional, economic, and of the governments' own economic classification."""
    text = (files(__name__) / "accounts.csv").read_text(encoding="utf-8")
    return tuple(
        Account(
            account_kind=row["account_kind"],
            account_code=row["account_code"],
            account_name=row["account_name"],
            level=row["level"],
            parent_code=row["parent_code"] or None,
            valid_from=int(row["valid_from"]) if row["valid_from"] else None,
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in _rows(text)
    )


@cache
def divisions(extra: Path | None = None) -> tuple[Division, ...]:
    """Return the GB/T 2260 divisions, and those of ``extra`` (CSV: code,name,level,parent_code) where given.

    Development zones and other publishers without a standard code come in through ``extra``; a code that
    stands in both lists is an error.
    """
    rows = list(_rows((files(__name__) / "divisions.csv").read_text(encoding="utf-8")))
    if extra is not None and extra.exists():
        rows += list(_rows(extra.read_text(encoding="utf-8-sig")))
    by_code = {row["code"]: row for row in rows}
    if len(by_code) != len(rows):
        raise ValueError(f"{extra}: a division code of this file is already in the standard list")

    def ancestor(row: dict[str, str], level: str) -> str | None:
        seen = row
        while seen is not None and seen["level"] != level:
            parent = by_code.get(seen["parent_code"])
            if parent is None:
                return None
            seen = parent
        return seen["name"]

    return tuple(
        Division(
            division_code=row["code"],
            division_name=row["name"],
            level=row["level"],
            parent_code=row["parent_code"] or None,
            city_name=ancestor(row, "city"),
            province_name=ancestor(row, "province"),
        )
        for row in sorted(rows, key=lambda row: row["code"])
    )
