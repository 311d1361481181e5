"""``forms learn``: the words of documents that only the identities could decide, as entries of the lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.text import Text

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.settings import Settings
from pipelines.values.errors import DocumentError
from pipelines.values.items import FormTable


def learn(settings: Settings, files: Sequence[Path]) -> None:
    """Print what a person would add for each word; nothing is changed. Raises CommandError where no file is named.

    A document that cannot be read is told with its reason, and the others go on.
    """
    from pipelines.documents.walk import walk
    from pipelines.forms import use_folder
    from pipelines.values.identity import SourceHints

    if not files:
        raise CommandError("name at least one document: juesuan forms learn FILE...")
    use_folder(settings.extra_forms_dir)
    console = Terminal(highlight=False, soft_wrap=True)
    entries: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in files:
        try:
            walked = walk(file, SourceHints(file.name), reader="pdfium")
        except (DocumentError, OSError) as error:
            console.print(Text(f"{file.name}: {error}", style="yellow"))
            continue
        for table in walked.examination.tables:
            for place, key, word, why in _words(table):
                line = f"{word}  # {file.name}, page {table.page_first}: {why}"
                if line not in entries[place][key]:
                    entries[place][key].append(line)
    for place, keys in sorted(entries.items()):
        console.print(Text(place, style="bold"))
        for key, lines in sorted(keys.items()):
            console.print(Text(f"  {key}:"))
            for line in lines:
                console.print(Text(f"    - {line}"))
    if not entries:
        console.print("Nothing to learn: every word was known, or no identity decided.")


def _words(table: FormTable) -> Iterator[tuple[str, str, str, str]]:
    """Yield file, entry, word and reason for what identities decided of a table."""
    from pipelines.forms import form
    from pipelines.lexicon import words
    from pipelines.recognise.concepts import concept

    for candidate in table.candidates:
        if not candidate.is_taken:
            continue
        definition = form(candidate.form_code)
        why = f"{definition.code} {definition.title}, decided by {', '.join(candidate.confirmed)}"
        for printed, measure in candidate.columns:
            known = [
                found
                for section in definition.sections
                for column in section.columns
                if column.measure == measure
                for header in column.header
                if (found := concept(header.split("/")[-1])) in words("headers")
            ]
            place = "pipelines/lexicon/headers.yml" if known else f"the columns of form {definition.code}"
            leaf = printed.split("/")[-1]
            if leaf:
                yield place, known[0] if known else f"{measure}.header", leaf, why
        if not candidate.columns and table.title_printed:
            yield f"the file of form {definition.code}", "aliases", table.title_printed, why
