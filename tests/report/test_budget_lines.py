"""Lines on the fiscal year and the budgets: all of both first, then the parts."""

from pathlib import Path

from msgspec.structs import replace

from estimator.model.options import Options
from estimator.report.budget_lines import (
    MOST_OVER_BUDGET,
    describe_fiscal_year,
    describe_over_budget,
    describe_year_cost,
)
from tests.sheets import outcome

# 3.00 once, for a million tokens, and nothing for its use.
ROW = {"Monthly input tokens": "0", "Monthly output tokens": "0", "Epochs": "1"}
YEAR = Options(fiscal_year_start="2027-04")


def lines(folder: Path, *budgets: str, **more: str) -> list[str]:
    rows = ({**ROW, "Annual budget": budget, **more} for budget in budgets)
    found = outcome(folder, *rows, options=YEAR)
    assert found.estimate is not None
    return list(describe_year_cost(found.estimate))


def test_the_year_is_said_with_its_reason(tmp_path: Path) -> None:
    assert list(describe_fiscal_year(outcome(tmp_path, {}, options=YEAR))) == [
        "Fiscal year: 2027-04 to 2028-03 because it was chosen for this run."
    ]
    assert "because no workload starts in" in next(
        iter(describe_fiscal_year(outcome(tmp_path, {})))
    )


def test_without_budgets_only_the_cost_is_said(tmp_path: Path) -> None:
    assert len(lines(tmp_path, "", "")) == 1


def test_all_cost_comes_before_the_part_without_a_budget(tmp_path: Path) -> None:
    year, everything, bare, some = lines(tmp_path, "10", "", "2.99")
    assert year == "Fiscal-year cost, 12 months from 2027-04: 9.00"
    assert everything == "All cost against all budget: annual budget 12.99, remaining 3.99"
    assert bare == "Without a budget: 1 workload, fiscal-year cost 3.00"
    assert some == "With a budget: 2 workloads, 1 over, 0 near, 1 within; remaining 6.99"


def test_where_all_have_a_budget_no_part_is_left_out(tmp_path: Path) -> None:
    _, everything, some = lines(tmp_path, "10", **{"Start month": "2028-04"})
    assert everything.endswith("annual budget 10.00, remaining 10.00")
    assert some == "With a budget: 1 workload, 0 over, 0 near, 1 within"


def test_periods_over_their_budgets_are_named(tmp_path: Path) -> None:
    path = tmp_path / "budgets.csv"
    path.write_text("Cost center,Period,Budget\nA,2027-04,2\nA,FY2027/28-Q4,2\n")
    options = replace(YEAR, budgets=str(path))
    rows = ({**ROW, "Cost center": one} for one in "AB")
    found = outcome(tmp_path, *rows, options=options).estimate
    assert found is not None
    assert [*describe_year_cost(found)][1:] == [
        "All budgets of periods: 4.00, planned in them 3.00, remaining 1.00",
        "Without a budget: 1 cost center, fiscal-year cost 3.00",
        "With a budget: 2 periods, 1 over, 0 near, 1 within; remaining 1.00",
        "Over budget: 1 period",
        "  A, 2027-04: budget 2.00, cost 3.00, over by 1.00",
    ]
    assert len([*describe_year_cost(found, listed=True)]) == 4


def test_what_is_over_budget_is_listed_where_that_is_asked(tmp_path: Path) -> None:
    rows = [{**ROW, "Annual budget": "2.5"}] * (MOST_OVER_BUDGET + 2)
    assert [*describe_over_budget(outcome(tmp_path, *rows, options=YEAR))] == []
    asked = outcome(tmp_path, *rows, options=replace(YEAR, fail_over_budget=True))
    header, *lines, more = describe_over_budget(asked)
    assert header == f"Over budget: {len(rows)} workloads"
    assert len(lines) == MOST_OVER_BUDGET
    assert lines[0] == "  W-1: budget 2.50, cost 3.00, over by 0.50"
    assert more == "  … and 2 more. --json lists all of them."
