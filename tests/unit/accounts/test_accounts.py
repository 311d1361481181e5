"""Reference lists: codes, names, ancestors, and divisions added from the data folder."""

from pathlib import Path

import pytest

from pipelines.accounts import accounts, divisions


def test_accounts_have_levels_that_match_their_codes() -> None:
    lengths = {
        ("functional", "class"): 3,
        ("functional", "item"): 5,
        ("functional", "sub_item"): 7,
        ("economic", "class"): 3,
        ("economic", "item"): 5,
        ("government_economic", "class"): 3,
        ("government_economic", "item"): 5,
    }
    assert [a for a in accounts() if len(a.account_code) != lengths[a.account_kind, a.level]] == []


def test_every_account_below_a_class_has_a_parent_that_is_its_prefix() -> None:
    assert [
        a for a in accounts() if a.level != "class" and not a.account_code.startswith(a.parent_code or "x")
    ] == []


def test_recalled_names_are_never_high_confidence() -> None:
    assert {a.confidence for a in accounts() if a.source == "recalled"} <= {"low", "medium"}


def test_a_county_knows_its_city_and_province() -> None:
    by_code = {d.division_code: d for d in divisions()}
    county = by_code["410503"]
    assert (county.division_name, county.city_name, county.province_name) == ("北关区", "安阳市", "河南省")
    assert by_code["310107"].province_name == "上海市"


def test_divisions_can_be_added_but_not_redefined(tmp_path: Path) -> None:
    extra = tmp_path / "divisions.csv"
    extra.write_text("code,name,level,parent_code\n990101,样例县,county,410500\n", encoding="utf-8")
    added = {d.division_code: d for d in divisions(extra)}["990101"]
    assert (added.city_name, added.province_name) == ("安阳市", "河南省")
    clash = tmp_path / "clash.csv"
    clash.write_text("code,name,level,parent_code\n410503,别名,county,410500\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"clash\.csv"):
        divisions(clash)
