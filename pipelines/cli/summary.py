"""What the published warehouse holds, as a user wants to see it at the end of a run."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from pipelines.cli.answers import print_table
from pipelines.cli.terminal import Terminal
from pipelines.publish import warehouse
from pipelines.publish.asking import ask
from pipelines.settings import Settings

_COUNTS = """
    select
        (select count(*) from dim_document) as documents,
        (select sum(pages) from dim_document) as pages,
        (select count(*) from fct_line_item) as figures,
        (select count(*) from fct_line_item where value_printed <> 0) as filled,
        (select count(*) from fct_line_item where proof_status = 'proven' and value_printed <> 0) as proven,
        (select count(*) from fct_identity_check) as checks,
        (select count(*) from fct_identity_check where status = 'rounding') as roundings,
        (select count(*) from fct_disclosure_error) as contradictions
"""
_UNUSABLE = """
    select status, failure_reason as reason, count(*) as documents, min(file_name) as "for example"
    from dim_document where status <> 'extracted'
    group by all order by documents desc, status, reason limit 15
"""
_CONTRADICTIONS = """
    select d.organisation_name as body, e.fiscal_year as year, e.what,
        cast(e.difference as decimal(20, 2)) as difference, e.unit
    from fct_disclosure_error as e join dim_document as d using (document_id)
    order by abs(e.difference_yuan) desc, body, what limit 10
"""
_COUNTIES = """
    select coalesce(division_name, division_code) as county, fiscal_year as year,
        organisation_count as bodies,
        cast(initial_budget_yuan / 10000 as decimal(20, 2)) as "budget 万元",
        cast(final_yuan / 10000 as decimal(20, 2)) as "final 万元",
        try_cast(execution_rate * 100 as decimal(9, 1)) as "executed %",
        try_cast(year_on_year_rate * 100 as decimal(9, 1)) as "on last year %"
    from mart_county_total
    order by county, year limit 30
"""
_CLASSES = """
    select functional_class_name as class, coalesce(division_name, division_code) as county,
        cast(final_yuan / 10000 as decimal(20, 2)) as final, share_of_total as share
    from mart_county_comparison
    where fiscal_year = (select max(fiscal_year) from mart_county_comparison where final_yuan is not null)
      and final_yuan is not null
    order by functional_class_code, county
"""


_EXAMPLE: Final = """
    select line_item_id, organisation_id, organisation_name
    from fct_line_item join dim_document using (document_id, organisation_id)
    order by proof_status, line_item_id limit 1
"""
_TABLES: Final = (
    ("Documents without all their figures", "documents_without_figures", _UNUSABLE),
    ("Contradictions that the documents print", "largest_contradictions", _CONTRADICTIONS),
    ("Counties: departments' expenditure", "counties", _COUNTIES),
)


def summary(settings: Settings, *, with_next_steps: bool = False) -> None:
    """Print what the warehouse holds, the contradictions found and the counties side by side."""
    console = Terminal(highlight=False)
    with warehouse.connect(settings) as connection:
        _counts(console, ask(connection, _COUNTS)[0])
        for title, _, sql in _TABLES:
            _print(console, title, ask(connection, sql))
        _side_by_side(console, ask(connection, _CLASSES))
        example = ask(connection, _EXAMPLE)
    console.print(f"Warehouse: {settings.published_file}", soft_wrap=True, markup=False)
    if with_next_steps and example:
        _next_steps(console, settings, example[0])


def as_plain(settings: Settings) -> dict[str, Any]:
    """Return the same as plain values: counts, tables by their names, where the warehouse lies."""
    with warehouse.connect(settings) as connection:
        return {
            "warehouse": str(settings.published_file),
            **ask(connection, _COUNTS)[0],
            **{name: ask(connection, sql) for _, name, sql in _TABLES},
        }


def _counts(console: Console, counts: dict[str, Any]) -> None:
    share = counts["proven"] / counts["filled"] if counts["filled"] else 0.0
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column(justify="right")
    grid.add_row("Documents", f"{counts['documents']:,}")
    grid.add_row("Pages", f"{counts['pages'] or 0:,}")
    grid.add_row("Figures read", f"{counts['figures']:,}")
    grid.add_row("  other than zero", f"{counts['filled']:,}")
    grid.add_row("  of these proven so far", f"{share:.1%}")
    grid.add_row("Identities checked", f"{counts['checks']:,}")
    grid.add_row("Rounding differences", f"{counts['roundings']:,}")
    grid.add_row("Contradictions", f"{counts['contradictions']:,}")
    console.print()
    console.print(grid)


def _print(console: Console, title: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        right = [name for name, value in rows[0].items() if not isinstance(value, str)]
        console.print()
        print_table(console, title, rows, right=right)


def _side_by_side(console: Console, rows: list[dict[str, Any]]) -> None:
    """Print the latest year's functional classes with one column per county: 万元 and share of the total."""
    counties = list(dict.fromkeys(row["county"] for row in rows))
    if not counties or len(counties) > 6:
        return
    cells = {(row["class"], row["county"]): row for row in rows}
    listed = []
    for name in dict.fromkeys(row["class"] for row in rows):
        line: dict[str, Any] = {"functional class": name}
        for county in counties:
            cell = cells.get((name, county))
            line[county] = f"{cell['final']:,.2f} ({cell['share'] or 0:.0%})" if cell else "-"
        listed.append(line)
    _print(console, "Counties side by side, latest year: final expenditure in 万元 (share)", listed)


def _next_steps(console: Console, settings: Settings, example: dict[str, Any]) -> None:
    from pipelines import settings as settings_module

    default = settings_module.load().data_dir
    here = Path.cwd()
    shown_dir = (
        settings.data_dir.relative_to(here) if settings.data_dir.is_relative_to(here) else settings.data_dir
    )
    option = "" if settings.data_dir == default else f" --data-dir {shlex.quote(str(shown_dir))}"
    program = "juesuan" if shutil.which("juesuan") else sys.argv[0]
    command = f"{program}{option}"
    console.print("\n[bold]Try next[/]")
    for line in (
        f"{command} explore",
        f"{command} body {shlex.quote(example['organisation_name'] or example['organisation_id'])}",
        f"{command} trace {example['line_item_id']}",
        f"{command} query 'select * from fct_three_public' -o three-public.xlsx",
    ):
        console.print(f"  {line}", soft_wrap=True, markup=False)
