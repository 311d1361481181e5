"""``forms`` and ``sites``: what juesuan understands, and where documents come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.errors import CommandError
from pipelines.settings import Settings


def forms(code: str | None) -> None:
    """List all forms, or show one. Raises CommandError for a code that no form has."""
    from pipelines.forms import catalogue

    known = {form.code: form for form in catalogue()}
    console = Console(highlight=False)
    if code is None:
        rows = [(f.code, f.report_kind, f.title, str(len(f.measures))) for f in known.values()]
        _table(console, ("form", "report", "title", "measures"), rows)
        console.print("[bold]juesuan forms F05[/] shows one.")
        return
    form = known.get(code.upper())
    if form is None:
        raise CommandError(f"no form has the code {code}; there are {', '.join(sorted(known))}")
    console.print(Text(f"{form.code} {form.title}", style="bold"))
    console.print(Text(form.description))
    console.print(Text(f"Report: {form.report_kind}"))
    if form.aliases:
        console.print(Text(f"Also titled: {'、'.join(form.aliases)}"))
    columns = [(s.name, c.measure, " / ".join(c.header)) for s in form.sections for c in s.columns]
    columns += [("", c.measure, " / ".join(c.header)) for c in form.item_measures]
    _table(console, ("section", "measure", "header"), columns)
    if form.identities:
        _table(console, ("identity", "what must hold"), [(i.id, i.statement) for i in form.identities])


def sites(settings: Settings) -> None:
    """List the site files and what the raw archive and the lake hold of each site."""
    from pipelines.crawl.archive import Archive
    from pipelines.publish import lake

    archive = Archive.of(settings)
    files = {path.stem: path for path in settings.sites_dir.rglob("*.yml")}
    console = Console(highlight=False)
    rows = []
    for name in sorted({*files, *archive.sites()}):
        documents = archive.documents(name)
        known = lake.known_documents(settings.lake_dir, name)
        size = sum(record.size_bytes for record in documents) / 1024**2
        read = sum(1 for record in documents if record.document_id in known)
        rows.append((name, "yes" if name in files else "no", str(len(documents)), str(read), f"{size:.1f}"))
    if not rows:
        console.print(
            "No sites yet: [bold]juesuan ingest PATH... --site NAME[/] registers files under a name."
        )
        return
    _table(console, ("site", "site file", "documents", "read", "MiB"), rows, right=(2, 3, 4))


def _table(
    console: Console, names: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()
) -> None:
    table = Table(header_style="bold")
    for number, name in enumerate(names):
        table.add_column(name, justify="right" if number in right else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
