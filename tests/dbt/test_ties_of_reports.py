"""fct_cross_document_check between budget and final accounts (Y03) and between bodies (Y06, Y08), and as errors."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from tests.dbt.county import County
from tests.dbt.lake import DocumentHandle
from tests.dbt.test_ties_of_years import printed, states

MART = "fct_cross_document_check"
SALARY = "2010601 行政运行"
TOTAL = "一般公共预算财政拨款支出"


def test_a_stated_initial_budget_is_the_published_one(county: County) -> None:
    """Within the coarser last digit of both."""
    cases = {
        "甲": ("5.00", "5.00", "holds", 0, 100),
        "乙": ("5.00", "5.01", "rounding", -100, 100),
        "丙": ("5.00", "4.98", "violated", 200, 100),
        "丁": ("5.0", "5.10", "rounding", -1000, 1000),
        "戊": ("5.00", "5.2", "violated", -2000, 1000),
    }
    for body, (stated, published, *_) in cases.items():
        accounts = county.final(body)
        budget = county.budget(body)
        for name, code in ((SALARY, "2010601"), ("合计", None)):
            subject = TOTAL if code is None else "行政运行"
            county.claim(accounts, subject, "initial_budget", stated, "万元", item_code=code)
            county.claim(accounts, subject, "final", "9", "万元", item_code=code)
            printed(county, budget, "B05", name, published)
            printed(county, accounts, "F05", name, "8")
    rows = county.ask_each(MART, "identity_id, scope, is_hard, status, difference_yuan, tolerance_yuan")
    assert rows == sorted(
        (body, "Y03", scope, True, status, difference, tolerance)
        for body, (_, _, status, difference, tolerance) in cases.items()
        for scope in ("B05[2010601].total", "B05[total].total")
    )


def test_only_the_narrative_of_final_accounts_states_an_initial_budget(county: County) -> None:
    """Of one item, once, of the same body and year; amounts of no money are none."""
    accounts, budget = county.final("甲"), county.budget("甲")
    county.claim(budget, "行政运行", "initial_budget", "5.00", "万元", item_code="2010601")
    county.claim(
        accounts, "行政运行", "initial_budget", "5.00", "万元", item_code="2010601", kind="item_budget"
    )
    county.claim(accounts, "行政运行", "annual_budget", "5.00", "万元", item_code="2010601")
    county.claim(accounts, "办公", "initial_budget", "5.00", "万元", item_code="2010602")
    county.claim(accounts, "办公", "initial_budget", "5.00", "万元", item_code="2010602")
    county.claim(accounts, "机关服务", "initial_budget", "5.00", "%", item_code="2010603")
    county.claim(accounts, "无编码", "initial_budget", "5.00", "万元")
    for body, year in (("甲", 2024), ("甲", 2023), ("乙", 2024)):
        document = budget if (body, year) == ("甲", 2024) else county.budget(body, year)
        for name in (SALARY, "2010602 办公", "2010603 机关服务", "合计"):
            printed(county, document, "B05", name, "6.00")
    assert county.ask_each(MART, "identity_id, scope") == []
    claim = county.claim(accounts, "后勤", "initial_budget", "5.00", "万元", item_code="2010604", page=3)
    line = printed(county, budget, "B05", "2010604 后勤", "6.00", page=4)
    columns = (
        "document_id, other_document_id, fiscal_year, report_kind, left_ids, right_ids, left_page, right_page"
    )
    assert county.ask(MART, columns) == [
        (accounts.document_id, budget.document_id, 2024, "final_account", [claim], [line], 3, 4)
    ]


def test_a_statement_without_its_text_is_as_exact_as_two_decimals(county: County) -> None:
    for unit, digit in (("元", "0.01"), ("万元", "100")):
        accounts = county.final(unit)
        claim = {"item_code": "2010601", "text_printed": None}
        county.claim(accounts, "行政运行", "initial_budget", "5", unit, **claim)
        county.claim(accounts, "行政运行", "completion_rate", "99", "%", **claim)
        published = printed(county, county.budget(unit), "B05", SALARY, "5.00", unit)
        assert published
        assert county.ask_each(MART, "tolerance_yuan", "organisation_name = ?", f"北关区{unit}") == [
            (unit, Decimal(digit))
        ]


def test_decimals_of_statements_are_read_in_full_width_and_across_blanks(county: County) -> None:
    for body, text, digit in (
        ("甲", "５．２５", 100),
        ("乙", "5. 25", 100),
        ("丙", "5 ．2", 1000),
        ("丁", "5", 10000),
    ):
        claim = {"item_code": "2010601", "text_printed": text}
        county.claim(county.final(body), "行政运行", "initial_budget", "5", "万元", **claim)
        printed(county, county.budget(body), "B05", SALARY, "5.00")
        assert county.ask_each(MART, "tolerance_yuan", "organisation_name = ?", f"北关区{body}") == [
            (body, digit)
        ]


def test_a_narrative_of_a_later_edition_counts(county: County) -> None:
    """Of two documents of one report: the later, then the one that states more, then the one fetched last."""
    from datetime import UTC, date, datetime

    def document(body: str, amounts: tuple[str, ...], **changes: object) -> None:
        accounts = county.final(body, **changes)
        for number, amount in enumerate(amounts):
            county.claim(
                accounts, "行政运行", "initial_budget", amount, "万元", item_code=f"201060{number + 1}"
            )

    document("甲", ("1.00", "1.00"))
    document("甲", ("2.00",), publish_date=date(2025, 12, 1))
    document("乙", ("3.00",))
    document("乙", ("4.00", "4.00"))
    low, high = sorted(("低", "高"), key=county.sha256)
    document("丙", ("6.00",), fetched_at=datetime(2025, 9, 9, tzinfo=UTC), key=high)
    document("丙", ("5.00",), key=low)
    document("丁", ("7.00",), fetched_at=None)
    document("丁", ("8.00",))
    for _, amount in sorted((sha256(key.encode()).hexdigest(), key) for key in ("一", "二", "三")):
        document("戊", (f"{len(amount)}{'一二三'.index(amount)}.00",), key=amount)
    first = min("一二三", key=lambda key: sha256(key.encode()).hexdigest())
    assert county.ask_each("fct_budget_vs_final", "initial_budget_yuan", "item_key = '2010601'") == [
        ("丁", 80000),
        ("丙", 60000),
        ("乙", 40000),
        ("戊", (10 + "一二三".index(first)) * 10000),
        ("甲", 20000),
    ]


def test_of_an_amount_stated_twice_the_first_counts_and_a_contradiction_is_disputed(county: County) -> None:
    """In the order of sentences and of figures in them."""
    cases = {
        "2010601": [(2, 1, "1.00", "proven"), (1, 9, "2.00", "proven")],
        "2010602": [(1, 2, "3.00", "proven"), (1, 1, "3.00", "proven")],
        "2010603": [(1, 2, "3.00", "disputed"), (1, 1, "3.00", "proven")],
        "2010604": [(1, 1, "5.00", "proven"), (None, 2, "5.00", "unproven")],
        "2010605": [(1, 1, "6.00", "unproven"), (1, None, "6.00", "proven")],
        "2010606": [(2, 1, "6.00", "unproven"), (1, 900, "6.00", "proven")],
    }
    accounts = county.final()
    for code, claims in cases.items():
        for number, (sentence_no, claim_no, text, status) in enumerate(claims):
            county.claim(
                accounts, "甲", "initial_budget", text, "万元", item_code=code, sentence_no=sentence_no,
                claim_no=claim_no, proof_status=status, page=number,
            )  # fmt: skip
    columns = "item_key, initial_budget_yuan, initial_budget_page, initial_budget_proof_status"
    assert county.ask("fct_budget_vs_final", columns) == [
        ("2010601", 20000, 1, "disputed"),
        ("2010602", 30000, 1, "proven"),
        ("2010603", 30000, 1, "disputed"),
        ("2010604", 50000, 1, "unproven"),
        ("2010605", 60000, 1, "proven"),
        ("2010606", 60000, 1, "proven"),
    ]


def _department_and_units(
    county: County, name: str, whole: str, parts: list[str], year: int = 2024
) -> list[DocumentHandle]:
    """A department and the one unit that bears its name (本级), in F01."""
    documents = [county.final(name, year)]
    documents += [
        county.final(f"{name}（本级）", year, organisation_kind="unit", key=f"{name}-{year}-{number}")
        for number, _ in enumerate(parts)
    ]
    for document, text in zip(documents, [whole, *parts], strict=True):
        printed(county, document, "F01", "总计", text, measure="final", section="expenditure")
    return documents


def test_a_department_is_no_less_than_its_units(county: County) -> None:
    """More than the units known here is incomplete; within one last digit per unit it is rounding."""
    cases = {
        "甲局": ("9.00", "9.00", "holds", 0, 100),
        "乙局": ("9.00", "9.01", "rounding", -100, 100),
        "丙局": ("9.00", "9.02", "violated", -200, 100),
        "丁局": ("9.00", "8.00", "incomplete", 10000, 100),
        "戊局": ("9.0", "9.10", "rounding", -1000, 1000),
        "己局": ("9.00", "9.1", "rounding", -1000, 1000),
    }
    for name, (whole, part, *_) in cases.items():
        documents = _department_and_units(county, name, whole, [part])
        printed(county, documents[0], "F04", "总计", "5", measure="total", section="expenditure")
        printed(county, documents[1], "F04", "总计", "4", measure="total", section="expenditure")
        county.figure(
            documents[0], "F01", "年末结转", "1", measure="final", section="expenditure", text_printed="3"
        )
        county.figure(
            documents[1], "F01", "年末结转", "1", measure="final", section="expenditure", text_printed="2"
        )
    _department_and_units(county, "庚局", "1.00", ["1.00"], 2023)
    rows = county.ask_each(
        MART, "identity_id, status, left_text, right_text, difference_yuan, tolerance_yuan, is_hard"
    )
    assert rows == sorted(
        (name, "Y06", status, whole, part, difference, tolerance, False)
        for name, (whole, part, status, difference, tolerance) in [
            *cases.items(),
            ("庚局", ("1.00", "1.00", "holds", 0, 100)),
        ]
    )


def test_departments_spend_no_more_on_three_public_lines_than_their_government(county: County) -> None:
    """三公 of the whole government; each figure may be off by 50 元, and less than the government's is no breach."""
    for year, whole in ((2021, "300"), (2022, "500"), (2023, "200"), (2024, "199")):
        government = county.final("人民政府", year, organisation_kind="government", unit="元")
        line = county.figure(government, "F09", "合计", whole, measure="final", page=30)
        for page, body in ((4, "甲局"), (3, "乙局")):
            accounts = county.final(body, year, unit="元")
            county.figure(accounts, "F09", "合计", "150", measure="final", page=page)
            county.figure(accounts, "F09", "公务接待费", "150", measure="final")
        unit = county.final("甲局（本级）", year, organisation_kind="unit", unit="元")
        county.figure(unit, "F09", "合计", "9000", measure="final")
    other = county.final("甲局", 2024, site="310107_putuo", division_code="310107", unit="元")
    county.figure(other, "F09", "合计", "7000", measure="final")
    columns = (
        "fiscal_year, status, left_yuan, right_yuan, difference_yuan, tolerance_yuan, left_text, left_page,"
        " right_page, scope, report_kind, unit, right_unit, len(left_ids)"
    )
    same = ("2 departments", 3, 30, "F09[合计].final", "final_account", "元", "元", 2)
    assert county.ask(MART, columns, "identity_id = 'Y08'") == [
        (2021, "holds", 300, 300, 0, 150, *same),
        (2022, "holds", 300, 500, -200, 150, *same),
        (2023, "rounding", 300, 200, 100, 150, *same),
        (2024, "rounding", 300, 199, 101, 150, *same),
    ]
    assert county.ask(MART, "right_text, right_ids", "identity_id = 'Y08' and fiscal_year = 2024") == [
        ("199.00", [line])
    ]


def test_a_sum_of_departments_beyond_rounding_is_violated(county: County) -> None:
    government = county.final("人民政府", organisation_kind="government", unit="元")
    county.figure(government, "F09", "合计", "100", measure="final")
    for body in ("甲局", "乙局"):
        county.figure(county.final(body, unit="元"), "F09", "合计", "125.01", measure="final")
    first = min(
        row[0] for row in county.ask("dim_document", "document_id", "organisation_kind = 'department'")
    )
    assert county.ask(MART, "status, difference_yuan, is_hard, other_document_id") == [
        ("violated", Decimal("150.02"), False, first)
    ]


def test_every_tie_says_what_it_ties(county: County) -> None:
    accounts, before, budget = county.final(), county.final(year=2023), county.budget()
    states(county, accounts, "收支总计", "10.00", "2.00")
    printed(county, before, "F01", "总计", "8.00", measure="final", section="expenditure")
    county.claim(accounts, "行政运行", "initial_budget", "5.00", "万元", item_code="2010601")
    printed(county, budget, "B05", SALARY, "6.00")
    county.claim(
        budget, "行政运行", "prior_executed", "5.00", "万元", item_code="2010601", kind="item_budget"
    )
    printed(county, before, "F05", SALARY, "6.00")
    _department_and_units(county, "甲局", "9.00", ["9.00"])
    for body, kind in (("人民政府", "government"), ("乙局", "department")):
        county.figure(county.final(body, organisation_kind=kind), "F09", "合计", "1", measure="final")
    assert county.ask(MART, "identity_id, statement, scope") == [
        ("Y02", "total less its stated change = printed total of the year before", "收支总计"),
        ("Y03", "年初预算 that the final accounts state = published budget", "B05[2010601].total"),
        ("Y04", "当年预算执行数 that the next budget states = final accounts", "F05[2010601].total"),
        ("Y06", "department = sum of its units, where all of them publish", "F01.expenditure[总计].final"),
        ("Y08", "sum of 三公 over the departments <= 三公 of the whole government", "F09[合计].final"),
    ]


def test_a_check_keeps_its_id_from_build_to_build(county: County) -> None:
    """Twenty hexadecimal digits of a hash of what was compared."""
    accounts, budget = county.final(), county.budget()
    claim = county.claim(accounts, "行政运行", "initial_budget", "5.00", "万元", item_code="2010601")
    line = printed(county, budget, "B05", SALARY, "6.00")
    text = f"Y03|B05[2010601].total|{accounts.document_id}|[{claim}]|[{line}]"
    assert county.ask(MART, "check_id") == [(sha256(text.encode()).hexdigest()[:20],)]


def test_hard_ties_that_are_violated_are_errors_with_both_figures(county: County) -> None:
    accounts, budget, before = county.final(), county.budget(unit="元"), county.final(year=2023)
    claim = county.claim(accounts, "行政运行", "initial_budget", "5.00", "万元", item_code="2010601", page=14)
    line = printed(county, budget, "B05", SALARY, "60000.00", "元", page=3)
    county.claim(accounts, "办公", "initial_budget", "5.00", "万元", item_code="2010602")
    printed(county, budget, "B05", "2010602 办公", "50000.00", "元")
    states(county, accounts, "收支总计", "10.00", "2.00", page=12)
    total = printed(county, before, "F01", "总计", "7.00", measure="final", section="expenditure", page=5)
    printed(county, accounts, "F01", "年初结转和结余", "1.00", measure="final", section="revenue")
    printed(county, before, "F01", "年末结转和结余", "2.00", measure="final", section="expenditure")
    columns = (
        "identity_id, kind, scope, document_id, other_document_id, left_text, left_page, right_text, right_page,"
        " right_id, difference, unit, difference_yuan, fiscal_year, report_kind, division_code, suggestion_kind"
    )
    both = (2024, "final_account", "410503", None)
    assert county.ask("fct_disclosure_error", columns) == [
        (
            "Y02", "contradiction", "收支总计", accounts.document_id, before.document_id, "10.00 - 2.00 万元", 12,
            "7.00 万元", 5, total, 1, "万元", 10000, *both,
        ),
        (
            "Y03", "contradiction", "B05[2010601].total", accounts.document_id, budget.document_id, "5.00 万元", 14,
            "60000.00 元", 3, line, -1, "万元", -10000, *both,
        ),
    ]  # fmt: skip
    assert county.ask("fct_disclosure_error", "what, left_id", "identity_id = 'Y03'") == [
        (
            (
                "年初预算 that the final accounts state = published budget: page 14 of the final accounts of 2024 states"
                " 5.00 万元; page 3 of the budget of 2024 prints 60000.00 元 (B05[2010601].total)."
            ),
            claim,
        )
    ]
    checks = county.ask(MART, "check_id", "status = 'violated'")
    assert county.ask("fct_disclosure_error", "error_id") == checks


def test_a_difference_between_documents_is_told_in_the_unit_of_the_later_one(county: County) -> None:
    units = {"元": 1, "百元": 100, "千元": 1000, "万元": 10000, "百万元": 1000000, "亿元": 100000000}
    for unit, yuan in units.items():
        accounts = county.final(unit)
        amount = {"item_code": "2010601", "amount_yuan": Decimal(500 * yuan)}
        county.claim(accounts, "行政运行", "initial_budget", "500.00", unit, **amount)
        county.figure(
            county.budget(unit, unit="元"), "B05", SALARY, str(200 * yuan), text_printed=f"{200 * yuan}.00"
        )
    county.claim(county.final("甲"), "行政运行", "initial_budget", "5.00", "万元", item_code="2010601")
    county.figure(county.budget("甲", unit="元"), "B05", SALARY, "38765.43", text_printed="38765.43")
    digits = county.ask(MART, "unit, tolerance_yuan", "right_yuan <> 38765.43")
    assert digits == sorted((unit, Decimal(yuan) / 100) for unit, yuan in units.items())
    rows = county.ask_each("fct_disclosure_error", "unit, difference, difference_yuan")
    assert rows == sorted(
        [(unit, unit, 300, 300 * yuan) for unit, yuan in units.items()]
        + [("甲", "万元", Decimal("1.123457"), Decimal("11234.57"))]
    )


def test_errors_are_told_in_the_units_of_the_documents(county: County) -> None:
    """An error of one document keeps its own unit; its difference is converted where the unit is money."""
    accounts = county.final()
    units = {
        "元": 1,
        "百元": 100,
        "千元": 1000,
        "万元": 10000,
        "百万元": 1000000,
        "亿元": 100000000,
        "%": None,
    }
    for number, (unit, yuan) in enumerate(units.items()):
        county.error(accounts, f"error-{number}", unit=unit, difference=Decimal("1.234567"))
        expected = None if yuan is None else (Decimal("1.234567") * yuan).quantize(Decimal("0.01"))
        assert county.ask("fct_disclosure_error", "difference_yuan", "unit = ?", unit) == [(expected,)]
    elsewhere = county.final(key="twice")
    county.error(DocumentHandle(elsewhere.document_id, "310107_putuo", "元"), "error-of-another-file")
    assert county.ask("fct_disclosure_error", "count(*)") == [(len(units),)]
