"""The sample reports: bytes repeat, glyphs are embedded, figures are printed where the truth says."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pytest
from fontTools.ttLib import TTFont

import samples
from samples.fonts.subset import CHARACTERS_FILE, FONT_FILE, characters
from samples.layout import LAYOUTS, printed
from samples.report import ExpectedCell

Key = tuple[str, str, str, str]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("samples")


@pytest.fixture(scope="module")
def documents(folder: Path) -> dict[str, samples.SampleDocument]:
    return {d.key: d for d in samples.typeset(folder)}


def figures(document: samples.SampleDocument) -> dict[Key, Decimal]:
    """Index a report's figures by form, section, code or name, and measure; later repeats are dropped."""
    out: dict[Key, Decimal] = {}
    for c in document.cells:
        out.setdefault((c.form, c.section, c.code or c.name, c.measure), c.value)
    return out


def page_texts(document: samples.SampleDocument, number: int) -> Counter[str]:
    with pdfplumber.open(document.path) as pdf:
        tables = pdf.pages[number - 1].extract_tables()
    return Counter((cell or "").replace("\n", "") for table in tables for row in table for cell in row)


def test_three_counties_with_two_bodies_and_three_reports_each(
    documents: dict[str, samples.SampleDocument],
) -> None:
    reports = [d for d in documents.values() if d.organisation_kind == "department"]
    per_body = Counter((d.division_code, d.organisation_name) for d in reports)
    assert Counter(code for code, _ in per_body) == {"990101": 2, "990102": 2, "990201": 2}
    assert set(per_body.values()) == {3}
    assert {(d.report_kind, d.fiscal_year) for d in reports} == {
        ("final_account", 2023),
        ("final_account", 2024),
        ("budget", 2024),
    }


def test_the_same_call_writes_the_same_bytes(
    tmp_path: Path, documents: dict[str, samples.SampleDocument]
) -> None:
    chosen = ["liupu-sifa-final-2024", "songhu-nongye-budget-2024"]
    for again in samples.typeset(tmp_path, only=chosen):
        assert again.path.read_bytes() == documents[again.key].path.read_bytes()
        assert again.cells == documents[again.key].cells


def test_an_unknown_report_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no sample report is called nowhere-final-2024"):
        samples.typeset(tmp_path, only=["nowhere-final-2024"])


def test_the_font_holds_every_listed_and_every_printed_character(
    documents: dict[str, samples.SampleDocument],
) -> None:
    held = {chr(c) for c in TTFont(FONT_FILE).getBestCmap()}
    assert not characters() - held
    listed = CHARACTERS_FILE.read_text(encoding="utf-8").strip()
    assert list(listed) == sorted(set(listed))
    for key in ("qingxi-jiaoyu-final-2023", "liupu-caizheng-final-2024", "songhu-nongye-budget-2024"):
        with pdfplumber.open(documents[key].path) as pdf:
            shown = {c["text"] for page in pdf.pages for c in page.chars}
        assert not {c for c in shown if c.strip()} - held


def test_only_the_embedded_font_is_used(documents: dict[str, samples.SampleDocument]) -> None:
    for key in ("qingxi-caizheng-final-2024", "liupu-sifa-budget-2024"):
        with pdfplumber.open(documents[key].path) as pdf:
            fonts = {c["fontname"].split("+")[-1] for page in pdf.pages for c in page.chars}
        assert fonts == {"SamplesSerif-Regular"}


def test_a_report_has_the_pages_it_says(documents: dict[str, samples.SampleDocument]) -> None:
    for document in documents.values():
        with pdfplumber.open(document.path) as pdf:
            assert len(pdf.pages) == document.pages
        assert 15 <= document.pages <= 30 or document.organisation_kind == "government"
        pages = [c.page for c in document.cells]
        assert pages == sorted(pages)
        assert {c.form for c in document.cells} <= set(document.forms)


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("qingxi-jiaoyu-final-2024", "F06"),
        ("liupu-caizheng-final-2024", "F02"),
        ("liupu-sifa-budget-2024", "B08"),
        ("songhu-nongye-final-2023", "F07"),
        ("songhu-jiaoyu-budget-2024", "B04"),
        ("liupu-sifa-final-2023", "F09"),
    ],
)
def test_pdfplumber_finds_the_figures_on_their_pages(
    documents: dict[str, samples.SampleDocument], key: str, form: str
) -> None:
    document = documents[key]
    cells = [c for c in document.cells if c.form == form]
    assert cells
    for page in {c.page for c in cells}:
        wanted = Counter(c.text for c in document.cells if c.page == page)
        assert not wanted - page_texts(document, page)


def test_a_total_stands_alone_and_a_title_stands_early(documents: dict[str, samples.SampleDocument]) -> None:
    document = documents["songhu-jiaoyu-final-2024"]
    total = [c for c in document.cells if c.form == "F03" and c.name == "合计"]
    others = [c for c in document.cells if c.form == "F03" and c.name != "合计"]
    assert {c.page for c in total}.isdisjoint({c.page for c in others})
    first = min(c.page for c in document.cells if c.form == "F05")
    with pdfplumber.open(document.path) as pdf:
        title = LAYOUTS["990201"].titles["F05"]
        text = [(page.dedupe_chars().extract_text() or "") for page in pdf.pages[first - 2 : first]]
    assert title in text[0].splitlines()[-2]
    assert title not in text[1]


def test_codes_units_zeros_and_separators_differ_by_county(
    documents: dict[str, samples.SampleDocument],
) -> None:
    joined = page_texts(
        documents["qingxi-caizheng-final-2024"], first_page(documents, "qingxi-caizheng", "F05")
    )
    split = page_texts(documents["liupu-caizheng-final-2024"], first_page(documents, "liupu-caizheng", "F05"))
    assert joined["2010601"] == 1 and joined["0.00"] > 5
    assert split["2010601"] == 0 and split["06"] >= 2 and split["0.00"] == 0
    assert any("," in text for text in split)
    units = {
        (key.split("-")[0], c.form[0], c.unit)
        for key, d in documents.items()
        for c in d.cells
        if c.form != "B09" and d.organisation_kind == "department"
    }
    assert units == {
        ("qingxi", "F", "万元"),
        ("qingxi", "B", "万元"),
        ("liupu", "F", "万元"),
        ("liupu", "B", "元"),
        ("songhu", "F", "元"),
        ("songhu", "B", "元"),
    }
    assert {c.unit for c in documents["liupu-sifa-budget-2024"].cells if c.form == "B09"} == {"万元"}


def first_page(documents: dict[str, samples.SampleDocument], body: str, form: str) -> int:
    return min(c.page for c in documents[f"{body}-final-2024"].cells if c.form == form)


def children(cells: list[ExpectedCell], parent: str) -> list[ExpectedCell]:
    return [c for c in cells if c.code.startswith(parent) and len(c.code) == len(parent) + 2]


def broken_sums(document: samples.SampleDocument) -> tuple[list[ExpectedCell], int]:
    """Return printed sums beyond the rounding envelope, and how many are off within it."""
    half, beyond, rounded = Decimal("0.005"), [], 0
    for form in ("F02", "F03", "F05", "B02", "B03", "B05"):
        for measure in {c.measure for c in document.cells if c.form == form}:
            cells = [c for c in document.cells if c.form == form and c.measure == measure]
            for cell in cells:
                parts = children(cells, cell.code) if cell.code else [c for c in cells if len(c.code) == 3]
                off = abs(cell.value - sum((p.value for p in parts), Decimal())) if parts else Decimal()
                if off > (len(parts) + 1) * half:
                    beyond.append(cell)
                rounded += Decimal() < off <= (len(parts) + 1) * half
    return beyond, rounded


def test_printed_sums_hold_but_for_rounding_and_the_planted_error(
    documents: dict[str, samples.SampleDocument],
) -> None:
    off_by_rounding = 0
    for document in documents.values():
        beyond, rounded = broken_sums(document)
        off_by_rounding += rounded
        if document.planted:
            assert {(c.form, c.measure) for c in beyond} == {("F05", "project")}
        else:
            assert not beyond, document.key
    assert off_by_rounding > 0


def test_every_planted_error_is_listed_and_is_the_only_one(
    folder: Path, documents: dict[str, samples.SampleDocument]
) -> None:
    planted = [(d.key, p) for d in documents.values() for p in d.planted]
    assert [key for key, _ in planted] == list(samples.PLANTS)
    for key, error in planted:
        assert error.printed != error.expected
        assert sorted(error.printed) == sorted(error.expected)
        assert page_texts(documents[key], error.page)[error.printed] == 1
        assert figures(documents[key])[error.form, "", error.code, error.measure] == Decimal(error.printed)
        assert figures(documents[key])["F03", "", error.code, error.measure] == Decimal(error.expected)
        readme = (Path(samples.__file__).parent / "README.md").read_text(encoding="utf-8")
        assert all(word in readme for word in (key, error.printed, error.expected))
    with (folder / "planted.csv").open(encoding="utf-8", newline="") as f:
        listed = [(row["document"], row["form"], row["code"]) for row in csv.DictReader(f)]
    assert listed == [(key, p.form, p.code) for key, p in planted]


def test_truth_lists_every_figure_once_per_cell(
    folder: Path, documents: dict[str, samples.SampleDocument]
) -> None:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) == sum(len(d.cells) for d in documents.values())
    assert {r["section"] for r in rows if r["form"] in ("F01", "F04", "B01", "B04")} == {
        "revenue",
        "expenditure",
    }
    assert {r["section"] for r in rows if r["form"] not in ("F01", "F04", "B01", "B04")} == {""}
    assert not [r for r in rows if any(mark in r["name"] for mark in ("、", ".", " "))]


def test_empty_forms_print_no_figures_and_say_so(documents: dict[str, samples.SampleDocument]) -> None:
    document = documents["liupu-sifa-final-2024"]
    assert not [c for c in document.cells if c.form in ("F07", "F08")]
    with pdfplumber.open(document.path) as pdf:
        text = "".join(page.extract_text() or "" for page in pdf.pages)
    assert text.count("故本表无数据") == 2
    zeros = [c for c in documents["qingxi-caizheng-final-2024"].cells if c.form == "F08"]
    assert [(c.name, c.text) for c in zeros] == [("合计", "0.00")] * 3


def test_the_years_join(documents: dict[str, samples.SampleDocument]) -> None:
    departments = [d for d in documents.values() if d.organisation_kind == "department"]
    for body in {d.key.rsplit("-", 2)[0] for d in departments}:
        earlier, later = (figures(documents[f"{body}-final-{year}"]) for year in (2023, 2024))
        closing = earlier["F01", "expenditure", "年末结转和结余", "final"]
        assert later["F01", "revenue", "年初结转和结余", "final"] == closing
        budget = figures(documents[f"{body}-budget-2024"])
        assert (
            budget["B01", "revenue", "收入总计", "budget"]
            == budget["B01", "expenditure", "支出总计", "budget"]
        )


def test_a_countys_accounts_close_and_hold_its_departments(
    documents: dict[str, samples.SampleDocument],
) -> None:
    county = figures(documents["qingxi-zhengfu-final-2024"])
    for measure in ("initial_budget", "adjusted_budget", "final", "prior_final"):
        assert county["G01", "", "收入总计", measure] == county["G02", "", "支出总计", measure]
        assert county["G02", "", "年终结余", measure] > 0
    for part in ("", "_general", "_special"):
        opening, closing = (
            county["G23", "", f"{year}年末地方政府债务余额", kind + part]
            for year, kind in ((2023, "prior_balance"), (2024, "balance"))
        )
        issued = county["G23", "", "2024年地方政府债务（转贷）收入", f"issued{part}"]
        repaid = county["G23", "", "2024年地方政府债务还本支出", f"repaid{part}"]
        assert opening + issued - repaid == closing
        assert closing <= county["G23", "", "2024年地方政府债务限额", f"limit{part}"]
    education = figures(documents["qingxi-jiaoyu-final-2024"])["F05", "", "205", "total"]
    assert education < county["G02", "", "教育支出", "final"]


def test_the_narrative_repeats_the_forms_figures(documents: dict[str, samples.SampleDocument]) -> None:
    for body in ("qingxi-caizheng", "liupu-sifa"):
        document = documents[f"{body}-final-2024"]
        with pdfplumber.open(document.path) as pdf:
            text = "".join((page.extract_text() or "").replace("\n", "") for page in pdf.pages)
        found = figures(document)
        assert f"收、支总计均为{found['F01', 'revenue', '总计', 'final']}万元" in text
        assert f"支出合计{found['F03', '', '合计', 'expenditure_total']}万元" in text
        assert f"机关运行经费支出{found['F06', '', '公用经费合计', 'final']}万元" in text


@pytest.mark.parametrize(
    ("fen", "unit", "separators", "text"),
    [
        (0, "万元", False, "0.00"),
        (4_999, "万元", False, "0.00"),
        (5_000, "万元", False, "0.01"),
        (123_456_789_00, "元", True, "123,456,789.00"),
        (123_456_789_00, "万元", True, "12,345.68"),
    ],
)
def test_amounts_are_rounded_half_up_and_separated(fen: int, unit: str, separators: bool, text: str) -> None:
    assert printed(fen, unit, separators) == text


def test_radicals_that_stand_for_a_character_can_be_typeset() -> None:
    held = {chr(c) for c in TTFont(FONT_FILE).getBestCmap()}
    assert set("⾏⾦⼀⻔⻋") <= held
