"""Tables as people send them: a head in their language over the key of each column, and how its values are written."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pipelines.messages import translated, word
from pipelines.messages.words import catalogue, value_word
from pipelines.values.text import guarded

_CHINESE_TERM: Final = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its key, how its values are written, its words, and what it means.

    ``kind``: text, word, told, yuan, rate, number or time, as in the explorer's tables.
    """

    key: str
    kind: str = "text"
    label: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name of its own; ``rows`` are read once, each with one value for each head."""

    name: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Any]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where figures come from: the snapshot and other facts, and a row for each document."""

    facts: Mapping[str, object] = field(default_factory=dict)
    documents: Sequence[Mapping[str, Any]] = ()


def kind_of(name: str, data_type: str) -> str:
    """Return how the values of a warehouse's column are written, from its name and DuckDB's type.

    >>> kind_of("final_yuan", "DECIMAL(20,2)"), kind_of("execution_rate", "DOUBLE"), kind_of("page", "INTEGER")
    ('yuan', 'rate', 'number')
    """
    if name.endswith("_yuan"):
        return "yuan"
    if name.rsplit("_", 1)[-1] in ("rate", "share"):
        return "rate"
    is_number = data_type.startswith(
        ("DECIMAL", "INT", "BIGINT", "SMALLINT", "HUGEINT", "UBIGINT", "DOUBLE", "FLOAT")
    )
    if is_number and not name.endswith(("year", "_no", "code")):
        return "number"
    return "time" if data_type.startswith(("TIMESTAMP", "DATE")) else "text"


def label_of(key: str, meaning: str, language: str) -> str:
    """Return the words of a column's head: those of its key, else, in Chinese, the term that its meaning gives.

    >>> label_of("population", "Persons (人口数), from the user's file.", "zh"), label_of("x_y", "", "en")
    ('人口数', 'x y')
    """
    if key in catalogue():
        return word(key, language)
    term = _CHINESE_TERM.search(meaning)
    return term[1] if term and language == "zh" else key.replace("_", " ")


def written(value: Any, head: Head, language: str) -> Any:
    """Return a value as it stands in a file of a language: sentences and words in it, numbers as they are."""
    if value is None:
        return None
    if head.kind == "word":
        return value_word(head.key, value, language)
    if head.kind == "told":
        texts = value if isinstance(value, list | tuple) else [value]
        return "; ".join(translated(str(one), language) for one in texts)
    return value


def flat(value: Any) -> str:
    """Return a value as one text; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def as_csv(sheet: Sheet, language: str) -> bytes:
    """Return a table as CSV for spreadsheets, with a byte order mark: words with their key as heads."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(
        head.key if head.label == head.key else f"{head.label} {head.key}" for head in sheet.heads
    )
    for row in sheet.rows:
        values = (written(value, head, language) for value, head in zip(row, sheet.heads, strict=True))
        writer.writerow(guarded(flat(value)) for value in values)
    return b"\xef\xbb\xbf" + lines.getvalue().encode()


def as_json(sheet: Sheet, _: str) -> bytes:
    """Return a table as an array of objects by key, values as they are in the warehouse."""
    keys = [head.key for head in sheet.heads]
    rows = [dict(zip(keys, row, strict=True)) for row in sheet.rows]
    return json.dumps(rows, ensure_ascii=False, default=str).encode()


def as_parquet(sheet: Sheet, _: str) -> bytes:
    """Return a table as Parquet by key, values as they are in the warehouse."""
    import polars as pl

    packed = io.BytesIO()
    rows = list(sheet.rows)
    data = {head.key: [row[at] for row in rows] for at, head in enumerate(sheet.heads)}
    pl.DataFrame(data, strict=False).write_parquet(packed)
    return packed.getvalue()
