"""Whether two answers of one address are the same page: counters of visits and clocks make no new version.

Only what people see is compared: texts, and pictures that stand in the page itself. Nothing is forgiven that could be
a figure of the report: where texts differ, they must say of themselves that they count visits or tell the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from selectolax.lexbor import LexborNode

from pipelines.crawl.idioms.pages import Answer, parse

_UNSEEN: Final = frozenset(("script", "style", "template", "noscript", "-comment", "head"))
_DIGITS: Final = re.compile(r"[\d,.]+")
_COUNTED: Final = (
    r"(?:浏览|点击|阅读|访问|查看|来访|在线|人气|点赞|转发|收藏)"
    r"\s*(?:次数|人数|总数|总量|量|数|人次|次)?\s*[:：]?\s*[\[【(（]?"
)
_LABEL: Final = re.compile(_COUNTED + r"$")
_COUNTER: Final = re.compile(_COUNTED + r"[\d,.]+")
_CLOCK: Final = re.compile(r"\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?|(?:星期|周)[一二三四五六日天]")
_DATE: Final = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?")


def is_same_page(old: bytes, new: bytes) -> bool:
    """Tell whether two bodies of a web page differ in nothing but counters of visits, clocks and what nobody sees."""
    one, other = _seen(old), _seen(new)
    if not one or len(one) != len(other):
        return False
    return all(
        a == b or _is_counted(one[i - 1] if i else "", a, b)
        for i, (a, b) in enumerate(zip(one, other, strict=True))
    )


def _is_counted(before: str, old: str, new: str) -> bool:
    """Tell whether two texts are one counter or clock at two times; ``before`` is the text that stands before them."""
    if _DIGITS.fullmatch(old) and _DIGITS.fullmatch(new):
        return _LABEL.search(before) is not None
    return _without(old) == _without(new)


def _without(text: str) -> str:
    """Return a text without the digits of its counters, its clocks, and the date beside a clock."""
    told = _COUNTER.sub("", text)
    return _DATE.sub("", _CLOCK.sub("", told)) if _CLOCK.search(told) else told


def _seen(body: bytes) -> Sequence[str]:
    page = parse(Answer("", body))
    return [] if page.problem or page.tree.body is None else list(_texts(page.tree.body))


def _texts(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag in _UNSEEN:
            continue
        if tag == "-text":
            text = " ".join((child.text_content or "").split())
            if text:
                yield text
            continue
        if tag == "img" and (source := child.attributes.get("src") or "").startswith("data:"):
            yield source
        yield from _texts(child)
