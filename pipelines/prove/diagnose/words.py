"""Words: figures and their places as a reader of the report would name them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pipelines.values.claims import Claim, Figure
from pipelines.values.items import LineItem

_MEASURES: Final = {
    "rate": "rate of change",
    "delta": "change",
    "share": "share",
    "completion_rate": "completion rate",
    "headline": "figure after its name",
    "prior_executed": "execution of last year",
    "initial_budget": "initial budget",
    "annual_budget": "annual budget",
}


def name_row(item: LineItem) -> str:
    """Return a row as printed, with its code where it has one: ``2010350 事业运行``."""
    return f"{item.item_code} {item.item_name}".strip()


def name_column(item: LineItem) -> str:
    """Return a column's header as printed, else its measure."""
    return item.header_printed.replace("\n", "").rpartition("/")[2] or item.measure.replace("_", " ")


def name_figure(figure: Figure) -> str:
    """Name a figure: ``F05 [2010350 事业运行] 基本支出 (page 9)``, or the narrative's subject and measure."""
    if isinstance(figure, Claim):
        subject = figure.subject.rpartition("/")[2]
        measure = _MEASURES.get(figure.measure, figure.measure.replace("_", " "))
        return f"the narrative's {subject} ({measure}, page {figure.page})"
    return f"{figure.form_code} [{name_row(figure)}] {name_column(figure)} (page {figure.page})"


def printed(figure: Figure) -> str:
    """Return a figure as printed, without line breaks, with its unit."""
    text = "".join(figure.text_printed.split())
    return with_unit(text.removesuffix(figure.unit or ""), figure.unit)


def amount(value: Decimal, figure: Figure) -> str:
    """Return a value as it would be printed in a figure's place; words carry the sign of the narrative's."""
    if isinstance(figure, Claim) and (value < 0) == (figure.value < 0):
        value = abs(value)
    return with_unit(f"{value.quantize(min(figure.step, _grain(value))):,f}", figure.unit)


def _grain(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)


def with_unit(text: str, unit: str | None) -> str:
    """Return a figure with its unit; a blank parts them but for the per cent sign."""
    return text if not unit else f"{text}%" if unit == "%" else f"{text} {unit}"
