"""Ends: an amount is a claim, a known aside, or is noted with its sentence."""

from __future__ import annotations

import pytest

from tests.unit.recognise_narrative import budget_text
from tests.unit.recognise_narrative.final_text import read_final


def noted(*paragraphs: str) -> list[tuple[str, str]]:
    return [(note.kind, note.text) for note in read_final(*paragraphs).notes]


def test_an_amount_of_something_unknown_is_noted_with_its_sentence() -> None:
    (note,) = read_final("2023年度收入合计9.00万元。星际事务专户结存7.20万元。").notes
    assert (note.kind, note.text, note.page) == ("unclaimed_figure", "7.20万元", 1)
    assert "星际事务专户结存7.20万元。" in note.detail


@pytest.mark.parametrize(
    "text",
    [
        "公务接待费3.00万元，主要原因是接待增加1.20万元。",  # a reason
        "公务接待费3.00万元，2022年公务接待费2.00万元。",  # another year
        "公务接待费3.00万元，比年初预算减少1.00万元，下降25.00%。",  # against the budget
        "公务接待费3.00万元，其中：外宾接待0.50万元。",  # within a line
        "本部门单价50万元以上设备3台。",  # a threshold
        "第三部分 名词解释",
    ],
)
def test_known_asides_leave_no_note(text: str) -> None:
    assert noted("“三公”经费支出决算情况说明", text) == []


def test_letters_among_digits_and_a_lost_unit_are_noted() -> None:
    assert noted("公务接待费支出12.3O万元，公务用车运行维护费支出3.20万元。") == [
        ("ambiguous_figure", "12.3O万元")
    ]
    assert noted("机关运行经费支出35.20，比上年增加。") == [("unclaimed_figure", "35.20")]
    assert noted("机关运行经费支出35.20万元。") == []


def test_a_change_without_a_base_is_noted() -> None:
    assert noted("机关运行经费支出3.00万元，增加1.00万元。") == [("unclaimed_figure", "1.00万元")]


def test_a_part_of_an_item_is_known_and_an_unknown_item_is_noted() -> None:
    text = "机构运行86.40万元，其中：基本支出86.40万元，项目支出0万元。"
    assert [note.text for note in budget_text.read_budget(text).notes] == ["86.40万元"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["某单位工作情况良好", "（基本支出3.00万元", "12.3O万元，", "教育支出（类）"]
)
def test_one_line_of_a_hundred_and_sixty_thousand_characters_is_read(piece: str) -> None:
    claims = read_final(piece * (160_000 // len(piece))).claims
    assert len(claims) <= 1


def test_two_amounts_that_a_comma_parts_are_noted_and_none_is_taken() -> None:
    narrative = read_final("2023年度收、支总计各是12.50,13.40万元，比上年增加1.20万元。")
    assert ("ambiguous_figure", "12.50,13.40万元") in [(note.kind, note.text) for note in narrative.notes]
    assert "12.50" not in {str(claim.value) for claim in narrative.claims}


def test_lines_with_their_whole_in_brackets_behind_them_state_the_whole() -> None:
    narrative = read_final("2023年公务接待费、公车运行费（“三公”经费）决算总额27.71万元，比上年下降1.8%。")
    assert [(c.subject, c.measure, str(c.value)) for c in narrative.claims] == [
        ("合计", "final", "27.71"),
        ("合计", "rate", "-1.8"),
    ]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("本年支出合计90万元，其中：基本支出60万元；上缴上级支出、经营支出、对附属单位补助支出共30万元。", "对附属单位补助支出"),
        ("“三公”经费支出决算20万元，其中：公务用车运行维护费和公务接待费共计20万元。", "公务接待费"),
        ("政府采购支出50万元，其中：货物、工程类共30万元，服务类20万元。", "工程"),
    ],
)  # fmt: skip
def test_an_amount_of_several_subjects_together_is_that_of_none(text: str, subject: str) -> None:
    found = read_final(text)
    assert subject not in {claim.subject for claim in found.claims}
    assert len(found.notes) == 1


def test_nothing_spent_on_several_subjects_together_is_nothing_on_each() -> None:
    text = "“三公”经费支出决算20万元，其中：因公出国（境）费、公务用车购置费共0万元，公务接待费20万元。"
    assert [(c.subject, int(c.value)) for c in read_final(text).claims] == [
        ("合计", 20),
        ("因公出国（境）费", 0),
        ("公务用车购置费", 0),
        ("公务接待费", 20),
    ]


@pytest.mark.parametrize("average", ["车均运维费2.13万元", "平均每辆2.13万元", "每车2.13万元"])
def test_what_one_of_many_takes_is_not_the_whole(average: str) -> None:
    found = read_final(f"公务用车运行维护支出8.5万元，公务用车保有量4辆，{average}。")
    assert [str(claim.value) for claim in found.claims if claim.kind == "three_public"] == ["8.5"]
    assert found.notes == ()


def test_lines_of_one_unit_are_not_the_bodys() -> None:
    found = read_final(
        "“三公”经费支出12万元。其中：局机关公务接待费3万元，公务用车运行维护费5万元；下属单位公务接待费1万元，公务用车运行维护费3万元。",
        "我局公务接待费支出4万元。",
    )
    assert [(c.subject, str(c.value)) for c in found.claims] == [("合计", "12"), ("公务接待费", "4")]
    assert [note.text for note in found.notes] == ["3万元", "5万元", "1万元", "3万元"]
