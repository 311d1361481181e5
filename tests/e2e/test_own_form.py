"""A form of a province is one file of the user's: read, proven, counted and compared like the form whose role it has.

The county prints its general budget by function under a title that no packaged form has, for 2024; for 2023 and in
its budget it prints the usual forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from pipelines import forms
from pipelines.recognise.titles import match_title
from samples import typeset
from samples.bodies import BODIES, DIVISIONS
from samples.books import keep_books
from samples.layout import LAYOUTS
from samples.report import ExpectedCell, compose
from tests.conftest import Juesuan

TITLE = "一般公共预算支出功能科目决算表"
OTHERS = ("qingxi-jiaoyu-final-2023", "qingxi-jiaoyu-budget-2024")


def write_form(folder: Path) -> Path:
    """Write the one file: a form F15 that prints what F05 prints, under another title."""
    text = (files("pipelines.forms") / "final" / "f05_general_public_budget.yml").read_text(encoding="utf-8")
    lines = [
        line
        for line in text.splitlines()
        if not line.startswith(("code:", "title:", "aliases:", "is_core:", "# yaml"))
    ]
    folder.mkdir(parents=True)
    file = folder / "f15_general_budget_of_a_province.yml"
    file.write_text("\n".join(["code: F15", f"title: {TITLE}", "aliases: []", *lines]), encoding="utf-8")
    return file


@dataclass(frozen=True, slots=True)
class Compared:
    """A warehouse of a county with a form of its own, and what that form prints."""

    warehouse: Path
    cells: tuple[ExpectedCell, ...]
    again: str
    second: str

    def __call__(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Run SQL on the marts."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(f"set search_path = 'marts'; {sql}", values).fetchall()


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compared]:
    """Typeset, add the one file, run: no other edit."""
    from pipelines import settings as settings_module

    folder = tmp_path_factory.mktemp("own-form")
    reports = [document.path for document in typeset(folder / "samples", only=OTHERS)]
    body = next(body for body in BODIES if body.key == "qingxi-jiaoyu")
    layout = LAYOUTS[body.division_code]
    layout = replace(layout, titles={**layout.titles, "F05": TITLE})
    path = folder / f"{body.full_name}2024年度部门决算.pdf"
    made = compose(path, keep_books(body)[2024], "final_account", layout, None)
    settings = settings_module.load(folder / "data", environment={}, folder=folder)
    write_form(settings.extra_forms_dir)
    rows = "\n".join(",".join(map(str, division)) for division in DIVISIONS)
    settings.extra_divisions_file.write_text(f"code,name,level,parent_code\n{rows}\n", encoding="utf-8")
    juesuan = Juesuan(settings)
    arguments = ("run", str(path), *map(str, reports), "--site", "own")
    done = juesuan(*arguments)
    assert done.returncode == 0, done.stderr
    second = juesuan(*arguments)
    assert second.returncode == 0, second.stderr
    again = juesuan("forms", "F15").stdout
    cells = tuple(cell for cell in made.cells if cell.form == "F05")
    yield Compared(settings.warehouse_file, cells, again, f"{second.stdout}{second.stderr}")


@pytest.mark.slow
def test_run_again_reads_and_builds_nothing(ask: Compared) -> None:
    assert "Read now: 0" in ask.second
    assert "Building" not in ask.second


@pytest.mark.slow
def test_its_figures_are_read_and_proven(ask: Compared) -> None:
    read = ask(
        "select coalesce(item_code, ''), measure, amount_yuan, proof_status from fct_line_item where form_code = 'F15'"
    )
    printed = {(cell.code, cell.measure, cell.value * 10_000) for cell in ask.cells}
    assert {row[:3] for row in read} == printed
    assert {status for _, _, amount, status in read if amount} == {"proven"}  # nothing proves a printed zero
    assert ask("select count(*) from fct_line_item where form_code = 'F05' and fiscal_year = 2024") == [(0,)]
    across = dict(
        ask(
            "select identity_id, bool_and(status in ('holds', 'rounding')) from fct_identity_check"
            " where fiscal_year = 2024 and report_kind = 'final_account' group by all"
        )
    )
    assert {name: across.get(name) for name in ("X05", "X05C", "X07", "X08", "N04", "W13")} == dict.fromkeys(
        ("X05", "X05C", "X07", "X08", "N04", "W13"), True
    )
    assert ask("select distinct statement from fct_identity_check where identity_id = 'X07' order by 1") == [
        ("F05 基本支出 = F06 人员经费合计 + 公用经费合计",),
        ("F15 基本支出 = F06 人员经费合计 + 公用经费合计",),
    ]


@pytest.mark.slow
def test_the_body_discloses_it_and_owes_no_other_of_its_role(ask: Compared) -> None:
    coverage = ask(
        "select fiscal_year, form_code, status from fct_disclosure_coverage"
        " join dim_form using (form_code, report_kind)"
        " where role = 'general_budget_by_function' and report_kind = 'final_account'"
        " and status <> 'not_applicable' order by all"
    )
    assert coverage == [(2023, "F05", "disclosed"), (2024, "F15", "disclosed")]


@pytest.mark.slow
def test_budget_and_years_and_counties_are_compared_with_it(ask: Compared) -> None:
    total = next(c.value for c in ask.cells if not c.code and c.measure == "total") * 10_000
    ((final, source, budget_source, difference),) = ask(
        "select final_yuan, final_source, initial_budget_source, difference_yuan from fct_budget_vs_final"
        " where fiscal_year = 2024 and item_key = 'total'"
    )
    assert (final, source, budget_source) == (total, "final_account_form_F15", "budget_form_B05")
    assert difference is not None
    classes = {c.code: c.value * 10_000 for c in ask.cells if len(c.code) == 3 and c.measure == "total"}
    compared = ask(
        "select functional_class_code, final_yuan from mart_county_comparison where fiscal_year = 2024"
    )
    assert {code: amount for code, amount in compared if amount is not None} == classes
    ((form, prior, rate),) = ask(
        "select form_code, prior_source, rate from fct_year_on_year"
        " where fiscal_year = 2024 and item_key = 'total' and measure = 'total' and form_code in ('F05', 'F15')"
    )
    assert (form, prior) == ("F15", "prior_document")
    assert isinstance(rate, float)


@pytest.mark.slow
def test_the_catalogue_shows_it_with_its_role(ask: Compared) -> None:
    assert TITLE in ask.again
    assert "general_budget_by_function" in ask.again
    assert ask("select title, role, is_core from dim_form where form_code = 'F15'") == [
        (TITLE, "general_budget_by_function", False)
    ]


@pytest.fixture
def packaged_forms() -> Iterator[None]:
    """Leave the process with the packaged forms."""
    yield
    forms.use_folder(None)


@pytest.mark.usefixtures("packaged_forms")
def test_a_folder_of_forms_is_taken_and_left_again(tmp_path: Path) -> None:
    forms.use_folder(tmp_path / "none")
    before = forms.definition_files()
    assert getattr(match_title(TITLE), "form_code", None) == "F05"  # the nearest of those that are packaged
    file = write_form(tmp_path / "forms")
    forms.use_folder(file.parent)
    assert getattr(match_title(TITLE), "form_code", None) == "F15"
    assert [f.code for f in forms.forms_of("general_budget_by_function", "final_account")] == [
        "F05",
        "F15",
        "F22",
    ]
    assert forms.definition_files() == (*before, file)
    first = forms.own_digest(file.parent)
    file.write_text(file.read_text(encoding="utf-8").replace("code: F15", "code: F16"), encoding="utf-8")
    forms.use_folder(file.parent)
    assert getattr(match_title(TITLE), "form_code", None) == "F16"
    assert forms.own_digest(file.parent) != first
    forms.use_folder(None)
    assert forms.own_digest(None) == ""
    assert [f.code for f in forms.forms_of("general_budget_by_function", "final_account")] == ["F05", "F22"]


@pytest.mark.usefixtures("packaged_forms")
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("code: F15", "code: F05"), "F05 is defined twice"),
        (("role: general_budget_by_function", "role: nothing"), "no role 'nothing'"),
        ((TITLE, "收入决算表"), "share the title"),
    ],
)
def test_a_form_that_clashes_is_refused_with_its_name(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    file = write_form(tmp_path / "forms")
    file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(forms.FormDefinitionError, match=complaint):
        forms.use_folder(file.parent)
