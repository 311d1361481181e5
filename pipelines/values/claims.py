"""Claims: figures that the narrative states, and what it says of them. Money is ``Decimal``, never float."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.values.frozen import value
from pipelines.values.items import LineItem, Place


@value(frozen=True, slots=True)
class Claim:
    """One figure that the narrative states, with the sentence and the heading it stands under.

    ``value`` is signed by the words (减少, 下降: negative); ``text_printed`` is the bare printed figure.
    ``sentence_no`` counts the document's sentences from 1, ``claim_no`` the figures of one sentence.
    ``item_code`` is the account code the subject was resolved to, ``''`` where none is known for certain.
    """

    kind: str
    subject: str
    item_code: str
    measure: str
    text_printed: str
    value: Decimal
    step: Decimal
    unit: str
    amount_yuan: Decimal | None
    page: int
    sentence_no: int
    claim_no: int
    sentence: str
    heading: str = ""
    place: Place = field(init=False, repr=False, compare=False)
    """Where the figure stands: page, 0 (no table), sentence and place in the sentence."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", (self.page, 0, self.sentence_no, self.claim_no))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the narrative says of two of its own figures: 大于, 小于, 持平 …, ``relation`` > < = or ~."""

    relation: str
    word: str
    left: Claim
    right: Claim
    sentence: str


@dataclass(frozen=True, slots=True)
class TextDefect:
    """A slip of the text that contradicts no figure of a form: a wrong word, a leftover, a doubled mark."""

    kind: str
    what: str
    text: str
    page: int
    sentence: str


Figure = LineItem | Claim
