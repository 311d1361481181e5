"""Structure: what a report says of bodies and their accounts: members, parents, former names, restated years.

Findings are evidence of a document, never chosen values: ``member_body`` (a unit whose accounts are in these),
``parent_body`` (whose accounts hold these), ``superior_body`` (whom an institution says that it stands under),
``former_body`` (the name before a renaming), ``merged_body`` (taken over by this one, or kept no longer),
``split_body`` (of which this one was a part), ``prior_restated`` (last year's figures were put on this year's footing),
``budget_basis`` (``adjusted`` where a budget says that it was adjusted) and ``three_public_basis`` (whether 预算数 of
the three public expenses is the initial or the adjusted budget).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, zip_longest
from typing import Final

from pipelines.recognise.member_tables import members_in_tables
from pipelines.values.identity import Evidence
from pipelines.values.pages import Page
from pipelines.values.text import squeeze

_PAGES: Final = 20
_LONGEST_LIST: Final = 4000
_QUOTED: Final = 120
_LINES_OF_A_NAME: Final = 3
_NAME: Final = r"[一-龥][一-龥()（）“”]{2,29}?"
_HEAD: Final = re.compile(
    r"(?:纳入|列入|编入|包含在)[^。;；]{0,50}?(?:范围|汇总|决算|预算)的?[^。;；:：]{0,24}?单位[^。;；:：]{0,24}?(?:包括|具体为|如下|分别为|分别是|有|为|[:：])[:：]?"
    r"|部门(?:决算|预算)(?:由|包括)[:：]?"
    r"|(?:决算|预算)(?:汇总|编制|编报)?范围[^。;；:：]{0,8}?(?:包括|具体为|如下|分别为|分别是|[:：])[:：]?"
    r"|(?:预算|决算)单位的?构成(?:情况)?(?:如下|包括|有|为)?[:：]"
    r"|(?:所属|下属|二级预算)单位[^:：;；]{0,80}?(?:主要|具体)?(?:包括|分别为|分别是|有)[:：]"
    r"|\d{1,3}[个家]二级(?:预算)?单位[:：]"
    r"|(?:所属|下属|下设|直属|下辖)[^。;；:：]{0,16}?单位[^。;；:：]{0,12}?(?:包括|具体为|如下|分别为|分别是|有|[:：])[:：]?"
)
_SPLIT: Final = re.compile(
    r"[;；,，、。]|(?<=[个家])[:：]|(?<=本级)[和及与]|(?<=本级[预决]算)[和及与]|\d{1,3}[.．、)）]|[(（][一二三四五六七八九十\d]{1,3}[)）]|(?<=[局所校院站园处馆队社心])[和及]"
)
_MEMBER: Final = re.compile(
    r"[一-龥“”]{3,40}(?:局|委|办|会|室|院|校|所|站|队|中心|小学|中学|学校|幼儿园|大队|支队|馆|社|处|园|场|库|部|院区|服务部|总站)"
)
# Beside a unit that is called one, whatever stands alone between two marks of a list is one: X公路管理段, X剧团.
_LISTED_ALONE: Final = re.compile(
    r"(?!.*(?:预算|决算|收入|支出|情况|说明|概况|本级))(?!其中|分别|以下|具体|以及)[一-龥“”]{3,30}(?<![等个单位家])"
)
_OWN_BEHIND: Final = re.compile(r"[(（]?(?:本级|机关|本部)")
# What stands before a name in a list of units: 以及X, 下属事业单位X, the number of its row, and a table's head.
_BEFORE: Final = re.compile(
    r"^(?:以及|还有|(?:下属|所属|直属)(?:的)?(?:二级)?(?:预算|事业|行政)?单位|\d{1,3}(?=[一-龥])|序号|(?:预算|二级预算)?单位(?:名称)?$)+"
)
_OWN: Final = re.compile(r"(?:本级|机关|本部)[)）]?$|^(?:本级|机关|局机关|委机关|本部门|本单位)$")
_CHILD: Final = re.compile(
    rf"(?:为|是|系|隶属于|隶属|归口)(?P<parent>{_NAME}(?:局|委员会|委|办公室|部|政府|会|厅))(?:所属|下属|直属|管理|领导)的?"
    r"[^。;；,，]{0,12}?(?:单位|机构|学校|医院)"
)
_SUPERIOR: Final = re.compile(
    rf"(?:隶属于?|(?:主管|举办)(?:部门|单位)(?:[为是:：]|名称[:：])+)(?P<parent>{_NAME}(?:局|委员会))(?=[。;；,，、管领直下所]|$)"
)
_FORMER: Final = re.compile(
    rf"原(?P<old>{_NAME})(?:\d{{4}}年(?:\d+月)?)?(?:更名为|改名为|改称|变更为|组建为)(?P<new>{_NAME})(?=[。,，;；]|$)"
)
_MERGED: Final = re.compile(
    rf"(?:将)?原(?P<old>{_NAME})(?:于\d{{4}}年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?)?(?:整体|全部)?(?:并入|划入|合并到|合并至|整合到)"
)
# Without 原 the words before and behind must be bodies (X县乡村振兴局并入X县农业农村局); a title may run into it.
_JOINED: Final = re.compile(
    rf"(?<![一-龥])(?:[一-龥]{{0,20}}(?:决算|预算|公开|说明|情况))?将?(?P<old>{_NAME}(?<=[局委会办部院厅站队所心社]))"
    r"(?:于?\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?)?(?:整体|全部)?并入"
    r"(?=[一-龥]{0,24}(?:局|委|办|部|会|院|厅|中心|部门|单位)(?![一-龥]))"
)
_SPLIT_UP: Final = re.compile(
    rf"(?<![一-龥])(?:[一-龥]{{0,20}}(?:决算|预算|公开|情况|说明|改革|方案))?将?原?(?P<old>{_NAME})(?:\d{{4}}年(?:\d+月)?)?(?:分设|拆分|分立|分拆|一分为二)(?:为|成|，|,|$)"
)
_KEPT_NO_LONGER: Final = re.compile(
    r"(?:不再保留|(?:予以)?撤销)原?(?P<bodies>[一-龥、和及]{3,120})"
    r"|(?:将|由|原)原?(?P<joined>[一-龥、和及与]{5,80}?)(?:合并|整合|归并)[^。]{0,6}?(?:组建|成立|设立|为)"
)
_BODY: Final = re.compile(r"[一-龥]{2,30}(?:局|委员会|委|办公室|办|会|部|院|厅|中心|站|队|所)")
_LISTED: Final = re.compile(r"[、]|(?<=[局委会办部院室])[和及与]")
_RESTATED: Final = re.compile(
    r"(?:上年|去年|同期|年初|以前年度)[^。;；]{0,16}?口径[^。;；]{0,10}?(?:调整|重述|还原)"
    r"|(?:上年|去年|同期|以前年度)[^。;；]{0,12}?(?:追溯|重述|还原)"
    r"|(?:合并|调整|同一|可比)后?(?:的)?口径[^。;；]{0,8}?(?:计算|比较|调整)"
    r"|(?:机构|职能|职责|单位|隶属关系)(?:改革|划转|划入|划出|合并|调整)[^。;；]{0,24}?(?:口径|基数|年初数|上年数)[^。;；]{0,10}?(?:调整|变化|不同|不一致)"
)

# The note below the form of the three public expenses says which budget its 预算数 is.
_BASIS: Final = re.compile(
    r"预算数[”\"]?(?:为|是|指|系|反映)[^。;；]{0,16}?(?P<basis>全年|年初|调整)(?:后的?)?预算"
    r"|预算数[^。;；]{0,24}?(?P<adjusted>调整后)的?预算数"
)

_ADJUSTED: Final = re.compile(
    r"将[^。;；]{0,30}?(?:预算(?:调整|变更|追加)|(?:调整|变更)后的?[^。;；]{0,12}?预算)[^。;；]{0,16}?(?:公开|公布|公告|公示)"
)


def from_structure(pages: Sequence[Page]) -> Iterator[Evidence]:
    """Yield what the running text of the first pages says of bodies and of last year's figures."""
    for page in pages[:_PAGES]:
        lines = [squeeze(line.text) for line in page.lines]
        text = "".join(lines)
        for name in (*members_in("\n".join(lines)), *members_in_tables(page)):
            yield Evidence("member_body", name, "narrative", page.number, name)
        for match in _KEPT_NO_LONGER.finditer(text):
            for name in filter(_BODY.fullmatch, _LISTED.split(match["bodies"] or match["joined"])):
                yield Evidence("merged_body", name, "narrative", page.number, match[0][:_QUOTED])
        for field, pattern, group in (
            ("parent_body", _CHILD, "parent"),
            ("superior_body", _SUPERIOR, "parent"),
            ("former_body", _FORMER, "old"),
            ("merged_body", _MERGED, "old"),
            ("merged_body", _JOINED, "old"),
            ("split_body", _SPLIT_UP, "old"),
        ):
            for match in pattern.finditer(text):
                yield Evidence(field, match[group], "narrative", page.number, match[0][:_QUOTED])
        for match in _BASIS.finditer(text):
            basis = "initial" if match["basis"] == "年初" else "adjusted"
            yield Evidence("three_public_basis", basis, "narrative", page.number, match[0])
        if (adjusted := _ADJUSTED.search(text)) is not None:
            yield Evidence("budget_basis", "adjusted", "narrative", page.number, adjusted[0][:_QUOTED])
        if (restated := _RESTATED.search(text)) is not None:
            yield Evidence("prior_restated", "true", "narrative", page.number, restated[0][:_QUOTED])


def members_in(text: str) -> Iterator[str]:
    """Yield the names of the units that a text lists as part of its accounts, the own office left out.

    A name may go over the end of a line; one that a line ends with ends there.

    >>> list(members_in("纳入某县教育局部门决算编制范围的二级预算单位包括：1.某县教育局本级；2.某县第一高级中学。"))
    ['某县第一高级中学']
    """
    for listed in _lists_in(text):
        parts = [(part, list(_names_in(part))) for part in _SPLIT.split(listed)]
        has_unit = any(names for _, names in parts)
        for part, names in parts:
            alone = _BEFORE.sub("", part.strip("\n"))
            is_unit = has_unit and not names and _LISTED_ALONE.fullmatch(alone)
            found = [(alone, alone)] if is_unit else names
            yield from (name for name, whole in found if not _OWN.search(name) and not _OWN.search(whole))


def _lists_in(text: str) -> Iterator[str]:
    """Yield what stands behind each head of a list of units, up to the end of the sentence, lines kept.

    What leads from one head to the next in a sentence is no unit: 单位构成:X局部门决算包括:….
    """
    plain = text.replace("\n", "")
    ends = list(accumulate(len(line) for line in text.split("\n")))
    heads = list(_HEAD.finditer(plain))
    for head, following in zip_longest(heads, heads[1:]):
        end = plain.find("。", head.end())
        end = min(end if end >= 0 else len(plain), head.end() + _LONGEST_LIST)
        if following is not None and following.start() < end:
            marks = [m.start() for m in _SPLIT.finditer(plain, head.end(), following.start())]
            end = marks[-1] if marks else head.end()
        cuts = [head.end(), *(at for at in ends if head.end() < at < end), end]
        yield "\n".join(plain[start:stop] for start, stop in pairwise(cuts))


def _names_in(part: str) -> Iterator[tuple[str, str]]:
    """Yield the names of units at the beginning of a part of a list, each with what its lines begin with."""
    lines = [_BEFORE.sub("", line) for line in part.split("\n")]
    lines = lines[:1] + [line for line in lines[1:] if line] if any(lines) else lines
    begin = 0
    while begin < len(lines):
        for end in range(begin + 1, min(begin + _LINES_OF_A_NAME, len(lines)) + 1):
            whole = "".join(lines[begin:end])
            if _MEMBER.fullmatch(whole) or _OWN.search(whole):
                yield whole, whole
                begin = end
                break
        else:
            whole = "".join(lines[begin : begin + _LINES_OF_A_NAME])
            match = _MEMBER.match(lines[begin]) if begin == 0 else None
            if match is None and begin == 0 and len(lines) > 1:
                match = _MEMBER.match(whole)
            if match is not None:
                is_own = _OWN_BEHIND.match(whole, match.end()) is not None
                yield match[0], f"{match[0]}本级" if is_own else match[0]
            return
