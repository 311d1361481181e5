"""dim_organisation and its changes: one body under its names, its parent, and bodies that took over from others."""

from __future__ import annotations

from typing import Any

from tests.dbt.county import County

MART = "dim_organisation"


def _named(county: County, *names: str, **changes: Any) -> None:
    for name in names:
        county.final(**{"organisation_name": name, **changes})


def test_place_names_brackets_and_blanks_are_no_part_of_a_body(county: County) -> None:
    """中共, the province, the city and the county are left out in that order, unless nothing would be left."""
    cases = {
        "财政局": [
            "财政局",
            "北关区财政局",
            "安阳市北关区财政局",
            "河南省安阳市北关区财政局",
            "河南省财政局",
            "安阳市财政局",
            "财 政　局",
        ],
        "委员会": ["中共北关区委员会", "中共河南省安阳市北关区委员会", "委员会"],
        "区": ["北关区区", "区"],
        "北关区": ["北关区", "安阳市北关区"],
        "中共": ["中共"],
        "河南省": ["河南省"],
        "安阳市": ["安阳市"],
    }
    for names in cases.values():
        _named(county, *names)
    rows = county.ask(MART, "document_count, aliases, organisation_name")
    assert {frozenset([*aliases, name]) for _, aliases, name in rows} == {
        frozenset(names) for names in cases.values()
    }
    assert {count for count, *_ in rows} == {len(names) for names in cases.values()}


def test_the_body_itself_is_what_its_name_is_without_benji(county: County) -> None:
    _named(county, "甲局（本级）", "甲局(本级)", "甲局本级", organisation_kind="unit")
    _named(county, "甲局", organisation_kind="department")
    _named(county, "本级学校", organisation_kind="unit")
    assert county.query(
        "select units.document_count, departments.organisation_name from marts.dim_organisation as units"
        " left join marts.dim_organisation as departments on units.parent_organisation_id = departments.organisation_id"
        " where units.organisation_kind = 'unit' order by all"
    ) == [(1, None), (3, "甲局")]
    assert county.ask(MART, "parent_organisation_id", "organisation_kind = 'department'") == [(None,)]


def test_a_unit_belongs_to_the_department_of_its_name_and_county(county: County) -> None:
    """A government or a unit of that name is no parent, and only units have one."""
    _named(county, "甲局", organisation_kind="department", division_code="310107")
    _named(county, "甲局本级", organisation_kind="unit")
    _named(county, "乙局", organisation_kind="government")
    _named(county, "乙局本级", organisation_kind="unit")
    _named(county, "丙局", organisation_kind="department")
    _named(county, "丙局本级", organisation_kind="government")
    assert county.ask(MART, "count(*)", "parent_organisation_id is not null") == [(0,)]


def test_the_name_is_the_most_frequent_then_the_latest_then_the_longest(county: County) -> None:
    cases: dict[str, list[tuple[str, int | None]]] = {
        "北关区甲局": [("北关区甲局", 2020), ("北关区甲局", 2021), ("安阳市北关区甲局", 2024)],
        "乙局": [("安阳市北关区乙局", 2023), ("乙局", 2024)],
        "安阳市丙局": [("丙局", 2024), ("安阳市丙局", 2024)],
        "北关区丁局": [("河南省丁局", 2024), ("北关区丁局", 2024)],
        "戊局": [("北关区戊局", None), ("戊局", 2020)],
        "己局": [("己局", 2020), ("己局", 2021), ("北关区己局", 2024), ("安阳市己局", 2025)],
    }
    for printed in cases.values():
        for name, year in printed:
            county.final(organisation_name=name, fiscal_year=year)
    rows = county.ask(MART, "organisation_name, aliases, document_count, first_fiscal_year, last_fiscal_year")
    assert rows == sorted(
        (
            name,
            sorted({each for each, _ in printed} - {name}),
            len(printed),
            min(year for _, year in printed if year),
            max(year for _, year in printed if year),
        )
        for name, printed in cases.items()
    )


def test_a_body_is_of_one_place_and_one_kind(county: County) -> None:
    """A kind that no other document contradicts holds for those that print none; without a place there is no body."""
    _named(county, "甲局", "甲局", organisation_kind="department")
    _named(county, "北关区甲局", organisation_kind="")
    _named(county, "乙局", organisation_kind="department")
    _named(county, "乙局", organisation_kind="unit")
    _named(county, "乙局", organisation_kind=None)
    _named(county, "甲局", organisation_kind="unit", division_code="310107")
    _named(county, "甲局", organisation_kind=None, division_code="330903")
    _named(county, "丙局", organisation_kind="department", division_code=None)
    _named(county, "丙局", organisation_kind="", division_code="")
    columns = "division_code, organisation_kind, organisation_name, document_count"
    assert county.ask(MART, columns) == [
        ("310107", "unit", "甲局", 1),
        ("330903", None, "甲局", 1),
        ("410503", "department", "乙局", 1),
        ("410503", "department", "甲局", 3),
        ("410503", "unit", "乙局", 1),
        ("410503", None, "乙局", 1),
    ]
    assert county.ask(
        "dim_organisation_name", "division_code, organisation_kind, organisation_name, document_count"
    ) == [
        ("310107", "unit", "甲局", 1),
        ("330903", None, "甲局", 1),
        ("410503", "department", "乙局", 1),
        ("410503", "department", "北关区甲局", 1),
        ("410503", "department", "甲局", 2),
        ("410503", "unit", "乙局", 1),
        ("410503", None, "乙局", 1),
    ]


def test_names_of_a_body_keep_the_years_they_were_printed_in(county: County) -> None:
    for name, year in (("甲局", 2022), ("甲局", 2024), ("北关区甲局", 2023), ("北关区甲局", None)):
        county.final(organisation_name=name, fiscal_year=year)
    columns = "organisation_name, document_count, first_fiscal_year, last_fiscal_year"
    assert county.ask("dim_organisation_name", columns) == [
        ("北关区甲局", 2, 2023, 2023),
        ("甲局", 2, 2022, 2024),
    ]


def _reports(county: County, name: str, first: int, last: int, *codes: str, **changes: Any) -> None:
    for year in range(first, last + 1):
        accounts = county.final(name, year, **changes)
        for code in codes:
            county.figure(accounts, "F05", f"{code} 科目", "1")


def test_a_body_may_follow_another_of_a_like_name_in_the_year_after(county: County) -> None:
    """Candidates, with how alike the names are and which items 款项 both print in the years they meet."""
    _reports(county, "文化体育局", 2022, 2023, "2070101", "2070102", "207", "2010101")
    _reports(county, "文化体育旅游局", 2024, 2024, "2070101", "2070103", "207", "2019999")
    _reports(county, "文化体育旅游广电局", 2025, 2025, "2130101")
    _reports(county, "水利局", 2024, 2024, "2130301")
    _reports(county, "文化体育总局", 2025, 2025, division_code="310107")
    _reports(county, "文化体育分局", 2024, 2024, organisation_kind="unit")
    columns = (
        "old_organisation_name, new_organisation_name, first_fiscal_year, shared_account_count, division_code,"
        " organisation_kind"
    )
    assert county.ask("dim_organisation_change", columns) == [
        ("北关区文化体育局", "北关区文化体育旅游局", 2024, 2, "410503", "department"),
        ("北关区文化体育旅游局", "北关区文化体育旅游广电局", 2025, 0, "410503", "department"),
    ]


def test_bodies_of_no_known_kind_follow_each_other_too(county: County) -> None:
    _reports(county, "文化体育局", 2023, 2023, organisation_kind=None)
    _reports(county, "文化体育旅游局", 2024, 2024, organisation_kind=None)
    assert county.ask("dim_organisation_change", "organisation_kind, shared_account_count") == [(None, 0)]


def test_names_less_alike_than_seven_tenths_are_no_change(county: County) -> None:
    """By Jaro and Winkler: 统计局 is like 卫生局 by 0.7037 and like 审计局 by 0.7222, 卫健委 like 卫生健康委员会 by 0.6984."""
    for before, after in (("统计局", "卫生局"), ("卫健委", "卫生健康委员会")):
        _reports(county, before, 2023, 2023)
        _reports(county, after, 2024, 2024)
    for name, year in (("统计局", 2013), ("审计局", 2014)):
        _reports(county, name, year, year, division_code="310107", organisation_name=name)
    columns = "old_organisation_name, new_organisation_name, name_similarity"
    assert county.ask("dim_organisation_change", columns) == [
        ("北关区统计局", "北关区卫生局", 0.7037),
        ("统计局", "审计局", 0.7222),
    ]


def test_a_name_that_goes_on_within_a_longer_one_is_a_change(county: County) -> None:
    _reports(county, "科学技术局", 2023, 2023)
    _reports(county, "工业信息化和科学技术局", 2024, 2024)
    _reports(county, "水务局", 2024, 2024)
    columns = "old_organisation_name, new_organisation_name"
    assert county.ask("dim_organisation_change", columns) == [
        ("北关区科学技术局", "北关区工业信息化和科学技术局")
    ]


def test_bodies_follow_each_other_within_one_county(county: County) -> None:
    _reports(county, "甲乙丙丁", 2023, 2023)
    _reports(county, "甲乙丙戊", 2024, 2024, division_code="310107", organisation_name="甲乙丙戊")
    assert county.ask("dim_organisation_change", "count(*)") == [(0,)]


def test_shared_accounts_are_counted_once_in_the_years_that_meet(county: County) -> None:
    """Those of the old body's last year and of the new one's first, not of the others."""
    _reports(county, "甲乙丙丁", 2022, 2022, "2010101")
    _reports(county, "甲乙丙丁", 2023, 2023, "2010102", "2010103", "2010104")
    _reports(county, "甲乙丙戊", 2024, 2024, "2010101", "2010103", "2019999")
    _reports(county, "甲乙丙戊", 2025, 2025, "2010102")
    _reports(county, "子丑寅卯", 2023, 2023, "2050101")
    _reports(county, "子丑寅辰", 2024, 2024, "2050101", "2010104")
    columns = "new_organisation_name, shared_account_count"
    assert county.ask("dim_organisation_change", columns) == [("北关区子丑寅辰", 2), ("北关区甲乙丙戊", 2)]


def test_every_pair_of_bodies_has_its_own_count(county: County) -> None:
    """Two bodies became one, one became two."""
    _reports(county, "甲乙丙丁", 2013, 2013, "2010101")
    _reports(county, "甲乙丙己", 2013, 2013, "2050101", "2050201")
    _reports(county, "甲乙丙戊", 2014, 2014, "2010101", "2050101", "2050201")
    _reports(county, "甲乙丙庚", 2014, 2014, "2010101", "2010201", "2010301")
    columns = "old_organisation_name, new_organisation_name, shared_account_count"
    assert county.ask("dim_organisation_change", columns) == [
        ("北关区甲乙丙丁", "北关区甲乙丙庚", 2),
        ("北关区甲乙丙丁", "北关区甲乙丙戊", 2),
        ("北关区甲乙丙己", "北关区甲乙丙庚", 0),
        ("北关区甲乙丙己", "北关区甲乙丙戊", 4),
    ]


def test_a_body_of_an_unknown_year_follows_none(county: County) -> None:
    county.final("甲乙丙丁", fiscal_year=None)
    _reports(county, "甲乙丙戊", 2024, 2024)
    assert county.ask("dim_organisation_change", "count(*)") == [(0,)]
