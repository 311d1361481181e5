"""The source of a web page before it is parsed: bounds that keep the parser's time and memory in
proportion.
"""

from __future__ import annotations

import html
import re
from typing import Final

from pipelines.values.errors import DocumentError

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_NESTING: Final = frozenset(
    (
        *("div", "span", "table", "section", "article", "main", "center", "form", "ul", "ol", "dl", "pre"),
        *("blockquote", "fieldset", "header", "footer", "nav", "aside", "ruby", "object", "button"),
    )
)
# A browser opens an unclosed <font> again in every later paragraph: n of them make n² elements.
_FORMATTING: Final = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
_MOST_UNCLOSED: Final = 200
_FORMATTING_TAG: Final = re.compile(rf"</?(?:{'|'.join(sorted(_FORMATTING))})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_END: Final = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_SECTION: Final = "<![CDATA["
_SECTIONS: Final = re.compile(
    r"(<(?:script|style)\b.*?</(?:script|style)\s*>)|<!\[CDATA\[(.*?)\]\]>", re.IGNORECASE | re.DOTALL
)
_TAIL: Final = 65536


def first_tags(text: str, most: int) -> str:
    """Return a page's source as far as its first ``most`` tags."""
    if text.count("<") <= most:
        return text
    for count, match in enumerate(_TAG.finditer(text)):
        if count == most:
            return text[: match.start()]
    return text


def without_sections(text: str) -> str:
    """Return the source of a page that says it is XML with its CDATA sections as plain text, as browsers show them.

    In any other page such a section is a comment.
    """
    if _SECTION not in text or not text.lstrip().startswith("<?xml"):
        return text
    return _SECTIONS.sub(lambda found: found[1] or html.escape(found[2], quote=False), text)


def prepare(text: str, *, most_tags: int, most_depth: int) -> tuple[str, list[str]]:
    """Return the source to parse and notes.

    Formatting tags are taken out where very many are never closed; they carry no structure. Raises
    DocumentError where the page has more tags, or more elements open at once, than the limits allow.
    """
    notes: list[str] = []
    depth = deepest = unclosed = most_unclosed = 0
    for count, match in enumerate(_TAG.finditer(text), start=1):
        if count > most_tags:
            raise DocumentError(f"the web page has more than {most_tags:,} tags")
        name = match.group(2).lower()
        step = -1 if match.group(1) else 1
        if name in _NESTING:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
        elif name in _FORMATTING:
            unclosed = max(0, unclosed + step)
            most_unclosed = max(most_unclosed, unclosed)
    if deepest > most_depth:
        raise DocumentError(f"the web page nests elements more than {most_depth:,} deep")
    if most_unclosed > _MOST_UNCLOSED:
        text = _FORMATTING_TAG.sub("", text)
        notes.append(f"{most_unclosed} formatting tags are never closed; they were ignored")
    if re.search(r"<(?:html|body)\b", text[:_TAIL], re.IGNORECASE) and not _END.search(text[-_TAIL:]):
        notes.append("the page does not end with </html>: it may have been cut off")
    return text, notes
