"""Style sheets of a web page, as far as they decide what a person sees: what is hidden, struck out or added.

Only the page's own ``<style>`` and ``style`` are evaluated; linked sheets are never fetched. Of the cascade, origin,
specificity and order count. What only shows on a pointer, in print or on a small screen does not apply.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipelines.values.marks import PICTURE

_COMMENT: Final = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_OTHER_MEDIA: Final = re.compile(r"print|speech|max-(?:device-)?width|orientation|not\s", re.IGNORECASE)
_PSEUDO_ELEMENT: Final = re.compile(r"::?(before|after)\s*$", re.IGNORECASE)
_STATE: Final = re.compile(r":(?:hover|focus|active|visited|target|checked|-\w|:)", re.IGNORECASE)
_TELLING: Final = re.compile(
    r"display|visibility|opacity|color|background|font|vertical-align|text-decoration|content|clip|left|top|right"
    r"|bottom|inset|text-indent|overflow|mso-hide|transform|filter|float|position|margin|padding|border|width|grid|--",
    re.IGNORECASE,
)
_ID: Final = re.compile(r"#[\w-]+")
_CLASS: Final = re.compile(r"\.[\w-]+|\[[^\]]*\]|:[\w-]+")
_ELEMENT: Final = re.compile(r"(?:^|[\s>+~])[a-zA-Z][\w-]*")
_VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_NESTING: Final = ("@media", "@supports", "@layer", "@container", "@scope")
_STRING: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'|attr\(\s*([\w-]+)\s*\)")
_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")
_MOST_RULES: Final = 5_000
_DEEPEST: Final = 8
_LONGEST_SELECTOR: Final = 4_000
_MOST_MATCHES: Final = 200_000

Declarations = Mapping[str, str]
_Found = tuple[tuple[bool, int, int, int, int], str]
"""What ranks a declaration (important, ids, classes, elements, order), and its value."""
_NOTHING: Final[Declarations] = {}
_DRAWS_NOTHING: Final = frozenset(("", "none", "normal"))


@dataclass(slots=True)
class StyleSheets:
    """What the page's style sheets declare of each node, by the node's address, and their variables."""

    own: dict[int, dict[str, _Found]] = field(default_factory=lambda: defaultdict(dict))
    around: dict[tuple[int, str], dict[str, _Found]] = field(default_factory=lambda: defaultdict(dict))
    variables: dict[str, str] = field(default_factory=dict)

    def of(self, node: LexborNode, inline: str | None) -> Declarations:
        """Return the declarations that hold for an element, its ``style`` included."""
        declared = self.own.get(node.mem_id) if self.own else None
        if not declared and not inline:
            return _NOTHING
        found = dict(declared) if declared else {}
        for name, value, is_important in declarations(inline or ""):
            _take(found, name, ((is_important, 1 << 20, 0, 0, 0), value))
        return self._values(found)

    def beside(self, node: LexborNode, place: str) -> Declarations:
        """Return the declarations of what stands ``before`` or ``after`` an element's own content, if anything."""
        found = self.around.get((node.mem_id, place)) if self.around else None
        values = self._values(found) if found else _NOTHING
        is_there = (
            values.get("content", "none").lower() not in _DRAWS_NOTHING and values.get("display") != "none"
        )
        return values if is_there else _NOTHING

    def _values(self, found: Mapping[str, _Found]) -> dict[str, str]:
        return {name: self._resolved(value) for name, (_, value) in found.items()}

    def _resolved(self, value: str) -> str:
        """Put values in the place of variables; a page has one value of each, wherever it is declared."""
        if "var(" not in value:
            return value
        return _VARIABLE.sub(lambda m: self.variables.get(m[1], m[2] or "").strip(), value)


def added(node: LexborNode, beside: Declarations) -> str:
    """Return the text of what a style sheet adds to an element; a picture where it adds no text."""
    content = beside.get("content", "").partition(" / ")[0]
    if "url(" in content or "counter(" in content:
        return PICTURE
    return "".join(
        _unescaped(quoted or single) if not name else node.attributes.get(name) or ""
        for quoted, single, name in _STRING.findall(content)
    )


def style_sheets(tree: LexborHTMLParser) -> StyleSheets:
    """Return what the style sheets inside a page declare; a sheet or selector that makes no sense is passed over."""
    sheets = StyleSheets()
    text = "\n".join(node.text() for node in tree.css("style") if _is_for_screen(node))
    order = matches = 0
    for selector, body in rules(_COMMENT.sub(" ", text)):
        order += 1
        if order > _MOST_RULES or matches > _MOST_MATCHES:
            break
        if not _TELLING.search(body):
            continue
        declared = list(declarations(body))
        sheets.variables |= {name: value for name, value, _ in declared if name.startswith("--")}
        for one in _selectors(selector):
            matches += _apply(tree, one, declared, order, sheets)
    return sheets


def _is_for_screen(node: LexborNode) -> bool:
    return not _OTHER_MEDIA.search(node.attributes.get("media") or "")


def rules(text: str, outer: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield (selectors, declarations) of a sheet's rules: those for a screen inside ``@media``, and nested ones, too.

    ``outer`` are the selectors of the rule that ``text`` stands in, ``depth`` counts the blocks around it.
    """
    if depth > _DEEPEST or len(outer) > _LONGEST_SELECTOR:
        return
    at = 0
    own: list[str] = []
    while (opening := text.find("{", at)) >= 0:
        before, _, head = text[at:opening].rpartition(";")
        head = head.strip()
        closing = _closing(text, opening)
        body = text[opening + 1 : closing]
        own.append(before)
        if head.startswith("@"):
            if head.startswith(_NESTING) and not _OTHER_MEDIA.search(head):
                yield from rules(body, outer, depth + 1)
        elif head:
            yield from rules(body, _nested(outer, head), depth + 1)
        at = closing + 1
    own.append(text[at:])
    if outer and (declared := ";".join(own)).strip("; \n\t"):
        yield outer, declared


def _nested(outer: str, head: str) -> str:
    """Return the selectors of a rule inside another."""
    if not outer:
        return head
    around = f":is({outer})"
    return ",".join(one.replace("&", around) if "&" in one else f"{around} {one}" for one in _selectors(head))


def _selectors(text: str) -> list[str]:
    """Part a list of selectors at its own commas, not at those inside brackets."""
    parts, depth = [""], 0
    for c in text:
        depth += (c in "([") - (c in ")]")
        if c == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += c
    return [one.strip() for one in parts]


def _closing(text: str, opening: int) -> int:
    depth = 0
    for match in re.finditer(r"[{}]", text[opening:]):
        depth += 1 if match.group() == "{" else -1
        if not depth:
            return opening + match.start()
    return len(text)


def declarations(body: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (property, value, whether it is important) of a block of declarations."""
    for part in body.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            plain, mark, _ = value.partition("!")
            yield name.strip().lower(), plain.strip(), bool(mark)


def _apply(
    tree: LexborHTMLParser,
    selector: str,
    declared: list[tuple[str, str, bool]],
    order: int,
    sheets: StyleSheets,
) -> int:
    """Note a rule's declarations at all nodes that it selects; return how many they are."""
    pseudo = _PSEUDO_ELEMENT.search(selector)
    bare = selector[: pseudo.start()] if pseudo else selector
    if not bare or _STATE.search(bare):
        return 0
    try:
        nodes = tree.css(bare)
    except (SelectolaxError, ValueError):
        return 0
    rank = (len(_ID.findall(bare)), len(_CLASS.findall(bare)), len(_ELEMENT.findall(bare)), order)
    for node in nodes:
        found = sheets.around[node.mem_id, pseudo[1].lower()] if pseudo else sheets.own[node.mem_id]
        for name, value, is_important in declared:
            _take(found, name, ((is_important, *rank), value))
    return len(nodes)


def _take(found: dict[str, _Found], name: str, declared: _Found) -> None:
    known = found.get(name)
    if known is None or declared[0] >= known[0]:
        found[name] = declared


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)) if m[1] else m[2], text)
