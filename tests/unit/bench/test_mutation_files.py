"""Whole files are changed on purpose: what is read is what a person sees, or it is told that something is odd.

The published figures (``docs/proof-mutation-files.md``) are those of a larger run; a sample is made anew here.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bench.mutation_files.__main__ import KEYS
from bench.mutation_files.book import LABELS, Book, books
from bench.mutation_files.changes import CHANGES, HARMLESS
from bench.mutation_files.damage import DAMAGE
from bench.mutation_files.measure import Mutant, Outcome, mutants, outcome
from bench.mutation_files.record import measure
from bench.mutation_files.report import BEGIN, END, NAMES, misses, put_into, render
from bench.mutation_files.write import FORMATS, pdf

LOOKS = ("white", "struck", "hidden", "mark", "minus")
DIGITS = ("digit", "cut", "pointless", "glued", "mark_on_line", "two_in_one")
PAGE = Path(__file__).parents[3] / "docs" / "proof-mutation-files.md"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Book]:
    return books(tmp_path_factory.mktemp("books"), KEYS)


def made(samples: list[Book], folder: Path, count: int, kinds: tuple[str, ...] = ()) -> list[Outcome]:
    return [outcome(mutant, folder) for mutant in mutants(samples, count, kinds)]


@pytest.mark.parametrize("name", FORMATS)
def test_an_unchanged_book_is_read_as_a_person_sees_it(
    samples: list[Book], name: str, tmp_path: Path
) -> None:
    book = samples[0]
    found = outcome(Mutant("none", name, book.name, FORMATS[name](book), book.seen, book.codes), tmp_path)
    assert (found.is_as_seen, found.is_told, found.accusations, len(book.seen) > 100) == (
        True,
        False,
        0,
        True,
    )


@pytest.mark.slow
def test_looks_and_marks_decide_what_is_read(samples: list[Book], tmp_path: Path) -> None:
    """White, struck-out and hidden figures are read by nobody, marks are no digits, a minus is one; in every format."""
    found = made(samples, tmp_path, 4 * len(LOOKS), LOOKS)
    assert {one.mutant.format for one in found} == set(FORMATS)
    assert misses(found) == []
    assert not any(one.wrong for one in found)
    assert all(one.is_told for one in found if one.mutant.kind not in HARMLESS)


@pytest.mark.slow
def test_figures_with_other_digits_are_read_as_printed_or_disputed(
    samples: list[Book], tmp_path: Path
) -> None:
    found = made(samples, tmp_path, 24, DIGITS)
    assert sum(one.unflagged + one.proven for one in found) == 0
    assert misses(found) == []


def test_what_a_person_sees_follows_the_change(samples: list[Book]) -> None:
    book = samples[0]
    sheet = book.sheets[0]
    row, column = next(iter(sheet.figures()))
    key = (sheet.form, sheet.rows[row][0].text or sheet.rows[row][1].text, sheet.measures[column - LABELS])
    assert book.seen[key] == Decimal(sheet.rows[row][column].text.replace(",", ""))
    one = {kind: next(iter(mutants([book], 1, (kind,)))) for kind in ("white", "glued", "mark", "row_gone")}
    assert len(one["white"].seen) == len(book.seen) - 1
    assert list(one["glued"].seen.values()).count(None) == 1
    assert one["mark"].seen == book.seen
    assert len(one["row_gone"].seen) < len(book.seen)


@pytest.mark.parametrize("lost", [0, 1, 2, 9])
def test_a_rule_that_is_gone_costs_no_label(samples: list[Book], lost: int, tmp_path: Path) -> None:
    """Open sides are closed; a name that runs into a figure is left out with its row, and told."""
    book = samples[0]
    data = pdf(book, lost_lines=frozenset({lost}))
    found = outcome(Mutant("line_gone", "pdf", book.name, data, book.seen, book.codes), tmp_path)
    assert found.wrong == 0
    assert found.is_told or found.is_as_seen


def test_the_page_tells_every_kind_and_its_counts(samples: list[Book]) -> None:
    assert set(NAMES) == {*CHANGES, *(kind for kinds in DAMAGE.values() for kind in kinds)}
    mutant = next(iter(mutants(samples, 1, ("digit",))))
    table = render(
        [
            Outcome(mutant, is_told=True, wrong=3, unflagged=2, proven=1),
            Outcome(mutant, is_told=False, lost=4),
        ]
    )
    assert "| one digit is another one | 2 | 0 | 50.0 % | 4 | 2 | 1 |" in table
    assert put_into(f"a\n{BEGIN}\nold\n{END}\nb", table) == f"a\n{table}\nb"
    with pytest.raises(ValueError, match="no part between"):
        put_into("a", table)
    assert BEGIN in PAGE.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_sample_of_all_kinds_proves_nothing_wrong(samples: list[Book], tmp_path: Path) -> None:
    found = made(samples, tmp_path, 150)
    assert sum(one.proven for one in found) == 0, misses(found)
    assert sum(one.lost for one in found if not one.is_told) == 0, misses(found)
    assert [one.crash for one in found if one.crash] == []


def test_a_run_that_was_stopped_goes_on_where_its_record_ends(samples: list[Book], tmp_path: Path) -> None:
    """The outcomes are those of a run in one piece; a line that was cut short is measured again."""
    kinds, record = ("digit", "white"), tmp_path / "record.jsonl"
    whole = list(measure(samples, 4, tmp_path, kinds))
    list(measure(samples, 3, tmp_path, kinds, record=record))
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    record.write_text("".join(lines[:2]) + lines[2][:20], encoding="utf-8")
    read: list[str] = []

    def reading(mutant: Mutant, folder: Path) -> Outcome:
        read.append(mutant.kind)
        return outcome(mutant, folder)

    assert list(measure(samples, 4, tmp_path, kinds, record=record, read=reading)) == whole
    assert len(read) == 2
    assert len(record.read_text(encoding="utf-8").splitlines()) == 4
    assert not any(one.mutant.data for one in whole)
