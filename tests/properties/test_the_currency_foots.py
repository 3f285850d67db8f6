"""In another currency every amount is what it comes to by hand, and all adds up as in dollars."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from estimator.model.estimate import Estimate
from estimator.model.options import Options
from estimator.pipeline import estimate
from tests.sheets import GOOD, sheet

RATES = st.decimals(Decimal("0.000001"), Decimal(40_000), places=6) | st.decimals(
    Decimal("0.5"), Decimal(2), places=4
)
TOKENS = st.integers(0, 10**12) | st.integers(0, 10**6)
CENT = Decimal("0.01")
COSTS_NOTHING = {
    "Cost center": "A",
    "Model": "gpt-4o",
    "Training tokens": "0",
    "Monthly input tokens": "0",
    "Monthly output tokens": "0",
    "Retry rate": "",
    "budget": "0.00",
}


@st.composite
def workload(draw: st.DrawFn) -> Mapping[str, str]:
    budget = draw(st.none() | st.decimals(0, 10**9, places=2))
    return {
        "Cost center": draw(st.sampled_from(["A", "a ", "B", ""])),
        "Model": draw(st.sampled_from(["gpt-4o", "gpt-4o-mini"])),
        "Training tokens": str(draw(TOKENS)),
        "Monthly input tokens": str(draw(TOKENS)),
        "Monthly output tokens": str(draw(TOKENS)),
        "Retry rate": draw(st.sampled_from(["", "0", "0.075"])),
        "budget": "" if budget is None else str(budget),
    }


# Blanks first: below a name, they would be asked about as those of a group named once.
portfolios = st.lists(workload(), min_size=1, max_size=4).map(
    lambda rows: sorted(rows, key=lambda row: bool(row["Cost center"]))
)


def run(rows: list[Mapping[str, str]], rate: Decimal, budgets: str) -> Estimate:
    lines = [
        GOOD
        | {"Workload ID": str(n)}
        | {(f"Annual budget ({budgets})" if name == "budget" else name): row[name] for name in row}
        for n, row in enumerate(rows)
    ]
    options = Options(currency="EUR", fx=str(rate), fx_date="2026-11-20")
    with TemporaryDirectory() as folder:
        made = estimate(sheet(Path(folder) / "plan.csv", *lines), options).estimate
    assert made is not None
    return made


def half_up(value: Fraction) -> Decimal:
    """``value``, not negative, to cents, exactly."""
    cents = int(value * 100 + Fraction(1, 2))
    return (Decimal(cents) * CENT).quantize(CENT, ROUND_HALF_UP)


def in_euros(amount: Decimal, rate: Decimal) -> Decimal:
    return half_up(Fraction(amount) * Fraction(rate))


def expected(row: Mapping[str, Any], rate: Decimal, budgets: str) -> dict[str, Any]:
    training, monthly = (in_euros(row[name], rate) for name in ("training_cost", "monthly_cost"))
    year = training + 12 * monthly
    given = row["annual_budget"]
    budget = given if given is None or budgets == "EUR" else in_euros(given, rate)
    return {
        "training_cost_eur": training,
        "monthly_cost_eur": monthly,
        "annual_cost_eur": 12 * monthly,
        "first_year_cost_eur": year,
        "fiscal_year_cost_eur": year,
        "fiscal_year_variance_eur": None if budget is None else budget - year,
    }


@settings(max_examples=25, deadline=None)
@given(portfolios, RATES, st.sampled_from(["USD", "EUR"]))
def test_every_amount_in_euros_is_what_it_comes_to_by_hand(
    rows: list[Mapping[str, str]], rate: Decimal, budgets: str
) -> None:
    for row in run(rows, rate, budgets).frame.iter_rows(named=True):
        wanted = expected(row, rate, budgets)
        assert {name: row[name] for name in wanted} == wanted


@settings(max_examples=12, deadline=None)
@given(portfolios, RATES)
def test_totals_and_groups_foot_in_both_currencies(
    rows: list[Mapping[str, str]], rate: Decimal
) -> None:
    made = run(rows, rate, "EUR")
    for name, total in {**made.totals.by_column, **made.dollars}.items():
        assert total == made.frame[name].sum()
        assert all(total == groups[name].sum() for groups in made.totals.groups.values())
    months = made.totals.calendar.portfolio_amounts
    assert months["fiscal_year_cost_eur"] == made.totals.by_column["first_year_cost_eur"]


@settings(max_examples=12, deadline=None)
@given(portfolios, st.sampled_from(["USD", "EUR"]))
def test_at_a_rate_of_one_both_are_the_same(rows: list[Mapping[str, str]], budgets: str) -> None:
    made = run(rows, Decimal(1), budgets)
    assert {name: made.totals.by_column[f"{name}_eur"] for name in made.dollars} == made.dollars


@settings(max_examples=12, deadline=None)
@given(portfolios, RATES)
@example([COSTS_NOTHING], Decimal(1))
def test_budgets_in_euros_are_judged_against_euros(
    rows: list[Mapping[str, str]], rate: Decimal
) -> None:
    for row in run(rows, rate, "EUR").frame.iter_rows(named=True):
        budget, cost = row["annual_budget"], row["first_year_cost_eur"]
        if budget is None:
            assert row["budget_status"] == "none"
        else:
            near = cost > 0 and cost >= half_up(Fraction(budget) * Fraction(4, 5))
            assert row["budget_status"] == (
                "over" if cost > budget else "near" if near else "within"
            )
