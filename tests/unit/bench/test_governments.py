"""Made-up governments' books in many shapes are read whole, and nothing is told of them that is not there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from bench.governments.debts import g26
from bench.governments.draw import RULES, Style, pdf
from bench.governments.figures import Area
from bench.governments.general import g03
from bench.governments.makers import MAKERS
from bench.governments.measure import Book, books, score, tables_of
from bench.governments.sheets import habits, sheet_of
from bench.governments.transfers import g08

BOOKS = (pytest.param(1, marks=pytest.mark.slow), *range(2, 9))
"""Seeds of books; the first has columns that may be meant in many ways."""


@pytest.mark.parametrize("seed", BOOKS)
def test_every_figure_of_an_unseen_book_is_read_and_none_is_made_up(seed: int, tmp_path: Path) -> None:
    found = score(books(seed, tmp_path))
    assert found.is_known
    assert dict(found.lost) == {}
    assert dict(found.extra) == {}
    assert found.told == []
    assert found.right > 100


@pytest.mark.slow
@pytest.mark.parametrize("rules", dict.fromkeys(RULES))
def test_sides_matrices_and_debts_are_read_with_whatever_rules(rules: str, tmp_path: Path) -> None:
    rng = Random(7)
    area, own = Area(rng), replace(habits(rng), unit_at="line")
    tables = [maker(area, "executed") for maker in (g03, g08, g26)]
    sheets = [sheet_of(table, area.name, n, own, rng) for n, table in enumerate(tables, 1)]
    style = Style(rules, 8.0, repeat=True, wide=False, footer="— {} —", narrow=False, title_size=15.0)
    path = tmp_path / "book.pdf"
    pdf(sheets, path, style, [])
    found = score(Book(7, path, rules, area.name, area.year, sheets))
    assert (dict(found.lost), dict(found.extra), found.told) == ({}, {}, [])


def test_made_up_accounts_add_up() -> None:
    area = Area(Random(3))
    table = g03(area, "final")
    grand = [line for line in table.lines if line.name in ("收入总计", "支出总计")]
    money = [i for i, c in enumerate(table.columns) if not c.is_percent and c.measure != "delta"]
    for index in money:
        assert Decimal(grand[0].cells[index]) == Decimal(grand[1].cells[index])


def test_each_form_has_a_maker_of_its_own() -> None:
    area = Area(Random(1))
    forms = [maker(area, "budget").form for maker in MAKERS]
    assert len(forms) == len(set(forms)) == 29


def test_cells_are_printed_again_in_another_shape(tmp_path: Path) -> None:
    cells = tmp_path / "cells.csv"
    cells.write_text(
        "form,page,section,code,name,measure,value,unit,scope,year\n"
        "G01,1,,,税收收入,budget,40,万元,全市,2025\n"
        "G01,1,,,税收收入,executed,50,万元,全市,2025\n"
        "G01,1,,,税收收入,rate_of_budget,125.0,%,全市,2025\n"
        "G01,1,,,非税收入,executed,6,万元,全市,2025\n",
        encoding="utf-8",
    )
    [(name, table)] = tables_of(cells, "云溪市")
    assert (name, table.form, table.scope, table.year, table.stage) == (
        "云溪市",
        "G01",
        "全市",
        2025,
        "executed",
    )
    assert [c.measure for c in table.columns] == ["budget", "executed", "rate_of_budget"]
    found = score(books(5, tmp_path, [(name, table)]))
    assert (dict(found.lost), dict(found.extra)) == ({}, {})
    assert found.right >= 4  # a book of this habit prints zeros
