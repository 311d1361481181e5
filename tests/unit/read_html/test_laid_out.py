"""Elements laid out as a table by style sheets, a grid or roles are one where they hold figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.read_html.web import filled, read_page, texts

ROWS = [["项目", "预算数", "决算数"], ["合计", "9.00", "8.00"], ["公务接待费", "9.00", "8.00"]]


def _elements(outer: str, row: str, cell: str) -> str:
    def part(attributes: str, content: str) -> str:
        return f"<div {attributes}>{content}</div>"

    rows = ("".join(part(cell, text) for text in texts) for texts in ROWS)
    return part(outer, "".join(part(row, content) if row else content for content in rows))


@pytest.mark.parametrize(
    ("style", "body"),
    [
        (
            "",
            _elements("style='display:table'", "style='display:table-row'", "style='display:table-cell'"),
        ),
        (
            ".t{display:table}.r{display:table-row}.c{display:table-cell}",
            _elements("class=t", "class=r", "class=c"),
        ),
        ("", _elements("role=table", "role=row", "role=cell")),
        ("", _elements("style='display:grid;grid-template-columns:2fr repeat(2, 1fr)'", "", "")),
    ],
)
def test_rows_and_cells_are_read_as_they_are_laid_out(tmp_path: Path, style: str, body: str) -> None:
    (page,) = read_page(tmp_path, filled(f"<style>{style}</style>{body}")).pages
    (grid,) = page.grids
    assert texts(grid) == ROWS


def test_items_of_a_grid_stand_where_they_say(tmp_path: Path) -> None:
    items = [
        ("1 / span 1", "1 / span 2", "项目"),
        ("2 / 4", "1", "公务接待费"),
        ("2", "2", "预算数"),
        ("3", "2", "决算数"),
        ("1", "3", "合计"),
        ("2", "3", "9.00"),
        ("3", "3", "8.00"),
        ("span 2", "", "占比"),
        ("", "", "5.00"),
    ]
    cells = "".join(f"<div style='grid-column:{c};grid-row:{r}'>{text}</div>" for c, r, text in items)
    body = f"<div style='display:grid;grid-template-columns:repeat(3,minmax(0,1fr))'>{cells}</div>"
    (grid,) = read_page(tmp_path, filled(body)).pages[0].grids
    assert texts(grid) == [
        ["项目", "公务接待费", "公务接待费"],
        ["项目", "预算数", "决算数"],
        ["合计", "9.00", "8.00"],
        ["占比", "占比", "5.00"],
    ]


@pytest.mark.parametrize("layout", ["display:table", "display:grid;grid-template-columns:1fr 3fr"])
def test_a_layout_of_the_page_is_no_table(tmp_path: Path, layout: str) -> None:
    cell = "display:table-cell" if "table" in layout else ""
    table = "<table><tr><td>合计<td>9.00</tr><tr><td>公务接待费<td>9.00</tr></table>"
    parts = ["<p>栏目</p><p>公开目录</p>", f"<p>决算数为9.00万元。</p>{table}"]
    cells = "".join(f"<div style='{cell}'>{part}</div>" for part in parts)
    inner = f"<div style='display:table-row'>{cells}</div>" if cell else cells
    body = f"<div style='{layout}'>{inner}</div>"
    (page,) = read_page(tmp_path, filled(body)).pages
    assert [line.text for line in page.lines][:3] == ["栏目", "公开目录", "决算数为9.00万元。"]
    assert [texts(grid) for grid in page.grids] == [[["合计", "9.00"], ["公务接待费", "9.00"]]]


def test_cells_outside_a_table_of_their_own_stay_text(tmp_path: Path) -> None:
    inner = "<div style='display:table-cell'>9.00</div><div style='display:table-cell'>8.00</div>"
    body = f"<table><tr><td>合计<td>{inner}</tr><tr><td>公务接待费<td>1.00</tr></table>"
    (grid,) = read_page(tmp_path, filled(body)).pages[0].grids
    assert texts(grid) == [["合计", "9.00\n8.00"], ["公务接待费", "1.00"]]
