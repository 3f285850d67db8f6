"""Budgets by period foot: every period is held against its own months, by hand, to the cent."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.cost.over_budget import list_over_budget
from estimator.model.estimate import Estimate
from estimator.model.money import EXACT
from estimator.model.options import Options
from estimator.model.period import Period, first_fiscal_year, parse_period
from estimator.model.plan import Plan, month_number, month_of_number
from estimator.pipeline import estimate
from tests.oracle import Row, by_month, cents, costs
from tests.rates import rate_of
from tests.sheets import sheet

few = settings(max_examples=20, deadline=None)
CENTERS = ("Sales", "sales ", "R&D*", "010")
PRICES = rate_of("m", Decimal("1.00"), Decimal("0.15"), Decimal("0.60"), Decimal("0.075")).prices
ASSUMED = {
    "epochs": Decimal(3), "validation_share": Decimal(0), "days_per_month": Decimal(30),
    "cached_input_share": Decimal(0), "retry_rate": Decimal("0.05"),
    "near_budget_share": Decimal("0.8"),
}  # fmt: skip
BLANK = dict.fromkeys(
    ("epochs", "validation_share", "days_per_month", "cached_input_share", "retry_rate",
     "training_examples", "tokens_per_example", "requests_per_day", "input_tokens_per_request",
     "output_tokens_per_request", "daily_input_tokens", "daily_output_tokens", "annual_budget"),
)  # fmt: skip
Budget = tuple[str, Period, Decimal]
Case = tuple[Plan, list[dict[str, Decimal | str | None]], list[Budget]]


@st.composite
def workloads(draw: st.DrawFn, plan: Plan) -> dict[str, Decimal | str | None]:
    first = month_number(plan.start)
    start = draw(st.none() | st.integers(first - 2, first + plan.length - 1))
    length = draw(st.none() | st.integers(0, plan.length))
    end = None if length is None else month_of_number((start or first) + length)
    tokens = st.integers(0, 10**9).map(Decimal)
    return {
        "cost_center": draw(st.sampled_from(CENTERS)),
        "start_month": None if start is None else month_of_number(start),
        "end_month": end,
        "monthly_growth_rate": draw(st.none() | st.decimals("-0.2", "0.1", places=4)),
        "training_tokens": draw(tokens),
        "monthly_input_tokens": draw(tokens),
        "monthly_output_tokens": draw(tokens),
    }


def periods_of(plan: Plan, kinds: Sequence[str]) -> list[Period]:
    """The fiscal year and later months, one quarter after the other each whole or by month."""
    year = first_fiscal_year(plan)
    quarters = [parse_period(f"{year.name}-Q{n}", plan) for n in range(1, 5)]
    found = []
    for kind, quarter in zip(kinds, quarters, strict=True):
        assert quarter is not None
        found += [quarter] if kind == "quarter" else [_month(one) for one in quarter.months]
    return [*found, *(_month(one) for one in plan.months[12:])]


def _month(month: str) -> Period:
    return Period(month, month, 1)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    plan = Plan(draw(st.sampled_from(["2027-01", "2026-07"])), draw(st.sampled_from([12, 18])))
    rows = draw(st.lists(workloads(plan), min_size=1, max_size=4))
    budgets: list[Budget] = []
    for center in draw(st.lists(st.sampled_from(["SALES", "R&D*", "Idle"]), unique=True)):
        kinds = draw(st.lists(st.sampled_from(["quarter", "month"]), min_size=4, max_size=4))
        several = periods_of(plan, kinds)
        chosen = draw(st.lists(st.sampled_from(several), min_size=1, unique=True))
        alone = draw(st.booleans())
        own = [first_fiscal_year(plan)] if alone else chosen
        budgets += [(center, one, draw(st.decimals(0, 3000, places=2))) for one in own]
    return plan, rows, budgets


def priced(plan: Plan, rows: Sequence[Row], budgets: Sequence[Budget]) -> Estimate:
    with TemporaryDirectory() as name:
        folder = Path(name)
        told = [
            {
                "Workload ID": f"W-{n}", "Model": "gpt-4o-mini",
                **{key: "" if cell is None else str(cell) for key, cell in row.items()},
            }
            for n, row in enumerate(rows)
        ]  # fmt: skip
        # What makes up no fiscal year of its own is still a table of budgets by period.
        lines = [("Nobody", _month(plan.start), Decimal("7.77")), *budgets]
        listed = [
            {"Cost center": center, "Period": period.name, "Budget": str(amount)}
            for center, period, amount in lines
        ]
        options = Options(
            fiscal_year_start=plan.start, months=plan.length,
            budgets=str(sheet(folder / "budgets.csv", *listed)),
        )  # fmt: skip
        found = estimate(sheet(folder / "plan.csv", *told), options)
        assert found.estimate is not None, [one.message for one in found.errors]
        return found.estimate


def by_hand(plan: Plan, rows: Sequence[Row], center: str, months: Sequence[str]) -> Fraction:
    """What the workloads of a cost center cost in some months."""
    whole = Fraction(0)
    for row in rows:
        if str(row["cost_center"]).strip().casefold() == center.strip().casefold():
            cost = costs({**BLANK, **row}, PRICES, ASSUMED, plan.fiscal_year)
            spent = dict(zip(plan.months, by_month(row, cost, plan.months), strict=True))
            whole += sum((once + again for once, again in map(spent.__getitem__, months)))
    return whole


@few
@given(cases())
def test_every_period_is_held_against_its_own_months(case: Case) -> None:
    plan, rows, budgets = case
    frame = priced(plan, rows, budgets).totals.budgets
    assert frame is not None
    found = {
        (row["label"].strip().casefold(), row["period"]): row for row in frame.iter_rows(named=True)
    }
    for center, period, amount in budgets:
        line = found.pop((center.casefold(), period.name))
        spent, budget = by_hand(plan, rows, center, period.months), Fraction(amount)
        near = "near" if spent and spent >= cents(budget * Fraction(4, 5)) else "within"
        assert Fraction(line["fiscal_year_cost"]) == spent
        assert Fraction(line["fiscal_year_variance"]) == budget - spent
        assert line["budget_status"] == ("over" if spent > budget else near)
    # What is left has no budget, and a line of the fiscal year.
    assert found.pop(("nobody", plan.start))["fiscal_year_cost"] == 0
    for (center, name), line in found.items():
        assert (name, line["budget_status"]) == (first_fiscal_year(plan).name, "none")
        assert line["fiscal_year_cost"] == by_hand(plan, rows, center, plan.fiscal_year)


@few
@given(cases(), st.lists(st.sampled_from(["quarter", "month"]), min_size=4, max_size=4))
def test_the_periods_of_a_year_cost_what_the_year_does(case: Case, kinds: list[str]) -> None:
    plan, rows, _ = case
    parts = [one for one in periods_of(plan, kinds) if one.first in plan.fiscal_year]
    split: list[Budget] = [("Sales", one, Decimal(1)) for one in parts]
    whole: list[Budget] = [("Sales", first_fiscal_year(plan), Decimal(len(parts)))]
    one, other = (priced(plan, rows, some).totals for some in (split, whole))
    sums = [_sums(totals.budgets) for totals in (one, other)]
    assert sums[0] == sums[1]
    assert one.calendar.portfolio_amounts == other.calendar.portfolio_amounts
    assert one.against_budget.annual_budget == other.against_budget.annual_budget


def _sums(budgets: pl.DataFrame | None) -> list[tuple[Decimal, ...]]:
    assert budgets is not None
    own = budgets.filter(pl.col("label").str.strip_chars().str.to_lowercase() == "sales")
    names = ("annual_budget", "fiscal_year_cost", "fiscal_year_variance")
    return own.select(pl.col(names).cast(EXACT).sum()).rows()


@few
@given(cases())
def test_what_is_over_a_year_is_over_in_a_part_of_it(case: Case) -> None:
    plan, rows, budgets = case
    parts = periods_of(plan, ["month"] * 4)[:12]
    cuts = {center: cut for center, _, cut in budgets}
    yearly = [(center, first_fiscal_year(plan), 12 * cut) for center, cut in cuts.items()]
    monthly = [(center, part, cut) for center, cut in cuts.items() for part in parts]
    assert _centers_over(priced(plan, rows, yearly)) <= _centers_over(priced(plan, rows, monthly))


def _centers_over(found: Estimate) -> set[str]:
    over = list_over_budget(found)
    assert len(over) == next(one.rows for one in found.totals.budgeted if one.status == "over")
    return {label.strip().casefold() for label in over["cost_center"]}
