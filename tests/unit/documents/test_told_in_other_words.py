"""Sentences of short reports: each figure told of its own subject, year and measure, or of none; nobody accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.documents.walk import Walk, walk
from pipelines.values.identity import SourceHints

Place = tuple[str, str, str, str]
"""Kind (or *), subject, measures and yuan (or *) of a claim."""

ACCOUNTS = "# 青禾县林业站2024年度部门决算\n\n## {}\n\n{}\n"
BUDGET = "# 青禾县林业站2024年部门预算\n\n## {}\n\n{}\n"
ITEM = "1.农林水支出（类）林业和草原（款）事业机构（项）。"

CASES: dict[str, tuple[str, tuple[Place, ...], tuple[Place, ...]]] = {
    "the change behind a bracket is the whole's": (
        BUDGET.format(
            "收入预算情况说明",
            "2024年收入预算880.40万元（其中：财政拨款800.40万元，占90.91%；其他收入80万元，占9.09%），较上年增加40.20万元。",
        ),
        (("*", "收入预算", "delta", "402000.00"),),
        (("*", "其他收入", "delta", "*"),),
    ),
    "brackets of other shapes": (
        ACCOUNTS.format(
            "三公",
            "“三公”经费支出8.30万元，其中：公务用车购置及运行维护费6.10万元【购置费2.00万元，运行维护费4.10万元】，比上年减少0.40万元。",
        ),
        (("three_public", "公务用车运行维护费", "final", "41000.00"),),
        (("three_public", "公务用车运行维护费", "delta", "*"),),
    ),
    "last year first": (
        ACCOUNTS.format("三公", "上年度“三公”经费支出9.90万元，本年度支出9.00万元。"),
        (("three_public", "合计", "final", "90000.00"),),
        (("three_public", "合计", "final", "99000.00"), ("*", "本年支出合计", "*", "*")),
    ),
    "two years of one subject": (
        ACCOUNTS.format("机关运行经费", "机关运行经费2023年支出40.10万元，2024年支出42.30万元。"),
        (("agency_operating", "机关运行经费", "final", "423000.00"),),
        (("agency_operating", "机关运行经费", "final", "401000.00"), ("*", "本年支出合计", "*", "*")),
    ),
    "last year in a bracket": (
        ACCOUNTS.format("三公", "2024年“三公”经费支出18.42万元（2023年21.05万元）。"),
        (("three_public", "合计", "final", "184200.00"),),
        (("three_public", "合计", "final", "210500.00"),),
    ),
    "parts of a budget in a bracket": (
        ACCOUNTS.format(
            "三公",
            "2024年“三公”经费年初预算30万元（公务接待费10万元，公务用车运行维护费20万元），实际支出25.5万元。",
        ),
        (("three_public", "合计", "budget", "300000.00"), ("three_public", "合计", "final", "255000.00")),
        (
            ("three_public", "公务接待费", "final", "*"),
            ("three_public", "公务用车运行维护费", "final", "*"),
        ),
    ),
    "what is bought under its heading": (
        ACCOUNTS.format(
            "政府采购支出情况",
            "政府采购支出总额44.00万元，其中：政府采购货物支出30.00万元、政府采购服务支出14.00万元。",
        ),
        (("procurement", "总额", "amount", "440000.00"), ("procurement", "货物", "amount", "300000.00")),
        (("total_yoy", "收支总计", "*", "*"),),
    ),
    "what small firms got": (
        ACCOUNTS.format("采购", "2024年授予小微企业合同金额12.50万元，占政府采购支出总额的62.50%。"),
        (("procurement", "小微企业", "amount", "125000.00"),),
        (("procurement", "总额", "amount", "125000.00"),),
    ),
    "a kind of money is no budget": (
        ACCOUNTS.format("五", "一般公共预算支出为700.00万元，为年初预算的105.30%。"),
        (),
        (("*", "一般公共预算财政拨款支出", "initial_budget", "7000000.00"),),
    ),
    "two sides": (
        ACCOUNTS.format(
            "一",
            "2024年度收入总计900.00万元，比上年增加90.00万元，增长11.11%。支出总计880.00万元，比上年减少20.00万元，下降2.22%。",
        ),
        (("*", "收入总计", "amount", "9000000.00"), ("*", "支出总计", "delta", "-200000.00")),
        (),
    ),
    "the adjusted budget": (
        ACCOUNTS.format(
            "五",
            "一般公共预算财政拨款支出年初预算为300.00万元，调整预算数为360.00万元，支出决算为342.00万元，完成调整后预算的95.00%。",
        ),
        (
            ("item_execution", "一般公共预算财政拨款支出", "adjusted_budget,annual_budget", "3600000.00"),
            ("item_execution", "一般公共预算财政拨款支出", "final", "3420000.00"),
        ),
        (),
    ),
    "a change is not the last part's": (
        BUDGET.format(
            "收入",
            "2024年部门预算总收入410.00万元，其中：财政拨款收入380.00万元，其他收入30.00万元。比上年增加15.00万元。",
        ),
        (),
        (("*", "其他收入", "delta", "*"),),
    ),
    **{
        said: (
            ACCOUNTS.format("三、一般公共预算财政拨款支出决算具体情况", f"{ITEM}{said}"),
            (
                ("item_execution", "*", "initial_budget,annual_budget,budget", "2000000.00"),
                ("item_execution", "*", "final", "1900000.00"),
            ),
            (),
        )
        for said in (
            "预算数200.00万元，执行数190.00万元，执行率95.00%。",
            "2024年决算数190.00万元，较年初预算数200.00万元减少10.00万元，下降5.00%。",
            "预算安排200.00万元，实际执行190.00万元，预算执行率为95.00%。",
            "支出决算190.00万元，完成年初预算200.00万元的95.00%。",
            "本年支出190.00万元，年初预算200.00万元，完成率95%。",
        )
    },
}


def _claims(found: Walk, place: Place) -> list[object]:
    kind, subject, measures, yuan = place
    return [
        claim
        for claim in found.examination.claims
        if kind in ("*", claim.kind)
        and subject in ("*", claim.subject)
        and (measures == "*" or claim.measure in measures.split(","))
        and yuan in ("*", str(claim.amount_yuan))
    ]


@pytest.mark.parametrize(("text", "there", "absent"), CASES.values(), ids=CASES)
def test_a_figure_is_told_of_its_own_subject(
    tmp_path: Path, text: str, there: tuple[Place, ...], absent: tuple[Place, ...]
) -> None:
    path = tmp_path / "report.md"
    path.write_text(text, encoding="utf-8")
    found = walk(path, SourceHints(path.name), reader="pdfium")
    assert [place for place in there if not _claims(found, place)] == []
    assert [place for place in absent if _claims(found, place)] == []
    assert found.examination.errors == ()
