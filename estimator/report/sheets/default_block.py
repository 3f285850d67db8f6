"""Defaults used for blank cells, on the Summary: their values, and what each of them adds."""

from estimator.model.own_workbook import ASSUMPTIONS
from estimator.report.sheets.front import AMOUNTS, COUNTED, NAME, Front

TITLE = "Defaults in use"
# What a default adds takes pricing all rows again without it.
STORED = "in {} (when made)"


def write_defaults(front: Front, row: int) -> int:
    """Writes one line per default in use from ``row``; returns the next free row."""
    page, grid, estimate = front.page, front.grid, front.estimate
    year = estimate.basis.plan.fiscal_year_name
    page.write_text(row, NAME, TITLE, "table")
    page.write_headers(row, ("Workloads", "Value", "Adds"), COUNTED, "column_right")
    page.write_text(row, AMOUNTS[2], STORED.format(year), "column_spilling")
    page.write_blank(row, AMOUNTS[3], "column")
    ids = grid.column_range("workload_id")
    used = [one for one in estimate.totals.assumed if one.rows]
    for at, one in enumerate(used, row + 1):
        assumption = one.assumption
        page.write_text(at, NAME, front.fit_name(assumption.title))
        blank = [f'{grid.column_range(assumption.fills)},""']
        if assumption.idle_with:
            blank.append(f'{grid.column_range(assumption.idle_with)},""')
        if assumption.idle_without:
            blank.append(f'{grid.column_range(assumption.idle_without)},">0"')
        count = grid.if_on_sheet(f'=COUNTIFS({ids},"<>",{",".join(blank)})')
        page.write_formula(at, COUNTED, count, one.rows, "formula", "count")
        page.write_formula(
            at, AMOUNTS[0], f"={assumption.name}", assumption.value, "link", assumption.unit
        )
        if one.added_cost is not None:
            page.write_number(at, AMOUNTS[1], one.added_cost, "formula", "money")
    if not used:
        page.write_text(row + 1, NAME, f"None. The values are on {ASSUMPTIONS}.", "quiet")
    return row + 1 + max(1, len(used))
