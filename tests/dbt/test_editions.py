"""Which edition of a form is in force, and what dim_document says of the others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from tests.dbt.county import County

MART = "dim_document"
CLASS = "201 一般公共服务支出"
LATER = date(2025, 12, 1)


def _in_force(county: County, *editions: dict[str, Any]) -> int:
    """Publish editions of one body's report and return the number of the one whose figures count, from 0."""
    body = f"局{county.serial}"
    for number, edition in enumerate(editions):
        figures = {"count": 1, "confidence": None, **edition}
        count, confidence = figures.pop("count"), figures.pop("confidence")
        document = county.final(body, **figures)
        for place in range(count):
            # the last figure alone was read from an image, or none was
            read = {"confidence": confidence} if place == count - 1 else {}
            county.figure(document, "F05", f"20{place} 类", str(number), **read)
    ((amount,),) = county.query(
        "select final_yuan from marts.fct_budget_vs_final inner join marts.dim_organisation using (organisation_id)"
        " where organisation_name = ? and item_key = '200'",
        f"北关区{body}",
    )
    return int(amount)


def test_the_latest_edition_is_in_force(county: County) -> None:
    """Then what was read whole, what was no image, what prints most figures, what was fetched last."""
    august, september = datetime(2025, 8, 1, tzinfo=UTC), datetime(2025, 9, 2, tzinfo=UTC)
    assert _in_force(county, {"publish_date": LATER}, {"count": 9}) == 0
    assert (
        _in_force(county, {"count": 9}, {"publish_date": LATER, "status": "partial", "confidence": 0.9}) == 1
    )
    assert (
        _in_force(county, {"status": "partial", "count": 9}, {"status": "extracted", "confidence": 0.9}) == 1
    )
    assert _in_force(county, {"confidence": 0.9, "count": 9}, {"confidence": None}) == 1
    assert _in_force(county, {"count": 2, "fetched_at": august}, {"count": 1, "fetched_at": september}) == 0
    assert _in_force(county, {"fetched_at": september}, {"fetched_at": august}) == 0
    assert _in_force(county, {"fetched_at": august}, {"fetched_at": september}) == 1
    assert _in_force(county, {"fetched_at": None}, {"fetched_at": august}) == 1


def test_what_a_document_calls_itself_comes_before_its_date(county: County) -> None:
    """A correction without a date is later than what has one, a draft earlier; 城市更新 is what a bureau does."""
    undated = {"publish_date": None}
    assert _in_force(county, {}, {**undated, "title": "某局2024年部门决算（更正后）"}) == 1
    assert _in_force(county, {"title": "关于某局2024年部门决算的补充说明", **undated}, {"count": 2}) == 0
    assert _in_force(county, {"count": 2}, {**undated, "file_name": "某局2024年决算（修订版）.pdf"}) == 1
    assert _in_force(county, {}, {**undated, "title": "某城市更新局2024年部门决算"}) == 0
    assert _in_force(county, {"count": 2}, {"title": "某局2024年部门决算（重新公开）"}) == 1
    assert _in_force(county, {**undated}, {"publish_date": LATER, "title": "某局2024年部门决算（草案）"}) == 0
    assert _in_force(county, {}, {"publish_date": LATER, "title": "某局2024年预算执行情况"}) == 0
    assert _in_force(county, {}, {"publish_date": LATER, "title": "某局2024年决算和预算执行情况"}) == 1
    assert _in_force(county, {**undated, "title": "某局2024年决算快报"}, {**undated}) == 1


def test_a_correction_withdraws_what_it_leaves_out(county: County) -> None:
    """Its lines are all in the first edition, its total is its own; a supplement with one class is a part.

    So is a correction that prints the same total over fewer lines.
    """
    whole = {"201 一般公共服务支出": "10", "206 科学技术支出": "4", "合计": "14"}
    kept = {"201 一般公共服务支出": "10", "合计": "10"}
    words = {"甲局": "（更正）", "乙局": "（补充公开）", "丙局": "", "丁局": "（重新公开）"}
    for body, word in words.items():
        county.figures(county.final(body), "F05", whole)
        title = f"{body}2024年度部门决算{word}"
        later = county.final(body, publish_date=LATER, title=title)
        county.figures(later, "F05", {**kept, "合计": "14"} if body == "丁局" else kept)
    where = "item_key = 'total'"
    assert county.ask_each("fct_budget_vs_final", "final_yuan", where) == [
        ("丁局", 14),
        ("丙局", 14),
        ("乙局", 14),
        ("甲局", 10),
    ]
    assert county.ask_each("fct_restatement", "item_code", "kind = 'dropped'") == [("甲局", "206")]


def test_a_draft_is_restated_by_nothing(county: County) -> None:
    draft = county.final(publish_date=date(2025, 1, 20), title="财政局2024年预算执行情况")
    county.figures(draft, "F05", {"201 一般公共服务支出": "9", "206 科学技术支出": "1", "合计": "10"})
    county.figures(county.final(), "F05", {"201 一般公共服务支出": "12", "合计": "12"})
    assert county.ask("fct_restatement", "item_name, amount_yuan, kind") == [
        ("一般公共服务支出", 12, "provisional"),
        ("合计", 12, "provisional"),
    ]


def test_the_same_bytes_decide_the_same_way_where_nothing_else_does(county: County) -> None:
    first = min("一二", key=lambda key: sha256(key.encode()).hexdigest())
    assert _in_force(county, {"key": "一"}, {"key": "二"}) == "一二".index(first)
    assert _in_force(county, {"key": "二 "}, {"key": "一 "}) == int(
        sha256("二 ".encode()).hexdigest() > sha256("一 ".encode()).hexdigest()
    )


def test_an_edition_without_a_date_bears_that_of_its_siblings_fetched_the_same_day(county: County) -> None:
    """One of no known date never comes before one with a date, however late it was fetched."""
    undated = {"publish_date": None}
    evening = {"fetched_at": datetime(2025, 9, 1, 15, 59, tzinfo=UTC)}
    night = {"fetched_at": datetime(2025, 9, 1, 16, 0, tzinfo=UTC)}
    day = {"publish_date": date(2025, 9, 1)}
    assert (
        _in_force(county, {**undated, **night}, {"publish_date": date(2025, 9, 2), "count": 2, **night}) == 1
    )
    assert _in_force(county, {**undated, **night}, {**day, "count": 2}) == 1
    assert _in_force(county, {**undated, **evening}, {**day, "count": 2}) == 1
    assert _in_force(county, {**undated, **night, "count": 2}, {"publish_date": LATER, **evening}) == 1
    sibling = {"publish_date": date(2025, 10, 1), "count": 0, **night}
    assert (
        _in_force(county, {**undated, **night}, {"publish_date": date(2025, 9, 5), "count": 2}, sibling) == 0
    )
    later = {"publish_date": date(2025, 9, 4), "count": 0, **night}
    assert (
        _in_force(
            county, {**undated, **night}, later, {"publish_date": date(2025, 9, 5), "count": 2}, sibling
        )
        == 0
    )
    of_another_day = {"publish_date": date(2025, 10, 1), "count": 0, **evening}
    assert (
        _in_force(
            county, {**undated, **night}, {"publish_date": date(2025, 9, 5), "count": 2}, of_another_day
        )
        == 1
    )


def test_a_sibling_is_a_document_of_the_same_report(county: County) -> None:
    """Another body's, another year's or a budget's date is no sibling's."""
    for changes in ({"body": "乙"}, {"year": 2023}):
        county.final(**{"body": "甲", "publish_date": date(2026, 1, 1), **changes})
    county.budget("甲", publish_date=date(2026, 1, 1))
    undated = county.final("甲", publish_date=None)
    dated = county.final("甲", publish_date=date(2025, 11, 1), fetched_at=datetime(2025, 12, 1, tzinfo=UTC))
    county.figure(undated, "F05", CLASS, "1")
    county.figure(dated, "F05", CLASS, "2")
    assert county.ask("fct_budget_vs_final", "final_yuan", "item_key = '201'") == [(2,)]


def test_the_latest_fetch_of_the_same_bytes_is_the_document(county: County) -> None:
    """Then the site whose name comes first; the figures of the other file are the same and not counted twice."""
    fetches = [
        ("310100_city", datetime(2025, 9, 1, tzinfo=UTC)),
        ("310107_putuo", datetime(2025, 9, 3, tzinfo=UTC)),
        ("410503_beiguan", None),
    ]
    for site, fetched_at in fetches:
        document = county.final(key="同一文件", site=site, fetched_at=fetched_at)
        county.figure(document, "F05", CLASS, "5", line_item_id="line", table_id="table")
        county.table(document, "F05", table_id="table")
    for site in ("410503_beiguan", "310107_putuo"):
        county.final(key="同时", site=site)
    assert county.ask(MART, "file_name, site") == [
        ("同一文件.pdf", "310107_putuo"),
        ("同时.pdf", "310107_putuo"),
    ]
    assert county.ask("fct_line_item", "count(*)") == [(1,)]
    assert county.ask("fct_table", "table_id, figure_count") == [("table", 1)]
    assert county.ask("fct_proof_coverage", "figure_count") == [(1,)]


def test_a_member_names_the_archive_of_its_latest_fetch(county: County) -> None:
    archives = {}
    for name, day in (("旧", 1), ("新", 2)):
        archive = county.final(
            key=f"{name}.zip", organisation_name=None, fetched_at=datetime(2025, 9, day, tzinfo=UTC)
        )
        archives[name] = archive.document_id
        county.final(
            key="表", site=f"{day}_site", container_sha256=county.sha256(f"{name}.zip"), member_name=f"{name}/表.xlsx",
            fetched_at=datetime(2025, 9, day, tzinfo=UTC),
        )  # fmt: skip
    county.final(key="表", fetched_at=datetime(2025, 9, 9, tzinfo=UTC))
    columns = "container_document_id, container_sha256, member_name, site"
    assert county.ask(MART, columns, "file_name = '表.pdf'") == [
        (archives["新"], county.sha256("新.zip"), "新/表.xlsx", "410503_beiguan")
    ]
    assert county.ask(MART, "count(*)") == [(3,)]


def test_the_reports_of_a_compilation_count_each_and_name_their_file(county: County) -> None:
    whole = county.final(key="汇编", organisation_name=None, organisation_kind=None, status="no_figures")
    bytes_of = county.sha256("汇编")
    for number, body in enumerate(("财政局", "教育局"), 1):
        part = county.final(
            body,
            key=f"部分{number}",
            sha256=bytes_of,
            container_sha256=bytes_of,
            member_name=f"第{number}页 {body}",
        )
        county.figure(part, "F05", CLASS, str(100 * number))
    assert county.ask(MART, "organisation_name, container_document_id, member_name") == [
        ("北关区教育局", whole.document_id, "第2页 教育局"),
        ("北关区财政局", whole.document_id, "第1页 财政局"),
        (None, None, None),
    ]
    assert county.ask(
        "mart_county_comparison", "organisation_count, final_yuan", "functional_class_code = '201'"
    ) == [(2, 300)]


def test_every_document_says_why_it_is_left_out(county: County) -> None:
    cases: dict[str, tuple[dict[str, Any], str | None]] = {
        "读不了": ({"status": "failed"}, "unreadable"),
        "不支持": ({"status": "unsupported"}, "unreadable"),
        "无单位": ({"organisation_name": None}, "organisation_unknown"),
        "空单位": ({"organisation_name": ""}, "organisation_unknown"),
        "无区划": ({"division_code": None}, "division_unknown"),
        "空区划": ({"division_code": ""}, "division_unknown"),
        "无年度": ({"fiscal_year": None}, "fiscal_year_unknown"),
        "无种类": ({"report_kind": None}, "report_kind_unknown"),
        "空种类": ({"report_kind": ""}, "report_kind_unknown"),
        "无数": ({}, "no_figures"),
        "有数": ({}, None),
        "部分": ({"status": "partial"}, None),
        "失败有数": ({"status": "failed"}, "unreadable"),
    }
    for key, (changes, _) in cases.items():
        document = county.final(key, key=key, **changes)
        if key in ("有数", "部分", "失败有数"):
            county.figure(document, "F05", CLASS, "1")
    rows = county.ask(MART, "file_name, exclusion_reason, is_in_force")
    assert rows == sorted(
        (f"{key}.pdf", reason, reason is None or key == "失败有数") for key, (_, reason) in cases.items()
    )
    report = county.ask(
        MART, "file_name, report_id is null", "organisation_id is not null and report_id is null"
    )
    assert report == [("无年度.pdf", True), ("无种类.pdf", True), ("空种类.pdf", True)]


def test_a_superseded_document_names_the_edition_of_its_last_form(county: County) -> None:
    """A document is superseded where all its forms are; of forms of two successors the last one's is named."""
    old = county.final(key="旧")
    for form in ("F03", "F05"):
        county.figure(old, form, CLASS, "1")
    half = county.final(key="半", publish_date=LATER)
    county.figure(half, "F03", CLASS, "2")
    assert county.ask(MART, "file_name, is_in_force, superseded_by_document_id", "file_name = '旧.pdf'") == [
        ("旧.pdf", True, None)
    ]
    rest = county.final(key="余", publish_date=LATER)
    county.figure(rest, "F05", CLASS, "2")
    assert county.ask(
        MART, "is_in_force, superseded_by_document_id, exclusion_reason", "file_name = '旧.pdf'"
    ) == [(False, rest.document_id, "superseded")]
    assert county.ask(MART, "is_in_force, superseded_by_document_id", "file_name <> '旧.pdf'") == [
        (True, None),
        (True, None),
    ]


def test_ids_are_hashes_of_what_they_stand_for(county: County) -> None:
    """Sixteen hexadecimal digits that no build changes."""
    county.final("财政局")
    county.final("不明局", organisation_kind=None)
    body = sha256("410503|财政局|department".encode()).hexdigest()[:16]
    unknown = sha256("410503|不明局|".encode()).hexdigest()[:16]
    assert county.ask(MART, "organisation_id, report_id") == sorted(
        (each, sha256(f"{each}|2024|final_account".encode()).hexdigest()[:16]) for each in (body, unknown)
    )


def test_a_name_without_its_place_is_what_the_id_of_a_body_hashes(county: County) -> None:
    """A name that is nothing but a place or 中共 stays as it is."""
    names = {
        "中共": "中共", "河南省": "河南省", "安阳市": "安阳市", "北关区": "北关区", "中共北关区委员会": "委员会",
        "人力资源和社会保障局": "人力资源和社会保障局", "河南省安阳市北关区教育局": "教育局", "北关区安阳市办事处": "安阳市办事处",
    }  # fmt: skip
    for name in names:
        county.final(organisation_name=name)
    assert county.ask(MART, "organisation_name, organisation_id") == sorted(
        (name, sha256(f"410503|{body}|department".encode()).hexdigest()[:16]) for name, body in names.items()
    )


def test_an_empty_form_of_a_later_edition_replaces_the_printed_one(county: County) -> None:
    """A form printed empty is an edition of it; a form of another kind of report or of none is not."""
    first, again = county.final("甲"), county.final("甲", publish_date=LATER)
    county.figure(first, "F05", CLASS, "1")
    county.table(again, "F05", status="empty_form")
    county.table(again, "F05", status="empty_form")
    county.table(again, None, status="empty_form")
    other = county.final("乙")
    county.figure(other, "F05", CLASS, "1")
    later = county.final("乙", publish_date=LATER)
    county.table(later, "F05", status="unreadable")
    county.table(later, "F15", status="empty_form")
    county.table(later, "B05", status="empty_form")
    county.figure(later, "", "201 类", "1")
    assert county.ask_each("fct_budget_vs_final", "final_yuan", "item_key = '201'") == [("乙", 1)]
    assert county.ask(MART, "organisation_name, exclusion_reason, superseded_by_document_id") == [
        ("北关区乙", "no_figures", None),
        ("北关区乙", None, None),
        ("北关区甲", "superseded", again.document_id),
        ("北关区甲", None, None),
    ]


def test_a_form_printed_empty_beside_figures_is_not_empty(county: County) -> None:
    accounts = county.final("甲")
    county.figures(accounts, "F05", {CLASS: "1", "205 教育支出": "2"})
    county.table(accounts, "F05", status="empty_form")
    twin = county.final("甲", fetched_at=datetime(2025, 9, 30, tzinfo=UTC))
    county.figure(twin, "F05", CLASS, "9")
    assert county.ask("fct_budget_vs_final", "final_yuan", "item_key = '201'") == [(1,)]
    rows = county.ask(
        "fct_disclosure_coverage", "status, figure_count", "form_code = 'F05' and document_id is not null"
    )
    assert rows == [("disclosed", 2)]


def test_pages_of_the_same_bytes_at_two_sites_count_once(county: County) -> None:
    counts = dict.fromkeys(("in_cells", "in_claims", "as_furniture", "noted", "in_prose", "unaccounted"), 1)
    for site in ("410503_beiguan", "310107_putuo"):
        document = county.final(key="一份", site=site)
        row = {"document_id": document.document_id, "page": 3, "is_form_page": True, "figures_printed": 6}
        county.add("page_accounts", site, row | counts)
    assert county.ask("fct_page_account", "fiscal_year, figures_printed") == [(2024, 6)]


def test_a_total_of_a_project_alone_is_no_excerpt_of_another_project(county: County) -> None:
    """The earlier edition has more of its second project than the later one of its first."""
    county.form("F11", role="project_performance")
    first = county.final()
    county.figure(first, "F11", "合计", "400", section="项目一")
    for item, amount in (("人员", "1"), ("设备", "2"), ("合计", "3")):
        county.figure(first, "F11", item, amount, section="项目二")
    again = county.final(publish_date=date(2025, 12, 1))
    county.figure(again, "F11", "合计", "500", section="项目一")
    county.ask("dim_form", "1")
    in_force = county.query(
        "select project_name, document_id from intermediate.int_form_version where is_in_force order by 1"
    )
    assert in_force == [("项目一", again.document_id), ("项目二", first.document_id)]


def test_a_budget_whose_text_says_that_it_was_adjusted_is_an_adjusted_budget(county: County) -> None:
    """Its title is that of the initial budget; a final account that speaks of an adjustment is none."""
    county.figure(county.budget("甲局"), "B05", "合计", "100")
    later = county.budget("甲局", publish_date=date(2024, 10, 20))
    county.evidence(later, "budget_basis", "adjusted")
    county.figure(later, "B05", "合计", "130")
    accounts = county.final("甲局")
    county.evidence(accounts, "budget_basis", "adjusted")
    county.figure(accounts, "F05", "合计", "90")
    columns = "initial_budget_yuan, adjusted_budget_yuan, final_yuan"
    assert county.ask("fct_budget_vs_final", columns, "item_key = 'total'") == [(100, 130, 90)]


def test_a_part_of_a_form_is_held_against_the_whole_of_its_own_project(county: County) -> None:
    """A later print of a project stays in force, though an older page without project names holds all of it and more."""
    older, later = county.final("甲局"), county.final("甲局", publish_date=date(2025, 12, 1))
    for report, score, item in ((older, "8", "产出指标"), (later, "9", "总分")):
        county.figure(report, "F11", item, score, measure="score")
        county.figure(report, "F11", "执行率得分", "5", measure="score", section="路灯")
    where = "form_code = 'F11' and project_name = '路灯' and is_in_force"
    county.ask("fct_restatement", "1")
    in_force = county.query(f"select document_id from intermediate.int_form_version where {where}")
    assert in_force == [(later.document_id,)]


def test_half_a_year_is_no_report_of_the_year(county: County) -> None:
    """Its figures stay, in no comparison: neither final accounts that were published nor a later edition of them."""
    for body in ("甲局", "乙局"):
        part = county.final(body, key=f"{body}半年", publish_date=LATER)
        county.evidence(part, "fiscal_period", "part_of_year")
        county.figure(part, "F05", CLASS, "40")
    county.figure(county.final("甲局", key="全年"), "F05", CLASS, "100")
    assert county.ask(MART, "file_name, report_kind, exclusion_reason") == [
        ("乙局半年.pdf", None, "part_of_year"),
        ("全年.pdf", "final_account", None),
        ("甲局半年.pdf", None, "part_of_year"),
    ]
    assert county.ask("mart_county_comparison", "final_yuan, final_organisation_count") == [(100, 1)]
    assert county.ask("fct_line_item", "count(*)") == [(3,)]
