"""Rows of tables whose columns only blanks separate: the token stream cut into labelled runs of figures.

A cell over several lines is one stream of tokens again; codes broken over pieces are joined.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.forms import FormDefinition
from pipelines.recognise.code_cells import join_code
from pipelines.recognise.labels import ELIDED, TOTAL, is_exact, is_row_name, side_of
from pipelines.recognise.ragged.tokens import Kind, Token, readings
from pipelines.values.text import item_name, key, ordinal

Lines = Sequence[Sequence[Token]]

_FUNCTIONAL: Final = re.compile(r"2\d\d(?:\d\d){0,2}")
_ECONOMIC: Final = re.compile(r"[35]\d\d(?:\d\d)?")
_LANE_TOTAL: Final = re.compile(r"(?P<name>.+?)(?P<total>(?:人员|公用)经费合计)")
_LABEL_NUMBER: Final = re.compile(r"(?P<label>.*[^\d.,])(?P<number>\d{1,3})")
_LONGEST_FRAGMENT: Final = 25
_MOST_CODE_PIECES: Final = 3
_MOST_LINE_NUMBER: Final = 200
_MOST_SKIPPED: Final = 3
_MOSTLY: Final = 0.6
_SOME: Final = 0.2
_FEWEST_LABELS: Final = 4


@dataclass(slots=True)
class RowEntry:
    """One printed row of one side or lane: its label and the pieces of its figures, in printed order."""

    section: str
    row: int
    page: int
    line: int
    code: str = ""
    label: str = ""
    line_number: str = ""
    pieces: list[Token] = field(default_factory=list)
    problem: str = ""
    tail: str = ""


@cache
def _names(kind: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for account in accounts():
        if account.account_kind == kind:
            found.setdefault(account.account_code, set()).add(key(account.account_name))
    return {code: tuple(sorted(names)) for code, names in found.items()}


def coded_entries(lines: Lines, form: FormDefinition) -> list[RowEntry]:
    """Cut the rows of a form with one list of accounts: the code opens its line."""
    found: list[RowEntry] = []
    for number, row in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ()
        code, rest = _leading_code(row, after, form)
        if code:
            entry = RowEntry("", len(found), row[0].page, row[0].line, code)
            _hand_over(found, entry)
            found.append(entry)
        elif rest and rest[0].kind is Kind.WORD and TOTAL.match(item_name(_leading_words(rest))):
            found.append(RowEntry("", len(found), row[0].page, row[0].line))
        for token in rest:
            if not found:
                found.append(RowEntry("", 0, token.page, token.line, problem="figures before the first row"))
            _take(found[-1], token)
    for entry in found:
        _keep_tail(entry, form)
    return found


def _leading_words(row: Sequence[Token]) -> str:
    text = ""
    for token in row:
        if token.kind is not Kind.WORD:
            break
        text += token.text
    return text


def _leading_code(
    row: Sequence[Token], after: Sequence[Token], form: FormDefinition
) -> tuple[str, Sequence[Token]]:
    """Return (code, rest of the line); the code's pieces open the line and a name (or the line's end) follows."""
    count = 0
    while count < len(row) and count < _MOST_CODE_PIECES and row[count].is_integer:
        count += 1
    if not count:
        return "", row
    code = join_code([token.text for token in row[:count]])
    pattern = _ECONOMIC if form.account_kind == "economic" else _FUNCTIONAL
    if not pattern.fullmatch(code):
        return "", row
    if count < len(row):
        return (code, row[count:]) if row[count].kind is Kind.WORD else ("", row)
    is_known = code in _names(form.account_kind or "functional")
    follows_name = bool(after) and after[0].kind is Kind.WORD
    return (code, ()) if follows_name and (is_known or len(code) > 3) else ("", row)


def _take(entry: RowEntry, token: Token) -> None:
    if token.kind is not Kind.WORD:
        entry.pieces.append(token)
    elif not entry.pieces:
        entry.label += token.text
    elif len(token.text) <= _LONGEST_FRAGMENT:
        entry.tail += token.text


def _hand_over(found: list[RowEntry], entry: RowEntry) -> None:
    """Give a name that stands between two rows to the one it names, where the account list knows."""
    before = found[-1] if found else None
    if before is not None and before.tail:
        known = _names("functional").get(entry.code, ()) + _names("economic").get(entry.code, ())
        if any(name.startswith(key(before.tail)) for name in known):
            entry.label, before.tail = before.tail, ""


def _keep_tail(entry: RowEntry, form: FormDefinition) -> None:
    """Add what stands below a row's figures to its name, unless the name is complete without it."""
    if re.search(r"\d", entry.tail):
        entry.problem = entry.problem or "digits are glued to the word behind the figures"
    known = _names(form.account_kind or "functional").get(entry.code, ())
    if entry.code and entry.tail and key(entry.label) not in known:
        entry.label += entry.tail
    entry.tail = ""


def lane_entries(lines: Lines, form: FormDefinition) -> list[RowEntry]:
    """Cut the rows of accounts printed side by side: code, name, figures, and the next lane's code."""
    found: list[RowEntry] = []
    run: list[Token] = []
    for token in (token for row in lines for token in row):
        if token.kind is not Kind.WORD:
            run.append(token)
            continue
        figures, code = _split_run(run, token.text, form)
        if found:
            found[-1].pieces += figures
        elif figures:
            found.append(RowEntry("", 0, token.page, figures[0].line, problem="figures before the first row"))
            found[-1].pieces += figures
        place = run[-1] if code else token
        is_total = TOTAL.match(item_name(token.text)) is not None
        run = []
        if code or is_total:
            found.append(RowEntry("", len(found), place.page, place.line, code, token.text))
        elif found and not found[-1].pieces:
            found[-1].label += token.text
        elif found and len(token.text) <= _LONGEST_FRAGMENT:
            found[-1].tail += token.text
            if TOTAL.match(item_name(found[-1].tail)):
                total, found[-1].tail = found[-1].tail, ""
                found.append(RowEntry("", len(found), token.page, token.line, "", total))
    if found:
        found[-1].pieces += run
    for entry in found:
        _keep_tail(entry, form)
    return _totals_apart(found)


def _totals_apart(entries: Sequence[RowEntry]) -> list[RowEntry]:
    """Part a lane's total from the name before it, where no figure stands between them."""
    found: list[RowEntry] = []
    for entry in entries:
        match = _LANE_TOTAL.fullmatch(key(entry.label))
        if match:
            found.append(RowEntry("", len(found), entry.page, entry.line, entry.code, match["name"]))
            found.append(
                RowEntry("", len(found), entry.page, entry.line, "", match["total"], pieces=entry.pieces)
            )
        else:
            entry.row = len(found)
            found.append(entry)
    return found


def _split_run(run: Sequence[Token], name: str, form: FormDefinition) -> tuple[list[Token], str]:
    """Split the numbers before a name into the last row's figures and this row's code.

    ``116.9 5 3020 1 办公费`` can only be 116.95 and 30201: the code is one that exists or fits the account
    list's shape, and the rest reads as figures.
    """
    pattern = _FUNCTIONAL if form.account_kind == "functional" else _ECONOMIC
    known = _names(form.account_kind or "economic")
    options: list[tuple[int, str, list[Token]]] = []
    for count in range(1, min(_MOST_CODE_PIECES, len(run)) + 1):
        pieces = run[len(run) - count :]
        code = "".join(piece.text for piece in pieces)
        rest = list(run[: len(run) - count])
        if not all(piece.is_integer for piece in pieces) or not pattern.fullmatch(code):
            continue
        if rest and not readings(rest, None):
            continue
        is_named = any(n.startswith(key(name)[:2]) for n in known.get(code, ()))
        options.append((2 * is_named + (code in known), code, rest))
    if not options:
        return list(run), ""
    best = max(score for score, _, _ in options)
    kept = [option for option in options if option[0] == best]
    _, code, rest = kept[-1]
    return rest, code


def matrix_entries(lines: Lines, columns: int) -> list[RowEntry]:
    """Gather the figures of a form that prints one row; more figures than columns make several rows."""
    rows = [[token for token in row if token.kind is not Kind.WORD] for row in lines]
    rows = [row for row in rows if row]
    if rows and sum(map(len, rows)) <= columns:
        rows = [[token for row in rows for token in row]]
    return [
        RowEntry("", number, row[0].page, row[0].line, pieces=list(row)) for number, row in enumerate(rows)
    ]


class SideReader:
    """Cuts the rows of a two-sided form: label, line number and figures on the left, the same on the right."""

    def __init__(self, lines: Lines, has_line_numbers: bool) -> None:
        self.entries: list[RowEntry] = []
        self._has_lines = has_line_numbers
        self._row = -1
        self._expected = {"revenue": 0, "expenditure": 0}
        self._is_regular = True
        stream = [part for row in lines for token in row for part in _label_and_number(token)]
        share = _line_number_share(stream) if has_line_numbers else 0.0
        self._numbers, self._has_some = share >= _MOSTLY, share >= _SOME
        index = 0
        while index < len(stream):
            if stream[index].kind is Kind.WORD:
                index = self._label(stream, index)
            else:
                self._number(stream, index)
                index += 1

    @property
    def _now(self) -> RowEntry | None:
        return self.entries[-1] if self.entries else None

    def _open(self, section: str, token: Token, *, is_new_row: bool) -> RowEntry:
        self._row += is_new_row
        entry = RowEntry(section, max(self._row, 0), token.page, token.line)
        self.entries.append(entry)
        return entry

    def _label(self, stream: Sequence[Token], index: int) -> int:
        """Read a label, which may go on over blanks and lines, and open its entry; return what follows."""
        first = stream[index]
        text = first.text
        index += 1
        while index < len(stream) and stream[index].kind is Kind.WORD:
            if not _goes_on(text, stream[index]):
                break
            text += stream[index].text
            index += 1
        now = self._now
        if now is not None and not now.label and not now.pieces and now.line == first.line:
            side = side_of(text)
            if now.section == "expenditure" or side == "revenue":
                now.label = text
                return index
        section = self._section(text, first)
        is_new_row = section == "revenue" or now is None or now.section == "expenditure"
        self._open(section, first, is_new_row=is_new_row).label = text
        return index

    def _section(self, text: str, token: Token) -> str:
        side = side_of(text)
        if side:
            return side
        now = self._now
        is_right = now is not None and now.section == "revenue" and now.line == token.line
        same = [entry.section for entry in self.entries if key(entry.label) == key(text)]
        is_second = same.count("revenue") > same.count("expenditure")
        return "expenditure" if is_right or is_second or ELIDED.fullmatch(text) else "revenue"

    def _number(self, stream: Sequence[Token], index: int) -> None:
        token, now = stream[index], self._now
        if not self._has_lines:
            self._figure(token)
            return
        is_line = token.is_integer and 0 < int(token.text) <= _MOST_LINE_NUMBER
        if is_line and now is not None and now.label and not now.line_number and not now.pieces:
            is_next = int(token.text) == self._expected[now.section] + 1
            if is_next or self._numbers:
                self._number_line(now, token)
                return
        if now is not None and now.label and not now.line_number and not now.pieces and self._has_some:
            self._doubt_line_number(now, token)
        number = int(token.text) if is_line else 0
        opens_row = token.is_first and (now is None or now.section == "expenditure" or bool(now.label))
        if is_line and opens_row and self._is_left_number(stream, index, number):
            self._number_line(self._open("revenue", token, is_new_row=True), token)
            return
        if (
            is_line
            and now is not None
            and now.section == "revenue"
            and now.line_number
            and number == self._expected["expenditure"] + 1
            and self._expected["expenditure"]
        ):
            self._number_line(self._open("expenditure", token, is_new_row=False), token)
            return
        self._figure(token)

    def _doubt_line_number(self, entry: RowEntry, token: Token) -> None:
        """Doubt a figure in the line number's place, unless it cannot begin with a number that is due.

        Rows above it without a figure may have lost their numbers too.
        """
        is_unknown = entry.section == "expenditure" and not self._expected[entry.section]
        self._expected[entry.section] += 1
        due = self._expected[entry.section]
        numbers = tuple(str(number) for number in range(due, due + _MOST_SKIPPED))
        if is_unknown or not self._is_regular or token.text.startswith(numbers):
            entry.problem = "the line number is lost or glued to the figure"

    def _is_left_number(self, stream: Sequence[Token], index: int, number: int) -> bool:
        """Tell whether a number that opens a line is the line number of a row whose left side is blank."""
        now = self._now
        if number != self._expected["revenue"] + 1 and not self._skips_little(number):
            return False
        after = stream[index + 1] if index + 1 < len(stream) else None
        is_complete = now is None or bool(now.line_number) or bool(now.pieces)
        return is_complete and (after is None or after.kind is Kind.WORD or after.is_integer)

    def _skips_little(self, number: int) -> bool:
        return self._expected["revenue"] < number <= self._expected["revenue"] + _MOST_SKIPPED

    def _number_line(self, entry: RowEntry, token: Token) -> None:
        entry.line_number = token.text
        before = self._expected[entry.section]
        self._is_regular &= not before or int(token.text) == before + 1
        self._expected[entry.section] = int(token.text)

    def _figure(self, token: Token) -> None:
        now = self._now or self._open("revenue", token, is_new_row=True)
        if not now.label:
            now.problem = "a figure without a label"
        now.pieces.append(token)


def _label_and_number(token: Token) -> list[Token]:
    """Part a line number from the label it is glued to (``二、外交支出32``)."""
    match = _LABEL_NUMBER.fullmatch(token.text) if token.kind is Kind.WORD else None
    if match is None or ELIDED.fullmatch(match["label"]):
        return [token]
    column = token.column + len(match["label"])
    number = replace(token, text=match["number"], kind=Kind.NUMBER, column=column, is_first=False)
    return [replace(token, text=match["label"]), number]


def _line_number_share(stream: Sequence[Token]) -> float:
    """Return the share of labels that a whole number follows: near 1 where line numbers are printed throughout."""
    firsts = [
        after
        for token, after in itertools.pairwise(stream)
        if token.kind is Kind.WORD and after.kind is not Kind.WORD
    ]
    whole = sum(token.is_integer and int(token.text) <= _MOST_LINE_NUMBER for token in firsts)
    return whole / len(firsts) if len(firsts) >= _FEWEST_LABELS else 0.0


def _goes_on(text: str, token: Token) -> bool:
    """Tell whether a word goes on with the label before it: a name broken over lines or by a blank."""
    if ordinal(token.text) or ELIDED.fullmatch(text) or ELIDED.fullmatch(token.text):
        return False
    if is_row_name(text):
        is_more = not is_exact(token.text) and is_row_name(text + token.text)
        return token.is_first and (token.text[0] in "(（" or is_more)
    return is_exact(text + token.text) or not is_exact(token.text)
