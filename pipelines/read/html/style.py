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
    r"display|visibility|opacity|color|background|font-size|vertical-align|text-decoration|content|clip|left|top"
    r"|text-indent|overflow|mso-hide",
    re.IGNORECASE,
)
_ID: Final = re.compile(r"#[\w-]+")
_CLASS: Final = re.compile(r"\.[\w-]+|\[[^\]]*\]|:[\w-]+")
_ELEMENT: Final = re.compile(r"(?:^|[\s>+~])[a-zA-Z][\w-]*")
_STRING: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'|attr\(\s*([\w-]+)\s*\)")
_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")
_MOST_RULES: Final = 5_000
_MOST_MATCHES: Final = 200_000

Declarations = Mapping[str, str]
_Found = tuple[tuple[bool, int, int, int, int], str]
"""What ranks a declaration (important, ids, classes, elements, order), and its value."""
_NOTHING: Final[Declarations] = {}


@dataclass(slots=True)
class StyleSheets:
    """What the page's style sheets declare of each node, by the node's address."""

    own: dict[int, dict[str, _Found]] = field(default_factory=lambda: defaultdict(dict))
    around: dict[tuple[int, str], dict[str, _Found]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, node: LexborNode, inline: str | None) -> Declarations:
        """Return the declarations that hold for an element, its ``style`` included."""
        declared = self.own.get(node.mem_id) if self.own else None
        if not declared and not inline:
            return _NOTHING
        found = dict(declared) if declared else {}
        for name, value, is_important in declarations(inline or ""):
            _take(found, name, ((is_important, 1 << 20, 0, 0, 0), value))
        return {name: value for name, (_, value) in found.items()}

    def added(self, node: LexborNode, place: str) -> str:
        """Return the text that ``content`` puts ``before`` or ``after`` an element's own."""
        found = self.around.get((node.mem_id, place)) if self.around else None
        if not found or "content" not in found or found.get("display", (0, ""))[1] == "none":
            return ""
        if "url(" in found["content"][1]:
            return PICTURE
        text = "".join(
            _unescaped(quoted or single) if not name else node.attributes.get(name) or ""
            for quoted, single, name in _STRING.findall(found["content"][1])
        )
        return "".join(c for c in text if not "\ue000" <= c <= "\uf8ff")


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
        for one in selector.split(","):
            matches += _apply(tree, one.strip(), declared, order, sheets)
    return sheets


def _is_for_screen(node: LexborNode) -> bool:
    return not _OTHER_MEDIA.search(node.attributes.get("media") or "")


def rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield (selectors, declarations) of a sheet's rules, those for a screen inside ``@media`` too."""
    at = 0
    while (opening := text.find("{", at)) >= 0:
        head = text[at:opening].rpartition(";")[2].strip()
        closing = _closing(text, opening)
        body = text[opening + 1 : closing]
        if head.startswith("@"):
            is_nested = head.startswith(("@media", "@supports", "@layer"))
            if is_nested and not _OTHER_MEDIA.search(head):
                yield from rules(body)
        elif head:
            yield head, body
        at = closing + 1


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
