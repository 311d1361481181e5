"""Rows: every fact of a document under its own name, and ids that hash where it is printed, not what it means."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from pipelines.lake.rows import RowMaker, line_item_id
from pipelines.lake.schema import RELATIONS
from pipelines.values.claims import Claim, TextDefect
from pipelines.values.findings import DisclosureError, Suggestion
from pipelines.values.identity import Evidence
from pipelines.values.items import FormTable, Indicator, LineItem, Note
from pipelines.values.pages import Box
from pipelines.values.proof import Check, Proof
from pipelines.values.source import SourceRecord


def source(sha256: str) -> SourceRecord:
    """A document's source, as far as rows tell of it."""
    return SourceRecord(
        sha256=sha256,
        site="test",
        file_name="report.pdf",
        source_url="file:///report.pdf",
        page_url=None,
        page_title=None,
        page_date=None,
        fetched_at=datetime(2025, 9, 1, tzinfo=UTC),
        size_bytes=1,
        division_code=None,
        archived_as="sha256/ab",
    )


MAKER = RowMaker(source("ab" * 32))

UNPROVEN = Proof("unproven", ())
ITEM = LineItem(
    form_code="F05", section="expenditure", item_code="205", item_name="教育支出", label_printed="一、教育支出",
    parent_name="上级", account_kind="functional", measure="total", header_printed="本年支出/小计",
    text_printed="1,234.5\n6", value=Decimal("1234.56"), step=Decimal("0.01"), unit="万元", is_unit_inferred=True,
    amount_yuan=Decimal("12345600.00"), page=7, table_no=3, row_no=11, column_no=4, box=Box(1.0, 2.0, 3.0, 4.0),
    reader="pdfium", cell_reference="C11", confidence=0.5, decided_by="W13", first_text="1,284.56",
    settled_by="W07 W13", scope="市本级", figure_year=2026,
)  # fmt: skip
CLAIM = Claim(
    kind="structure", subject="教育支出", item_code="205", measure="amount", text_printed="1,234.56",
    value=Decimal("-1234.56"), step=Decimal("0.01"), unit="万元", amount_yuan=Decimal("-12345600.00"), page=21,
    sentence_no=5, claim_no=2, sentence="教育支出减少1,234.56万元。", heading="三、支出",
)  # fmt: skip
CHECK = Check(
    identity_id="W13", scope="F05[205]", statement="小计 = 基本支出 + 项目支出", is_hard=True, left=Decimal("5.00"),
    right=Decimal("7.00"), tolerance=Decimal(150), status="violated", left_items=(ITEM,),
    right_items=((1, replace(ITEM, column_no=5, text_printed="4.00")), (-1, replace(ITEM, column_no=6, page=8, text_printed="3.00"))),
    proves=False,
)  # fmt: skip


def test_a_figure_keeps_what_was_printed_beside_what_was_understood() -> None:
    row = MAKER.line_item_row(ITEM, Proof("disputed", (CHECK,)))
    assert row == {
        "line_item_id": MAKER.figure_id((7, 3, 11, 4)),
        "document_id": "abababababababab",
        "table_id": "abababababababab-t3",
        "form_code": "F05",
        "section": "expenditure",
        "item_code": "205",
        "item_name": "教育支出",
        "item_label_printed": "一、教育支出",
        "parent_item_name": "上级",
        "account_kind": "functional",
        "measure": "total",
        "header_printed": "本年支出/小计",
        "text_printed": "1,234.5\n6",
        "value_printed": Decimal("1234.56"),
        "unit": "万元",
        "is_unit_inferred": True,
        "amount_yuan": Decimal("12345600.00"),
        "page": 7,
        "x0": 1.0,
        "top": 2.0,
        "x1": 3.0,
        "bottom": 4.0,
        "table_no": 3,
        "row_no": 11,
        "column_no": 4,
        "cell_reference": "C11",
        "reader": "pdfium",
        "confidence": 0.5,
        "decided_by": "W13",
        "first_text": "1,284.56",
        "settled_by": "W07 W13",
        "scope": "市本级",
        "figure_year": 2026,
        "proof_status": "disputed",
        "proof_identities": [MAKER.check_row(CHECK)["check_id"]],
    }
    assert row.keys() == RELATIONS["line_items"].keys()


def test_what_is_not_known_of_a_figure_is_null_and_not_empty() -> None:
    bare = replace(
        ITEM, parent_name="", box=None, cell_reference="", decided_by="", first_text="", settled_by="",
        scope="", figure_year=None, is_unit_inferred=False,
    )  # fmt: skip
    row = MAKER.line_item_row(bare, UNPROVEN)
    names = (
        "parent_item_name",
        "x0",
        "top",
        "x1",
        "bottom",
        "cell_reference",
        "decided_by",
        "first_text",
        "settled_by",
        "scope",
        "figure_year",
    )
    assert [row[name] for name in names] == [None] * len(names)
    assert (row["is_unit_inferred"], row["proof_status"], row["proof_identities"]) == (False, "unproven", [])


@pytest.mark.parametrize("name", ["page", "table_no", "row_no", "column_no"])
def test_the_id_of_a_figure_is_its_bytes_and_place_whatever_is_understood_of_it(name: str) -> None:
    here = MAKER.line_item_row(ITEM, UNPROVEN)["line_item_id"]
    assert here == line_item_id("ab" * 32, ITEM.place)
    assert isinstance(here, str) and len(here) == 20
    moved: Any = replace(ITEM, **{name: 99})
    assert MAKER.line_item_row(moved, UNPROVEN)["line_item_id"] != here
    where = {"page", "table_no", "row_no", "column_no", "box"}
    understood = {f.name for f in fields(LineItem) if f.init} - where
    for other in understood:
        other_item: Any = replace(ITEM, **{other: "x"})
        assert MAKER.figure_id(other_item.place) == here
    assert RowMaker(source("cd" * 32)).figure_id(ITEM.place) != here


def test_a_table_is_stored_with_its_pages_unit_and_shape() -> None:
    table = FormTable(
        3,
        7,
        9,
        "支出决算表",
        "F05",
        "recognised",
        "why",
        "万元",
        True,
        "单位：万元",
        "小计 | 基本",
        12,
        6,
        False,
    )
    assert MAKER.table_row(table) == {
        "table_id": "abababababababab-t3",
        "document_id": "abababababababab",
        "table_no": 3,
        "page_first": 7,
        "page_last": 9,
        "title_printed": "支出决算表",
        "form_code": "F05",
        "status": "recognised",
        "reason": "why",
        "unit": "万元",
        "is_unit_inferred": True,
        "unit_evidence": "单位：万元",
        "header_printed": "小计 | 基本",
        "row_count": 12,
        "column_count": 6,
    }


def test_a_claim_is_stored_with_its_sentence_and_sign() -> None:
    assert MAKER.claim_row(CLAIM, Proof("proven", (CHECK,))) == {
        "claim_id": MAKER.figure_id((21, 0, 5, 2)),
        "document_id": "abababababababab",
        "kind": "structure",
        "subject": "教育支出",
        "item_code": "205",
        "measure": "amount",
        "text_printed": "1,234.56",
        "value": Decimal("-1234.56"),
        "unit": "万元",
        "amount_yuan": Decimal("-12345600.00"),
        "page": 21,
        "sentence_no": 5,
        "claim_no": 2,
        "heading": "三、支出",
        "sentence": "教育支出减少1,234.56万元。",
        "proof_status": "proven",
        "proof_identities": [MAKER.check_row(CHECK)["check_id"]],
    }
    bare = MAKER.claim_row(replace(CLAIM, item_code="", heading=""), UNPROVEN)
    assert (bare["item_code"], bare["heading"]) == (None, None)


def test_a_check_of_money_is_stored_with_both_sides_as_printed() -> None:
    suggestion = Suggestion("digit_swap", "swapped", ITEM.place, Decimal("9.99"))
    right = [figure for _, figure in CHECK.right_items]
    row = MAKER.check_row(CHECK, suggestion)
    assert isinstance(row.pop("check_id"), str)
    assert row == {
        "document_id": "abababababababab",
        "identity_id": "W13",
        "scope": "F05[205]",
        "is_hard": True,
        "statement": "小计 = 基本支出 + 项目支出",
        "quantity": "money",
        "left_value": Decimal("5.00"),
        "right_value": Decimal("7.00"),
        "left_yuan": Decimal("5.00"),
        "right_yuan": Decimal("7.00"),
        "difference_yuan": Decimal("-2.00"),
        "tolerance_yuan": Decimal(150),
        "difference": Decimal("-2.00"),
        "tolerance": Decimal(150),
        "status": "violated",
        "proves": False,
        "left_text": "1,234.56",
        "left_page": 7,
        "right_text": "4.00 - 3.00",
        "right_page": 7,
        "unit": "万元",
        "left_ids": [MAKER.figure_id(ITEM.place)],
        "right_ids": [MAKER.figure_id(figure.place) for figure in right],
        "suggestion_kind": "digit_swap",
        "suggestion": "swapped",
        "suggested_id": MAKER.figure_id(ITEM.place),
        "suggested_value": Decimal("9.99"),
    }


def test_of_several_figures_on_a_side_all_are_told_and_pointed_at() -> None:
    more = replace(ITEM, column_no=9, text_printed="8.00")
    row = MAKER.check_row(replace(CHECK, left_items=(ITEM, more)))
    assert row["left_text"] == "1,234.56 + 8.00"
    assert row["left_ids"] == [MAKER.figure_id(ITEM.place), MAKER.figure_id(more.place)]


def test_a_check_of_a_percentage_has_no_amounts_in_yuan_and_tells_its_fraction() -> None:
    row = MAKER.check_row(replace(CHECK, quantity="percent", computed="4.00 / 3.00"))
    assert [row[name] for name in ("left_yuan", "right_yuan", "difference_yuan", "tolerance_yuan")] == [
        None
    ] * 4
    assert (row["difference"], row["tolerance"], row["right_text"]) == (
        Decimal("-2.00"),
        Decimal(150),
        "4.00 / 3.00",
    )
    names = ("suggestion_kind", "suggestion", "suggested_id", "suggested_value")
    assert [row[name] for name in names] == [None] * 4
    without_place = MAKER.check_row(CHECK, Suggestion("one_of_two", "either"))
    assert (without_place["suggestion_kind"], without_place["suggested_id"]) == ("one_of_two", None)


@pytest.mark.parametrize("gone", ["left_items", "right_items"])
def test_a_check_with_one_side_only_is_stored_too(gone: str) -> None:
    one_sided: Any = replace(CHECK, **{gone: ()})
    row = MAKER.check_row(one_sided)
    side = gone.partition("_")[0]
    assert (row[f"{side}_page"], row[f"{side}_text"], row[f"{side}_ids"]) == (None, "", [])
    assert row["unit"] == "万元"


def test_checks_differ_by_identity_scope_and_figures() -> None:
    others = [
        replace(CHECK, identity_id="W07"),
        replace(CHECK, scope="F05[208]"),
        replace(CHECK, left_items=()),
    ]
    ids = {MAKER.check_row(check)["check_id"] for check in (CHECK, *others)}
    assert len(ids) == 4
    assert MAKER.check_row(replace(CHECK, left=Decimal(0), status="holds"))["check_id"] in ids


def test_notes_are_told_apart_by_number_and_place() -> None:
    note = Note("unparsed_figure", "1 2", "two figures", 7, 3, 11, 4)
    row = MAKER.note_row(0, note)
    others = [MAKER.note_row(1, note), *(MAKER.note_row(0, replace(note, page=n)) for n in (8, 9))]
    others += [MAKER.note_row(0, replace(note, kind="x")), MAKER.note_row(0, replace(note, table_no=9))]
    others += [MAKER.note_row(0, replace(note, row_no=9)), MAKER.note_row(0, replace(note, column_no=9))]
    assert len({row["note_id"], *(other["note_id"] for other in others)}) == 8
    assert {name: value for name, value in row.items() if name != "note_id"} == {
        "document_id": "abababababababab",
        "kind": "unparsed_figure",
        "page": 7,
        "table_no": 3,
        "row_no": 11,
        "column_no": 4,
        "text": "1 2",
        "detail": "two figures",
    }


def test_an_indicator_is_stored_with_its_levels_and_score() -> None:
    indicator = Indicator(
        "F11",
        "某项目",
        "产出",
        "数量",
        "培训次数",
        "≥3",
        "4",
        Decimal(10),
        Decimal(9),
        "偏差",
        "原因",
        7,
        3,
        11,
    )
    row = MAKER.indicator_row(indicator)
    moved = [
        MAKER.indicator_row(replace(indicator, page=8)),
        MAKER.indicator_row(replace(indicator, table_no=8)),
    ]
    moved.append(MAKER.indicator_row(replace(indicator, row_no=8)))
    assert len({row.pop("indicator_id"), *(other["indicator_id"] for other in moved)}) == 4
    assert row == {
        "document_id": "abababababababab",
        "table_id": "abababababababab-t3",
        "form_code": "F11",
        "project_name": "某项目",
        "level_1": "产出",
        "level_2": "数量",
        "level_3": "培训次数",
        "target": "≥3",
        "actual": "4",
        "weight": Decimal(10),
        "score": Decimal(9),
        "deviation": "偏差",
        "reason": "原因",
        "page": 7,
        "table_no": 3,
        "row_no": 11,
    }
    assert MAKER.indicator_row(replace(indicator, project_name=""))["project_name"] is None


def test_a_contradiction_points_at_both_its_figures() -> None:
    suggestion = Suggestion("digit_swap", "swapped", ITEM.place, Decimal("9.99"))
    error = DisclosureError(
        "contradiction", "N04", "here", "what", "5.00 万元", 21, "7.00 万元", 7, Decimal("-2.00"), "万元",
        CLAIM.place, ITEM.place, suggestion,
    )  # fmt: skip
    row = MAKER.error_row(4, error)
    assert row.pop("error_id") != MAKER.error_row(5, error)["error_id"]
    assert row == {
        "document_id": "abababababababab",
        "kind": "contradiction",
        "identity_id": "N04",
        "scope": "here",
        "what": "what",
        "left_text": "5.00 万元",
        "left_page": 21,
        "left_id": MAKER.figure_id(CLAIM.place),
        "right_text": "7.00 万元",
        "right_page": 7,
        "right_id": MAKER.figure_id(ITEM.place),
        "difference": Decimal("-2.00"),
        "unit": "万元",
        "suggestion_kind": "digit_swap",
        "suggestion": "swapped",
    }
    bare = MAKER.error_row(4, replace(error, left_place=None, right_place=None, suggestion=None))
    assert [bare[name] for name in ("left_id", "right_id", "suggestion_kind", "suggestion")] == [None] * 4
    others = [replace(error, identity_id="X"), replace(error, scope="there")]
    assert len({MAKER.error_row(4, e)["error_id"] for e in (error, *others)}) == 3


def test_evidence_and_slips_of_the_text_are_stored_as_found() -> None:
    assert MAKER.evidence_row(Evidence("fiscal_year", "2024", "cover", 1, "2024年度", True)) == {
        "document_id": "abababababababab",
        "field": "fiscal_year",
        "value": "2024",
        "source": "cover",
        "page": 1,
        "text": "2024年度",
        "is_chosen": True,
    }
    defect = TextDefect("wrong_word", "what", "text", 7, "sentence")
    row = MAKER.defect_row(0, defect)
    others = [MAKER.defect_row(1, defect), MAKER.defect_row(0, replace(defect, kind="x"))]
    others.append(MAKER.defect_row(0, replace(defect, page=8)))
    assert len({row.pop("defect_id"), *(other["defect_id"] for other in others)}) == 4
    assert row == {
        "document_id": "abababababababab",
        "kind": "wrong_word",
        "what": "what",
        "text": "text",
        "page": 7,
        "sentence": "sentence",
    }
