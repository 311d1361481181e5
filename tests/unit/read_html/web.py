"""Web pages as short strings, read through the room for web pages."""

from __future__ import annotations

from pathlib import Path

from pipelines.read.html import HtmlLimits, read_html
from pipelines.values.pages import Grid, Line, Reading

FORM = (
    "<p>收入决算表</p><p>部门：甲县乙局 单位：万元</p>"
    "<table><tr><td>科目编码</td><td>科目名称</td><td>本年收入合计</td><td>财政拨款收入</td></tr>"
    "<tr><td>201</td><td>一般公共服务支出</td><td>408.01</td><td>400.00</td></tr>"
    "<tr><td>20103</td><td>政府办公厅</td><td>408.01</td><td>400.00</td></tr></table>"
)


def read_page(folder: Path, body: str, *, name: str = "a.html", limits: HtmlLimits | None = None) -> Reading:
    """Read a page with the given body; the words that make it a report stand in its title line."""
    source = f"<html><head><meta charset=utf-8></head><body>{body}</body></html>"
    return read_bytes(folder, source.encode(), name=name, limits=limits)


def read_bytes(
    folder: Path, data: bytes, *, name: str = "a.html", limits: HtmlLimits | None = None
) -> Reading:
    """Read a page from its bytes."""
    path = folder / name
    path.write_bytes(data)
    return read_html(path, limits=limits) if limits else read_html(path)


def filled(body: str) -> str:
    """Return a body with a paragraph of running text, so that the page counts as a document."""
    return f"{body}<p>{'决算公开说明文字' * 40}</p>"


def texts(grid: Grid) -> list[list[str | None]]:
    """Return a grid's slots as texts, None for a hole; a merged cell's text in each of its slots."""
    return [
        [cell.text if (cell := grid.at(r, c)) else None for c in range(grid.n_columns)]
        for r in range(grid.n_rows)
    ]


def order(reading: Reading) -> list[str]:
    """Return lines and grids by their synthetic tops; a grid as the text of its first cell in brackets."""
    blocks: list[Line | Grid] = [*reading.pages[0].lines, *reading.pages[0].grids]
    blocks.sort(key=lambda block: block.box.top if block.box else -1.0)
    return [block.text if isinstance(block, Line) else f"[{block.cells[0].text}]" for block in blocks]
