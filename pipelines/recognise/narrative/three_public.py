"""三公经费 (three_public): budget, final, completion, share and change of the total and each line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Stated, Statement
from pipelines.recognise.narrative.wording import (
    MONEY,
    before_reason,
    changes,
    comparisons,
    execution,
    later_changes,
    paragraph_end,
    share,
)

_TOTAL: Final = "合计"
_LINES: Final = (
    (
        "公务用车购置及运行维护费小计",
        r"公务用车购置费?(?:及|和|与|、)(?:公务用车)?运行(?:维护)?(?:费用|费|经费|支出)?",
    ),
    ("因公出国（境）费", r"因公出国\(?境?\)?(?:费用|费|经费|支出)"),
    ("公务用车运行维护费", r"公务用车运行(?:维护)?(?:费用|费|支出)"),
    ("公务用车购置费", r"公务用车购置(?:费用|费|支出|(?=(?:年初|全年)?预算))"),
    ("公务接待费", r"公务接待(?:费用|费|经费)"),
    (_TOTAL, r"[“\"'‘「]?三公[”\"'’」]?经费"),
)
_MENTION: Final = re.compile("|".join(f"(?P<l{i}>{pattern})" for i, (_, pattern) in enumerate(_LINES)))
_DIRECT: Final = re.compile(
    rf"(?:财政拨款)?(?:预算)?(?:总)?(?:支出)?(?:决算)?(?:支出)?(?:总额|总数|数|额|金额)?(?:合计|共计?)?(?:为|是|:)?(?={MONEY})"
)


def read(passage: Passage) -> Iterator[Statement]:
    """Yield what is said of the total and of each line, one statement for each mention."""
    plain = passage.plain
    if "三公" not in plain and "三公" not in passage.title:
        return
    mentions = [match for match in _MENTION.finditer(plain) if not _is_whole(plain, match.start())]
    for index, match in enumerate(mentions):
        subject = next(name for i, (name, _) in enumerate(_LINES) if match[f"l{i}"] is not None)
        end = mentions[index + 1].start() if index + 1 < len(mentions) else len(plain)
        limit = min(end, paragraph_end(plain, match.end()))
        figures = _figures(passage, match.end(), before_reason(passage, match.end(), limit))
        if not any(figure.measure == "delta" for figure in figures):
            figures = (*figures, *later_changes(passage, match.end(), limit))
        if figures:
            stop = mentions[index + 1].end() if index + 1 < len(mentions) else limit
            said = comparisons(passage, match.start(), stop, frozenset(f.measure for f in figures))
            yield Statement("three_public", subject, figures, tuple(said))


def _is_whole(plain: str, at: int) -> bool:
    """Tell whether the total is named only as that of which something is a share (占“三公”经费的…%)."""
    return re.search(r"占[^,。;:\n]{0,16}$", plain[max(0, at - 20) : at]) is not None


def _figures(passage: Passage, start: int, end: int) -> tuple[Stated, ...]:
    """Return the figures between a line's name and the next; one without words before it is the final figure.

    The budget of the year stands before that of its beginning: it is the one that F09 prints.
    """
    found: dict[str, Stated] = {}
    direct = _DIRECT.match(passage.plain, start, end)
    is_budget = direct is not None and "预算" in direct.group()
    if direct is not None and (amounts := passage.amounts(direct.end(), end)):
        measure = "budget" if is_budget else "final"
        found[measure] = Stated(measure, amounts[0])
    told = {figure.measure: figure.amount for figure in execution(passage, start, end)}
    for measure in ("annual_budget", "budget", "initial_budget", "final", "completion_rate"):
        if measure in told:
            name = "budget" if measure.endswith("budget") else measure
            found.setdefault(name, Stated(name, told[measure]))
    part = share(passage, start, end)
    if part is not None:
        found["share"] = part
    for change in changes(passage, start, end):
        found[change.measure] = change
    return tuple(sorted(found.values(), key=lambda figure: figure.amount.start))
