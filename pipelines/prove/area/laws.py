"""The identities of governments' tables, each with the sentence that people read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AreaLaw:
    """One identity: its id and what it says."""

    id: str
    statement: str


TAXES = AreaLaw("A01", "税收收入 = sum of the taxes")
OTHER_REVENUE = AreaLaw("A02", "非税收入 = sum of its kinds")
OWN_REVENUE = AreaLaw("A03", "收入合计 = 税收收入 + 非税收入")
CLASSES = AreaLaw("A04", "支出合计 = sum of the classes")
SIDES = AreaLaw("A05", "收入总计 = 支出总计")
SAME = AreaLaw("A06", "a total stands alike in the tables of one scope, year and stage")
REGIONS = AreaLaw("A07", "the whole = own level + regions")
SECTIONS = AreaLaw("A08", "合计 = sum of the columns of regions, funds or kinds")
THREE_PUBLIC = AreaLaw("A09", "“三公”经费 = 出国 + 用车 + 接待, 用车 = 购置 + 运行")
DEBT_PARTS = AreaLaw("A10", "debt = general + special debt")
LIMITS = AreaLaw("A11", "a balance is within its limit")
BALANCES = AreaLaw("A12", "balance = last year's + issued - repaid")
LINES = AreaLaw("A13", "closing balance = opening balance + issues - repayments")
SHARES = AreaLaw("A14", "a rate of completion is what its amounts give")
GROWTH = AreaLaw("A15", "a rate of growth is what its amounts give")
CHANGES = AreaLaw("A16", "a change is what its amounts give")
RECEIVED = AreaLaw("A17", "上级补助 = 返还性收入 + 一般性转移支付 + 专项转移支付")
PARTS = AreaLaw("A18", "a line is the sum of the lines below it")
FUNDS = AreaLaw("A19", "本年收支结余 = 收入 - 支出")
ACCOUNTS = AreaLaw("A20", "a code is the sum of its printed sub-codes")
TOLD = AreaLaw("A21", "a total of the text stands in a table")
