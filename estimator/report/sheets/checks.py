"""The Checks sheet: every figure reached in two ways, counts, rounding, and cells with errors."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from estimator.model.address import column_letters
from estimator.model.cost_model import Scenario
from estimator.model.estimate import LEAVES, Estimate
from estimator.model.money import STATUS
from estimator.model.own_workbook import BREAKDOWN
from estimator.report.grid import BudgetLines, Grid
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.sheets import check as currency
from estimator.report.sheets import check_lines, plan, rejected, summary
from estimator.report.sheets.blocks import ROWS, amount_column
from estimator.report.sheets.check import TOLERANCE, Check, count_check, rounding_check

HEADING_ROW = 5
HEADINGS = ("Check", "Figure", "Compared with", "Difference", "Allowed", "Result")
TOLERANCE_NOTE = "Sums of binary numbers can be off by less than this; amounts are in cents"
MODEL_KEYS = "Workloads priced at the rates of their model"

# A text among the checks names something that is not checked.
Sections = Mapping[str, Iterable[Check | str]]


@dataclass(frozen=True)
class CheckedPlaces:
    """The places of the totals to check.

    Attributes:
        dimensions: the row of each dimension's total on Breakdown.
        summary: the formulas that Summary has for the checks.
        by_month: the layout of Months.
        lines_with_budgets: the lines with budgets.
        calendar: the totals on Plan.
    """

    dimensions: Mapping[str, int]
    summary: summary.SummaryCells
    by_month: Grid
    lines_with_budgets: BudgetLines
    calendar: plan.PlanTotals


def write_checks(
    page: Page,
    grid: Grid,
    estimate: Estimate,
    places: CheckedPlaces,
    rows_read: int,
    others: Iterable[Page],
) -> None:
    """Writes the checks, the master check, and what changed since the workbook was made.

    Args:
        page: the sheet.
        grid: the layout of Estimates.
        estimate: the estimate to check.
        places: the places of the totals.
        rows_read: the number of workloads in the input, including rejected ones.
        others: the sheets to search for cells with errors, besides Estimates and Months.
    """
    page.write_top()
    page.write_headers(HEADING_ROW, HEADINGS[:1])
    page.write_headers(HEADING_ROW, HEADINGS[1:], 2, "heading_right")
    sections: Sections = {
        "Counts": _count_checks(grid, estimate, places, rows_read),
        "Totals by group": _total_checks(grid, estimate, places),
        "Amounts recomputed from the inputs, prices and assumptions": check_lines.amount_checks(
            check_lines.workload_lines(grid, estimate), estimate
        ),
        "Calendar": check_lines.calendar_checks(grid, places.by_month, estimate, places.calendar),
        "Budget and fiscal year": check_lines.variance_checks(
            places.lines_with_budgets.grid, estimate
        ),
        "Rounding": [
            *_rounding_checks(grid, estimate),
            *currency.conversion_checks(grid, estimate),
        ],
        "Cells with an error": _error_checks(grid, places, others),
    }
    if estimate.totals.budgets is not None:
        lines = check_lines.budget_checks(
            grid, places.lines_with_budgets.grid, estimate, estimate.totals.budgets
        )
        sections = {**sections, "Budgets": lines}
    held, last = _write_sections(page, sections)
    _write_master_check(page, held, last)
    write_changes(page, grid, estimate, places.summary.disorder, last + 2)
    page.set_widths({1: 72, 2: 22, 3: 22, 4: 14, 5: 12, 6: 12})
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
    page.write_formula(row, 6, f'=IF(ABS(D{row})<=E{row},"OK","CHECK")', "OK", "result")


def _count_checks(
    grid: Grid, estimate: Estimate, places: CheckedPlaces, rows_read: int
) -> Iterator[Check]:
    ids, rows = grid.column_range("workload_id"), estimate.totals.rows
    whole = grid.if_on_sheet(f"=ROWS({ids})")
    label = "Input rows: priced or rejected vs. read"
    yield count_check(label, _input_rows_formula(grid, estimate), "", rows_read)
    yield count_check("Workloads with an ID", whole, grid.if_on_sheet(f"=COUNTA({ids})"), rows)
    keys = f"({grid.column_range('model_key')}=MATCH({grid.column_range('model')},rate_models,0))"
    yield count_check(MODEL_KEYS, whole, grid.if_on_sheet(f"=SUMPRODUCT({keys}*1)"), rows)
    for dimension, row in places.dimensions.items():
        label = f"Workloads by {dimension.replace('_', ' ')}"
        yield count_check(label, whole, f"={BREAKDOWN}!${column_letters(ROWS)}${row}", rows)
    lines = places.lines_with_budgets.grid
    every = lines.if_on_sheet(f"=ROWS({lines.column_range(STATUS)})")
    label = f"{places.lines_with_budgets.plural_noun} by budget status"
    yield count_check(label, every, places.summary.by_status, lines.rows)
    yield from check_lines.word_checks(check_lines.workload_lines(grid, estimate), estimate)


def _input_rows_formula(grid: Grid, estimate: Estimate) -> str:
    """The formula that counts the rows of the input; empty if the workbook lacks some."""
    formula = f"=COUNT({grid.column_range('source_row')})"
    if len(estimate.rejected):
        formula += f"+COUNT({rejected.rejected_row_range(estimate)})"
    return "" if rejected.count_unshown(estimate) else grid.if_on_sheet(formula)


def _error_checks(grid: Grid, places: CheckedPlaces, others: Iterable[Page]) -> Iterator[Check]:
    def no_errors(sheet: str, span: str) -> Check:
        return count_check(sheet, f"=SUMPRODUCT(--ISERROR({span}))", "", 0)

    if not grid.elsewhere:
        yield no_errors(grid.sheet, grid.column_range("model_key", grid.columns[-1].name))
        yield no_errors(
            places.by_month.sheet, places.by_month.column_range("line", "fiscal_year_cost")
        )
    for page in others:
        # The rows above show the master check, which depends on this one.
        yield no_errors(page.name, page.block_reference(HEADER_ROWS + 1, 1, *page.written_extent))


def _total_checks(grid: Grid, estimate: Estimate, places: CheckedPlaces) -> Iterator[Check]:
    for total in estimate.basis.model.totals:
        value = estimate.totals.by_column[total.name]
        letter = column_letters(amount_column(estimate, total.name))
        for dimension, row in places.dimensions.items():
            label = f"{total.title}: all workloads vs. by {dimension.replace('_', ' ')}"
            other = f"={BREAKDOWN}!${letter}${row}"
            yield Check(
                label,
                grid.if_on_sheet(f"=SUM({grid.column_range(total.name)})"),
                other,
                value,
                value,
            )
    training, monthly, first = map(
        estimate.basis.currency.name_shown, ("training_cost", "monthly_cost", "first_year_cost")
    )
    totals = estimate.totals.by_column
    parts = f"=SUM({grid.column_range(training)})+12*SUM({grid.column_range(monthly)})"
    value = totals[training] + 12 * totals[monthly]
    whole = f"=SUM({grid.column_range(first)})"
    label = f"{grid.column_title(first)}: sum vs. training plus 12 months"
    first_year = totals[first]
    yield Check(label, grid.if_on_sheet(whole), grid.if_on_sheet(parts), first_year, value)


def _rounding_checks(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """The checks of rounding row by row against rounding once."""
    for cost, tokens, price in LEAVES:
        rounded, once = estimate.totals.leaves[cost]
        cells = "-".join(grid.column_range(name) for name in tokens)
        yield rounding_check(
            grid,
            f"{grid.column_title(cost)}: rounded row by row vs. rounded once",
            (f"=SUM({grid.column_range(cost)})", rounded),
            (f"=SUMPRODUCT({cells},{grid.column_range(price)})/1000000", once),
        )


def write_changes(
    page: Page, grid: Grid, estimate: Estimate, disorder: Mapping[str, str], row: int
) -> None:
    """Writes the totals from when the workbook was made, for information; this is no check."""
    titles = ("Changes since this workbook was made", "Now", "When made", "Difference", "", "")
    page.write_headers(row, titles[:1])
    page.write_headers(row, titles[1:], 2, "heading_right")
    for at, total in enumerate(estimate.basis.model.totals, row + 1):
        value = estimate.totals.by_column[total.name]
        page.write_text(at, 1, total.title)
        text = grid.if_on_sheet(f"=SUM({grid.column_range(total.name)})")
        page.write_formula(at, 2, text, value, "link", "amount")
        page.write_number(at, 3, value, "plain", "amount")
        page.write_formula(at, 4, f"=ROUND(B{at}-C{at},2)", 0, "formula", "amount")
        page.write_formula(at, 6, f'=IF(D{at}=0,"unchanged","changed")', "unchanged", "right")
    row += 1 + len(estimate.basis.model.totals)
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
