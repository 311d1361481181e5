"""The tests are tested: the operators break what they say, the sample is stable, and the score is guarded."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.mutation_code.measure import ROOMS, ROOT, equivalents, interval
from bench.mutation_code.mutants import Mutant, broken, module_of, mutants, sample
from bench.mutation_code.operators import alternatives
from bench.mutation_code.report import BEGIN, put_into
from bench.mutation_code.survey import Selector, Survey

PAGE = ROOT / "docs" / "tests-that-bite.md"
FLOORS = {"prove": 0.85, "lake/rows.py": 0.9, "documents/extract.py": 0.75, "values": 0.8, "recognise": 0.5}
"""Shares below which the published score of a room must not fall; the page has the shares themselves."""

SOURCE = '''"""A module."""
from __future__ import annotations
import re
WORDS = re.compile("增加|减少")
STATUS = {412: "challenge", 404: "missing"}

def fell(text: str, least: int = 3) -> bool:
    """Tell."""
    if len(text) < least or not text.strip():
        raise ValueError("too short")
    return max(len(text), 1) - 1 > 0 and WORDS.search(text) is not None

class Box:
    @property
    def is_open(self) -> bool:
        return self.lid == "open"
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "pipelines" / "m.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def found(root: Path) -> list[Mutant]:
    return mutants(root, "pipelines/m.py")


def test_every_operator_breaks_its_kind_of_place(root: Path) -> None:
    made = {(m.operator, m.before, m.after) for m in found(root)}
    assert {
        ("word of a pattern lost", "'增加|减少'", "'增加'"),
        ("word of a pattern lost", "'增加|减少'", "'减少'"),
        ("element lost", "{412: 'challenge', 404: 'missing'}", "{404: 'missing'}"),
        ("text lost", "'challenge'", "''"),
        ("constant", "412", "413"),
        ("constant", "3", "4"),
        ("comparison", "len(text) < least", "len(text) <= least"),
        ("comparison", "len(text) < least", "len(text) >= least"),
        ("not or minus lost", "not text.strip()", "text.strip()"),
        ("statement lost", "raise ValueError('too short')", "pass"),
        ("opposite", "max", "min"),
        ("opposite", "WORDS.search", "WORDS.match"),
        ("arithmetic", "max(len(text), 1) - 1", "max(len(text), 1) + 1"),
        ("comparison", "self.lid == 'open'", "self.lid != 'open'"),
    } <= made
    assert not [
        before for _, before, _ in made if before in ("'A module.'", "'Tell.'", "'too short'", "bool", "int")
    ]


def test_a_mutant_differs_from_its_source_in_one_place_only(root: Path) -> None:
    whole = ast.unparse(ast.parse(SOURCE)).splitlines()
    for mutant in found(root):
        wrong = ast.unparse(broken(root, mutant)).splitlines()
        changed = [n for n, line in enumerate(whole) if n >= len(wrong) or wrong[n] != line]
        assert changed, mutant.key
        compile("\n".join(wrong), "m", "exec")
    assert len({mutant.key for mutant in found(root)}) == len(found(root))


def test_the_sample_stays_when_the_file_is_edited_elsewhere(root: Path) -> None:
    before = {mutant.key for mutant in sample(found(root), 12, seed=1)}
    (root / "pipelines" / "m.py").write_text("OTHER = 5\n" + SOURCE.partition("\n")[2], encoding="utf-8")
    after = {mutant.key for mutant in sample([m for m in found(root) if "OTHER" not in m.names], 12, seed=1)}
    assert before == after
    assert before != {mutant.key for mutant in sample(found(root), 12, seed=2)}


def test_a_pattern_loses_its_words_at_any_depth() -> None:
    assert set(alternatives("a|(?:b|[|)]c)|x\\|y")) == {
        "a|(?:[|)]c)|x\\|y",
        "a|(?:b)|x\\|y",
        "a|x\\|y",
        "a|(?:b|[|)]c)",
    }
    assert alternatives("abc") == []
    for pattern in alternatives("^(?:一|二)(?P<n>甲|乙|丙)$|[^|]x"):
        re.compile(pattern)


def test_the_tests_of_a_mutant_are_those_that_run_its_line_or_use_its_name(root: Path) -> None:
    tests = {"t.py::slow": 2.0, "t.py::quick": 1.0, "u.py::other": 0.1}
    lines = {"pipelines/m.py": {9: ["t.py::slow", "t.py::quick"], 11: ["t.py::quick"], 16: ["u.py::"]}}
    selector = Selector(root, Survey(tests, lines))
    by_line = {(m.first, m.is_inside): selector.tests(m) for m in found(root)}
    assert by_line[9, True] == ["t.py::quick", "t.py::slow"]
    assert by_line[11, True] == ["t.py::quick"]
    assert by_line[16, True] == ["u.py::other"]  # run by a fixture: all tests of the file
    assert by_line[4, False] == ["t.py::quick", "t.py::slow"]  # the pattern is used by the function
    (default,) = [m for m in found(root) if m.before == "3"]
    assert selector.tests(default) == ["t.py::quick", "t.py::slow"]  # a default, used where the function runs


def test_a_score_has_an_interval_and_a_page_one_place_for_it() -> None:
    low, high = interval(90, 100)
    assert 0.82 < low < 0.84 and 0.94 < high < 0.95
    assert interval(0, 0) == (0.0, 1.0)
    page = PAGE.read_text(encoding="utf-8")
    assert "| made |" in put_into(page, "| made |")
    with pytest.raises(ValueError, match="no part between"):
        put_into("# Page", "| made |")
    assert module_of("pipelines/prove/errors/__init__.py") == "pipelines.prove.errors"


def test_mutants_judged_equivalent_are_still_there() -> None:
    """One that is gone, because its code was edited, is judged again or struck off."""
    paths = {key.partition(":")[0] for key in equivalents()}
    there = {mutant.key for path in paths for mutant in mutants(ROOT, path)}
    assert set(equivalents()) <= there
    assert all(reason.strip() for reason in equivalents().values())


def published() -> dict[str, float]:
    """Return the share of each room as the page has it."""
    table = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2]
    rows = re.findall(r"^\| `([^`]+)` \|(?:[^|]+\|){3} ([\d.]+) % \|", table, re.MULTILINE)
    return {room: float(share) / 100 for room, share in rows}


def test_the_published_scores_stay_above_their_floors() -> None:
    scores = published()
    assert set(scores) == set(ROOMS)
    assert {room: scores[room] >= floor for room, floor in FLOORS.items()} == dict.fromkeys(FLOORS, True)


@pytest.mark.slow
def test_mutants_of_a_module_are_noticed_by_its_tests() -> None:
    _judge("lake/rows.py:5", "tests/unit/lake", floor="0.6")


@pytest.mark.nights
def test_a_sample_of_the_room_of_proof_is_noticed() -> None:
    _judge("prove:20", "tests/unit/prove", floor="0.8")


def _judge(room: str, tests: str, *, floor: str) -> None:
    """Break a sample of a room and assert that a share of it is noticed."""
    command = [sys.executable, "-m", "bench.mutation_code", room, "--tests", tests, "--floor", floor]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
