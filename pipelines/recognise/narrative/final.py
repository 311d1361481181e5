"""Final accounts: what was read of a passage, as statements of the contract's kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.sides import is_carried_by_part, is_of_one_fund, is_of_procurement
from pipelines.recognise.narrative.statement import TOTAL, Stated, Statement
from pipelines.recognise.narrative.told import BUDGETS, Told
from pipelines.recognise.narrative.wording import comparisons
from pipelines.values.text import item_name

_EXECUTION: Final = ("initial_budget", "annual_budget", "final", "completion_rate")
_CHANGE: Final = {"delta": "delta", "rate": "rate"}
_PART: Final = {"amount": "amount", "share": "share"}
_GENERAL: Final = re.compile("一般公共预算|公共财政预算")
_FUND: Final = re.compile("政府性基金")
_CAPITAL: Final = re.compile("国有资本")
_SUMMED: Final = re.compile("总[计额数]|总决算|^总|(?<=务)总|(?<=年)总")
_USES: Final = re.compile(r"主要?用于(?:以下|下列|如下)?(?:几个?|各个?)?(?:方面|类别)")
_SECTION: Final = re.compile(
    r"(?:^|/)[^/]{0,4}(?<!拨款)(?:收入|支出)决算(?:情况|结构)[^/]*$|支出(?:决算)?结构"
)
_REMARK: Final = re.compile(r"[(（][^()（）]*[)）]")
_TRIM: Final = re.compile(r"^(?:其中|包括|主要是|[一二三四]是|按[^,，:：]*?分)[:：,，]?|^(?:用于|安排)")
_TAIL: Final = re.compile(r"(?:决算|支出决算|决算数|共|为|是|:|数)+$")
_OTHER_PROJECTS: Final = re.compile("其他政府采购项目[^。;]*$")
_OF_ONE_USE: Final = re.compile("(?:货物|工程|服务)(?:类)?(?:采购|支出)?(?:项目)?(?:授予|面向)")
_WON: Final = re.compile("中标|成交|授予")
_OF_FUND: Final = re.compile("财政拨款|一般公共预算|公共财政预算|政府性基金|国有资本经营")
# Their figures are split by fund (三公经费52.30万元,其中:一般公共预算支出52.30万元): no expenditure of the whole body.
_SPLIT_BY_FUND: Final = frozenset(
    {"public", "agency", "meeting", "procurement", "split", "item", "class", "spending"}
)
# A part of one of these is no part of the body's expenditure.
_NOT_WHOLE: Final = frozenset({"name", "known", "item", "class", "public", "agency"})
_ENOUGH: Final = 2


def statements(passage: Passage, told: Sequence[Told]) -> Iterator[Statement]:
    """Yield the statements of a passage of final accounts."""
    for index, one in enumerate(told):
        stop = told[index + 1].mention.start if index + 1 < len(told) else len(passage.plain)
        for statement in _of(passage, one):
            if not statement.figures:
                continue
            measures = frozenset(figure.measure for figure in statement.figures)
            said = comparisons(passage, one.mention.start, max(stop, one.mention.end), measures)
            yield replace(statement, said=tuple(said))


def _of(passage: Passage, told: Told) -> Iterator[Statement]:
    mention = told.mention
    match mention.family:
        case "public" | "agency":
            yield from _line(told)
        case "item":
            yield Statement("item_execution", mention.subject, _item(told), (), mention.names, mention.code)
        case "split":
            yield _renamed(told, "basic_split", mention.subject, {"amount": "amount", "final": "amount"})
        case "granted" if "基本支出" in mention.subject and not _FUND.search(mention.source):
            yield _renamed(told, "basic_split", "基本支出", {"amount": "amount", "final": "amount"})
        case "procurement":
            yield from _procurement(passage, told)
        case "total":
            yield from _total(passage, told)
        case "class":
            yield from _class(passage, told)
        case "part" | "source":
            yield from _named_part(passage, told)
        case "spending":
            yield from _spending(passage, told)
        case "name":
            yield from _unknown(passage, told)
        case _:
            return


def _procurement(passage: Passage, told: Told) -> Iterator[Statement]:
    if subject := _bought(passage, told):
        planned = {"budget": "amount"} if subject.endswith("预算") else {"final": "amount"}
        yield _renamed(told, "procurement", subject, {**_PART, **planned})


def _spending(passage: Passage, told: Told) -> Iterator[Statement]:
    """Yield a part of the body's expenditure; what an item or one fund is divided into is none."""
    is_whole = told.head is None or told.head.mention.family not in _NOT_WHOLE
    if is_whole and not is_of_one_fund(passage, told):
        yield _renamed(told, "structure", told.mention.subject, {**_PART, "final": "amount"})


def _line(told: Told) -> Iterator[Statement]:
    """Yield a 三公 line or operating costs; a vehicle's fuel among the latter is no 三公 line."""
    mention = told.mention
    if mention.family == "agency":
        yield Statement("agency_operating", mention.subject, _execution_of(told, "agency_operating"))
    elif told.head is None or told.head.mention.family != "agency":
        yield Statement("three_public", mention.subject, _execution_of(told, "three_public"))


def _renamed(told: Told, kind: str, subject: str, measures: Mapping[str, str]) -> Statement:
    figures = [replace(f, measure=measures[f.measure]) for f in told.figures if f.measure in measures]
    return Statement(kind, subject, tuple(figures), (), told.mention.names)


def _execution_of(told: Told, kind: str) -> tuple[Stated, ...]:
    """Return the figures of a 三公 line or of operating costs.

    An amount without a measure is final, or what the whole is whose part it is; the budget of the year stands
    before that of its beginning: it is the one that F09 prints.
    """
    bare = told.whole or "final"
    budget = next((name for name in BUDGETS if told.has(name)), "")
    names = {"amount": bare, "final": "final", "share": "share", **_CHANGE, budget: "budget"}
    if kind == "three_public":
        names["completion_rate"] = "completion_rate"
    else:
        names.pop("share")
    return _first(replace(f, measure=names[f.measure]) for f in told.figures if f.measure in names)


def _first(figures: Iterator[Stated]) -> tuple[Stated, ...]:
    found: dict[str, Stated] = {}
    for figure in figures:
        found.setdefault(figure.measure, figure)
    return tuple(found.values())


def _item(told: Told) -> tuple[Stated, ...]:
    """Return an item's figures; a budget without its time is that of the year, an amount alone is final."""
    final = next((f for f in told.figures if f.measure == "final"), None)
    out: list[Stated] = []
    for figure in told.figures:
        measure = figure.measure
        if measure == "budget":
            measure = "annual_budget"
        if measure == "amount":
            if final is not None and final.value == figure.value:
                continue
            measure = "headline" if final is not None else "final"
        if measure in (*_EXECUTION, "headline") and not any(o.measure == measure for o in out):
            out.append(replace(figure, measure=measure))
    return tuple(out)


def _class(passage: Passage, told: Told) -> Iterator[Statement]:
    """Yield a class: execution where budget and final figure are told, else a part of the whole; none of one fund."""
    if is_of_one_fund(passage, told):
        return
    figures = _item(told)
    if len({figure.measure for figure in figures}) >= _ENOUGH:
        yield Statement("item_execution", told.mention.subject, figures, (), told.mention.names)
    else:
        yield from _part(told, told.mention.subject, told.mention.names)


def _named_part(passage: Passage, told: Told) -> Iterator[Statement]:
    """Yield a part of the body's revenue; what one fund carried over and what procurement is paid from are none."""
    subject = told.mention.subject
    if is_of_procurement(passage, told) or is_carried_by_part(passage, told):
        return
    yield from _part(told, subject, ())


def _part(told: Told, subject: str, names: tuple[str, ...]) -> Iterator[Statement]:
    if told.head is not None and told.head.mention.family in ("item", "public"):
        return
    yield replace(_renamed(told, "structure", subject, {**_PART, "final": "amount"}), names=names)
    yield replace(_renamed(told, "total_yoy", subject, _CHANGE), names=names)


def _unknown(passage: Passage, told: Told) -> Iterator[Statement]:
    """Yield a part with a name that no list has, where it stands in a list of parts of the year's sums."""
    name = _REMARK.sub("", item_name(_TRIM.sub("", told.mention.subject.lstrip(".．、"))))
    name = re.sub(r"(?:支出){2,}$", "支出", _TAIL.sub("", name))
    head = told.head
    is_listed = head is not None and head.mention.family == "total" and _sum_side(head) != ""
    is_listed = (
        is_listed or _SECTION.search(passage.title) is not None or _USES.search(passage.plain) is not None
    )
    if head is not None and head.mention.family not in ("total", "name", "class"):
        return
    is_named = told.has("share") or name.endswith(("支出", "收入"))
    if is_listed and is_named and 2 <= len(name) <= 30:
        names = (name,) if not name.endswith("收入") else ()
        yield replace(_renamed(told, "structure", name, {**_PART, "final": "amount"}), names=names)


def _bought(passage: Passage, told: Told) -> str:
    """Return the subject of procurement: what is kept for small firms, and what they got of other projects, apart.

    What they got of goods, works or services alone is none: ''.
    """
    mention = told.mention
    if not mention.subject.endswith("企业") or not told.figures:
        return mention.subject
    first = max(passage.plain.rfind(mark, 0, mention.start) for mark in "。;,、\n") + 1
    clause = passage.plain[first : told.figures[0].amount.start]
    if _OF_ONE_USE.search(clause):
        return ""
    if _OTHER_PROJECTS.search(passage.plain, max(0, first - 20), mention.start):
        return f"其他项目{mention.subject}"
    return f"{mention.subject}预留预算" if "预留" in clause and not _WON.search(clause) else mention.subject


def _sum_side(told: Told) -> str:
    mention = told.mention
    return mention.side if not mention.source and not _SUMMED.search(mention.subject) else ""


def _total(passage: Passage, told: Told) -> Iterator[Statement]:
    mention = told.mention
    subject, side, source = mention.subject, mention.side, mention.source
    if told.head is not None and told.head.mention.family in _SPLIT_BY_FUND:
        return
    names = {1: {"收": "收入", "支": "支出"}.get(side, "")}
    if side == "收支":
        whole = f"{source if source == '财政拨款' else ''}收支总计" if source in ("", "财政拨款") else subject
        yield _renamed(told, "total_yoy", whole, {"amount": "amount", **_CHANGE})
    elif not source and subject.startswith("预算"):
        return
    elif not source and _SUMMED.search(subject):
        yield _renamed(told, "total_yoy", f"{names[1]}总计", {"amount": "amount", **_CHANGE})
    elif not source and _is_of_fund(passage, told):
        return
    elif not source:
        yield _renamed(told, "structure", f"本年{names[1]}合计", {**_PART, "final": "amount"})
        yield _renamed(told, "total_yoy", f"本年{names[1]}合计", _CHANGE)
    elif source == "财政拨款" and _SUMMED.search(subject):
        yield _renamed(told, "total_yoy", f"财政拨款{names[1]}总计", {"amount": "amount", **_CHANGE})
    elif side == "收":
        yield from _part(told, subject, ())
    else:
        yield from _fund(passage, told)


def _is_of_fund(passage: Passage, told: Told) -> bool:
    """Tell whether a sum (本年收入) is said of one fund, by its sentence or by the heading it stands under."""
    before = passage.sentence_before(told.mention.start)
    return _OF_FUND.search(before) is not None or _OF_FUND.search(passage.under) is not None


def _fund(passage: Passage, told: Told) -> Iterator[Statement]:
    """Yield the expenditure of one kind of money: its execution, its change, its share of all."""
    source = told.mention.source
    if _FUND.search(source) or _CAPITAL.search(source):
        name = "政府性基金预算" if _FUND.search(source) else "国有资本经营预算"
        kind, subject = "fund_execution", f"{name}财政拨款支出"
    elif _GENERAL.search(source) or TOTAL in passage.title:
        kind, subject = "item_execution", TOTAL
    else:
        yield _renamed(told, "total_yoy", "财政拨款支出", {"amount": "amount", "final": "amount", **_CHANGE})
        yield _renamed(told, "structure", "财政拨款支出", {"share": "share"})
        return
    figures = _item(told)
    execution = tuple(f for f in figures if f.measure != "headline")
    is_executed = (
        any(f.measure == "final" for f in figures) and len({f.measure for f in execution}) >= _ENOUGH
    )
    if is_executed:
        yield Statement(kind, subject, execution)
    if kind == "item_execution":
        final = {} if is_executed else {"final": "amount"}
        yield _renamed(told, "total_yoy", subject, {"amount": "amount", **final, **_CHANGE})
        yield _renamed(told, "structure", subject, {"share": "share"})


def sided(found: Sequence[tuple[Passage, Statement]]) -> list[tuple[Passage, Statement]]:
    """Name totals of one side by their common name (收支总计) where both sides have the same figures."""
    out: list[tuple[Passage, Statement]] = []
    for passage, one in found:
        if one.kind == "total_yoy" and one.subject.endswith(("收入总计", "支出总计")):
            stem = one.subject.removesuffix("收入总计").removesuffix("支出总计")
            values = {
                (f.measure, f.value)
                for _, other in found
                if other.kind == "total_yoy" and other.subject in (f"{stem}收入总计", f"{stem}支出总计")
                for f in other.figures
                if f.measure == "amount"
            }
            if len(values) == 1:
                out.append((passage, replace(one, subject=f"{stem}收支总计")))
                continue
        out.append((passage, one))
    return out
