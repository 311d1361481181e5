"""A small bookkeeping model: one body's budget and final accounts, in 分, closed so that the identities hold.

Nothing here is rounded: rounding happens where a figure is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from samples.bodies import Body

Amounts = dict[str, int]  # account code -> 分

GENERAL, FUND, CAPITAL, OWN = "general", "fund", "capital", "own"
SOURCES: Final = (GENERAL, FUND, CAPITAL, OWN)
APPROPRIATED: Final = (GENERAL, FUND, CAPITAL)  # 财政拨款

MONTHLY_PAY: Final = {"30101": 4200, "30102": 3900, "30103": 2600, "30107": 1500, "30112": 110, "30199": 480}
YEARLY_RUNNING: Final = {  # yuan a head
    "30201": 1900,
    "30202": 420,
    "30204": 12,
    "30205": 160,
    "30206": 540,
    "30207": 730,
    "30209": 1450,
    "30211": 1240,
    "30213": 610,
    "30214": 90,
    "30215": 70,
    "30216": 560,
    "30217": 95,
    "30226": 680,
    "30227": 870,
    "30228": 1380,
    "30229": 1620,
    "30231": 0,
    "30239": 3150,
    "30299": 940,
    "31002": 860,
    "31007": 240,
}


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """“三公”经费 in 分: 因公出国（境）, 公务用车购置, 公务用车运行维护, 公务接待."""

    abroad: int = 0
    car_purchase: int = 0
    car_running: int = 0
    reception: int = 0

    @property
    def cars(self) -> int:
        """公务用车购置及运行维护费小计."""
        return self.car_purchase + self.car_running

    @property
    def total(self) -> int:
        """合计."""
        return self.abroad + self.cars + self.reception


@dataclass(frozen=True, slots=True)
class Plan:
    """A year's budget: spending by 项 split into basic and project, per source; the basic part by 款."""

    economic: Amounts
    basic: Amounts  # general budget only
    project: dict[str, Amounts]  # source -> 项 -> 分
    three_public: ThreePublic

    def spent(self, source: str) -> Amounts:
        """Return basic and project money of a source by 项."""
        out = dict(self.basic) if source == GENERAL else {}
        for code, amount in self.project[source].items():
            out[code] = out.get(code, 0) + amount
        return dict(sorted(out.items()))

    def total(self, source: str) -> int:
        """Return a source's whole spending."""
        return sum(self.spent(source).values())

    @property
    def appropriated(self) -> int:
        """财政拨款支出: general budget, fund and state capital together."""
        return sum(self.total(s) for s in (GENERAL, FUND, CAPITAL))

    @property
    def spending(self) -> int:
        """本年支出合计."""
        return sum(self.total(s) for s in SOURCES)


@dataclass(frozen=True, slots=True)
class Books:
    """One body's year: the plan it began with, what was spent, and carry-overs per source with their 项."""

    body: Body
    year: int
    initial: Plan
    final: Plan
    opening: dict[str, Amounts]
    closing: dict[str, Amounts]
    prior_total: int  # 收支总计 of the year before
    prior_appropriated_total: int  # the same of 财政拨款
    prior_general: int  # 一般公共预算 spending of the year before
    prior_operating: int  # 公用经费 of the year before
    procurement: tuple[int, int, int]  # 货物, 工程, 服务
    guests: tuple[int, int]  # 公务接待 批次, 人次

    def revenue(self, source: str) -> Amounts:
        """Return the year's income by 项: what was spent plus the change of the carry-over."""
        out = self.final.spent(source)
        for code in {*self.opening[source], *self.closing[source]}:
            change = self.closing[source].get(code, 0) - self.opening[source].get(code, 0)
            out[code] = out.get(code, 0) + change
        return dict(sorted(out.items()))

    def income(self, *sources: str) -> int:
        """Return the year's income of some sources."""
        return sum(sum(self.revenue(s).values()) for s in sources or SOURCES)

    def carried_in(self, *sources: str) -> int:
        """年初结转和结余 of some sources."""
        return sum(sum(self.opening[s].values()) for s in sources or SOURCES)

    def carried_out(self, *sources: str) -> int:
        """年末结转和结余 of some sources."""
        return sum(sum(self.closing[s].values()) for s in sources or SOURCES)

    @property
    def grand_total(self) -> int:
        """总计 of F01."""
        return self.income() + self.carried_in()

    @property
    def appropriated_total(self) -> int:
        """总计 of F04."""
        return self.income(GENERAL, FUND, CAPITAL) + self.carried_in(GENERAL, FUND, CAPITAL)


def personnel(economic: Mapping[str, int]) -> int:
    """人员经费: 301 and 303."""
    return sum(v for k, v in economic.items() if k[:3] in ("301", "303"))


def operating(economic: Mapping[str, int]) -> int:
    """公用经费: everything else."""
    return sum(v for k, v in economic.items() if k[:3] not in ("301", "303"))


def functional_basic(body: Body, economic: Mapping[str, int]) -> Amounts:
    """Post basic spending to 项: insurance, health and housing to theirs, the rest to the running 项."""
    tied = {
        "2080501": ("30302",),
        "2080505": ("30108",),
        "2080506": ("30109",),
        "2101101": ("30110",),
        "2101103": ("30111",),
        "2210201": ("30113",),
    }
    out = {code: sum(economic[e] for e in parts) for code, parts in tied.items()}
    rest = sum(economic.values()) - sum(out.values())
    weights = sum(body.running.values())
    for code, weight in body.running.items():
        out[code] = rest * weight // weights
    out[next(iter(body.running))] += rest - sum(out[c] for c in body.running)
    return dict(sorted(out.items()))


def _vary(random: Random, amount: int, low: int, high: int, unit: int) -> int:
    """Return an amount times low..high per mille, rounded to ``unit`` 分."""
    return amount * random.randint(low, high) // (1000 * unit) * unit


def _economic(body: Body, random: Random, cars: int, reception: int) -> Amounts:
    """Draw up the first year's basic budget, in whole hundreds of yuan."""
    unit = 100_00
    pay = {c: _vary(random, body.staff * 12 * v * 100, 930, 1070, unit) for c, v in MONTHLY_PAY.items()}
    wages = sum(pay[c] for c in ("30101", "30102", "30103", "30107"))
    levies = {"30108": 160, "30109": 80, "30110": 75, "30111": 30, "30113": 120}
    out = pay | {c: wages * rate // (1000 * unit) * unit for c, rate in levies.items()}
    out |= {c: _vary(random, body.staff * v * 100, 800, 1250, unit) for c, v in YEARLY_RUNNING.items() if v}
    out |= {
        "30302": _vary(random, body.staff * 1_350_00, 700, 1300, unit),
        "30305": _vary(random, body.staff * 160_00, 600, 1500, unit),
        "30217": reception,
        "30231": cars,
    }
    return dict(sorted((c, v) for c, v in out.items() if v or c in ("30217", "30231")))


def _first_plan(body: Body, random: Random) -> Plan:
    public = ThreePublic(
        car_running=body.cars * 280_0000 // 100 * 100,
        reception=_vary(random, body.staff * 100_00, 800, 1300, 100_00),
    )
    economic = _economic(body, random, public.car_running, public.reception)
    code, _, own = body.own
    project = {
        GENERAL: body.projects,
        FUND: body.funds,
        CAPITAL: body.capital,
        OWN: {code: own} if own else {},
    }
    return Plan(
        economic,
        functional_basic(body, economic),
        {s: {c: v * 100 for c, v in sorted(p.items())} for s, p in project.items()},
        public,
    )


def _executed(body: Body, plan: Plan, random: Random) -> Plan:
    """Return what was spent on a plan: exact to the 分, most items a little under it, some over."""
    economic = {
        c: _vary(random, v, 880, 1060, 1) + (random.randint(1, 9999) if v else 0)
        for c, v in plan.economic.items()
    }
    for code, limit in (("30217", plan.three_public.reception), ("30231", plan.three_public.car_running)):
        economic[code] = _vary(random, limit, 520, 940, 1)
    project = {
        s: {c: _vary(random, v, 760, 1090, 1) + random.randint(1, 9999) for c, v in items.items()}
        for s, items in plan.project.items()
    }
    public = replace(plan.three_public, car_running=economic["30231"], reception=economic["30217"])
    return Plan(economic, functional_basic(body, economic), project, public)


def _next_plan(body: Body, executed: Plan, random: Random) -> Plan:
    """Draw up the next year's budget from what was spent, in whole hundreds of yuan."""
    unit = 100_00
    economic = {c: _vary(random, v, 990, 1080, unit) for c, v in executed.economic.items()}
    project = {
        s: {c: max(unit, _vary(random, v, 930, 1150, unit)) for c, v in items.items()}
        for s, items in executed.project.items()
    }
    public = ThreePublic(car_running=economic["30231"], reception=economic["30217"])
    return Plan(economic, functional_basic(body, economic), project, public)


def _carry(plan: Plan, random: Random) -> dict[str, Amounts]:
    """Leave a little of one 项 of most sources unspent."""
    out: dict[str, Amounts] = {}
    for source in SOURCES:
        items = plan.project[source]
        biggest = max(items, key=lambda c: (items[c], c), default=None)
        keep = biggest is not None and source != CAPITAL
        out[source] = {biggest: _vary(random, items[biggest], 20, 90, 1)} if keep and biggest else {}
    return out


def _year(
    body: Body, year: int, plan: Plan, opening: dict[str, Amounts], before: Books | None, random: Random
) -> Books:
    final = _executed(body, plan, random)
    closing = _carry(final, random)
    goods = final.economic.get("31002", 0) + _vary(random, final.total(GENERAL), 8, 30, 100)
    services = sum(v for c, v in final.project[GENERAL].items() if c.endswith(("07", "08", "99"))) // 2
    drafts = Books(
        body,
        year,
        plan,
        final,
        opening,
        closing,
        0,
        0,
        0,
        0,
        (goods, 0, services),
        (final.three_public.reception // 85_000, final.three_public.reception // 9_800),
    )
    if before is not None:
        return replace(
            drafts,
            prior_total=before.grand_total,
            prior_appropriated_total=before.appropriated_total,
            prior_general=before.final.total(GENERAL),
            prior_operating=operating(before.final.economic),
        )
    return replace(
        drafts,
        prior_total=_vary(random, drafts.grand_total, 930, 1050, 1),
        prior_appropriated_total=_vary(random, drafts.appropriated_total, 930, 1050, 1),
        prior_general=_vary(random, final.total(GENERAL), 930, 1050, 1),
        prior_operating=_vary(random, operating(final.economic), 930, 1050, 1),
    )


def keep_books(body: Body, seed: int = 0) -> dict[int, Books]:
    """Return the body's books of 2023 and 2024; the later year opens with what the earlier one closed with.

    The same body and seed give the same figures.
    """
    random = Random(f"{body.key}/{seed}")
    first = _first_plan(body, random)
    opening = _carry(first, random)
    earlier = _year(body, 2023, first, opening, None, random)
    later = _year(body, 2024, _next_plan(body, earlier.final, random), earlier.closing, earlier, random)
    return {2023: earlier, 2024: later}
