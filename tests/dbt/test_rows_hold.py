"""The test `rows_hold` names every broken rule and passes rows that keep them all, in a small project of its own."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.dbt.project import PROJECT_DIR, forked

RULES = """
version: 2
models:
{models}
"""
MODEL = """
  - name: {name}
    data_tests:
      - rows_hold:
          name: {name}_holds
          arguments:
            unique:
              - [id]
              - [body, year]
            not_null: [id, year]
            accepted_values:
              kind: [budget, final_account]
            patterns:
              source: '[a-z]|[A-Z][0-9]{{2}}'
            relationships:
              body: ref('parent')
              other_body: {{to: ref('parent'), field: body}}
            null_together:
              - [amount, source]
"""
COLUMNS = "id, body, other_body, year, kind, amount, source"
ROWS = {
    "good": [
        "'a', 'x', 'y', 2024, 'budget', 1, 's'",
        "'b', 'y', null, 2024, null, null, null",
        "'c', null, 'x', 2023, 'final_account', -1, 's'",
        "'d', null, null, 2024, 'final_account', 0, 'F15'",
    ],
    "bad": [
        "'a', 'x', 'y', 2024, 'budget', 1, null",
        "'a', 'z', 'w', 2024, '决算', 1, 's, F15'",
        "'b', 'z', 'v', 2024, 'budget', null, 's'",
        "null, null, null, null, 'budget', 1, 's'",
        "'c', null, null, null, 'budget', 1, 's'",
    ],
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Status and message per test."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "models").mkdir()
    (folder / "tests").mkdir()
    shutil.copytree(PROJECT_DIR / "tests" / "generic", folder / "tests" / "generic")
    (folder / "macros").mkdir()
    shutil.copy(PROJECT_DIR / "macros" / "row_rules.sql", folder / "macros")
    (folder / "dbt_project.yml").write_text(
        "name: rules\nversion: '1.0'\nprofile: rules\nflags: {require_generic_test_arguments_property: true}\n"
    )
    (folder / "profiles.yml").write_text(
        "rules: {target: t, outputs: {t: {type: duckdb, path: rules.duckdb}}}\n"
    )
    (folder / "models" / "parent.sql").write_text("select unnest(['x', 'y']) as body\n")
    for name, rows in ROWS.items():
        values = ", ".join(f"({row})" for row in rows)
        (folder / "models" / f"{name}.sql").write_text(f"select * from (values {values}) as t ({COLUMNS})\n")
    models = "".join(MODEL.format(name=name) for name in ROWS)
    (folder / "models" / "rules.yml").write_text(RULES.format(models=models))
    forked(["build"], {}, folder)
    found = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    return {row["unique_id"].split(".")[2]: (row["status"], row["message"] or "") for row in found}


def test_rows_that_keep_the_rules_pass(results: dict[str, tuple[str, str]]) -> None:
    assert results["good_holds"][0] == "pass"


def test_every_broken_rule_is_named_with_the_number_of_rows(results: dict[str, tuple[str, str]]) -> None:
    status, message = results["bad_holds"]
    assert status == "error"
    assert message.partition("broken rules: ")[2].strip() == (
        "accepted_values kind (1); not_null id (1); not_null year (2); null_together amount, source (2); "
        "patterns source (1); relationships body (1); relationships other_body (2); unique body, year (2); unique id (1)"
    )
