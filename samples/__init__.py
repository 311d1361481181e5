"""Sample reports of three fictional counties, and the accounts of one of their governments, typeset from kept figures.

``python -m samples OUT_DIR`` writes ``reports/*.pdf`` and, beside that folder, what they say:
``truth.csv`` (every printed figure), ``documents.csv``, ``planted.csv`` (misprints put in on
purpose) and ``divisions.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from samples.bodies import BODIES, DIVISIONS, Body
from samples.books import keep_books
from samples.county import COUNTY, DIVISION, YEAR
from samples.county_report import KEY as COUNTY_KEY
from samples.county_report import ORGANISATION, compose_county
from samples.county_report import TITLE as COUNTY_TITLE
from samples.layout import LAYOUTS
from samples.report import KINDS, ExpectedCell, PlantedError, compose
from samples.sheet import Plant

__all__ = ["EDITIONS", "ExpectedCell", "PlantedError", "SampleDocument", "keys", "typeset"]

EDITIONS: Final = (("final_account", 2023), ("final_account", 2024), ("budget", 2024))
PLANTS: Final = {
    "qingxi-jiaoyu-final-2024": Plant(
        "F05",
        "2050202",
        "project",
        "W13 W07",
        "F05 的小学教育项目支出两位数字颠倒：与同行小计减基本支出、上级款的合计及 F03 不符",
    ),
}


@dataclass(frozen=True, slots=True)
class SampleDocument:
    """A sample report and everything it prints."""

    key: str
    path: Path
    division_code: str
    county: str
    organisation_name: str
    fiscal_year: int
    report_kind: str
    title: str
    pages: int
    cells: tuple[ExpectedCell, ...]
    planted: tuple[PlantedError, ...]
    organisation_kind: str = "department"

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms the report prints, empty ones included."""
        if self.organisation_kind != "department":
            return tuple(dict.fromkeys(cell.form for cell in self.cells))
        return tuple(f"{'F' if self.report_kind == 'final_account' else 'B'}0{i}" for i in range(1, 10))


def key_of(body: Body, report_kind: str, year: int) -> str:
    """Return a document's key, as in ``qingxi-jiaoyu-final-2024``."""
    return f"{body.key}-{report_kind.split('_', maxsplit=1)[0]}-{year}"


def keys() -> list[str]:
    """Return the keys of all sample reports."""
    return [*(key_of(body, kind, year) for body in BODIES for kind, year in EDITIONS), COUNTY_KEY]


def typeset(out_dir: Path, only: Collection[str] | None = None) -> list[SampleDocument]:
    """Write the sample reports (or those whose keys are in ``only``) and the tables of what they print.

    The same call writes the same bytes. Raises ValueError for an unknown key.
    """
    unknown = set(only or ()) - set(keys())
    if unknown:
        raise ValueError(
            f"no sample report is called {', '.join(sorted(unknown))}; known are {', '.join(keys())}"
        )
    reports = out_dir / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    documents = []
    for body in BODIES:
        books = keep_books(body)
        for kind, year in EDITIONS:
            key = key_of(body, kind, year)
            if only is not None and key not in only:
                continue
            title = f"{body.full_name}{year}年{'度' if kind == 'final_account' else ''}{KINDS[kind]}"
            path = reports / f"{title}.pdf"
            made = compose(path, books[year], kind, LAYOUTS[body.division_code], PLANTS.get(key))
            documents.append(
                SampleDocument(
                    key,
                    path,
                    body.division_code,
                    body.county,
                    body.full_name,
                    year,
                    kind,
                    title,
                    made.pages,
                    made.cells,
                    made.planted,
                )
            )
    if only is None or COUNTY_KEY in only:
        documents.append(_typeset_county(reports))
    _write_tables(out_dir, documents)
    return documents


def _typeset_county(reports: Path) -> SampleDocument:
    path = reports / f"{COUNTY_TITLE}.pdf"
    made = compose_county(path)
    return SampleDocument(
        COUNTY_KEY,
        path,
        DIVISION,
        COUNTY,
        ORGANISATION,
        YEAR,
        "final_account",
        COUNTY_TITLE,
        made.pages,
        made.cells,
        made.planted,
        "government",
    )


def _write_tables(out_dir: Path, documents: Sequence[SampleDocument]) -> None:
    _write(out_dir / "divisions.csv", "code,name,level,parent_code", DIVISIONS)
    _write(
        out_dir / "documents.csv",
        "document,file,sha256,division_code,county,organisation_name,organisation_kind,report_kind,fiscal_year,"
        "title,pages,forms",
        (
            (
                d.key,
                f"reports/{d.path.name}",
                sha256(d.path.read_bytes()).hexdigest(),
                d.division_code,
                d.county,
                d.organisation_name,
                d.organisation_kind,
                d.report_kind,
                d.fiscal_year,
                d.title,
                d.pages,
                " ".join(d.forms),
            )
            for d in documents
        ),
    )
    _write(
        out_dir / "truth.csv",
        "document,form,page,section,code,name,measure,value,unit",
        (
            (d.key, c.form, c.page, c.section, c.code, c.name, c.measure, c.value, c.unit)
            for d in documents
            for c in d.cells
        ),
    )
    _write(
        out_dir / "planted.csv",
        "document,form,page,code,name,measure,printed,expected,identities,what",
        (
            (d.key, p.form, p.page, p.code, p.name, p.measure, p.printed, p.expected, p.identities, p.what)
            for d in documents
            for p in d.planted
        ),
    )


def _write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
