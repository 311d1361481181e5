"""Run a page's drawing operators through pdfminer, with its tokens found by one expression each.

pdfminer looks at content streams character by character and keeps a diary of it. What is plain (numbers, names,
operators, hexadecimal and unescaped strings) is taken here at one stroke; everything else goes pdfminer's own way, so
that the results are its own. Letters are kept as what the second reader asks of them, not as pdfminer's objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, ClassVar, Final, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTPage
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD, LIT, PSBaseParser, PSKeyword, keyword_name, literal_name
from pdfminer.utils import apply_matrix_rect

from pipelines.read.pdf.geometry import Matrix

_BUFFER: Final = 1 << 20
_TOKENS: Final = (
    rb"([-+]?\d+)(?=[\s\[\]<>(/])"
    rb"|([-+]?\d*\.\d+)(?=[\s\[\]<>(/])"
    rb"|([A-Za-z][\w*]*)(?=[\s\[<(/])"
    rb"|/([\w.,+*:-]+)(?=[\s\[\]<>(/])"
    rb"|<((?:[0-9A-Fa-f]{2})*)>(?!>)"
    rb"|\(([^()\\\r\n]*)\)"
    rb"|([\[\]]|<<|>>)"
    rb"|(.)"
)
_TOKEN: Final = re.compile(rb"\s*(?:" + _TOKENS + rb")", re.DOTALL)
_INTEGER, _REAL, _OPERATOR, _NAME, _HEXADECIMAL, _STRING, _BRACKET, _OTHER = range(1, 9)
_STEP: Final = re.compile(
    rb"\s*(?:((?:[-+]?(?:\d+|\d*\.\d+)\s+){0,6}+)([A-Za-z][\w*]*)(?=[\s\[<(/])|" + _TOKENS + rb")", re.DOTALL
)
"""An operator behind up to six numbers, which most of a page is, or one token."""
_WHOLE: Final = 2
_STEP_BRACKET, _STEP_OTHER = _WHOLE + _BRACKET, _WHOLE + _OTHER
ARRAY, DICTIONARY = KWD(b"["), KWD(b"<<")
ARRAY_END, DICTIONARY_END = KWD(b"]"), KWD(b">>")
_CLOSED: Final = {ARRAY: ARRAY_END, DICTIONARY: DICTIONARY_END}
_INLINE_NAMES: Final = frozenset((b"BI", b"ID", b"EI"))
_SPECIAL: Final = frozenset(map(KWD, _INLINE_NAMES)).union(_CLOSED, _CLOSED.values(), (KWD(b"{"), KWD(b"}")))
_BLANK: Final = 32
_WORDS: Final = {b"true": True, b"false": False}
_NO_OPERATORS: Final = _INLINE_NAMES.union(_WORDS)
"""What looks like an operator and is none, or does not end where its name does."""
_SPELLED: Final = str.maketrans({"*": "_a", '"': "_w", "'": "_q"})


class _PlainTokens(PSBaseParser):
    """pdfminer's parser of bytes, which takes a plain token at one stroke."""

    def nexttoken(self) -> Any:
        if self._tokens:
            return self._tokens.pop(0)
        found = _TOKEN.match(self.buf, self.charpos)
        if found is None or found.lastindex == _OTHER:
            return super().nexttoken()
        kind = found.lastindex or 0
        self.charpos = found.end()
        return self.bufpos + found.start(kind), _value(kind, found[kind])


class ObjectParser(_PlainTokens, PDFParser):
    """pdfminer's parser of a file's objects with a short way for plain tokens."""


class _Parser(_PlainTokens, PDFContentParser):
    """pdfminer's parser of content streams with a short way for what is plain."""

    BUFSIZ = _BUFFER

    def objects(self) -> Iterator[Sequence[Any]]:
        """Yield the operands and operators until the streams end, as many at a time as are plain."""
        while True:
            if not (self._tokens or self.results or self.context):
                yield self._plain()
            try:
                yield (self.nextobject()[1],)
            except PSEOF:
                return

    def _plain(self) -> list[Any]:
        """Take what is plain up to the first thing that is not, or to the end of the buffer."""
        taken: list[Any] = []
        array: list[Any] | None = None
        known: dict[bytes, Any] = {}  # the same steps and operators come again and again
        at = self.charpos
        for found in _STEP.finditer(self.buf, at):
            kind = found.lastindex
            if kind == _STEP_BRACKET:
                if found[kind] == b"[" and array is None:
                    array = []
                    continue
                if found[kind] != b"]" or array is None:
                    break
                taken.append(array)
                array = None
            elif kind == _STEP_OTHER or (
                kind == _WHOLE and (array is not None or found[kind] in _NO_OPERATORS)
            ):
                break
            else:
                step = found[0]
                if step not in known:
                    known[step] = _step(found)
                if array is not None:
                    array.append(known[step])
                    continue
                taken.append(known[step])
            at = found.end()
        self.charpos = at
        return taken

    def nextobject(self) -> Any:
        if self.results or self.context:
            return super().nextobject()
        found = self.nexttoken()
        token = found[1]
        if not isinstance(token, PSKeyword) or token not in _SPECIAL:
            return found
        held = self._held_until(_CLOSED[token]) if token in _CLOSED else None
        if held is None:
            self._tokens.insert(0, found)
            return super().nextobject()
        if token is ARRAY:
            return found[0], held
        return found[0], {literal_name(name): value for name, value in zip(*[iter(held)] * 2, strict=True)}

    def _held_until(self, end: PSKeyword) -> list[Any] | None:
        """Return the plain values of an array or a dictionary; None where it holds anything else, or an odd number."""
        held: list[Any] = []
        while True:
            held.append(self.nexttoken())
            token = held[-1][1]
            if token is end and (end is ARRAY_END or len(held) % 2):
                return [value for _, value in held[:-1]]
            if isinstance(token, PSKeyword):
                self._tokens[:0] = held
                return None


def _value(kind: int, text: bytes) -> Any:
    """Return a token as pdfminer has it."""
    if kind == _REAL:
        return float(text)
    if kind == _INTEGER:
        return int(text)
    if kind == _OPERATOR:
        return _WORDS[text] if text in _WORDS else KWD(text)
    if kind == _HEXADECIMAL:
        return bytes.fromhex(text.decode("ascii"))
    if kind == _NAME:
        return LIT(text.decode("ascii"))
    return text if kind == _STRING else KWD(text)


class _Step(NamedTuple):
    """An operator with the numbers before it."""

    operator: PSKeyword
    numbers: list[float]


def _step(found: re.Match[bytes]) -> Any:
    """Return what a match of a step takes: a token, or an operator with its numbers."""
    kind = (found.lastindex or 0) - _WHOLE
    if kind:
        return _value(kind, found[kind + _WHOLE])
    operator = _value(_OPERATOR, found[_WHOLE])
    if not found[1]:
        return operator
    return _Step(operator, [float(one) if b"." in one else int(one) for one in found[1].split()])


def plain_tokens(data: bytes) -> list[Any] | None:
    """Return the tokens of bytes that are plain to their end, as pdfminer has them; None where any is not."""
    found: list[Any] = []
    for match in _TOKEN.finditer(data):
        kind = match.lastindex or 0
        if kind == _OTHER and not match[kind].isspace():
            return None
        if kind != _OTHER:
            found.append(_value(kind, match[kind]))
    return found


class _Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter, which looks each operator up once."""

    _known: ClassVar[dict[PSKeyword, tuple[str, int]]] = {}

    def execute(self, streams: Sequence[object]) -> None:
        """Run the operators of content streams; one that is being run already is left out."""
        found = [stream_value(stream) for stream in streams]
        found = [one for one in found if one.objid is not None and one.objid not in self.parent_stream_ids]
        self.stream_ids.clear()
        self.stream_ids.update(one.objid for one in found if one.objid is not None)
        known = self._known
        for token in chain.from_iterable(_Parser(found).objects()):
            if isinstance(token, _Step):
                operator = known.get(token.operator) or self._look_up(token.operator)
                if operator is not None and operator[1] == len(token.numbers):
                    getattr(self, operator[0])(*token.numbers)
                    continue
                self.argstack += token.numbers
            elif isinstance(token, PSKeyword):
                operator = known.get(token) or self._look_up(token)
            else:
                self.argstack.append(token)
                continue
            if operator is None:
                continue
            method, count = operator
            if not count:
                getattr(self, method)()
                continue
            arguments, self.argstack = self.argstack[-count:], self.argstack[:-count]
            if len(arguments) == count:
                getattr(self, method)(*arguments)

    def _look_up(self, token: PSKeyword) -> tuple[str, int] | None:
        """Return the method that runs an operator and the number of its operands; None where there is none."""
        method = f"do_{keyword_name(token).translate(_SPELLED)}"
        run = getattr(type(self), method, None)
        if run is None:
            return None
        found = self._known[token] = method, run.__code__.co_argcount - 1
        return found


class Letter(NamedTuple):
    """A character: its text, its box from the lower left corner of the page, and where its text goes from there."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    along: tuple[float, float]


class _Device(PDFPageAggregator):
    """Keeps a page's letters apart from what else it draws, and nothing of them that the second reader does not ask."""

    def __init__(self, resources: PDFResourceManager, number: int) -> None:
        super().__init__(resources, pageno=number, laparams=None)
        self.letters: list[Letter] = []
        self._known: dict[tuple[PDFFont, int], tuple[str, float]] = {}

    def render_string_horizontal(
        self, seq: Any, matrix: Matrix, pos: tuple[float, float], font: PDFFont, *measures: Any
    ) -> tuple[float, float]:
        """Take the letters of a string that runs across; return where the next one begins."""
        (x, y), (a, b, c, d, e, f) = pos, matrix
        fontsize, scaling, charspace, wordspace, rise, dxscale, *_ = measures
        low = font.get_descent() * fontsize + rise
        high = low + fontsize
        is_straight = b == c == 0.0
        needs_space = False
        for part in seq:
            if isinstance(part, int | float):
                x -= part * dxscale
                needs_space = True
                continue
            for code in font.decode(part) if isinstance(part, bytes) else ():
                if needs_space:
                    x += charspace
                text, width = self._known.get((font, code)) or self._look_up(font, code)
                advance = width * fontsize * scaling
                left, base = x * a + y * c + e, x * b + y * d + f
                if is_straight:
                    x0, x1, y0, y1 = left, a * advance + left, d * low + base, d * high + base
                    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                else:
                    box = apply_matrix_rect((a, b, c, d, left, base), (0.0, low, advance, high))
                self.letters.append(Letter(text, *box, (a, b)))
                x += advance
                if code == _BLANK and wordspace:
                    x += wordspace
                needs_space = True
        return x, y

    def render_char(self, *given: Any) -> float:
        """Take a letter of a string that runs downwards; return its advance."""
        advance = super().render_char(*given)
        one: Any = self.cur_item._objs.pop()
        self.letters.append(Letter(one.get_text(), one.x0, one.y0, one.x1, one.y1, one.matrix[:2]))
        return advance

    def _look_up(self, font: PDFFont, code: int) -> tuple[str, float]:
        """Return a letter's text and its width in ems."""
        try:
            text = font.to_unichr(code)
        except PDFUnicodeNotDefined:
            text = self.handle_undefined_char(font, code)
        found = self._known[font, code] = text, font.char_width(code)
        return found


def drawn(page: PDFPage, number: int, resources: PDFResourceManager) -> tuple[LTPage, list[Letter]]:
    """Return what a page draws without its letters, and its letters, in the order in which they are drawn."""
    device = _Device(resources, number)
    _Interpreter(resources, device).process_page(page)
    return device.get_result(), device.letters


__all__ = [
    "ARRAY",
    "ARRAY_END",
    "DICTIONARY",
    "DICTIONARY_END",
    "Letter",
    "ObjectParser",
    "drawn",
    "plain_tokens",
]
