"""Forms of several bodies in one document: those of the document's own count, the others are left out and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.recognise.bodies import tables_of_others
from pipelines.recognise.tables import TableReader
from tests.unit.documents.test_statuses import ROWS, ended, extracted, report, table
from tests.unit.pages import grid, page

OWN, OTHER = "青禾县民政局", "青禾县第一敬老院"
TITLE = "一般公共预算财政拨款支出决算表"
HALF = tuple((code, name, *(f"{float(text) / 2:.2f}" for text in texts)) for code, name, *texts in ROWS)


def _form(*rows: tuple[str, ...], body: str, title: str = TITLE) -> str:
    return table(*rows, title=title, unit=f"部门：{body}　　金额单位：万元")


def _left_out(rows: dict[str, list[dict[str, object]]]) -> list[object]:
    return [note["detail"] for note in rows["reading_notes"] if note["kind"] == "table_of_another_body"]


def test_a_form_of_another_body_is_left_out_and_told(tmp_path: Path) -> None:
    rows = extracted(tmp_path, report(_form(*ROWS, body=OWN), _form(*HALF, body=OTHER), told=()))
    assert {item["text_printed"] for item in rows["line_items"]} == {text for row in ROWS for text in row[2:]}
    assert _left_out(rows) == [
        f"9 figures of F05 were left out: it is printed under the name of {OTHER}, the document is that of {OWN}"
    ]
    assert ended(rows)[0] == "partial"
    assert rows["disclosure_errors"] == []
    assert [(one["figures_printed"] > 0, one["unaccounted"]) for one in rows["page_accounts"]] == [(True, 0)]


@pytest.mark.parametrize(
    "body",
    ["民政局", "青禾县民政局（盖章）", "102001青禾县民政局", "江南省青禾县民政局"],
)
def test_the_same_body_in_other_words_keeps_its_forms(tmp_path: Path, body: str) -> None:
    second = _form(*ROWS, body=body, title="支出决算表")
    rows = extracted(tmp_path, report(_form(*ROWS, body=OWN), second, told=()))
    assert (_left_out(rows), len(rows["line_items"])) == ([], 18)


def test_a_name_over_a_form_that_the_body_prints_once_is_no_other_body(tmp_path: Path) -> None:
    rows = extracted(tmp_path, report(_form(*ROWS, body=OTHER), told=()))
    assert (_left_out(rows), len(rows["line_items"])) == ([], 9)


def test_the_own_office_beside_the_department_is_another_body(tmp_path: Path) -> None:
    own_office = _form(*HALF, body=f"{OWN}（本级）")
    rows = extracted(tmp_path, report(_form(*ROWS, body=OWN), own_office, told=()))
    assert len(_left_out(rows)) == 1
    alone = extracted(tmp_path, report(own_office, told=()), name="alone.html")
    assert (_left_out(alone), len(alone["line_items"])) == ([], 9)


def test_a_cover_between_the_forms_names_the_body_of_those_behind_it() -> None:
    form = [TITLE, "单位：万元"]
    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    whole, part = (
        grid([head, ["", "合计", "3.00", "2.00", "1.00"]]),
        grid([head, ["", "合计", "2.00", "2.00", "0.00"]]),
    )
    pages = [
        page(1, [OWN, "2024年度部门决算"]),
        page(2, form, whole),
        page(3, [OTHER, "2024年度单位决算"]),
        page(4, form, part),
        page(5, ["支出决算表", "单位：万元"], part),
    ]
    found = TableReader(pages)
    assert tables_of_others(pages, found.tables, found.context_of, OWN) == {2: OTHER, 3: OTHER}
    assert tables_of_others(pages[1:], found.tables, found.context_of, OTHER) == {}


def test_a_form_printed_again_with_other_figures_is_told(tmp_path: Path) -> None:
    again = extracted(tmp_path, report(table(*ROWS), table(*HALF), told=()))
    (note,) = [note for note in again["reading_notes"] if note["kind"] == "form_printed_again"]
    assert "with other amounts in 9 of its cells" in str(note["detail"])
    assert ended(again) == (
        "partial",
        "1 forms are printed again with other figures: which are the body's is not known",
    )


def test_a_form_printed_twice_with_the_same_figures_accuses_nobody(tmp_path: Path) -> None:
    """Its rows were those of one table, and added up twice."""
    same = extracted(tmp_path, report(table(*ROWS), table(*ROWS), told=()), name="same.html")
    assert ended(same) == ("extracted", None)
    assert same["disclosure_errors"] == same["reading_doubts"] == []
    assert [one["form_code"] for one in same["tables"]] == ["F05", "F05"]
