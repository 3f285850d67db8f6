"""The costliest workloads on the Summary, as at the run; their amounts are live."""

from estimator.model.address import letters
from estimator.model.estimate import Estimate
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.groups import FIRST_AMOUNT, KEY, LABEL, ROWS, amount_column, titles
from estimator.report.sheets.held import workloads


def write(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """Writes the list from ``row`` on; the row after it."""
    rows = workloads(grid)
    names, cost = list(estimate.totals), estimate.currency.shown("first_year_cost")
    titles(page, estimate, row, "Largest workloads")
    page.text(row, KEY, "Line", "heading_right")
    page.text(row, ROWS, "Model", "heading")
    share = FIRST_AMOUNT + len(names)
    page.text(row, share, "Share of\nfirst year", "heading_right")
    for at, one in enumerate(estimate.largest.iter_rows(named=True), row + 1):
        page.text(at, LABEL, one["workload_name"] or one["workload_id"])
        page.number(at, KEY, one["position"], "quiet", "key")
        model = rows.found("model", f"$B{at}")
        page.formula(at, ROWS, model, one["model"], "word")
        for column, total in enumerate(names, FIRST_AMOUNT):
            text = rows.found(total, f"$B{at}")
            page.formula(at, column, text, one[total], "formula", "amount")
        own = f"{letters(amount_column(estimate, cost))}{at}"
        whole = grid.over(f"SUM({grid.span(cost)})")
        total_cost = estimate.totals[cost]
        part = float(one[cost] / total_cost) if total_cost else 0
        formula = f"=IF({whole}=0,0,{own}/{whole})" if whole else ""
        page.formula(at, share, formula, part, "formula", "part")
    after = row + 1 + len(estimate.largest)
    live = "as at the run" if grid.elsewhere else "live"
    page.text(after, LABEL, f"In the order of the run; the amounts are {live}.", "quiet")
    return after + 2
