"""The Checks sheet: the totals by several routes, the counts, the rounding, and no error cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.address import letters
from estimator.model.estimate import LEAVES, Estimate
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets import breakdown
from estimator.report.sheets.groups import ROWS, amount_column

SHEET = "Checks"
HEADING_ROW = 5
HEADINGS = ("Check", "This", "Against", "Difference", "Allowed", "Result")
HALF_CENT = Decimal("0.005")


@dataclass(frozen=True)
class Places:
    """Where the totals stand that are checked.

    Attributes:
        dimensions: the row of the total of each dimension on the Breakdown.
        by_status: the formula of the workloads by budget status on the Summary.
    """

    dimensions: Mapping[str, int]
    by_status: str


@dataclass(frozen=True)
class Check:
    """Two figures that must agree, each as a formula and as a value, and what may lie between."""

    said: str
    left: str
    right: str
    left_value: Decimal
    right_value: Decimal
    allowed: str = "=0"
    allowed_value: Decimal = Decimal(0)
    unit: str = "USD"


def write(page: Page, grid: Grid, estimate: Estimate, places: Places) -> None:
    """Writes the checks, the master check over them, and what has changed since the run."""
    page.title("Checks", "Each line compares two figures reached by different routes.")
    page.headings(HEADING_ROW, HEADINGS[:1])
    page.headings(HEADING_ROW, HEADINGS[1:], 2, "heading_right")
    checks = [
        *_counts(grid, estimate, places),
        *_totals(grid, estimate, places),
        *_roundings(grid, estimate),
    ]
    first = HEADING_ROW + 1
    for row, check in enumerate(checks, first):
        _check(page, row, check)
    last = HEADING_ROW + len(checks)
    results = f"$F${first}:$F${last}"
    page.text(3, 1, "All checks", "label")
    master = f'=IF(COUNTIF({results},"OK")=ROWS({results}),"OK","CHECK")'
    page.formula(3, 2, master, "OK", "check")
    page.flagged(3, 2, 3, 2)
    page.flagged(first, 6, last, 6)
    _changes(page, grid, estimate, last + 2)
    page.widths({1: 58, 2: 20, 3: 20, 4: 16, 5: 12, 6: 12})
    page.sheet.freeze_panes(HEADING_ROW, 1)
    page.printed(HEADING_ROW)


def _check(page: Page, row: int, check: Check) -> None:
    page.text(row, 1, check.said)
    page.formula(row, 2, check.left, check.left_value, "link", check.unit)
    page.formula(row, 3, check.right, check.right_value, "link", check.unit)
    page.formula(
        row, 4, f"=B{row}-C{row}", check.left_value - check.right_value, "formula", check.unit
    )
    page.formula(row, 5, check.allowed, check.allowed_value, "formula", check.unit)
    # A thousandth of a cent is what adding up binary numbers may leave over.
    page.formula(row, 6, f'=IF(ABS(D{row})<=E{row}+0.00001,"OK","CHECK")', "OK", "result")


def _counts(grid: Grid, estimate: Estimate, places: Places) -> Iterator[Check]:
    rows = Decimal(estimate.rows)
    whole = f"=ROWS({grid.span('workload_id')})"

    def count(said: str, right: str) -> Check:
        return Check(said, grid.over(whole), right, rows, rows, unit="rows")

    ids = grid.over(f"=COUNTA({grid.span('workload_id')})")
    yield count("Every workload has an id", ids)
    keys = grid.over(f"=COUNT({grid.span('model_key')})")
    yield count("Every workload has a model of the Rates sheet", keys)
    for dimension, row in places.dimensions.items():
        said = f"Workloads by {dimension.replace('_', ' ')}"
        yield count(said, f"={breakdown.SHEET}!${letters(ROWS)}${row}")
    yield count("Workloads by budget status", places.by_status)
    columns = [column.name for column in grid.columns]
    cells = f"=SUMPRODUCT(--ISERROR({grid.span('model_key', columns[-1])}))"
    yield Check("Cells with an error", grid.over(cells), "=0", Decimal(0), Decimal(0), unit="rows")


def _totals(grid: Grid, estimate: Estimate, places: Places) -> Iterator[Check]:
    for total in estimate.model.totals:
        value = estimate.totals[total.name]
        letter = letters(amount_column(estimate, total.name))
        for dimension, row in places.dimensions.items():
            said = f"{total.title}: all workloads against by {dimension.replace('_', ' ')}"
            other = f"={breakdown.SHEET}!${letter}${row}"
            yield Check(said, grid.over(f"=SUM({grid.span(total.name)})"), other, value, value)
    totals = estimate.totals
    parts = f"=SUM({grid.span('training_cost')})+12*SUM({grid.span('monthly_cost')})"
    value = totals["training_cost"] + 12 * totals["monthly_cost"]
    whole = f"=SUM({grid.span('first_year_cost')})"
    said = "First-year cost: against training and twelve months"
    first_year = totals["first_year_cost"]
    yield Check(said, grid.over(whole), grid.over(parts), first_year, value)


def _roundings(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """Rounding row by row against rounding once: at most half a cent a row."""
    allowed = grid.over(f"=ROWS({grid.span('workload_id')})*0.005")
    for cost, tokens, price in LEAVES:
        title = next(column.title for column in grid.columns if column.name == cost)
        rounded, once = estimate.leaves[cost]
        cells = "-".join(grid.span(name) for name in tokens)
        yield Check(
            f"{title}: rounded row by row against rounded once",
            grid.over(f"=SUM({grid.span(cost)})"),
            grid.over(f"=SUMPRODUCT({cells},{grid.span(price)})/1000000"),
            rounded,
            once,
            allowed,
            estimate.rows * HALF_CENT,
        )


def _changes(page: Page, grid: Grid, estimate: Estimate, row: int) -> None:
    """What the totals were at the run: for information, no check."""
    titles = ("Changed since written (for information)", "Now", "At the run", "Difference", "", "")
    page.headings(row, titles[:1])
    page.headings(row, titles[1:], 2, "heading_right")
    for at, total in enumerate(estimate.model.totals, row + 1):
        value = estimate.totals[total.name]
        page.text(at, 1, total.title)
        text = grid.over(f"=SUM({grid.span(total.name)})")
        page.formula(at, 2, text, value, "link", "USD")
        page.number(at, 3, value, "plain", "USD")
        page.formula(at, 4, f"=ROUND(B{at}-C{at},2)", 0, "formula", "USD")
        page.formula(at, 6, f'=IF(D{at}=0,"unchanged","changed")', "unchanged", "right")
