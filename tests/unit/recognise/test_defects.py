"""Defects of the text: each kind found where it stands, and nothing where the words are in order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.recognise.defects import text_defects
from pipelines.recognise.narrative import Sentence
from pipelines.values.amounts import printed_step, to_yuan
from pipelines.values.claims import Claim, Comparison, TextDefect


def defects(text: str, kind: str = "final_account") -> list[TextDefect]:
    return text_defects([Sentence(1, text, 7, text)], [], 2024, kind)


@pytest.mark.parametrize(
    ("text", "kind", "printed"),
    [
        ("与上年相比减少116.78万元，增长下降18.72%。", "direction_word", "增长下降"),
        ("支出比上年增加增加5.00万元。", "direction_word", "增加增加"),
        ("公务接待费比上年增加/减少0万元。", "direction_word", "增加/减少"),
        ("收入比上年下降-3.20万元。", "direction_word", "下降-3.20万元"),
        ("20XX年度收入合计100.00万元。", "placeholder", "20XX年"),
        ("决算数与年初预算数存在差异的主要原因是××××。", "placeholder", "××××"),
        ("支出决算为ＸＸ万元。", "placeholder", "ＸＸ"),
        ("国有资产占有使用**万元。", "placeholder", "**"),
        ("填列数应与收支总表的收入数一致。", "template_instruction", "填列数应与收支总表的收入数一致"),
        ("请根据本部门职责填写。", "template_instruction", "请根据本部门职责填写"),
        ("没有相关收支的，仍保留该表格式，并在表下说明。", "template_instruction", "仍保留该表格式"),
        ("（注：数据来源于财决01表）", "template_instruction", "数据来源于财决01表"),
        ("主要用于设备维护等方面的支出。。", "doubled_mark", "。。"),
        ("增加5.00万元，，主要原因是人员增加。", "doubled_mark", "，，"),
        ("基本支出100.00万元，占%；项目支出20.00万元，占16.67%。", "missing_number", "占%"),
        ("支出决算5.00万元，完成预算的%。", "missing_number", "完成预算的%"),
        ("收入总计比上年增加万元。", "missing_number", "增加万元"),
        ("教育支出10.00万元，占本年支出合计的%。", "missing_number", "占本年支出合计的%"),
        ("第三部分 2023年度部门决算情况说明", "wrong_year", "2023年度"),
        ("2022年度一般公共预算财政拨款支出决算表", "wrong_year", "2022年度"),
        ("2024年度支出100.00万元，与2024年度相比增加5.00万元。", "wrong_year", "与2024年度相比"),
    ],
)
def test_a_slip_is_found_with_its_printed_words(text: str, kind: str, printed: str) -> None:
    (defect,) = defects(text)
    assert (defect.kind, defect.text, defect.page, defect.sentence) == (kind, printed, 7, text)
    assert printed in defect.what


@pytest.mark.parametrize(
    "text",
    [
        "与2023年度相比，收、支总计各增加5.00万元，增长2.50%。",
        "增减变化的主要原因是人员减少，增加了设备购置。",
        "一、2024年度收入支出决算总体情况说明",
        "（二）2023年与2024年决算情况说明对比",
        "2023年度绩效评价结果",
        "本表金额以万元为单位，四舍五入可能存在尾差。",
        "单价100万元以上的设备0台。",
        "开展讲座……累计覆盖两千人。",
        "网址为http://www.xxgk.example.cn/xx/。",
        "三、支出决算情况说明",
        "1.因公出国（境）费支出决算为0.00万元，完成预算的0%，占0.00%。",
        "采用X光机2台、XL型号1台。",
        "本年支出合计 上年支出合计 比上年增长%",
        "各项支出增加减少的情况见附表。",
    ],
)
def test_words_in_order_are_left_alone(text: str) -> None:
    assert defects(text) == []


def test_a_budget_may_look_back_and_ahead() -> None:
    assert defects("二、2023年预算执行情况说明", "budget") == []
    assert [d.kind for d in defects("第四部分 2023年部门预算情况说明", "budget")] == ["wrong_year"]


def claim(number: int, text: str, unit: str = "万元") -> Claim:
    value = Decimal(text)
    return Claim(
        "item_execution", "行政运行", "", "final", text, value, printed_step(text), unit, to_yuan(value, unit),
        9, 1, number, "一句话。",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("relation", "word", "left", "right", "is_denied"),
    [
        (">", "大于", claim(1, "5.00"), claim(2, "8.00"), True),
        (">", "大于", claim(1, "8.00"), claim(2, "8.00"), True),
        (">", "大于", claim(1, "8.00"), claim(2, "5.00"), False),
        ("<", "小于", claim(1, "8.00"), claim(2, "5.00"), True),
        ("<", "小于", claim(1, "5.00"), claim(2, "8.00"), False),
        ("=", "不存在差异", claim(1, "51.70"), claim(2, "62.37"), True),
        ("=", "持平", claim(1, "100.00"), claim(2, "99.98"), False),
        ("~", "基本持平", claim(1, "10.00"), claim(2, "9.00"), False),
        (">", "大于", claim(1, "90000", "元"), claim(2, "8.00"), False),
    ],
)
def test_a_word_of_comparison_that_its_figures_deny(
    relation: str, word: str, left: Claim, right: Claim, is_denied: bool
) -> None:
    found = text_defects([], [Comparison(relation, word, left, right, "一句话。")], 2024, "final_account")
    assert [(d.kind, d.text) for d in found] == ([("direction_word", word)] if is_denied else [])
