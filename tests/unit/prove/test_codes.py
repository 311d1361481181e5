"""A code that a fault may have changed: what confirms it, and what becomes of the figures under it."""

from __future__ import annotations

from dataclasses import replace

from pipelines.prove.codes import mislabelled
from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.status import prove
from pipelines.values.items import LineItem, Note, Place
from tests.unit.prove.f05 import printed


def places(items: list[LineItem]) -> set[Place]:
    return {item.place for item in items}


def test_a_code_is_confirmed_by_another_form_or_by_the_list_of_accounts() -> None:
    items = [item for item in printed() if item.item_code in ("201", "20106", "2010601", "2010602")]
    assert mislabelled(items, places(items), []) == set()
    changed = [replace(item, item_code="2010603") if item.item_code == "2010601" else item for item in items]
    assert mislabelled(changed, places(changed), []) == {
        item.place for item in changed if item.item_code == "2010603"
    }
    copies = [replace(item, form_code="F03", table_no=9) for item in changed]
    assert mislabelled([*changed, *copies], places(changed), []) == set()


def test_no_sum_proves_a_figure_under_a_code_that_a_fault_may_have_changed() -> None:
    items = printed()
    checks = evaluate_document(items, ())
    place = next(item.place for item in items if item.item_code == "2010601")
    assert prove(items, checks)[place].status == "proven"
    assert prove(items, checks, damaged={place}, mislabelled={place})[place].status == "disputed"


def test_a_code_is_doubted_where_another_form_prints_the_name_with_a_listed_one() -> None:
    """No page is damaged: a digit was lost on the way into the file."""
    items = [item for item in printed() if item.item_code in ("201", "20106", "2010601")]
    copies = [replace(item, form_code="F03", table_no=9) for item in items]
    lost = [replace(item, item_code="201061") if item.item_code == "2010601" else item for item in items]
    assert mislabelled([*lost, *copies], set(), []) == {i.place for i in lost if i.item_code == "201061"}
    assert mislabelled(lost, set(), []) == set()
    assert mislabelled([*items, *copies], set(), []) == set()


def test_a_name_that_other_text_ran_into_is_confirmed_by_nothing() -> None:
    items = printed()
    total = next(item for item in items if not item.item_code)
    ran_into = replace(total, item_name="合计普通溪(普")
    assert mislabelled(items, {total.place}, []) == set()
    changed = [ran_into if item is total else item for item in items]
    assert mislabelled(changed, {ran_into.place}, []) == {ran_into.place}
    assert mislabelled(changed, set(), []) == set()


def test_figures_of_a_row_with_a_name_where_a_figure_should_stand_are_beside_their_columns() -> None:
    items = printed()
    one = next(item for item in items if item.item_code == "2010601")
    name = Note(
        "unparsed_figure",
        "机关事业单位职业年金缴费支出",
        "not one figure",
        one.page,
        one.table_no,
        one.row_no,
        3,
    )
    row = {i.place for i in items if (i.table_no, i.row_no) == (one.table_no, one.row_no)}
    assert mislabelled(items, set(), [name]) == row
    assert mislabelled(items, set(), [replace(name, text="不适用")]) == set()
    assert mislabelled(items, set(), [replace(name, kind="unmatched_header")]) == set()


def test_a_damaged_figure_that_another_form_prints_with_one_other_digit_is_doubted() -> None:
    items = [item for item in printed() if item.item_code == "2010601"]
    one = items[0]
    digit = "3" if one.text_printed[-1] != "3" else "4"
    changed = replace(one, text_printed=one.text_printed[:-1] + digit, form_code="F02", table_no=9)
    assert mislabelled([*items, changed], {changed.place}, []) == {changed.place}
    assert mislabelled([*items, changed], set(), []) == set()
    same = replace(changed, text_printed=one.text_printed)
    assert mislabelled([*items, same], {changed.place}, []) == set()
    other = replace(changed, item_code="2010602", item_name="一般行政管理事务")
    assert mislabelled([*items, other], {changed.place}, []) == set()
