"""A lake of made-up reports: the lake's schema, the forms' shapes, amounts from a hash.

Every department publishes a budget and final accounts for each of four years, the last accounts again with some other
figures and the last budget again without a date; one in sixteen is in the accounts of another one. That makes 160
documents a site. Narratives state what was budgeted and spent and how the total changed, forms carry amounts over from
year to year, some documents contradict themselves. Figures are arbitrary but fixed: the same numbers of documents and
figures give the same lake. Nothing here reads a document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import polars as pl

from pipelines import accounts
from pipelines.lake import files as lake
from pipelines.lake.schema import RELATIONS, Schema
from pipelines.publish import reference

DOCUMENTS_PER_SITE: Final = 160
_DOCUMENTS_PER_BODY: Final = 10  # four years of accounts and of budgets, one of each again
BODIES_PER_SITE: Final = DOCUMENTS_PER_SITE // _DOCUMENTS_PER_BODY
_FIRST_YEAR: Final = 2021
_KINDS: Final = ("final_account", "budget")
_CLASSES: Final = ("201", "204", "205", "206", "207", "208", "210", "212", "213", "221")

# Share of a document's figures per form: what a report of its kind prints, roughly.
_SHAPES: Final = {
    "final_account": (
        ("F01", "revenue", ("final",), 1),
        ("F01", "expenditure", ("final",), 1),
        ("F02", "", ("revenue_total", "fiscal_appropriation", "other_revenue"), 3),
        ("F03", "", ("expenditure_total", "basic", "project"), 3),
        ("F04", "expenditure", ("total", "general_public_budget"), 1),
        ("F05", "", ("total", "basic", "project"), 3),
        ("F06", "", ("final",), 2),
    ),
    "budget": (
        ("B01", "expenditure", ("budget",), 1),
        ("B02", "", ("total", "fiscal_appropriation", "other_revenue"), 3),
        ("B03", "", ("total", "basic", "project"), 3),
        ("B04", "expenditure", ("total", "general_public_budget"), 1),
        ("B05", "", ("total", "basic", "project"), 3),
        ("B08", "", ("total", "personnel"), 2),
    ),
}
# What a form of two sides prints beside its classes: carried over, sum of the year, total.
_SIDES: Final = {
    "revenue": ("本年收入合计", "年初结转和结余", "总计"),
    "expenditure": ("本年支出合计", "年末结转和结余", "总计"),
}
_THREE_PUBLIC: Final = ("合计", "因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a lake is: figures in all, and documents (whole sites of 160)."""

    items: int
    documents: int

    @property
    def sites(self) -> int:
        """Return the number of sites, at least one."""
        return max(1, self.documents // DOCUMENTS_PER_SITE)

    @property
    def items_per_document(self) -> int:
        """Return how many figures one document prints."""
        return max(60, self.items // (self.sites * DOCUMENTS_PER_SITE))


def generate(lake_dir: Path, size: Size) -> None:
    """Write the whole lake."""
    lake_dir.mkdir(parents=True, exist_ok=True)
    lake.prepare(lake_dir)
    reference.write(lake_dir, lake_dir / "no-extra-divisions.csv")
    with duckdb.connect() as connection:
        _templates(connection, size.items_per_document)
        for site in range(size.sites):
            _write_site(connection, lake_dir, site, changed=())


def change(lake_dir: Path, size: Size, share: float, *, sites: int = 1) -> int:
    """Print other figures in ``share`` of the documents, spread over so many sites; return their number.

    A changed document keeps its id, as one that newer code read again.
    """
    count = max(1, round(size.sites * DOCUMENTS_PER_SITE * share))
    touched = min(max(sites, -(-count // DOCUMENTS_PER_SITE)), size.sites)
    with duckdb.connect() as connection:
        _templates(connection, size.items_per_document)
        for number in range(touched):
            own = count * (number + 1) // touched - count * number // touched
            _write_site(connection, lake_dir, number * size.sites // touched, changed=range(own))
    return count


def _templates(connection: duckdb.DuckDBPyConnection, items_per_document: int) -> None:
    """Make the rows that a document of each kind and profile prints; the profile chooses the classes."""
    functional = sorted({a.account_code for a in accounts.accounts() if a.account_kind == "functional"})
    names = {a.account_code: a.account_name for a in accounts.accounts() if a.confidence == "high"}
    economic = sorted({a.account_code for a in accounts.accounts() if a.account_kind == "economic"})
    rows = []
    for kind, forms in _SHAPES.items():
        weight = sum(len(measures) * share for _, _, measures, share in forms)
        for profile in range(len(_CLASSES)):
            chosen = [_CLASSES[(profile + step) % len(_CLASSES)] for step in range(4)]
            codes = [code for code in functional if code[:3] in chosen]
            for form, section, measures, share in forms:
                wanted = max(5, items_per_document * share // weight)
                source = economic if form in ("F06", "B08") else _tree(codes, wanted)
                if section:
                    source = [code for code in _CLASSES if code in chosen and section == "expenditure"]
                heads = [("", name) for name in (_SIDES[section] if section else ("合计",))]
                lines = [*heads, *((code, names.get(code, f"科目{code}")) for code in source[:wanted])]
                account_kind = "economic" if source is economic else "functional"
                for row_no, (code, name) in enumerate(lines):
                    rows += [
                        (
                            kind,
                            profile,
                            form,
                            section,
                            "" if section else code,
                            name,
                            account_kind,
                            m,
                            row_no,
                            c,
                        )
                        for c, m in enumerate(measures)
                    ]
            form, measures = ("F09", ("budget", "final")) if kind == "final_account" else ("B09", ("budget",))
            for row_no, name in enumerate(_THREE_PUBLIC):
                rows += [
                    (kind, profile, form, "", "", name, "", m, row_no, c) for c, m in enumerate(measures)
                ]
    columns = [
        "kind",
        "profile",
        "form_code",
        "section",
        "item_code",
        "item_name",
        "account_kind",
        "measure",
        "row_no",
        "column_no",
    ]
    template = pl.DataFrame(rows, schema=columns, orient="row").with_row_index("position")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "template.parquet"
        template.write_parquet(file)
        connection.execute(f"create or replace table template as select * from read_parquet('{file}')")


def _tree(codes: Iterable[str], wanted: int) -> list[str]:
    """Return codes so that every one has its class and item before it, classes taken in turn."""
    by_class: dict[str, list[str]] = {}
    for code in codes:
        by_class.setdefault(code[:3], []).append(code)
    share = wanted // max(1, len(by_class))
    return [code for listed in by_class.values() for code in sorted(listed)[:share]]


def _write_site(
    connection: duckdb.DuckDBPyConnection, lake_dir: Path, site: int, changed: Iterable[int]
) -> None:
    marks = ", ".join(str(number) for number in changed) or "-1"
    divisions = sorted(
        d.division_code for d in accounts.divisions() if d.level == "county" and d.division_code[:2] == "41"
    )
    code = divisions[site % len(divisions)] if site < len(divisions) else f"9{site:05d}"
    connection.execute(
        _DOCUMENTS_SQL.format(
            code=code,
            site=f"bench_{site:04d}",
            marks=marks,
            first_year=_FIRST_YEAR,
            count=DOCUMENTS_PER_SITE,
            each=_DOCUMENTS_PER_BODY,
        )
    )
    connection.execute(_FIGURES_SQL)
    for relation, sql in _RELATIONS_SQL.items():
        target = lake_dir / relation / f"bench_{site:04d}.parquet"
        columns = _columns(connection, sql, RELATIONS[relation])
        connection.execute(
            f"copy (select {columns} from ({sql})) to '{target}.new' "
            "(format parquet, compression zstd, row_group_size 100000)"
        )
        Path(f"{target}.new").replace(target)


def _columns(connection: duckdb.DuckDBPyConnection, sql: str, schema: Schema) -> str:
    """Return the select list that gives ``sql`` the relation's columns, null where it has none."""
    given = {str(row[0]) for row in connection.execute(f"describe {sql}").fetchall()}
    types = {
        "String": "varchar", "Int32": "integer", "Int64": "bigint", "Boolean": "boolean", "Float32": "float",
        "Date": "date", "List(String)": "varchar[]", "Datetime(time_unit='us', time_zone='UTC')": "timestamptz",
        "Decimal(precision=20, scale=2)": "decimal(20,2)", "Decimal(precision=24, scale=6)": "decimal(24,6)",
    }  # fmt: skip
    return ", ".join(
        f"cast({name if name in given else 'null'} as {types[str(kind)]}) as {name}"
        for name, kind in schema.items()
    )


_DOCUMENTS_SQL: Final = """
create or replace table document as
select
    sha256('{site}' || n) as sha256,
    left(sha256, 16) as document_id,
    '{site}' as site,
    '{code}' as division_code,
    n // {each} as body,
    case when n % {each} in (0, 1, 2, 3, 8) then 'final_account' else 'budget' end as kind,
    {first_year} + case when n % {each} < 8 then n % 4 else 3 end as fiscal_year,
    body % 10 as profile,
    n % {each} >= 8 as is_again,
    n in ({marks}) as is_changed
from range({count}) as numbers (n)
"""

_FIGURES_SQL: Final = """
create or replace table figure as
select
    d.document_id, d.kind, d.body, d.fiscal_year, t.*,
    left(md5(d.document_id || t.position), 16) as line_item_id,
    round(
        (hash(d.body, t.item_code, t.item_name, t.measure, d.fiscal_year) % 9000000 + 1000) / 100
        + case when d.is_changed then 1 else 0 end
        + case when d.is_again and d.kind = 'final_account' and t.position % 20 = 0 then 1 else 0 end, 2
    )::decimal(24, 6) as value_printed
from document as d
join template as t on t.kind = d.kind and t.profile = d.profile
order by d.document_id, t.position
"""

_RELATIONS_SQL: Final = {
    "line_items": """
        select line_item_id, document_id, document_id || '-' || form_code as table_id, form_code, section,
            item_code, item_name, item_name as item_label_printed, account_kind, measure,
            measure as header_printed, value_printed::decimal(20, 2)::text as text_printed, value_printed,
            '万元' as unit, false as is_unit_inferred, value_printed * 10000 as amount_yuan,
            4 + position // 300 % 12 as page, 100 + column_no * 60 as x0, 80 + row_no * 9.5 as top,
            150 + column_no * 60 as x1, 89 + row_no * 9.5 as bottom,
            ascii(form_code[3]) - 47 as table_no, row_no, column_no + 3 as column_no, 'pdfium' as reader,
            case when hash(line_item_id) % 100 < 3 then 'disputed'
                when hash(line_item_id) % 100 < 80 then 'proven' else 'unproven' end as proof_status,
            [left(md5(line_item_id), 16), left(md5(line_item_id || 'x'), 16)] as proof_identities
        from figure""",
    "tables": """
        select document_id || '-' || form_code as table_id, document_id,
            ascii(any_value(form_code)[3]) - 47 as table_no,
            min(4 + position // 300 % 12) as page_first, max(4 + position // 300 % 12) as page_last,
            form_code as title_printed, form_code, 'recognised' as status, '万元' as unit,
            false as is_unit_inferred, count(distinct row_no) as row_count, 8 as column_count
        from figure group by document_id, form_code""",
    "identity_checks": """
        select left(md5(line_item_id || 'c'), 16) as check_id, document_id, 'row_split' as identity_id,
            form_code || '|' || item_code || '|' || measure as scope, true as is_hard,
            '合计 = 基本支出 + 项目支出' as statement, 'money' as quantity,
            value_printed as left_value, value_printed as right_value, value_printed * 10000 as left_yuan,
            value_printed * 10000 as right_yuan, 0 as difference_yuan, 100 as tolerance_yuan, 0 as difference,
            0.01 as tolerance, 'holds' as status, true as proves, value_printed::text as left_text, 7 as left_page,
            value_printed::text as right_text, 7 as right_page, '万元' as unit, [line_item_id] as left_ids,
            [line_item_id] as right_ids
        from figure where position % 5 = 0""",
    "claims": """
        select left(md5(line_item_id || measure), 16) as claim_id, document_id, kind, subject, item_code, measure,
            value::text as text_printed, value, unit,
            case when unit = '万元' then value * 10000 end as amount_yuan, 14 as page, row_no as sentence_no,
            1 as claim_no, subject || '为' || value || unit || '。' as sentence, 'proven' as proof_status,
            cast([] as varchar[]) as proof_identities
        from (
            select line_item_id, document_id, 'item_execution' as kind, item_name as subject, item_code, row_no,
                unnest(['initial_budget', 'final']) as measure, value_printed::decimal(20, 2) as value, '万元' as unit
            from figure where form_code = 'F05' and length(item_code) = 7 and figure.measure = 'total'
            union all
            select line_item_id, document_id, 'item_budget', item_name, item_code, row_no, 'budget',
                value_printed::decimal(20, 2), '万元'
            from figure where form_code = 'B05' and length(item_code) = 7 and measure = 'total'
            union all
            select line_item_id, document_id, 'total_yoy', '一般公共预算财政拨款支出', '', row_no,
                unnest(['amount', 'delta', 'rate']), unnest([value_printed::decimal(20, 2), 12.34, 5.67]),
                unnest(['万元', '万元', '%'])
            from figure where form_code = 'F05' and item_code = '' and measure = 'total'
        ) as told""",
    "indicators": """
        select left(md5(line_item_id || 'i'), 16) as indicator_id, document_id,
            document_id || '-F10' as table_id, 'F10' as form_code, item_name as project_name,
            '产出指标' as level_1, '数量指标' as level_2, item_name as level_3, '≥95%' as target, '96%' as actual,
            10 as weight, 9 as score, 16 as page, 11 as table_no, row_no
        from figure where form_code = 'F05' and measure = 'basic' and row_no between 1 and 20""",
    "reading_notes": """
        select left(md5(document_id), 16) as note_id, document_id, 'unmatched_header' as kind, 8 as page,
            3 as table_no, 1 as row_no, 9 as column_no, '备注' as text from document""",
    "document_evidence": """
        select document_id, field, 'cover' as source, 1 as page, field as text, field as value, true as is_chosen
        from document, (select unnest([
            'fiscal_year', 'report_kind', 'organisation_name', 'division_code']) as field)
        union all
        select document_id, 'member_body', 'narrative', 2, '第15局', '第15局', false
        from document where body = 14""",
    "disclosure_errors": """
        select left(md5(line_item_id || 'e'), 16) as error_id, document_id, 'contradiction' as kind,
            'row_split' as identity_id, form_code as scope, item_name || ' is no sum of its parts.' as what,
            value_printed::text || ' 万元' as left_text, 7 as left_page, value_printed::text || ' 万元' as right_text,
            7 as right_page, 0.01 as difference, '万元' as unit
        from figure where position = 40 and hash(document_id) % 5 = 0""",
    "reading_doubts": """
        select left(md5(line_item_id || 'd'), 16) as doubt_id, document_id, 'contradiction' as kind,
            'row_split' as identity_id, form_code as scope, item_name || ' is no sum of its parts.' as what,
            'unread' as reason, 'a figure of its table was not read' as why
        from figure where position = 41 and hash(document_id) % 5 = 1""",
    "text_defects": "select document_id from document where false",
    "page_accounts": """
        select document_id, page::integer as page, true as is_form_page, 90 as figures_printed, 60 as in_cells,
            0 as in_claims, 30 as as_furniture, 0 as noted, 0 as in_prose, 0 as unaccounted
        from document, range(5, 14) as pages (page)""",
    "documents": """
        select document_id, sha256, site, document_id || '.pdf' as file_name, 'file:' || sha256 as source_url,
            '2025-09-05 00:00:00+00'::timestamptz as fetched_at, 1000000 as size_bytes,
            'application/pdf' as media_type, 'pdfium' as reader, 'bench' as code_version, 24 as pages,
            'extracted' as status, kind as report_kind, 'department' as organisation_kind,
            '第' || body || '局' as organisation_name, division_code, fiscal_year,
            case
                when not is_again then make_date((fiscal_year + (kind = 'final_account')::int)::int, 9, 1)
                when kind = 'final_account' then make_date((fiscal_year + 1)::int, 11, 1)
            end as publish_date, '万元' as unit,
            cast([] as varchar[]) as uncertain_fields, cast([] as varchar[]) as notes
        from document order by document_id""",
}
