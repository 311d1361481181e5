"""The division of a body that its name gives in short, by a name of former times, or only seems to give."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.documents.walk import walk
from pipelines.values.identity import SourceHints

OWN = "code,name,level,parent_code\n990000,样例省,province,\n990100,青山市,city,990000\n990101,青禾县,county,990100\n"
PLACES = {
    ("镇宁县财政局", 2020): "520423",
    ("道真县教育局", 2021): "520325",
    ("长阳县民政局", 2020): "420528",
    ("江华县民政局", 2020): "431129",
    ("峨山县财政局", 2020): "530426",
    ("围场县财政局", 2020): "130828",
    ("积石山县财政局", 2020): "622927",
    ("金秀县财政局", 2020): "451324",
    ("木里县财政局", 2020): "513422",
    ("大通县财政局", 2018): "630121",
    ("互助县财政局", 2018): "630223",
    ("天津市静海县民政局", 2013): "120223",
    ("重庆市开县民政局", 2014): "500234",
    ("济南市章丘市教育局", 2015): "370181",
    ("莱芜市莱城区民政局", 2017): "371202",
    ("杭州市下城区教育局", 2019): "330103",
    ("杭州市江干区教育局", 2019): "330104",
    ("芜湖市三山区教育局", 2018): "340208",
    ("邢台市南和县民政局", 2017): "130527",
    ("青山市青禾县教育局", 2020): "990101",
    ("青山市教育局", 2020): "990100",
    ("青云县民政局", 2020): None,
    ("新和田县财政局", 2020): None,
    ("大和县民政局", 2020): None,
}


@pytest.mark.parametrize(("body", "year", "code"), [(*key, code) for key, code in PLACES.items()])
def test_a_body_is_of_the_division_that_its_name_gives(
    tmp_path: Path, body: str, year: int, code: str | None
) -> None:
    divisions = tmp_path / "divisions.csv"
    divisions.write_text(OWN, encoding="utf-8")
    path = tmp_path / "report.md"
    path.write_text(
        f"# {body}{year}年度部门决算\n\n单位名称：{body}\n\n## 国有资产占用情况说明\n\n截至{year}年12月31日，共有车辆3辆。\n",
        encoding="utf-8",
    )
    found = walk(path, SourceHints(path.name), reader="pdfium", extra_divisions=divisions)
    assert found.identity.division_code == code
