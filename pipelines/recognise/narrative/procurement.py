"""Government procurement (procurement): total, goods, works, services, and what small firms got."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Stated, Statement
from pipelines.recognise.narrative.wording import share

_TO_AMOUNT: Final = r"(?:\([^()]{0,20}\))?(?:共计?|合计)?(?:为|是|:)?(?=[-−]?\d)"
_WHAT: Final = r"(?:类)?(?:项目)?(?:采购)?(?:项目)?(?:支出|金额|合同金额|决算)?(?:总额|金额)?"
_SUBJECTS: Final = (
    (
        "总额",
        rf"政府采购(?:支出|合同|决算)?(?:支出)?(?:总额|总金额|总计|合计|金额|总支出|支出){_TO_AMOUNT}",
    ),
    ("货物", rf"(?:政府采购)?货物{_WHAT}{_TO_AMOUNT}"),
    ("工程", rf"(?:政府采购)?工程{_WHAT}{_TO_AMOUNT}"),
    ("服务", rf"(?:政府采购)?服务{_WHAT}{_TO_AMOUNT}"),
    ("中小企业预留预算", rf"面向中小企业预留(?:政府采购)?(?:项目)?(?:预算)?(?:金额)?{_TO_AMOUNT}"),
    (
        "小微企业预留预算",
        rf"面向小(?:型)?微(?:型)?企业预留(?:政府采购)?(?:项目)?(?:预算)?(?:金额)?{_TO_AMOUNT}",
    ),
    ("其他项目中小企业", rf"其他政府采购项目中,?由中小企业[^。;\n]{{0,14}}?金额{_TO_AMOUNT}"),
    ("其他项目小微企业", rf"其他政府采购项目中,?由小微企业[^。;\n]{{0,14}}?金额{_TO_AMOUNT}"),
    ("中小企业", rf"授予中小(?:微)?企业(?:的)?(?:政府采购)?合同(?:总)?(?:金额|额){_TO_AMOUNT}"),
    ("小微企业", rf"授予小(?:型)?微(?:型)?企业(?:的)?(?:政府采购)?合同(?:总)?(?:金额|额){_TO_AMOUNT}"),
    (
        "中小企业",
        rf"(?<!其他政府采购项目中,)由中小企业(?:供应商)?(?:中标|成交)[^。;\n]{{0,10}}?金额{_TO_AMOUNT}",
    ),
    (
        "小微企业",
        rf"(?<!其他政府采购项目中,)由小微企业(?:供应商)?(?:中标|成交)[^。;\n]{{0,10}}?金额{_TO_AMOUNT}",
    ),
)
_PATTERNS: Final = tuple((subject, re.compile(pattern)) for subject, pattern in _SUBJECTS)


def read(passage: Passage) -> Iterator[Statement]:
    """Yield the amounts of procurement, each subject once, with the share that follows it."""
    plain = passage.plain
    if "政府采购" not in plain or "绩效" in passage.title:
        return
    done: set[str] = set()
    for subject, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            amount = passage.amount_at(match.end())
            if subject in done or amount is None or not amount.is_money:
                continue
            done.add(subject)
            part = None
            follows = re.match(r",?占[^,。;、\n]{0,24}?的?(?=\d)", plain[amount.end :])
            if follows is not None and "企业" in subject:
                part = share(passage, amount.end, amount.end + follows.end() + 12)
            yield Statement("procurement", subject, (Stated("amount", amount), *((part,) if part else ())))
