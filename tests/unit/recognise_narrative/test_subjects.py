"""Item names to account codes: through the document's forms, then the list; nothing is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.recognise.narrative.subjects import Accounts
from pipelines.values.items import LineItem


def row(code: str, name: str, form: str = "F05") -> LineItem:
    return LineItem(
        form_code=form, section="", item_code=code, item_name=name, label_printed=name, parent_name="",
        account_kind="functional", measure="total", header_printed="", text_printed="1.00", value=Decimal(1),
        step=Decimal("0.01"), unit="万元", is_unit_inferred=False, amount_yuan=Decimal(10000), page=1, table_no=1,
        row_no=1, column_no=1, box=None, reader="test",
    )  # fmt: skip


ACCOUNTS = Accounts(
    [
        row("201", "一般公共服务支出"), row("20103", "政府办公厅（室）及相关机构事务"),
        row("2010301", "行政运行"), row("208", "社会保障和就业支出"), row("20805", "行政事业单位养老支出"),
        row("2080502", "事业单位离退休"), row("210", "卫生健康支出"), row("21011", "行政事业单位医疗"),
        row("2101103", "公务员医疗补助"), row("213", "农林水支出"), row("21305", "巩固脱贫攻坚成果衔接乡村振兴"),
        row("2130507", "贷款奖补和贴息"), row("212", "城乡社区支出", "F07"),
        row("21208", "国有土地使用权出让收入安排的支出", "F07"), row("2120803", "城市建设支出", "F07"),
    ],
    2024,
)  # fmt: skip


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("一般公共服务支出",), "201"),
        (("一般公共服务", "政府办公厅（室）及相关机构事务", "行政运行"), "2010301"),
        (("城乡社区支出", "国有土地使用权出让收入安排的支出", "城市建设支出"), "2120803"),
        (("社会保障和就业支出", "行政事业单位离退休", "事业单位离退休"), "2080502"),
        (("社会保障和就业支出", "行政事业单位医疗", "公务员医疗补助"), "2101103"),
        (("农林水务支出", "巩固脱贫衔接乡村振兴建设", "贷款奖补和贴息"), "2130507"),
        (("卫生健康支出", "行政事业单位医疗", "行政单位医疗"), "2101101"),
    ],
)
def test_a_chain_resolves_through_the_forms_then_the_list(names: tuple[str, ...], code: str) -> None:
    assert ACCOUNTS.code(names) == code


@pytest.mark.parametrize(
    "names",
    [
        ("一般公共服务支出", "财政局内部事务", "行政运行"),
        ("教育支出", "普通教育", "并无此项支出"),
        ("基本支出",),
    ],
)
def test_what_is_not_certain_has_no_code(names: tuple[str, ...]) -> None:
    assert ACCOUNTS.code(names) == ""


def test_two_rows_that_fit_decide_nothing() -> None:
    twice = Accounts([row("2019901", "其他事务"), row("2019801", "其他事务")], 2024)
    assert twice.code(("一般公共服务支出", "别的款", "其他事务")) == ""
