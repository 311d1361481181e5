"""The reference relations of the lake: divisions, accounts, forms, from the packaged lists."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipelines import accounts, forms
from pipelines.accounts.changes import DivisionValidity, division_changes, divisions_over_time
from pipelines.accounts.county_figures import COLUMNS, county_figures
from pipelines.accounts.short_names import short_name
from pipelines.lake.files import write_reference
from pipelines.lake.frames import Row
from pipelines.lake.schema import ACCOUNTS, DIVISION_CHANGES


def _row(value: object, columns: tuple[str, ...]) -> Row:
    return {name: getattr(value, name) for name in columns}


def write(
    lake_dir: Path,
    extra_divisions: Path,
    extra_forms: Path | None = None,
    county_figures_file: Path | None = None,
) -> dict[str, int]:
    """Write the reference relations; return their numbers of rows.

    ``extra_divisions`` (columns code, name, level, parent_code) adds divisions that the national list does
    not have, such as development zones; ``extra_forms`` is a folder of form files that are added to the packaged
    ones; ``county_figures_file`` holds population, price index and type of counties, wrong rows of which are left
    out. None need exist. Raises the error of :func:`pipelines.accounts.divisions` or FormDefinitionError.
    """
    forms.use_folder(extra_forms)
    figures = county_figures(county_figures_file) if county_figures_file else ()
    extra = extra_divisions if extra_divisions.exists() else None
    relations: dict[str, Iterable[Row]] = {
        "divisions": (
            _division(validity)
            for validity in divisions_over_time(accounts.divisions(extra), division_changes())
        ),
        "division_changes": (_row(change, tuple(DIVISION_CHANGES)) for change in division_changes()),
        "accounts": (_row(account, tuple(ACCOUNTS)) for account in accounts.accounts()),
        "forms": (_form(form) for form in forms.all_forms()),
        "county_figures": (_row(each, COLUMNS) for each in figures),
    }
    return {relation: write_reference(lake_dir, relation, rows) for relation, rows in relations.items()}


def _division(validity: DivisionValidity) -> Row:
    own = ("division_code", "division_name", "level", "parent_code", "city_name", "province_name")
    return {
        **_row(validity.division, own),
        "valid_from": validity.valid_from,
        "valid_to": validity.valid_to,
        "successor_code": validity.successor_code,
        "former_names": list(validity.former_names),
        "short_name": short_name(validity.division.division_name),
    }


def _form(form: forms.FormDefinition) -> Row:
    return {
        "form_code": form.code,
        "title": form.title,
        "report_kind": form.report_kind,
        "role": form.role,
        "precedence": form.precedence,
        "is_core": form.is_core,
        "first_year": form.first_year,
        "aliases": list(form.aliases),
        "description": form.description,
        "measures": list(form.measures),
    }
