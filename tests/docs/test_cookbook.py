"""The cookbook's answers are those of the demo warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.publish import warehouse
from pipelines.publish.cookbook import FILE, answer, recipes
from samples import typeset
from tests.conftest import SITE, Juesuan


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Juesuan:
    """The demo's warehouse: every sample report, as ``make demo`` builds it."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "data" / "reference").mkdir(parents=True)
    typeset(folder / "samples")
    (folder / "samples" / "divisions.csv").rename(folder / "data" / "reference" / "divisions.csv")
    command = Juesuan(settings_module.load(folder / "data", environment={}, folder=folder))
    done = command("run", str(folder / "samples" / "reports"), "--site", SITE)
    assert done.returncode == 0, done.stderr
    return command


def test_the_cookbook_holds_at_least_fifteen_questions_with_answers() -> None:
    page = recipes(FILE.read_text(encoding="utf-8"))
    assert len(page) >= 15
    assert [recipe.title for recipe in page if recipe.answer.count("\n") < 2] == [], "an answer without rows"


@pytest.mark.slow
def test_every_answer_is_what_the_demo_warehouse_says(demo: Juesuan) -> None:
    with warehouse.connect(demo.settings) as connection:
        for recipe in recipes(FILE.read_text(encoding="utf-8")):
            assert answer(connection, recipe.sql) == recipe.answer, recipe.title


@pytest.mark.slow
def test_a_mart_exports_as_every_format(demo: Juesuan, tmp_path: Path) -> None:
    for form, files in (
        ("parquet", {"mart_county_total.parquet"}),
        ("csv", {"mart_county_total.csv"}),
        ("xlsx", {"mart_county_total.xlsx"}),
        ("fdp", {"mart_county_total.csv", "datapackage.json"}),
    ):
        done = demo("export", "mart_county_total", "--format", form, "--out", str(tmp_path / form))
        assert done.returncode == 0, done.stderr
        assert {file.name for file in (tmp_path / form).iterdir()} == files
    wrong = demo("export", "mart_nothing", "--out", str(tmp_path))
    assert (wrong.returncode, "mart_county_total" in wrong.stderr) == (1, True)
