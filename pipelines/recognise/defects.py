"""Defects of the text: slips that contradict no form, such as a word its own figures deny or a leftover.

Every rule is narrow: it fires on the wrong words themselves, never on what merely looks unusual.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.recognise.narrative import Sentence
from pipelines.recognise.narrative.plain import to_plain
from pipelines.recognise.titles import match_title
from pipelines.values.claims import Claim, Comparison, TextDefect

_UP: Final = "增加|增长|上升|提高"
_DOWN: Final = "减少|下降|降低"
_SUMS: Final = "决算数?|预算数?|执行数|总计|合计|支出|收入"
_NEARLY_EQUAL: Final = Decimal("0.01")  # 持平 is said of amounts that differ by less than this share
_LONGEST_HEADING: Final = 60


@dataclass(frozen=True, slots=True)
class _Rule:
    """One wrong wording, looked for in the plain text (half-width marks), or in its full sentences only."""

    kind: str
    pattern: re.Pattern[str]
    what: str
    is_of_prose: bool = False


_RULES: Final = (
    _Rule(
        "direction_word",
        re.compile(rf"(?:(?:{_UP})了?(?:{_DOWN})|(?:{_DOWN})了?(?:{_UP}))(?=了?\d)|({_UP}|{_DOWN})\1"),
        "Two words of direction stand side by side",
    ),
    _Rule(
        "direction_word",
        re.compile(
            rf"(?:{_UP})[(/、或]{{1,2}}(?:{_DOWN})\)?(?=\d)|(?:{_DOWN})[(/、或]{{1,2}}(?:{_UP})\)?(?=\d)"
        ),
        "Both directions are left standing before one figure",
    ),
    _Rule(
        "direction_word",
        re.compile(rf"(?:{_DOWN})了?-\d[\d,]*(?:\.\d+)?(?:万元|亿元|元|%)"),
        "A decrease is stated of a negative figure",
    ),
    _Rule(
        "placeholder",
        re.compile(
            r"20[X×x*]{2}年?|(?<![A-Za-z×*])(?:X{2,}|×{2,})(?![A-Za-z])|(?<![A-Za-z.:/])x{2,}(?=[年万元%个项人辆年、,。)])"
            r"|\*{2,}(?=年|万元|亿元|元|%|个)|_{2,}(?=年|万元|亿元|元|%|个|辆|人)"
        ),
        "A placeholder of the template was left in",
    ),
    _Rule(
        "template_instruction",
        re.compile(
            r"请(?:根据|按照?|结合)[^,。;]{0,20}(?:填写|填列|填报|修改|说明|补充)|(?:此处|在此)(?:请)?(?:填写|填列|插入|说明)"
            r"|(?:填列|填报|填写)的?数(?:据|字|额)?(?:应|须|需)与?[^。;]{0,40}一致"
            r"|根据(?:本部门|本单位|各自)?实际(?:情况)?(?:填写|填列|自行填写|进行填写|增减|修改)"
            r"|(?:没有|若无|如无|不涉及)[^,。;]{0,16}(?:的)?,?请(?:自行)?(?:删除|注明|说明|填写)"
            r"|数据来源于?财决(?:公开|附)?\d+表|仍保留[该本]表格式|(?<!表格式,并)在本表下方[作做]|(?:删除|保留)(?:此|本)(?:段|句|项|行)|\((?:部门|单位)(?:名称|全称)\)"
        ),
        "An instruction of the template was left in",
    ),
    _Rule(
        "doubled_mark",
        re.compile(r"(?<!。)。。(?!。)|(?<!,),,(?!,)|、、(?!、)|;;|::|[,、;:]。|,[、;:]|[、;:],|、;|;、"),
        "Two marks stand where one belongs",
    ),
    _Rule(
        "missing_number",
        re.compile(
            rf"(?:{_UP}|{_DOWN}|占比?|占比为)了?(?:万元|亿元|%)|占[^,。;:%\d(]{{1,24}}的%"
            rf"|完成(?:年初|全年|调整)?预算(?:数)?的?%|(?:{_SUMS})(?:均)?为(?:万元|亿元|%)"
        ),
        "A change, share or amount is stated without its number",
        is_of_prose=True,  # a column of a table may be headed 增长%
    ),
)
_HEADING: Final = re.compile(
    r"第[一二三四五六七八九十]{1,3}部分|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
)
_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})年度?")
_REPORT_WORDS: Final = {
    "final_account": re.compile(r"决算(?:公开)?(?:报?表|情况|说明|报告|公开|总表)"),
    "budget": re.compile(r"预算(?:公开)?(?:报?表|编制|情况说明|说明|公开|总表|安排情况)"),
}
_COMPARED: Final = re.compile(
    r"(?:与|较|比)(20\d{2})年度?(?:部门|年初)?(?:决算|预算|执行)?数?(?:相比|相较|比较)"
)
_RELATION_WORDS: Final = {">": "greater than", "<": "less than", "=": "equal to"}


def text_defects(
    sentences: Sequence[Sentence],
    comparisons: Sequence[Comparison],
    fiscal_year: int | None,
    report_kind: str | None,
) -> list[TextDefect]:
    """Return the slips of a document's text, in reading order; each place is told once.

    ``kind`` is direction_word, placeholder, template_instruction, wrong_year, doubled_mark or missing_number.
    """
    found = [defect for sentence in sentences for defect in _in_sentence(sentence, fiscal_year, report_kind)]
    found += _denied_words(comparisons)
    unique = {(defect.kind, defect.text, defect.page, defect.sentence): defect for defect in found}
    return sorted(unique.values(), key=lambda defect: defect.page)


def _in_sentence(
    sentence: Sentence, fiscal_year: int | None, report_kind: str | None
) -> Iterator[TextDefect]:
    plain = to_plain(sentence.text)
    if not re.search(r"[一-鿿]", plain):
        return
    is_prose = re.search(r"[,。;]", plain) is not None
    for rule in _RULES:
        for match in rule.pattern.finditer(plain) if is_prose or not rule.is_of_prose else ():
            yield _defect(rule.kind, rule.what, sentence, match)
    if fiscal_year is not None:
        yield from _wrong_years(sentence, plain, fiscal_year, report_kind)


def _defect(kind: str, what: str, sentence: Sentence, match: re.Match[str]) -> TextDefect:
    """Make a defect whose text is the printed words with a little of what stands around them."""
    start, end = max(0, match.start() - 6), min(len(sentence.text), match.end() + 6)
    printed = sentence.text[match.start() : match.end()]
    return TextDefect(
        kind=kind,
        what=f"{what} on page {sentence.page}: “{sentence.text[start:end]}”.",
        text=printed,
        page=sentence.page,
        sentence=sentence.text,
    )


def _wrong_years(
    sentence: Sentence, plain: str, fiscal_year: int, report_kind: str | None
) -> Iterator[TextDefect]:
    """Yield the year of a heading or title that is not the report's, and a comparison with a wrong year."""
    years = {int(match.group(1)) for match in _YEAR.finditer(plain)}
    if _is_report_heading(plain, report_kind) and years and fiscal_year not in years and len(years) == 1:
        match = _YEAR.search(plain)
        if match is not None:
            yield _defect(
                "wrong_year", f"A heading of the {fiscal_year} report bears another year", sentence, match
            )
    for match in _COMPARED.finditer(plain):
        if int(match.group(1)) == fiscal_year and "万元" in plain and years == {fiscal_year}:
            yield _defect(
                "wrong_year", f"The {fiscal_year} report compares its own year with itself", sentence, match
            )


def _is_report_heading(plain: str, report_kind: str | None) -> bool:
    """Tell whether a sentence is a heading or title that names this kind of report, by its words."""
    body = plain.rstrip("。:")
    words = _REPORT_WORDS.get(report_kind or "")
    if words is None or len(body) > _LONGEST_HEADING or re.search(r"[。;,:]|执行|上年|对比|较", body):
        return False
    title = match_title(body)
    is_form = title is not None and title.form_code is not None
    return is_form or (_HEADING.match(body) is not None and words.search(body) is not None)


def _denied_words(comparisons: Iterable[Comparison]) -> Iterator[TextDefect]:
    """Yield the words of comparison that the two figures themselves deny (大于 where it is smaller)."""
    for comparison in comparisons:
        left, right = _comparable(comparison.left, comparison.right)
        if left is None or right is None or comparison.relation not in _RELATION_WORDS:
            continue
        if _is_true(comparison.relation, left, right):
            continue
        yield TextDefect(
            kind="direction_word",
            what=(
                f"Page {comparison.left.page} says {comparison.word} of {_stated(comparison.left)} "
                f"and {_stated(comparison.right)}: the first is not {_RELATION_WORDS[comparison.relation]} "
                "the second."
            ),
            text=comparison.word,
            page=comparison.left.page,
            sentence=comparison.sentence,
        )


def _comparable(left: Claim, right: Claim) -> tuple[Decimal | None, Decimal | None]:
    if left.unit == right.unit:
        return left.value, right.value
    return left.amount_yuan, right.amount_yuan


def _is_true(relation: str, left: Decimal, right: Decimal) -> bool:
    if relation == ">":
        return left > right
    if relation == "<":
        return left < right
    return abs(left - right) <= _NEARLY_EQUAL * max(abs(left), abs(right))


def _stated(claim: Claim) -> str:
    return f"{claim.text_printed} {claim.unit}"
