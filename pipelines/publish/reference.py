"""The reference relations of the lake: divisions, accounts, forms, from the packaged lists."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipelines import accounts, forms
from pipelines.publish.lake import Row, write_reference
from pipelines.publish.schema import ACCOUNTS, DIVISIONS


def _row(value: object, columns: tuple[str, ...]) -> Row:
    return {name: getattr(value, name) for name in columns}


def write(lake_dir: Path, extra_divisions: Path) -> dict[str, int]:
    """Write the reference relations; return their numbers of rows.

    ``extra_divisions`` (columns code, name, level, parent_code) adds divisions that the national list does
    not have, such as development zones; it need not exist. Raises the error of
    :func:`pipelines.accounts.divisions` where that file is wrong.
    """
    extra = extra_divisions if extra_divisions.exists() else None
    relations: dict[str, Iterable[Row]] = {
        "divisions": (_row(division, tuple(DIVISIONS)) for division in accounts.divisions(extra)),
        "accounts": (_row(account, tuple(ACCOUNTS)) for account in accounts.accounts()),
        "forms": (_form(form) for form in forms.catalogue()),
    }
    return {relation: write_reference(lake_dir, relation, rows) for relation, rows in relations.items()}


def _form(form: forms.FormDefinition) -> Row:
    return {
        "form_code": form.code,
        "title": form.title,
        "report_kind": form.report_kind,
        "aliases": list(form.aliases),
        "description": form.description,
        "measures": list(form.measures),
    }
