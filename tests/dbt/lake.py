"""A small Parquet lake for tests of the dbt project: rows with defaults, typed as the lake's schema.

Amounts are given in yuan as text; the printed value follows from the unit. Nothing here reads a document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.forms import all_forms
from pipelines.lake import schema

Row = dict[str, Any]

YUAN_PER_UNIT = {"元": Decimal(1), "万元": Decimal(10000)}


def _hex(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DocumentHandle:
    """A document of the lake: its id, the site whose files carry its rows, and the unit its tables print."""

    document_id: str
    site: str
    unit: str


@dataclass(slots=True)
class Lake:
    """Rows per relation and site, written with :meth:`write`."""

    rows: dict[str, dict[str, list[Row]]] = field(
        default_factory=lambda: {name: {} for name in schema.RELATIONS}
    )
    references: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in schema.REFERENCES})
    serial: int = 0

    @staticmethod
    def sha256(key: str) -> str:
        """Return the sha256 of the document that ``key`` stands for."""
        return _hex(key)

    def add(self, relation: str, site: str, row: Row) -> None:
        """Append a row; columns it does not name are null."""
        columns = schema.RELATIONS[relation]
        unknown = set(row) - set(columns)
        if unknown:
            raise KeyError(f"{relation} has no column {sorted(unknown)}")
        self.rows[relation].setdefault(site, []).append({**dict.fromkeys(columns), **row})

    def document(self, key: str, **changes: Any) -> DocumentHandle:
        """Add a readable department's final account of 2024; ``key`` stands for the bytes."""
        sha256 = self.sha256(key)
        row: Row = {
            "document_id": sha256[:16],
            "sha256": sha256,
            "site": "410503_beiguan",
            "file_name": f"{key}.pdf",
            "fetched_at": datetime(2025, 9, 1, tzinfo=UTC),
            "media_type": "application/pdf",
            "pages": 20,
            "status": "extracted",
            "report_kind": "final_account",
            "organisation_kind": "department",
            "organisation_name": "北关区财政局",
            "division_code": "410503",
            "fiscal_year": 2024,
            "publish_date": date(2025, 9, 1),
            "unit": "万元",
            "uncertain_fields": [],
            "notes": [],
            **changes,
        }
        self.add("documents", row["site"], row)
        return DocumentHandle(row["document_id"], row["site"], row["unit"])

    def table(self, document: DocumentHandle, form_code: str | None, **changes: Any) -> None:
        """Add a recognised table of a form."""
        self.serial += 1
        row: Row = {
            "table_id": f"table-{self.serial:05d}",
            "document_id": document.document_id,
            "table_no": self.serial,
            "form_code": form_code,
            "status": "recognised",
            "unit": document.unit,
            "is_unit_inferred": False,
            **changes,
        }
        self.add("tables", document.site, row)

    def figure(
        self,
        document: DocumentHandle,
        form_code: str,
        item: str,
        amount: str | None,
        *,
        measure: str = "total",
        **changes: Any,
    ) -> str:
        """Add a line item and return its id. ``item`` is ``code name``, or a name alone."""
        self.serial += 1
        head, _, tail = item.partition(" ")
        code, name = (head, tail or None) if head.isdigit() else (None, head)
        unit = changes.pop("unit", document.unit)
        yuan = None if amount is None else Decimal(amount)
        value = None if yuan is None else yuan / YUAN_PER_UNIT[unit]
        row: Row = {
            "line_item_id": f"line-{self.serial:06d}",
            "document_id": document.document_id,
            "table_id": f"{document.document_id}-{form_code}",
            "form_code": form_code,
            "section": "",
            "item_code": code,
            "item_name": name,
            "item_label_printed": name,
            "account_kind": "functional" if code else None,
            "measure": measure,
            "text_printed": None if value is None else str(value),
            "value_printed": value,
            "unit": unit,
            "is_unit_inferred": False,
            "amount_yuan": yuan,
            "page": 7,
            "table_no": 5,
            "row_no": self.serial,
            "column_no": 3,
            "reader": "pdfium",
            "proof_status": "unproven",
            "proof_identities": [],
            **changes,
        }
        self.add("line_items", document.site, row)
        return str(row["line_item_id"])

    def figures(
        self, document: DocumentHandle, form_code: str, amounts: Mapping[str, str], **changes: Any
    ) -> None:
        """Add one line item per entry of ``amounts``."""
        for item, amount in amounts.items():
            self.figure(document, form_code, item, amount, **changes)

    def check(self, document: DocumentHandle, check_id: str, **changes: Any) -> None:
        """Add a hard identity check that holds."""
        row: Row = {
            "check_id": check_id,
            "document_id": document.document_id,
            "identity_id": "W13",
            "scope": "F05",
            "is_hard": True,
            "statement": "合计 = 基本支出 + 项目支出",
            "left_yuan": Decimal("100.00"),
            "right_yuan": Decimal("100.00"),
            "difference_yuan": Decimal("0.00"),
            "tolerance_yuan": Decimal("150.00"),
            "status": "holds",
            "unit": document.unit,
            **changes,
        }
        self.add("identity_checks", document.site, row)

    def claim(
        self, document: DocumentHandle, subject: str, measure: str, text: str, unit: str, **changes: Any
    ) -> str:
        """Add a figure that the narrative states and return its id; ``text`` is printed, a leading ``-`` is not."""
        self.serial += 1
        value = Decimal(text)
        yuan = YUAN_PER_UNIT.get(unit)
        row: Row = {
            "claim_id": f"claim-{self.serial:06d}",
            "document_id": document.document_id,
            "kind": "item_execution",
            "subject": subject,
            "measure": measure,
            "text_printed": text.removeprefix("-"),
            "value": value,
            "unit": unit,
            "amount_yuan": None if yuan is None else value * yuan,
            "page": 12,
            "sentence_no": 1,
            "claim_no": self.serial,
            "heading": "五、支出决算情况说明",
            "sentence": f"{subject}{text}{unit}。",
            "proof_status": "unproven",
            "proof_identities": [],
            **changes,
        }
        self.add("claims", document.site, row)
        return str(row["claim_id"])

    def error(self, document: DocumentHandle, error_id: str, **changes: Any) -> None:
        """Add a contradiction between two amounts."""
        row: Row = {
            "error_id": error_id,
            "document_id": document.document_id,
            "kind": "contradiction",
            "identity_id": "W13",
            "scope": "F05",
            "what": "Form F05 on page 7 prints 6.25 万元; its parts add up to 5.00 万元.",
            "left_text": "6.25 万元",
            "left_page": 7,
            "right_text": "5.00 万元",
            "right_page": 9,
            "difference": Decimal("1.25"),
            "unit": "万元",
            **changes,
        }
        self.add("disclosure_errors", document.site, row)

    def doubt(self, document: DocumentHandle, doubt_id: str, **changes: Any) -> None:
        """Add a contradiction that may be but a misreading."""
        row: Row = {
            "doubt_id": doubt_id,
            "document_id": document.document_id,
            "kind": "contradiction",
            "identity_id": "W13",
            "scope": "F05",
            "what": "Form F05 on page 7 prints 6.25 万元; its parts add up to 5.00 万元.",
            "reason": "unread",
            "why": "not all figures of its tables may have been read: unparsed_figure '5.0O' on page 9",
            **changes,
        }
        self.add("reading_doubts", document.site, row)

    def evidence(self, document: DocumentHandle, field: str, value: str) -> None:
        """Add a finding of a document's running text."""
        row: Row = {
            "document_id": document.document_id,
            "field": field,
            "value": value,
            "source": "narrative",
            "page": 1,
            "text": value,
            "is_chosen": False,
        }
        self.add("document_evidence", document.site, row)

    def reference(self, relation: str, **row: Any) -> None:
        """Add a row of divisions, accounts or forms."""
        columns = schema.REFERENCES[relation]
        self.references[relation].append({**dict.fromkeys(columns), **row})

    def form(self, code: str, **changes: Any) -> None:
        """Add a form as its definition file has it, under a short title; a code without a file needs its role."""
        known = {definition.code: definition for definition in all_forms()}
        own = known.get(code)
        row: Row = {
            "form_code": code,
            "title": f"{code[0]}{int(code[1:])}",
            "report_kind": {"F": "final_account", "G": "government"}.get(code[0], "budget"),
            "aliases": [],
            "role": own.role if own else None,
            "precedence": own.precedence if own else 1,
            "is_core": own.is_core if own else False,
            "first_year": own.first_year if own else None,
            **changes,
        }
        self.reference("forms", **row)

    def account(self, code: str, name: str, **changes: Any) -> None:
        """Add a listed functional account whose name is printed evidence."""
        level = {3: "class", 5: "item", 7: "sub_item"}[len(code)]
        row: Row = {
            "account_kind": "functional",
            "account_code": code,
            "account_name": name,
            "level": level,
            "parent_code": code[:-2] if len(code) > 3 else None,
            "source": "printed",
            "confidence": "high",
            **changes,
        }
        self.reference("accounts", **row)

    def standard_references(self) -> None:
        """Add the forms F01-F09, F11, F12, B01-B09 and B14, three counties and the accounts that the tests use."""
        for number in (*range(1, 10), 11, 12):
            self.form(f"F{number:02d}")
        for number in (*range(1, 10), 14):
            self.form(f"B{number:02d}")
        for code, name, city, province in (
            ("410503", "北关区", "安阳市", "河南省"),
            ("310107", "普陀区", "上海市", "上海市"),
            ("330903", "普陀区", "舟山市", "浙江省"),
        ):
            self.reference(
                "divisions",
                division_code=code,
                division_name=name,
                level="county",
                parent_code=f"{code[:4]}00",
                city_name=city,
                province_name=province,
            )
        self.account("201", "一般公共服务支出")
        self.account("20106", "财政事务")
        self.account("2010601", "行政运行")
        self.account("2010301", "行政运行")
        self.account("205", "教育支出")
        self.account("207", "文化体育与传媒支出", valid_to=2018, confidence="medium")
        self.account("207", "文化旅游体育与传媒支出", valid_from=2019)
        self.account("208", "社会保障和就业支出")

    def write(self, folder: Path) -> None:
        """Write one Parquet file per relation and site, the typed files without rows, and the references."""
        for relation, columns in schema.RELATIONS.items():
            target = folder / relation
            target.mkdir(parents=True, exist_ok=True)
            pl.DataFrame([], schema=columns).write_parquet(target / "_schema.parquet")
            for site, rows in self.rows[relation].items():
                pl.DataFrame(rows, schema=columns, orient="row").write_parquet(target / f"{site}.parquet")
        for relation, columns in schema.REFERENCES.items():
            target = folder / relation
            target.mkdir(parents=True, exist_ok=True)
            rows = self.references[relation]
            pl.DataFrame(rows, schema=columns, orient="row").write_parquet(target / f"{relation}.parquet")
