"""Normal forms of printed text."""

import pytest

from pipelines.values.text import chinese_number, chinese_year, item_name, key, ordinal, row_key, squeeze


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("一、一般公共服务支出", "一般公共服务支出"),
        ("二十六、抗疫特别国债安排的支出", "抗疫特别国债安排的支出"),
        ("1. 一般公共预算", "一般公共预算"),
        ("其中：1.住房公积金", "住房公积金"),
        ("（一）因公出国\n（境）费", "因公出国（境）费"),
        ("\u3000\u3000政府办公厅（室）及相关机构事务", "政府办公厅（室）及相关机构事务"),
        ("因 公 出 国 （ 境 ） 费", "因公出国（境）费"),
        ("2.5倍以上补助", "2.5倍以上补助"),
        ("一、", "一、"),
    ],
)
def test_item_names_lose_blanks_and_ordinals_only(printed: str, name: str) -> None:
    assert item_name(printed) == name


def test_ordinal_is_what_item_name_removes() -> None:
    assert ordinal("十二、农林水支出") == "十二、"
    assert ordinal("农林水支出") == ""


def test_keys_forget_width_punctuation_quotes_and_year() -> None:
    assert key("２０２４年 “三公” 经费预算数") == key("三公经费预算数") == "三公经费预算数"
    assert key("因公出国（境）费") == key("因公出国(境)费")
    assert row_key("二、使用非财政拨款结余（含专用结余）") == row_key("使用非财政拨款结余")


def test_squeeze_widens_nothing_but_blanks_and_width() -> None:
    assert squeeze("公开 ０１ 表") == "公开01表"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("二〇二五", 2025),
        ("二○二四", 2024),
        ("一九九九", 1999),
        ("二十五", None),
        ("九九九九", None),
        ("二〇二", None),
        ("二〇二四年", None),
        ("一九八九", None),
        ("一九九〇", 1990),
        ("二一〇〇", 2100),
        ("二一〇一", None),
        ("二O二四", 2024),
        ("二零二三", 2023),
        ("二Ｏ二三", 2023),
        ("二0二三", 2023),
        ("〇二〇二四", None),
        ("某年某月", None),
    ],
)
def test_chinese_years(text: str, year: int | None) -> None:
    assert chinese_year(text) == year


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("九", 9),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("12", 12),
        ("", None),
        ("百", None),
        ("二三", None),
        ("十十", None),
        ("二三十", None),
        ("十二三", None),
        ("九十九", 99),
        ("百十", None),
    ],
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


def test_an_ordinal_stands_at_the_head_of_a_label_and_before_a_name() -> None:
    assert [ordinal(text) for text in ("1.甲", "（二）甲", "其中：甲", "(3)甲", "甲、乙", "乙二、丙", "一、", "12、甲", "2.5倍")] == [
        "1.", "（二）", "其中：", "(3)", "", "", "", "12、", "",
    ]  # fmt: skip
    assert ordinal(" 一 、甲") == "一、"


def test_row_keys_forget_remarks_in_brackets_and_keep_what_they_stand_in() -> None:
    assert row_key("三、公务接待费（国内）") == "公务接待费"
    assert row_key("因公出国（境）费") == "因公出国费"
    assert row_key("其中：1.“三公”经费") == "三公经费"
