"""mart_county_peers: totals per head, at base prices and beside peers, from the user's own figures."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.county import County


def _total(county: County, division: str, amount: str, year: int = 2024) -> None:
    report = county.final(fiscal_year=year, division_code=division, organisation_name=f"{division}财政局")
    county.figure(report, "F05", "201 一般公共服务支出", amount, measure="total")


def test_without_figures_of_the_user_nothing_is_made_up(county: County) -> None:
    _total(county, "410503", "300")
    columns = (
        "final_yuan, population, final_per_head_yuan, final_at_base_prices_yuan, county_type, peer_count"
    )
    assert county.ask("mart_county_peers", columns) == [(300, None, None, None, None, None)]


def test_totals_per_head_at_base_prices_and_beside_peers(county: County) -> None:
    """The third county has no type and is nobody's peer; another year's figures do not serve."""
    for division, amount in (("410503", "300"), ("310107", "900"), ("330903", "50")):
        _total(county, division, amount)
    for division, population, kind in (("410503", 100, "区"), ("310107", 90, "区"), ("330903", 50, None)):
        county.reference(
            "county_figures",
            division_code=division,
            fiscal_year=2024,
            population=population,
            price_index=Decimal(120) if division == "410503" else None,
            county_type=kind,
            source="年鉴",
        )
    county.reference("county_figures", division_code="410503", fiscal_year=2023, population=1, source="年鉴")
    columns = "division_code, final_per_head_yuan, final_at_base_prices_yuan, peer_count, peer_median_final_per_head_yuan"
    assert county.ask("mart_county_peers", columns) == [
        ("310107", 10, None, 2, Decimal("6.50")),
        ("330903", 1, None, None, None),
        ("410503", 3, 250, 2, Decimal("6.50")),
    ]


def test_figures_under_the_code_of_those_days_serve_the_county_that_goes_on(county: County) -> None:
    """密云县 became 密云区 under another code; where two districts became one, the figures of each are not the whole's."""
    for code, name, successor, until in (
        ("110228", "密云县", "110118", 2015),
        ("110118", "密云区", "", None),
        ("410504", "甲区", "410505", 2015),
        ("410506", "乙区", "410505", 2015),
        ("410505", "丙区", "", None),
    ):
        county.reference(
            "divisions", division_code=code, division_name=name, level="county", successor_code=successor,
            parent_code="", city_name="某市", province_name="某省", valid_to=until,
        )  # fmt: skip
    for code, name in (("110118", "密云县"), ("410505", "丙区")):
        report = county.final(
            fiscal_year=2014, division_code=code, organisation_name=f"{name}财政局", publish_date=None
        )
        county.figure(report, "F05", "201 一般公共服务支出", "500", measure="total")
    for code in ("110228", "410504", "410506"):
        county.reference("county_figures", division_code=code, fiscal_year=2014, population=50, source="年鉴")
    columns = "division_code, population, final_per_head_yuan"
    assert county.ask("mart_county_peers", columns) == [("110118", 50, 10), ("410505", None, None)]
