"""Structure: members, parents, former names and restated years, as running text tells them."""

from __future__ import annotations

import pytest

from pipelines.recognise.structure import from_structure, members_in
from tests.unit.pages import grid, page


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (
            "纳入样例县教育局2024年度部门决算编制范围的二级预算单位包括：1.样例县教育局本级；2.样例县第一高级中学。",
            ["样例县第一高级中学"],
        ),
        (
            "纳入本部门2023年度部门决算编制范围的单位共3个，具体是：1、样例县卫生健康委员会机关2、样例县人民医院3、样例县中医院。",
            ["样例县人民医院", "样例县中医院"],
        ),
        (
            "本部门下属预算单位有：样例县幼儿园，样例县第二小学（含分校）。",
            ["样例县幼儿园", "样例县第二小学"],
        ),
        ("样例县教育局2024年度部门决算汇总范围：样例县教育局机关、样例县第二中学。", ["样例县第二中学"]),
        # a name of a rare ending stands between two marks of the list
        (
            "纳入样例县交通运输局部门决算编制范围的二级预算单位包括：样例县交通运输局本级、样例县公路管理段、样例县渡口管理所。",
            ["样例县公路管理段", "样例县渡口管理所"],
        ),
        ("我局下设办公室、人事科、财务科。", []),  # rooms of the office are no bodies
        # one a line: the next line is no part of a name that ends with its line, a name may go over lines
        (
            "纳入本部门决算汇编范围的单位包括：\n1.样例县水利局本级\n2.样例县河道管理所\n支出决算表\n部门:样例县水利局",
            ["样例县河道管理所"],
        ),
        (
            "纳入本部门编制范围的单位包括：\n样例县教育局本级\n样例县第一高级\n中学\n样例县幼儿园\n二、收入情况",
            ["样例县第一高级中学", "样例县幼儿园"],
        ),
        (
            "我局下辖3个二级预算单位：样例县园林处、样例县环卫所和样例县市政处。",
            ["样例县园林处", "样例县环卫所", "样例县市政处"],
        ),
        (
            "样例县教育局部门预算包括：局机关本级预算、样例县第一中学等5个下属单位预算。",
            ["样例县第一中学"],
        ),
        # the list stands behind the sentence that counts its units
        (
            "样例县卫健局下属二级预算单位3个，其中行政单位0个，其他事业单位3个。主要包括：样例县卫生监督所、样例县中医院。",
            ["样例县卫生监督所", "样例县中医院"],
        ),
        (
            "样例县住建局部门预算包括：样例县住建局本级预算和下属事业单位样例县城建档案馆、样例县园林管理处的预算。",
            ["样例县城建档案馆", "样例县园林管理处"],
        ),
        (
            "决算单位构成：样例县人社局部门决算包括：局机关决算，以及就业服务局、社会保险局决算。",
            ["就业服务局", "社会保险局"],
        ),
        (
            "决算编制范围包括本级预算单位1个，二级预算单位2个：样例县文化馆、样例县图书馆。",
            ["样例县文化馆", "样例县图书馆"],
        ),
        (
            "我部门预算单位构成：1.样例县交通运输局本级；2.样例县公路管理段；3.样例县地方海事处。",
            ["样例县公路管理段", "样例县地方海事处"],
        ),
        # rows of a table that lost its columns
        (
            "纳入决算编制范围的单位包括本级及所属2个二级预算单位：序号单位名称\n1样例县教育局本级\n2样例县第二中学\n3样例县幼儿园",
            ["样例县第二中学", "样例县幼儿园"],
        ),
    ],
)
def test_the_units_in_a_report_are_those_it_lists(text: str, members: list[str]) -> None:
    assert list(members_in(text)) == members


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("样例县第一高级中学为样例县教育局所属二级预算单位。", "parent_body", "样例县教育局"),
        ("样例县实验小学隶属样例县教育局，系公益一类事业单位。", "superior_body", "样例县教育局"),
        ("主管部门为样例县水利局。", "superior_body", "样例县水利局"),
        ("原样例县卫生和计划生育局更名为样例县卫生健康委员会。", "former_body", "样例县卫生和计划生育局"),
        ("因机构改革，原旅游局于2019年并入我局。", "merged_body", "旅游局"),
        ("上年数已按合并后口径调整。", "prior_restated", "true"),
        (
            "注：预算数为“三公”经费全年预算数，反映按规定程序调整后的预算数。",
            "three_public_basis",
            "adjusted",
        ),
        ("注：预算数为“三公”经费年初预算数。", "three_public_basis", "initial"),
        ("本表“预算数”为调整预算数。", "three_public_basis", "adjusted"),
        ("原样例县教育体育局分设为样例县教育局和样例县体育局。", "split_body", "样例县教育体育局"),
        (
            "开原市林业局2019年度部门决算\n原开原市农林局分设为开原市林业局、开原市农业局。",
            "split_body",
            "开原市农林局",
        ),
        ("根据机构改革，样例县乡村振兴局并入样例县农业农村局。", "merged_body", "样例县乡村振兴局"),
        ("样例县商务局2024年度部门决算样例县盐业局于2024年并入样例县商务局。", "merged_body", "样例县盐业局"),
        ("2024年，样例县盐业局整体并入我局。", "merged_body", "样例县盐业局"),
        ("组建样例县商务促进局，不再保留样例县商务局、样例县招商局。", "merged_body", "样例县招商局"),
        ("由样例县文化局和样例县旅游局合并组建样例县文化旅游局。", "merged_body", "样例县文化局"),
        ("现将2024年部门预算调整情况公开如下：", "budget_basis", "adjusted"),
        ("经批准，现将调整后的部门预算予以公开。", "budget_basis", "adjusted"),
        ("因机构改革口径调整，2023年度支出调整为450.00万元。", "prior_restated", "true"),
    ],
)
def test_a_sentence_tells_of_bodies_and_years(text: str, field: str, value: str) -> None:
    found = {(e.field, e.value) for e in from_structure([page(1, [text])])}
    assert (field, value) in found
    assert {f for f, _ in found} <= {field, "prior_restated"}


def test_a_sentence_that_goes_over_a_line_is_read_whole() -> None:
    lines = ["原样例县卫生和计划生育局更", "名为样例县卫生健康委员会。"]
    assert [e.field for e in from_structure([page(1, lines)])] == ["former_body"]


@pytest.mark.parametrize(
    "text",
    [
        "样例县粮食局的职责并入样例县发展和改革委员会。",
        "该项经费并入办公经费。",
        "公务用车费用并入样例县机关事务中心。",
    ],
)
def test_what_is_no_body_is_not_merged(text: str) -> None:
    assert not [e for e in from_structure([page(1, [text])]) if e.field == "merged_body"]


ROWS = [
    ["序号", "单位名称", "单位性质"],
    ["1", "样例县教育局（本级）", "行政单位"],
    ["2", "样例县第一中学", "公益一类事业单位"],
    ["3", "样例县教师进修学校（电大）", "公益一类事业单位"],
]


@pytest.mark.parametrize(
    "said",
    [
        "纳入本部门决算编制范围的单位共3个，情况见下表：",
        "二、部门决算单位构成",
        "我局下属单位如下",
        "2024年度部门决算编制范围单位情况表",
    ],
)
def test_units_are_read_from_a_table_that_lists_them(said: str) -> None:
    found = from_structure([page(1, [said], grid(ROWS))])
    assert [e.value for e in found if e.field == "member_body"] == ["样例县第一中学", "样例县教师进修学校"]


def test_names_in_tables_of_other_things_are_no_units_of_the_report() -> None:
    said = "纳入本部门决算编制范围的单位共3个。"
    for head in (["序号", "单位名称", "金额"], ["项目名称", "单位名称", "得分"]):
        assert list(from_structure([page(1, [said], grid([head, *ROWS[1:]]))])) == []
    assert list(from_structure([page(1, ["政府采购情况"], grid(ROWS))])) == []
