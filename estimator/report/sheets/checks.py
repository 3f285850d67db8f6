"""The Checks sheet: whether every figure is right, and what is wrong where it is not."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from estimator.formula.leaves import leaf_costs
from estimator.model.cost_model import Scenario
from estimator.model.estimate import Estimate
from estimator.model.money import plain_number
from estimator.report.grid import BudgetLines, Grid
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.sheets import (
    budget_checks,
    check_lines,
    plan,
    summary,
    unit_cost_checks,
    unit_costs,
)
from estimator.report.sheets import check as currency
from estimator.report.sheets.breakdown import BreakdownCells
from estimator.report.sheets.check import TOLERANCE, Check, count_check, rounding_check
from estimator.report.sheets.estimates import sums_above_headers
from estimator.report.sheets.row_lines import row_check_lines

HEADING_ROW = 5
HEADINGS = ("Check", "Figure", "Compared with", "Difference", "Allowed", "Result")
TOLERANCE_NOTE = "Sums of binary numbers can be off by less than this; amounts are in cents"

# A text among the checks names something that is not checked.
Sections = Mapping[str, Iterable[Check | str]]


class CheckedPlaces(Struct, frozen=True):
    """The places of the figures to check.

    Attributes:
        breakdown: the lines and totals on Breakdown.
        summary: the formulas that Summary has for the checks.
        lines_with_budgets: the lines with budgets.
        calendar: the totals on Plan.
        units: the tables on Unit costs.
    """

    breakdown: BreakdownCells
    summary: summary.SummaryCells
    lines_with_budgets: BudgetLines
    calendar: plan.PlanTotals
    units: tuple[unit_costs.UnitTable, ...]


def write_checks(
    page: Page, grid: Grid, estimate: Estimate, places: CheckedPlaces, others: Iterable[Page]
) -> None:
    """Writes the checks, the master check, and what changed since the workbook was made.

    Args:
        page: the sheet.
        grid: the layout of Estimates.
        estimate: the estimate to check.
        places: the places of the totals.
        others: the sheets to search for cells with errors, besides Estimates.
    """
    page.write_top()
    page.write_headers(HEADING_ROW, HEADINGS[:1])
    page.write_headers(HEADING_ROW, HEADINGS[1:], 2, "heading_right")
    sections: Sections = {
        "Rows of Estimates": row_check_lines(grid, estimate, [*sums_above_headers(estimate)]),
        "Prices, assumptions and factors": check_lines.given_checks(estimate),
        "Totals by group": check_lines.group_checks(
            grid, places.lines_with_budgets, places.breakdown
        ),
        "Breakdown": check_lines.breakdown_checks(places.breakdown),
        "Calendar": check_lines.calendar_checks(grid, estimate, places.calendar, places.breakdown),
        "Budgets": budget_checks.budget_checks(
            grid, places.lines_with_budgets, estimate, places.calendar
        ),
        "Unit costs": unit_cost_checks.unit_cost_checks(grid, estimate, places.units),
        "Summary": check_lines.summary_checks(places.summary.differences),
        "Rounding": [
            *_rounding_checks(grid, estimate),
            *currency.conversion_checks(grid, estimate),
        ],
        "Cells with an error": _error_checks(grid, others),
    }
    held, last = _write_sections(page, sections)
    _write_master_check(page, held, last)
    write_changes(page, grid, estimate, places.summary.disorder, last + 2)
    page.set_widths({1: 78, 2: 24, 3: 24, 4: 14, 5: 12, 6: 12})
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.set_printing(HEADING_ROW)


def _write_sections(page: Page, sections: Sections) -> tuple[int, int]:
    """Writes all checks; returns their number and the row of the last one."""
    held, last = 0, HEADING_ROW
    for title, checks in sections.items():
        last += 1
        _write_section(page, last, title)
        for check in checks:
            last += 1
            if isinstance(check, str):
                page.write_text(last, 1, check, "caution_line")
            else:
                held += 1
                _write_check(page, last, check)
    return held, last


def _write_master_check(page: Page, held: int, last: int) -> None:
    """Writes the master check over the lines down to ``last``, and the tolerance."""
    results, lines = (f"${column}${HEADING_ROW + 1}:${column}${last}" for column in "FB")
    page.write_text(3, 1, "All checks", "label")
    master = f'=IF(COUNTIF({results},"OK")=COUNTA({lines}),"OK","CHECK")'
    page.write_formula(3, 2, master, "OK", "check")
    page.flag_checks(3, 2, 3, 2)
    page.flag_checks(HEADING_ROW + 1, 6, last, 6)
    passed = f'=COUNTIF({results},"OK")&" of "&COUNTA({lines})&" checks pass"'
    page.write_formula(3, 3, passed, f"{held} of {held} checks pass")
    page.write_text(4, 1, "Tolerance", "label")
    page.write_number(4, 2, TOLERANCE, "plain", "tolerance")
    page.write_text(4, 3, TOLERANCE_NOTE, "beside")


def _write_section(page: Page, row: int, title: str) -> None:
    page.write_text(row, 1, title, "band")
    for column in range(2, len(HEADINGS) + 1):
        page.write_blank(row, column, "band")


def _write_check(page: Page, row: int, check: Check) -> None:
    page.write_text(row, 1, check.label)
    page.write_formula(row, 2, check.left, check.left_value, "link", check.unit)
    page.write_formula(row, 3, check.right, check.right_value, "link", check.unit)
    page.write_formula(
        row, 4, f"=B{row}-C{row}", check.left_value - check.right_value, "formula", check.unit
    )
    unit = "tolerance" if check.unit == "amount" else check.unit
    page.write_formula(row, 5, check.allowed, check.allowed_value, "formula", unit)
    page.write_formula(
        row, 6, f'=IF(ISERROR(D{row}),"CHECK",IF(ABS(D{row})<=E{row},"OK","CHECK"))', "OK", "result"
    )


def _error_checks(grid: Grid, others: Iterable[Page]) -> Iterator[Check]:
    def no_errors(sheet: str, span: str) -> Check:
        return count_check(sheet, f"=SUMPRODUCT(--ISERROR({span}))", "", 0)

    if not grid.elsewhere:
        span = grid.column_range(grid.columns[0].name, grid.columns[-1].name)
        yield no_errors(grid.sheet, span)
    for page in others:
        # The rows above show the master check, which depends on this one.
        yield no_errors(page.name, page.block_reference(HEADER_ROWS + 1, 1, *page.written_extent))


def _rounding_checks(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """The checks of rounding row by row against rounding once."""
    for one in leaf_costs(estimate.basis.model):
        rounded, once = estimate.totals.leaves[one.cost]
        # With commas, SUMPRODUCT skips the headers.
        products = "-".join(
            f"SUMPRODUCT({grid.column_range(name)},{grid.column_range(one.price)})"
            for name in one.quantities
        )
        units = "" if one.units == 1 else f"/{plain_number(one.units)}"
        yield rounding_check(
            grid,
            f"{grid.column_title(one.cost)}: rounded row by row vs. rounded once",
            (f"=SUM({grid.column_range(one.cost)})", rounded),
            (f"=({products}){units}", once),
        )


def write_changes(
    page: Page, grid: Grid, estimate: Estimate, disorder: Mapping[str, str], row: int
) -> None:
    """Writes the totals from when the workbook was made, for information; this is no check."""
    titles = ("Changes since this workbook was made", "Now", "When made", "Difference", "", "")
    page.write_headers(row, titles[:1])
    page.write_headers(row, titles[1:], 2, "heading_right")
    count = f"=COUNTA({grid.column_range('workload_id')})-1"
    totals = [("Workloads", count, Decimal(estimate.totals.rows), "rows")]
    totals += [
        (one.title, f"=SUM({grid.column_range(one.name)})", value, "amount")
        for one in estimate.basis.model.totals
        for value in (estimate.totals.by_column[one.name],)
    ]
    for at, (title, text, value, unit) in enumerate(totals, row + 1):
        page.write_text(at, 1, title)
        page.write_formula(at, 2, grid.if_on_sheet(text), value, "link", unit)
        page.write_number(at, 3, value, "plain", unit)
        page.write_formula(at, 4, f"=ROUND(B{at}-C{at},2)", 0, "formula", unit)
        page.write_formula(at, 6, f'=IF(D{at}=0,"unchanged","changed")', "unchanged", "right")
    row += 1 + len(totals)
    _write_scenario_line(page, estimate.basis.scenario, row)
    for at, (title, formula) in enumerate(disorder.items(), row + 1):
        page.write_text(at, 1, f"Lines out of order on Summary: {title}")
        page.write_formula(at, 2, formula, 0, "link", "rows")
        page.write_number(at, 3, 0, "plain", "rows")
        page.write_formula(at, 6, f'=IF(B{at}=0,"in order","not in order")', "in order", "right")


def _write_scenario_line(page: Page, scenario: Scenario, row: int) -> None:
    """Writes whether the scenario changes the plan, for information; any scenario is valid."""
    page.write_text(row, 1, "Scenario")
    page.write_formula(row, 2, "=scenario", scenario.name, "link_right")
    page.write_text(row, 3, scenario.name, "right")
    at_base = "not Base" if scenario.has_effect else "Base"
    formula = '=IF(AND(volume_factor=1,price_factor=1),"Base","not Base")'
    page.write_formula(row, 6, formula, at_base, "right")
