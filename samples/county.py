"""A county government's own final accounts: the whole of which its departments' accounts are parts, in 万元.

The figures close: revenue and expenditure with transfers, debt and balances, each class above what its departments
spend, debt at the end of the year from its beginning, what was issued and what was repaid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

Amounts = tuple[int | None, ...]
"""Of one row, in the order of its table's columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the label as printed, its figures, and what it is called without its ordinal."""

    label: str
    amounts: Amounts

    @property
    def name(self) -> str:
        """Return the label without its ordinal."""
        return self.label.partition("、")[2] if self.label[:1] in "一二三四五" else self.label


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: form, title, columns with their measures, and rows from top to bottom."""

    form: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    measures: tuple[tuple[str, ...], ...] = ()
    """Of each row where rows, not columns, say what is measured."""


COUNTY: Final = "清溪县"
DIVISION: Final = "990101"
YEAR: Final = 2024
STAGES: Final = (
    ("年初预算数", "initial_budget"),
    ("调整预算数", "adjusted_budget"),
    ("决算数", "final"),
    ("上年决算数", "prior_final"),
)
_TAXES: Final = (
    ("增值税", (16800, 16900, 17254, 16120)),
    ("企业所得税", (5200, 5100, 5063, 4985)),
    ("个人所得税", (1450, 1450, 1502, 1388)),
    ("城市维护建设税", (1900, 1900, 1937, 1842)),
    ("房产税", (2100, 2150, 2206, 2037)),
    ("印花税", (850, 850, 874, 802)),
    ("城镇土地使用税", (1300, 1250, 1188, 1246)),
    ("土地增值税", (2600, 2400, 2311, 2875)),
    ("车船税", (980, 990, 1005, 941)),
    ("契税", (4200, 3900, 3764, 4410)),
    ("环境保护税", (120, 120, 126, 118)),
)
_OTHER: Final = (
    ("专项收入", (2300, 2300, 2418, 2207)),
    ("行政事业性收费收入", (1500, 1500, 1466, 1573)),
    ("罚没收入", (1800, 1900, 2035, 1744)),
    ("国有资源（资产）有偿使用收入", (9200, 9800, 10127, 8656)),
    ("其他收入", (400, 400, 387, 425)),
)
_TRANSFERS: Final = (
    ("返还性收入", (3150, 3150, 3150, 3150)),
    ("一般性转移支付收入", (121000, 126400, 127935, 119860)),
    ("专项转移支付收入", (9800, 14200, 15472, 13928)),
)
_BORROWED, _RESERVE, _CARRIED_IN = (0, 8600, 8600, 7400), (2000, 2500, 2500, 1800), (4310, 4310, 4310, 5125)
_CLASSES: Final = (
    ("一般公共服务支出", (19600, 20100, 19874, 19233)),
    ("公共安全支出", (8900, 9200, 9121, 8860)),
    ("教育支出", (48200, 50600, 50238, 48915)),
    ("科学技术支出", (1250, 1350, 1304, 1187)),
    ("文化旅游体育与传媒支出", (2100, 2250, 2166, 2094)),
    ("社会保障和就业支出", (31400, 33900, 33517, 31208)),
    ("卫生健康支出", (16800, 17700, 17395, 16950)),
    ("节能环保支出", (4200, 5100, 4862, 5317)),
    ("城乡社区支出", (9400, 10200, 9953, 10486)),
    ("农林水支出", (27800, 31900, 31246, 29775)),
    ("交通运输支出", (5100, 5900, 5684, 5260)),
    ("自然资源海洋气象等支出", (2350, 2450, 2408, 2316)),
    ("住房保障支出", (6400, 6900, 6731, 6524)),
    ("粮油物资储备支出", (520, 540, 531, 508)),
    ("灾害防治及应急管理支出", (1480, 1620, 1577, 1493)),
    ("债务付息支出", (1850, 1850, 1842, 1766)),
)
_PAID_UP, _REPAID = (2100, 2150, 2164, 2055), (2400, 3300, 3300, 2900)
_FUND_REVENUE: Final = (
    ("国有土地使用权出让收入", (38000, 29000, 28436, 35190)),
    ("城市基础设施配套费收入", (1600, 1400, 1357, 1588)),
)
_FUND_SPENT: Final = (
    ("城乡社区支出", (30500, 24800, 24175, 30212)),
    ("其他支出", (900, 12900, 12864, 9806)),
    ("债务付息支出", (1600, 1600, 1588, 1435)),
)
_THREE_PUBLIC: Final = (
    ("因公出国（境）费", (0, 0)),
    ("公务用车购置及运行维护费", (846, 773)),
    ("公务接待费", (312, 248)),
)
_DEBT: Final = (  # general, special
    ("2023年末地方政府债务余额", "prior_balance", (61300, 48900)),
    ("2024年地方政府债务限额", "limit", (68000, 62500)),
    ("2024年地方政府债务（转贷）收入", "issued", (8600, 12000)),
    ("2024年地方政府债务还本支出", "repaid", (3300, 0)),
    ("2024年末地方政府债务余额", "balance", (66600, 60900)),
)


def total(rows: Sequence[tuple[str, Sequence[int]]]) -> tuple[int, ...]:
    """Return the sums of rows, column by column."""
    return tuple(map(sum, zip(*(amounts for _, amounts in rows), strict=True)))


def plus(*amounts: Sequence[int]) -> tuple[int, ...]:
    """Return the sums of amounts, column by column."""
    return tuple(map(sum, zip(*amounts, strict=True)))


def minus(whole: Sequence[int], part: Sequence[int]) -> tuple[int, ...]:
    """Return what is left, column by column."""
    return tuple(a - b for a, b in zip(whole, part, strict=True))


def _rows(parts: Sequence[tuple[str, Amounts]]) -> list[Row]:
    return [Row(name, amounts) for name, amounts in parts]


REVENUE: Final = plus(total(_TAXES), total(_OTHER))
EXPENDITURE: Final = total(_CLASSES)
ALL: Final = plus(REVENUE, total(_TRANSFERS), _BORROWED, _RESERVE, _CARRIED_IN)
FUNDS: Final = total(_FUND_REVENUE)
FUNDS_SPENT: Final = total(_FUND_SPENT)


def sheets() -> tuple[Sheet, ...]:
    """Return the tables of the county's final accounts in their order."""
    title = f"{YEAR}年{COUNTY}"
    revenue = [
        Row("一、税收收入", total(_TAXES)),
        *_rows(_TAXES),
        Row("二、非税收入", total(_OTHER)),
        *_rows(_OTHER),
        Row("本年收入合计", REVENUE),
        Row("上级补助收入", total(_TRANSFERS)),
        *_rows(_TRANSFERS),
        Row("债务转贷收入", _BORROWED),
        Row("调入资金", _RESERVE),
        Row("上年结余", _CARRIED_IN),
        Row("收入总计", ALL),
    ]
    left = minus(ALL, plus(EXPENDITURE, _PAID_UP, _REPAID))
    expenditure = [
        *_rows(_CLASSES),
        Row("本年支出合计", EXPENDITURE),
        Row("上解上级支出", _PAID_UP),
        Row("债务还本支出", _REPAID),
        Row("年终结余", left),
        Row("支出总计", ALL),
    ]
    public = ("预算数", "initial_budget"), ("决算数", "final")
    return (
        Sheet("G01", f"{title}一般公共预算收入决算表", STAGES, tuple(revenue)),
        Sheet("G02", f"{title}一般公共预算支出决算表", STAGES, tuple(expenditure)),
        Sheet(
            "G10",
            f"{title}政府性基金收入决算表",
            STAGES,
            (*_rows(_FUND_REVENUE), Row("本年收入合计", FUNDS)),
        ),
        Sheet(
            "G11",
            f"{title}政府性基金支出决算表",
            STAGES,
            (*_rows(_FUND_SPENT), Row("本年支出合计", FUNDS_SPENT)),
        ),
        Sheet(
            "G09",
            f"{title}“三公”经费决算表",
            public,
            (Row("合计", total(_THREE_PUBLIC)), *_rows(_THREE_PUBLIC)),
        ),
        Sheet(
            "G23",
            f"{title}政府债务限额和余额决算表",
            (("合计", ""), ("一般债务", "_general"), ("专项债务", "_special")),
            tuple(
                Row(f"{ordinal}、{name}", (sum(parts), *parts))
                for ordinal, (name, _, parts) in zip("一二三四五", _DEBT, strict=True)
            ),
            tuple(tuple(f"{kind}{part}" for part in ("", "_general", "_special")) for _, kind, _ in _DEBT),
        ),
    )


def percent(now: int, then: int) -> str:
    """Return a share in per cent with one decimal, rounded half up."""
    share = Decimal(now) / then * 100
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def report() -> tuple[str, ...]:
    """Return the paragraphs of the report on the accounts."""

    def change(now: int, before: int) -> str:
        rate = percent(abs(now - before), before)
        return f"增长{rate}" if now >= before else f"下降{rate}"

    taxes, other = total(_TAXES), total(_OTHER)
    balances = _DEBT[-1][2]
    return (
        "一、一般公共预算",
        (
            f"{YEAR}年，全县一般公共预算收入完成{REVENUE[2]}万元，完成调整预算的{percent(REVENUE[2], REVENUE[1])}，"
            f"{change(REVENUE[2], REVENUE[3])}。其中：税收收入{taxes[2]}万元，{change(taxes[2], taxes[3])}；"
            f"非税收入{other[2]}万元，{change(other[2], other[3])}。"
        ),
        (
            f"{YEAR}年，全县一般公共预算支出完成{EXPENDITURE[2]}万元，完成调整预算的"
            f"{percent(EXPENDITURE[2], EXPENDITURE[1])}，{change(EXPENDITURE[2], EXPENDITURE[3])}。"
        ),
        "二、政府性基金预算",
        (
            f"{YEAR}年，全县政府性基金预算收入完成{FUNDS[2]}万元，{change(FUNDS[2], FUNDS[3])}；"
            f"全县政府性基金预算支出完成{FUNDS_SPENT[2]}万元，{change(FUNDS_SPENT[2], FUNDS_SPENT[3])}。"
        ),
        "三、政府债务",
        f"{YEAR}年末，全县政府债务余额{sum(balances)}万元，没有超过限额。",
    )
