"""Reforms of bodies as reports tell them and the list has them, and spellings that hold a place or a government."""

from __future__ import annotations

import pytest

from tests.dbt.county import County

EXPECTED = "fiscal_year, organisation_count_expected"


@pytest.mark.parametrize(
    "names",
    [
        ("中国共产党北关区纪律检查委员会", "中共北关区纪律检查委员会北关区监察委员会"),
        ("中共北关区纪律检查委员会、北关区监察委员会", "北关区纪律检查委员会监察委员会", "北关区纪委、监委"),
        ("北关区城关街道办事处", "北关区人民政府城关街道办事处", "北关区城关街道"),
        ("北关区青山镇人民政府", "北关区青山镇政府", "北关区青山镇"),
        ("北关区人民政府信访局", "北关区信访局"),
        ("中国共产党北关区委员会办公厅", "中共北关区委办公厅", "北关区委办公室"),
    ],
)
def test_spellings_of_one_body_are_one(county: County, names: tuple[str, ...]) -> None:
    for name in names:
        county.final(organisation_name=name)
    assert county.ask("dim_organisation", "document_count") == [(len(names),)]


def test_an_autonomous_county_is_known_by_its_short_name(county: County) -> None:
    county.reference(
        "divisions", division_code="500243", division_name="彭水苗族土家族自治县", level="county",
        short_name="彭水县", city_name="县", province_name="重庆市",
    )  # fmt: skip
    for name in ("彭水县财政局", "彭水苗族土家族自治县财政局"):
        county.final(organisation_name=name, site="500243_pengshui", division_code="500243")
    assert county.ask("dim_organisation", "document_count") == [(2,)]


def _total(county: County, body: str, year: int, amount: str = "100") -> object:
    accounts = county.final(body, year)
    county.figure(accounts, "F05", "合计", amount)
    return accounts


def test_a_new_name_may_go_on_behind_the_one_on_the_list(county: County) -> None:
    """自然资源和规划局 for 自然资源局; not 自然资源执法局, nor a body that was there long before the reform."""
    _total(county, "国土资源局", 2018)
    _total(county, "自然资源执法局", 2019, "5")
    _total(county, "自然资源和规划局", 2019, "110")
    _total(county, "农业局", 2010)
    _total(county, "农业农村和水利局", 2012)
    rates = county.ask("mart_body", "organisation_name, year_on_year_rate", "year_on_year_rate is not null")
    assert rates == [("北关区自然资源和规划局", 0.1)]
    assert county.ask("dim_organisation", "count(*)") == [(4,)]  # the two of the reform are one


@pytest.mark.parametrize("field", ["merged_body", "split_body"])
def test_bodies_that_a_report_ends_are_expected_no_more(county: County, field: str) -> None:
    """Neither is a renaming, so that what goes on is compared with nothing."""
    for old in ("商务局", "招商局"):
        _total(county, old, 2023)
    after = _total(county, "商务促进局", 2024)
    for old in ("商务局", "招商局"):
        county.evidence(after, field, f"北关区{old}")  # type: ignore[arg-type]
    assert county.ask("mart_county_total", EXPECTED) == [(2023, 2), (2024, 1)]
    assert county.ask("mart_county_total", "count(year_on_year_rate)") == [(0,)]
    assert county.query("select count(*) from intermediate.int_body_lineage") == [(0,)]


def test_a_body_merged_into_one_that_was_there_ends_with_its_last_report(county: County) -> None:
    """The one that takes it over keeps its own renaming."""
    _total(county, "旅游局", 2018)
    _total(county, "文化局馆", 2018)
    _total(county, "卫生和计划生育局", 2018)
    county.evidence(_total(county, "文化局馆", 2019), "merged_body", "北关区旅游局")  # type: ignore[arg-type]
    after = _total(county, "卫生健康委员会", 2019)
    county.evidence(after, "merged_body", "北关区旅游局")  # type: ignore[arg-type]
    assert county.ask("mart_county_total", EXPECTED) == [(2018, 3), (2019, 2)]
    lineages = county.query("select body_name, lineage_name from intermediate.int_body_lineage")
    assert lineages == [("卫生和计划生育局", "卫生健康委员会")]


def test_a_body_that_is_said_to_have_ended_and_reports_on_has_not(county: County) -> None:
    for year in (2018, 2019, 2020):
        _total(county, "旅游局", year)
    county.evidence(_total(county, "文化局馆", 2019), "merged_body", "北关区旅游局")  # type: ignore[arg-type]
    assert county.ask("mart_county_total", EXPECTED) == [(2018, 1), (2019, 2), (2020, 2)]


MERGED = "organisation_name, final_yuan, year_on_year_rate, is_merged"


def test_a_body_that_took_over_another_one_is_compared_with_both(county: County) -> None:
    """By the reforms' list, and by its own report; each class with that of both, another body with itself."""
    for year, rural, farming, other in ((2023, "100", "500", "50"), (2024, None, "660", "55")):
        if rural is not None:
            county.figures(county.final("乡村振兴局", year), "F05", {"213 农林水支出": rural, "合计": rural})
        county.figures(county.final("农业农村局", year), "F05", {"213 农林水支出": farming, "合计": farming})
        county.figures(county.final("财政局", year), "F05", {"201 一般公共服务支出": other, "合计": other})
    county.figures(county.final("盐业局", 2023), "F05", {"201 一般公共服务支出": "20", "合计": "20"})
    county.figures(county.final("商务局", 2023), "F05", {"201 一般公共服务支出": "80", "合计": "80"})
    trade = county.final("商务局")
    county.figures(trade, "F05", {"201 一般公共服务支出": "150", "合计": "150"})
    county.evidence(trade, "merged_body", "北关区盐业局")
    columns = "prior_final_yuan, year_on_year_final_yuan, year_on_year_organisation_count"
    assert county.ask("mart_county_total", columns, "fiscal_year = 2024") == [(750, 865, 3)]
    classes = f"functional_class_code, {columns}, year_on_year_rate"
    assert county.ask("mart_county_comparison", classes, "fiscal_year = 2024") == [
        ("201", 150, 205, 2, 0.366667),
        ("213", 600, 660, 1, 0.1),
    ]
    assert county.ask("mart_body", MERGED, "fiscal_year = 2024") == [
        ("北关区农业农村局", 660, None, True),
        ("北关区商务局", 150, None, True),
        ("北关区财政局", 55, 0.1, False),
    ]
    own = county.ask_each("fct_year_on_year", "rate, is_merged", "fiscal_year = 2024 and item_key = 'total'")
    assert own == [("农业农村局", None, True), ("商务局", None, True), ("财政局", 0.1, False)]


def test_a_body_that_took_over_one_without_reports_is_not_compared(county: County) -> None:
    """The sentence names the year; it is repeated in later years, which are compared as ever."""
    for year, amount in ((2023, "80"), (2024, "150"), (2025, "165")):
        report = county.final("商务局", year)
        county.figures(report, "F05", {"201 一般公共服务支出": amount, "合计": amount})
        if year > 2023:
            county.evidence(report, "merged_body", "北关区盐业局")
    assert county.ask("mart_county_total", "fiscal_year, year_on_year_rate", "fiscal_year > 2023") == [
        (2024, None),
        (2025, 0.1),
    ]
    assert county.ask("mart_body", "fiscal_year, year_on_year_rate, is_merged") == [
        (2023, None, False),
        (2024, None, True),
        (2025, 0.1, False),
    ]


def test_a_body_that_joined_an_older_one_is_expected_no_more(county: County) -> None:
    for year, amount in ((2020, "100"), (2021, "110"), (2022, "126")):
        report = county.final("发展和改革委员会", year)
        county.figures(report, "F05", {"201 一般公共服务支出": amount, "合计": amount})
        if year == 2022:
            county.evidence(report, "merged_body", "北关区粮食局")
    county.figures(county.final("粮食局", 2021), "F05", {"201 一般公共服务支出": "10", "合计": "10"})
    columns = "fiscal_year, organisation_count_expected, prior_final_yuan, year_on_year_rate"
    assert county.ask("mart_county_total", columns) == [
        (2020, 1, None, None),
        (2021, 2, 100, 0.1),
        (2022, 1, 120, 0.05),
    ]


def test_what_others_were_joined_into_is_compared_with_all_of_them(county: County) -> None:
    """It had no accounts before; of a body that took over others its own must be known too."""
    for body, words in (("市场监督管理局", "合并组建"), ("商务局", "并入")):
        for old, amount in (("甲局", "100"), ("乙局", "60")):
            _total(county, f"{body[:2]}{old}", 2018, amount)
        after = county.final(body, 2019)
        county.figure(after, "F05", "合计", "176")
        for old in ("甲局", "乙局"):
            name = f"北关区{body[:2]}{old}"
            row = {
                "document_id": after.document_id,
                "field": "merged_body",
                "value": name,
                "source": "narrative",
            }
            county.add(
                "document_evidence", after.site, {**row, "text": f"由原{name}等{words}", "is_chosen": False}
            )
    columns = "year_on_year_organisation_count, prior_final_yuan, year_on_year_rate"
    assert county.ask("mart_county_total", columns, "fiscal_year = 2019") == [(1, 160, 0.1)]


def test_a_body_is_told_once_however_many_it_took_over_and_however_often_it_says_so(county: County) -> None:
    """Two reports of the old bodies and two of the new one make one row of the year, and add up once."""
    for old, amount in (("盐业局", "20"), ("烟草局", "30")):
        _total(county, old, 2023, amount)
        county.budget(old, 2023)
    _total(county, "商务局", 2023, "50")
    after = county.final("商务局")
    county.figure(after, "F05", "合计", "110")
    for report in (after, county.budget("商务局")):
        for old in ("盐业局", "烟草局"):
            county.evidence(report, "merged_body", f"北关区{old}")
    where = "fiscal_year = 2024"
    assert county.ask("mart_body", "organisation_name, is_merged", where) == [("北关区商务局", True)]
    assert county.ask("mart_county_total", "prior_final_yuan, year_on_year_rate", where) == [(100, 0.1)]
