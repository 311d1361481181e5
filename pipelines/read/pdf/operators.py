"""Run a page's drawing operators through pdfminer, with its tokens found by one expression each.

pdfminer looks at content streams character by character and keeps a diary of it. What is plain (numbers, names,
operators, hexadecimal and unescaped strings) is taken here at one stroke; everything else goes pdfminer's own way, so
that the results are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, ClassVar, Final

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD, LIT, PSKeyword, keyword_name, literal_name

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
_WORDS: Final = {b"true": True, b"false": False}
_SPELLED: Final = str.maketrans({"*": "_a", '"': "_w", "'": "_q"})


class _Parser(PDFContentParser):
    """pdfminer's parser of content streams with a short way for what is plain."""

    BUFSIZ = _BUFFER

    def objects(self) -> Iterator[Sequence[Any]]:
        """Yield the operands and operators until the streams end, as many at a time as are plain."""
        while True:
            if not (self._tokens or self.results or self.context) and self._parse1 == self._parse_main:
                yield self._plain()
            try:
                yield (self.nextobject()[1],)
            except PSEOF:
                return

    def _plain(self) -> list[Any]:
        """Take what is plain up to the first thing that is not, or to the end of the buffer."""
        taken: list[Any] = []
        array: list[Any] | None = None
        known: dict[bytes, tuple[Any, ...]] = {}  # the same steps and operators come again and again
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
                kind == _WHOLE and (array is not None or found[kind] in _INLINE_NAMES)
            ):
                break
            else:
                step = found[0]
                if step not in known:
                    known[step] = _values(found)
                if array is not None:
                    array += known[step]
                    continue
                taken += known[step]
            at = found.end()
        self.charpos = at
        return taken

    def _parse_main(self, s: bytes, i: int) -> int:
        found = _TOKEN.match(s, i)
        if found is None or found.lastindex == _OTHER:
            return super()._parse_main(s, i)
        kind = found.lastindex or 0
        self._tokens.append((self.bufpos + found.start(kind), _value(kind, found[kind])))
        return found.end()

    def nexttoken(self) -> Any:
        return self._tokens.pop(0) if self._tokens else super().nexttoken()

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


def _values(found: re.Match[bytes]) -> tuple[Any, ...]:
    """Return what a match of a step takes: a token, or numbers and their operator."""
    kind = (found.lastindex or 0) - _WHOLE
    if kind:
        return (_value(kind, found[kind + _WHOLE]),)
    operator = _value(_OPERATOR, found[_WHOLE])
    if not found[1]:
        return (operator,)
    return (*[float(one) if b"." in one else int(one) for one in found[1].split()], operator)


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

    _known: ClassVar[dict[PSKeyword, tuple[str, int] | None]] = {}

    def execute(self, streams: Sequence[object]) -> None:
        """Run the operators of content streams; one that is being run already is left out."""
        found = [stream_value(stream) for stream in streams]
        found = [one for one in found if one.objid is not None and one.objid not in self.parent_stream_ids]
        self.stream_ids.clear()
        self.stream_ids.update(one.objid for one in found if one.objid is not None)
        known = self._known
        for token in chain.from_iterable(_Parser(found).objects()):
            if not isinstance(token, PSKeyword):
                self.argstack.append(token)
                continue
            operator = known[token] if token in known else self._look_up(token)
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
        found = self._known[token] = None if run is None else (method, run.__code__.co_argcount - 1)
        return found


def drawn(page: PDFPage, number: int, resources: PDFResourceManager) -> tuple[LTPage, list[LTChar]]:
    """Return what a page draws without its characters, and its characters, in the order in which they are drawn."""
    device = PDFPageAggregator(resources, pageno=number, laparams=None)
    _Interpreter(resources, device).process_page(page)
    layout = device.get_result()
    return layout, list(_take_characters(layout))


def _take_characters(container: LTContainer[Any]) -> Iterator[LTChar]:
    """Yield the characters of a page or of a figure on it, and take them out of it."""
    kept = []
    for item in container._objs:
        if isinstance(item, LTChar):
            yield item
            continue
        kept.append(item)
        if isinstance(item, LTContainer):
            yield from _take_characters(item)
    container._objs = kept


__all__ = ["ARRAY", "ARRAY_END", "DICTIONARY", "DICTIONARY_END", "drawn", "plain_tokens"]
