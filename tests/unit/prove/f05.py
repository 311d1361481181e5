"""A small F05 whose figures agree, as the line items that recognition gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pipelines.values.amounts import printed_step, to_yuan
from pipelines.values.items import LineItem

MEASURES = ("total", "basic", "project")
HEADERS = ("小计", "基本支出", "项目支出")
ROWS = (
    ("", "合计", "3269.37", "1504.60", "1764.77"),
    ("201", "一般公共服务支出", "3100.00", "1400.23", "1699.77"),
    ("20106", "财政事务", "3100.00", "1400.23", "1699.77"),
    ("2010601", "行政运行", "1402.90", "1400.23", "2.67"),
    ("2010602", "一般行政管理事务", "1638.00", "0.00", "1638.00"),
    ("2010699", "其他财政事务支出", "59.10", "0.00", "59.10"),
    ("208", "社会保障和就业支出", "169.37", "104.37", "65.00"),
    ("20805", "行政事业单位养老支出", "169.37", "104.37", "65.00"),
    ("2080505", "养老保险缴费支出", "121.17", "81.17", "40.00"),
    ("2080506", "职业年金缴费支出", "48.20", "23.20", "25.00"),
)


def printed(*, form: str = "F05", table: int = 5, rows: Iterable[Sequence[str]] = ROWS) -> list[LineItem]:
    """Return the line items of a form with the columns 小计, 基本支出 and 项目支出; '' prints nothing."""
    return [
        LineItem(
            form_code=form, section="", item_code=code, item_name=name, label_printed=name, parent_name="",
            account_kind="functional" if code else None, measure=measure, header_printed=header,
            text_printed=text, value=Decimal(text), step=printed_step(text), unit="万元",
            is_unit_inferred=False, amount_yuan=to_yuan(Decimal(text), "万元"), page=table + 4,
            table_no=table, row_no=number, column_no=3 + column, box=None, reader="test",
        )
        for number, (code, name, *texts) in enumerate(rows, 3)
        for column, (measure, header, text) in enumerate(zip(MEASURES, HEADERS, texts, strict=True))
        if text
    ]  # fmt: skip


def misprinted(*changes: tuple[str, int, str]) -> list[LineItem]:
    """Return the form with other texts in some cells: (code, column, text)."""
    rows = [list(row) for row in ROWS]
    for code, column, text in changes:
        next(row for row in rows if row[0] == code)[2 + column] = text
    return printed(rows=rows)
