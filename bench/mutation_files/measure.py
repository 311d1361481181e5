"""Measure: read each changed file as any document, and hold what was read against what a person sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final

from bench.mutation_files.book import Book, Key
from bench.mutation_files.changes import CHANGES
from bench.mutation_files.damage import DAMAGE
from bench.mutation_files.write import FORMATS
from pipelines.documents.status import judge
from pipelines.documents.walk import Walk, walk
from pipelines.values.errors import DocumentError
from pipelines.values.identity import SourceHints
from pipelines.values.items import LineItem

SEED: Final = 2024
_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed file: how it was changed, its bytes, the figures that a person sees, and the codes of its names.

    ``turn`` numbers the attempts at a change, so that a run can go on behind it.
    """

    kind: str
    format: str
    book: str
    data: bytes
    seen: dict[Key, Decimal | None]
    codes: dict[tuple[str, str], str]
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant.

    ``is_told``: a status, a note, a disputed figure, a doubt or a contradiction says that something is odd. ``wrong``
    are figures that nobody sees there, ``unflagged`` those of them that are not disputed, ``proven`` those that are
    proven; ``lost`` figures that are seen and were not read. ``accusations`` are contradictions told.
    """

    mutant: Mutant
    is_told: bool
    wrong: int = 0
    unflagged: int = 0
    proven: int = 0
    lost: int = 0
    accusations: int = 0
    samples: tuple[str, ...] = ()
    crash: str = ""

    @property
    def is_as_seen(self) -> bool:
        """Tell whether all figures were read as a person sees them."""
        return not self.wrong and not self.lost


def mutants(
    books: Sequence[Book], count: int, kinds: Sequence[str] = (), *, first: int = 0
) -> Iterator[Mutant]:
    """Yield a number of mutants, the kinds and formats in turn; the same seed gives the same ones.

    ``first`` is the turn to begin with: one more than that of the last mutant goes on behind it.
    """
    made = [
        (kind, name) for name in FORMATS for kind in (*CHANGES, *DAMAGE[name]) if not kinds or kind in kinds
    ]
    turns, most = first, first + count * _TRIES + len(made)
    while count > 0 and turns < most:
        kind, name = made[turns % len(made)]
        random = Random(f"{SEED} {turns} {kind} {name}")
        mutant = _mutant(random.choice(books), kind, name, random)
        if mutant is not None:
            count -= 1
            yield replace(mutant, turn=turns)
        turns += 1


def _mutant(book: Book, kind: str, name: str, random: Random) -> Mutant | None:
    if kind in CHANGES:
        changed = CHANGES[kind](book, random)
        return (
            None
            if changed is None
            else Mutant(kind, name, book.name, FORMATS[name](changed), changed.seen, changed.codes)
        )
    original = FORMATS[name](book)
    data = DAMAGE[name][kind](book, original, random)
    return (
        None
        if data is None or data == original
        else Mutant(kind, name, book.name, data, book.seen, book.codes)
    )


def outcome(mutant: Mutant, folder: Path) -> Outcome:
    """Read a mutant and return what became of it."""
    path = folder / f"mutant.{mutant.format}"
    path.write_bytes(mutant.data)
    try:
        walked = walk(path, SourceHints(path.name), reader="pdfium")
    except DocumentError:
        return Outcome(mutant, is_told=True, lost=len(mutant.seen))
    except Exception as error:
        return Outcome(mutant, is_told=True, lost=len(mutant.seen), crash=f"{type(error).__name__}: {error}")
    return _compared(mutant, walked)


def _key(item: LineItem, mutant: Mutant) -> Key:
    """Return which figure an item is: by its code, or by its name where the code was not read."""
    label = item.item_code or mutant.codes.get((item.form_code, item.item_name), item.item_name)
    return (item.form_code, label, item.measure)


def _compared(mutant: Mutant, walked: Walk) -> Outcome:
    found = walked.examination
    keyed = [(_key(item, mutant), item) for item in found.items]
    wrong = [(key, item) for key, item in keyed if mutant.seen.get(key) != item.value]
    read = {key for key, _ in keyed}
    statuses = {item.place: found.proofs[item.place].status for _, item in wrong}
    unflagged = [(key, item) for key, item in wrong if statuses[item.place] != "disputed"]
    proven = sum(statuses[item.place] == "proven" for _, item in wrong)
    status, _ = judge(walked)
    disputed = any(proof.status == "disputed" for proof in found.proofs.values())
    told = (
        status != "extracted"
        or walked.notes
        or disputed
        or found.errors
        or found.doubts
        or walked.reading.notes
    )
    samples = tuple(
        f"{' '.join(key)}: {item.text_printed!r} {statuses[item.place]}, seen {mutant.seen.get(key)}"
        for key, item in unflagged[:3]
    )
    lost = sum(key not in read for key in mutant.seen)
    return Outcome(mutant, bool(told), len(wrong), len(unflagged), proven, lost, len(found.errors), samples)
