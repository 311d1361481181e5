"""What the prose of a government's report says of its totals: revenue, expenditure, taxes, debt, and how they changed.

One sentence names a total with its scope and states an amount right behind; what follows up to the next total are the
change since last year and the share of the budget. Everything else of the prose states no account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.recognise.narrative import Narrative, Passage
from pipelines.recognise.narrative.passages import read_passages, sentence_end
from pipelines.recognise.narrative.statement import Stated, Statement, to_narrative
from pipelines.recognise.narrative.subjects import Accounts
from pipelines.values.pages import Page

KIND: Final = "government_total"
_ZONE: Final = r"(?:(?!年)[一-龥]){2,8}?(?:合作区|高新区|开发区)"
_AREA: Final = r"(?<![一-龥])(?!其中|[一-龥]*[年全])[一-龥]{1,6}?[市州县区旗盟](?:本级)?"
"""An area by its own name, at the beginning of a clause."""
_BELOW: Final = r"各?县\(市、?区\)|各?县\(市\)区|各?(?:县市区|市县区|区县|县区|市县)"
_LEVEL: Final = (
    rf"全[市州省区县盟旗]|(?:[市州省区县盟]|自治区)?本级|[市州省区县盟镇乡]级|{_BELOW}|{_ZONE}|{_AREA}"
)
_SCOPE: Final = rf"(?P<scope>(?:{_LEVEL})(?:\([^()]{{1,16}}\))?)?(?:全年|本年|当年|累计|共|完成|实现|组织)*"
_MONEY: Final = r"一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?|社会保险基金(?:预算)?"
_FUND: Final = rf"(?:地方)?(?:{_MONEY})总?(?:收入|支出)"
_DEBT: Final = r"(?:(?:地方)?政府(?:一般|专项)?|一般|专项)债务(?:余额|限额)"
_TOTAL: Final = re.compile(rf"{_SCOPE}(?P<what>{_FUND}|{_DEBT}|税收收入|非税收入)(?!占|的|中)")
_LEAD: Final = re.compile(
    r"(?:总额|合计|总计|预计|累计|执行数|预算数?)?(?:预期|预计|拟)?(?:完成|为|达到?|实现|执行|安排|代编)?(?:了)?(?=\d)"
)
_DOWN: Final = re.compile(r"(?:下降|减少|降低|负增长|减[收支]|减|[减降]幅)[了为]?$")
_UP: Final = re.compile(r"(?:增长|增加|增[收支]|上升|提高|增|增幅)[了为]?$")
_BUDGET: Final = re.compile(r"(?:完成|为|占|达到?)[^,;。]{0,10}预算(?:数)?$")
"""Behind it stands what was budgeted, and behind that the share of it: 完成年初预算100万元的98%."""
_OF_BUDGET: Final = re.compile(r"(?:完成|为|占|达到?)[^,;。]{0,10}预算(?:数)?(?:[\d.,]+[万亿]?元)?的?$")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_COMPARABLE: Final = re.compile(r"可比|同口径|扣除")
_BEFORE: Final = 24


def read_told(pages: Sequence[Page], report_kind: str | None, fiscal_year: int | None) -> Narrative:
    """Read the totals that a government's running text states; without its sentences, which nothing else reads."""
    passages = read_passages(pages, report_kind, fiscal_year)
    stated = [(passage, statement) for passage in passages for statement in _statements(passage)]
    found = to_narrative(passages, stated, Accounts((), fiscal_year))
    return Narrative((), found.claims, (), (), found.passages)


def _statements(passage: Passage) -> Iterator[Statement]:
    plain = passage.plain
    totals = list(_TOTAL.finditer(plain))
    for at, total in enumerate(totals):
        if not total["scope"] and plain[: total.start()].endswith(")"):
            continue  # Of a part that brackets describe.
        lead = _LEAD.match(plain, total.end())
        amount = passage.amount_at(lead.end()) if lead is not None else None
        if amount is None or not amount.is_money:
            continue
        following = totals[at + 1].start() if at + 1 < len(totals) else len(plain)
        end = min(following, sentence_end(plain, amount.end))
        figures = [Stated("amount", amount), *_said(passage, amount.end, end)]
        yield Statement(KIND, _subject(passage, total), tuple(figures))


def _subject(passage: Passage, total: re.Match[str]) -> str:
    """Return scope and total as they are printed, without the words between them."""
    spans = [total.span(name) for name in ("scope", "what") if total[name]]
    return "".join(passage.text[start:end] for start, end in spans)


def _said(passage: Passage, start: int, end: int) -> Iterator[Stated]:
    """Yield the change and the share of the budget that stand behind an amount, each the first of its kind."""
    seen: set[str] = set()
    for amount in passage.amounts(start, end):
        words = _BRACKETS.sub("", passage.plain[start : amount.start])
        clause = re.split(r"[;。(]|,(?!\d)", words)[-1][-_BEFORE:]
        if _COMPARABLE.search(clause):
            continue
        measure = ""
        if amount.is_percent and (_DOWN.search(clause) or _UP.search(clause)):
            measure = "rate"
        elif amount.is_percent and _OF_BUDGET.search(clause):
            measure = "completion_rate"
        elif amount.is_money and (_DOWN.search(clause) or _UP.search(clause)):
            measure = "delta"
        elif amount.is_money and not _BUDGET.search(clause):
            return
        if measure and measure not in seen:
            seen.add(measure)
            yield Stated(
                measure, amount, is_negative=bool(_DOWN.search(clause)) and measure != "completion_rate"
            )
