"""The periods of budgets: read from cells, asked about, left out, and none counted twice."""

from decimal import Decimal

import pytest

from estimator.model.basis import Budgets
from estimator.model.money import TypedAmounts
from estimator.model.plan import Plan
from estimator.model.problem import Problem
from estimator.model.schema import budgets_schema
from estimator.validate.budgets import check_budget_years, parse_budgets
from tests.tables import table_of

HEADERS = ("Cost center", "Period", "Budget")
PLAN = Plan("2027-01", 18)
Row = tuple[str | float | None, ...]


def parse(*rows: Row, plan: Plan = PLAN) -> tuple[Budgets | None, list[Problem]]:
    table = table_of(HEADERS, *rows, schema=budgets_schema())
    return parse_budgets(table, TypedAmounts(), plan)


def kept(*rows: Row, plan: Plan = PLAN) -> tuple[list[tuple[str, str]], list[str]]:
    """The cost centers and periods that count, and the codes of what is said."""
    found, problems = parse(*rows, plan=plan)
    names = [] if found is None else found.frame.select("label", "period").rows()
    return names, [one.code for one in problems]


def test_each_period_of_a_cost_center_is_a_budget() -> None:
    rows = (("A", "2027-Q1", 10), ("A", "2027-04", 20), ("B", None, 30), ("C", "2028-06", 40))
    found, problems = parse(*rows)
    assert problems == []
    assert found is not None
    assert found.by_period
    assert found.frame.rows() == [
        ("a", "A", Decimal(10), "2027-Q1", "2027-01", "2027-03"),
        ("a", "A", Decimal(20), "2027-04", "2027-04", "2027-04"),
        ("b", "B", Decimal(30), "2027", "2027-01", "2027-12"),
        ("c", "C", Decimal(40), "2028-06", "2028-06", "2028-06"),
    ]


@pytest.mark.parametrize("typed", ["Jan 2027", "01/2027", "2027-01", "2027-01-15", "Januar 2027"])
def test_a_month_is_read_as_a_start_month_is(typed: str) -> None:
    assert kept(("A", typed, 5)) == ([("A", "2027-01")], [])


def test_a_year_may_be_a_number() -> None:
    assert kept(("A", 2027, 5)) == ([("A", "2027")], [])


@pytest.mark.parametrize("typed", ["soon", "2027-Q5", "H1 2027", 46_023])
def test_a_cell_that_names_no_period_is_a_problem_there(typed: str | float) -> None:
    found, (problem,) = parse(("A", "2027", 5), ("B", typed, 5))
    assert (found, problem.code, problem.place) == (None, "not-a-period", "Plan!B3")
    assert "2027-Q1" in problem.message


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("2027", "FY2026/27 or FY2027/28"),
        ("2027-Q1", "FY2026/27-Q1 or FY2027/28-Q1"),
        ("Q3 2027", "FY2026/27-Q3 or FY2027/28-Q3"),
    ],
)
def test_where_the_fiscal_year_starts_in_july_a_quarter_is_asked_about(
    typed: str, names: str
) -> None:
    found, (problem,) = parse(("A", typed, 5), plan=Plan("2026-07"))
    assert (found, problem.code, problem.place) == (None, "period-unclear", "Plan!B2")
    assert f"starts in July; expected {names}, or months such as 2027-01" in problem.message


def test_where_the_fiscal_year_starts_in_july_its_name_months_and_blanks_are_clear() -> None:
    rows = (("A", "FY2026/27-Q3", 5), ("A", "2027-04", 6), ("B", None, 7))
    assert kept(*rows, plan=Plan("2026-07"))[0] == [
        ("A", "FY2026/27-Q3"), ("A", "2027-04"), ("B", "FY2026/27"),
    ]  # fmt: skip


def test_a_period_outside_the_plan_is_told_and_not_counted() -> None:
    rows = (("A", "2026-12", 5), ("A", "2028", 6), ("A", "2028-Q2", 7), ("B", "2029-Q1", 8))
    found, problems = parse(*rows)
    assert found is not None
    assert found.frame["period"].to_list() == ["2028-Q2"]
    assert [(one.code, one.place) for one in problems] == [
        ("budget-outside-plan", f"Plan!B{row}") for row in (2, 3, 5)
    ]
    assert '"A" for 2028 is only partly in the plan, 2027-01 to 2028-06' in problems[1].message
    assert "is not in the plan" in problems[2].message


def test_budgets_of_another_plan_are_a_problem() -> None:
    assert kept(("A", "2025", 5), ("A", "2026-Q1", 6)) == ([], ["budgets-outside-plan"])


def test_a_period_twice_is_a_problem_however_it_is_written() -> None:
    _, (problem,) = parse(("A", "2027-Q1", 5), (" a", "Q1 2027", 6))
    assert problem.code == "budget-repeated"
    assert "expected one budget per cost center and period" in problem.message
    assert kept(("A", None, 5), ("A", "2027", 5)) == ([], ["budget-repeated"])


def quarters(*amounts: float) -> list[Row]:
    return [("A", f"2027-Q{n}", amount) for n, amount in enumerate(amounts, 1)]


@pytest.mark.parametrize(
    "parts",
    [
        quarters(25, 25, 25, 24.99),
        quarters(25, 25, 50),
        [("A", f"2027-{n:02}", 9) for n in range(1, 13)],
        [("A", "2027-01", 100)],
    ],
)
def test_a_year_and_parts_of_it_that_do_not_make_it_up_are_a_problem(parts: list[Row]) -> None:
    _, (problem,) = parse(("A", "2027", 100), *parts, ("B", "2027-01", 5))
    assert (problem.code, problem.place) == ("budgets-overlap", "Plan!B2")
    assert 'the budget of "A" for 2027 is 100.00' in problem.message


def test_a_year_that_its_parts_make_up_is_counted_once() -> None:
    months: list[Row] = [("A", f"2027-{n:02}", 5) for n in range(4, 7)]
    rows = [*quarters(25, 15, 30, 30), *months, ("A", None, 100)]
    names, codes = kept(*rows)
    assert [period for _, period in names] == [
        "2027-Q1", "2027-Q3", "2027-Q4", "2027-04", "2027-05", "2027-06",
    ]  # fmt: skip
    assert codes == ["budget-of-parts", "budget-of-parts"]


def test_periods_of_other_cost_centers_do_not_matter() -> None:
    assert kept(("A", "2027", 100), ("B", "2027-Q1", 5), ("C", "2027-01", 6))[1] == []


def test_a_later_period_with_the_sum_of_those_above_is_no_total() -> None:
    assert kept(*quarters(10, 20, 30))[1] == []
    assert kept(("A", "2027", 10), ("B", "2027", 20), ("Company", "2027", 30)) == (
        [],
        ["budget-of-all"],
    )


def test_a_blank_column_of_periods_says_nothing() -> None:
    found, problems = parse(("A", None, 5), ("B", None, 6))
    assert found is not None
    assert (found.by_period, problems) == (False, [])


def test_a_header_of_another_year_is_not_told_where_each_row_has_a_period() -> None:
    headers = ("Cost center", "Period", "Budget 2026")
    for typed, told in (("2027", []), (None, ["budget-year"])):
        table = table_of(headers, ("A", typed, 5), schema=budgets_schema())
        assert [one.code for one in check_budget_years([table], PLAN)] == told
