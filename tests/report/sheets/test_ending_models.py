"""What models that end leave uncovered, on every sheet: beside the fiscal year, in no total."""

from decimal import Decimal

import polars as pl

from estimator.report.grid import Grid, estimates_grid
from estimator.report.sheets.plan_blocks import FIRST, KIND, lay_out_calendar
from estimator.report.sheets.rates_layout import FIRST_ROW, rate_ranges, rates_layout
from tests.report.sheets.portfolio import Portfolio

TITLE = "Not covered"


def missed(ending: Portfolio, **of: str) -> Decimal:
    """What the rows with some texts leave uncovered."""
    return Decimal(ending.estimate.frame.filter(**of)["uncovered_cost"].sum())


def estimates_of(ending: Portfolio) -> Grid:
    return estimates_grid(ending.estimate)


def test_the_summary_has_it_beside_what_is_left_of_the_budget(ending: Portfolio) -> None:
    row, column = ending.find_cell("Summary", TITLE)
    assert ending.value("Summary", row, column - 1) == "Left"
    cells = estimates_of(ending).column_range("uncovered_cost")
    assert ending.formula("Summary", row + 1, column) == f"=SUM({cells})"
    assert ending.amount("Summary", row + 1, column) == missed(ending) > 0


def test_the_summary_has_it_by_cost_center_and_by_model(ending: Portfolio) -> None:
    for title, dimension in (("By cost center", "cost_center"), ("By model", "model")):
        top, _ = ending.find_cell("Summary", title)
        headers = ending.line("Summary", top)
        column = headers.index(TITLE) + 1
        assert headers[column - 2] == "FY2027"
        label = str(ending.value("Summary", top + 1, 1))
        assert ending.amount("Summary", top + 1, column) == missed(ending, **{dimension: label})


def test_breakdown_has_it_in_every_group(ending: Portfolio) -> None:
    top, _ = ending.find_cell("Breakdown", "By model")
    column = ending.line("Breakdown", top).index(f"{TITLE}\nFY2027") + 1
    for row in (top + 1, top + 2):
        label = str(ending.value("Breakdown", row, 1))
        assert ending.amount("Breakdown", row, column) == missed(ending, model=label) > 0
        assert str(ending.formula("Breakdown", row, column)).startswith("=SUMIFS(Estimates!")


def test_plan_has_a_line_of_it_for_every_month_below_the_grand_total(ending: Portfolio) -> None:
    calendar = ending.estimate.totals.calendar
    columns = lay_out_calendar(calendar.plan, FIRST)
    total, _ = ending.find_cell("Plan", "Grand total")
    assert ending.line("Plan", total + 1)[:KIND] == ["In no total", TITLE]
    for month, column in columns.months.items():
        amount = calendar.portfolio_amounts[f"uncovered {month}"]
        assert ending.amount("Plan", total + 1, column) == amount
        text = str(ending.formula("Plan", total + 1, column))
        assert text.count("SUMIFS(") == 2
    assert ending.amount("Plan", total + 1, columns.years[0].column) == missed(ending)


def test_plan_has_it_in_each_group_and_not_in_the_total(ending: Portfolio) -> None:
    calendar = ending.estimate.totals.calendar
    year = lay_out_calendar(calendar.plan, FIRST).years[0].column
    top, _ = ending.find_cell("Plan", "By cost center")
    for first in (top + 1, top + 4):
        label = str(ending.value("Plan", first, 1))
        kinds = [ending.value("Plan", first + n, KIND) for n in range(3)]
        assert kinds == ["One-time", "Recurring", TITLE]
        assert ending.amount("Plan", first + 2, year) == missed(ending, cost_center=label)
    # What is on no line; the totals; the grand total; what is not covered.
    grand = top + 12
    assert ending.value("Plan", grand, 1) == "Grand total"
    assert ending.amount("Plan", grand, year) == calendar.portfolio_amounts["fiscal_year_cost"]
    assert ending.amount("Plan", grand + 1, year) == missed(ending)


def test_budgets_have_it_beside_the_fiscal_year(ending: Portfolio) -> None:
    row, column = ending.find_cell("Budgets", TITLE)
    assert ending.value("Budgets", row, column - 1) == "Fiscal-year cost"
    centers = ending.estimate.totals.budgets
    assert centers is not None
    for n, amount in enumerate(centers["uncovered_cost"], 1):
        assert ending.amount("Budgets", row + n, column) == amount
        assert str(ending.formula("Budgets", row + n, column)).startswith("=SUMIFS(Estimates!")


def test_rates_have_the_last_months_that_estimates_look_up(ending: Portfolio) -> None:
    names = {"rate_last_month": "2027-01", "rate_last_training_month": "2027-01"}
    ranges, layout = rate_ranges(ending.estimate), rates_layout(ending.estimate)
    for name, month in names.items():
        column = layout.position(name)
        row, _ = ending.find_cell("Rates", "gpt-4o")
        assert str(ending.value("Rates", row, column))[: len(month)] == month
        assert name in ranges
        grid = estimates_of(ending)
        text = ending.formula(
            "Estimates", grid.first_row, grid.column_position(name.removeprefix("rate_"))
        )
        key = grid.relative_address("model_key", grid.first_row)
        assert text == f"=INDEX({name},{key})"
    header = ending.value("Rates", FIRST_ROW - 1, layout.position("rate_last_month"))
    assert header == "Last month"


def test_checks_compare_it_with_plan(ending: Portfolio) -> None:
    labels = {str(row[0].value) for row in ending.values["Checks"].iter_rows()}
    for where in ("Plan", "Plan by cost center", "Plan by model"):
        row, _ = ending.find_cell("Checks", f"{TITLE}: Estimates vs. {where}")
        assert ending.amount("Checks", row, 2) == ending.amount("Checks", row, 3) == missed(ending)
    assert f"{TITLE}: all workloads vs. by model" in labels


def test_without_days_nothing_of_it_is_there(portfolio: Portfolio) -> None:
    texts = {
        str(cell.value)
        for sheet in portfolio.values
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert not {one for one in texts if "covered" in one.lower()}
    assert not {"Last month", "Last month of training"} & texts
    assert not [name for name in rate_ranges(portfolio.estimate) if "month" in name]
    assert portfolio.estimate.frame.select(pl.col("^uncovered.*$")).width == 0
