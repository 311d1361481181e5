"""Codes of accounts as cells print them: behind a name, in brackets, the last two digits below those of the class."""

from __future__ import annotations

import pytest

from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.recognise.code_cells import code_of, split_code, stacked
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from tests.unit.pages import Rows, grid, page

AMOUNTS = [["100", "60", "40"], ["60", "60", ""], ["60", "60", ""], ["40", "", "40"], ["40", "", "40"]]
NAMES = ["教育支出", "教育管理事务", "行政运行", "普通教育", "小学教育"]
CODES = ["205", "20501", "2050101", "20502", "2050202"]


def read(head: list[str | None], labels: list[list[str | None]]) -> TableReader:
    rows: Rows = [
        [*head, "合计", "基本支出", "项目支出"],
        *([*label, *amounts] for label, amounts in zip(labels, AMOUNTS, strict=True)),
        [*[""] * (len(head) - 1), "合计", *AMOUNTS[0]],
    ]
    return read_tables(
        [page(1, ["2024年部门预算", "一般公共预算支出表", "单位：万元"], grid(rows))], evaluate
    )


@pytest.mark.parametrize(
    ("head", "labels"),
    [
        (["科目编码", "科目名称"], [[f"[{code}]", name] for code, name in zip(CODES, NAMES, strict=True)]),
        (
            ["科目编码", "科目名称"],
            [[code, name] for code, name in zip(["205", "01", "01", "02", "02"], NAMES, strict=True)],
        ),
        (
            ["科目编码", "科目名称"],
            [[code.ljust(7, "0"), name] for code, name in zip(CODES, NAMES, strict=True)],
        ),
        (
            ["类", "款", "项", "科目名称"],
            [
                [code[:3], code[3:5] or "00", code[5:] or "00", name]
                for code, name in zip(CODES, NAMES, strict=True)
            ],
        ),
        (["功能分类科目"], [[f"{code}.{name}"] for code, name in zip(CODES, NAMES, strict=True)]),
        (["功能分类科目"], [[f"{name}（{code}）"] for code, name in zip(CODES, NAMES, strict=True)]),
    ],
)
def test_codes_are_read_as_they_mean(head: list[str | None], labels: list[list[str | None]]) -> None:
    reader = read(head, labels)
    items = reader.tables[0].items
    assert [(i.item_code, i.item_name) for i in items if i.measure == "total"] == [
        *zip(CODES, NAMES, strict=True),
        ("", "合计"),
    ]
    assert not reader.notes
    assert not [check for check in evaluate_document(items, ()) if check.status == "violated"]


def test_where_a_code_is_not_whole_no_sum_accuses() -> None:
    reader = read(
        ["科目编码", "科目名称"],
        [["205", "教育支出"], ["77", "甲"], ["77", "乙"], ["78", "丙"], ["78", "丁"]],
    )
    assert {note.kind for note in reader.notes} == {"unknown_code"}
    checks = evaluate_document(reader.tables[0].items, ())
    assert {check.identity_id for check in checks if check.status == "violated"} >= {"W07"}
    assert not [
        check for check in checks if check.status == "violated" and check.is_hard and not check.is_presence
    ]


def test_two_digits_alone_are_completed_only_where_one_account_can_be_meant() -> None:
    assert stacked("01", "何物", "205") == "20501"
    assert stacked("01", "何物", "20501") == "01"
    assert stacked("01", "行政运行", "20501") == "2050101"
    assert stacked("02", "普通教育", "2050101") == "20502"
    assert stacked("205", "教育支出", "2040101") == "205"


def test_a_bracket_behind_a_name_is_a_code_where_it_holds_one() -> None:
    assert split_code("行政运行（2050101）") == ("2050101", "行政运行")
    assert split_code("205.教育支出") == ("205", "教育支出")
    assert split_code("201.5元") == ("", "201.5元")
    assert split_code("其他支出（2024年）") == ("", "其他支出（2024年）")
    assert split_code("因公出国（境）费") == ("", "因公出国（境）费")
    assert code_of("【2050101】") == "2050101"
