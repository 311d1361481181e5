"""Site files: what is right is read, what is wrong is told with its line and a remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.accounts import divisions
from pipelines.settings import PACKAGE_DIR
from pipelines.sites.__main__ import schema_text
from pipelines.sites.load import SiteError, load_folder, load_site, load_sites, site_files
from tests.sites.pages import site

ROOT = Path(__file__).resolve().parents[2]
SITE_FILES = site_files([PACKAGE_DIR / "sites", ROOT / "samples" / "sites"])
GOOD = """division_code: "990301"
publisher: 样例县人民政府
verified: false
entries:
  - url: http://www.example.gov.cn/czyjs/index.html
"""


def written(folder: Path, text: str, name: str = "990301_example.yml") -> Path:
    """Write a site file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    loaded = load_site(written(tmp_path, GOOD))
    assert loaded.name == "990301_example"
    assert loaded.allowed_hosts == ("www.example.gov.cn",)
    assert loaded.pagination.idiom == "auto"
    assert loaded.politeness.concurrency == 1 and loaded.politeness.delay_seconds >= 1


@pytest.mark.parametrize(
    ("added", "line", "told"),
    [
        ("pagination: {idiom: querry}", 6, "did you mean query?"),
        ("pagination:\n  idiom: query\n  parma: page", 8, "did you mean param?"),
        ("pagination: {idiom: query}", 6, "pagination.param: is missing"),
        ("pagination: {param: page}", 6, "say the idiom"),
        ("politeness:\n  retires: 3", 7, "did you mean retries?"),
        ("politeness:\n  delay_seconds: soon", 7, "valid number"),
        ("schedule: sometimes", 6, "cron line of five fields"),
        ("assertions:\n  years:\n    2024: {min: 9, max: 2}", 8, "min 9 is more than max 2"),
        ("assertions:\n  total: {}", 7, "says nothing"),
        ("follow: ['(unclosed']", 6, "not a regular expression"),
        ("hosts: [http://www.example.gov.cn]", 6, "without scheme"),
        ("hosts: [www.docin.com]", 6, "repeats other people's reports"),
        ("hosts: [192.168.1.7]", 6, "set allow_private: true"),
        ("publisher: 另一个", 6, "stands here twice"),
        ("colour: red", 6, "no such key"),
        ("  broken: [", 6, "no YAML"),
        ("entries: []", 6, "stands here twice"),
        ("pagination: {idiom: json_list, url: /a, items: rows}", 6, "every page would be the first"),
    ],
)
def test_mistakes_are_told_with_line_and_remedy(tmp_path: Path, added: str, line: int, told: str) -> None:
    path = written(tmp_path, GOOD + added + "\n")
    with pytest.raises(SiteError) as raised:
        load_site(path)
    lines = str(raised.value).splitlines()
    assert any(text.startswith(f"{path}, line {line}: ") and told in text for text in lines), lines


def test_a_code_without_quotes_is_explained(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="line 1: division_code: must be text; put 990301 in quotes"):
        load_site(written(tmp_path, GOOD.replace('"990301"', "990301")))


def test_the_file_is_named_after_its_division(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"name it 990301_<name>\.yml"):
        load_site(written(tmp_path, GOOD, "990302_example.yml"))


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    bad = written(tmp_path, "entries: 3\n", "990302_bad.yml")
    sites, errors = load_folder(tmp_path)
    assert list(sites) == ["990301_example"] and len(errors) == 1 and str(bad) in str(errors[0])
    with pytest.raises(SiteError):
        load_sites(tmp_path)


def test_two_files_of_one_name_are_an_error(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, GOOD)
    sites, errors = load_folder(tmp_path)
    assert len(sites) == 1 and "two site files named 990301_example" in str(errors[0])


def test_a_file_of_another_suffix_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "990301_example.yaml")
    assert "rename it" in str(load_folder(tmp_path)[1][0])


def test_loopback_needs_permission() -> None:
    assert site("http://127.0.0.1:8990/", allow_private=True).allows("http://127.0.0.1:1234/x")
    assert not site().allows("http://www.example.gov.cn.evil.com/")
    assert not site().allows("ftp://www.example.gov.cn/a.pdf")
    assert site().allows("https://example.gov.cn/a.pdf") and not site().allows("https://czj.example.gov.cn/")


def test_assertions_name_what_is_missing() -> None:
    expected = site(
        assertions={"total": {"min": 10}, "years": {2024: {"min": 5, "max": 6}, 2023: {"min": 1}}}
    )
    assert expected.assertions.failures(12, {2024: 7, 2023: 1}) == ["2024: 7 documents, at most 6 expected"]
    assert expected.assertions.failures(9, {2024: 5}) == [
        "9 documents, at least 10 expected",
        "2023: 0 documents, at least 1 expected",
    ]


def test_schedules_become_cron_lines_that_spread() -> None:
    weekly = {site(name=f"990301_{name}").cron for name in ("a", "b", "c", "d")}
    assert len(weekly) == 4
    assert all(1 <= int(cron.split()[1]) <= 5 for cron in weekly)
    assert site(schedule="30 2 * * 1").cron == "30 2 * * 1"


@pytest.mark.parametrize("path", SITE_FILES, ids=lambda path: path.stem)
def test_every_site_file_is_right(path: Path) -> None:
    loaded = load_site(path)
    head = path.read_text(encoding="utf-8").splitlines()[0]
    schema = head.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / schema).resolve() == PACKAGE_DIR / "sites" / "_schema.json"
    if not loaded.division_code.startswith("99"):
        codes = {division.division_code for division in divisions()}
        assert loaded.division_code in codes
        assert all(host.endswith(".gov.cn") for host in loaded.allowed_hosts)


def test_the_schema_for_editors_is_current() -> None:
    written_schema = (PACKAGE_DIR / "sites" / "_schema.json").read_text(encoding="utf-8")
    assert written_schema == schema_text(), "run: python -m pipelines.sites"
    assert "name" not in json.loads(written_schema)["properties"]
