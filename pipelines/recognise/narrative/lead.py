"""The lead: the pieces that stand between one figure and the next, and what they say of the latter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.recognise.narrative.names import Mention
from pipelines.recognise.narrative.phrase import SIDES, Phrase, budget_of, planned_before
from pipelines.recognise.narrative.pieces import Piece

_LONGEST_TOPIC: Final = 60
# What may stand between a subject, or what a figure measures, and the figure.
_QUIET: Final = frozenset(
    {"fill", "flow", "sum", "fund", "each", "pair", "budget", "final", "initial", "annual", "own", "year"}
    | {"prior", "achieved"}
)
_NAMING: Final = frozenset(
    {
        "text",
        "fill",
        "flow",
        "sum",
        "fund",
        "none",
        "budget",
        "carried",
        "rated",
        "final",
        "even",
        "up",
        "down",
    }
)
_TURNS: Final = frozenset({"up", "down"})
_COUNTED: Final = frozenset({"count", "fill", "point", "flow", "sum"})
# How a sentence begins that goes on with the subject before it.
_GOES_ON: Final = frozenset(
    {
        "against",
        "list",
        "year",
        "budget",
        "final",
        "up",
        "down",
        "share",
        "year_on_year",
        "own",
        "initial",
        "over",
    }
    | {"each", "annual", "flow", "prior"}
)
_AGAINST_ENDS: Final = frozenset({"point", "over", "up", "down", "even", "list", "stop", "passed"})


@dataclass(slots=True)
class Lead:
    """The pieces since the figure before, the last one right before the figure that is asked about."""

    words: Sequence[Piece]
    sentence: Sequence[Piece] = field(init=False)
    clause: Sequence[Piece] = field(init=False)

    def __post_init__(self) -> None:
        self.words = [
            piece
            for piece, before in zip(self.words, [None, *self.words], strict=False)
            if _parts(piece, before)
        ]
        self.sentence = list(self.words[_behind(self.words, ("stop",)) :])
        trimmed = list(self.sentence)
        while trimmed and trimmed[-1].kind == "point":
            trimmed.pop()
        self.clause = trimmed[_behind(trimmed, ("point", "passed")) :]

    # Where it stands

    @property
    def crosses(self) -> bool:
        """Tell whether a sentence begins since the figure before."""
        return len(self.sentence) < len(self.words)

    @property
    def crosses_paragraph(self) -> bool:
        """Tell whether a paragraph begins since the figure before."""
        return any(piece.kind == "stop" and piece.text == "\n" for piece in self.words)

    def starts_with(self, *kinds: str) -> bool:
        """Tell whether the sentence begins with one of the kinds of mark."""
        first = next((piece for piece in self.sentence if piece.kind not in ("point", "fill", "open")), None)
        return first is not None and first.kind in kinds

    @property
    def begins_with_turn(self) -> bool:
        """Tell whether a sentence is the change alone of what stands before: …下降40%。减少6万元."""
        kinds = {piece.kind for piece in self.sentence}
        return not self.crosses_paragraph and kinds <= _TURNS | {"fill"} and bool(kinds & _TURNS)

    @property
    def is_counted(self) -> bool:
        """Tell whether counts stand between the last name and the figure: 公务接待12批次,96人次,支出1.6万元."""
        behind = self.sentence[_behind(self.sentence, ("name",)) :]
        kinds = {piece.kind for piece in behind}
        return len(behind) < len(self.sentence) and "count" in kinds and kinds <= _COUNTED

    @property
    def goes_on(self) -> bool:
        """Tell whether the sentence begins as one does that goes on with the subject before it."""
        return self.starts_with(*_GOES_ON)

    @property
    def goes_on_behind_paragraph(self) -> bool:
        """Tell whether a paragraph goes on with the subject before it: 支出 at its head begins a subject of its own."""
        return self.goes_on and not self.starts_with("flow")

    @property
    def is_share_within(self) -> bool:
        """Tell whether the share is one of a part within a part (货物采购授予中小企业…占货物支出…%)."""
        named = [
            p for p in self.clause[: self._share] if p.kind == "name" and p.mention.family == "procurement"
        ]
        return len(named) > 1

    @property
    def is_part(self) -> bool:
        """Tell whether a list of parts (其中) is opened since the figure before."""
        return any(piece.kind == "list" for piece in self.words)

    @property
    def opens(self) -> bool:
        """Tell whether a bracket is opened since the figure before."""
        return any(piece.kind == "open" for piece in self.words)

    @property
    def only_joins(self) -> bool:
        """Tell whether nothing but 和, commas and the like stands between two figures."""
        return all(piece.kind in ("fill", "point") for piece in self.words)

    @property
    def only_completes(self) -> bool:
        """Tell whether nothing but 完成 stands before a percentage: 年初预算40万元,决算40万元,完成100%."""
        kinds = [piece.kind for piece in self.words if piece.kind not in ("fill", "point")]
        return kinds == ["achieved"]

    @property
    def only_opens(self) -> bool:
        """Tell whether nothing but a bracket stands between two figures: 减少1.50万元(10.71%)."""
        return [piece.kind for piece in self.words] == ["open"]

    @property
    def is_average(self) -> bool:
        """Tell whether the figure is what one of many takes: 人均, 每辆."""
        return any(piece.kind == "average" for piece in self.clause)

    @property
    def is_dealt_out(self) -> bool:
        """Tell whether the figures that follow are dealt out to the subjects before: 分别占 60 %、40 %."""
        return "pair" in [piece.kind for piece in self.clause] and self.clause[-1].kind != "name"

    # Comparisons

    def base(self, before: str, fiscal_year: int | None, report_kind: str | None) -> str:
        """Return what is compared with: ``prior`` (the year before), ``budget``, ``other``, or ``before`` unchanged."""
        found = before
        for start, end in _against(self.sentence):
            kinds = [piece.kind for piece in self.sentence[start:end]]
            ends = self.sentence[end].kind if end < len(self.sentence) else ""
            years = [int(p.text[:4]) for p in self.sentence[start:end] if p.kind == "year"]
            is_last = "prior" in kinds or any(fiscal_year in (None, year + 1) for year in years)
            if is_last and report_kind != "budget" and "budget" in kinds and "final" not in kinds:
                found = "other"
            elif is_last or (report_kind == "budget" and "budget" in kinds and "initial" not in kinds):
                found = "prior"
            elif "budget" in kinds:
                found = "budget"
            elif years or ends in ("over", "up", "down"):
                found = "other"
        if any(piece.kind == "year_on_year" for piece in self.sentence):
            found = "prior"
        return found

    @property
    def compares(self) -> bool:
        """Tell whether something is compared since the figure before."""
        return next(_against(self.sentence), None) is not None

    def _compared(self, index: int) -> bool:
        return any(start <= index < end for start, end in _against(self.sentence))

    def turn(self) -> int | None:
        """Return the place in the sentence of the last word of change."""
        found = [index for index, piece in enumerate(self.sentence) if piece.kind in _TURNS]
        return found[-1] if found else None

    def turned(self, turn: int) -> tuple[Mention | None, str, bool]:
        """Return (the name whose change is told, 收 or 支 where only that is said, whether other words stand there)."""
        begin = _behind(self.sentence[:turn], ("point", "passed"))
        named = [
            piece.mention
            for index, piece in enumerate(self.sentence[:turn])
            if piece.kind == "name" and not self._compared(index)
        ]
        clause = self.sentence[begin:turn]
        flow = next((SIDES.get(p.text, "") for p in clause if p.kind == "flow"), "")
        is_text = any(
            piece.kind == "text" and not self._compared(begin + index) for index, piece in enumerate(clause)
        )
        return (named[-1] if named else None), flow, is_text

    def even(self) -> Piece | None:
        """Return the first word that says that the subject before is as in the year before."""
        start = 0
        for index, piece in enumerate(self.words):
            if piece.kind == "name":
                return None
            if piece.kind == "stop":
                start = index + 1
            if piece.kind == "even":
                first = next((p for p in self.words[start:index] if p.kind not in ("point", "fill")), piece)
                return piece if start == 0 or first.kind in _GOES_ON else None
        return None

    # Shares and completion

    @property
    def _share(self) -> int | None:
        kinds = [piece.kind for piece in self.clause]
        if "share" not in kinds:
            return None
        index = len(kinds) - 1 - kinds[::-1].index("share")
        return None if _TURNS & set(kinds[index:]) else index

    @property
    def is_share(self) -> bool:
        """Tell whether a percentage is said to be a share (占)."""
        return self._share is not None

    @property
    def is_share_of_text(self) -> bool:
        """Tell whether the share is that of something no name is known for."""
        return any(piece.kind == "text" for piece in self.clause[: self._share])

    def name_before_share(self) -> Mention | None:
        """Return the name whose share is told, if one stands since the figure before."""
        index = self._share
        stop = self.clause[index].start if index is not None else 0
        return next((p.mention for p in reversed(self.sentence) if p.kind == "name" and p.end <= stop), None)

    def completed(self) -> str | None:
        """Return the budget that a percentage completes, ``''`` where it is any, None where it is no such rate."""
        kinds = [piece.kind for piece in self.clause]
        if "rated" in kinds:
            return ""
        if "budget" not in kinds:
            return None
        last = len(kinds) - 1 - kinds[::-1].index("budget")
        begins = [
            i for i, p in enumerate(self.clause[:last]) if p.kind in ("achieved", "share") or p.text == "为"
        ]
        if not begins or not set(kinds[last + 1 :]) <= _QUIET:
            return None
        between = kinds[begins[-1] : last + 1]
        budget = budget_of(between)
        return "" if budget == "budget" else budget

    def name(self) -> Mention | None:
        """Return the last name of the sentence that is not what something is compared with or a part of."""
        until = len(self.sentence)
        for index in range(until - 1, -1, -1):
            piece = self.sentence[index]
            if piece.kind != "name" or self._compared(index):
                continue
            begin = _behind(self.sentence[:index], ("point", "passed"))
            if any(p.kind in ("share", "achieved") for p in self.sentence[begin:index]):
                continue
            return piece.mention
        return None

    def topic(self) -> Mention | None:
        """Return the last name of a heading or short sentence without figures before this one."""
        segments: list[list[Piece]] = [[]]
        for piece in self.words:
            if piece.kind == "stop":
                segments.append([])
            else:
                segments[-1].append(piece)
        is_first = bool(self.words) and self.words[0].start < _LONGEST_TOPIC // 10
        for segment in reversed(segments[0 if is_first else 1 : -1]):
            if not segment or segment[-1].end - segment[0].start > _LONGEST_TOPIC:
                continue
            named = [piece.mention for piece in segment if piece.kind == "name"]
            if named:
                return named[-1]
        return None

    # Money

    def phrase(self) -> Phrase:
        """Return what stands right before an amount of money."""
        clause = self.clause
        at = len(clause)
        while at and clause[at - 1].kind in _QUIET:
            at -= 1
        phrase = Phrase(clause[at:])
        anchor = clause[at - 1] if at else None
        phrase.is_base = any(
            end == len(clause) and {p.kind for p in clause[start:end]} & {"year", "prior", "budget"}
            for start, end in _against(clause)
        )
        years = [piece for piece in phrase.words if piece.kind in ("year", "prior", "own")]
        if anchor is None:
            phrase.years = tuple(years)
            return phrase
        phrase.stands_on = "turn" if anchor.kind in _TURNS else anchor.kind
        if anchor.kind == "name":
            self._named(phrase, at - 1)
        elif anchor.kind in ("text", "none", "carried") and not any(p.kind == "year" for p in phrase.words):
            phrase.name = _name(clause, at - 1)
        if not years and anchor.kind in ("name", "text"):
            years = [
                piece
                for index, piece in enumerate(clause[:at])
                if piece.kind in ("year", "prior", "own")
                and not any(start <= index < end for start, end in _against(clause))
            ]
        phrase.years = tuple(years)
        phrase.is_of_area = any(piece.kind == "area" for piece in clause[:at])
        return phrase

    def _named(self, phrase: Phrase, at: int) -> None:
        kinds = {piece.kind for piece in phrase.words}
        phrase.planned = planned_before(self.clause[:at])
        joined = [self.clause[at].mention]
        for piece in reversed(self.clause[:at]):
            if piece.kind == "name":
                joined.insert(0, piece.mention)
            elif piece.kind not in _QUIET:
                break
        if "pair" in kinds and len(joined) > 1:
            phrase.pairs = tuple((mention, phrase.measure) for mention in joined)
        elif "pair" in kinds:
            measures = [p.kind for p in phrase.words if p.kind in ("budget", "final")]
            if len(measures) > 1:
                self_named: list[tuple[Mention | None, str]] = [(joined[-1], measures[0])]
                phrase.pairs = (*self_named, *((None, one) for one in measures[1:]))
        phrase.joined = tuple(joined)
        phrase.mentions = tuple(joined) if "each" in kinds else (joined[-1],)


def _parts(piece: Piece, before: Piece | None) -> bool:
    """Tell whether a piece counts: a colon behind a name parts nothing (公务接待费：2024年安排2万元)."""
    return piece.text != ":" or before is None or before.kind != "name"


def _behind(words: Sequence[Piece], kinds: tuple[str, ...]) -> int:
    """Return the place behind the last piece of one of the kinds."""
    return next((i + 1 for i in range(len(words) - 1, -1, -1) if words[i].kind in kinds), 0)


def _against(words: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield the spans of what something is compared with: behind 比, 与 … to what ends it."""
    at, ended = 0, -1
    while at < len(words):
        piece = words[at]
        at += 1
        follows = words[at].kind if at < len(words) else ""
        is_before = piece.kind == "over" and follows in ("year", "prior") and ended != at - 1
        if piece.kind != "against" and not is_before:
            continue
        end = at
        while end < len(words) and words[end].kind not in _AGAINST_ENDS:
            end += 1
        yield at, end
        at = ended = end


def _name(clause: Sequence[Piece], at: int) -> tuple[int, int]:
    """Return the offsets of an unknown name that ends at a piece of text, with 支出 or 收入 right behind it."""
    begin = at
    while begin and clause[begin - 1].kind in _NAMING:
        begin -= 1
    end = at
    while (
        end + 1 < len(clause)
        and clause[end + 1].kind in ("flow", "sum")
        and clause[end + 1].start == clause[end].end
    ):
        end += 1
    return clause[begin].start, clause[end].end
