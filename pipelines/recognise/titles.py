"""Form titles: which statutory form a printed title names. Matched by words, never by ordinal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipelines.forms import catalogue, of_catalogue
from pipelines.values.text import key, squeeze

# Words that make another form of a title: what stands before an alias must hold none of them.
_FORM_WORDS: Final = re.compile(
    r"财政拨款|预算|决算|基金|资本|三公|基本支出|项目|一般公共|明细|绩效|采购|机关运行|收入|支出|收支|汇总|情况"
)
_TABLE_MARK: Final = re.compile(r"[(（]?(?:公开|附表?|表)\d{1,2}(?:[-－]\d+)?表?[)）]?$")
_LEADER: Final = re.compile(r"[.…·．。]{2,}\d*$")
_ORDINAL: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|附?表\d{1,2}(?:[-－]\d+)?[:：、]?)"
)
_REMARK: Final = re.compile(r"[(（][^()（）]*(?:科目|分类)[)）]$")
_TITLE_END: Final = re.compile(r"表(?:\(.{1,12}\))?$")
_UNIT_EDITION: Final = re.compile(r"单位(?=财务收支|收支|收入|支出|财政拨款|一般公共|政府性|国有资本|三公)")
_LONGEST_TITLE: Final = 60


@dataclass(frozen=True, slots=True)
class Title:
    """A title line as printed and, where it names a known form, that form's code.

    ``prefix`` is what stands before the form's own words: a year, a body's name, 部门 or 单位.
    """

    printed: str
    form_code: str | None = None
    prefix: str = ""
    is_unit_edition: bool = False


@of_catalogue
def _aliases() -> tuple[tuple[str, str], ...]:
    found = {key(title): form.code for form in catalogue() for title in form.all_titles}
    return tuple(sorted(found.items(), key=lambda entry: (-len(entry[0]), entry[0])))


def is_contents_entry(text: str) -> bool:
    """Tell whether a line is an entry of a table of contents: dot leaders and a page number."""
    return bool(_LEADER.search(squeeze(text)))


def match_title(text: str) -> Title | None:
    """Read one line as a form's title; None where it is not title-like at all.

    The longest alias at the end of the line wins; words of another form before it (``一般公共预算…项目`` +
    ``支出决算表``) forbid the match, so a form without a definition stays an unrecognised table.
    """
    squeezed = squeeze(text)
    if not squeezed or len(squeezed) > _LONGEST_TITLE or is_contents_entry(squeezed):
        return None
    if re.search(r"[。；;!！?？]", squeezed):
        return None
    core = _ORDINAL.sub("", squeezed)
    candidates = [core]
    if (trimmed := _TABLE_MARK.sub("", core)) not in ("", core):
        candidates.append(trimmed)
    if (plain := _REMARK.sub("", core)) not in ("", core):
        candidates.append(plain)
    for candidate in candidates:
        title_key = key(candidate)
        for alias, code in _aliases():
            if not title_key.endswith(alias):
                continue
            prefix = title_key[: len(title_key) - len(alias)]
            if _FORM_WORDS.search(prefix):
                break
            return Title(squeezed, code, prefix, bool(_UNIT_EDITION.search(title_key)))
    is_title_like = any(
        _TITLE_END.search(candidate) and _FORM_WORDS.search(candidate) for candidate in candidates
    )
    return Title(squeezed) if is_title_like else None
