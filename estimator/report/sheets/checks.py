"""The Checks sheet: every figure reached in two ways, counts, rounding, and cells with errors."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from estimator.model.address import letters
from estimator.model.cost_model import Scenario
from estimator.model.estimate import LEAVES, Estimate
from estimator.model.money import STATUS
from estimator.model.own_workbook import BREAKDOWN
from estimator.report.grid import Grid, Held
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.sheets import check as currency
from estimator.report.sheets import check_lines, plan, rejected, summary
from estimator.report.sheets.blocks import ROWS, amount_column
from estimator.report.sheets.check import TOLERANCE, Check, count, rounding

HEADING_ROW = 5
HEADINGS = ("Check", "Figure", "Compared with", "Difference", "Allowed", "Result")
TOLERANCE_SAID = "Sums of binary numbers can be off by less than this; amounts are in cents"
MODEL_KEYS = "Workloads priced at the rates of their model"

# A text among the checks names something that is not checked.
Sections = Mapping[str, Iterable[Check | str]]


@dataclass(frozen=True)
class Places:
    """The places of the totals to check.

    Attributes:
        dimensions: the row of each dimension's total on Breakdown.
        summary: the formulas that Summary has for the checks.
        by_month: the layout of Months.
        held: the lines with budgets.
        calendar: the totals on Plan.
    """

    dimensions: Mapping[str, int]
    summary: summary.Written
    by_month: Grid
    held: Held
    calendar: plan.Places


def write_checks(
    page: Page,
    grid: Grid,
    estimate: Estimate,
    places: Places,
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
    page.headings(HEADING_ROW, HEADINGS[:1])
    page.headings(HEADING_ROW, HEADINGS[1:], 2, "heading_right")
    sections: Sections = {
        "Counts": _counts(grid, estimate, places, rows_read),
        "Totals by group": _totals(grid, estimate, places),
        "Amounts recomputed from the inputs, prices and assumptions": check_lines.amounts(
            check_lines.workloads(grid, estimate), estimate
        ),
        "Calendar": check_lines.calendar_checks(grid, places.by_month, estimate, places.calendar),
        "Rounding": [*_roundings(grid, estimate), *currency.checks(grid, estimate)],
        "Cells with an error": _errors(grid, places, others),
    }
    if estimate.totals.budgets is not None:
        lines = check_lines.budget_checks(grid, places.held.grid, estimate, estimate.totals.budgets)
        sections = {**sections, "Budgets": lines}
    held, last = _sections(page, sections)
    _master(page, held, last)
    write_changes(page, grid, estimate, places.summary.disorder, last + 2)
    page.widths({1: 72, 2: 22, 3: 22, 4: 14, 5: 12, 6: 12})
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.printed(HEADING_ROW)


def _sections(page: Page, sections: Sections) -> tuple[int, int]:
    """Writes all checks; returns their number and the row of the last one."""
    held, last = 0, HEADING_ROW
    for title, checks in sections.items():
        last += 1
        _section(page, last, title)
        for check in checks:
            last += 1
            if isinstance(check, str):
                page.text(last, 1, check, "caution_line")
            else:
                held += 1
                _check(page, last, check)
    return held, last


def _master(page: Page, held: int, last: int) -> None:
    """Writes the master check over the lines down to ``last``, and the tolerance."""
    results, lines = (f"${column}${HEADING_ROW + 1}:${column}${last}" for column in "FB")
    page.text(3, 1, "All checks", "label")
    master = f'=IF(COUNTIF({results},"OK")=COUNTA({lines}),"OK","CHECK")'
    page.formula(3, 2, master, "OK", "check")
    page.flagged(3, 2, 3, 2)
    page.flagged(HEADING_ROW + 1, 6, last, 6)
    passed = f'=COUNTIF({results},"OK")&" of "&COUNTA({lines})&" checks pass"'
    page.formula(3, 3, passed, f"{held} of {held} checks pass")
    page.text(4, 1, "Tolerance", "label")
    page.number(4, 2, TOLERANCE, "plain", "tolerance")
    page.text(4, 3, TOLERANCE_SAID, "beside")


def _section(page: Page, row: int, title: str) -> None:
    page.text(row, 1, title, "band")
    for column in range(2, len(HEADINGS) + 1):
        page.blank(row, column, "band")


def _check(page: Page, row: int, check: Check) -> None:
    page.text(row, 1, check.said)
    page.formula(row, 2, check.left, check.left_value, "link", check.unit)
    page.formula(row, 3, check.right, check.right_value, "link", check.unit)
    page.formula(
        row, 4, f"=B{row}-C{row}", check.left_value - check.right_value, "formula", check.unit
    )
    unit = "tolerance" if check.unit == "amount" else check.unit
    page.formula(row, 5, check.allowed, check.allowed_value, "formula", unit)
    page.formula(row, 6, f'=IF(ABS(D{row})<=E{row},"OK","CHECK")', "OK", "result")


def _counts(grid: Grid, estimate: Estimate, places: Places, rows_read: int) -> Iterator[Check]:
    ids, rows = grid.span("workload_id"), estimate.totals.rows
    whole = grid.over(f"=ROWS({ids})")
    label = "Input rows: priced or rejected vs. read"
    yield count(label, _found(grid, estimate), "", rows_read)
    yield count("Workloads with an ID", whole, grid.over(f"=COUNTA({ids})"), rows)
    keys = f"({grid.span('model_key')}=MATCH({grid.span('model')},rate_models,0))"
    yield count(MODEL_KEYS, whole, grid.over(f"=SUMPRODUCT({keys}*1)"), rows)
    for dimension, row in places.dimensions.items():
        label = f"Workloads by {dimension.replace('_', ' ')}"
        yield count(label, whole, f"={BREAKDOWN}!${letters(ROWS)}${row}", rows)
    lines = places.held.grid
    every = lines.over(f"=ROWS({lines.span(STATUS)})")
    label = f"{places.held.noun} by budget status"
    yield count(label, every, places.summary.by_status, lines.rows)
    yield from check_lines.words(check_lines.workloads(grid, estimate), estimate)


def _found(grid: Grid, estimate: Estimate) -> str:
    """The formula that counts the rows of the input; empty if the workbook lacks some."""
    formula = f"=COUNT({grid.span('source_row')})"
    if len(estimate.rejected):
        formula += f"+COUNT({rejected.span(estimate)})"
    return "" if rejected.left_out(estimate) else grid.over(formula)


def _errors(grid: Grid, places: Places, others: Iterable[Page]) -> Iterator[Check]:
    def none(sheet: str, span: str) -> Check:
        return count(sheet, f"=SUMPRODUCT(--ISERROR({span}))", "", 0)

    if not grid.elsewhere:
        yield none(grid.sheet, grid.span("model_key", grid.columns[-1].name))
        yield none(places.by_month.sheet, places.by_month.span("line", "fiscal_year_cost"))
    for page in others:
        # The rows above show the master check, which depends on this one.
        yield none(page.name, page.block(HEADER_ROWS + 1, 1, *page.extent))


def _totals(grid: Grid, estimate: Estimate, places: Places) -> Iterator[Check]:
    for total in estimate.basis.model.totals:
        value = estimate.totals.by_column[total.name]
        letter = letters(amount_column(estimate, total.name))
        for dimension, row in places.dimensions.items():
            label = f"{total.title}: all workloads vs. by {dimension.replace('_', ' ')}"
            other = f"={BREAKDOWN}!${letter}${row}"
            yield Check(label, grid.over(f"=SUM({grid.span(total.name)})"), other, value, value)
    training, monthly, first = map(
        estimate.basis.currency.shown, ("training_cost", "monthly_cost", "first_year_cost")
    )
    totals = estimate.totals.by_column
    parts = f"=SUM({grid.span(training)})+12*SUM({grid.span(monthly)})"
    value = totals[training] + 12 * totals[monthly]
    whole = f"=SUM({grid.span(first)})"
    label = f"{grid.title(first)}: sum vs. training plus 12 months"
    first_year = totals[first]
    yield Check(label, grid.over(whole), grid.over(parts), first_year, value)


def _roundings(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """The checks of rounding row by row against rounding once."""
    for cost, tokens, price in LEAVES:
        rounded, once = estimate.totals.leaves[cost]
        cells = "-".join(grid.span(name) for name in tokens)
        yield rounding(
            grid,
            f"{grid.title(cost)}: rounded row by row vs. rounded once",
            (f"=SUM({grid.span(cost)})", rounded),
            (f"=SUMPRODUCT({cells},{grid.span(price)})/1000000", once),
        )


def write_changes(
    page: Page, grid: Grid, estimate: Estimate, disorder: Mapping[str, str], row: int
) -> None:
    """Writes the totals from when the workbook was made, for information; this is no check."""
    titles = ("Changes since this workbook was made", "Now", "When made", "Difference", "", "")
    page.headings(row, titles[:1])
    page.headings(row, titles[1:], 2, "heading_right")
    for at, total in enumerate(estimate.basis.model.totals, row + 1):
        value = estimate.totals.by_column[total.name]
        page.text(at, 1, total.title)
        text = grid.over(f"=SUM({grid.span(total.name)})")
        page.formula(at, 2, text, value, "link", "amount")
        page.number(at, 3, value, "plain", "amount")
        page.formula(at, 4, f"=ROUND(B{at}-C{at},2)", 0, "formula", "amount")
        page.formula(at, 6, f'=IF(D{at}=0,"unchanged","changed")', "unchanged", "right")
    row += 1 + len(estimate.basis.model.totals)
    _at_base(page, estimate.basis.scenario, row)
    for at, (title, formula) in enumerate(disorder.items(), row + 1):
        page.text(at, 1, f"Lines out of order on Summary: {title}")
        page.formula(at, 2, formula, 0, "link", "rows")
        page.number(at, 3, 0, "plain", "rows")
        page.formula(at, 6, f'=IF(B{at}=0,"in order","not in order")', "in order", "right")


def _at_base(page: Page, scenario: Scenario, row: int) -> None:
    """Writes whether the scenario changes the plan, for information; any scenario is valid."""
    page.text(row, 1, "Scenario")
    page.formula(row, 2, "=scenario", scenario.name, "link_right")
    page.text(row, 3, scenario.name, "right")
    at_base = "not Base" if scenario.changes else "Base"
    formula = '=IF(AND(volume_factor=1,price_factor=1),"Base","not Base")'
    page.formula(row, 6, formula, at_base, "right")
