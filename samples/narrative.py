"""The words of a report: duties, explanations with figures that agree with the forms, terms.

A paragraph is (style, text); styles are ``part``, ``heading`` and ``body``. Figures are in 万元.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from samples.accounts import ECONOMIC, FUNCTIONAL, rolled_up, summed
from samples.books import APPROPRIATED, CAPITAL, FUND, GENERAL, OWN, Amounts, Books, operating, personnel
from samples.layout import Layout, printed

Paragraph = tuple[str, str]
TERMS = (
    ("财政拨款收入", "本级财政当年拨给部门的资金。"),
    ("其他收入", "财政拨款、事业收入、经营收入之外取得的收入。"),
    ("年初结转和结余", "以前年度没有用完、结转到本年继续使用的资金。"),
    ("基本支出", "保障机构正常运转、完成日常工作任务的开支，分为人员经费和公用经费。"),
    ("项目支出", "基本支出之外，为完成特定工作任务发生的开支。"),
    ("“三公”经费", "用财政拨款安排的因公出国（境）费、公务用车购置及运行维护费和公务接待费。"),
    ("机关运行经费", "为保障行政单位运行，用于购买货物和服务的公用经费。"),
)


def percent(part: int, whole: int) -> str:
    """Print part / whole as a percentage with two decimals; ``0.00`` of nothing.

    >>> percent(1, 3)
    '33.33'
    """
    if whole == 0:
        return "0.00"
    return str((Decimal(part * 100) / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def change(now: int, before: int) -> str:
    """Say how an amount changed: 增加/减少, amount and percentage, or 持平."""
    if now == before:
        return "与上年持平"
    words = ("增加", "增长") if now > before else ("减少", "下降")
    return f"{words[0]}{printed(abs(now - before))}万元，{words[1]}{percent(abs(now - before), before)}%"


def duties(books: Books, kind: str) -> list[Paragraph]:
    """Return the first part: what the body does, how it is organised."""
    body = books.body
    out: list[Paragraph] = [("part", f"第一部分 {body.full_name}概况"), ("heading", "一、主要职责")]
    out += [("body", f"（{'一二三四五六'[i]}）{text}") for i, text in enumerate(body.duties)]
    out += [
        ("heading", "二、机构设置"),
        ("body", f"{body.full_name}内设机构{len(body.sections)}个，包括：{'、'.join(body.sections)}。"),
        ("body", f"列入{books.year}年度{kind}编制范围的单位共1个，即{body.full_name}本级。"),
    ]
    return out


def explanations(books: Books, layout: Layout) -> list[Paragraph]:
    """Return the explanations of the final accounts, in the order of the forms."""
    out: list[Paragraph] = [("part", f"第三部分 {books.year}年度部门决算情况说明")]
    texts = [
        _overall(books),
        _revenue(books),
        _expenditure(books),
        _appropriated(books),
        _general(books),
        _basic(books),
    ]
    tail = {"F07": _fund(books), "F08": _capital(books), "F09": _three_public(books)}
    texts += [tail[f] for f in layout.final_order if f in tail]
    texts += [_operating(books), _procurement(books)]
    for i, (title, paragraphs) in enumerate(texts):
        out.append(
            ("heading", f"{'一二三四五六七八九十'[i] if i < 10 else '十' + '一二三'[i - 10]}、{title}")
        )
        out += [("heading" if p.startswith("（") and not p.endswith("。") else "body", p) for p in paragraphs]
    return out


def terms() -> list[Paragraph]:
    """Return the glossary."""
    return [
        ("part", "第四部分 名词解释"),
        *[("body", f"{'一二三四五六七'[i]}、{word}：{text}") for i, (word, text) in enumerate(TERMS)],
    ]


Section = tuple[str, list[str]]


def _overall(b: Books) -> Section:
    return "收入支出决算总体情况说明", [
        (
            f"{b.year}年度收、支总计均为{printed(b.grand_total)}万元。与{b.year - 1}年度相比，收、支总计各"
            f"{change(b.grand_total, b.prior_total)}。主要原因是{_reason(b.grand_total, b.prior_total)}。"
        )
    ]


def _reason(now: int, before: int) -> str:
    return "年度工作任务增加，相应安排的资金增多" if now > before else "落实过紧日子要求，压减了一般性开支"


def _revenue(b: Books) -> Section:
    total, own = b.income(), b.income(OWN)
    text = (
        f"{b.year}年度收入合计{printed(total)}万元，其中：财政拨款收入{printed(b.income(*APPROPRIATED))}万元，"
        f"占{percent(b.income(*APPROPRIATED), total)}%"
    )
    if own:
        text += f"；{b.body.own[1]}{printed(own)}万元，占{percent(own, total)}%"
    return "收入决算情况说明", [text + "。"]


def _expenditure(b: Books) -> Section:
    total, basic = b.final.spending, sum(b.final.basic.values())
    return "支出决算情况说明", [
        (
            f"{b.year}年度支出合计{printed(total)}万元，其中：基本支出{printed(basic)}万元，"
            f"占{percent(basic, total)}%；项目支出{printed(total - basic)}万元，"
            f"占{percent(total - basic, total)}%。"
        )
    ]


def _appropriated(b: Books) -> Section:
    now, before = b.appropriated_total, b.prior_appropriated_total
    return "财政拨款收入支出决算总体情况说明", [
        (
            f"{b.year}年度财政拨款收、支总计均为{printed(now)}万元。与{b.year - 1}年度相比，财政拨款收、支总计各"
            f"{change(now, before)}。主要原因是{_reason(now, before)}。"
        )
    ]


def _general(b: Books) -> Section:
    final, initial = b.final.spent(GENERAL), b.initial.spent(GENERAL)
    total, planned = sum(final.values()), sum(initial.values())
    classes = [(c, v) for c, v in rolled_up(final).items() if len(c) == 3]
    parts = "；".join(
        f"{FUNCTIONAL[c]}（类）支出{printed(v)}万元，占{percent(v, total)}%" for c, v in classes
    )
    out = [
        "（一）总体情况",
        (
            f"{b.year}年度一般公共预算财政拨款支出{printed(total)}万元，"
            f"占支出合计的{percent(total, b.final.spending)}%。"
            f"与{b.year - 1}年度相比，一般公共预算财政拨款支出{change(total, b.prior_general)}。"
        ),
        "（二）结构情况",
        f"{b.year}年度一般公共预算财政拨款支出{printed(total)}万元，主要用于以下方面：{parts}。",
        "（三）具体情况",
        (
            f"{b.year}年度一般公共预算财政拨款支出年初预算为{printed(planned)}万元，支出决算为{printed(total)}万元，"
            f"完成年初预算的{percent(total, planned)}%。其中："
        ),
    ]
    out += [
        f"{i}.{item_sentence(code, initial.get(code, 0), amount)}"
        for i, (code, amount) in enumerate(final.items(), 1)
    ]
    return "一般公共预算财政拨款支出决算情况说明", out


def full_name(code: str) -> str:
    """Return an item's path: 类, 款 and 项 with their levels in brackets."""
    return f"{FUNCTIONAL[code[:3]]}（类）{FUNCTIONAL[code[:5]]}（款）{FUNCTIONAL[code]}（项）"


def item_sentence(code: str, initial: int, final: int) -> str:
    """Say what an item was given and what it spent."""
    head = f"{full_name(code)}。年初预算为{printed(initial)}万元，支出决算为{printed(final)}万元"
    if initial == final:
        return f"{head}，完成年初预算的100.00%。决算数与年初预算数持平。"
    word, why = ("大于", "年中追加了工作经费") if final > initial else ("小于", "部分开支按进度结转下年")
    return f"{head}，完成年初预算的{percent(final, initial)}%。决算数{word}年初预算数的主要原因是{why}。"


def _names(economic: Amounts, groups: tuple[str, ...]) -> str:
    return "、".join(ECONOMIC[c] for c, v in economic.items() if v and c.startswith(groups))


def _basic(b: Books) -> Section:
    economic = b.final.economic
    staff, running = personnel(economic), operating(economic)
    return "一般公共预算财政拨款基本支出决算情况说明", [
        (
            f"{b.year}年度一般公共预算财政拨款基本支出{printed(staff + running)}万元。其中："
            f"人员经费{printed(staff)}万元，主要包括：{_names(economic, ('301', '303'))}；"
            f"公用经费{printed(running)}万元，主要包括：{_names(economic, ('302', '310'))}。"
        )
    ]


def _fund(b: Books) -> Section:
    return "政府性基金预算财政拨款支出决算情况说明", _special(b, FUND, "政府性基金预算")


def _capital(b: Books) -> Section:
    return "国有资本经营预算财政拨款支出决算情况说明", _special(b, CAPITAL, "国有资本经营预算")


def _special(b: Books, source: str, name: str) -> list[str]:
    final, initial = b.final.spent(source), b.initial.spent(source)
    if not final:
        return [f"{b.year}年度没有{name}财政拨款收入和支出。"]
    head = (
        f"{b.year}年度{name}财政拨款支出年初预算为{printed(sum(initial.values()))}万元，支出决算为"
        f"{printed(sum(final.values()))}万元，完成年初预算的"
        f"{percent(sum(final.values()), sum(initial.values()))}%。其中："
    )
    return [
        head,
        *[f"{i}.{item_sentence(c, initial.get(c, 0), v)}" for i, (c, v) in enumerate(final.items(), 1)],
    ]


def _three_public(b: Books) -> Section:
    plan, done = b.initial.three_public, b.final.three_public

    def line(name: str, planned: int, spent: int) -> str:
        rate = f"，完成预算的{percent(spent, planned)}%" if planned else ""
        share = f"，占{percent(spent, done.total)}%" if done.total else ""
        return f"{name}预算为{printed(planned)}万元，支出决算为{printed(spent)}万元{rate}{share}。"

    return "“三公”经费支出决算情况说明", [
        (
            f"{b.year}年度“三公”经费支出预算为{printed(plan.total)}万元，支出决算为{printed(done.total)}万元，"
            f"完成预算的{percent(done.total, plan.total)}%。"
            "决算数小于预算数的主要原因是从严控制公务活动开支。其中："
        ),
        "1." + line("因公出国（境）费", plan.abroad, done.abroad) + "全年因公出国（境）团组0个，累计0人次。",
        "2."
        + line("公务用车购置及运行维护费", plan.cars, done.cars)
        + f"其中：公务用车购置支出{printed(done.car_purchase)}万元，购置车辆0辆；公务用车运行维护支出"
        f"{printed(done.car_running)}万元，年末公务用车保有量为{b.body.cars}辆。",
        "3."
        + line("公务接待费", plan.reception, done.reception)
        + f"全年国内公务接待{b.guests[0]}批次、{b.guests[1]}人次。",
    ]


def _operating(b: Books) -> Section:
    now = operating(b.final.economic)
    return "机关运行经费支出情况说明", [
        (
            f"{b.year}年度机关运行经费支出{printed(now)}万元，"
            f"比{b.year - 1}年度{change(now, b.prior_operating)}。"
            f"主要原因是{_reason(now, b.prior_operating)}。"
        )
    ]


def _procurement(b: Books) -> Section:
    goods, works, services = b.procurement
    total = sum(b.procurement)
    small = total * 4 // 5
    return "政府采购支出情况说明", [
        (
            f"{b.year}年度政府采购支出总额{printed(total)}万元，其中：政府采购货物支出{printed(goods)}万元、政府采购工程支出"
            f"{printed(works)}万元、政府采购服务支出{printed(services)}万元。授予中小企业合同金额{printed(small)}万元，占政府采购"
            f"支出总额的{percent(small, total)}%。"
        )
    ]


def budget_explanations(books: Books) -> list[Paragraph]:
    """Return the explanations of a budget: totals, general budget by item, 三公 and 机关运行经费."""
    plan, year = books.initial, books.year
    spent = plan.spent(GENERAL)
    out: list[Paragraph] = [
        ("part", f"第三部分 {year}年部门预算编制说明"),
        ("heading", "一、收支预算总体情况"),
        (
            "body",
            (
                f"{year}年，{books.body.full_name}收入预算{printed(plan.spending)}万元，其中：财政拨款收入"
                f"{printed(plan.appropriated)}万元；事业收入{_own(books, '事业收入')}万元；"
                f"事业单位经营收入0万元；其他收入{_own(books, '其他收入')}万元。"
            ),
        ),
        (
            "body",
            (
                f"支出预算{printed(plan.spending)}万元，其中：财政拨款支出预算{printed(plan.appropriated)}万元。"
                f"财政拨款支出预算中，一般公共预算拨款支出预算{printed(plan.total(GENERAL))}万元，政府性基金拨款支出预算"
                f"{printed(plan.total(FUND))}万元，国有资本经营预算拨款支出预算{printed(plan.total(CAPITAL))}万元。"
            ),
        ),
        ("heading", "二、财政拨款支出主要内容"),
    ]
    by_class = [(c, v) for c, v in summed([plan.spent(s) for s in APPROPRIATED]).items() if len(c) == 3]
    out += [
        ("body", f"{i}.“{FUNCTIONAL[c]}”科目{printed(v)}万元，占{percent(v, plan.appropriated)}%。")
        for i, (c, v) in enumerate(by_class, 1)
    ]
    out.append(("heading", "三、一般公共预算支出按科目安排情况"))
    out += [
        ("body", f"{i}.“{full_name(c)}”{printed(v)}万元，主要用于{_use(c, plan.basic)}。")
        for i, (c, v) in enumerate(spent.items(), 1)
    ]
    public, running = plan.three_public, operating(plan.economic)
    out += [
        ("heading", "四、“三公”经费预算情况"),
        (
            "body",
            (
                f"{year}年“三公”经费预算数为{printed(public.total)}万元。其中：因公出国（境）费{printed(public.abroad)}万元；"
                f"公务用车购置及运行费{printed(public.cars)}万元，其中公务用车购置费{printed(public.car_purchase)}万元，"
                f"公务用车运行费{printed(public.car_running)}万元；公务接待费{printed(public.reception)}万元。"
            ),
        ),
        ("heading", "五、机关运行经费预算情况"),
        ("body", f"{year}年机关运行经费预算为{printed(running)}万元。"),
    ]
    return out


def _own(books: Books, kind: str) -> str:
    return (
        printed(books.initial.total(OWN)) if books.body.own[1] == kind and books.initial.total(OWN) else "0"
    )


def _use(code: str, basic: Amounts) -> str:
    return "人员经费和日常运转" if code in basic else "完成专项工作任务"
