"""A difference between two snapshots as Markdown for people and as plain values for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from pipelines.messages import translated
from pipelines.publish.difference import Difference

_LISTED: Final = 50


def as_plain(difference: Difference) -> dict[str, Any]:
    """Return a difference as JSON values; amounts are texts, so that no digit is lost."""
    plain = _plain(asdict(difference))
    assert isinstance(plain, dict)
    return plain


def as_markdown(difference: Difference, language: str = "en") -> str:
    """Return a difference as Markdown: documents, figures read otherwise, and what became of each mart."""
    say = partial(translated, language=language)
    parts = [say(f"# From snapshot {difference.old} to {difference.new}")]
    parts += _documents("New documents", difference.new_documents, language)
    parts += _documents("Documents that vanished", difference.vanished_documents, language)
    if difference.restated_figures:
        rows = [
            (
                figure["document_id"],
                figure["form_code"],
                figure["item_name"],
                figure["measure"],
                figure["text_before"],
                figure["text_printed"],
            )
            for figure in difference.restated_figures
        ]
        head = [say(name) for name in ("document", "form", "item", "measure", "before", "now")]
        parts += [
            say(f"## Figures of the same printed place read otherwise: {len(rows)}"),
            table(head, rows, language),
        ]
    changed = [mart for mart in difference.marts if mart.added or mart.removed or mart.changed]
    if changed:
        marts = [
            (mart.mart, mart.added, mart.removed, mart.changed, ", ".join(mart.changed_columns))
            for mart in changed
        ]
        head = [say(name) for name in ("mart", "new", "vanished", "changed", "in columns")]
        parts += [f"## {say('Rows')}", table(head, marts, language)]
    else:
        parts.append(say("No mart differs."))
    for words, names in (
        ("Only the older has", difference.only_old),
        ("Only the newer has", difference.only_new),
    ):
        if names:
            parts.append(f"{say(words)}: {', '.join(names)}.")
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[object]], language: str = "en") -> str:
    """Return a Markdown table; beyond fifty rows the number of the others is told, in a language."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows[:_LISTED]]
    if len(rows) > _LISTED:
        lines.append("\n" + translated(f"… and {len(rows) - _LISTED} more", language))
    return "\n".join(lines)


def _cell(value: object) -> str:
    return " ".join(("" if value is None else str(value)).split()).replace("|", "\\|")


def _documents(title: str, documents: Sequence[tuple[str, str]], language: str) -> list[str]:
    if not documents:
        return []
    head = [translated(name, language) for name in ("document", "file")]
    return [f"## {translated(title, language)}: {len(documents)}", table(head, documents, language)]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value
