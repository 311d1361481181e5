"""People who click: each asks for one page after another, of the kinds and as often as a visit has them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Final
from urllib.parse import quote

import duckdb

_SAMPLE: Final = 400
_IDS: Final = {
    "county": "select distinct division_code from mart_county_total",
    "body": "select distinct organisation_id from mart_body where final_yuan is not null",
    "item": "select distinct item_code from mart_body_execution where item_code is not null",
    "figure": "select line_item_id from fct_line_item using sample 400 rows (reservoir, 7)",
    "statement": "select claim_id from fct_claim using sample 400 rows (reservoir, 7)",
    "document": "select document_id from dim_document using sample 400 rows (reservoir, 7)",
    "contradiction": "select error_id from fct_disclosure_error using sample 400 rows (reservoir, 7)",
    "name": "select organisation_name from dim_organisation using sample 400 rows (reservoir, 7)",
}
_VISIT: Final = {
    "home": (2, "/"),
    "search": (5, "/search?q={name}"),
    "county": (3, "/county/{county}"),
    "body": (5, "/body/{body}"),
    "item": (2, "/item/{item}"),
    "figure": (6, "/figure/{figure}"),
    "statement": (2, "/figure/{statement}"),
    "document": (2, "/document/{document}"),
    "documents": (1, "/documents?county={county}"),
    "contradictions": (2, "/contradictions?county={county}"),
    "contradiction": (2, "/contradiction/{contradiction}"),
    "doubts": (1, "/doubts?county={county}"),
    "compare": (2, "/compare?of=county&id={county}&id={county}"),
    "sql": (1, "/sql?q=select division_name, fiscal_year, final_yuan from mart_county_total limit 50"),
    "download": (1, "/county/{county}?table=bodies&format=csv"),
    "rows": (1, "/api/mart_body?division_code={county}"),
}
"""Kinds of pages: how often each comes in a visit, and its address."""


@dataclass(frozen=True, slots=True)
class Click:
    """One page that was asked for: its kind, how long it took, and the answer's status."""

    kind: str
    seconds: float
    status: int


def samples(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return ids of each kind of thing that the warehouse holds, the same at each run."""
    found = {}
    for kind, sql in _IDS.items():
        rows = connection.execute(sql).fetchall()
        found[kind] = sorted(str(row[0]) for row in rows)[:_SAMPLE]
    return found


def walk(
    host: str, port: int, ids: dict[str, list[str]], *, people: int, clicks: int, pause: float = 0.0
) -> list[Click]:
    """Return what so many people saw who each asked for so many pages, one after another, all at the same time.

    ``pause`` is how many seconds a person looks at a page, on the average.
    """
    with ThreadPoolExecutor(people) as pool:
        visits = [pool.submit(_visit, host, port, ids, clicks, seed, pause) for seed in range(people)]
        return [click for visit in visits for click in visit.result()]


def _visit(
    host: str, port: int, ids: dict[str, list[str]], clicks: int, seed: int, pause: float
) -> list[Click]:
    connection = HTTPConnection(host, port, timeout=120)
    seen = []
    chance = random.Random(seed)
    for kind, address in list(_addresses(ids, clicks, chance)):
        time.sleep(chance.uniform(0, 2 * pause))
        start = time.perf_counter()
        connection.request("GET", quote(address, safe="/?=&,*"))
        answer = connection.getresponse()
        answer.read()
        seen.append(Click(kind, time.perf_counter() - start, answer.status))
    connection.close()
    return seen


def _addresses(ids: dict[str, list[str]], clicks: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    there = {kind: (weight, path) for kind, (weight, path) in _VISIT.items() if _has_ids(path, ids)}
    kinds: Sequence[str] = list(there)
    weights = [weight for weight, _ in there.values()]
    for kind in chance.choices(kinds, weights, k=clicks):
        path = there[kind][1]
        for name, known in ids.items():
            while f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", chance.choice(known), 1)
        yield kind, path


def _has_ids(path: str, ids: dict[str, list[str]]) -> bool:
    return all(ids[name] for name in ids if f"{{{name}}}" in path)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the others lies.

    >>> percentile([4.0, 1.0, 3.0, 2.0], 0.5), percentile([1.0], 0.95)
    (2.0, 1.0)
    """
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))]
