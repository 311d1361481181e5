"""One county's lake for a test of its own: put a few rows in, ask one mart, many times over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol, Self

from tests.dbt.lake import DocumentHandle, Lake

Rows = list[tuple[Any, ...]]
FINAL_YEAR = 2024


class Asked(Protocol):
    """A warehouse that answers queries."""

    def query(self, sql: str, *parameters: Any) -> Rows: ...

    def close(self) -> None: ...


class County(Lake):
    """A lake of 北关区 with the standard references, asked through :meth:`ask`.

    The warehouse is built at the first question and again after rows were added.
    """

    __slots__ = ("_keys", "_open", "_size", "_warehouse")

    def __init__(self, open_warehouse: Callable[[Lake], Asked]) -> None:
        super().__init__()
        self.standard_references()
        self._open = open_warehouse
        self._warehouse: Asked | None = None
        self._size = 0
        self._keys = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._warehouse is not None:
            self._warehouse.close()

    def final(self, body: str = "财政局", year: int = FINAL_YEAR, **changes: Any) -> DocumentHandle:
        """Add the final accounts of a department of 北关区, published in the September after the year."""
        return self._published(body, year, date(year + 1, 9, 1), {"report_kind": "final_account", **changes})

    def budget(self, body: str = "财政局", year: int = FINAL_YEAR, **changes: Any) -> DocumentHandle:
        """Add the budget of a department of 北关区, published in the February of the year."""
        return self._published(body, year, date(year, 2, 1), {"report_kind": "budget", **changes})

    def _published(self, body: str, year: int, publish_date: date, changes: dict[str, Any]) -> DocumentHandle:
        self._keys += 1
        key = changes.pop("key", f"document-{self._keys}")
        row = {"organisation_name": f"北关区{body}", "fiscal_year": year, "publish_date": publish_date}
        return self.document(key, **{**row, **changes})

    def ask(self, mart: str, columns: str, where: str = "true", *parameters: Any) -> Rows:
        """Return columns of a mart's rows, ordered by their values."""
        return self.query(f"select {columns} from marts.{mart} where {where} order by all", *parameters)

    def ask_each(self, mart: str, columns: str, where: str = "true", *parameters: Any) -> Rows:
        """Return the body's name before columns of a mart's rows, ordered by their values."""
        return self.query(
            f"select replace(organisation_name, '北关区', ''), {columns} from marts.{mart}"
            " inner join (select organisation_id, organisation_name from marts.dim_organisation)"
            f" using (organisation_id) where {where} order by all",
            *parameters,
        )

    def query(self, sql: str, *parameters: Any) -> Rows:
        """Return the rows of any query."""
        size = sum(len(rows) for sites in self.rows.values() for rows in sites.values())
        size += sum(len(rows) for rows in self.references.values())
        if self._warehouse is not None and size != self._size:
            self._warehouse.close()
            self._warehouse = None
        if self._warehouse is None:
            self._warehouse, self._size = self._open(self), size
        return self._warehouse.query(sql, *parameters)
