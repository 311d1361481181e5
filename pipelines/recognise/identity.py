"""Identity: who reported, for which county, for which year, which kind of report — each with its evidence.

Every candidate is kept with the words it was read from. The best supported one is chosen; where the evidence
is weak or split, the field is named as uncertain.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Final

from pipelines.forms import form as form_definition
from pipelines.recognise import government
from pipelines.recognise.bodies import BODY_LABEL
from pipelines.recognise.context import ContextLine
from pipelines.recognise.divisions import DivisionIndex, DivisionMatch
from pipelines.recognise.folders import bodies_of_folders, division_of_folders
from pipelines.recognise.heading import COVER_LINES, DATE, LONGEST_LINE, headings, report_title
from pipelines.recognise.report_name import (
    END_OF_BODY,
    ENDS,
    OWN_OFFICE,
    clean_body,
    from_report_name,
)
from pipelines.recognise.structure import from_structure
from pipelines.recognise.titles import match_title, names_form
from pipelines.values.identity import Evidence, ReportIdentity, SourceHints
from pipelines.values.items import FormTable
from pipelines.values.pages import Page
from pipelines.values.text import chinese_number, chinese_year, squeeze

# How much a source tells: forms decide the report's kind; a file name alone is not enough.
_WEIGHT: Final[Mapping[str, int]] = {
    "site": 6,
    "table": 5,
    "cover": 4,
    "header_line": 4,
    "title": 3,
    "file_name": 2,
    "narrative": 1,
}
_CERTAIN: Final = 3
# A title above the table of a first page: it names the report, and says no more.
_TITLE: Final = re.compile(r"^[^:：。|]{4,60}(?:表|情况|说明|决算|预算|公开)$")
_PLACE_ABOVE: Final = re.compile(r"[省市县区旗州盟党]$")
_YEAR_LINE: Final = re.compile(r"[(（]?(?P<year>20\d{2})年度?[)）]?")
_CHINESE_DATE: Final = re.compile(
    r"(?P<y>[一二三四五六七八九〇零○Ｏ]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?:(?P<d>[一二三四五六七八九十]{1,3})日)?"
)
_PUBLISHED: Final = re.compile(
    r"(?:发布|公开|公布)(?:时间|日期)[:：]?(?P<date>20\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)"
)
_OWN_PARTS: Final = re.compile(r"^第[一二三四]部分(?P<name>.{2,50}?)(?:概况|基本情况|20\d{2}年)")
_SPOKEN_OF: Final = 3
_SHORTEST_CUT: Final = 5
_PAGES_OF_A_NAME: Final = 6
_LONGEST_LEAD: Final = 20
# What ends otherwise than names of bodies do may be cut.
_WHOLE: Final = re.compile(rf"{END_OF_BODY}$")
_REST: Final = rf"[一-龥]{{0,4}}?[心{ENDS}]"


def identify(
    pages: Sequence[Page],
    tables: Sequence[FormTable],
    context_of: Mapping[int, Sequence[ContextLine]],
    hints: SourceHints,
    divisions: DivisionIndex,
) -> ReportIdentity:
    """Find a document's identity from its cover, the lines above its tables, its file name and its site."""
    found = [
        *_from_cover(pages),
        *_from_hints(hints),
        *_from_context(tables, context_of),
        *_from_tables(tables),
        *_from_parts(pages),
        *_from_narrative(pages),
        *from_structure(pages),
    ]
    found += _from_whole_names(pages, found, divisions)
    if "organisation_name" not in hints.of_many:
        found += bodies_of_folders(hints.folders, [e.value for e in found if e.field == "organisation_name"])
    if own := list(government.from_titles(pages, tables, divisions)):
        found = [e for e in found if e.field not in ("organisation_kind", "organisation_name")] + own
    if hints.page_date is not None:
        found.append(
            Evidence("publish_date", hints.page_date.isoformat(), "site", None, hints.page_date.isoformat())
        )
    chosen: dict[str, str] = {}
    uncertain: list[str] = []
    for field in (
        "report_kind",
        "organisation_name",
        "fiscal_year",
        "organisation_kind",
        "publish_date",
        "unit",
    ):
        value, is_certain = _choose(field, found)
        if value is not None:
            chosen[field] = value
        if not is_certain and field not in ("publish_date", "unit"):
            uncertain.append(field)
    found.extend(_from_divisions(found, chosen.get("organisation_name"), hints, divisions))
    code, is_certain = _choose("division_code", found)
    if code is not None:
        chosen["division_code"] = code
    if not is_certain:
        uncertain.append("division_code")
    published = chosen.get("publish_date", "")
    return ReportIdentity(
        title=report_title(pages, tables, hints),
        report_kind=chosen.get("report_kind"),
        organisation_kind=chosen.get("organisation_kind"),
        organisation_name=chosen.get("organisation_name"),
        division_code=chosen.get("division_code"),
        fiscal_year=int(chosen["fiscal_year"]) if "fiscal_year" in chosen else None,
        publish_date=date.fromisoformat(published) if len(published) == 10 else None,
        unit=chosen.get("unit"),
        uncertain_fields=tuple(sorted(uncertain)),
        evidence=tuple(_mark(found, chosen)),
    )


def _from_hints(hints: SourceHints) -> Iterator[Evidence]:
    """Read what the file's name and its site's title say; those of a compilation tell nothing of one of its reports."""
    for text, source in ((hints.file_name.rsplit(".", 1)[0], "file_name"), (hints.page_title, "site")):
        for evidence in from_report_name(squeeze(text), source, None):
            if evidence.field not in hints.of_many:
                yield evidence


def _choose(field: str, found: Iterable[Evidence]) -> tuple[str | None, bool]:
    """Return (value, certain): each source counts once per value; a close second value makes it uncertain."""
    sources: dict[str, set[str]] = defaultdict(set)
    for evidence in found:
        if evidence.field == field:
            sources[evidence.value].add(evidence.source)
    if field == "organisation_name":
        _join_cut_names(sources)
    scores = Counter({value: sum(_WEIGHT[source] for source in names) for value, names in sources.items()})
    if not scores:
        return None, False
    ranked = scores.most_common()
    value, score = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    if second == score and field == "division_code":
        return None, False
    return value, score >= _CERTAIN and score >= 1.5 * second


def _join_cut_names(sources: dict[str, set[str]]) -> None:
    """Count names that are the end of a longer one for that: a page's edge cuts long titles, some at both ends.

    Within or at the beginning of a longer name stands another body: 教育局 is not 青河县教育局第二小学; 委 is 委员会.
    """
    for name in sorted(sources, key=len):
        is_cut_behind = not _WHOLE.search(name)
        longer = [
            other
            for other in sources
            if (other != name and other.endswith(name))
            or (is_cut_behind and name in other[1:])
            or other.removeprefix(name) in ("员会", "公室")
        ]
        if longer:
            sources[max(longer, key=len)] |= sources.pop(name)


def _mark(found: Iterable[Evidence], chosen: Mapping[str, str]) -> Iterator[Evidence]:
    seen: set[tuple[str, str, str]] = set()
    for e in found:
        identity = (e.field, e.value, e.source)
        if identity not in seen:
            seen.add(identity)
            yield Evidence(e.field, e.value, e.source, e.page, e.text, chosen.get(e.field) == e.value)


def _from_cover(pages: Sequence[Page]) -> Iterator[Evidence]:
    if not pages:
        return
    page = pages[0]
    if page.label:
        yield from from_report_name(squeeze(page.label), "cover", page.number)
    for line in page.lines[:COVER_LINES]:
        if (match := _PUBLISHED.search(squeeze(line.text))) is not None:
            yield from _dates([match["date"]], page.number)
    lines = [squeeze(line.text)[:LONGEST_LINE] for line in page.lines[:COVER_LINES]]
    end = next((i for i, text in enumerate(lines) if text.startswith("目录")), len(lines))
    lines = lines[:end]
    if page.grids:
        ways = ([text for text in lines if _TITLE.search(text)], *headings(lines))
        named = [[e for text in way for e in from_report_name(text, "cover", page.number)] for way in ways]
        yield from max(named, key=lambda found: len({e.field for e in found}))
        for text in takewhile(lambda text: not names_form(text), lines):
            if label := BODY_LABEL.search(text):
                yield from _body(label["name"], "cover", page.number, text)
            elif DATE.fullmatch(text):
                yield from _dates([text], page.number)
        return
    for text in lines:
        if label := BODY_LABEL.search(text):
            yield from _body(label["name"], "cover", page.number, text)
    joined = "".join(text for text in lines if not BODY_LABEL.search(text) and not DATE.fullmatch(text))
    yield from _named_on(lines, joined, page.number)
    yield from _dates(lines, page.number)


def _named_on(lines: Sequence[str], joined: str, page: int) -> list[Evidence]:
    """Return what a cover names: all its lines as one, or the line that says it alone below what is none of a body.

    A place above it (青河县) belongs to the body, the path of a web page (首页>信息公开) does not.
    """
    whole = list(from_report_name(joined, "cover", page))
    body = next((e.value for e in whole if e.field == "organisation_name"), "")
    if not body:
        return whole
    for text in lines:
        alone = list(from_report_name(text, "cover", page))
        own = next((e.value for e in alone if e.field == "organisation_name"), "")
        above = body.removesuffix(own)
        if own and above and above != body and not _PLACE_ABOVE.search(above):
            return alone
    return whole


def _dates(lines: Sequence[str], page: int) -> Iterator[Evidence]:
    for text in lines:
        if match := DATE.search(text):
            parts = [match["y"] or match["iso"], match["m"] or match["im"], match["d"] or match["id"]]
            yield Evidence("publish_date", "{}-{:0>2}-{:0>2}".format(*parts), "cover", page, text)
        elif (match := _CHINESE_DATE.search(text)) and (year := chinese_year(match["y"])):
            month, day = chinese_number(match["m"]), chinese_number(match["d"] or "")
            value = f"{year}-{month:02}" + (f"-{day:02}" if day else "")
            yield Evidence("publish_date", value, "cover", page, text)


def _body(name: str, source: str, page: int | None, text: str) -> Iterator[Evidence]:
    if OWN_OFFICE.search(name):
        yield Evidence("organisation_kind", "unit", source, page, text)
    name = re.sub(r"[(（](?:本级|机关|本部|部门|汇总|盖章|公章).*?[)）]$", "", name.strip("，,。:：_ "))
    if 2 < len(name) <= 40 and not re.fullmatch(r"(?:人民币)?[百千万亿]{0,2}元[)）]?", name):
        yield Evidence("organisation_name", name, source, page, text)


def _from_context(
    tables: Sequence[FormTable], context_of: Mapping[int, Sequence[ContextLine]]
) -> Iterator[Evidence]:
    """Read body, year and edition from the lines above each table."""
    for table in tables:
        for line in context_of.get(table.table_no, ()):
            text = squeeze(line.text)
            if (label := BODY_LABEL.search(text)) and table.form_code:
                yield from _body(label["name"], "header_line", line.page, text)
            year = _YEAR_LINE.search(text) if len(text) <= 60 else None
            if year and (
                _YEAR_LINE.fullmatch(text)
                or (table.form_code and (BODY_LABEL.search(text) or text == table.title_printed))
            ):
                source = "title" if text == table.title_printed else "header_line"
                yield Evidence("fiscal_year", year["year"], source, line.page, text)


def _from_tables(tables: Sequence[FormTable]) -> Iterator[Evidence]:
    kinds: Counter[str] = Counter()
    units: Counter[str] = Counter()
    editions: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    for table in tables:
        if table.form_code is None:
            continue
        if (title := match_title(table.title_printed)) and (body := clean_body(title.prefix)):
            bodies[body] += 1
        report_kind = form_definition(table.form_code).report_kind
        kinds[report_kind] += 1
        if table.unit and table.items:
            units[table.unit] += len(table.items)
        if table.is_unit_edition:
            editions["unit"] += 1
        elif report_kind == "budget" and "部门" in table.title_printed:
            # 部门 is the edition's word in budgets only; a self-evaluation is titled 部门整体支出… in both editions.
            editions["department"] += 1
    for field, counts in (("report_kind", kinds), ("unit", units), ("organisation_kind", editions)):
        if counts:
            value, number = counts.most_common(1)[0]
            yield Evidence(field, value, "table", None, f"{number} of {sum(counts.values())}")
    for body, number in bodies.most_common(1):
        if number > 1:
            yield Evidence("organisation_name", body, "title", None, f"{number} titles")


def _from_parts(pages: Sequence[Page]) -> Iterator[Evidence]:
    """Read the body from the headings of a report's parts: 第一部分 X概况, 第二部分 X2024年度部门决算表."""
    for page in pages:
        for line in page.lines:
            text = squeeze(line.text)
            if not text.startswith("第") or len(text) > 60 or not (match := _OWN_PARTS.match(text)):
                continue
            if body := clean_body(match["name"]):
                yield Evidence("organisation_name", body, "title", page.number, text)
            yield from (
                e
                for e in from_report_name(text, "title", page.number)
                if e.field in ("fiscal_year", "report_kind", "organisation_kind")
            )


def _from_narrative(pages: Sequence[Page]) -> Iterator[Evidence]:
    """Read the year the running text speaks of most; the year before is named too, for comparison."""
    years = Counter(
        year
        for page in pages
        for line in page.lines
        for year in re.findall(r"(20\d{2})年度", squeeze(line.text))
    ).most_common(2)
    if years and years[0][1] >= _SPOKEN_OF and (len(years) == 1 or years[0][1] >= 1.5 * years[1][1]):
        yield Evidence(
            "fiscal_year", years[0][0], "narrative", None, f"{years[0][0]}年度, {years[0][1]} times"
        )


def _from_whole_names(
    pages: Sequence[Page], found: Sequence[Evidence], divisions: DivisionIndex
) -> Iterator[Evidence]:
    """Read the whole of a name that a page's edge cuts from a line that begins with it: 某局负责…."""
    names = dict.fromkeys(e.value for e in found if e.field == "organisation_name")
    cut = [name for name in names if len(name) >= _SHORTEST_CUT and divisions.find(name) is None]
    if not cut:
        return
    lines = [(page.number, squeeze(line.text)) for page in pages[:_PAGES_OF_A_NAME] for line in page.lines]
    held = _lines_holding(cut, [text for _, text in lines])
    for name in filter(held.__contains__, cut):
        whole = re.compile(
            rf"[一-龥]{{1,{_LONGEST_LEAD}}}{re.escape(name)}{'' if _WHOLE.search(name) else _REST}"
        )
        for number, text in (lines[at] for at in held[name]):
            if (match := whole.match(text)) and divisions.find(match[0]) is not None:
                yield Evidence("organisation_name", match[0], "narrative", number, text[:80])


def _lines_holding(names: Collection[str], lines: Sequence[str]) -> dict[str, list[int]]:
    """Return the lines that hold each name behind the first few characters: a list of bodies names thousands."""
    wanted, lengths = frozenset(names), {len(name) for name in names}
    held: dict[str, list[int]] = {}
    for at, text in enumerate(lines):
        starts = range(1, _LONGEST_LEAD + 1)
        parts = {text[start : start + length] for start in starts for length in lengths}
        for name in parts & wanted:
            held.setdefault(name, []).append(at)
    return held


def _from_divisions(
    found: Sequence[Evidence], body: str | None, hints: SourceHints, divisions: DivisionIndex
) -> Iterator[Evidence]:
    if hints.division_code:
        yield Evidence("division_code", hints.division_code, "site", None, hints.page_title)
    texts = [
        (e.source, e.page, e.text if e.source != "header_line" else e.value)
        for e in found
        if e.field == "organisation_name"
    ]
    texts += [
        (e.source, e.page, e.text)
        for e in found
        if e.field == "fiscal_year" and e.source in ("cover", "file_name")
    ]
    if body:
        texts.append(("header_line", None, body))
    is_known = bool(hints.division_code)
    for source, page, text in texts:
        match = divisions.find(text)
        if match is None:
            continue
        if match.superiors and hints.division_code not in match.codes:
            yield from _of_branch(match, page, hints)
            continue
        for code in match.codes:
            if len(match.codes) == 1 or hints.division_code == code:
                is_known = True
                yield Evidence("division_code", code, source, page, match.text)
            else:
                yield Evidence(
                    "division_code",
                    code,
                    "narrative",
                    page,
                    f"{match.text}: shared by {len(match.codes)} divisions",
                )
    if not is_known:
        yield from division_of_folders(hints.folders, body or "", divisions)


def _of_branch(match: DivisionMatch, page: int | None, hints: SourceHints) -> Iterator[Evidence]:
    """Tell where a bureau's branch is; what else the report says makes it certain: its city may publish it itself."""
    if hints.division_code not in match.superiors:
        for code in match.codes:
            yield Evidence("division_code", code, "narrative", page, match.text)
