"""``forms``: what juesuan understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.settings import Settings


def forms(settings: Settings, code: str | None) -> None:
    """List all forms, or show one. Raises CommandError for a code that no form has."""
    from pipelines.forms import all_forms, roles, use_folder

    use_folder(settings.extra_forms_dir)
    known = {form.code: form for form in all_forms()}
    console = Terminal(highlight=False)
    if code is None:
        rows = [(f.code, f.report_kind, f.title, f.role) for f in known.values()]
        table(console, ("form", "report", "title", "role"), rows)
        console.print("[bold]juesuan forms F05[/] shows one.")
        return
    form = known.get(code.upper())
    if form is None:
        raise CommandError(f"no form has the code {code}; there are {', '.join(sorted(known))}")
    console.print(Text(f"{form.code} {form.title}", style="bold"))
    console.print(Text(form.description))
    console.print(Text(f"Report: {form.report_kind}"))
    console.print(Text(f"Role: {form.role} ({roles()[form.role]})"))
    if form.aliases:
        console.print(Text(f"Also titled: {'、'.join(form.aliases)}"))
    columns = [(s.name, c.measure, " / ".join(c.header)) for s in form.sections for c in s.columns]
    columns += [("", c.measure, " / ".join(c.header)) for c in form.item_measures]
    table(console, ("section", "measure", "header"), columns)
    identities = [(own.id, own.statement) for own in form.identities]
    identities += [(across.id, across.statement) for across in form.across]
    if identities:
        table(console, ("identity", "what must hold"), identities)


def table(
    console: Console, names: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()
) -> None:
    """Print a table of texts; ``right`` names the columns of numbers."""
    grid = Table(header_style="bold")
    for number, name in enumerate(names):
        grid.add_column(name, justify="right" if number in right else "left")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    console.print(grid)
