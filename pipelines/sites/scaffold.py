"""Write the beginning of a site file for a county, with what its first page tells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipelines.accounts import Division
from pipelines.sites.load import SiteError, load_site

PROVINCES: Final = {
    "11": "beijing",
    "12": "tianjin",
    "13": "hebei",
    "14": "shanxi",
    "15": "inner_mongolia",
    "21": "liaoning",
    "22": "jilin",
    "23": "heilongjiang",
    "31": "shanghai",
    "32": "jiangsu",
    "33": "zhejiang",
    "34": "anhui",
    "35": "fujian",
    "36": "jiangxi",
    "37": "shandong",
    "41": "henan",
    "42": "hubei",
    "43": "hunan",
    "44": "guangdong",
    "45": "guangxi",
    "46": "hainan",
    "50": "chongqing",
    "51": "sichuan",
    "52": "guizhou",
    "53": "yunnan",
    "54": "tibet",
    "61": "shaanxi",
    "62": "gansu",
    "63": "qinghai",
    "64": "ningxia",
    "65": "xinjiang",
    "71": "taiwan",
    "81": "hong_kong",
    "82": "macao",
}
_NAME: Final = re.compile(r"[a-z0-9_]{1,60}")
_TEMPLATE: Final = """\
# yaml-language-server: $schema=../_schema.json
# {place}
# Runbook: where the column stands in the portal's menu, what is odd about the site, whom to ask.
division_code: "{code}"
publisher: {publisher}
verified: false        # true once `juesuan sites try {stem}` has shown the right reports

entries:
  - url: {url}
    label: {label}

# How lists continue is told from the pages. Where that fails, name the idiom, for example:
# pagination: {{idiom: query, param: pageNo}}
{private}
first_year: {first_year}
schedule: weekly
# Fewer or more reports than this make the crawl fail; write what `try` has shown.
# assertions:
#   years:
#     2024: {{min: 40, max: 80}}
"""


def folder_of(code: str) -> str:
    """Return the name of the folder that a division's province has; ``other`` for codes of no province."""
    return PROVINCES.get(code[:2], "other")


def scaffold(
    folder: Path,
    url: str,
    division: Division | None,
    code: str,
    name: str,
    *,
    publisher: str = "",
    label: str = "",
    first_year: int = 2020,
    is_private: bool = False,
) -> Path:
    """Write a new site file and return its path.

    Raises SiteError for a name that is no file name, a file that is there already, or values that make no site.
    """
    text = _TEMPLATE.format(
        place=place_of(division, code),
        code=code,
        stem=f"{code}_{name}",
        publisher=quoted(publisher or (government(division) if division else "")),
        url=quoted(url),
        label=quoted(label or "部门预决算"),
        first_year=first_year,
        private=f"hosts: [{urlsplit(url).hostname}]\nallow_private: true\n" if is_private else "",
    )
    return write_site(folder, code, name, text)


def write_site(folder: Path, code: str, name: str, text: str) -> Path:
    """Write the text of a new site file and return its path. Raises SiteError as :func:`scaffold` does."""
    if not _NAME.fullmatch(name):
        raise SiteError(f"{name!r} cannot be part of a file's name: use a-z, 0-9 and _, such as beiguan")
    path = folder / folder_of(code) / f"{code}_{name}.yml"
    if path.exists():
        raise SiteError(f"{path} is there already: edit it, or choose another name")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        load_site(path)
    except SiteError:
        path.unlink()
        raise
    return path


def place_of(division: Division | None, code: str) -> str:
    """Return a division's name with what it lies in."""
    if division is None:
        return f"division {code}, not in the reference list"
    return " ".join(
        part for part in (division.province_name, division.city_name, division.division_name) if part
    )


def government(division: Division) -> str:
    """Return what a county's government calls itself: 安阳市北关区人民政府, 上海市普陀区人民政府."""
    province = division.province_name or ""
    above = division.city_name or (province if province.endswith("市") else "")
    return f"{above}{division.division_name}人民政府"


def quoted(text: str) -> str:
    """Return a text as a YAML scalar."""
    if text and not re.search(r"[:#{}\[\],&*!|>'\"%@`\s-]", text.replace("://", "")):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
