"""Figures in another notation are read where identities tell how they are meant, and noted where none does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate
from pipelines.recognise.notations import usual_notation
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from tests.unit.pages import grid, page

HEAD = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]


def _read(*rows: list[str]) -> TableReader:
    title = ["石泉县水利局2024年部门预算", "部门支出预算总表", "单位：万元"]
    return read_tables([page(1, title, grid([*HEAD, *rows]))], evaluate)


def _values(reader: TableReader) -> dict[tuple[str, str], Decimal]:
    return {(i.item_code or i.item_name, i.measure): i.value for t in reader.tables for i in t.items}


@pytest.mark.parametrize("printed", ["△3.37", "▲3.37", "(3.37)", "（ 3.37 ）", "3.37-"])
def test_a_negative_figure_without_a_minus_is_read_where_sums_tell_its_sign(printed: str) -> None:
    reader = _read(
        ["2130301", "行政运行", "236.63", "240.00", printed],
        ["2130305", "水利工程建设", "80.00", "0.00", "80.00"],
        ["合计", "", "316.63", "240.00", "76.63"],
    )
    assert _values(reader)["2130301", "project"] == Decimal("-3.37")
    (item,) = [i for i in reader.tables[0].items if i.value < 0]
    assert (item.text_printed, bool(item.decided_by)) == (printed, True)
    assert [n.kind for n in reader.notes] == []


@pytest.mark.parametrize("total", ["243.37", "240.00"])
def test_a_figure_in_brackets_that_no_sum_tells_negative_is_noted(total: str) -> None:
    reader = _read(
        ["2130301", "行政运行", total, "240.00", "(3.37)"],
        ["2130305", "水利工程建设", "80.00", "0.00", "80.00"],
        ["合计", "", "320.00", "240.00", "80.00"],
    )
    assert ("2130301", "project") not in _values(reader)
    assert [(n.kind, n.text) for n in reader.notes] == [("unparsed_figure", "(3.37)")]


def test_negative_figures_that_cancel_each_other_out_tell_nothing() -> None:
    reader = _read(
        ["213", "农林水支出", "", "", "(3.37)"],
        ["21303", "水利", "", "", "(3.37)"],
        ["2130301", "行政运行", "", "", "(3.37)"],
    )
    assert _values(reader) == {}
    assert {n.kind for n in reader.notes} == {"unparsed_figure"}


@pytest.mark.parametrize("mark", [" ", "\u2009", "'"])
def test_digits_in_groups_are_read_where_sums_tell_that_they_are_one_figure(mark: str) -> None:
    reader = _read(
        ["2130301", "行政运行", f"6{mark}475.09", f"6{mark}400.00", "75.09"],
        ["2130305", "水利工程建设", f"1{mark}200.00", "0.00", f"1{mark}200.00"],
        ["合计", "", f"7{mark}675.09", f"6{mark}400.00", f"1{mark}275.09"],
    )
    values = _values(reader)
    assert values["2130301", "total"] == Decimal("6475.09")
    assert values["合计", "project"] == Decimal("1275.09")
    assert reader.notes == []


def test_two_figures_in_one_cell_stay_two() -> None:
    reader = _read(
        ["2130301", "行政运行", "75.09", "6 475.09", "0.00"],
        ["2130305", "水利工程建设", "80.00", "0.00", "80.00"],
        ["合计", "", "155.09", "75.09", "80.00"],
    )
    assert ("2130301", "basic") not in _values(reader)
    assert next((n.kind, n.text) for n in reader.notes) == ("unparsed_figure", "6 475.09")


@pytest.mark.parametrize("text", ["(3)", "（12）", "3-", "1-2", "12 34", "1 2345.00", "2 024年", "(一)"])
def test_ordinals_ranges_and_other_text_are_no_figures_of_another_notation(text: str) -> None:
    assert usual_notation(text) is None
