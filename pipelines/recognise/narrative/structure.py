"""Structure (structure): the year's income and expenditure, and their parts with amount and share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Stated, Statement
from pipelines.recognise.narrative.wording import sentence_end, share
from pipelines.values.text import item_name

_TO_AMOUNT: Final = r"(?:数|额|金额)?(?:\([^()]{0,12}\))?(?:为|是|:|共)?(?=[-−]?\d)"
_SUM: Final = re.compile(
    rf"(?<!拨款)(?<!预算)(?:(?:本年)?(?P<side>收入|支出)(?:决算)?合计|本年(?P<bare>收入|支出)(?=\d)){_TO_AMOUNT}"
)
_USES: Final = re.compile(r"主要?用于(?:以下|下列|如下)?(?:几个?|各个?)?(?:方面|类别)")
_GOES_ON: Final = re.compile(
    r"(?:其中|包括|(?:本年)?(?:收入|支出)的?(?:具体)?构成)[为:,]*(?:$|[^。]*占)|(?:\(?[\d一二三四五六七八九十]{1,2}[).、])?[^,。;:\d]{2,24}(?:收入|支出)(?:\([^()]*\))?"
    r"(?:支出|决算)?(?:为|:)?[\d.,]+(?:亿|万)?元"
)
_SECTION: Final = re.compile(
    r"(?:^|/)[^/]{0,4}(?<!拨款)(?P<side>收入|支出)决算(?:情况|结构)[^/]*$|支出(?:决算)?结构情况?(?:说明)?$"
)
_LETTER: Final = r"(?:[^,。;:、\n\d()]|\([^()\n]{0,12}\))"
_NAME: Final = re.compile(rf"{_LETTER}{{2,30}}(?:、{_LETTER}{{1,20}})*$")
_TAIL: Final = re.compile(r"(?:决算|支出决算|决算数|共|为|是|:|数)+$")
_REMARK: Final = re.compile(r"[(（][^()（）]*[)）]")
_LEAD: Final = re.compile(r"^(?:其中|包括|主要是|一是|二是|三是|四是|按[^,:]*?分)[:,]?|^(?:用于|安排)")


def read(passage: Passage) -> Iterator[Statement]:
    """Yield the sums of the year and the parts listed behind them."""
    plain = passage.plain
    for match in _SUM.finditer(plain):
        amount = passage.amount_at(match.end())
        if amount is None or not amount.is_money:
            continue
        side = match["side"] or match["bare"]
        yield Statement("structure", f"本年{side}合计", (Stated("amount", amount),))
        yield from _parts(passage, amount.end, side)
    for match in _USES.finditer(plain):
        yield from _parts(passage, match.end(), "支出")
    section = _SECTION.search(passage.title)
    if section is not None and _SUM.search(plain) is None and _USES.search(plain) is None:
        yield from _parts(passage, plain.find("\n") + 1, section["side"] or "支出")


def _parts(passage: Passage, start: int, side: str) -> Iterator[Statement]:
    """Yield the parts of a list: those of the same sentence, and of the paragraphs that go on with it."""
    plain = passage.plain
    end = sentence_end(plain, start)
    while end < len(plain):
        follows = sentence_end(plain, end + (plain[end] == "\n"))
        if not _GOES_ON.match(plain[end:follows].lstrip("\n")):
            break
        end = follows
    amounts = [a for a in passage.amounts(start, end) if a.is_money]
    previous = start
    for index, amount in enumerate(amounts):
        until = amounts[index + 1].start if index + 1 < len(amounts) else end
        name = _name(passage, previous, amount)
        part = _share(passage, amount, until)
        previous = part.amount.end if part else amount.end
        if not name or not (part or name.endswith(side)):
            continue
        figures = (Stated("amount", amount), *((part,) if part else ()))
        yield Statement("structure", name, figures, names=(name,) if side == "支出" else ())


def _share(passage: Passage, amount: Amount, until: int) -> Stated | None:
    """Return the share that stands in the same clause or the next one."""
    match = re.match(r"[,(]?(?:约|各)?占[^,。;]{0,30}?(?=[-−]?\d)", passage.plain[amount.end : until])
    if match is None:
        return None
    return share(passage, amount.end, min(until, amount.end + match.end() + 12))


def _name(passage: Passage, start: int, amount: Amount) -> str:
    """Return the name right before a figure, without bracketed remarks (（类）), ordinals and 其中."""
    match = _NAME.search(passage.plain, start, amount.start)
    if match is None:
        return ""
    name = _REMARK.sub("", item_name(passage.text[match.start() : amount.start]))
    name = re.sub(r"(?:支出){2,}$", "支出", _TAIL.sub("", _LEAD.sub("", name.lstrip(".．、")).strip("）)")))
    return name if 2 <= len(name) <= 30 else ""
