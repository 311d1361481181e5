"""An excerpt: the rows of a table around a figure, or a sentence, as one HTML page that needs no other file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from pipelines.messages import word

Row = Mapping[str, Any]
_STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3rem .6rem;text-align:left}"
    "td.it,mark{background:#fde8e4;outline:2px solid #dc0000;color:inherit}td{text-align:right}"
)


def rows_around(cells: Sequence[Row], identity: str) -> list[dict[str, Any]]:
    """Return the cells of a table by rows, in the columns in which they stand, with each column's header.

    The first row holds the headers as printed. A row lacks the cells that print nothing.
    """
    columns = sorted({cell["column_no"] for cell in cells})
    heads = {cell["column_no"]: cell["header_printed"] or "" for cell in cells}
    rows: dict[int, dict[str, Any]] = {}
    for cell in cells:
        row = rows.setdefault(cell["row_no"], {"label": cell["label"], "cells": dict.fromkeys(columns)})
        row["cells"][cell["column_no"]] = {**cell, "is_it": cell["line_item_id"] == identity}
    head = {"label": "", "heads": [heads[column] for column in columns], "cells": {}}
    return [head, *rows.values()] if rows else []


def as_html(title: str, figure: Row, rows: Sequence[Row], language: str) -> str:
    """Return an excerpt as a page: the table around a figure, or a statement's sentence with its figure marked."""
    where = f"{word('page', language)} {figure['page']}"
    parts = [
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{where}</p>",
    ]
    if rows:
        parts.append(f"<table>{''.join(map(_line, rows))}</table>")
    elif figure.get("sentence"):
        before, text, after = marked(figure["sentence"], figure["text_printed"])
        parts.append(f"<p>{escape(before)}<mark>{escape(text)}</mark>{escape(after)}</p>")
    return "\n".join([*parts, "</body></html>"]) + "\n"


def marked(sentence: str, text: str) -> tuple[str, str, str]:
    """Return a sentence in three parts: before a text, the text, behind it; all before where it is not in it.

    >>> marked("支出136.53万元。", "136.53")
    ('支出', '136.53', '万元。')
    """
    before, found, after = sentence.partition(text.strip())
    return before, found, after


def _line(row: Row) -> str:
    label = f'<th scope="row">{escape(row["label"] or "")}</th>'
    if "heads" in row:
        return f"<tr>{label}{''.join(f'<th>{escape(head)}</th>' for head in row['heads'])}</tr>"
    return f"<tr>{label}{''.join(map(_cell, row['cells'].values()))}</tr>"


def _cell(cell: Row | None) -> str:
    if cell is None:
        return "<td></td>"
    own = ' class="it"' if cell["is_it"] else ""
    return f"<td{own}>{escape(cell['text_printed'] or '—')}</td>"
