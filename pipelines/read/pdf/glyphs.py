"""Character clean-up for PDF text: radicals, compatibility ideographs, ligatures, surrogates, hyphens.

Full NFKC is not applied: it would turn full-width brackets and digits into other characters than printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# CJK Radicals Supplement to unified ideographs, after Unicode's EquivalentUnifiedIdeograph.txt.
_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕𫜹⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月"
    "⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿"
    "⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青"
    "⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)


def _table() -> dict[str, str]:
    """Map each character that is not kept as printed to its replacement; '' drops it."""
    table = dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
    for first, last in ((0x2F00, 0x2FDF), (0xF900, 0xFAFF), (0xFB00, 0xFB06), (0x2F800, 0x2FA1F)):
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if plain != chr(code):
                table[chr(code)] = plain
    table.update({chr(code): "" for code in range(0x20) if not chr(code).isspace()})
    table.update({chr(code): "" for code in (0x7F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFF)})
    # PDFium reports a hyphen at a line end as U+0002, and one without a map as U+FFFE.
    table.update({"\x02": "-", "\ufffe": "-", "\u00ad": "-"})
    return table


_TABLE = _table()
_UNKNOWN = frozenset("\0\ufffd")
# Every key of the table lies in these ranges; a class of few ranges is searched much faster than one of many.
_ODD = re.compile(
    "[\0-\x08\x0e-\x1b\x7f\xad\u200b-\u200d\u2060\u2e80-\u2fdf\ud800-\udfff\uf900-\ufb06\ufeff\ufffe\uffff"
    "\U0002f800-\U0002fa1f]"
)


def clean_characters(characters: str) -> list[str]:
    """Return one cleaned text per character; the second half of a surrogate pair becomes ''.

    >>> clean_characters("执⾏")
    ['执', '行']
    """
    if _ODD.search(characters) is None:
        return list(characters)
    texts = [_TABLE.get(c, c) for c in characters]
    for i, c in enumerate(characters):
        if "\ud800" <= c <= "\udbff" and "\udc00" <= characters[i + 1 : i + 2] <= "\udfff":
            texts[i] = (c + characters[i + 1]).encode("utf-16", "surrogatepass").decode("utf-16")
            texts[i + 1] = ""
        elif "\ud800" <= c <= "\udfff" and texts[i] == c:
            texts[i] = "\ufffd"
    return texts


def clean_text(text: str) -> str:
    """Return a text with every character cleaned, as :func:`clean_characters` does."""
    return "".join(clean_characters(text))


def count_unknown(content: str, objects: Sequence[int]) -> int:
    """Return how many characters that text objects draw have no known text."""
    if _UNKNOWN.isdisjoint(content):
        return 0
    return sum(1 for c, o in zip(content, objects, strict=True) if o and c in _UNKNOWN)
