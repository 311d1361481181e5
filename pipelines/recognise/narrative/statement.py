"""Statements: what one place of the narrative says of one subject, and the claims that they become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.recognise.narrative.amounts import (
    BROKEN_FIGURE,
    ENDLESS_FIGURE,
    LETTERED_FIGURE,
    MISPLACED_FIGURE,
    Amount,
)
from pipelines.recognise.narrative.passages import Passage, Sentence
from pipelines.recognise.narrative.plain import is_digit
from pipelines.recognise.narrative.subjects import Accounts
from pipelines.values.amounts import to_yuan
from pipelines.values.claims import Claim, Comparison
from pipelines.values.frozen import value
from pipelines.values.items import LEFT_OUT, Note

# Items may be listed twice with the same figures; all other subjects stand once, however often they are told.
_LISTED: Final = frozenset({"item_execution", "item_budget"})
TOTAL: Final = "一般公共预算财政拨款支出"
_MOST_PLACES: Final = 50  # that tell other figures of one subject: no report has so many

_DOUBTFUL: Final = (
    (BROKEN_FIGURE, "a blank parts the digits: one figure or two; left out"),
    (LETTERED_FIGURE, "a letter stands in the digits; left out"),
    (MISPLACED_FIGURE, "its separators are no figure's: two amounts or a misprint; left out"),
    (ENDLESS_FIGURE, "more digits than any amount has; left out"),
)


@value(frozen=True, slots=True)
class Stated:
    """One figure of a statement: what it measures, and whether the words make it negative (减少, 下降)."""

    measure: str
    amount: Amount
    is_negative: bool = False

    @property
    def value(self) -> Decimal:
        """Return the signed value."""
        return -abs(self.amount.value) if self.is_negative else self.amount.value


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of two figures: ``relation`` > < = or ~ between the measures ``left`` and ``right``.

    ``at`` is the offset of the ``word`` in the passage.
    """

    relation: str
    word: str
    left: str
    right: str
    at: int


@value(frozen=True, slots=True)
class Statement:
    """All figures that one place says of one subject, as the contract names kind, subject and measures.

    ``names`` are the account names to resolve, highest first (类, 款, 项); empty where the subject is no
    account. ``code`` is the account code where one is printed, which counts where the names tell none. ``headline``
    figures and repeated measures are allowed.
    """

    kind: str
    subject: str
    figures: tuple[Stated, ...]
    said: tuple[Said, ...] = ()
    names: tuple[str, ...] = ()
    code: str = ""


Reader = Callable[[Passage], Iterator[Statement]]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The running text of a document: its sentences, the figures it states, and its comparisons.

    ``notes`` name figures that were left out because the print leaves open what they are; ``passages`` are what
    all was read from.
    """

    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]
    comparisons: tuple[Comparison, ...]
    notes: tuple[Note, ...] = ()
    passages: tuple[Passage, ...] = ()


def to_narrative(
    passages: Sequence[Passage], stated: Sequence[tuple[Passage, Statement]], accounts: Accounts
) -> Narrative:
    """Count the figures of all statements, resolve their item codes, and leave out what is told again.

    The figures of one statement carry the sentence number of its first figure, each its own sentence and
    page. Statements of the same kind and subject are one where they contradict each other in no figure;
    only items (类/款/项) are told apart, since lists may name one twice.
    """
    maker = _ClaimMaker(passages, accounts)
    ordered = sorted(
        (pair for pair in stated if pair[1].figures),
        key=lambda pair: (pair[0].numbers[0], pair[1].figures[0].amount.start),
    )
    for passage, statement in ordered:
        maker.add(passage, statement)
    sentences = tuple(sentence for passage in passages for sentence in passage.sentences)
    notes = tuple(note for passage in passages for note in _broken_figures(passage))
    return Narrative(sentences, tuple(maker.claims), tuple(maker.comparisons), notes, tuple(passages))


def _broken_figures(passage: Passage) -> Iterator[Note]:
    """Yield the figures of whole sentences that blanks or letters part; what is left of a table is no sentence."""
    texts = {sentence.number: sentence.text for sentence in passage.sentences}
    for pattern, detail in _DOUBTFUL:
        for match in pattern.finditer(passage.plain):
            if texts[passage.numbers[match.start()]].endswith("。") and any(map(is_digit, match.group())):
                yield Note(LEFT_OUT, match.group(), detail, passage.pages[match.start()])


class _ClaimMaker:
    """Collects claims in reading order."""

    def __init__(self, passages: Sequence[Passage], accounts: Accounts) -> None:
        self.claims: list[Claim] = []
        self.comparisons: list[Comparison] = []
        self._accounts = accounts
        self._sentences = {s.number: s for passage in passages for s in passage.sentences}
        self._counts: Counter[int] = Counter()
        self._groups: dict[tuple[str, str], list[dict[str, Claim]]] = {}

    def add(self, passage: Passage, statement: Statement) -> None:
        """Add a statement's figures and comparisons."""
        code = (self._accounts.code(statement.names) if statement.names else "") or statement.code
        group = self._group(statement)
        first = next(iter(group.values()), None)
        number = first.sentence_no if first else passage.numbers[statement.figures[0].amount.start]
        for figure in statement.figures:
            known = group.get(figure.measure)
            if known is None or known.value != figure.value:
                claim = self._claim(passage, statement, figure, number, code)
                self.claims.append(claim)
                group.setdefault(figure.measure, claim)
        for said in statement.said:
            if said.left in group and said.right in group:
                sentence = self._sentences[passage.numbers[said.at]].text
                self.comparisons.append(
                    Comparison(said.relation, said.word, group[said.left], group[said.right], sentence)
                )

    def _group(self, statement: Statement) -> dict[str, Claim]:
        """Return the claims that a statement adds to: by measure, empty where it begins."""
        groups = self._groups.setdefault((statement.kind, statement.subject), [])
        is_listed = statement.kind in _LISTED and statement.subject != TOTAL
        if not is_listed:
            for group in groups[-_MOST_PLACES:]:
                if all(_agrees(figure, group.get(figure.measure)) for figure in statement.figures):
                    return group
        groups.append({})
        return groups[-1]

    def _claim(self, passage: Passage, statement: Statement, figure: Stated, group: int, code: str) -> Claim:
        self._counts[group] += 1
        amount = figure.amount
        sentence = self._sentences[passage.numbers[amount.start]]
        return Claim(
            kind=statement.kind,
            subject=statement.subject,
            item_code=code,
            measure=figure.measure,
            text_printed=passage.text[amount.start : amount.start + len(amount.text)],
            value=figure.value,
            step=amount.step,
            unit=amount.unit,
            amount_yuan=Decimal("0.00") if amount.is_bare_zero else to_yuan(figure.value, amount.unit),
            page=passage.pages[amount.start],
            sentence_no=group,
            claim_no=self._counts[group],
            sentence=sentence.text,
            heading=sentence.heading,
        )


def _agrees(figure: Stated, claim: Claim | None) -> bool:
    return claim is None or (claim.value == figure.value and claim.unit == figure.amount.unit)
